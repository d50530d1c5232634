//! Sessions: each is one family of refresh tokens.

use sea_orm::entity::prelude::*;

use crate::{SessionId, Timestamp, UserId};

/// A sign-in on one device.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub user_id: UserId,
    /// SHA-256 of the refresh token that is valid now.
    pub refresh_hash: Vec<u8>,
    /// SHA-256 of the one before it, for lost answers (10 s) and to notice reuse.
    pub previous_refresh_hash: Option<Vec<u8>>,
    pub rotated_at: Timestamp,
    pub created_at: Timestamp,
    /// Absolute end, whatever the rotation.
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
