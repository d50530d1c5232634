//! Texts of posts that were replaced by newer ones.

use sea_orm::entity::prelude::*;

use crate::{PostId, RevisionId, Timestamp};

/// A former text of a post.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevisionId,
    pub post_id: PostId,
    /// Unique with the post.
    pub number: i32,
    /// Null for replies.
    pub title: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When this text was written.
    pub written_at: Timestamp,
    #[sea_orm(belongs_to, from = "post_id", to = "id")]
    pub post: BelongsTo<super::post::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
