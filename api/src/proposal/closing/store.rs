//! Votes whose time is over, in the database.

use entity::{ProposalId, ProposalState, proposal};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    db,
    proposal::store::{ProposalItem, support_due},
};

/// Proposals whose time for votes is over, and of which nothing is kept yet.
pub async fn due(connection: &impl ConnectionTrait, most: u64) -> Result<Vec<ProposalId>, DbErr> {
    let mut query = Query::select();
    query
        .column(proposal::Column::Id)
        .from(proposal::Entity)
        .and_where(Expr::col(proposal::Column::OutcomeAt).is_null())
        .and_where(Expr::col(proposal::Column::State).eq(ProposalState::Open.as_str()))
        .and_where(Expr::col(proposal::Column::ClosesAt).lte(db::now(connection)))
        .order_by(proposal::Column::ClosesAt, sea_orm::Order::Asc)
        .limit(most);
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Keeps what came out, which is in the row already, and the rank that was hidden until now.
pub async fn close(connection: &impl ConnectionTrait, item: &ProposalItem) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::Outcome, Expr::value(item.row.outcome.map(|outcome| outcome.as_str().to_owned())))
        .col_expr(proposal::Column::OutcomeAt, Expr::value(item.row.outcome_at.map(|time| time.0)))
        .col_expr(proposal::Column::Agreement, Expr::value(item.rank(item.tally())))
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(item.row.id))
        .exec(connection)
        .await
        .map(drop)
}
