//! Who made an edition.

use sea_orm::entity::prelude::*;

use crate::{CreditId, CreditRole, EditionId, UserId};

/// One name under an edition.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "credits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CreditId,
    pub edition_id: EditionId,
    /// Order on the page, from 0; unique with the edition.
    pub ordinal: i32,
    pub role: CreditRole,
    pub name: String,
    /// The account of that person, if there is one.
    pub user_id: Option<UserId>,
    #[sea_orm(belongs_to, from = "edition_id", to = "id")]
    pub edition: BelongsTo<super::edition::Entity>,
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<Option<super::user::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
