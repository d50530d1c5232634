//! Accounts.

use crate::helpers::{count, drop, enumeration, id, text, text_null, timestamp, unique};

crate::step!("m20261124_000001_create_users", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("users")
                .col(id())
                .col(text("handle"))
                .col(text("display_name"))
                .col(text("email"))
                .col(text("email_normalized"))
                .col(text_null("password_hash"))
                .col(enumeration("role"))
                .col(count("auth_version", 0))
                .col(timestamp("joined_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "users", &["handle"]).await?;
    unique(manager, "users", &["email_normalized"]).await?;
}, down(manager) {
    drop(manager, "users").await?;
});
