//! Inputs about reasons.

use async_graphql::InputObject;
use entity::VoteId;

use crate::{graphql::id::Id, moderation::input::ReasonCode};

/// What `removeReason` needs.
#[derive(InputObject)]
pub struct RemoveReasonInput {
    /// The vote.
    pub vote_id: Id<VoteId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words: 1 to 2 000 characters.
    pub explanation: String,
}

/// What `restoreReason` needs.
#[derive(InputObject)]
pub struct RestoreReasonInput {
    /// The vote.
    pub vote_id: Id<VoteId>,
    /// In words.
    pub explanation: Option<String>,
}

/// What `markReasonFair` needs.
#[derive(InputObject)]
pub struct MarkReasonFairInput {
    /// The vote whose reason it is: of somebody who voted otherwise.
    pub vote_id: Id<VoteId>,
    /// False takes the mark back. True if left out.
    pub is_fair: Option<bool>,
}
