//! Pledges: what people will do to carry an adopted proposal out.

use sea_orm::entity::prelude::*;

use crate::{PledgeId, PledgeStatus, PostStatus, ProposalId, Timestamp, UserId};

/// One pledge; one that is active a proposal and person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pledges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PledgeId,
    pub proposal_id: ProposalId,
    /// Null = the account is gone.
    pub pledger_id: Option<UserId>,
    #[sea_orm(column_type = "Text")]
    pub what: String,
    pub hours_per_month: i32,
    /// The languages that one can work in: BCP 47, separated by spaces.
    pub languages: String,
    /// What its texts are written in.
    pub language: String,
    pub status: PledgeStatus,
    /// Whether its texts are shown.
    pub visibility: PostStatus,
    /// Counts its texts, the updates among them, from 1.
    pub revision: i32,
    /// When it was made or last updated; see `pledge::rules::silent_since`.
    pub last_sign_at: Timestamp,
    pub created_at: Timestamp,
    pub concluded_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
