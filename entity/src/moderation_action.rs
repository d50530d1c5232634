//! The log of decisions: rows are added and never changed.

use sea_orm::entity::prelude::*;

use crate::{JointStatementId, ModerationActionId, ModerationActionKind, PledgeId, PostId, ReasonCode, Timestamp, TranslationId, UserId};

/// One decision.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "moderation_actions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ModerationActionId,
    /// Counts from 1 without gaps.
    #[sea_orm(unique)]
    pub seq: i64,
    pub kind: ModerationActionKind,
    /// Null = the program itself.
    pub moderator_id: Option<UserId>,
    /// The post it is about, if it is about one.
    pub post_id: Option<PostId>,
    /// Which of its texts.
    pub revision: Option<i32>,
    /// The translation it is about; then `post_id` is null.
    pub translation_id: Option<TranslationId>,
    /// The pledge it is about; then `post_id` is null.
    pub pledge_id: Option<PledgeId>,
    /// The joint statement it is about; then `post_id` is null.
    pub joint_statement_id: Option<JointStatementId>,
    /// Who it is about: the post's author, or the person dealt with.
    pub user_id: Option<UserId>,
    /// What the post is written in.
    pub language: Option<String>,
    pub reason: Option<ReasonCode>,
    /// For whom it is about and for moderators.
    #[sea_orm(column_type = "Text", nullable)]
    pub explanation: Option<String>,
    /// What was before and after, if that is one word: a role, a status, a time.
    pub before: Option<String>,
    pub after: Option<String>,
    /// The decision that this one undoes.
    #[sea_orm(unique)]
    pub reverts_id: Option<ModerationActionId>,
    pub created_at: Timestamp,
    /// SHA-256 of this row and the hash before it; see `moderation::rules::hash`.
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
