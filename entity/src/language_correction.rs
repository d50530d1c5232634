//! What members say a post is written in.

use sea_orm::entity::prelude::*;

use crate::{LanguageCorrectionId, PostId, Timestamp, UserId};

/// What one member says; one a member and post, the last word counts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "language_corrections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LanguageCorrectionId,
    pub post_id: PostId,
    /// If it is the post's author, others have no say any more.
    pub user_id: UserId,
    pub language: String,
    /// When it was said last.
    pub created_at: Timestamp,
    /// When it changed the post's language; null = it has not.
    pub applied_at: Option<Timestamp>,
    /// What the post was marked as until then.
    pub replaced_language: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
