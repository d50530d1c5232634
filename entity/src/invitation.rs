//! Invitations to be partners.

use sea_orm::entity::prelude::*;

use crate::{InvitationId, InvitationStatus, ProposalId, Timestamp, UserId};

/// One invitation; one that is open a proposal and two people.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub proposal_id: ProposalId,
    pub from_id: UserId,
    pub to_id: UserId,
    /// The same two in the order of their ids, for the constraint.
    pub first_id: UserId,
    pub second_id: UserId,
    #[sea_orm(column_type = "Text")]
    pub message: String,
    pub status: InvitationStatus,
    pub created_at: Timestamp,
    pub answered_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
