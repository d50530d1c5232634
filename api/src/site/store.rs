//! Settings in the database.

use entity::{Timestamp, UserId, site_settings};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set, sea_query::OnConflict};

/// The settings as they were written, and when.
pub async fn load(connection: &impl ConnectionTrait) -> Result<Option<(String, Timestamp)>, DbErr> {
    Ok(site_settings::Entity::find_by_id(1).one(connection).await?.map(|row| (row.data, row.changed_at)))
}

/// Writes them.
pub async fn save(connection: &impl ConnectionTrait, data: String, by: UserId, at: Timestamp) -> Result<(), DbErr> {
    let row = site_settings::ActiveModel { id: Set(1), data: Set(data), changed_by_id: Set(by), changed_at: Set(at) };
    let columns = [site_settings::Column::Data, site_settings::Column::ChangedById, site_settings::Column::ChangedAt];
    site_settings::Entity::insert(row)
        .on_conflict(OnConflict::column(site_settings::Column::Id).update_columns(columns).to_owned())
        .exec_without_returning(connection)
        .await
        .map(drop)
}
