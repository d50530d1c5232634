//! Changes of votes.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    post::service::Gate,
    proposal::object::Proposal,
    vote::{
        input::{CastVoteInput, ReaffirmVoteInput, WithdrawVoteInput},
        object::Vote,
        service::{self, Ballot, Seen},
    },
};

/// What `castVote` gives.
#[derive(SimpleObject)]
pub struct CastVotePayload {
    /// The vote as it now is.
    vote: Walked<Vote>,
    /// The proposal with its new tally.
    proposal: Walked<Proposal>,
}

/// What `withdrawVote` gives.
#[derive(SimpleObject)]
pub struct WithdrawVotePayload {
    /// The proposal with its new tally.
    proposal: Walked<Proposal>,
}

/// What `reaffirmVote` gives.
#[derive(SimpleObject)]
pub struct ReaffirmVotePayload {
    /// The vote as it now is.
    vote: Walked<Vote>,
    /// The proposal with its new tally.
    proposal: Walked<Proposal>,
}

/// Changes of votes.
#[derive(Default)]
pub struct VoteMutation;

#[Object]
impl VoteMutation {
    /// Votes on an open proposal; voting again changes the vote. Needs to be signed
    /// in. Say what the voter read, `language` or `translationId`: whether a translation
    /// divides voters is seen by that. `PROPOSAL_CLOSED` once the database's clock has passed `closesAt`.
    /// Scope: `WRITE_VOTES`.
    async fn cast_vote(&self, ctx: &Context<'_>, #[graphql(desc = "The vote.")] input: CastVoteInput) -> Result<Option<Walked<CastVotePayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteVotes)?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        let translation_id = input.translation_id.map(|id| id.key(&["input", "translationId"])).transpose()?;
        let seen = Seen { language: input.language.map(|tag| tag.text), translation_id };
        let gate = Gate::new(request, input.nudge);
        let is_named = input.is_named.unwrap_or(false);
        let ballot = Ballot { proposal_id: id, stance: input.stance.into(), reason: input.reason, is_named, seen };
        let vote = service::cast(request.db(), member, ballot, gate).await?;
        let proposal = Proposal::single(vote.proposal.clone());
        Ok(Some(Walked(CastVotePayload { vote: Walked(vote), proposal: Walked(proposal) })))
    }

    /// Takes one's vote on an open proposal back; without a vote nothing happens.
    /// Scope: `WRITE_VOTES`.
    async fn withdraw_vote(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: WithdrawVoteInput) -> Result<Option<Walked<WithdrawVotePayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteVotes)?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        Ok(Some(Walked(WithdrawVotePayload { proposal: Walked(service::withdraw(request.db(), member, id).await?) })))
    }

    /// Says that one's vote, cast before the proposal's words were changed, is for the present
    /// words, too: see `Vote.isStale`. A vote that is not stale stays as it is.
    /// Scope: `WRITE_VOTES`.
    async fn reaffirm_vote(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: ReaffirmVoteInput) -> Result<Option<Walked<ReaffirmVotePayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteVotes)?;
        let id = input.proposal_id.key(&["input", "proposalId"])?;
        let translation_id = input.translation_id.map(|id| id.key(&["input", "translationId"])).transpose()?;
        let vote = service::reaffirm(request.db(), member, id, Seen { language: input.language.map(|tag| tag.text), translation_id }).await?;
        let proposal = Proposal::single(vote.proposal.clone());
        Ok(Some(Walked(ReaffirmVotePayload { vote: Walked(vote), proposal: Walked(proposal) })))
    }
}
