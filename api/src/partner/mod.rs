//! Partners: people of two countries who have agreed and differed, and who talk in private about
//! how to carry a proposal out.
//!
//! Who opens himself to it is in `partnerings`; others close that by [`store::close`]. What a pair
//! writes is for these two: [`service::pair_of`] is the way to it, and [`service::going_on`] to a change of it.

pub mod input;
pub mod loaders;
pub mod mutation;
pub mod object;
pub mod query;
pub mod rules;
pub mod service;
pub mod store;
