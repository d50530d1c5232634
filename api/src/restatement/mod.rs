//! Restatements: whoever differs says first what he differs from, and whose point it
//! is says whether that is so.
//!
//! Others use [`object::Restatement`], [`loaders::RestatementOf`] and [`rules`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod recount;
pub mod rules;
pub mod service;
pub mod store;
