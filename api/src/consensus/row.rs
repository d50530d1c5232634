//! What is kept of support and of opinion maps, as JSON in one column each.

use std::collections::BTreeMap;

use entity::{ProposalId, Stance};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    consensus::rules::{Included, Place, SupportState, Vote, sign},
    proposal::rules::Tally,
};

/// Votes: agree, disagree, pass.
type Votes = (i32, i32, i32);

/// What is published of a proposal's support.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SupportRow {
    /// See the rules.
    pub state: SupportState,
    /// From the essay's own country; `None` = too few, or the essay has none.
    pub home: Option<Votes>,
    /// From all other countries; `None` likewise.
    pub abroad: Option<Votes>,
    /// Of each country that stands alone, by code.
    pub countries: BTreeMap<String, Votes>,
    /// Of each opinion group that counts.
    pub groups: Vec<GroupVotes>,
    /// See the rules.
    pub group_informed_consensus: Option<f64>,
    /// See the rules.
    pub bridging: Option<f64>,
}

/// An opinion group's votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupVotes {
    /// From 1, the largest first.
    pub group: u32,
    /// How many people are in it.
    pub size: u32,
    /// Their votes on the proposal.
    pub votes: Votes,
}

/// From the column; what cannot be read is as if it were not there: it is computed again.
#[must_use]
pub fn read<T: Default + for<'de> Deserialize<'de>>(text: Option<&str>) -> T {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// For the column.
pub fn written<T: Serialize>(value: &T) -> crate::error::Result<String> {
    serde_json::to_string(value).map_err(crate::error::Error::internal)
}

/// As it is kept.
#[must_use]
pub fn votes(tally: Tally) -> Votes {
    (tally.agree, tally.disagree, tally.pass)
}

/// As it is shown.
#[must_use]
pub fn tally((agree, disagree, pass): Votes) -> Tally {
    Tally { agree, disagree, pass }
}

/// The votes that a proposal's published support counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRow {
    places: Vec<(u64, Place, i8)>,
    groups: Vec<(u64, u32, i8)>,
    /// All votes, counted or not, as they were when the proposal was last judged.
    #[serde(default)]
    seen: Vec<(u64, u32)>,
}

impl ReleaseRow {
    /// For the column.
    #[must_use]
    pub fn of(places: &Included<Place>, groups: &Included<u32>, seen: BTreeMap<u64, u32>) -> Self {
        Self {
            places: places.iter().map(|(voter, vote)| (*voter, vote.cell.clone(), sign(vote.stance))).collect(),
            groups: groups.iter().map(|(voter, vote)| (*voter, vote.cell, sign(vote.stance))).collect(),
            seen: seen.into_iter().collect(),
        }
    }

    /// All votes as they were when the proposal was last judged.
    #[must_use]
    pub fn seen(&self) -> BTreeMap<u64, u32> {
        self.seen.iter().copied().collect()
    }

    /// By country.
    #[must_use]
    pub fn places(&self) -> Included<Place> {
        self.places.iter().map(|(voter, cell, sign)| (*voter, Vote { cell: cell.clone(), stance: stance(*sign) })).collect()
    }

    /// By opinion group.
    #[must_use]
    pub fn groups(&self) -> Included<u32> {
        self.groups.iter().map(|(voter, cell, sign)| (*voter, Vote { cell: *cell, stance: stance(*sign) })).collect()
    }
}

/// What [`sign`] has made a number of.
fn stance(sign: i8) -> Stance {
    match sign {
        1 => Stance::Agree,
        -1 => Stance::Disagree,
        _ => Stance::Pass,
    }
}

/// An opinion map as readers see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapRow {
    /// When it was computed: milliseconds since 1970 UTC.
    pub computed_at: i64,
    /// People in groups.
    pub voters: u32,
    /// Those of at least five people.
    pub groups: Vec<GroupRow>,
    /// Where they stand.
    pub points: Vec<PointRow>,
    /// Of what it was computed from, in hexadecimal.
    pub inputs_sha256: String,
}

/// A group of people who vote alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// From 1, the largest first.
    pub group: u32,
    /// How many people.
    pub size: u32,
    representative: Vec<Uuid>,
}

impl GroupRow {
    /// With what it stands for beyond others, best first.
    #[must_use]
    pub fn new(group: u32, size: u32, representative: Vec<ProposalId>) -> Self {
        Self { group, size, representative: representative.into_iter().map(|id| id.0).collect() }
    }

    /// What it stands for beyond others, best first.
    pub fn representative(&self) -> impl Iterator<Item = ProposalId> {
        self.representative.iter().copied().map(ProposalId)
    }
}

/// A place on the map where at least five people of one group stand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRow {
    /// Along the first component.
    pub x: f64,
    /// Along the second.
    pub y: f64,
    /// The group.
    pub group: u32,
    /// How many people.
    pub voters: u32,
}
