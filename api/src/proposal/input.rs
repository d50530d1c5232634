//! Inputs about proposals.

use async_graphql::{Enum, InputObject};
use entity::{EssayId, ProposalId, ThreadId};

use crate::{
    graphql::{
        connection::OrderDirection,
        id::Id,
        scalars::{DateTime, LanguageTag, Unchecked},
    },
    paging::Order,
    proposal::store,
    vote::object::ReasonRule,
};

/// Where a proposal stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[graphql(remote = "entity::ProposalState")]
pub enum ProposalState {
    /// Not yet open.
    Draft,
    /// Open for votes.
    Open,
    /// The time for votes is over; a decision may follow.
    Closed,
    /// Accepted by a moderator's decision.
    Adopted,
    /// Declined by a moderator's decision.
    Declined,
    /// Taken back by its author.
    Withdrawn,
    /// Adopted, and somebody has pledged to carry it out.
    Underway,
    /// Carried out, by a moderator's word.
    Done,
}

/// What can be decided about a proposal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalOutcome {
    /// It is accepted.
    Adopted,
    /// It is not.
    Declined,
}

/// What came out of a vote when its time was over. A moderator's decision is another thing.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::VoteOutcome")]
pub enum VoteOutcome {
    /// Enough have voted, and enough of them for it.
    Passed,
    /// Enough have voted, and not enough of them for it.
    Failed,
    /// Too few have voted.
    NoQuorum,
}

/// What lists of proposals can be sorted by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProposalOrderField {
    /// When the proposal was written.
    CreatedAt,
    /// How surely most agree: the lower bound of the Wilson interval at 95 % of
    /// agree among agree and disagree.
    Agreement,
    /// How far it persuades opinion groups that usually differ: `Support.bridging`; those of which
    /// that is null are last.
    Bridging,
    /// How far opinion groups differ about it: the largest less the smallest share of agree among them.
    /// Those that fewer than two groups have voted on are last.
    Divergence,
}

/// How to sort proposals.
#[derive(InputObject, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProposalOrder {
    /// By what.
    pub field: ProposalOrderField,
    /// Newest or surest first if left out.
    pub direction: Option<OrderDirection>,
}

impl ProposalOrder {
    /// The order that is asked for; newest first if none is.
    #[must_use]
    pub fn resolve(order: Option<Self>) -> Order<entity::proposal::Column> {
        let ascending = order.and_then(|order| order.direction) == Some(OrderDirection::Asc);
        match order.map(|order| order.field) {
            None | Some(ProposalOrderField::CreatedAt) => store::by_created_at(ascending),
            Some(ProposalOrderField::Agreement) => store::by_agreement(ascending),
            Some(ProposalOrderField::Bridging) => store::by_bridging(ascending),
            Some(ProposalOrderField::Divergence) => store::by_divergence(ascending),
        }
    }
}

/// What `createProposal` needs.
#[derive(InputObject)]
pub struct CreateProposalInput {
    /// The essay that it grew out of.
    pub essay_id: Id<EssayId>,
    /// The thread that it grew out of, if any; of the same essay.
    pub thread_id: Option<Id<ThreadId>>,
    /// 3 to 200 characters, plain text.
    pub title: String,
    /// Markdown: 1 to 20 000 characters.
    pub body: String,
    /// The language it is written in.
    pub language: Unchecked<LanguageTag>,
    /// When the vote ends; in the future. Left out, it stays open.
    pub closes_at: Option<DateTime>,
    /// When a vote needs a reason; never if left out.
    pub reason_rule: Option<ReasonRule>,
    /// Whether nobody learns how the vote stands before `closesAt`, which is needed then. No if
    /// left out.
    pub hides_tally: Option<bool>,
    /// How many votes it takes to pass, with those that pass: 1 to 1 000 000. Left out, any number.
    pub quorum: Option<i32>,
    /// Per cent of agree among agree and disagree that it takes: 1 to 100. Left out, more than half.
    pub threshold_percent: Option<i32>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `editProposal` needs.
#[derive(InputObject)]
pub struct EditProposalInput {
    /// The proposal: one of your own, still open.
    pub proposal_id: Id<ProposalId>,
    /// A new title; as it was if left out.
    pub title: Option<String>,
    /// A new text; as it was if left out.
    pub body: Option<String>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `withdrawProposal` needs.
#[derive(InputObject)]
pub struct WithdrawProposalInput {
    /// The proposal: one of your own, still open.
    pub proposal_id: Id<ProposalId>,
}

/// What `decideProposal` needs.
#[derive(InputObject)]
pub struct DecideProposalInput {
    /// The proposal: open or closed.
    pub proposal_id: Id<ProposalId>,
    /// The decision.
    pub outcome: ProposalOutcome,
    /// Why, in plain text: at most 2 000 characters.
    pub statement: Option<String>,
}
