//! Translations by a program, when a member asks for one.
//!
//! Others use none of it: what comes of it is a `translation`.

pub mod input;
pub mod mutation;
pub mod service;
