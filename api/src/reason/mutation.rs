//! Changes of reasons.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{ApiScope, ModerationActionKind as Kind};

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    moderation::{object::ModerationAction, service::Why},
    reason::{
        input::{MarkReasonFairInput, RemoveReasonInput, RestoreReasonInput},
        service,
    },
    vote::object::Vote,
};

/// What `markReasonFair` gives.
#[derive(SimpleObject)]
pub struct MarkReasonFairPayload {
    /// The vote with its count of marks.
    vote: Walked<Vote>,
}

/// What `removeReason` gives.
#[derive(SimpleObject)]
pub struct RemoveReasonPayload {
    /// The vote, whose reason is no longer shown.
    vote: Walked<Vote>,
    /// What the log says of it.
    action: Walked<ModerationAction>,
}

/// What `restoreReason` gives.
#[derive(SimpleObject)]
pub struct RestoreReasonPayload {
    /// The vote, whose reason is shown.
    vote: Walked<Vote>,
    /// What the log says of it.
    action: Walked<ModerationAction>,
}

/// Changes of reasons.
#[derive(Default)]
pub struct ReasonMutation;

#[Object]
impl ReasonMutation {
    /// Says that one finds the reason of somebody who voted otherwise fair, or takes that back.
    /// `FORBIDDEN` for who did not vote otherwise. The mark is gone when the two votes no longer
    /// differ, or when the reason is another. Scope: `WRITE_VOTES`.
    async fn mark_reason_fair(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: MarkReasonFairInput,
    ) -> Result<Option<Walked<MarkReasonFairPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteVotes)?;
        let id = input.vote_id.key(&["input", "voteId"])?;
        let vote = service::mark_fair(request.db(), member, id, input.is_fair.unwrap_or(true)).await?;
        Ok(Some(Walked(MarkReasonFairPayload { vote: Walked(vote) })))
    }

    /// Removes the reason of a vote; the vote counts all the same, and whatever reason the voter
    /// gives next waits for a moderator. `NOT_FOUND` while the tally is hidden: resolve the report
    /// then. For moderators. Scope: `MODERATE`.
    async fn remove_reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: RemoveReasonInput,
    ) -> Result<Option<Walked<RemoveReasonPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.vote_id.key(&["input", "voteId"])?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (vote, action) = service::moderate(request.db(), &moderator, id, Kind::Remove, why).await?;
        Ok(Some(Walked(RemoveReasonPayload { vote: Walked(vote), action: Walked(ModerationAction(Arc::new(action))) })))
    }

    /// Shows a reason that was removed, or that waits. `NOT_FOUND` while the tally is hidden: resolve
    /// the report then. For moderators. Scope: `MODERATE`.
    async fn restore_reason(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: RestoreReasonInput,
    ) -> Result<Option<Walked<RestoreReasonPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.vote_id.key(&["input", "voteId"])?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (vote, action) = service::moderate(request.db(), &moderator, id, Kind::Restore, why).await?;
        Ok(Some(Walked(RestoreReasonPayload { vote: Walked(vote), action: Walked(ModerationAction(Arc::new(action))) })))
    }
}
