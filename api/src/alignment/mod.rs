//! Alignments: which sentences of an essay's editions correspond, and what editors say of it.
//!
//! The method itself is `text::alignment`. Others use [`store::atlas`], [`service::align`],
//! [`rules::Atlas`] and [`loaders::Counterparts`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod rules;
pub mod service;
pub mod store;
