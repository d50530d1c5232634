//! Moderation: decisions about posts and people, and the log of them.
//!
//! Others use [`service`] to decide, [`texts`] about what belongs to a post, [`object::ModerationAction`]
//! and [`store::ActionRow`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod rules;
pub mod service;
pub mod staff;
pub mod store;
pub mod texts;
