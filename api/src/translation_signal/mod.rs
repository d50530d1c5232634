//! Translations that divide: where voters of one country agree with a proposal more, or less,
//! in one language than in another.
//!
//! Others use [`service`] when votes change, and [`object`] for what translators see.

pub mod loaders;
pub mod object;
pub mod recount;
pub mod rules;
pub mod service;
pub mod store;
