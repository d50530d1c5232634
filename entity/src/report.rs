//! Reports: what readers, and the program, want a moderator to look at.

use sea_orm::entity::prelude::*;

use crate::{EssayId, JointStatementId, PledgeId, PostId, ReasonCode, ReportId, ReportStatus, Timestamp, TranslationId, UserId, VoteId};

/// One report of one text.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReportId,
    pub post_id: PostId,
    /// The translation of the post that it is about; null = the post itself.
    pub translation_id: Option<TranslationId>,
    /// The pledge to carry the post out that it is about; null likewise.
    pub pledge_id: Option<PledgeId>,
    /// The joint statement about the post that it is about; null likewise.
    pub joint_statement_id: Option<JointStatementId>,
    /// The vote whose reason it is about; null likewise.
    pub vote_id: Option<VoteId>,
    /// The post's work and language: what moderators choose by.
    pub essay_id: EssayId,
    pub language: String,
    /// Which of the post's texts; unique with post and reporter.
    pub revision: i32,
    /// Null = the program itself.
    pub reporter_id: Option<UserId>,
    pub reason: ReasonCode,
    pub details: Option<String>,
    /// By the reporter's past; see `report::rules::weight`.
    pub weight: f64,
    /// Sum of the weights of what was open about the post when this came.
    pub priority: f64,
    pub status: ReportStatus,
    /// Who looks at it, until the claim ends.
    pub claimed_by_id: Option<UserId>,
    pub claimed_until: Option<Timestamp>,
    pub resolved_by_id: Option<UserId>,
    pub resolved_at: Option<Timestamp>,
    pub created_at: Timestamp,
    #[sea_orm(belongs_to, from = "post_id", to = "id")]
    pub post: BelongsTo<super::post::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
