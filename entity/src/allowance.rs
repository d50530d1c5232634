//! What accounts have used of what their trust level allows in a period of time.

use sea_orm::entity::prelude::*;

use crate::{AllowanceKind, Timestamp, UserId};

/// One account's use of one thing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "allowances")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: AllowanceKind,
    /// Start of the period.
    pub period: Timestamp,
    /// How often in it.
    pub used: i32,
}

impl ActiveModelBehavior for ActiveModel {}
