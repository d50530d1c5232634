//! Translations for lists of posts.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{PostId, TranslationId};

use crate::{
    error::Error,
    graphql::context::Batch,
    translation::store::{self, TranslationRow},
};

impl Loader<TranslationId> for Batch {
    type Value = Arc<TranslationRow>;
    type Error = Error;

    async fn load(&self, keys: &[TranslationId]) -> Result<HashMap<TranslationId, Self::Value>, Error> {
        let rows = store::translations(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// Translations of a post that are shown, in a primary language and its varieties.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InLanguage {
    /// The post.
    pub post: PostId,
    /// The language.
    pub primary: Arc<str>,
}

impl Loader<InLanguage> for Batch {
    type Value = Vec<Arc<TranslationRow>>;
    type Error = Error;

    async fn load(&self, keys: &[InLanguage]) -> Result<HashMap<InLanguage, Self::Value>, Error> {
        let mut of_language: HashMap<&Arc<str>, Vec<PostId>> = HashMap::new();
        for key in keys {
            of_language.entry(&key.primary).or_default().push(key.post);
        }
        let mut found: HashMap<InLanguage, Self::Value> = HashMap::with_capacity(keys.len());
        for (primary, posts) in of_language {
            for row in store::in_language(self.db.read(), &posts, primary).await? {
                found.entry(InLanguage { post: row.post_id, primary: primary.clone() }).or_default().push(Arc::new(row));
            }
        }
        Ok(found)
    }
}

/// All translations of a post that are not withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TranslationsOf(pub PostId);

impl Loader<TranslationsOf> for Batch {
    type Value = Vec<Arc<TranslationRow>>;
    type Error = Error;

    async fn load(&self, keys: &[TranslationsOf]) -> Result<HashMap<TranslationsOf, Self::Value>, Error> {
        let posts: Vec<PostId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<TranslationsOf, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::of_posts(self.db.read(), &posts).await? {
            found.entry(TranslationsOf(row.post_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}
