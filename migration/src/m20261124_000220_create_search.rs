//! What can be searched, and the index of its words.
//!
//! The index is the one table whose form differs between the databases. Both hold the same
//! terms, made by the program: how to make them is not for a migration to know, so what was
//! written before is indexed by `teahouse reindex`.

use sea_orm_migration::sea_orm::DbBackend;

use crate::helpers::{drop, enumeration, foreign_key, index, reference, text, timestamp};

crate::step!("m20261124_000220_create_search", up(manager) {
    // Grows with each row: what was indexed last comes first. Declared as each database wants
    // a key that it counts by itself.
    let mut id = ColumnDef::new("id");
    id.big_integer().not_null().primary_key().auto_increment();
    let mut is_visible = ColumnDef::new("is_visible");
    is_visible.boolean().not_null();
    let mut text_id = reference("text_id");
    text_id.unique_key();
    manager
        .create_table(
            Table::create()
                .table("search_documents")
                .col(&mut id)
                .col(enumeration("kind"))
                .col(reference("subject_id"))
                .col(&mut text_id)
                .col(reference("essay_id"))
                .col(text("language"))
                .col(text("title"))
                .col(text("body"))
                .col(&mut is_visible)
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("search_documents", "essay_id", "essays"))
                .to_owned(),
        )
        .await?;
    index(manager, "search_documents", &["subject_id"]).await?;
    index(manager, "search_documents", &["essay_id"]).await?;
    let statements: &[&str] = if manager.get_database_backend() == DbBackend::Postgres {
        &[
            "CREATE TABLE search_index (id bigint PRIMARY KEY, terms tsvector NOT NULL)",
            // Without the list of pending entries, which each search would have to read.
            "CREATE INDEX search_index_terms_idx ON search_index USING gin (terms) WITH (fastupdate = off)",
        ]
    } else {
        // `ascii` splits at spaces and ASCII marks alone: the terms are folded already.
        &["CREATE VIRTUAL TABLE search_index USING fts5 (terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3')"]
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
}, down(manager) {
    manager.get_connection().execute_unprepared("DROP TABLE search_index").await?;
    drop(manager, "search_documents").await?;
});
