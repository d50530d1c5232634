//! Sessions: families of refresh tokens, of which only hashes are kept.

use crate::helpers::{drop, foreign_key, id, index, reference, timestamp, timestamp_null};

crate::step!("m20261124_000002_create_sessions", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("sessions")
                .col(id())
                .col(reference("user_id"))
                .col(ColumnDef::new("refresh_hash").var_binary(32).not_null())
                .col(ColumnDef::new("previous_refresh_hash").var_binary(32).null())
                .col(timestamp("rotated_at"))
                .col(timestamp("created_at"))
                .col(timestamp("expires_at"))
                .col(timestamp_null("revoked_at"))
                .foreign_key(&mut foreign_key("sessions", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "sessions", &["user_id"]).await?;
    index(manager, "sessions", &["expires_at"]).await?;
}, down(manager) {
    drop(manager, "sessions").await?;
});
