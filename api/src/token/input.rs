//! Inputs about API tokens.

use async_graphql::InputObject;
use entity::{ApiTokenId, EssayId};

use crate::{
    graphql::{id::Id, scalars::DateTime},
    token::object::ApiScope,
};

/// What `createApiToken` needs.
#[derive(InputObject)]
pub struct CreateApiTokenInput {
    /// What the token is for, so that its owner can tell it from others: 1 to 100 characters.
    pub name: String,
    /// What it may be used for: at least one.
    pub scopes: Vec<ApiScope>,
    /// Its end: within a year. Left out: in 90 days.
    pub expires_at: Option<DateTime>,
    /// The essays that it may write to, 1 to 20. Left out: any.
    pub essay_ids: Option<Vec<Id<EssayId>>>,
}

/// What `revokeApiToken` needs.
#[derive(InputObject)]
pub struct RevokeApiTokenInput {
    /// The token to end.
    pub api_token_id: Id<ApiTokenId>,
}
