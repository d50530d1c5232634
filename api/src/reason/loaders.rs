//! One's own marks for lists of reasons.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::VoteId;

use crate::{error::Error, graphql::context::Batch, reason::store};

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
