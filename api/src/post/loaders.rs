//! What lists of posts need.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{PostId, PostKind};

use crate::{civility::Finding, error::Error, graphql::context::Batch, post::store};

/// What the rules found in one text of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FindingsOf {
    /// The post.
    pub post: PostId,
    /// Which of its texts.
    pub revision: i32,
}

impl Loader<FindingsOf> for Batch {
    type Value = Arc<Vec<Finding>>;
    type Error = Error;

    async fn load(&self, keys: &[FindingsOf]) -> Result<HashMap<FindingsOf, Self::Value>, Error> {
        let posts: Vec<PostId> = keys.iter().map(|key| key.post).collect();
        let mut found = HashMap::with_capacity(keys.len());
        for row in store::findings(self.db.read(), &posts).await? {
            let findings = serde_json::from_str(&row.findings).map_err(Error::internal)?;
            found.insert(FindingsOf { post: row.post_id, revision: row.revision }, Arc::new(findings));
        }
        Ok(found)
    }
}

impl Loader<PostId> for Batch {
    type Value = PostKind;
    type Error = Error;

    async fn load(&self, keys: &[PostId]) -> Result<HashMap<PostId, PostKind>, Error> {
        Ok(store::kinds(self.db.read(), keys).await?.into_iter().collect())
    }
}
