//! Trust: levels 0 to 3 that are earned by being fair, computed in the background from
//! what is stored, and what each level allows.
//!
//! Others use [`object::Trust`], [`service::spend`] and [`rules`].

pub mod object;
pub mod rules;
pub mod service;
pub mod store;
