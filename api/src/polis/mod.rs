//! Conversations that Polis has exported, read in as essays with proposals, voters and votes.
//!
//! Others use [`service::import`] and [`store::numbers`].

pub mod reader;
pub mod rules;
pub mod service;
pub mod store;
