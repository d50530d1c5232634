//! Who took part in a conversation that was imported, and how many of its comments were taken out.

use crate::helpers::{count, drop, foreign_key, reference, unique};

crate::step!("m20261127_000501_create_imported_voters", up(manager) {
    let mut user_id = reference("user_id");
    user_id.primary_key();
    manager
        .create_table(
            Table::create()
                .table("imported_voters")
                .col(user_id)
                .col(reference("essay_id"))
                .col(count("number", 0))
                .foreign_key(&mut foreign_key("imported_voters", "user_id", "users"))
                .foreign_key(&mut foreign_key("imported_voters", "essay_id", "essays"))
                .to_owned(),
        )
        .await?;
    unique(manager, "imported_voters", &["essay_id", "number"]).await?;
    manager.alter_table(Table::alter().table("essays").add_column(count("withheld_proposals", 0)).to_owned()).await?;
}, down(manager) {
    manager.alter_table(Table::alter().table("essays").drop_column("withheld_proposals").to_owned()).await?;
    drop(manager, "imported_voters").await?;
});
