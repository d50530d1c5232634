//! What somebody takes another to have said, before differing from it.

use sea_orm::entity::prelude::*;

use crate::{PostId, ReplyId, RestatementId, Timestamp, UserId, Verdict};

/// A restatement, which comes with a reply.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "restatements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RestatementId,
    /// One a reply.
    #[sea_orm(unique)]
    pub reply_id: ReplyId,
    /// The post that is restated, and which of its texts.
    pub of_post_id: PostId,
    pub of_revision: i32,
    /// Who restates.
    pub author_id: UserId,
    /// Whose point it is, and who judges; null = the account is gone.
    pub judge_id: Option<UserId>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// Null = not judged yet.
    pub verdict: Option<Verdict>,
    pub note: Option<String>,
    pub created_at: Timestamp,
    pub judged_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
