//! Restatements for lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{ReplyId, RestatementId};

use crate::{
    error::Error,
    graphql::context::Batch,
    restatement::store::{self, RestatementRow},
};

impl Loader<RestatementId> for Batch {
    type Value = Arc<RestatementRow>;
    type Error = Error;

    async fn load(&self, keys: &[RestatementId]) -> Result<HashMap<RestatementId, Self::Value>, Error> {
        let rows = store::restatements(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// The restatement that comes with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RestatementOf(pub ReplyId);

impl Loader<RestatementOf> for Batch {
    type Value = Arc<RestatementRow>;
    type Error = Error;

    async fn load(&self, keys: &[RestatementOf]) -> Result<HashMap<RestatementOf, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = store::restatements_of(self.db.read(), &ids).await?;
        Ok(rows.into_iter().map(|row| (RestatementOf(row.reply_id), Arc::new(row))).collect())
    }
}
