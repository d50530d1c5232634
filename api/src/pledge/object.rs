//! `Pledge` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::{PledgeId, ProposalId};

use crate::{
    account::object::User,
    error::{Error, Result},
    graphql::{
        connection::{Connection, Count, Listed},
        context::{ContextExt, RequestContext},
        id,
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    paging::{Cursor, PageArgs, Slice},
    pledge::{
        loaders::{PledgesOf, UpdatesOf},
        rules::Counts,
        service,
        store::{self, PledgeRow, UpdateRow},
    },
    post::{object::PostStatus, rules as post_rules},
    proposal::object::Proposal,
};

/// Where a pledge stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::PledgeStatus")]
pub enum PledgeStatus {
    /// Being kept: it was made or updated in the last 90 days.
    Active,
    /// Kept, as its owner says.
    Kept,
    /// Given up by its owner, or 90 days without an update.
    Lapsed,
}

/// Pledges by what became of them, without those that are not shown.
#[derive(SimpleObject)]
pub struct PledgeCounts {
    /// Being kept.
    pub open: i32,
    /// Kept, as their owners say.
    pub kept: i32,
    /// Given up, or 90 days without an update.
    pub lapsed: i32,
}

impl From<Counts> for PledgeCounts {
    fn from(counts: Counts) -> Self {
        Self { open: counts.open, kept: counts.kept, lapsed: counts.lapsed }
    }
}

/// What somebody will do to carry a proposal out.
#[derive(Clone)]
pub struct Pledge(pub Arc<PledgeRow>);

impl Pledge {
    /// A pledge by its id, if the viewer may read the proposal.
    pub async fn load(request: &RequestContext, id: PledgeId) -> Result<Option<Self>> {
        let Some(row) = request.loader.load_one(id).await? else { return Ok(None) };
        let proposal = request.loader.load_one(row.proposal_id).await?;
        let may_read = proposal.is_some_and(|item| post_rules::reads(item.row.status, item.row.author_id, &request.viewer));
        Ok(may_read.then_some(Self(row)))
    }

    /// Whether the viewer reads its texts: everybody if they are shown, else its owner and
    /// moderators.
    fn is_read(&self, request: &RequestContext) -> bool {
        post_rules::reads(self.0.visibility, self.0.pledger_id, &request.viewer)
    }
}

impl Listed for Pledge {
    const CONNECTION: &'static str = "PledgeConnection";
    const EDGE: &'static str = "PledgeEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.0.cursor(tag)
    }
}

/// What somebody will do to carry a proposal out.
#[Object]
impl Pledge {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What is carried out.
    pub(crate) async fn proposal(&self, ctx: &Context<'_>) -> Result<Walked<Proposal>> {
        let item = ctx.request().loader.load_one(self.0.proposal_id).await?.ok_or_else(|| Error::internal("a pledge has no proposal"))?;
        Ok(Walked(Proposal::listed(item)))
    }

    /// Whose it is; null if the account is gone.
    pub(crate) async fn pledger(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let Some(id) = self.0.pledger_id else { return Ok(None) };
        Ok(ctx.request().loader.load_one(id).await?.map(|user| Walked(User(user))))
    }

    /// What they will do: plain text; empty if the pledge is hidden from the viewer.
    pub(crate) async fn what(&self, ctx: &Context<'_>) -> &str {
        if self.is_read(ctx.request()) { &self.0.what } else { "" }
    }

    /// What its texts are written in.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.language.clone())
    }

    /// Hours a month that they will give.
    pub(crate) async fn hours_per_month(&self) -> i32 {
        self.0.hours_per_month
    }

    /// The languages that they can work in.
    pub(crate) async fn languages(&self) -> Vec<LanguageTag> {
        self.0.languages.split_whitespace().map(|tag| LanguageTag(tag.to_owned())).collect()
    }

    /// Where it stands.
    pub(crate) async fn status(&self) -> PledgeStatus {
        self.0.status.into()
    }

    /// Whether its texts are shown to everybody, and if not, why.
    pub(crate) async fn visibility(&self) -> PostStatus {
        self.0.visibility.into()
    }

    /// Counts its texts, from 1; each update is one.
    pub(crate) async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// What its owner tells of it, the newest first: the last 50. Empty if the pledge is hidden
    /// from the viewer.
    pub(crate) async fn updates(&self, ctx: &Context<'_>) -> Result<WalkedItems<PledgeUpdate>> {
        let request = ctx.request();
        if !self.is_read(request) {
            return Ok(WalkedItems(Vec::new()));
        }
        let rows = request.loader.load_one(UpdatesOf(self.0.id)).await?.unwrap_or_default();
        Ok(WalkedItems(rows.into_iter().map(PledgeUpdate).collect()))
    }

    /// When it was made.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was concluded, or lapsed; null while it is active.
    pub(crate) async fn concluded_at(&self) -> Option<DateTime> {
        self.0.concluded_at.map(DateTime)
    }
}

/// What somebody tells of a pledge.
#[derive(Clone)]
pub struct PledgeUpdate(Arc<UpdateRow>);

/// What somebody tells of a pledge.
#[Object]
impl PledgeUpdate {
    /// Plain text.
    pub(crate) async fn note(&self) -> &str {
        &self.0.note
    }

    /// When it was told.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// A page of a proposal's pledges; none for who may not read it.
pub async fn connection(ctx: &Context<'_>, proposal: ProposalId, may_read: bool, args: PageArgs) -> Result<Walked<Connection<Pledge>>> {
    let order = store::by_created_at();
    let page = args.parse(&order)?;
    let found = if may_read { ctx.request().loader.load_one(PledgesOf { proposal, page: Arc::new(args) }).await? } else { None };
    let slice = found.unwrap_or_else(|| Slice::new(Vec::new(), &page));
    let count: Count = Box::new(move |request| Box::pin(async move { if may_read { service::count(request.db(), proposal).await } else { Ok(0) } }));
    Ok(Connection::new(slice.map(Pledge), order.tag, count))
}
