//! Corrections of the language that a post is marked as: by its author, by the staff, or by
//! several members who agree.
//!
//! Nobody else uses it.

pub mod input;
pub mod mutation;
pub mod rules;
pub mod service;
pub mod store;
