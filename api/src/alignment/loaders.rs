//! What corresponds, for all sentences of a page at once.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::EditionId;

use crate::{
    alignment::{
        rules::{counterparts, decode},
        store,
    },
    error::Error,
    graphql::context::Batch,
    text::language,
};

/// The sentences of an edition in another language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Counterparts {
    /// The edition.
    pub edition: EditionId,
    /// What the reader reads.
    pub language: String,
}

/// For each sentence its counterparts.
#[derive(Debug)]
pub struct CounterpartsOf {
    /// The edition that they are in.
    pub edition: EditionId,
    /// Ordinals there, by ordinal here; a sentence beyond the end has none.
    pub ordinals: Vec<Vec<usize>>,
}

impl Loader<Counterparts> for Batch {
    type Value = Arc<CounterpartsOf>;
    type Error = Error;

    async fn load(&self, keys: &[Counterparts]) -> Result<HashMap<Counterparts, Self::Value>, Error> {
        let ids: Vec<_> = keys.iter().map(|key| key.edition).collect();
        let aligned = store::aligned(self.db.read(), &ids).await?;
        let mut found = HashMap::new();
        for key in keys {
            // The other language, the other edition, which side this one is on, what corresponds.
            let others: Vec<(&str, EditionId, bool, &str)> = aligned
                .iter()
                .filter_map(|row| {
                    let is_left = row.pair.left == key.edition;
                    let (language, other) = if is_left { (&row.right_language, row.pair.right) } else { (&row.left_language, row.pair.left) };
                    (is_left || row.pair.right == key.edition).then_some((language.as_str(), other, is_left, row.links.as_str()))
                })
                .collect();
            let best = language::best_match(&key.language, &others.iter().map(|other| other.0), "");
            if let Some((_, edition, is_left, links)) = others.iter().find(|other| other.0 == best) {
                let links = decode(links);
                let count = links.iter().map(|link| if *is_left { link.left.end } else { link.right.end }).max().unwrap_or(0);
                let ordinals = counterparts(&links, *is_left, count);
                found.insert(key.clone(), Arc::new(CounterpartsOf { edition: *edition, ordinals }));
            }
        }
        Ok(found)
    }
}
