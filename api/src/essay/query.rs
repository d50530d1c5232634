//! Questions about essays.

use async_graphql::{Context, Object};

use crate::{
    error::Result,
    essay::{input::EssayOrder, object::Essay, service, store, wanted},
    graphql::{connection::Connection, context::ContextExt, selection::asks_for_cursors, walk::Walked},
    paging::PageArgs,
};

/// Questions about essays.
#[derive(Default)]
pub struct EssayQuery;

#[Object]
impl EssayQuery {
    /// An essay by its slug; null if there is none of that name.
    async fn essay(&self, ctx: &Context<'_>, #[graphql(desc = "The slug, exactly.")] slug: String) -> Result<Option<Walked<Essay>>> {
        Ok(service::essay_by_slug(ctx.request().db(), &slug, wanted::of_essay(&ctx.field())).await?.map(|row| Walked(Essay::single(row))))
    }

    /// All essays; those published last first by default.
    async fn essays(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "How to sort.")] order_by: Option<EssayOrder>,
    ) -> Result<Walked<Connection<Essay>>> {
        let order = EssayOrder::resolve(order_by);
        let page = PageArgs { first, after, last, before }.parse(&order)?;
        let mut wanted = wanted::of_items(&ctx.field());
        if asks_for_cursors(ctx) {
            wanted.add(store::sort_key(&order));
        }
        let slice = service::essays(ctx.request().db(), &order, &page, wanted).await?.map(Essay::listed);
        Ok(Connection::new(slice, order.tag, Box::new(|request| Box::pin(service::count_essays(request.db())))))
    }
}
