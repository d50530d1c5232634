//! Threads: discussions of an essay.
//!
//! Others use [`object::Thread`], [`service`] and [`store::ThreadItem`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod recount;
pub mod rules;
pub mod service;
pub mod store;
pub mod wanted;
