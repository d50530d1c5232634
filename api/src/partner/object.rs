//! What the schema has of partners.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use entity::{InvitationId, PairId, UserId};

use crate::{
    account::object::User,
    auth::Viewer,
    error::Result,
    graphql::{
        connection::{Connection, Count, Listed},
        context::{ContextExt, RequestContext},
        id,
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    joint_statement::{self, object::JointStatement},
    paging::{Cursor, PageArgs},
    partner::{
        rules,
        service::{self, Suggestion},
        store::{self, InvitationRow, MessageRow, PairRow},
    },
    post::rules as post_rules,
    proposal::object::Proposal,
};

async fn user(ctx: &Context<'_>, id: UserId) -> Result<Option<Walked<User>>> {
    Ok(ctx.request().loader.load_one(id).await?.map(|user| Walked(User(user))))
}

async fn proposal(ctx: &Context<'_>, id: entity::ProposalId) -> Result<Option<Walked<Proposal>>> {
    let request = ctx.request();
    let item = request.loader.load_one(id).await?;
    Ok(item.filter(|item| post_rules::reads(item.row.status, item.row.author_id, &request.viewer)).map(|item| Walked(Proposal::listed(item))))
}

/// Somebody who might be a partner.
#[derive(Clone)]
pub struct SuggestedPartner {
    user: User,
    shared: Arc<[String]>,
}

impl From<Suggestion> for SuggestedPartner {
    fn from(suggestion: Suggestion) -> Self {
        Self { user: User(suggestion.user), shared: suggestion.shared.into() }
    }
}

/// Somebody who might be a partner. Of which country they are is not said, and numbers are no more
/// than the least, so that nothing is told of a single vote.
#[Object]
impl SuggestedPartner {
    /// Who: by handle and display name.
    pub(crate) async fn user(&self) -> Walked<User> {
        Walked(self.user.clone())
    }

    /// Languages that both have declared, or varieties of them, without what tells varieties apart.
    pub(crate) async fn shared_languages(&self) -> Vec<LanguageTag> {
        self.shared.iter().cloned().map(LanguageTag).collect()
    }

    /// On at least so many proposals of the essay they agreed with the viewer: always 2.
    pub(crate) async fn agreed_at_least(&self) -> i32 {
        rules::AT_LEAST
    }

    /// On at least so many they differed: always 2.
    pub(crate) async fn differed_at_least(&self) -> i32 {
        rules::AT_LEAST
    }
}

/// What became of an invitation.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::InvitationStatus")]
pub enum InvitationStatus {
    /// It waits for an answer.
    Open,
    /// The two are a pair.
    Accepted,
    /// Who was invited has declined.
    Declined,
    /// Who invited has taken it back.
    Withdrawn,
}

/// An invitation to talk about how to carry a proposal out.
#[derive(Clone)]
pub struct Invitation(pub Arc<InvitationRow>);

impl Invitation {
    fn is_open_to(&self, viewer: &Viewer) -> bool {
        viewer.owner_id().is_some_and(|id| id == self.0.from_id || id == self.0.to_id)
    }

    /// An invitation by its id, if the viewer is one of the two.
    pub async fn load(request: &RequestContext, id: InvitationId) -> Result<Option<Self>> {
        Ok(request.loader.load_one(id).await?.map(Self).filter(|invitation| invitation.is_open_to(&request.viewer)))
    }
}

/// An invitation to talk about how to carry a proposal out: for the two and nobody else.
#[Object]
impl Invitation {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What would be carried out; null if the viewer may no longer read it.
    pub(crate) async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Walked<Proposal>>> {
        proposal(ctx, self.0.proposal_id).await
    }

    /// Who invites.
    pub(crate) async fn from(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        user(ctx, self.0.from_id).await
    }

    /// Who is invited.
    pub(crate) async fn to(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        user(ctx, self.0.to_id).await
    }

    /// What comes with it: plain text.
    pub(crate) async fn message(&self) -> &str {
        &self.0.message
    }

    /// What became of it.
    pub(crate) async fn status(&self) -> InvitationStatus {
        self.0.status.into()
    }

    /// When it was made.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was answered, or taken back.
    pub(crate) async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered_at.map(DateTime)
    }
}

/// Two people who talk in private about how to carry a proposal out.
#[derive(Clone)]
pub struct Pair(pub Arc<PairRow>);

impl Pair {
    /// A pair by its id, if the viewer is one of them, here in person.
    pub async fn load(request: &RequestContext, id: PairId) -> Result<Option<Self>> {
        let Some(viewer) = request.viewer.owner_id() else { return Ok(None) };
        Ok(request.loader.load_one(id).await?.filter(|pair| pair.partner_of(viewer).is_some()).map(Self))
    }
}

/// Two people who talk in private about how to carry a proposal out: nobody else sees it.
#[Object]
impl Pair {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What is to be carried out; null if the viewer may no longer read it.
    pub(crate) async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Walked<Proposal>>> {
        proposal(ctx, self.0.proposal_id).await
    }

    /// The other of the two.
    pub(crate) async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let Some(id) = ctx.request().viewer.owner_id().and_then(|id| self.0.partner_of(id)) else { return Ok(None) };
        user(ctx, id).await
    }

    /// What the two write, the oldest first.
    pub(crate) async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
    ) -> Result<Walked<Connection<PairMessage>>> {
        let order = store::by_created_at();
        let page = PageArgs { first, after, last, before }.parse(&order)?;
        let id = self.0.id;
        let slice = service::messages(ctx.request().db(), id, &order, &page).await?;
        let count: Count = Box::new(move |request| Box::pin(service::count_messages(request.db(), id)));
        Ok(Connection::new(slice.map(|row| PairMessage(Arc::new(row))), order.tag, count))
    }

    /// What the two have drafted to say together, the newest first.
    pub(crate) async fn joint_statements(&self, ctx: &Context<'_>) -> Result<WalkedItems<JointStatement>> {
        joint_statement::object::of_pair(ctx.request(), self.0.id).await
    }

    /// Since when.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When one of the two left; null while it goes on.
    pub(crate) async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// What one of a pair writes to the other.
#[derive(Clone)]
pub struct PairMessage(pub Arc<MessageRow>);

impl Listed for PairMessage {
    const CONNECTION: &'static str = "PairMessageConnection";
    const EDGE: &'static str = "PairMessageEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.0.cursor(tag)
    }
}

/// What one of a pair writes to the other.
#[Object]
impl PairMessage {
    /// Who.
    pub(crate) async fn author(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        user(ctx, self.0.author_id).await
    }

    /// What, as Markdown.
    pub(crate) async fn body(&self) -> &str {
        &self.0.body
    }

    /// The same as HTML, rendered and sanitised: safe to put into a page.
    pub(crate) async fn body_html(&self) -> &str {
        &self.0.body_html
    }

    /// When.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// What an account's owner, and nobody else, sees: invitations, and who is a partner.
pub async fn invitations(request: &RequestContext, owner: UserId) -> Result<WalkedItems<Invitation>> {
    let rows = service::invitations_of(request.db(), owner).await?;
    Ok(WalkedItems(rows.into_iter().map(|row| Invitation(Arc::new(row))).collect()))
}

/// The same of pairs.
pub async fn pairs(request: &RequestContext, owner: UserId) -> Result<WalkedItems<Pair>> {
    let rows = service::pairs_of(request.db(), owner).await?;
    Ok(WalkedItems(rows.into_iter().map(|row| Pair(Arc::new(row))).collect()))
}
