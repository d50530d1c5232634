//! Pairs: two people who talk in private about a proposal.

use sea_orm::entity::prelude::*;

use crate::{PairId, ProposalId, Timestamp, UserId};

/// Two people, in the order of their ids; each two once a proposal, but for pairs that were left.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pairs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PairId,
    pub proposal_id: ProposalId,
    pub first_id: UserId,
    pub second_id: UserId,
    pub created_at: Timestamp,
    /// When one of the two left; null = it goes on.
    pub ended_at: Option<Timestamp>,
    /// Who did.
    pub ended_by_id: Option<UserId>,
}

impl ActiveModelBehavior for ActiveModel {}
