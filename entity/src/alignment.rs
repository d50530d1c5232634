//! Alignments: which sentences of two editions correspond.

use sea_orm::entity::prelude::*;

use crate::EditionId;

/// Two editions of an essay; `left_id` is the smaller id.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alignments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub left_id: EditionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub right_id: EditionId,
    /// The texts that were aligned.
    pub left_revision: i32,
    pub right_revision: i32,
    /// JSON: `[[left start, left end, right start, right end], …]` in ordinals of sentences,
    /// ends exclusive. Read and replaced as a whole, never in parts.
    #[sea_orm(column_type = "Text")]
    pub links: String,
}

impl ActiveModelBehavior for ActiveModel {}
