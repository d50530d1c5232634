//! What is computed from votes, and what of it is published. Pure.

mod ballots;
mod measures;
mod places;
mod release;

pub use ballots::{Ballots, groups, is_step, may_show, salted, shown_groups, sign};
pub use measures::{MARGIN, MIN_VOTERS, Measures, SupportState, state};
pub use places::{Place, places, relabel};
pub use release::{Included, MIN_PEOPLE, Vote, release, release_beside, tallies};
