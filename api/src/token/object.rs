//! `ApiToken` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    auth::access,
    error::Result,
    essay::object::Essay,
    graphql::{context::ContextExt, id, scalars::DateTime, walk::Walked},
    token::store::ApiTokenRow,
};

/// What an API token may be used for. It never may more than its owner.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::ApiScope")]
pub enum ApiScope {
    /// Queries.
    Read,
    /// Starts, posts, edits, withdraws and deletes threads, replies and proposals.
    WriteDiscussion,
    /// Casts votes and takes them back.
    WriteVotes,
    /// Publishes essays, if its owner is an editor.
    WriteEssays,
    /// Moderates, if its owner is a moderator.
    Moderate,
}

/// A token that somebody made for a program.
#[derive(Clone)]
pub struct ApiToken(pub Arc<ApiTokenRow>);

/// A token that a program acts with in one's name. Only its owner sees it, and
/// only when signed in: no token sees tokens.
#[Object]
impl ApiToken {
    /// Opaque id; it opens nothing.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// What its owner calls it.
    pub(crate) async fn name(&self) -> &str {
        &self.0.name
    }

    /// `tea_` and the first 4 characters of its secret, to tell it from others.
    pub(crate) async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// What it may be used for.
    pub(crate) async fn scopes(&self) -> Vec<ApiScope> {
        access::read_scopes(&self.0.scopes).into_iter().map(ApiScope::from).collect()
    }

    /// The essays that it may write to; null if it is not limited to some.
    pub(crate) async fn essays(&self, ctx: &Context<'_>) -> Result<Option<Vec<Walked<Essay>>>> {
        let Some(ids) = self.0.essay_ids.as_deref().map(access::read_essays) else { return Ok(None) };
        let found = ctx.request().loader.load_many(ids.iter().copied()).await?;
        Ok(Some(ids.iter().filter_map(|id| found.get(id)).map(|row| Walked(Essay::single(row.clone()))).collect()))
    }

    /// When it was made.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// After this it is refused.
    pub(crate) async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was last used, at most a minute late; null if it never was.
    pub(crate) async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// When its owner revoked it, or ended all their sessions; null if it is in force or has expired.
    pub(crate) async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }
}
