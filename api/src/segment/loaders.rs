//! Plain texts and sentences for lists of editions.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::EditionId;

use crate::{
    error::Error,
    graphql::context::Batch,
    segment::store::{self, SegmentRow},
};

/// An edition's text as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlainTextOf(pub EditionId);

impl Loader<PlainTextOf> for Batch {
    type Value = Arc<str>;
    type Error = Error;

    async fn load(&self, keys: &[PlainTextOf]) -> Result<HashMap<PlainTextOf, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(store::plain_texts(self.db.read(), &ids).await?.into_iter().map(|(id, text)| (PlainTextOf(id), text)).collect())
    }
}

/// An edition's sentences, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SegmentsOf(pub EditionId);

impl Loader<SegmentsOf> for Batch {
    type Value = Arc<Vec<SegmentRow>>;
    type Error = Error;

    async fn load(&self, keys: &[SegmentsOf]) -> Result<HashMap<SegmentsOf, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(store::segments(self.db.read(), &ids).await?.into_iter().map(|(id, rows)| (SegmentsOf(id), rows)).collect())
    }
}
