//! `Vote` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    error::Result,
    graphql::{
        context::ContextExt,
        id,
        scalars::{DateTime, LanguageTag},
        walk::Walked,
    },
    proposal::{object::Proposal, store::ProposalItem},
    translation::object::Translation,
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

    /// Which text of the proposal it was cast on; null for votes from before that was noted.
    pub(crate) async fn proposal_revision(&self) -> Option<i32> {
        self.row.proposal_revision
    }

    /// The language that the voter read it in; null if it was not said.
    pub(crate) async fn seen_language(&self) -> Option<LanguageTag> {
        self.row.seen_language.clone().map(LanguageTag)
    }

    /// The translation that the voter read; null if none, or if it is no longer shown.
    pub(crate) async fn seen_translation(&self, ctx: &Context<'_>) -> Result<Option<Walked<Translation>>> {
        let Some(id) = self.row.seen_translation_id else { return Ok(None) };
        Ok(Translation::load(ctx.request(), id).await?.map(Walked))
    }

    /// When it was cast or last changed.
    pub(crate) async fn cast_at(&self) -> DateTime {
        DateTime(self.row.cast_at)
    }
}
