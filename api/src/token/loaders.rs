//! API tokens by id.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::ApiTokenId;

use crate::{
    error::Error,
    graphql::context::Batch,
    token::store::{self, ApiTokenRow},
};

/// To their owner in person only.
impl Loader<ApiTokenId> for Batch {
    type Value = Arc<ApiTokenRow>;
    type Error = Error;

    async fn load(&self, keys: &[ApiTokenId]) -> Result<HashMap<ApiTokenId, Self::Value>, Error> {
        let Some(owner) = self.viewer.owner_id() else { return Ok(HashMap::new()) };
        let rows = store::own_tokens(self.db.read(), owner, keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
