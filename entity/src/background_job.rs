//! Work that one of all instances does from time to time.

use sea_orm::entity::prelude::*;

use crate::Timestamp;

/// When some work is due.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "background_jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub due_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
