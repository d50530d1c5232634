//! API tokens, of which only hashes are kept.

use crate::helpers::{drop, foreign_key, id, index, reference, text, text_null, timestamp, timestamp_null, unique};

crate::step!("m20261124_000100_api_tokens", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("api_tokens")
                .col(id())
                .col(reference("user_id"))
                .col(text("name"))
                .col(ColumnDef::new("secret_hash").var_binary(32).not_null())
                .col(text("hint"))
                .col(text("scopes"))
                .col(text_null("essay_ids"))
                .col(ColumnDef::new("auth_version").integer().not_null())
                .col(timestamp("created_at"))
                .col(timestamp("expires_at"))
                .col(timestamp_null("last_used_at"))
                .col(timestamp_null("revoked_at"))
                .foreign_key(&mut foreign_key("api_tokens", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "api_tokens", &["secret_hash"]).await?;
    index(manager, "api_tokens", &["user_id"]).await?;
}, down(manager) {
    drop(manager, "api_tokens").await?;
});
