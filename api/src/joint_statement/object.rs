//! `JointStatement` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use entity::{JointStatementId, JointStatementStatus as Status, PairId, PostStatus as Visibility, ProposalId, ThreadId};

use crate::{
    account::object::User,
    error::{Error, Result},
    graphql::{
        context::{ContextExt, RequestContext},
        id,
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    joint_statement::{
        loaders::{SignaturesOf, StatementsOf, StatementsOfPair, StatementsOfThread},
        rules,
        store::{SignatureRow, StatementRow},
    },
    partner::object::Pair,
    post::{object::PostStatus, rules as post_rules},
    proposal::object::Proposal,
};

/// Whether enough have signed a joint statement.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::JointStatementStatus")]
pub enum JointStatementStatus {
    /// Not yet: the two alone read it.
    Signing,
    /// People of two countries have signed its present text: everybody reads it.
    Published,
}

/// What two people of two countries say together.
#[derive(Clone)]
pub struct JointStatement(pub Arc<StatementRow>);

impl JointStatement {
    /// A statement by its id, if the viewer may read it: everybody one that is published, on a
    /// proposal that they may read; moderators one that is held or removed; its pair any.
    pub async fn load(request: &RequestContext, id: JointStatementId) -> Result<Option<Self>> {
        let Some(row) = request.loader.load_one(id).await? else { return Ok(None) };
        if Pair::load(request, row.pair_id).await?.is_some() {
            return Ok(Some(Self(row)));
        }
        let item = request.loader.load_one(row.proposal_id).await?;
        let may_read = item.is_some_and(|item| post_rules::reads(item.row.status, item.row.author_id, &request.viewer));
        let is_shown = row.status == Status::Published && row.visibility == Visibility::Published;
        let is_theirs = request.viewer.is_moderator() && rules::is_for_moderators(row.status, row.visibility);
        Ok((may_read && (is_shown || is_theirs)).then_some(Self(row)))
    }
}

/// What two people of two countries say together: published once people of at least two countries
/// have signed the same text.
#[Object]
impl JointStatement {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What it is about.
    pub(crate) async fn proposal(&self, ctx: &Context<'_>) -> Result<Walked<Proposal>> {
        let item = ctx.request().loader.load_one(self.0.proposal_id).await?.ok_or_else(|| Error::internal("a statement has no proposal"))?;
        Ok(Walked(Proposal::listed(item)))
    }

    /// The title: plain text.
    pub(crate) async fn title(&self) -> &str {
        &self.0.title
    }

    /// The text as Markdown.
    pub(crate) async fn body(&self) -> &str {
        &self.0.body
    }

    /// The text as HTML, rendered and sanitised: safe to put into a page.
    pub(crate) async fn body_html(&self) -> &str {
        &self.0.body_html
    }

    /// What it is written in, as its authors say.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.language.clone())
    }

    /// Counts the texts that it has had, from 1: what is signed.
    pub(crate) async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// Whether enough have signed its present text.
    pub(crate) async fn status(&self) -> JointStatementStatus {
        self.0.status.into()
    }

    /// Whether moderators let it be read, and if not, why.
    pub(crate) async fn visibility(&self) -> PostStatus {
        self.0.visibility.into()
    }

    /// Who has signed its present text, the first first. For which country is not said.
    pub(crate) async fn signatures(&self, ctx: &Context<'_>) -> Result<WalkedItems<JointSignature>> {
        let rows = ctx.request().loader.load_one(SignaturesOf(self.0.id)).await?.unwrap_or_default();
        Ok(WalkedItems(rows.into_iter().map(JointSignature).collect()))
    }

    /// When it was drafted.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When its text was last changed; null if never.
    pub(crate) async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(DateTime)
    }

    /// When it was published; null if it is not.
    pub(crate) async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }
}

/// Somebody's name under a joint statement.
#[derive(Clone)]
pub struct JointSignature(Arc<SignatureRow>);

/// Somebody's name under a joint statement.
#[Object]
impl JointSignature {
    /// Whose.
    pub(crate) async fn user(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        Ok(ctx.request().loader.load_one(self.0.user_id).await?.map(|user| Walked(User(user))))
    }

    /// Which text was signed.
    pub(crate) async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When.
    pub(crate) async fn signed_at(&self) -> DateTime {
        DateTime(self.0.signed_at)
    }
}

fn all(rows: Option<Vec<Arc<StatementRow>>>) -> WalkedItems<JointStatement> {
    WalkedItems(rows.unwrap_or_default().into_iter().map(JointStatement).collect())
}

/// What is published about a proposal that the viewer may read.
pub async fn of_proposal(request: &RequestContext, id: ProposalId) -> Result<WalkedItems<JointStatement>> {
    Ok(all(request.loader.load_one(StatementsOf(id)).await?))
}

/// What is published about proposals that came out of a thread that the viewer may read.
pub async fn of_thread(request: &RequestContext, id: ThreadId) -> Result<WalkedItems<JointStatement>> {
    Ok(all(request.loader.load_one(StatementsOfThread(id)).await?))
}

/// What a pair that the viewer is one of has drafted.
pub async fn of_pair(request: &RequestContext, id: PairId) -> Result<WalkedItems<JointStatement>> {
    Ok(all(request.loader.load_one(StatementsOfPair(id)).await?))
}
