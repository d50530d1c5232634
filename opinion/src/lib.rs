//! Opinion groups from votes on proposals: the algorithm of Polis, so that the same votes
//! give the same groups on every machine. Pure: no clock, no threads, no random numbers.
//!
//! 1. Missing votes are replaced by the mean of their column; the two principal components
//!    of the centred matrix are found ([Lanczos] on the sparse votes).
//! 2. Each voter is projected using only what he voted on, scaled by √(columns / votes).
//! 3. Who cast [`MIN_VOTES`] votes takes part; if fewer than [`MIN_PEOPLE`] did, the most
//!    active are added.
//! 4. k-means makes at most [`BASE_CLUSTERS`] base clusters, and k-means of these, weighted
//!    by people, makes groups for each k from 2 to min([`MAX_GROUPS`], 2 + ⌊base / 12⌋).
//! 5. The best mean silhouette decides, and a k that is held gives way only to one that won
//!    [`PATIENCE`] computations in a row.
//!
//! Source: Small, Bjorkegren, Erkkilä, Shaw and Megill 2021, "Polis: Scaling deliberation by
//! mapping high dimensional opinion spaces", and the public repository compdemocracy/polis.
//!
//! Equal bits everywhere follow from this: votes are ordered by themselves, sums run in that
//! order in one thread, and only +, -, *, / and square roots are used, which IEEE 754
//! defines to the last bit. Of nalgebra only vectors and the eigenvectors of a small symmetric
//! matrix are used, never its matrix product, whose kernels may depend on the processor.
//!
//! [Lanczos]: https://en.wikipedia.org/wiki/Lanczos_algorithm

mod ballots;
mod components;
mod digest;
mod groups;
mod held;
mod kmeans;
mod points;
mod representative;
mod silhouette;
mod snapshot;
pub mod stats;

pub use ballots::{Ballots, Columns};
pub use held::{Held, PATIENCE};
pub use snapshot::{Agreed, Consensus, Group, Member, Point, Representative, Side, Silhouette, Snapshot, Tally};

/// Changes whenever the same votes may give another snapshot. Part of what is hashed.
pub const ALGORITHM: u32 = 1;
/// The most people that are looked at, as in Polis.
pub const MAX_VOTERS: usize = 100_000;
/// The most proposals that are looked at, as in Polis.
pub const MAX_COLUMNS: usize = 10_000;
/// Votes that someone must have cast to take part (all, if fewer proposals have votes).
pub const MIN_VOTES: usize = 7;
/// If fewer people qualify, the most active are added up to that number.
pub const MIN_PEOPLE: usize = 15;
/// The most base clusters.
pub const BASE_CLUSTERS: usize = 100;
/// The most groups.
pub const MAX_GROUPS: usize = 5;
/// No point of the map stands for fewer people.
pub const MIN_POINT: u32 = 5;

/// Why votes were not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More than [`MAX_COLUMNS`].
    #[error("{columns} proposals are more than {MAX_COLUMNS}")]
    TooManyColumns {
        /// How many there are.
        columns: usize,
    },
    /// More than [`MAX_VOTERS`].
    #[error("{voters} voters are more than {MAX_VOTERS}")]
    TooManyVoters {
        /// How many there are.
        voters: usize,
    },
    /// A vote names a column that does not exist.
    #[error("voter {voter} voted on column {column}, which there is not")]
    NoSuchColumn {
        /// The caller's number of the voter.
        voter: u32,
        /// The column.
        column: u32,
    },
    /// A vote is none of -1, 0 and 1.
    #[error("voter {voter} cast {vote}, which is no vote")]
    NotAVote {
        /// The caller's number of the voter.
        voter: u32,
        /// What was given.
        vote: i8,
    },
    /// Two votes of one voter on one column, even if they are equal.
    #[error("voter {voter} voted twice on column {column}")]
    VotedTwice {
        /// The caller's number of the voter.
        voter: u32,
        /// The column.
        column: u32,
    },
}

/// The opinion groups of all who voted, and what they are known by. `held` is the state of
/// the snapshot before, if there is one: see [`Snapshot::is_settled`].
pub fn compute(ballots: &Ballots, held: Option<Held>) -> Snapshot {
    let grouping = groups::Grouping::of(ballots, held);
    let tallies = representative::tallies(ballots, &grouping);
    let whole = representative::whole(ballots);
    Snapshot {
        algorithm: ALGORITHM,
        inputs_sha256: digest::inputs(ballots, held),
        held_before: held,
        held: grouping.held,
        silhouettes: grouping.silhouettes.clone(),
        voters: grouping.members(),
        groups: grouping.described(&tallies),
        consensus: representative::consensus(&whole),
        points: points::points(&grouping),
    }
}

/// To nine decimals. So a number is the same after being written as decimal text and read by
/// any parser, places that differ by rounding errors only are one place, and -0 is 0.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9 + 0.0
}
