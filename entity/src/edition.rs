//! Editions: an essay in one language.

use sea_orm::entity::prelude::*;

use crate::{EditionId, EssayId, Timestamp};

/// An essay's text in one language, as it reads now.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "editions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EditionId,
    pub essay_id: EssayId,
    /// BCP 47, canonical case; unique with the essay.
    pub language: String,
    pub title: String,
    /// Markdown.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// Rendered and sanitised when `body` was written.
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    pub source_url: Option<String>,
    /// What a reader sees of `body`, as plain text: offsets count its Unicode scalar values.
    #[sea_orm(column_type = "Text")]
    pub plain_text: String,
    /// The revision that `plain_text` and `segments` were made from; another than the
    /// present one = they are to be made again.
    pub segmented_revision: i32,
    /// Counts texts, from 1; what was replaced is in `edition_revisions`.
    pub revision: i32,
    pub published_at: Timestamp,
    /// When the current text was written.
    pub revised_at: Timestamp,
    #[sea_orm(belongs_to, from = "essay_id", to = "id")]
    pub essay: BelongsTo<super::essay::Entity>,
    #[sea_orm(has_many)]
    pub credits: HasMany<super::credit::Entity>,
    #[sea_orm(has_many)]
    pub revisions: HasMany<super::edition_revision::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
