//! One's own marks for lists of reasons.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::VoteId;

use crate::{error::Error, graphql::context::Batch, reason::store, vote::store::VoteRow};

/// Whether the viewer finds a reason fair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MarkedFair(pub VoteId);

impl Loader<MarkedFair> for Batch {
    type Value = ();
    type Error = Error;

    async fn load(&self, keys: &[MarkedFair]) -> Result<HashMap<MarkedFair, ()>, Error> {
        let Some(reader) = self.viewer.id() else { return Ok(HashMap::new()) };
        let votes: Vec<VoteId> = keys.iter().map(|key| key.0).collect();
        Ok(store::marked_by(self.db.read(), reader, &votes).await?.into_iter().map(|id| (MarkedFair(id), ())).collect())
    }
}

/// A vote whose reason stands in a report, whoever asks: what is shown of it
/// [`VoteReason`](super::object::VoteReason) decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reported(pub VoteId);

impl Loader<Reported> for Batch {
    type Value = VoteRow;
    type Error = Error;

    async fn load(&self, keys: &[Reported]) -> Result<HashMap<Reported, VoteRow>, Error> {
        let votes: Vec<VoteId> = keys.iter().map(|key| key.0).collect();
        Ok(store::votes(self.db.read(), &votes).await?.into_iter().map(|row| (Reported(row.id), row)).collect())
    }
}
