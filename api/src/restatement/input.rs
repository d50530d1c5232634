//! Inputs about restatements.

use async_graphql::{Enum, InputObject};
use entity::RestatementId;

use crate::graphql::id::Id;

/// What the person answered says of a restatement.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::Verdict", name = "RestatementVerdict")]
pub enum Verdict {
    /// That is what I mean.
    Accurate,
    /// That is part of it.
    Partly,
    /// That is not what I mean.
    NotWhatIMeant,
}

/// What `judgeRestatement` needs.
#[derive(InputObject)]
pub struct JudgeRestatementInput {
    /// The restatement: one of your own point.
    pub restatement_id: Id<RestatementId>,
    /// What you say of it.
    pub verdict: Verdict,
    /// And why, in plain text: at most 500 characters.
    pub note: Option<String>,
}
