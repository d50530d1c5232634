//! People who voted in a conversation that was imported: accounts that nobody can sign in to.

use sea_orm::entity::prelude::*;

use crate::{EssayId, UserId};

/// Which participant of which conversation an account stands for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "imported_voters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The essay that the conversation became.
    pub essay_id: EssayId,
    /// What the conversation's own files call the participant; unique in the essay.
    pub number: i32,
}

impl ActiveModelBehavior for ActiveModel {}
