//! Changes of pledges.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{ApiScope, ModerationActionKind as Kind, PledgeStatus};

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    moderation::{object::ModerationAction, service::Why},
    pledge::{
        input::{CompleteProposalInput, ConcludePledgeInput, PledgeInput, PledgeOutcome, RemovePledgeInput, RestorePledgeInput, UpdatePledgeInput},
        object::Pledge,
        rules::Promise,
        service::{self, Draft},
    },
    post::service::Gate,
    proposal::object::Proposal,
};

const ID: &[&str] = &["input", "pledgeId"];

/// What `pledge` gives.
#[derive(SimpleObject)]
pub struct PledgePayload {
    /// The new pledge.
    pledge: Walked<Pledge>,
    /// The proposal as it now is.
    proposal: Walked<Proposal>,
}

/// What `updatePledge` gives.
#[derive(SimpleObject)]
pub struct UpdatePledgePayload {
    /// The pledge as it now is.
    pledge: Walked<Pledge>,
}

/// What `concludePledge` gives.
#[derive(SimpleObject)]
pub struct ConcludePledgePayload {
    /// The pledge as it now is.
    pledge: Walked<Pledge>,
    /// The proposal as it now is.
    proposal: Walked<Proposal>,
}

/// What `completeProposal` gives.
#[derive(SimpleObject)]
pub struct CompleteProposalPayload {
    /// The proposal as it now is.
    proposal: Walked<Proposal>,
}

/// What `removePledge` gives.
#[derive(SimpleObject)]
pub struct RemovePledgePayload {
    /// The pledge as it now is.
    pledge: Walked<Pledge>,
    /// The decision, as it stands in the log.
    action: Walked<ModerationAction>,
}

/// What `restorePledge` gives.
#[derive(SimpleObject)]
pub struct RestorePledgePayload {
    /// The pledge as it now is.
    pledge: Walked<Pledge>,
    /// The decision, as it stands in the log.
    action: Walked<ModerationAction>,
}

/// Changes of pledges.
#[derive(Default)]
pub struct PledgeMutation;

#[Object]
impl PledgeMutation {
    /// Says what one will do to carry out a proposal that is adopted or under way; the first
    /// pledge that is shown makes it UNDERWAY. One active pledge a person and proposal: else
    /// `CONFLICT`. `PROPOSAL_CLOSED` if it is not adopted, or done.
    /// Scope: `WRITE_DISCUSSION`.
    async fn pledge(&self, ctx: &Context<'_>, #[graphql(desc = "What, and for which.")] input: PledgeInput) -> Result<Option<Walked<PledgePayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let promise = Promise {
            what: input.what,
            hours_per_month: input.hours_per_month,
            languages: input.languages.into_iter().map(|tag| tag.text).collect(),
            language: input.language.as_ref().map(|tag| tag.text.clone()).unwrap_or_default(),
        };
        let draft = Draft { proposal_id: input.proposal_id.key(&["input", "proposalId"])?, promise, has_language: input.language.is_some() };
        let (pledge, proposal) = service::pledge(request.db(), member, draft, gate).await?;
        Ok(Some(Walked(PledgePayload { pledge: Walked(pledge), proposal: Walked(proposal) })))
    }

    /// Tells how a pledge of one's own goes. Without an update for 90 days it lapses:
    /// `CONFLICT` then, as when it is concluded.
    /// Scope: `WRITE_DISCUSSION`.
    async fn update_pledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and how it goes.")] input: UpdatePledgeInput,
    ) -> Result<Option<Walked<UpdatePledgePayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let pledge = service::update(request.db(), &request.viewer, member, input.pledge_id.key(ID)?, &input.note, gate).await?;
        Ok(Some(Walked(UpdatePledgePayload { pledge: Walked(pledge) })))
    }

    /// Says of a pledge of one's own that it is kept, or gives it up; once. One may pledge again
    /// after that.
    /// Scope: `WRITE_DISCUSSION`.
    async fn conclude_pledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and what became of it.")] input: ConcludePledgeInput,
    ) -> Result<Option<Walked<ConcludePledgePayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let outcome = match input.outcome {
            PledgeOutcome::Kept => PledgeStatus::Kept,
            PledgeOutcome::Lapsed => PledgeStatus::Lapsed,
        };
        let (pledge, proposal) = service::conclude(request.db(), &request.viewer, member, input.pledge_id.key(ID)?, outcome).await?;
        Ok(Some(Walked(ConcludePledgePayload { pledge: Walked(pledge), proposal: Walked(proposal) })))
    }

    /// Calls a proposal that is under way done; `PROPOSAL_CLOSED` if it is not. It takes no more
    /// pledges; those that are active go on. For moderators.
    /// Scope: `MODERATE`.
    async fn complete_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and what has come of it.")] input: CompleteProposalInput,
    ) -> Result<Option<Walked<CompleteProposalPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        let proposal = service::complete(request.db(), &moderator, id, input.statement.as_deref()).await?;
        Ok(Some(Walked(CompleteProposalPayload { proposal: Walked(proposal) })))
    }

    /// Hides the texts of a pledge; it keeps its place and counts no longer. Its owner may
    /// appeal. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn remove_pledge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: RemovePledgeInput,
    ) -> Result<Option<Walked<RemovePledgePayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.pledge_id.key(ID)?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (pledge, action) = service::decide(request.db(), &moderator, id, Kind::Remove, why, input.revision).await?;
        Ok(Some(Walked(RemovePledgePayload { pledge: Walked(pledge), action: Walked(ModerationAction(Arc::new(action))) })))
    }

    /// Shows a removed or held pledge again. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn restore_pledge(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: RestorePledgeInput) -> Result<Option<Walked<RestorePledgePayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.pledge_id.key(ID)?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (pledge, action) = service::decide(request.db(), &moderator, id, Kind::Restore, why, input.revision).await?;
        Ok(Some(Walked(RestorePledgePayload { pledge: Walked(pledge), action: Walked(ModerationAction(Arc::new(action))) })))
    }
}
