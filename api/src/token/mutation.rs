//! Changes of API tokens.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    token::{
        input::{CreateApiTokenInput, RevokeApiTokenInput},
        object::ApiToken,
        rules::Draft,
        service,
    },
};

/// What `createApiToken` gives.
#[derive(SimpleObject)]
pub struct CreateApiTokenPayload {
    /// The new token, as it will be listed.
    api_token: Walked<ApiToken>,
    /// The token itself, for `Authorization: Bearer`. It is shown this once and kept nowhere.
    secret: String,
}

/// What `revokeApiToken` gives.
#[derive(SimpleObject)]
pub struct RevokeApiTokenPayload {
    /// The token, which has ended.
    api_token: Walked<ApiToken>,
}

/// Changes of API tokens.
#[derive(Default)]
pub struct TokenMutation;

#[Object]
impl TokenMutation {
    /// Makes an API token for a program that is to act in one's name. 50 may be in
    /// force at the same time, else `CONFLICT`. Needs to be signed in.
    /// Not for API tokens.
    async fn create_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to make.")] input: CreateApiTokenInput,
    ) -> Result<Option<Walked<CreateApiTokenPayload>>> {
        let request = ctx.request();
        let owner = request.viewer.account_owner()?;
        let essays = input.essay_ids.map(|ids| ids.iter().map(|id| id.key(&["input", "essayIds"])).collect::<Result<Vec<_>>>()).transpose()?;
        let scopes = input.scopes.into_iter().map(entity::ApiScope::from).collect();
        let draft = Draft { name: input.name, scopes, expires_at: input.expires_at.map(|time| time.0), essays };
        let (row, token) = service::create(request.db(), owner, draft).await?;
        Ok(Some(Walked(CreateApiTokenPayload { api_token: Walked(ApiToken(row)), secret: token.reveal().to_owned() })))
    }

    /// Ends an API token of one's own: it is refused within 3 seconds on every
    /// instance. Revoking it again changes nothing. Needs to be signed in.
    /// Not for API tokens.
    async fn revoke_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeApiTokenInput,
    ) -> Result<Option<Walked<RevokeApiTokenPayload>>> {
        let request = ctx.request();
        let owner = request.viewer.account_owner()?;
        let row = service::revoke(request.auth(), request.db(), owner, input.api_token_id.key(&["input", "apiTokenId"])?).await?;
        Ok(Some(Walked(RevokeApiTokenPayload { api_token: Walked(ApiToken(row)) })))
    }
}
