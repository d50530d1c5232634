//! Opinion maps for works inside lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::EssayId;

use crate::{
    consensus::{
        row::{self, MapRow},
        store,
    },
    error::Error,
    graphql::context::Batch,
};

/// The map of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MapOf(pub EssayId);

impl Loader<MapOf> for Batch {
    type Value = Arc<MapRow>;
    type Error = Error;

    async fn load(&self, keys: &[MapOf]) -> Result<HashMap<MapOf, Self::Value>, Error> {
        let ids: Vec<EssayId> = keys.iter().map(|key| key.0).collect();
        let published = store::published(self.db.read(), &ids).await?;
        Ok(published.into_iter().map(|(id, text)| (MapOf(id), Arc::new(row::read(Some(&text))))).collect())
    }
}
