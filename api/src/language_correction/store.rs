//! What members say of the language of posts, in the database.

use entity::{LanguageCorrectionId, PostId, Role, Timestamp, UserId, language_correction, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set,
    sea_query::{Condition, Expr, ExprTrait, OnConflict, Query},
};

use crate::{db, language_correction::rules};

/// Whether somebody has said of a post what it is in.
pub async fn has_said(connection: &impl ConnectionTrait, post: PostId, user: UserId) -> Result<bool, DbErr> {
    let found = language_correction::Entity::find()
        .filter(language_correction::Column::PostId.eq(post))
        .filter(language_correction::Column::UserId.eq(user))
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// Keeps what somebody says of a post, in place of what they said before.
pub async fn say(connection: &impl ConnectionTrait, post: PostId, user: UserId, language: &str, at: Timestamp) -> Result<(), DbErr> {
    let row = language_correction::ActiveModel {
        id: Set(LanguageCorrectionId::generate()),
        post_id: Set(post),
        user_id: Set(user),
        language: Set(language.to_owned()),
        created_at: Set(at),
        applied_at: Set(None),
        replaced_language: Set(None),
    };
    let again = OnConflict::columns([language_correction::Column::PostId, language_correction::Column::UserId])
        .update_columns([
            language_correction::Column::Language,
            language_correction::Column::CreatedAt,
            language_correction::Column::AppliedAt,
            language_correction::Column::ReplacedLanguage,
        ])
        .to_owned();
    language_correction::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await.map(drop)
}

/// How many people whose word counts say that a post is in a language.
pub async fn agreeing(connection: &impl ConnectionTrait, post: PostId, language: &str) -> Result<i32, DbErr> {
    let mut query = Query::select();
    let column = |column| Expr::col((language_correction::Entity, column));
    let staff = [Role::Editor, Role::Moderator, Role::Admin].map(Role::as_str);
    query
        .expr(column(language_correction::Column::Id).count())
        .from(language_correction::Entity)
        .inner_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((language_correction::Entity, language_correction::Column::UserId)))
        .and_where(column(language_correction::Column::PostId).eq(post))
        .and_where(column(language_correction::Column::Language).eq(language))
        .cond_where(
            Condition::any()
                .add(Expr::col((user::Entity, user::Column::TrustLevel)).gte(rules::TRUST_LEVEL))
                .add(Expr::col((user::Entity, user::Column::Role)).is_in(staff)),
        );
    let count: i64 = db::fetch_one(connection, &query).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Notes that what was said of a post has changed its language: what one said, or what all
/// said who agreed.
pub async fn note_applied(
    connection: &impl ConnectionTrait,
    post: PostId,
    language: &str,
    user: Option<UserId>,
    replaced: &str,
    at: Timestamp,
) -> Result<(), DbErr> {
    let mut update = language_correction::Entity::update_many()
        .col_expr(language_correction::Column::AppliedAt, db::at(at))
        .col_expr(language_correction::Column::ReplacedLanguage, Expr::value(replaced))
        .filter(language_correction::Column::PostId.eq(post))
        .filter(language_correction::Column::Language.eq(language))
        .filter(language_correction::Column::AppliedAt.is_null());
    if let Some(user) = user {
        update = update.filter(language_correction::Column::UserId.eq(user));
    }
    update.exec(connection).await.map(drop)
}
