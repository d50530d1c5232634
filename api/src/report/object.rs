//! `Report` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    account::object::User,
    auth::Viewer,
    error::{Error, Result},
    graphql::{
        connection::{Connection, Count, Listed},
        context::ContextExt,
        id,
        scalars::{DateTime, LanguageTag},
        walk::Walked,
    },
    joint_statement::object::JointStatement,
    moderation::input::ReasonCode,
    paging::{Cursor, PageArgs},
    pledge::object::Pledge,
    post::object::{AnyPost, Post},
    reason::object::VoteReason,
    report::{
        service,
        store::{self, Filter, ReportRow},
    },
    translation::object::Translation,
};

/// What became of a report.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::ReportStatus")]
pub enum ReportStatus {
    /// Waits for a moderator.
    Open,
    /// A moderator agreed.
    Upheld,
    /// A moderator did not agree.
    Dismissed,
    /// What it was about was gone before anybody had looked: the vote was taken back, or its reason is
    /// another. It counts neither for nor against who reported it.
    Void,
}

/// A report of one text of a post.
#[derive(Clone)]
pub struct Report(pub Arc<ReportRow>);

impl Report {
    /// Moderators see it, and who made it.
    #[must_use]
    pub fn is_open_to(&self, viewer: &Viewer) -> bool {
        viewer.is_moderator() || (self.0.reporter_id.is_some() && self.0.reporter_id == viewer.id())
    }
}

impl Listed for Report {
    const CONNECTION: &'static str = "ReportConnection";
    const EDGE: &'static str = "ReportEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.0.cursor(tag)
    }
}

/// What somebody, or the program, wants a moderator to look at.
#[Object]
impl Report {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What was reported, or what the reported text belongs to.
    pub(crate) async fn post(&self, ctx: &Context<'_>) -> Result<AnyPost> {
        Post::load(ctx.request(), self.0.post_id).await?.map(AnyPost).ok_or_else(|| Error::internal("a report has no post"))
    }

    /// The translation of the post that is reported; null if it is none.
    pub(crate) async fn translation(&self, ctx: &Context<'_>) -> Result<Option<Walked<Translation>>> {
        let Some(id) = self.0.translation_id else { return Ok(None) };
        Ok(Translation::load(ctx.request(), id).await?.map(Walked))
    }

    /// The pledge to carry the post out that is reported; null if it is none.
    pub(crate) async fn pledge(&self, ctx: &Context<'_>) -> Result<Option<Walked<Pledge>>> {
        let Some(id) = self.0.pledge_id else { return Ok(None) };
        Ok(Pledge::load(ctx.request(), id).await?.map(Walked))
    }

    /// The joint statement about the post that is reported; null if it is none.
    pub(crate) async fn joint_statement(&self, ctx: &Context<'_>) -> Result<Option<Walked<JointStatement>>> {
        let Some(id) = self.0.joint_statement_id else { return Ok(None) };
        Ok(JointStatement::load(ctx.request(), id).await?.map(Walked))
    }

    /// The reason of a vote on the post that is reported; null if it is none, if it is gone, or if the
    /// viewer may not read it.
    pub(crate) async fn vote_reason(&self, ctx: &Context<'_>) -> Result<Option<Walked<VoteReason>>> {
        let Some(id) = self.0.vote_id else { return Ok(None) };
        Ok(VoteReason::load(ctx.request(), id).await?.map(Walked))
    }

    /// Which of the texts of the post, or of what belongs to it, was reported.
    pub(crate) async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// Who reported it: for moderators and for themselves; null if the program did.
    pub(crate) async fn reporter(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let request = ctx.request();
        let Some(id) = self.0.reporter_id.filter(|_| self.is_open_to(&request.viewer)) else { return Ok(None) };
        Ok(request.loader.load_one(id).await?.map(|user| Walked(User(user))))
    }

    /// Why.
    pub(crate) async fn reason(&self) -> ReasonCode {
        self.0.reason.into()
    }

    /// In words.
    pub(crate) async fn details(&self) -> Option<&str> {
        self.0.details.as_deref()
    }

    /// What the reported text is written in.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.language.clone())
    }

    /// What became of it.
    pub(crate) async fn status(&self) -> ReportStatus {
        self.0.status.into()
    }

    /// By the reporter's role and past reports: what the queue is sorted by, together
    /// with what else was open about the post. For moderators.
    pub(crate) async fn priority(&self, ctx: &Context<'_>) -> Option<f64> {
        ctx.request().viewer.is_moderator().then_some(self.0.priority)
    }

    /// The moderator who looks at it, while the claim lasts. For moderators.
    pub(crate) async fn claimed_by(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let request = ctx.request();
        let lasts = self.0.claimed_until.is_some_and(|until| until > crate::clock::now());
        let Some(id) = self.0.claimed_by_id.filter(|_| lasts && request.viewer.is_moderator()) else { return Ok(None) };
        Ok(request.loader.load_one(id).await?.map(|user| Walked(User(user))))
    }

    /// When it came.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was resolved.
    pub(crate) async fn resolved_at(&self) -> Option<DateTime> {
        self.0.resolved_at.map(DateTime)
    }
}

/// A page of the queue.
pub async fn connection(ctx: &Context<'_>, filter: Filter, args: PageArgs) -> Result<Walked<Connection<Report>>> {
    let order = store::by_priority();
    let page = args.parse(&order)?;
    let slice = service::queue(ctx.request().db(), &filter, &order, &page).await?;
    let count: Count = Box::new(move |request| {
        let filter = filter.clone();
        Box::pin(async move { service::count(request.db(), &filter).await })
    });
    Ok(Connection::new(slice.map(Report), order.tag, count))
}
