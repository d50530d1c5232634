//! What people tell of their pledges.

use sea_orm::entity::prelude::*;

use crate::{PledgeId, PledgeUpdateId, Timestamp};

/// One dated update; never changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pledge_updates")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PledgeUpdateId,
    pub pledge_id: PledgeId,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
