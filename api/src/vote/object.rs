//! `Vote` of the schema.

use std::sync::Arc;

use async_graphql::{ID, Object};

use crate::{
    graphql::{id, scalars::DateTime, walk::Walked},
    proposal::{object::Proposal, store::ProposalItem},
    vote::{input::Stance, store::VoteRow},
};

/// Somebody's vote on a proposal.
#[derive(Clone)]
pub struct Vote {
    /// The vote.
    pub row: VoteRow,
    /// On what.
    pub proposal: Arc<ProposalItem>,
}

/// One's own vote on a proposal: others never see it.
#[Object]
impl Vote {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.row.id)
    }

    /// What it is about.
    pub(crate) async fn proposal(&self) -> Walked<Proposal> {
        Walked(Proposal::single(self.proposal.clone()))
    }

    /// For, against or neither.
    pub(crate) async fn stance(&self) -> Stance {
        self.row.stance.into()
    }

    /// Why, in plain text, if it was said.
    pub(crate) async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// When it was cast or last changed.
    pub(crate) async fn cast_at(&self) -> DateTime {
        DateTime(self.row.cast_at)
    }
}
