//! Settings of the whole forum, which administrators change while it runs.
//!
//! Others read them through [`crate::site::Rules`]; findings are shown by [`object::CivilityFinding`].

pub mod input;
pub mod mutation;
pub mod object;
pub mod query;
pub mod service;
