//! Threads: discussions of an essay.

use sea_orm::entity::prelude::*;

use crate::{EssayId, PostStatus, ThreadId, Timestamp, UserId};

/// A discussion of an essay, opened by its first post.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "threads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ThreadId,
    pub essay_id: EssayId,
    /// Null = the account is gone.
    pub author_id: Option<UserId>,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    pub language: String,
    pub status: PostStatus,
    /// Counts texts, from 1.
    pub revision: i32,
    /// Published replies; kept in the transaction that changes their number.
    pub reply_count: i32,
    /// When the thread or its newest reply was written.
    pub last_activity_at: Timestamp,
    /// Rank of the order HOT; see `rules::hot`.
    pub hot: f64,
    /// Null = open for replies.
    pub locked_at: Option<Timestamp>,
    /// How long one waits between two replies; null = as one likes.
    pub slow_mode_seconds: Option<i32>,
    /// Whether who differs must first say what he differs from.
    pub differ_requires_restatement: bool,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// What it seems to be written in: a primary language subtag; null = unsure.
    pub detected_language: Option<String>,
    /// How sure that is, 0 to 1; null with it.
    pub language_confidence: Option<f64>,
    #[sea_orm(belongs_to, from = "essay_id", to = "id")]
    pub essay: BelongsTo<super::essay::Entity>,
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<Option<super::user::Entity>>,
    #[sea_orm(has_many)]
    pub replies: HasMany<super::reply::Entity>,
    #[sea_orm(has_many)]
    pub proposals: HasMany<super::proposal::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
