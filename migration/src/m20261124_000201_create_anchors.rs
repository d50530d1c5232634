//! Passages that threads quote, where they stand in each edition, and which sentence
//! is which in another language.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, timestamp};

crate::step!("m20261124_000201_create_anchors", up(manager) {
    // What was published before is looked at once, when the program runs.
    for (name, default) in [("layout_version", 1), ("anchored_version", 0)] {
        let mut column = ColumnDef::new(name);
        column.integer().not_null().default(default);
        manager.alter_table(Table::alter().table("essays").add_column(&mut column).to_owned()).await?;
    }
    let mut was_unique = ColumnDef::new("was_unique");
    was_unique.boolean().not_null();
    manager
        .create_table(
            Table::create()
                .table("anchors")
                .col(reference("thread_id").primary_key())
                .col(reference("edition_id"))
                .col(count("revision", 1))
                .col(text("exact"))
                .col(text("prefix"))
                .col(text("suffix"))
                .col(count("start", 0))
                .col(count("end", 0))
                .col(&mut was_unique)
                .foreign_key(&mut foreign_key("anchors", "thread_id", "threads"))
                .foreign_key(&mut foreign_key("anchors", "edition_id", "editions"))
                .to_owned(),
        )
        .await?;
    index(manager, "anchors", &["edition_id"]).await?;
    let mut score = ColumnDef::new("score");
    score.double().not_null().check(Expr::col("score").between(0.0, 1.0));
    manager
        .create_table(
            Table::create()
                .table("anchor_places")
                .col(reference("thread_id"))
                .col(reference("edition_id"))
                .col(count("revision", 1))
                .col(count("layout_version", 0))
                .col(enumeration("state"))
                .col(text("text"))
                .col(count("start", 0))
                .col(count("end", 0))
                .col(&mut score)
                .col(count("first_segment", 0))
                .col(count("segments", 0))
                .primary_key(Index::create().col("thread_id").col("edition_id"))
                .foreign_key(&mut foreign_key("anchor_places", "thread_id", "threads"))
                .foreign_key(&mut foreign_key("anchor_places", "edition_id", "editions"))
                .to_owned(),
        )
        .await?;
    index(manager, "anchor_places", &["edition_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("alignments")
                .col(reference("left_id"))
                .col(reference("right_id"))
                .col(count("left_revision", 1))
                .col(count("right_revision", 1))
                .col(text("links"))
                .primary_key(Index::create().col("left_id").col("right_id"))
                .foreign_key(&mut foreign_key("alignments", "left_id", "editions"))
                .foreign_key(&mut foreign_key("alignments", "right_id", "editions"))
                .to_owned(),
        )
        .await?;
    index(manager, "alignments", &["right_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("segment_pins")
                .col(id())
                .col(reference("left_id"))
                .col(reference("right_id"))
                .col(text("left_quote"))
                .col(text("right_quote"))
                .col(reference_null("editor_id"))
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("segment_pins", "left_id", "editions"))
                .foreign_key(&mut foreign_key("segment_pins", "right_id", "editions"))
                .foreign_key(&mut foreign_key("segment_pins", "editor_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "segment_pins", &["left_id", "right_id"]).await?;
    index(manager, "segment_pins", &["right_id"]).await?;
    index(manager, "segment_pins", &["editor_id"]).await?;
}, down(manager) {
    for table in ["segment_pins", "alignments", "anchor_places", "anchors"] {
        drop(manager, table).await?;
    }
    for column in ["anchored_version", "layout_version"] {
        manager.alter_table(Table::alter().table("essays").drop_column(column).to_owned()).await?;
    }
});
