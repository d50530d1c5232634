//! Which votes the published support of a proposal is made from.

use sea_orm::entity::prelude::*;

use crate::ProposalId;

/// Those of one proposal.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "support_releases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub proposal_id: ProposalId,
    /// Counts releases: whoever writes one names that which it goes on from.
    pub version: i32,
    /// Votes by digests of their voters, with country or group, as JSON.
    #[sea_orm(column_type = "Text")]
    pub included: String,
}

impl ActiveModelBehavior for ActiveModel {}
