//! Inputs about votes.

use async_graphql::{Enum, InputObject};
use entity::{ProposalId, TranslationId};

use crate::graphql::{
    id::Id,
    scalars::{LanguageTag, Unchecked},
};

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
    /// The language that the voter read it in. With `translationId` the translation's, if it is
    /// left out.
    pub language: Option<Unchecked<LanguageTag>>,
    /// The translation that the voter read: one of this proposal. Left out, the original.
    pub translation_id: Option<Id<TranslationId>>,
}

/// What `withdrawVote` needs.
#[derive(InputObject)]
pub struct WithdrawVoteInput {
    /// The proposal: open.
    pub proposal_id: Id<ProposalId>,
}
