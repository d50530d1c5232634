//! Appeals: one against a decision, answered by somebody else.
//!
//! Others use [`object::Appeal`] and [`loaders::AppealOf`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod service;
pub mod store;
