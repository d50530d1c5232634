//! Reasons that somebody who voted otherwise finds fair.

use sea_orm::entity::prelude::*;

use crate::{ReasonMarkId, Timestamp, UserId, VoteId};

/// One person's mark on one vote's reason. It is gone when the vote is, and when the two no
/// longer differ.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reason_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReasonMarkId,
    /// Unique with the person.
    pub vote_id: VoteId,
    pub user_id: UserId,
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
