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
    /// Why, in plain text: at most 500 characters. All read it, without your name unless
    /// `isNamed` says so. A proposal may ask for one: see `Proposal.reasonRule`.
    pub reason: Option<String>,
    /// Whether your name is to stand beside the reason; no if left out.
    pub is_named: Option<bool>,
    /// The language that the voter read it in. With `translationId` the translation's, if it is
    /// left out.
    pub language: Option<Unchecked<LanguageTag>>,
    /// The translation that the voter read: one of this proposal. Left out, the original.
    pub translation_id: Option<Id<TranslationId>>,
    /// Whether one may be asked to put the reason more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `reaffirmVote` needs.
#[derive(InputObject)]
pub struct ReaffirmVoteInput {
    /// The proposal: open.
    pub proposal_id: Id<ProposalId>,
    /// The language that the voter read the new text in.
    pub language: Option<Unchecked<LanguageTag>>,
    /// The translation of it that the voter read. Left out, the original.
    pub translation_id: Option<Id<TranslationId>>,
}

/// What `withdrawVote` needs.
#[derive(InputObject)]
pub struct WithdrawVoteInput {
    /// The proposal: open.
    pub proposal_id: Id<ProposalId>,
}
