//! Threads for lists inside lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{EssayId, ThreadId};

use crate::{
    error::Error,
    graphql::context::Batch,
    paging::{PageArgs, Slice},
    row::Wanted,
    thread::{
        input::ThreadOrder,
        store::{self, Filter, ThreadItem},
    },
};

impl Loader<ThreadId> for Batch {
    type Value = Arc<ThreadItem>;
    type Error = Error;

    async fn load(&self, keys: &[ThreadId]) -> Result<HashMap<ThreadId, Self::Value>, Error> {
        let items = store::threads(self.db.read(), keys, Wanted::ALL).await?;
        Ok(items.into_iter().map(|item| (item.row.id, Arc::new(item))).collect())
    }
}

/// What one field asks for of each work in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// Which of them.
    pub filter: Filter,
    /// The order.
    pub order: Option<ThreadOrder>,
    /// The page.
    pub page: PageArgs,
    /// What of each.
    pub wanted: Wanted,
}

/// A page of one work's threads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ThreadsOf {
    /// The work.
    pub essay: EssayId,
    /// Which page.
    pub ask: Arc<Ask>,
}

impl Loader<ThreadsOf> for Batch {
    type Value = Slice<Arc<ThreadItem>>;
    type Error = Error;

    async fn load(&self, keys: &[ThreadsOf]) -> Result<HashMap<ThreadsOf, Self::Value>, Error> {
        let mut of_ask: HashMap<Arc<Ask>, Vec<EssayId>> = HashMap::new();
        for key in keys {
            of_ask.entry(key.ask.clone()).or_default().push(key.essay);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (ask, essays) in of_ask {
            let order = ThreadOrder::resolve(ask.order);
            let page = ask.page.parse(&order)?;
            for (essay, slice) in store::thread_pages(self.db.read(), &essays, &ask.filter, &order, &page, ask.wanted).await? {
                found.insert(ThreadsOf { essay, ask: ask.clone() }, slice.map(Arc::new));
            }
        }
        Ok(found)
    }
}
