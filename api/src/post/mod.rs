//! What threads, replies and proposals have in common: their texts, the register
//! of all posts, earlier revisions, deletion.
//!
//! Others use [`rules`], [`store`] and [`object::Post`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod rules;
pub mod service;
pub mod store;
pub mod wanted;
