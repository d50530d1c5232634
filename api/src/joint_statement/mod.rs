//! Joint statements: what two people of two countries sign together.
//!
//! Others use [`object::of_proposal`], [`object::of_thread`], [`object::of_pair`] and
//! [`object::JointStatement`], and [`service`] to decide about statements. What is published
//! follows from the signatures alone: `service::settle` says so, under the statement's lock.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod rules;
pub mod service;
pub mod store;
