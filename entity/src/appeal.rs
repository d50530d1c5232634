//! Appeals: one a decision.

use sea_orm::entity::prelude::*;

use crate::{AppealId, AppealStatus, ModerationActionId, Timestamp, UserId};

/// Somebody's word against a decision about them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "appeals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppealId,
    #[sea_orm(unique)]
    pub action_id: ModerationActionId,
    pub author_id: UserId,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub status: AppealStatus,
    /// Never who made the decision.
    pub reviewer_id: Option<UserId>,
    /// What the reviewer answers.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    pub created_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
