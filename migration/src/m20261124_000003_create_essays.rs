//! Essays: works, whatever the language.

use crate::helpers::{drop, id, index, text, text_null, timestamp, unique};

crate::step!("m20261124_000003_create_essays", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("essays")
                .col(id())
                .col(text("slug"))
                .col(text("original_language"))
                .col(text_null("origin_country"))
                .col(text("titles"))
                .col(timestamp("created_at"))
                .col(timestamp("published_at"))
                .col(timestamp("last_activity_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "essays", &["slug"]).await?;
    index(manager, "essays", &["published_at", "id"]).await?;
    index(manager, "essays", &["last_activity_at", "id"]).await?;
}, down(manager) {
    drop(manager, "essays").await?;
});
