//! Votes on proposals: one a person, changeable, withdrawable.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod service;
pub mod store;
