//! Pledges: what people will do to carry an adopted proposal out, what they tell of it, and
//! what becomes of it.
//!
//! Others use [`object::connection`], [`object::Pledge`] and [`object::PledgeCounts`], and
//! [`service`] to decide about pledges. Whatever changes what is counted of a proposal's pledges
//! ends with `service::settle`, under the proposal's lock.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod recount;
pub mod rules;
pub mod service;
pub mod store;
