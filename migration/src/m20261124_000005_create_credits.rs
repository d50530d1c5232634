//! Who made an edition: authors, translators, reviewers, editors.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, unique};

crate::step!("m20261124_000005_create_credits", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("credits")
                .col(id())
                .col(reference("edition_id"))
                .col(count("ordinal", 0))
                .col(enumeration("role"))
                .col(text("name"))
                .col(reference_null("user_id"))
                .foreign_key(&mut foreign_key("credits", "edition_id", "editions"))
                .foreign_key(&mut foreign_key("credits", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "credits", &["edition_id", "ordinal"]).await?;
    index(manager, "credits", &["user_id"]).await?;
}, down(manager) {
    drop(manager, "credits").await?;
});
