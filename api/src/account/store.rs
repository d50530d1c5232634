//! Accounts in the database.

use entity::{Role, Timestamp, UserId, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, PaginatorTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    auth::store::UserRow,
    clock, db,
    row::{self, Row},
};

/// An account to be made; checked already.
pub struct NewUser {
    /// Unique.
    pub handle: String,
    /// Name shown.
    pub display_name: String,
    /// As given.
    pub email: String,
    /// For comparison; unique.
    pub email_normalized: String,
    /// `None` = cannot sign in with a password.
    pub password_hash: Option<String>,
    /// What it may do.
    pub role: Role,
}

/// An account by its handle.
pub async fn user_by_handle(connection: &impl ConnectionTrait, handle: &str) -> Result<Option<UserRow>, DbErr> {
    let mut query = UserRow::query();
    query.and_where(Expr::col((user::Entity, user::Column::Handle)).eq(handle));
    row::one(connection, &query).await
}

/// Accounts by their ids.
pub async fn users(connection: &impl ConnectionTrait, ids: &[UserId]) -> Result<Vec<UserRow>, DbErr> {
    let mut query = UserRow::query();
    query.and_where(Expr::col((user::Entity, user::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// How many accounts there are.
pub async fn count_users(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    user::Entity::find().count(connection).await
}

/// An account and its password's hash, by handle or normalised address.
pub async fn credentials(connection: &impl ConnectionTrait, login: &str) -> Result<Option<user::Model>, DbErr> {
    let column = if login.contains('@') { user::Column::EmailNormalized } else { user::Column::Handle };
    user::Entity::find().filter(column.eq(login)).one(connection).await
}

/// The same by id.
pub async fn credentials_by_id(connection: &impl ConnectionTrait, id: UserId) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).one(connection).await
}

/// Adds an account.
pub async fn insert(connection: &impl ConnectionTrait, new: NewUser) -> Result<UserRow, DbErr> {
    let made = active(new, clock::now()).insert(connection).await?;
    Ok(row_of(&made))
}

/// Adds many accounts; their ids are in the same order.
pub async fn insert_all(connection: &impl ConnectionTrait, new: Vec<NewUser>) -> Result<Vec<UserId>, DbErr> {
    let now = clock::now();
    let mut ids = Vec::with_capacity(new.len());
    let mut new = new.into_iter().peekable();
    while new.peek().is_some() {
        let some: Vec<_> = new.by_ref().take(db::rows_at_once(user::Column::iter().count())).map(|new| active(new, now)).collect();
        ids.extend(some.iter().filter_map(|user| user.id.try_as_ref().copied()));
        user::Entity::insert_many(some).exec_without_returning(connection).await?;
    }
    Ok(ids)
}

fn active(new: NewUser, joined_at: Timestamp) -> user::ActiveModel {
    user::ActiveModel {
        restated_accurate: Set(0),
        restated_partly: Set(0),
        restated_wrong: Set(0),
        suspended_until: Set(None),
        is_premoderated: Set(false),
        trust_level: Set(0),
        moderated_essay_ids: Set(None),
        moderated_languages: Set(None),
        open_warning_id: Set(None),
        country: Set(None),
        is_country_public: Set(false),
        perspective_due_at: Set(None),
        languages: Set(String::new()),
        id: Set(UserId::generate()),
        handle: Set(new.handle),
        display_name: Set(new.display_name),
        email: Set(new.email),
        email_normalized: Set(new.email_normalized),
        password_hash: Set(new.password_hash),
        role: Set(new.role),
        auth_version: Set(0),
        joined_at: Set(joined_at),
    }
}

/// Replaces a password's hash, if it is still `old`: of two changes at the same
/// moment one wins.
pub async fn replace_password(connection: &impl ConnectionTrait, id: UserId, old: &str, new: &str) -> Result<bool, DbErr> {
    let outcome = user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(new))
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PasswordHash.eq(old))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// What the program passes around of an account.
#[must_use]
pub fn row_of(model: &user::Model) -> UserRow {
    UserRow {
        id: model.id,
        handle: model.handle.clone(),
        display_name: model.display_name.clone(),
        email: model.email.clone(),
        role: model.role,
        auth_version: model.auth_version,
        joined_at: model.joined_at,
        restated_accurate: model.restated_accurate,
        restated_partly: model.restated_partly,
        restated_wrong: model.restated_wrong,
        suspended_until: model.suspended_until,
        is_premoderated: model.is_premoderated,
        trust_level: model.trust_level,
        moderated_essay_ids: model.moderated_essay_ids.clone(),
        moderated_languages: model.moderated_languages.clone(),
        open_warning_id: model.open_warning_id,
        country: model.country.clone(),
        is_country_public: model.is_country_public,
        languages: model.languages.clone(),
    }
}

/// Writes what somebody declares of himself, which is in the row already; what is published by country hears of
/// another one later.
pub async fn set_perspective(connection: &impl ConnectionTrait, user: &UserRow, is_another_country: bool) -> Result<(), DbErr> {
    let mut update = user::Entity::update_many()
        .col_expr(user::Column::Country, Expr::value(user.country.clone()))
        .col_expr(user::Column::IsCountryPublic, Expr::value(user.is_country_public))
        .col_expr(user::Column::Languages, Expr::value(user.languages.clone()));
    if is_another_country {
        update = update.col_expr(user::Column::PerspectiveDueAt, db::now(connection));
    }
    update.filter(user::Column::Id.eq(user.id)).exec(connection).await.map(drop)
}
