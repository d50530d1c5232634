//! What comes out of votes when their time is over.

pub mod service;
pub mod store;
