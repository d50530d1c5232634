//! What a resolver can reach: made once a request, before anything is resolved.

use std::{net::IpAddr, sync::Arc};

use async_graphql::{
    Context,
    dataloader::{DataLoader, HashMapCache},
};

use crate::{
    auth::{Auth, Viewer},
    db::Db,
    graphql::rate_limit::RateLimit,
    outgoing::translator::Translator,
    outside::Outside,
    site::Rules,
};

/// Parts that live as long as the process.
#[derive(Clone)]
pub struct Services {
    /// The database.
    pub db: Db,
    /// Passwords, sessions, tokens.
    pub auth: Arc<Auth>,
    /// The settings in force.
    pub rules: Arc<Rules>,
    /// Who else is asked about posts; `None` if nobody.
    pub outside: Option<Outside>,
    /// The program that translates; `None` if there is none.
    pub translator: Option<Arc<dyn Translator>>,
    /// How readers reach the forum, without a slash at the end: what links begin with.
    pub public_url: Arc<str>,
}

/// One request: who asks, from where, and what answers.
pub struct RequestContext {
    /// Who asks.
    pub viewer: Viewer,
    /// From where; `None` on a socket without an address.
    pub address: Option<IpAddr>,
    /// What the request cost its sender; `None` where requests are not limited.
    pub rate_limit: Option<RateLimit>,
    /// What answers.
    pub services: Services,
    /// Joins the statements of lists inside lists. It lives as long as the
    /// request, so that nothing that one viewer may see reaches another.
    pub loader: DataLoader<Batch, HashMapCache>,
}

/// What batched reads need; features implement `Loader` on it.
pub struct Batch {
    /// The database.
    pub db: Db,
    /// Who asks.
    pub viewer: Viewer,
}

impl RequestContext {
    /// For one request.
    #[must_use]
    pub fn new(services: Services, viewer: Viewer, address: Option<IpAddr>, rate_limit: Option<RateLimit>) -> Self {
        let batch = Batch { db: services.db.clone(), viewer: viewer.clone() };
        let loader = DataLoader::with_cache(batch, tokio::spawn, HashMapCache::default()).delay(std::time::Duration::ZERO).max_batch_size(100);
        Self { viewer, address, rate_limit, services, loader }
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.services.db
    }

    /// Passwords, sessions, tokens.
    #[must_use]
    pub fn auth(&self) -> &Auth {
        &self.services.auth
    }
}

/// Shorthand for resolvers: `ctx.request()`.
pub trait ContextExt<'a> {
    /// The request's context.
    fn request(&self) -> &'a RequestContext;
}

impl<'a> ContextExt<'a> for Context<'a> {
    fn request(&self) -> &'a RequestContext {
        self.data_unchecked::<RequestContext>()
    }
}
