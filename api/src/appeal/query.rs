//! Questions about appeals.

use async_graphql::{Context, Object};

use crate::{
    appeal::{
        object::{self, Appeal, AppealStatus},
        store::Filter,
    },
    error::Result,
    graphql::{connection::Connection, context::ContextExt, walk::Walked},
    paging::PageArgs,
};

/// Questions about appeals.
#[derive(Default)]
pub struct AppealQuery;

#[Object]
impl AppealQuery {
    /// Appeals, oldest first. For moderators; who is limited to essays or languages sees
    /// those against decisions about posts there.
    async fn appeals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these; the open ones if left out.")] status: Option<AppealStatus>,
    ) -> Result<Option<Walked<Connection<Appeal>>>> {
        let moderator = ctx.request().viewer.moderator()?;
        let status = status.map_or(entity::AppealStatus::Open, Into::into);
        let filter = Filter { status, scope: moderator.moderator_scope.clone() };
        object::connection(ctx, filter, PageArgs { first, after, last, before }).await.map(Some)
    }
}
