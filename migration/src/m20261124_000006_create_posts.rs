//! The register of all posts, and the texts that newer ones replaced.

use crate::helpers::{count, drop, enumeration, foreign_key, id, reference, text, text_null, timestamp, unique};

crate::step!("m20261124_000006_create_posts", up(manager) {
    manager
        .create_table(Table::create().table("posts").col(id()).col(enumeration("kind")).to_owned())
        .await?;
    manager
        .create_table(
            Table::create()
                .table("post_revisions")
                .col(id())
                .col(reference("post_id"))
                .col(count("number", 1))
                .col(text_null("title"))
                .col(text("body"))
                .col(timestamp("written_at"))
                .foreign_key(&mut foreign_key("post_revisions", "post_id", "posts"))
                .to_owned(),
        )
        .await?;
    unique(manager, "post_revisions", &["post_id", "number"]).await?;
}, down(manager) {
    drop(manager, "post_revisions").await?;
    drop(manager, "posts").await?;
});
