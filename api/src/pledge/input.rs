//! Inputs about pledges.

use async_graphql::{Enum, InputObject};
use entity::{PledgeId, ProposalId};

use crate::{
    graphql::{
        id::Id,
        scalars::{LanguageTag, Unchecked},
    },
    moderation::input::ReasonCode,
};

/// What `pledge` needs.
#[derive(InputObject)]
pub struct PledgeInput {
    /// The proposal: adopted or under way.
    pub proposal_id: Id<ProposalId>,
    /// What you will do, in plain text: 1 to 500 characters. Everybody reads it.
    pub what: String,
    /// Hours a month that you will give: 1 to 200.
    pub hours_per_month: i32,
    /// The languages that you can work in, at most 10.
    pub languages: Vec<Unchecked<LanguageTag>>,
    /// What `what`, and later updates, are written in; the proposal's language if left out.
    pub language: Option<Unchecked<LanguageTag>>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `updatePledge` needs.
#[derive(InputObject)]
pub struct UpdatePledgeInput {
    /// The pledge: one of your own, still active.
    pub pledge_id: Id<PledgeId>,
    /// How it goes, in plain text: 1 to 1 000 characters. Everybody reads it.
    pub note: String,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What can become of a pledge.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PledgeOutcome {
    /// It is kept.
    Kept,
    /// It is given up.
    Lapsed,
}

/// What `concludePledge` needs.
#[derive(InputObject)]
pub struct ConcludePledgeInput {
    /// The pledge: one of your own, still active.
    pub pledge_id: Id<PledgeId>,
    /// What has become of it.
    pub outcome: PledgeOutcome,
}

/// What `completeProposal` needs.
#[derive(InputObject)]
pub struct CompleteProposalInput {
    /// The proposal: under way.
    pub proposal_id: Id<ProposalId>,
    /// What has come of it, in plain text: at most 2 000 characters.
    pub statement: Option<String>,
}

/// What `removePledge` needs.
#[derive(InputObject)]
pub struct RemovePledgeInput {
    /// The pledge.
    pub pledge_id: Id<PledgeId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words, for its owner: 1 to 2 000 characters.
    pub explanation: String,
    /// The pledge's text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}

/// What `restorePledge` needs.
#[derive(InputObject)]
pub struct RestorePledgeInput {
    /// The pledge: removed, or held back.
    pub pledge_id: Id<PledgeId>,
    /// In words, for its owner.
    pub explanation: Option<String>,
    /// The pledge's text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}
