//! Questions about threads.

use async_graphql::{Context, Object};
use entity::{EssayId, ThreadId};

use crate::{
    error::Result,
    graphql::{connection::Connection, context::ContextExt, id::Id, scalars::LanguageTag, walk::Walked},
    paging::PageArgs,
    row::Wanted,
    thread::{
        input::ThreadOrder,
        object::{self, Scope, Thread},
        service, wanted,
    },
};

/// Questions about threads.
#[derive(Default)]
pub struct ThreadQuery;

#[Object]
impl ThreadQuery {
    /// A thread by id; null if there is none.
    async fn thread(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: Id<ThreadId>) -> Result<Option<Walked<Thread>>> {
        let mut wanted = Wanted::default();
        wanted::of_thread(&ctx.field(), &mut wanted);
        Ok(service::thread(ctx.request().db(), id.key(&["id"])?, wanted).await?.map(|item| Walked(Thread::single(item))))
    }

    /// Threads of the whole forum, or of one essay; those with the newest activity
    /// first by default.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn threads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only threads about this essay.")] essay_id: Option<Id<EssayId>>,
        #[graphql(desc = "How to sort.")] order_by: Option<ThreadOrder>,
        #[graphql(desc = "Only posts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Walked<Connection<Thread>>> {
        let scope = match essay_id {
            None => Scope::Forum,
            Some(id) => Scope::Essay { id: id.key(&["essayId"])?, listed: false },
        };
        object::connection(ctx, scope, PageArgs { first, after, last, before }, languages, None, order_by).await
    }
}
