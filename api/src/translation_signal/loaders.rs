//! Signals for lists of translations.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::TranslationId;

use crate::{
    error::Error,
    graphql::context::Batch,
    translation_signal::store::{self, SignalRow},
};

/// What is kept of a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignalsOf(pub TranslationId);

impl Loader<SignalsOf> for Batch {
    type Value = Vec<Arc<SignalRow>>;
    type Error = Error;

    async fn load(&self, keys: &[SignalsOf]) -> Result<HashMap<SignalsOf, Self::Value>, Error> {
        let ids: Vec<TranslationId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<SignalsOf, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::of_translations(self.db.read(), &ids).await? {
            found.entry(SignalsOf(row.translation_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}
