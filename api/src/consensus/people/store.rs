//! Who votes on a work, from where, and who has declared another country, in the database.

use std::collections::HashMap;

use entity::{EssayId, Timestamp, UserId, proposal, user, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::db;

/// Those who voted on a work's proposals, as accounts.
fn voters_of(id: EssayId) -> SelectStatement {
    let mut query = Query::select();
    query
        .column((vote::Entity, vote::Column::VoterId))
        .from(vote::Entity)
        .inner_join(proposal::Entity, Expr::col((proposal::Entity, proposal::Column::Id)).equals((vote::Entity, vote::Column::ProposalId)))
        .and_where(Expr::col((proposal::Entity, proposal::Column::EssayId)).eq(id));
    query
}

/// The countries that those have declared who voted on a work's proposals.
pub async fn countries(connection: &impl ConnectionTrait, id: EssayId) -> Result<HashMap<UserId, String>, DbErr> {
    let mut query = Query::select();
    query
        .columns([user::Column::Id, user::Column::Country])
        .from(user::Entity)
        .and_where(Expr::col(user::Column::Country).is_not_null())
        .and_where(Expr::col(user::Column::Id).in_subquery(voters_of(id)));
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// The names of those who voted on a work's proposals.
pub async fn names(connection: &impl ConnectionTrait, id: EssayId) -> Result<HashMap<UserId, String>, DbErr> {
    let mut query = Query::select();
    query.columns([user::Column::Id, user::Column::Handle]).from(user::Entity).and_where(Expr::col(user::Column::Id).in_subquery(voters_of(id)));
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Accounts that have declared another country, of which published support does not know yet.
pub async fn people_due(connection: &impl ConnectionTrait, most: u64) -> Result<Vec<(UserId, Timestamp)>, DbErr> {
    use user::Column::{Id, PerspectiveDueAt};
    let mut query = Query::select();
    query.columns([Id, PerspectiveDueAt]).from(user::Entity).and_where(Expr::col(PerspectiveDueAt).is_not_null()).limit(most);
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// The works on whose proposals somebody has voted.
pub async fn essays_of(connection: &impl ConnectionTrait, id: UserId) -> Result<Vec<EssayId>, DbErr> {
    let of = |column| (proposal::Entity, column);
    let mut query = Query::select();
    query
        .distinct()
        .column(of(proposal::Column::EssayId))
        .from(vote::Entity)
        .inner_join(proposal::Entity, Expr::col(of(proposal::Column::Id)).equals((vote::Entity, vote::Column::ProposalId)))
        .and_where(Expr::col((vote::Entity, vote::Column::VoterId)).eq(id));
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
