//! What pairs write.

use sea_orm::entity::prelude::*;

use crate::{PairId, PairMessageId, Timestamp, UserId};

/// One message; never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pair_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PairMessageId,
    pub pair_id: PairId,
    pub author_id: UserId,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
