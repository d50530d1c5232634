//! API tokens in the database.

use entity::{ApiTokenId, EssayId, Timestamp, UserId, api_token, essay};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, PaginatorTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use crate::{db, row, row::Row};

row! {
    /// An API token as its owner sees it: without its secret's hash.
    pub struct ApiTokenRow from api_token {
        /// Key.
        id: ApiTokenId = Id,
        /// What its owner calls it.
        name: String = Name,
        /// Its first characters.
        hint: String = Hint,
        /// As stored; see `auth::access`.
        scopes: String = Scopes,
        /// As stored; `None` = any.
        essay_ids: Option<String> = EssayIds,
        /// When it was made.
        created_at: Timestamp = CreatedAt,
        /// Its end.
        expires_at: Timestamp = ExpiresAt,
        /// Last use, to the minute.
        last_used_at: Option<Timestamp> = LastUsedAt,
        /// When it was revoked.
        revoked_at: Option<Timestamp> = RevokedAt,
    }
}

/// What belongs to a new token beside what its owner sees.
pub struct Secrets {
    /// Whose it is.
    pub owner: UserId,
    /// SHA-256 of the token.
    pub hash: Vec<u8>,
    /// The owner's at this moment.
    pub auth_version: i32,
}

fn of(owner: UserId) -> SelectStatement {
    let mut query = ApiTokenRow::query();
    query.and_where(Expr::col((api_token::Entity, api_token::Column::UserId)).eq(owner));
    query
}

/// An account's tokens: those that are not revoked first, the newest of each first.
pub async fn tokens(connection: &impl ConnectionTrait, owner: UserId, most: u64) -> Result<Vec<ApiTokenRow>, DbErr> {
    let mut query = of(owner);
    query
        .order_by_expr(Expr::col((api_token::Entity, api_token::Column::RevokedAt)).is_not_null(), Order::Asc)
        .order_by((api_token::Entity, api_token::Column::Id), Order::Desc)
        .limit(most);
    row::all(connection, &query).await
}

/// Tokens by their ids, if they are that account's.
pub async fn own_tokens(connection: &impl ConnectionTrait, owner: UserId, ids: &[ApiTokenId]) -> Result<Vec<ApiTokenRow>, DbErr> {
    let mut query = of(owner);
    query.and_where(Expr::col((api_token::Entity, api_token::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// How many tokens of an account are in force.
pub async fn count_in_force(connection: &impl ConnectionTrait, owner: UserId, now: Timestamp) -> Result<u64, DbErr> {
    api_token::Entity::find()
        .filter(api_token::Column::UserId.eq(owner))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(now))
        .count(connection)
        .await
}

/// How many of these essays there are.
pub async fn existing_essays(connection: &impl ConnectionTrait, ids: &[EssayId]) -> Result<usize, DbErr> {
    let count = essay::Entity::find().filter(essay::Column::Id.is_in(ids.iter().copied())).count(connection).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Adds a token.
pub async fn insert(connection: &impl ConnectionTrait, row: &ApiTokenRow, secrets: Secrets) -> Result<(), DbErr> {
    api_token::ActiveModel {
        id: Set(row.id),
        user_id: Set(secrets.owner),
        name: Set(row.name.clone()),
        secret_hash: Set(secrets.hash),
        hint: Set(row.hint.clone()),
        scopes: Set(row.scopes.clone()),
        essay_ids: Set(row.essay_ids.clone()),
        auth_version: Set(secrets.auth_version),
        created_at: Set(row.created_at),
        expires_at: Set(row.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Revokes a token, unless that was done before.
pub async fn revoke(connection: &impl ConnectionTrait, id: ApiTokenId, now: Timestamp) -> Result<(), DbErr> {
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, db::at(now))
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}
