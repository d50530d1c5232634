//! `Restatement` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    account::object::User,
    error::Result,
    graphql::{context::ContextExt, id, scalars::DateTime, walk::Walked},
    post::object::{AnyPost, Post},
    restatement::{input::Verdict, store::RestatementRow},
};

/// What somebody takes another to have said, before differing from it.
#[derive(Clone)]
pub struct Restatement(pub Arc<RestatementRow>);

/// What somebody takes another to have said, before differing from it.
#[Object]
impl Restatement {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What is restated: a thread or a reply.
    pub(crate) async fn of(&self, ctx: &Context<'_>) -> Result<Option<AnyPost>> {
        Ok(Post::load(ctx.request(), self.0.of_post_id).await?.map(AnyPost))
    }

    /// Which of its texts.
    pub(crate) async fn of_revision(&self) -> i32 {
        self.0.of_revision
    }

    /// Whose point it is: who says whether it was understood.
    pub(crate) async fn judge(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let Some(id) = self.0.judge_id else { return Ok(None) };
        Ok(ctx.request().loader.load_one(id).await?.map(|user| Walked(User(user))))
    }

    /// The point in the words of who differs: plain text.
    pub(crate) async fn text(&self) -> &str {
        &self.0.text
    }

    /// What whose point it is says; null if nothing yet.
    pub(crate) async fn verdict(&self) -> Option<Verdict> {
        self.0.verdict.map(Into::into)
    }

    /// Why, in plain text.
    pub(crate) async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Whether whoever is signed in may judge it.
    pub(crate) async fn viewer_can_judge(&self, ctx: &Context<'_>) -> bool {
        self.0.verdict.is_none() && self.0.judge_id.is_some() && self.0.judge_id == ctx.request().viewer.id()
    }

    /// When it was written.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was judged.
    pub(crate) async fn judged_at(&self) -> Option<DateTime> {
        self.0.judged_at.map(DateTime)
    }
}
