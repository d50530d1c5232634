//! Replies. `path` holds a reply's ancestors' ids and its own, so that reading
//! order is an index on every database.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, timestamp, timestamp_null, unique};

crate::step!("m20261124_000008_create_replies", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("replies")
                .col(id())
                .col(reference("thread_id"))
                .col(reference_null("parent_id"))
                .col(reference_null("author_id"))
                .col(count("depth", 1))
                .col(ColumnDef::new("path").var_binary(800).not_null())
                .col(text("body"))
                .col(text("body_html"))
                .col(text("language"))
                .col(enumeration("status"))
                .col(count("revision", 1))
                .col(timestamp("created_at"))
                .col(timestamp_null("edited_at"))
                .foreign_key(&mut foreign_key("replies", "id", "posts"))
                .foreign_key(&mut foreign_key("replies", "thread_id", "threads"))
                .foreign_key(&mut foreign_key("replies", "parent_id", "replies"))
                .foreign_key(&mut foreign_key("replies", "author_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "replies", &["thread_id", "path"]).await?;
    index(manager, "replies", &["thread_id", "created_at", "id"]).await?;
    index(manager, "replies", &["parent_id", "created_at", "id"]).await?;
    index(manager, "replies", &["author_id"]).await?;
}, down(manager) {
    drop(manager, "replies").await?;
});
