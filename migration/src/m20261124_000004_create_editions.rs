//! Editions, one a language, and the texts that newer ones replaced.

use crate::helpers::{count, drop, foreign_key, id, reference, text, text_null, timestamp, unique};

crate::step!("m20261124_000004_create_editions", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("editions")
                .col(id())
                .col(reference("essay_id"))
                .col(text("language"))
                .col(text("title"))
                .col(text("body"))
                .col(text("body_html"))
                .col(text_null("source_url"))
                .col(count("revision", 1))
                .col(timestamp("published_at"))
                .col(timestamp("revised_at"))
                .foreign_key(&mut foreign_key("editions", "essay_id", "essays"))
                .to_owned(),
        )
        .await?;
    unique(manager, "editions", &["essay_id", "language"]).await?;
    manager
        .create_table(
            Table::create()
                .table("edition_revisions")
                .col(id())
                .col(reference("edition_id"))
                .col(count("number", 1))
                .col(text("title"))
                .col(text("body"))
                .col(timestamp("written_at"))
                .foreign_key(&mut foreign_key("edition_revisions", "edition_id", "editions"))
                .to_owned(),
        )
        .await?;
    unique(manager, "edition_revisions", &["edition_id", "number"]).await?;
}, down(manager) {
    drop(manager, "edition_revisions").await?;
    drop(manager, "editions").await?;
});
