//! Changes of proposals.

use async_graphql::{Context, Object, SimpleObject};
use entity::{ApiScope, ProposalState};

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    post::{rules::Words, service::Gate},
    proposal::{
        input::{CreateProposalInput, DecideProposalInput, EditProposalInput, ProposalOutcome, WithdrawProposalInput},
        object::Proposal,
        service::{self, Ballot, Draft},
    },
};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub struct $name {
            /// The proposal as it now is.
            proposal: Walked<Proposal>,
        }
    )*};
}

payloads! {
    /// What `createProposal` gives.
    CreateProposalPayload
    /// What `editProposal` gives.
    EditProposalPayload
    /// What `withdrawProposal` gives.
    WithdrawProposalPayload
    /// What `decideProposal` gives.
    DecideProposalPayload
}

/// Changes of proposals.
#[derive(Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Puts a proposal to the vote: it is OPEN at once. Needs to be signed in.
    /// Scope: `WRITE_DISCUSSION`.
    async fn create_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal.")] input: CreateProposalInput,
    ) -> Result<Option<Walked<CreateProposalPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let draft = Draft {
            essay_id: input.essay_id.key(&["input", "essayId"])?,
            thread_id: input.thread_id.map(|id| id.key(&["input", "threadId"])).transpose()?,
            words: Words { title: Some(input.title), body: input.body, language: input.language.text },
            closes_at: input.closes_at.map(|time| time.0),
            ballot: Ballot {
                reason_rule: input.reason_rule.map_or(entity::ReasonRule::Never, Into::into),
                hides_tally: input.hides_tally.unwrap_or(false),
                quorum: input.quorum,
                threshold_percent: input.threshold_percent,
            },
        };
        Ok(Some(Walked(CreateProposalPayload { proposal: Walked(service::create(request.db(), member, draft, gate).await?) })))
    }

    /// Edits a proposal of one's own while it is open. Earlier texts are kept.
    /// `PROPOSAL_CLOSED` after that.
    /// Scope: `WRITE_DISCUSSION`.
    async fn edit_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: EditProposalInput,
    ) -> Result<Option<Walked<EditProposalPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        Ok(Some(Walked(EditProposalPayload { proposal: Walked(service::edit(request.db(), member, id, input.title, input.body, gate).await?) })))
    }

    /// Takes a proposal of one's own back while it is open. `PROPOSAL_CLOSED` after that.
    /// Scope: `WRITE_DISCUSSION`.
    async fn withdraw_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawProposalInput,
    ) -> Result<Option<Walked<WithdrawProposalPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        Ok(Some(Walked(WithdrawProposalPayload { proposal: Walked(service::withdraw(request.db(), member, id).await?) })))
    }

    /// Decides a proposal that is open or closed, once. For moderators.
    /// Scope: `MODERATE`.
    async fn decide_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The decision.")] input: DecideProposalInput,
    ) -> Result<Option<Walked<DecideProposalPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        let state = match input.outcome {
            ProposalOutcome::Adopted => ProposalState::Adopted,
            ProposalOutcome::Declined => ProposalState::Declined,
        };
        Ok(Some(Walked(DecideProposalPayload { proposal: Walked(service::decide(request.db(), &moderator, id, state, input.statement).await?) })))
    }
}
