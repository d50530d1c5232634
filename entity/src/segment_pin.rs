//! What editors have said about which sentences correspond.

use sea_orm::entity::prelude::*;

use crate::{EditionId, SegmentPinId, Timestamp, UserId};

/// One correction. It holds for later texts too, as long as its sentences are found in them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "segment_pins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SegmentPinId,
    /// The edition with the smaller id.
    pub left_id: EditionId,
    pub right_id: EditionId,
    /// JSON: the sentences as a passage (`alignment::rules::PinnedPassage`); `null` = there is
    /// no counterpart on this side.
    #[sea_orm(column_type = "Text")]
    pub left_quote: String,
    #[sea_orm(column_type = "Text")]
    pub right_quote: String,
    pub editor_id: Option<UserId>,
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
