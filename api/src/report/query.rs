//! Questions about reports.

use async_graphql::{Context, Object};
use entity::EssayId;

use crate::{
    error::Result,
    graphql::{
        connection::Connection,
        context::ContextExt,
        id::Id,
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    moderation::input::ReasonCode,
    paging::{Page, PageArgs},
    report::{
        object::{self, Report, ReportStatus},
        service,
        store::Filter,
    },
};

/// Questions about reports.
#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// What waits for moderators, or did: what weighs most first. Posts that the
    /// program holds back are among them, reported by nobody. For moderators; who is
    /// limited to essays or languages sees those.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn moderation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only these; the open ones if left out.")] status: Option<ReportStatus>,
        #[graphql(desc = "Only posts on this essay.")] essay_id: Option<Id<EssayId>>,
        #[graphql(desc = "Only posts in these languages.")] languages: Option<Vec<LanguageTag>>,
        #[graphql(desc = "Only for these reasons.")] reasons: Option<Vec<ReasonCode>>,
        #[graphql(desc = "Only what came before this time.")] reported_before: Option<DateTime>,
    ) -> Result<Option<Walked<Connection<Report>>>> {
        let moderator = ctx.request().viewer.moderator()?;
        let filter = Filter {
            status: Some(status.map_or(entity::ReportStatus::Open, Into::into)),
            essay_id: essay_id.map(|id| id.key(&["essayId"])).transpose()?,
            languages: languages.map(|tags| tags.into_iter().map(|tag| tag.0).collect()),
            reasons: reasons.map(|reasons| reasons.into_iter().map(Into::into).collect()),
            before: reported_before.map(|time| time.0),
            scope: moderator.moderator_scope.clone(),
        };
        object::connection(ctx, filter, PageArgs { first, after, last, before }).await.map(Some)
    }

    /// Requests to clarify, about what one wrote oneself: somebody felt misunderstood.
    /// The newest 100; empty if nobody is signed in.
    async fn requests_to_clarify(&self, ctx: &Context<'_>) -> Result<WalkedItems<Report>> {
        let request = ctx.request();
        let Some(id) = request.viewer.id() else { return Ok(WalkedItems(Vec::new())) };
        let slice = service::to_clarify(request.db(), id, &Page::first(100)).await?;
        Ok(WalkedItems(slice.rows.into_iter().map(Report).collect()))
    }
}
