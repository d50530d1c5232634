//! `Post` of the schema: what threads, replies and proposals have in common.

use std::borrow::Cow;

use async_graphql::{ContextSelectionSet, ID, Interface, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry};

use crate::{
    account::object::User,
    graphql::{
        scalars::{DateTime, LanguageTag},
        walk::{Walked, walk},
    },
    proposal::object::Proposal,
    reply::object::Reply,
    thread::object::Thread,
};

/// What people write: a thread, a reply or a proposal.
#[allow(clippy::duplicated_attributes, reason = "fields of one type")]
#[derive(Interface, Clone)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque id."),
    field(name = "body", ty = "String", desc = "The text as Markdown; empty if the post is removed."),
    field(name = "body_html", ty = "String", desc = "The text as HTML, rendered and sanitised: safe to put into a page. Empty if the post is removed."),
    field(name = "language", ty = "LanguageTag", desc = "The language it was written in, as its author says."),
    field(name = "author", ty = "Option<Walked<User>>", desc = "Who wrote it; null if the account is gone."),
    field(name = "created_at", ty = "DateTime", desc = "When it was written."),
    field(name = "edited_at", ty = "Option<DateTime>", desc = "When its text was last changed; null if never."),
    field(name = "is_removed", ty = "bool", desc = "Whether its text is gone: the post keeps its place and its replies."),
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
