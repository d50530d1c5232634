//! Support across borders: whom a proposal persuades, at home and abroad, and across the
//! groups that people's votes on an essay's proposals put them into (`docs/consensus.md`).
//!
//! All of it is computed in the background, in no request. What is published follows the votes
//! in steps of at least five people, so that an answer and the next differ by no fewer: see [`rules::release`].

pub mod loaders;
pub mod object;
pub mod people;
pub mod row;
pub mod rules;
pub mod service;
pub mod store;
