//! Search: the texts that can be found, what a query means, and how hits are ordered.
//!
//! Others use [`store::put`], [`store::set_status`], [`store::set_language`] in the
//! transaction of what changes a text, and [`service::reindex`]. `docs/search.md` says what
//! a query may be.

pub mod input;
pub mod object;
pub mod query;
pub mod rules;
pub mod service;
pub mod store;
