//! Reasons of votes: read by all, marked as fair by those who voted otherwise.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod service;
pub mod store;
