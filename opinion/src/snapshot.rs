//! What a computation gives. All numbers have at most nine decimals.

use serde::{Deserialize, Serialize};

use crate::Held;

/// The opinion groups at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`crate::ALGORITHM`] at the time.
    pub algorithm: u32,
    /// SHA-256 of the votes, the number of columns, the algorithm and the state held before,
    /// in hexadecimal. Not of who cast them.
    pub inputs_sha256: String,
    /// The state that was given: with it and the votes the snapshot can be recomputed.
    pub held_before: Option<Held>,
    /// The state to keep. None where there was no choice, with fewer than two groups.
    pub held: Option<Held>,
    /// The mean silhouette for each possible k, ascending.
    pub silhouettes: Vec<Silhouette>,
    /// Who takes part, by number. About single people: not to be shown to others.
    pub voters: Vec<Member>,
    /// Largest first. None without voters; one if all stand at one place.
    pub groups: Vec<Group>,
    /// What everybody who voted agrees on, whether put into a group or not.
    pub consensus: Consensus,
    /// The map. May be shown: see [`Point`].
    pub points: Vec<Point>,
}

impl Snapshot {
    /// How many groups there are.
    pub fn k(&self) -> usize {
        self.groups.len()
    }

    /// Whether computing again with the same votes and [`Self::held`] would give the same
    /// groups. If not, another k is about to replace the one that is held: compute again
    /// (at most [`crate::PATIENCE`] times), and the groups depend on the votes alone.
    pub fn is_settled(&self) -> bool {
        self.held.is_none_or(|held| held.rival.is_none())
    }
}

/// How well so many groups keep people apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Silhouette {
    /// The number of groups.
    pub k: u8,
    /// From -1 to 1.
    pub value: f64,
}

/// Someone who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The caller's number.
    pub voter: u32,
    /// From 0.
    pub group: u32,
    /// The base cluster, from 0.
    pub base: u32,
    /// Along the first component.
    pub x: f64,
    /// Along the second component.
    pub y: f64,
}

/// A group of people who vote alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// How many people.
    pub size: u32,
    /// The mean of its people's places.
    pub x: f64,
    /// The mean of its people's places.
    pub y: f64,
    /// Its votes, by column.
    pub tallies: Vec<Tally>,
    /// What it stands for beyond others: at most 5, what it agrees with first.
    pub representative: Vec<Representative>,
}

/// Votes on one proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// +1.
    pub agree: u32,
    /// -1.
    pub disagree: u32,
    /// 0.
    pub pass: u32,
}

impl Tally {
    /// All votes, with passes.
    pub fn votes(&self) -> u32 {
        self.agree + self.disagree + self.pass
    }

    /// The votes of one side.
    pub fn on(&self, side: Side) -> u32 {
        match side {
            Side::Agree => self.agree,
            Side::Disagree => self.disagree,
        }
    }
}

/// With a proposal or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// +1.
    Agree,
    /// -1.
    Disagree,
}

/// A proposal that a group is known by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Representative {
    /// The proposal.
    pub column: u32,
    /// What the group says to it.
    pub side: Side,
    /// The group's share on that side, [`crate::stats::share`].
    pub p: f64,
    /// [`crate::stats::proportion_test`] of the group.
    pub z: f64,
    /// The share in the group divided by that among all other people in groups.
    pub ratio: f64,
    /// [`crate::stats::two_proportion_test`] of the group against these others.
    pub z_ratio: f64,
}

/// What everybody agrees on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Consensus {
    /// At most 5 proposals that people agree with, best first.
    pub agree: Vec<Agreed>,
    /// At most 5 proposals that people disagree with, best first.
    pub disagree: Vec<Agreed>,
}

/// A proposal on which most are of one mind.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreed {
    /// The proposal.
    pub column: u32,
    /// The share of that side, [`crate::stats::share`].
    pub p: f64,
    /// [`crate::stats::proportion_test`].
    pub z: f64,
}

/// A place on the map where at least [`crate::MIN_POINT`] people of one group stand. A group of
/// fewer people has no point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The group, from 0.
    pub group: u32,
    /// The mean of these people's places.
    pub x: f64,
    /// The mean of these people's places.
    pub y: f64,
    /// How many people.
    pub people: u32,
}
