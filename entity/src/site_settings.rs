//! What administrators have set for the whole forum: one row, or none.

use sea_orm::entity::prelude::*;

use crate::{Timestamp, UserId};

/// The settings.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site_settings")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// JSON; see `site::SiteSettings`.
    #[sea_orm(column_type = "Text")]
    pub data: String,
    pub changed_by_id: UserId,
    pub changed_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
