//! The language that a post seems to be written in, and what members say of it.

use crate::helpers::{drop, foreign_key, id, index, reference, text, text_null, timestamp, timestamp_null, unique};

const POSTS: [&str; 3] = ["threads", "replies", "proposals"];

crate::step!("m20261124_000215_add_detected_language", up(manager) {
    for table in POSTS {
        let mut confidence = ColumnDef::new("language_confidence");
        confidence.double().null().check(Expr::col("language_confidence").between(0.0, 1.0));
        manager.alter_table(Table::alter().table(table).add_column(text_null("detected_language")).to_owned()).await?;
        manager.alter_table(Table::alter().table(table).add_column(&mut confidence).to_owned()).await?;
    }
    manager
        .create_table(
            Table::create()
                .table("language_corrections")
                .col(id())
                .col(reference("post_id"))
                .col(reference("user_id"))
                .col(text("language"))
                .col(timestamp("created_at"))
                .col(timestamp_null("applied_at"))
                .col(text_null("replaced_language"))
                .foreign_key(&mut foreign_key("language_corrections", "post_id", "posts"))
                .foreign_key(&mut foreign_key("language_corrections", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "language_corrections", &["post_id", "user_id"]).await?;
    index(manager, "language_corrections", &["user_id"]).await?;
}, down(manager) {
    drop(manager, "language_corrections").await?;
    for table in POSTS {
        manager.alter_table(Table::alter().table(table).drop_column("language_confidence").to_owned()).await?;
        manager.alter_table(Table::alter().table(table).drop_column("detected_language").to_owned()).await?;
    }
});
