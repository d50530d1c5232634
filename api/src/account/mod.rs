//! Accounts: signing up and in, sessions as clients see them, passwords.
//!
//! Others use [`object::User`] and [`service::user`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod rules;
pub mod service;
pub mod store;
pub mod wanted;
