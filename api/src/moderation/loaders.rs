//! What lists of decisions need.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::ModerationActionId;

use crate::{
    error::Error,
    graphql::context::Batch,
    moderation::store::{self, ActionRow},
};

impl Loader<ModerationActionId> for Batch {
    type Value = Arc<ActionRow>;
    type Error = Error;

    async fn load(&self, keys: &[ModerationActionId]) -> Result<HashMap<ModerationActionId, Self::Value>, Error> {
        let rows = store::actions(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// Whether a decision was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Undone(pub ModerationActionId);

impl Loader<Undone> for Batch {
    type Value = ();
    type Error = Error;

    async fn load(&self, keys: &[Undone]) -> Result<HashMap<Undone, ()>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(store::undone(self.db.read(), &ids).await?.into_iter().map(|id| (Undone(id), ())).collect())
    }
}
