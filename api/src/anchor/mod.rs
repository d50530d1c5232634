//! Anchors: the passages that threads are about, and where they stand in each edition.
//!
//! How words are found again is `text::anchoring`. Others use [`service::quote`],
//! [`service::keep`], [`service::settle_now`], [`service::settle_due`], [`object::Anchor`],
//! [`input::QuoteInput`] and [`store::standing_at`].

pub mod input;
pub mod loaders;
pub mod object;
pub mod rules;
pub mod service;
pub mod store;
