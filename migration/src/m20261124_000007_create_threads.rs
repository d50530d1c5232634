//! Threads. Each order of lists has its index, with and without an essay.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, timestamp, timestamp_null};

crate::step!("m20261124_000007_create_threads", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("threads")
                .col(id())
                .col(reference("essay_id"))
                .col(reference_null("author_id"))
                .col(text("title"))
                .col(text("body"))
                .col(text("body_html"))
                .col(text("language"))
                .col(enumeration("status"))
                .col(count("revision", 1))
                .col(count("reply_count", 0))
                .col(timestamp("last_activity_at"))
                .col(ColumnDef::new("hot").double().not_null())
                .col(timestamp_null("locked_at"))
                .col(timestamp("created_at"))
                .col(timestamp_null("edited_at"))
                .foreign_key(&mut foreign_key("threads", "id", "posts"))
                .foreign_key(&mut foreign_key("threads", "essay_id", "essays"))
                .foreign_key(&mut foreign_key("threads", "author_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "threads", &["author_id"]).await?;
    for key in ["last_activity_at", "created_at", "hot"] {
        index(manager, "threads", &[key, "id"]).await?;
        index(manager, "threads", &["essay_id", key, "id"]).await?;
    }
}, down(manager) {
    drop(manager, "threads").await?;
});
