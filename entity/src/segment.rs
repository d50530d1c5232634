//! Segments: the sentences of an edition's present text.

use sea_orm::entity::prelude::*;

use crate::{EditionId, ParagraphKind};

/// A sentence. Offsets count Unicode scalar values of the edition's `plain_text`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "segments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_id: EditionId,
    /// Counts sentences of the edition from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    /// Counts paragraphs of the edition from 0.
    pub paragraph: i32,
    /// What the paragraph is.
    pub kind: ParagraphKind,
    /// The level of a heading, or what an item of a numbered list is numbered; else 0.
    pub number: i32,
    pub start: i32,
    /// Exclusive.
    pub end: i32,
}

impl ActiveModelBehavior for ActiveModel {}
