//! Accounts for lists inside lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::UserId;

use crate::{account::store, auth::store::UserRow, error::Error, graphql::context::Batch};

impl Loader<UserId> for Batch {
    type Value = Arc<UserRow>;
    type Error = Error;

    async fn load(&self, keys: &[UserId]) -> Result<HashMap<UserId, Self::Value>, Error> {
        let rows = store::users(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
