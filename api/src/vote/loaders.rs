//! One's own votes for lists of proposals.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::{ProposalId, VoteId};

use crate::{
    error::Error,
    graphql::context::Batch,
    vote::store::{self, VoteRow},
};

/// The viewer's vote on a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnVote(pub ProposalId);

impl Loader<OwnVote> for Batch {
    type Value = VoteRow;
    type Error = Error;

    async fn load(&self, keys: &[OwnVote]) -> Result<HashMap<OwnVote, Self::Value>, Error> {
        let Some(voter) = self.viewer.id() else { return Ok(HashMap::new()) };
        let proposals: Vec<ProposalId> = keys.iter().map(|key| key.0).collect();
        let cast = store::votes_of(self.db.read(), voter, &proposals).await?;
        Ok(cast.into_iter().map(|vote| (OwnVote(vote.proposal_id), vote)).collect())
    }
}

/// Votes by id: to their owner only.
impl Loader<VoteId> for Batch {
    type Value = VoteRow;
    type Error = Error;

    async fn load(&self, keys: &[VoteId]) -> Result<HashMap<VoteId, Self::Value>, Error> {
        let Some(voter) = self.viewer.id() else { return Ok(HashMap::new()) };
        Ok(store::own_votes(self.db.read(), voter, keys).await?.into_iter().map(|vote| (vote.id, vote)).collect())
    }
}
