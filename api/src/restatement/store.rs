//! Restatements in the database.

use entity::{PostId, ReplyId, RestatementId, Timestamp, UserId, Verdict, restatement, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait},
};

use crate::{db, row, row::Row};

row! {
    /// A restatement.
    pub struct RestatementRow from restatement {
        /// Key.
        id: RestatementId = Id,
        /// The reply that it comes with.
        reply_id: ReplyId = ReplyId,
        /// What is restated.
        of_post_id: PostId = OfPostId,
        /// Which of its texts.
        of_revision: i32 = OfRevision,
        /// Who restates.
        author_id: UserId = AuthorId,
        /// Who judges.
        judge_id: Option<UserId> = JudgeId,
        /// In the author's own words.
        text: String = Text,
        /// What the judge says; `None` = nothing yet.
        verdict: Option<Verdict> = Verdict,
        /// And why.
        note: Option<String> = Note,
        /// When it was written.
        created_at: Timestamp = CreatedAt,
        /// When it was judged.
        judged_at: Option<Timestamp> = JudgedAt,
    }
}

/// Restatements that come with these replies.
pub async fn restatements_of(connection: &impl ConnectionTrait, replies: &[ReplyId]) -> Result<Vec<RestatementRow>, DbErr> {
    let mut query = RestatementRow::query();
    query.and_where(Expr::col((restatement::Entity, restatement::Column::ReplyId)).is_in(replies.iter().copied()));
    row::all(connection, &query).await
}

/// Restatements by their ids.
pub async fn restatements(connection: &impl ConnectionTrait, ids: &[RestatementId]) -> Result<Vec<RestatementRow>, DbErr> {
    let mut query = RestatementRow::query();
    query.and_where(Expr::col((restatement::Entity, restatement::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// Adds a restatement.
pub async fn insert(connection: &impl ConnectionTrait, row: &RestatementRow) -> Result<(), DbErr> {
    restatement::ActiveModel {
        id: Set(row.id),
        reply_id: Set(row.reply_id),
        of_post_id: Set(row.of_post_id),
        of_revision: Set(row.of_revision),
        author_id: Set(row.author_id),
        judge_id: Set(row.judge_id),
        text: Set(row.text.clone()),
        verdict: Set(None),
        note: Set(None),
        created_at: Set(row.created_at),
        judged_at: Set(None),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Judges a restatement, if nobody has yet.
pub async fn judge(connection: &impl ConnectionTrait, id: RestatementId, verdict: Verdict, note: Option<String>, at: Timestamp) -> Result<bool, DbErr> {
    let outcome = restatement::Entity::update_many()
        .col_expr(restatement::Column::Verdict, Expr::value(verdict.as_str()))
        .col_expr(restatement::Column::Note, Expr::value(note))
        .col_expr(restatement::Column::JudgedAt, db::at(at))
        .filter(restatement::Column::Id.eq(id))
        .filter(restatement::Column::Verdict.is_null())
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Counts a verdict for who restated.
pub async fn count_verdict(connection: &impl ConnectionTrait, author: UserId, verdict: Verdict) -> Result<(), DbErr> {
    let column = match verdict {
        Verdict::Accurate => user::Column::RestatedAccurate,
        Verdict::Partly => user::Column::RestatedPartly,
        Verdict::NotWhatIMeant => user::Column::RestatedWrong,
    };
    user::Entity::update_many().col_expr(column, Expr::col(column).add(1)).filter(user::Column::Id.eq(author)).exec(connection).await.map(drop)
}
