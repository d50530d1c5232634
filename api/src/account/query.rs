//! Questions about accounts.

use async_graphql::{Context, Object};

use crate::{
    account::{object::User, service},
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
};

/// Questions about accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Whoever is signed in; null if nobody is.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Walked<User>> {
        ctx.request().viewer.signed_in().map(|member| Walked(User(member.user.clone())))
    }

    /// Somebody by handle; null if there is nobody of that name.
    async fn user(&self, ctx: &Context<'_>, #[graphql(desc = "The handle, in any case.")] handle: String) -> Result<Option<Walked<User>>> {
        Ok(service::user_by_handle(ctx.request().db(), &handle).await?.map(|user| Walked(User(user))))
    }
}
