//! What two people of two countries say together.

use sea_orm::entity::prelude::*;

use crate::{JointStatementId, JointStatementStatus, PairId, PostStatus, ProposalId, Timestamp, UserId};

/// One statement of a pair.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_statements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JointStatementId,
    pub pair_id: PairId,
    /// The pair's.
    pub proposal_id: ProposalId,
    pub drafted_by_id: UserId,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    pub language: String,
    /// Counts its texts, from 1.
    pub revision: i32,
    /// Of the signatures; see `joint_statement::rules::status`.
    pub status: JointStatementStatus,
    /// Whether moderators let it be read.
    pub visibility: PostStatus,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Null unless it is published.
    pub published_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
