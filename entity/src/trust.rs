//! How far accounts are trusted, as it was last computed.

use sea_orm::entity::prelude::*;

use crate::{Timestamp, UserId};

/// A level, and what it is made from.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "trust")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// 0 to 3; also in `users.trust_level`, where every request reads it.
    pub level: i32,
    /// Posts that are shown, and are old enough to have been looked at.
    pub posts_stood: i32,
    /// Posts that moderators have removed.
    pub posts_removed: i32,
    /// People who have found a restatement of their point accurate.
    pub understood_by: i32,
    /// Reports that moderators agreed to.
    pub reports_upheld: i32,
    pub computed_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
