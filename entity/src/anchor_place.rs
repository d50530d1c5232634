//! Where passages stand in each edition of their essay.

use sea_orm::entity::prelude::*;

use crate::{AnchorState, EditionId, ThreadId};

/// A thread's passage in one edition; found again whenever texts or alignments change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "anchor_places")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub thread_id: ThreadId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_id: EditionId,
    /// The edition's revision that this is a place in.
    pub revision: i32,
    /// The essay's `layout_version` that it was found for: an older finding never
    /// replaces a newer one.
    pub layout_version: i32,
    pub state: AnchorState,
    /// The words that stand there; of an orphan the words that were quoted.
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// In Unicode scalar values of the plain text; 0 for an orphan.
    pub start: i32,
    /// Exclusive.
    pub end: i32,
    /// From 0 to 1; 0 for an orphan.
    pub score: f64,
    /// The first sentence that it touches.
    pub first_segment: i32,
    /// How many sentences it touches; none for an orphan.
    pub segments: i32,
}

impl ActiveModelBehavior for ActiveModel {}
