//! `RateLimit` of the schema: what the HTTP layer has counted for this request.

use async_graphql::{Context, Object, SimpleObject};

use crate::graphql::{context::ContextExt, scalars::DateTime};

/// The points that one has for a minute: a network if nobody is signed in, else an
/// account or an API token. Each server process counts for itself.
#[derive(Clone, Debug, SimpleObject)]
pub struct RateLimit {
    /// Points for a minute.
    pub limit: u64,
    /// Points left, this request's taken off.
    pub remaining: u64,
    /// When all points are back.
    pub reset_at: DateTime,
    /// Points of this request: 10 for each mutation, or 1 for every 50 nodes of a
    /// query, at least 1.
    pub cost: u64,
}

/// Questions about limits.
#[derive(Default)]
pub struct RateLimitQuery;

#[Object]
impl RateLimitQuery {
    /// What this request cost and what is left for this minute; null where requests
    /// are not limited. The headers `RateLimit-Limit`, `RateLimit-Remaining` and
    /// `RateLimit-Reset` say the same.
    async fn rate_limit(&self, ctx: &Context<'_>) -> Option<RateLimit> {
        ctx.request().rate_limit.clone()
    }
}
