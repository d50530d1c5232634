//! Inputs about votes.

use async_graphql::{Enum, InputObject};
use entity::ProposalId;

use crate::graphql::id::Id;

/// How somebody votes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::Stance")]
pub enum Stance {
    /// For it.
    Agree,
    /// Against it.
    Disagree,
    /// Seen, and neither.
    Pass,
}

/// What `castVote` needs.
#[derive(InputObject)]
pub struct CastVoteInput {
    /// The proposal: open.
    pub proposal_id: Id<ProposalId>,
    /// For, against or neither.
    pub stance: Stance,
    /// Why, in plain text: at most 500 characters.
    pub reason: Option<String>,
}

/// What `withdrawVote` needs.
#[derive(InputObject)]
pub struct WithdrawVoteInput {
    /// The proposal: open.
    pub proposal_id: Id<ProposalId>,
}
