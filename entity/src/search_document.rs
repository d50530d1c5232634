//! What can be searched: one row for each text. The words are in `search_index`, whose form
//! depends on the database.

use sea_orm::entity::prelude::*;

use crate::{EssayId, SearchKind, Timestamp};

/// A text as search compares it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_documents")]
pub struct Model {
    /// Key of the index: what was indexed later has a larger one.
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: SearchKind,
    /// What is found: an essay, or a post.
    pub subject_id: Uuid,
    /// Whose text it is: an edition, a post, or a post's translation.
    #[sea_orm(unique)]
    pub text_id: Uuid,
    pub essay_id: EssayId,
    pub language: String,
    /// Folded; empty if there is none.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Folded.
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// False = not in the index.
    pub is_visible: bool,
    /// When the text was published.
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
