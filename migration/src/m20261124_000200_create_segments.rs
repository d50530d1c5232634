//! What a reader sees of an edition as plain text, and its sentences.

use crate::helpers::{count, drop, enumeration, foreign_key, reference, text};

crate::step!("m20261124_000200_create_segments", up(manager) {
    // Filled by the program: how to split a text is not for a migration to know.
    let mut plain_text = text("plain_text");
    plain_text.default("");
    manager.alter_table(Table::alter().table("editions").add_column(&mut plain_text).to_owned()).await?;
    let mut segmented_revision = ColumnDef::new("segmented_revision");
    segmented_revision.integer().not_null().default(0);
    manager.alter_table(Table::alter().table("editions").add_column(&mut segmented_revision).to_owned()).await?;
    manager
        .create_table(
            Table::create()
                .table("segments")
                .col(reference("edition_id"))
                .col(count("ordinal", 0))
                .col(count("paragraph", 0))
                .col(enumeration("kind"))
                .col(count("number", 0))
                .col(count("start", 0))
                .col(count("end", 0))
                .primary_key(Index::create().col("edition_id").col("ordinal"))
                .foreign_key(&mut foreign_key("segments", "edition_id", "editions"))
                .to_owned(),
        )
        .await?;
}, down(manager) {
    drop(manager, "segments").await?;
    manager.alter_table(Table::alter().table("editions").drop_column("segmented_revision").to_owned()).await?;
    manager.alter_table(Table::alter().table("editions").drop_column("plain_text").to_owned()).await?;
});
