//! Essays and their editions: works, and each work in one language.
//!
//! Others use [`object::Essay`], [`service::essay`] and [`store::EssayRow`].

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod rules;
pub mod service;
pub mod store;
pub mod wanted;
