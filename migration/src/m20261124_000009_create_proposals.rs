//! Proposals. Each order of lists has its index, with and without an essay.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, text_null, timestamp, timestamp_null};

crate::step!("m20261124_000009_create_proposals", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("proposals")
                .col(id())
                .col(reference("essay_id"))
                .col(reference_null("thread_id"))
                .col(reference_null("author_id"))
                .col(text("title"))
                .col(text("body"))
                .col(text("body_html"))
                .col(text("language"))
                .col(enumeration("status"))
                .col(enumeration("state"))
                .col(count("revision", 1))
                .col(count("agree_count", 0))
                .col(count("disagree_count", 0))
                .col(count("pass_count", 0))
                .col(ColumnDef::new("agreement").double().not_null())
                .col(timestamp_null("closes_at"))
                .col(timestamp_null("decided_at"))
                .col(reference_null("decided_by_id"))
                .col(text_null("decision_statement"))
                .col(timestamp("created_at"))
                .col(timestamp_null("edited_at"))
                .foreign_key(&mut foreign_key("proposals", "id", "posts"))
                .foreign_key(&mut foreign_key("proposals", "essay_id", "essays"))
                .foreign_key(&mut foreign_key("proposals", "thread_id", "threads"))
                .foreign_key(&mut foreign_key("proposals", "author_id", "users"))
                .foreign_key(&mut foreign_key("proposals", "decided_by_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "proposals", &["thread_id"]).await?;
    index(manager, "proposals", &["author_id"]).await?;
    index(manager, "proposals", &["decided_by_id"]).await?;
    for key in ["created_at", "agreement"] {
        index(manager, "proposals", &[key, "id"]).await?;
        index(manager, "proposals", &["essay_id", key, "id"]).await?;
    }
}, down(manager) {
    drop(manager, "proposals").await?;
});
