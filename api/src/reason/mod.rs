//! Reasons of votes: read by all, marked as fair by those who voted otherwise.
//!
//! Others use [`object::VoteReason`], and [`service`] where a vote changes or a reason is decided about.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod service;
pub mod store;
