//! Accounts and sessions in the database, as far as identity needs them.

use entity::{ApiTokenId, ModerationActionId, Role, SessionId, Timestamp, UserId, api_token, session, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use crate::{
    auth::moderator_scope::ModeratorScope,
    db, row,
    row::{Columns, Row},
};

row! {
    /// An account as the program passes it around. The address is for its owner's
    /// eyes only.
    pub struct UserRow from user {
        /// Key.
        id: UserId = Id,
        /// Unique name.
        handle: String = Handle,
        /// Name shown.
        display_name: String = DisplayName,
        /// As given.
        email: String = Email,
        /// What it may do.
        role: Role = Role,
        /// Must equal the token's.
        auth_version: i32 = AuthVersion,
        /// When the account was made.
        joined_at: Timestamp = JoinedAt,
        /// May not write before this time.
        suspended_until: Option<Timestamp> = SuspendedUntil,
        /// A warning that must be confirmed first.
        open_warning_id: Option<ModerationActionId> = OpenWarningId,
        /// Its restatements that were judged accurate.
        restated_accurate: i32 = RestatedAccurate,
        /// Partly so.
        restated_partly: i32 = RestatedPartly,
        /// Not what was meant.
        restated_wrong: i32 = RestatedWrong,
        /// Whether a moderator sees its posts first.
        is_premoderated: bool = IsPremoderated,
        /// How far it is trusted, 0 to 3.
        trust_level: i32 = TrustLevel,
        /// What a moderator is limited to; see `auth::moderator_scope`.
        moderated_essay_ids: Option<String> = ModeratedEssayIds,
        /// The same, languages.
        moderated_languages: Option<String> = ModeratedLanguages,
        /// Declared by its owner, for nobody else's eyes unless he wishes.
        country: Option<String> = Country,
        /// Whether he does.
        is_country_public: bool = IsCountryPublic,
        /// The same, separated by spaces.
        languages: String = Languages,
    }
}

row! {
    /// What an API token may do.
    pub struct ApiTokenRight from api_token {
        /// Key.
        id: ApiTokenId = Id,
        /// As stored; see `auth::access`.
        scopes: String = Scopes,
        /// As stored; `None` = any.
        essay_ids: Option<String> = EssayIds,
        /// Its end.
        expires_at: Timestamp = ExpiresAt,
        /// Last use, to the minute.
        last_used_at: Option<Timestamp> = LastUsedAt,
    }
}

/// An API token that is still good, with its owner.
pub async fn user_of_api_token(connection: &impl ConnectionTrait, secret_hash: &[u8]) -> Result<Option<(ApiTokenRight, UserRow)>, DbErr> {
    let mut query = Query::select();
    ApiTokenRight::select(&mut query, Columns::ALL);
    UserRow::select(&mut query, Columns::ALL);
    query
        .from(api_token::Entity)
        .inner_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((api_token::Entity, api_token::Column::UserId)))
        .and_where(Expr::col((api_token::Entity, api_token::Column::SecretHash)).eq(secret_hash.to_vec()))
        .and_where(Expr::col((api_token::Entity, api_token::Column::RevokedAt)).is_null())
        .and_where(Expr::col((api_token::Entity, api_token::Column::AuthVersion)).equals((user::Entity, user::Column::AuthVersion)))
        .and_where(Expr::col((api_token::Entity, api_token::Column::ExpiresAt)).gt(db::now(connection)));
    let Some(row) = db::fetch_one(connection, &query).await? else { return Ok(None) };
    let mut at = 0;
    Ok(Some((ApiTokenRight::read(&row, &mut at, Columns::ALL)?, UserRow::read(&row, &mut at, Columns::ALL)?)))
}

/// Writes down that an API token was used, unless that was done after `before`:
/// of many requests at the same moment one writes.
pub async fn note_use(connection: &impl ConnectionTrait, id: ApiTokenId, now: Timestamp, before: Timestamp) -> Result<(), DbErr> {
    api_token::Entity::update_many()
        .col_expr(api_token::Column::LastUsedAt, db::at(now))
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::LastUsedAt.is_null().or(api_token::Column::LastUsedAt.lte(before)))
        .exec(connection)
        .await
        .map(drop)
}

