//! Texts of editions that were replaced by newer ones.

use sea_orm::entity::prelude::*;

use crate::{EditionId, RevisionId, Timestamp};

/// A former text of an edition.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RevisionId,
    pub edition_id: EditionId,
    /// Unique with the edition.
    pub number: i32,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    /// When this text was written.
    pub written_at: Timestamp,
    #[sea_orm(belongs_to, from = "edition_id", to = "id")]
    pub edition: BelongsTo<super::edition::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
