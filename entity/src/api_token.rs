//! API tokens: what programs act with in an account's name.

use sea_orm::entity::prelude::*;

use crate::{ApiTokenId, Timestamp, UserId};

/// A token that its owner made for a program.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiTokenId,
    pub user_id: UserId,
    pub name: String,
    /// SHA-256 of the token, which is shown once and kept nowhere.
    #[sea_orm(unique)]
    pub secret_hash: Vec<u8>,
    /// Its first characters, so that its owner can tell it from others.
    pub hint: String,
    /// Scopes, separated by commas: read as a whole, never searched.
    pub scopes: String,
    /// Ids of the essays that it may write to, separated by commas; null = any.
    pub essay_ids: Option<String>,
    /// The account's when the token was made: the token ends when that moves on.
    pub auth_version: i32,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Known to the minute.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
