//! Anchors: the passages that threads are about, as they were quoted.

use sea_orm::entity::prelude::*;

use crate::{EditionId, ThreadId};

/// A thread's passage: words of an edition's text as it was then. Never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "anchors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub thread_id: ThreadId,
    pub edition_id: EditionId,
    /// The revision that was quoted.
    pub revision: i32,
    /// The words as they stood in the plain text.
    #[sea_orm(column_type = "Text")]
    pub exact: String,
    /// What stood before them.
    #[sea_orm(column_type = "Text")]
    pub prefix: String,
    /// What stood after them.
    #[sea_orm(column_type = "Text")]
    pub suffix: String,
    /// Where they stood, in Unicode scalar values.
    pub start: i32,
    /// Exclusive.
    pub end: i32,
    /// Whether the words stood there only once.
    pub was_unique: bool,
}

impl ActiveModelBehavior for ActiveModel {}
