//! Settings in the database.

use entity::{Timestamp, UserId, site_settings};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use crate::db;

/// The settings as they were written, and when.
pub async fn load(connection: &impl ConnectionTrait) -> Result<Option<(String, Timestamp)>, DbErr> {
    Ok(site_settings::Entity::find_by_id(1).one(connection).await?.map(|row| (row.data, row.changed_at)))
}

/// The same, locked until the end of the transaction, which will change them; made if
/// there is none, so that there is something to lock.
pub async fn load_to_change(connection: &impl ConnectionTrait, by: UserId, at: Timestamp) -> Result<(String, Timestamp), DbErr> {
    let row = site_settings::ActiveModel { id: Set(1), data: Set("{}".to_owned()), changed_by_id: Set(by), changed_at: Set(at) };
    let nothing = OnConflict::column(site_settings::Column::Id).do_nothing().to_owned();
    site_settings::Entity::insert(row).on_conflict(nothing).exec_without_returning(connection).await?;
    let mut query = Query::select();
    query
        .columns([site_settings::Column::Data, site_settings::Column::ChangedAt])
        .from(site_settings::Entity)
        .and_where(Expr::col(site_settings::Column::Id).eq(1));
    db::lock_rows(connection, &mut query, site_settings::Entity);
    let row = db::fetch_one(connection, &query).await?.ok_or_else(|| DbErr::RecordNotFound("the settings".to_owned()))?;
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

/// Writes them, for who has locked them.
pub async fn save(connection: &impl ConnectionTrait, data: String, by: UserId, at: Timestamp) -> Result<(), DbErr> {
    site_settings::Entity::update_many()
        .col_expr(site_settings::Column::Data, Expr::value(data))
        .col_expr(site_settings::Column::ChangedById, Expr::value(by.0))
        .col_expr(site_settings::Column::ChangedAt, db::at(at))
        .filter(site_settings::Column::Id.eq(1))
        .exec(connection)
        .await
        .map(drop)
}
