//! Changes of votes.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    proposal::object::Proposal,
    vote::{
        input::{CastVoteInput, WithdrawVoteInput},
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
        let vote = service::cast(request.db(), member, Ballot { proposal_id: id, stance: input.stance.into(), reason: input.reason, seen }).await?;
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
}
