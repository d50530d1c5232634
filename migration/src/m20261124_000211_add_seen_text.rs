//! Votes know which text they were cast on; translations that divide.

use crate::helpers::{count, drop, foreign_key, id, index, reference, reference_null, text, text_null, timestamp};

const SEEN: [&str; 4] = ["proposal_revision", "seen_language", "seen_translation_id", "seen_translation_revision"];

fn number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer().null();
    column
}

crate::step!("m20261124_000211_add_seen_text", up(manager) {
    // SQLite cannot add a foreign key to a table that is there.
    for column in [number(SEEN[0]), text_null(SEEN[1]), reference_null(SEEN[2]), number(SEEN[3])] {
        manager.alter_table(Table::alter().table("votes").add_column(column).to_owned()).await?;
    }
    index(manager, "votes", &["seen_translation_id"]).await?;
    let mut z = ColumnDef::new("z");
    z.double().not_null();
    let mut country = ColumnDef::new("country");
    country.string_len(2).not_null();
    manager
        .create_table(
            Table::create()
                .table("translation_signals")
                .col(id())
                .col(reference("proposal_id"))
                .col(count("proposal_revision", 1))
                .col(country)
                .col(reference("translation_id"))
                .col(text("other_language"))
                .col(reference_null("other_translation_id"))
                .col(z)
                .col(count("voters", 0))
                .col(count("other_voters", 0))
                .col(timestamp("raised_at"))
                .foreign_key(&mut foreign_key("translation_signals", "proposal_id", "proposals"))
                .foreign_key(&mut foreign_key("translation_signals", "translation_id", "translations"))
                .foreign_key(&mut foreign_key("translation_signals", "other_translation_id", "translations"))
                .to_owned(),
        )
        .await?;
    index(manager, "translation_signals", &["proposal_id", "country"]).await?;
    index(manager, "translation_signals", &["translation_id"]).await?;
    index(manager, "translation_signals", &["other_translation_id"]).await?;
}, down(manager) {
    drop(manager, "translation_signals").await?;
    manager.drop_index(Index::drop().name("votes_seen_translation_id_idx").table("votes").to_owned()).await?;
    for column in SEEN.iter().rev() {
        manager.alter_table(Table::alter().table("votes").drop_column(*column).to_owned()).await?;
    }
});
