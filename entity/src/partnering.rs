//! Who is open to partners of other countries.

use sea_orm::entity::prelude::*;

use crate::{Timestamp, UserId};

/// One account that is open to partners, or has been.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "partnerings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub is_open: bool,
    /// The country that it was opened with; see `partner::rules::COUNTRY_MS`.
    pub country: String,
    pub country_since: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
