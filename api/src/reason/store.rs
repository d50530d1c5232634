//! Reasons and marks on them, in the database. The proposal's lock is held by whoever changes them.

use entity::{PostStatus, ProposalId, ReasonMarkId, Stance, Timestamp, UserId, VoteId, reason_mark, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement},
};

use crate::{
    db,
    paging::{self, KeyKind, Order, Page, Slice},
    row,
    row::Row,
    vote::store::{REASONS, VoteRow, counts},
};

/// Reasons, the newest first.
pub const fn by_cast_at() -> Order<vote::Column> {
    Order { tag: REASONS, kind: KeyKind::Integer, key: vote::Column::CastAt, id: vote::Column::Id, ascending: false }
}

/// Votes of one proposal with a reason that counts, and that readers see, or that anybody does.
fn reasons(proposal_id: ProposalId, wording: i32, shown_only: bool) -> SelectStatement {
    let column = |column| Expr::col((vote::Entity, column));
    let mut query = Query::select();
    query
        .from(vote::Entity)
        .and_where(column(vote::Column::ProposalId).eq(proposal_id))
        .and_where(column(vote::Column::Reason).is_not_null())
        .and_where(counts(Expr::value(wording)));
    if shown_only {
        query.and_where(column(vote::Column::ReasonStatus).eq(PostStatus::Published.as_str()));
    }
    query
}

/// A page of them.
pub async fn page(
    connection: &impl ConnectionTrait,
    (proposal_id, wording): (ProposalId, i32),
    shown_only: bool,
    order: &Order<vote::Column>,
    page: &Page,
) -> Result<Slice<VoteRow>, DbErr> {
    let mut query = reasons(proposal_id, wording, shown_only);
    VoteRow::select(&mut query, row::Columns::ALL);
    paging::slice(&mut query, vote::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How many there are.
pub async fn count_all(connection: &impl ConnectionTrait, (proposal_id, wording): (ProposalId, i32), shown_only: bool) -> Result<u64, DbErr> {
    row::count(connection, reasons(proposal_id, wording, shown_only)).await
}

/// Votes by their ids, of anybody.
pub async fn votes(connection: &impl ConnectionTrait, ids: &[VoteId]) -> Result<Vec<VoteRow>, DbErr> {
    crate::vote::store::votes(connection, ids).await
}

/// Changes whether a reason is shown.
pub async fn set_status(connection: &impl ConnectionTrait, id: VoteId, status: PostStatus) -> Result<(), DbErr> {
    vote::Entity::update_many()
        .col_expr(vote::Column::ReasonStatus, Expr::value(status.as_str()))
        .filter(vote::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Marks a reason as fair, or takes the mark back; what is so already stays so. Keeps the count.
pub async fn set(connection: &impl ConnectionTrait, vote_id: VoteId, user_id: UserId, is_fair: bool, now: Timestamp) -> Result<i32, DbErr> {
    let change = if is_fair {
        let row = reason_mark::ActiveModel { id: Set(ReasonMarkId::generate()), vote_id: Set(vote_id), user_id: Set(user_id), created_at: Set(now) };
        let once = OnConflict::columns([reason_mark::Column::VoteId, reason_mark::Column::UserId]).do_nothing().to_owned();
        i32::from(reason_mark::Entity::insert(row).on_conflict(once).exec_without_returning(connection).await? == 1)
    } else {
        let of = reason_mark::Entity::delete_many().filter(reason_mark::Column::VoteId.eq(vote_id)).filter(reason_mark::Column::UserId.eq(user_id));
        -i32::from(of.exec(connection).await?.rows_affected == 1)
    };
    count(connection, vec![vote_id], change).await?;
    Ok(change)
}

async fn count(connection: &impl ConnectionTrait, votes: Vec<VoteId>, change: i32) -> Result<(), DbErr> {
    if change == 0 || votes.is_empty() {
        return Ok(());
    }
    vote::Entity::update_many()
        .col_expr(vote::Column::FairCount, Expr::col(vote::Column::FairCount).add(change))
        .filter(vote::Column::Id.is_in(votes))
        .exec(connection)
        .await
        .map(drop)
}

/// Takes back somebody's marks on a proposal's reasons: all, or on votes of one stance.
pub async fn take_back(connection: &impl ConnectionTrait, proposal_id: ProposalId, user_id: UserId, on: Option<Stance>) -> Result<(), DbErr> {
    let column = |column| (vote::Entity, column);
    let mut query = Query::select();
    query
        .column(column(vote::Column::Id))
        .from(reason_mark::Entity)
        .inner_join(vote::Entity, Expr::col(column(vote::Column::Id)).equals((reason_mark::Entity, reason_mark::Column::VoteId)))
        .and_where(Expr::col((reason_mark::Entity, reason_mark::Column::UserId)).eq(user_id))
        .and_where(Expr::col(column(vote::Column::ProposalId)).eq(proposal_id));
    if let Some(stance) = on {
        query.and_where(Expr::col(column(vote::Column::Stance)).eq(stance.as_str()));
    }
    let votes: Result<Vec<VoteId>, DbErr> = db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect();
    let votes = votes?;
    if votes.is_empty() {
        return Ok(());
    }
    reason_mark::Entity::delete_many()
        .filter(reason_mark::Column::UserId.eq(user_id))
        .filter(reason_mark::Column::VoteId.is_in(votes.iter().copied()))
        .exec(connection)
        .await?;
    count(connection, votes, -1).await
}

/// Takes all marks off a reason: it is another by now, or stands for something else.
pub async fn clear(connection: &impl ConnectionTrait, vote_id: VoteId) -> Result<(), DbErr> {
    reason_mark::Entity::delete_many().filter(reason_mark::Column::VoteId.eq(vote_id)).exec(connection).await.map(drop)
}

/// Which of these votes somebody has marked.
pub async fn marked_by(connection: &impl ConnectionTrait, user_id: UserId, votes: &[VoteId]) -> Result<Vec<VoteId>, DbErr> {
    let mut query = Query::select();
    query
        .column(reason_mark::Column::VoteId)
        .from(reason_mark::Entity)
        .and_where(Expr::col(reason_mark::Column::UserId).eq(user_id))
        .and_where(Expr::col(reason_mark::Column::VoteId).is_in(votes.iter().copied()));
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
