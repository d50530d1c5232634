//! `Appeal` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    account::object::User,
    appeal::{
        service,
        store::{self, AppealRow, Filter},
    },
    auth::Viewer,
    error::{Error, Result},
    graphql::{
        connection::{Connection, Count, Listed},
        context::ContextExt,
        id,
        scalars::DateTime,
        walk::Walked,
    },
    moderation::object::ModerationAction,
    paging::{Cursor, PageArgs},
};

/// What became of an appeal.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::AppealStatus")]
pub enum AppealStatus {
    /// Waits for somebody else than who decided.
    Open,
    /// The decision stands.
    Upheld,
    /// The decision was undone.
    Overturned,
}

/// Somebody's word against a decision about them.
#[derive(Clone)]
pub struct Appeal(pub Arc<AppealRow>);

impl Appeal {
    /// Moderators see it, and who made it.
    #[must_use]
    pub fn is_open_to(&self, viewer: &Viewer) -> bool {
        viewer.is_moderator() || viewer.id() == Some(self.0.author_id)
    }
}

impl Listed for Appeal {
    const CONNECTION: &'static str = "AppealConnection";
    const EDGE: &'static str = "AppealEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.0.cursor(tag)
    }
}

/// Somebody's word against a decision about them: one a decision, answered by
/// somebody else than who decided.
#[Object]
impl Appeal {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// The decision.
    pub(crate) async fn action(&self, ctx: &Context<'_>) -> Result<Walked<ModerationAction>> {
        let row = ctx.request().loader.load_one(self.0.action_id).await?.ok_or_else(|| Error::internal("an appeal has no decision"))?;
        Ok(Walked(ModerationAction(row)))
    }

    /// Who appeals.
    pub(crate) async fn author(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        Ok(ctx.request().loader.load_one(self.0.author_id).await?.map(|user| Walked(User(user))))
    }

    /// Why the decision should be undone.
    pub(crate) async fn text(&self) -> &str {
        &self.0.text
    }

    /// What became of it.
    pub(crate) async fn status(&self) -> AppealStatus {
        self.0.status.into()
    }

    /// Who answered. For moderators.
    pub(crate) async fn reviewer(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let request = ctx.request();
        let Some(id) = self.0.reviewer_id.filter(|_| request.viewer.is_moderator()) else { return Ok(None) };
        Ok(request.loader.load_one(id).await?.map(|user| Walked(User(user))))
    }

    /// What the reviewer says.
    pub(crate) async fn answer(&self) -> Option<&str> {
        self.0.answer.as_deref()
    }

    /// When it came.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was answered.
    pub(crate) async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }
}

/// A page of appeals.
pub async fn connection(ctx: &Context<'_>, filter: Filter, args: PageArgs) -> Result<Walked<Connection<Appeal>>> {
    let order = store::by_created_at();
    let page = args.parse(&order)?;
    let slice = service::appeals(ctx.request().db(), &filter, &order, &page).await?;
    let count: Count = Box::new(move |request| {
        let filter = filter.clone();
        Box::pin(async move { service::count(request.db(), &filter).await })
    });
    Ok(Connection::new(slice.map(Appeal), order.tag, count))
}
