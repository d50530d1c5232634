//! Passages for all threads and editions of a page at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{EditionId, ThreadId};

use crate::{
    anchor::{
        rules::Passage,
        store::{self, InEdition},
    },
    error::Error,
    graphql::context::Batch,
};

/// A thread's passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AnchorOf(pub ThreadId);

/// A passage in all editions of its essay, oldest first.
#[derive(Debug)]
pub struct Everywhere {
    /// As it was quoted.
    pub passage: Passage,
    /// Where it stands.
    pub editions: Vec<InEdition>,
}

impl Loader<AnchorOf> for Batch {
    type Value = Arc<Everywhere>;
    type Error = Error;

    async fn load(&self, keys: &[AnchorOf]) -> Result<HashMap<AnchorOf, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<AnchorOf, Everywhere> = HashMap::new();
        for (thread, passage, edition) in store::everywhere(self.db.read(), &ids).await? {
            found.entry(AnchorOf(thread)).or_insert_with(|| Everywhere { passage, editions: Vec::new() }).editions.push(edition);
        }
        Ok(found.into_iter().map(|(key, everywhere)| (key, Arc::new(everywhere))).collect())
    }
}

/// How many threads are at each sentence of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadCounts(pub EditionId);

impl Loader<ThreadCounts> for Batch {
    type Value = Arc<HashMap<usize, i64>>;
    type Error = Error;

    async fn load(&self, keys: &[ThreadCounts]) -> Result<HashMap<ThreadCounts, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<ThreadCounts, HashMap<usize, i64>> = HashMap::new();
        for crowd in store::crowds(self.db.read(), &ids).await? {
            let counts = found.entry(ThreadCounts(crowd.edition_id)).or_default();
            for ordinal in crowd.first..crowd.first + crowd.segments {
                *counts.entry(ordinal).or_default() += crowd.threads;
            }
        }
        Ok(found.into_iter().map(|(key, counts)| (key, Arc::new(counts))).collect())
    }
}

/// How many passages are still to be found in an edition's present text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pending(pub EditionId);

impl Loader<Pending> for Batch {
    type Value = i64;
    type Error = Error;

    async fn load(&self, keys: &[Pending]) -> Result<HashMap<Pending, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        Ok(store::pending(self.db.read(), &ids).await?.into_iter().map(|(id, count)| (Pending(id), count)).collect())
    }
}
