//! Replies: the tree under a thread.

use sea_orm::entity::prelude::*;

use crate::{PostStatus, ReplyId, ReplyKind, ThreadId, Timestamp, UserId};

/// An answer to a thread or to another reply of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "replies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReplyId,
    pub thread_id: ThreadId,
    /// Null = answers the thread itself.
    pub parent_id: Option<ReplyId>,
    pub author_id: Option<UserId>,
    /// 1 for an answer to the thread, one more for each reply between.
    pub depth: i32,
    /// The ids of its ancestors and its own, 16 bytes each: byte order is
    /// reading order, and a prefix is a subtree. Unique with the thread.
    pub path: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    /// What it does with what it answers.
    pub kind: ReplyKind,
    /// Which text of the reply or thread it answers.
    pub parent_revision: i32,
    pub language: String,
    pub status: PostStatus,
    /// Counts texts, from 1.
    pub revision: i32,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// What it seems to be written in: a primary language subtag; null = unsure.
    pub detected_language: Option<String>,
    /// How sure that is, 0 to 1; null with it.
    pub language_confidence: Option<f64>,
    #[sea_orm(belongs_to, from = "thread_id", to = "id")]
    pub thread: BelongsTo<super::thread::Entity>,
    #[sea_orm(belongs_to, from = "author_id", to = "id")]
    pub author: BelongsTo<Option<super::user::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
