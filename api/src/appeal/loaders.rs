//! Appeals for lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{AppealId, ModerationActionId};

use crate::{
    appeal::store::{self, AppealRow},
    error::Error,
    graphql::context::Batch,
};

impl Loader<AppealId> for Batch {
    type Value = Arc<AppealRow>;
    type Error = Error;

    async fn load(&self, keys: &[AppealId]) -> Result<HashMap<AppealId, Self::Value>, Error> {
        let rows = store::appeals(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// The appeal against a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AppealOf(pub ModerationActionId);

impl Loader<AppealOf> for Batch {
    type Value = Arc<AppealRow>;
    type Error = Error;

    async fn load(&self, keys: &[AppealOf]) -> Result<HashMap<AppealOf, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = store::appeals_of(self.db.read(), &ids).await?;
        Ok(rows.into_iter().map(|row| (AppealOf(row.action_id), Arc::new(row))).collect())
    }
}
