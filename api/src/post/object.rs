//! `Post` of the schema: what threads, replies and proposals have in common.

use std::borrow::Cow;

use async_graphql::{Context, ContextSelectionSet, ID, Interface, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry};

use entity::{PostId, UserId};

use crate::{
    account::object::User,
    error::Result,
    graphql::{
        context::{ContextExt, RequestContext},
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems, walk},
    },
    post::{loaders::FindingsOf, rules::PostKey},
    proposal::object::Proposal,
    reply::object::Reply,
    setting::object::CivilityFinding,
    thread::object::Thread,
    translation::object::{PostText, Translation},
};

/// Whether a post's text is shown.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::PostStatus")]
pub enum PostStatus {
    /// Shown to everybody.
    Published,
    /// Deleted by its author: nobody reads it.
    Deleted,
    /// Waits for a moderator; its author and moderators read it.
    Held,
    /// Removed by a moderator; its author and moderators read it.
    Removed,
}

/// What people write: a thread, a reply or a proposal.
#[allow(clippy::duplicated_attributes, reason = "fields of one type")]
#[derive(Interface, Clone)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque id."),
    field(name = "body", ty = "String", desc = "The text as Markdown; empty if the post is removed."),
    field(name = "body_html", ty = "String", desc = "The text as HTML, rendered and sanitised: safe to put into a page. Empty if the post is removed."),
    field(name = "language", ty = "LanguageTag", desc = "The language it was written in, as its author says."),
    field(
        name = "detected_language",
        ty = "Option<LanguageTag>",
        desc = "The language that its present text seems to be written in, without quotations and code: a primary language subtag such as `fr`. Null if that is unsure, as it is for short texts, or if the viewer may not read the text."
    ),
    field(name = "language_confidence", ty = "Option<f64>", desc = "How sure `detectedLanguage` is, from 0 to 1; null with it."),
    field(
        name = "text",
        ty = "Option<Walked<PostText>>",
        desc = "Its text for a reader of a language: the original if that is in this language or a variety of it; else the best translation; else the original. Null if the viewer may not read it.",
        arg(name = "language", ty = "Option<LanguageTag>", desc = "What the reader reads.")
    ),
    field(
        name = "translations",
        ty = "WalkedItems<Translation>",
        desc = "Its translations by language and age, those of earlier texts as well. Empty if the viewer may not read it."
    ),
    field(name = "author", ty = "Option<Walked<User>>", desc = "Who wrote it; null if the account is gone."),
    field(name = "created_at", ty = "DateTime", desc = "When it was written."),
    field(name = "edited_at", ty = "Option<DateTime>", desc = "When its text was last changed; null if never."),
    field(name = "is_removed", ty = "bool", desc = "Whether its text is gone: the post keeps its place and its replies."),
    field(
        name = "findings",
        ty = "Option<WalkedItems<CivilityFinding>>",
        desc = "What the rules of civility found in its present text: for its author and for moderators, null to others."
    ),
    field(name = "status", ty = "PostStatus", desc = "Whether its text is shown to everybody, and if not, why."),
    field(name = "revision", ty = "i32", desc = "Counts the texts that it has had, from 1."),
    field(name = "viewer_can_edit", ty = "bool", desc = "Whether whoever is signed in may edit and delete it.")
)]
pub enum Post {
    /// A thread.
    Thread(Thread),
    /// A reply.
    Reply(Reply),
    /// A proposal.
    Proposal(Proposal),
}

impl Post {
    /// A post of any kind by its id in the register, where several may be asked for.
    pub async fn load(request: &RequestContext, id: PostId) -> Result<Option<Self>> {
        let Some(kind) = request.loader.load_one(id).await? else { return Ok(None) };
        Self::load_key(request, PostKey::new(kind, id)).await
    }

    /// The same if its kind is known.
    pub async fn load_key(request: &RequestContext, key: PostKey) -> Result<Option<Self>> {
        let loader = &request.loader;
        // Reports and decisions stand in lists, and what is inside their posts is read for all at once.
        Ok(match key {
            PostKey::Thread(id) => loader.load_one(id).await?.map(|item| Self::Thread(Thread::listed(item))),
            PostKey::Reply(id) => loader.load_one(id).await?.map(|item| Self::Reply(Reply { item, thread: None, listed: true })),
            PostKey::Proposal(id) => loader.load_one(id).await?.map(|item| Self::Proposal(Proposal::listed(item))),
        })
    }
}

/// What the rules found in a post's text, if the viewer may know.
pub async fn findings(ctx: &Context<'_>, id: PostId, revision: i32, author: Option<UserId>) -> Result<Option<WalkedItems<CivilityFinding>>> {
    let request = ctx.request();
    let is_own = author.is_some() && author == request.viewer.id();
    if !is_own && !request.viewer.is_moderator() {
        return Ok(None);
    }
    let found = request.loader.load_one(FindingsOf { post: id, revision }).await?;
    Ok(Some(WalkedItems(found.unwrap_or_default().iter().cloned().map(CivilityFinding).collect())))
}

/// Any post, resolved as the type that it is.
pub struct AnyPost(pub Post);

impl OutputType for AnyPost {
    fn type_name() -> Cow<'static, str> {
        <Post as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        // Every post is a node; the macro has no word for an interface's interface.
        registry.add_implements("Post", "Node");
        <Post as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        match &self.0 {
            Post::Thread(post) => walk(ctx, post).await,
            Post::Reply(post) => walk(ctx, post).await,
            Post::Proposal(post) => walk(ctx, post).await,
        }
    }
}
