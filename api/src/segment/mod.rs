//! Segments: the sentences of an edition, and its text as a reader sees it.
//!
//! Others use [`rules::segment`], [`store::replace`], [`service::complete`] and
//! [`object::Segment`].

pub mod loaders;
pub mod object;
pub mod rules;
pub mod service;
pub mod store;
