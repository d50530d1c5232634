//! Replies for lists inside lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::ReplyId;

use crate::{
    error::Error,
    graphql::context::Batch,
    paging::{PageArgs, Slice},
    reply::{
        input::ReplyOrder,
        store::{self, Of, ReplyItem},
    },
    row::Wanted,
};

impl Loader<ReplyId> for Batch {
    type Value = Arc<ReplyItem>;
    type Error = Error;

    async fn load(&self, keys: &[ReplyId]) -> Result<HashMap<ReplyId, Self::Value>, Error> {
        let items = store::replies(self.db.read(), keys).await?;
        Ok(items.into_iter().map(|item| (item.row.id, Arc::new(item))).collect())
    }
}

/// What one field asks for of each thread or reply in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The languages.
    pub languages: Option<Vec<String>>,
    /// The order.
    pub order: Option<ReplyOrder>,
    /// The page.
    pub page: PageArgs,
    /// What of each.
    pub wanted: Wanted,
}

/// A page of the replies of one thread or reply.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepliesOf {
    /// The thread or reply.
    pub of: Of,
    /// Which page.
    pub ask: Arc<Ask>,
}

impl Loader<RepliesOf> for Batch {
    type Value = Slice<Arc<ReplyItem>>;
    type Error = Error;

    async fn load(&self, keys: &[RepliesOf]) -> Result<HashMap<RepliesOf, Self::Value>, Error> {
        let mut of_ask: HashMap<(bool, Arc<Ask>), Vec<Of>> = HashMap::new();
        for key in keys {
            // Threads' lists and replies' lists are never mixed: a reply is in both.
            of_ask.entry((matches!(key.of, Of::Thread(_)), key.ask.clone())).or_default().push(key.of);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for ((_, ask), parents) in of_ask {
            let order = ReplyOrder::resolve(ask.order);
            let page = ask.page.parse(&order)?;
            for (of, slice) in store::reply_pages(self.db.read(), &parents, ask.languages.as_deref(), &order, &page, ask.wanted).await? {
                found.insert(RepliesOf { of, ask: ask.clone() }, slice.map(Arc::new));
            }
        }
        Ok(found)
    }
}
