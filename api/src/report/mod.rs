//! Reports: what readers, and the program, want a moderator to look at; the queue.
//!
//! Others use [`store`] inside a decision's transaction, and [`object::Report`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod rules;
pub mod service;
pub mod store;
