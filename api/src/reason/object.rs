//! `VoteReason` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::VoteId;

use crate::{
    error::Result,
    graphql::{
        context::{ContextExt, RequestContext},
        walk::Walked,
    },
    post::{object::PostStatus, rules as post_rules},
    proposal::store::ProposalItem,
    reason::{loaders::Reported, service},
    vote::{object::Vote, store::VoteRow},
};

/// The reason of a vote, without the vote.
#[derive(Clone)]
pub struct VoteReason {
    row: VoteRow,
    proposal: Arc<ProposalItem>,
    text: String,
}

impl VoteReason {
    /// The reason of a vote, if the viewer may read it: everybody one that `Proposal.votes` shows to
    /// all; moderators in their scope, and who wrote it, any.
    pub async fn load(request: &RequestContext, id: VoteId) -> Result<Option<Self>> {
        let Some(row) = request.loader.load_one(Reported(id)).await? else { return Ok(None) };
        let Some(item) = request.loader.load_one(row.proposal_id).await? else { return Ok(None) };
        let Some(text) = row.reason.clone() else { return Ok(None) };
        let reason = Self { row, proposal: item, text };
        let is_shown = reason.is_listed() && post_rules::is_shown(reason.row.reason_status) && post_rules::is_shown(reason.proposal.row.status);
        let is_theirs = request.viewer.id() == Some(reason.row.voter_id) || service::reads_all(&request.viewer, &reason.proposal);
        Ok((is_shown || is_theirs).then_some(reason))
    }

    /// Whether `Proposal.votes` has it: of a vote that counts, once one may learn how the vote stands.
    fn is_listed(&self) -> bool {
        !self.proposal.hides_tally() && self.proposal.counts(self.row.proposal_revision)
    }
}

/// The reason of a vote, as moderators look at it: without how was voted, and by whom.
#[Object]
impl VoteReason {
    /// Plain text.
    pub(crate) async fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is shown to everybody, and if not, why.
    pub(crate) async fn status(&self) -> PostStatus {
        self.row.reason_status.into()
    }

    /// The vote, as `Proposal.votes` has it; null where that does not have it: while the tally is
    /// hidden, and if the vote was cast on other words.
    pub(crate) async fn vote(&self, ctx: &Context<'_>) -> Option<Walked<Vote>> {
        let is_own = ctx.request().viewer.id() == Some(self.row.voter_id);
        (self.is_listed() || is_own).then(|| Walked(Vote { row: self.row.clone(), proposal: self.proposal.clone() }))
    }
}