/// What is in a moderator's scope, by a post's essay and language; `None` if that is all.
#[must_use]
pub fn in_scope(scope: &ModeratorScope, essay: &Expr, language: &Expr) -> Option<Condition> {
    let mut all = Condition::all();
    if let Some(essays) = &scope.essays {
        all = all.add(essay.clone().is_in(essays.iter().copied()));
    }
    if let Some(ranges) = &scope.languages {
        // Tags are stored in canonical form, and no character of theirs means something to LIKE.
        all = all.add(
            ranges.iter().fold(Condition::any(), |any, range| any.add(language.clone().eq(range.as_str())).add(language.clone().like(format!("{range}-%")))),
        );
    }
    scope.is_limited().then_some(all)
}

/// An account, locked until the end of the transaction, which will change it.
pub async fn user_to_change(connection: &impl ConnectionTrait, id: UserId) -> Result<Option<UserRow>, DbErr> {
    let mut query = UserRow::query();
    query.and_where(Expr::col((user::Entity, user::Column::Id)).eq(id));
    db::lock_rows(connection, &mut query, user::Entity);
    row::one(connection, &query).await
}

/// The account of a session that is still good.
pub async fn user_of_session(connection: &impl ConnectionTrait, session_id: SessionId, user_id: UserId) -> Result<Option<UserRow>, DbErr> {
    let mut query = Query::select();
    UserRow::select(&mut query, Columns::ALL);
    query
        .from(session::Entity)
        .inner_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((session::Entity, session::Column::UserId)))
        .and_where(Expr::col((session::Entity, session::Column::Id)).eq(session_id))
        .and_where(Expr::col((session::Entity, session::Column::UserId)).eq(user_id))
        .and_where(Expr::col((session::Entity, session::Column::RevokedAt)).is_null())
        .and_where(Expr::col((session::Entity, session::Column::ExpiresAt)).gt(db::now(connection)));
    db::fetch_one(connection, &query).await?.map(|row| UserRow::read(&row, &mut 0, Columns::ALL)).transpose()
}

/// A session by its id, with the account it belongs to.
pub async fn session_with_user(connection: &impl ConnectionTrait, id: SessionId) -> Result<Option<(session::Model, user::Model)>, DbErr> {
    let found = session::Entity::find_by_id(id).find_also_related(user::Entity).one(connection).await?;
    Ok(found.and_then(|(session, user)| user.map(|user| (session, user))))
}

/// Adds a session.
pub async fn insert_session(connection: &impl ConnectionTrait, session: session::Model) -> Result<(), DbErr> {
    session::ActiveModel {
        id: Set(session.id),
        user_id: Set(session.user_id),
        refresh_hash: Set(session.refresh_hash),
        previous_refresh_hash: Set(session.previous_refresh_hash),
        rotated_at: Set(session.rotated_at),
        created_at: Set(session.created_at),
        expires_at: Set(session.expires_at),
        revoked_at: Set(session.revoked_at),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Replaces the refresh token's hash, if `old` is still the one in force. The
/// condition makes one of many at the same moment the winner.
pub async fn rotate(connection: &impl ConnectionTrait, id: SessionId, old: &[u8], new: &[u8], now: Timestamp) -> Result<bool, DbErr> {
    let outcome = session::Entity::update_many()
        .col_expr(session::Column::RefreshHash, Expr::value(new.to_vec()))
        .col_expr(session::Column::PreviousRefreshHash, Expr::value(old.to_vec()))
        .col_expr(session::Column::RotatedAt, db::at(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::RefreshHash.eq(old.to_vec()))
        .filter(session::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Ends one session.
pub async fn revoke_session(connection: &impl ConnectionTrait, id: SessionId, now: Timestamp) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, db::at(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// Ends all sessions and API tokens of an account, and with them all its access
/// tokens. Returns the account's new `auth_version`.
pub async fn revoke_all_sessions(connection: &impl ConnectionTrait, user_id: UserId, now: Timestamp) -> Result<i32, DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, db::at(now))
        .filter(session::Column::UserId.eq(user_id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    // They would end with the version as well; so their owner sees that they did.
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, db::at(now))
        .filter(api_token::Column::UserId.eq(user_id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    let mut bump = Query::update();
    bump.table(user::Entity)
        .value(user::Column::AuthVersion, Expr::col(user::Column::AuthVersion).add(1))
        .and_where(Expr::col(user::Column::Id).eq(user_id))
        .returning_col(user::Column::AuthVersion);
    connection.query_one(&bump).await?.map_or(Ok(0), |row| row.try_get_by_index(0))
}
