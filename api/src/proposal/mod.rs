//! Proposals: what people vote on, and what becomes of it.
//!
//! Others use [`object::Proposal`], [`service`] and [`store`].

pub mod closing;
pub mod input;
pub mod item;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod recount;
pub mod rules;
pub mod service;
pub mod store;
pub mod wanted;
