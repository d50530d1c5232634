//! Translations of what people write, what those who know both languages say of them, and
//! which of them a reader gets.
//!
//! Others use [`object::text`] and [`object::translations`] for posts, [`object::Translation`],
//! and [`service`] to decide about translations. Whatever changes which text of a translation
//! readers see goes through [`service::text_changed`]: what is kept about it elsewhere is told there.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod recount;
pub mod rules;
pub mod service;
pub mod store;
