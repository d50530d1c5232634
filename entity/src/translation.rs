//! Translations of posts.

use sea_orm::entity::prelude::*;

use crate::{PostId, PostStatus, Timestamp, TranslationId, TranslationSource, TranslationStatus, UserId};

/// One translation of a post; one a post, language and translator, and one by a program.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "translations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TranslationId,
    pub post_id: PostId,
    /// Which of the post's texts it is made of; another than the present one = stale.
    pub post_revision: i32,
    /// BCP 47, canonical case.
    pub language: String,
    /// Null for replies.
    pub title: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    pub source: TranslationSource,
    /// Of the counts below; see `translation::rules::status`.
    pub status: TranslationStatus,
    /// Whether its text is shown.
    pub visibility: PostStatus,
    /// Null = a program's, or the account is gone.
    pub translator_id: Option<UserId>,
    /// Counts its own texts, from 1.
    pub revision: i32,
    /// What is said of its present text; kept in the transaction that says it.
    pub faithful_count: i32,
    pub tone_off_count: i32,
    pub meaning_changed_count: i32,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
