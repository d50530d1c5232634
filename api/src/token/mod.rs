//! API tokens as their owners see them: made, listed, revoked. What a token may
//! do is decided in `auth`.
//!
//! Others use [`object::ApiToken`] and [`service::of_owner`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod rules;
pub mod service;
pub mod store;
