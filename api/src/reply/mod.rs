//! Replies: the tree under a thread.
//!
//! Others use [`object::Reply`] and [`service`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod rules;
pub mod service;
pub mod store;
pub mod wanted;
