//! Who has declared another country, in the database.

use entity::{ProposalId, Timestamp, UserId, user, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::db;

/// Accounts that have declared another country, of which published support does not know yet.
pub async fn people_due(connection: &impl ConnectionTrait, most: u64) -> Result<Vec<(UserId, Timestamp)>, DbErr> {
    use user::Column::{Id, PerspectiveDueAt};
    let mut query = Query::select();
    query.columns([Id, PerspectiveDueAt]).from(user::Entity).and_where(Expr::col(PerspectiveDueAt).is_not_null()).limit(most);
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// What somebody has voted on.
pub async fn voted_on(connection: &impl ConnectionTrait, id: UserId) -> Result<Vec<ProposalId>, DbErr> {
    let mut query = Query::select();
    query.column(vote::Column::ProposalId).from(vote::Entity).and_where(Expr::col(vote::Column::VoterId).eq(id));
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// All that somebody voted on is marked; unless the country has changed again meanwhile.
pub async fn clear_person(connection: &impl ConnectionTrait, id: UserId, since: Timestamp) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::PerspectiveDueAt, Expr::value(Option::<i64>::None))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PerspectiveDueAt.eq(since))
        .exec(connection)
        .await
        .map(drop)
}
