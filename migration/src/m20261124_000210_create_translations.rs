//! Translations of posts, and what those who know both languages say of them.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, text_null, timestamp, timestamp_null, unique};

async fn take(manager: &SchemaManager<'_>, table: &'static str, index: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
    manager.alter_table(Table::alter().table(table).drop_column("translation_id").to_owned()).await
}

crate::step!("m20261124_000210_create_translations", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("translations")
                .col(id())
                .col(reference("post_id"))
                .col(count("post_revision", 1))
                .col(text("language"))
                .col(text_null("title"))
                .col(text("body"))
                .col(text("body_html"))
                .col(enumeration("source"))
                .col(enumeration("status"))
                .col(enumeration("visibility"))
                .col(reference_null("translator_id"))
                .col(count("revision", 1))
                .col(count("faithful_count", 0))
                .col(count("tone_off_count", 0))
                .col(count("meaning_changed_count", 0))
                .col(timestamp("created_at"))
                .col(timestamp_null("edited_at"))
                .foreign_key(&mut foreign_key("translations", "post_id", "posts"))
                .foreign_key(&mut foreign_key("translations", "translator_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "translations", &["post_id", "language", "translator_id"]).await?;
    // Nulls are never equal to each other: a program's translation needs an index of its own.
    let mut of_machine = Index::create();
    of_machine.name("translations_machine_key").table("translations").col("post_id").col("language").unique().and_where(Expr::col("source").eq("MACHINE"));
    manager.create_index(of_machine).await?;
    index(manager, "translations", &["translator_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("translation_vouches")
                .col(id())
                .col(reference("translation_id"))
                .col(reference("user_id"))
                .col(count("translation_revision", 1))
                .col(enumeration("verdict"))
                .col(text_null("note"))
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("translation_vouches", "translation_id", "translations"))
                .foreign_key(&mut foreign_key("translation_vouches", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "translation_vouches", &["translation_id", "user_id"]).await?;
    index(manager, "translation_vouches", &["translation_id", "created_at", "id"]).await?;
    index(manager, "translation_vouches", &["user_id"]).await?;
    // SQLite cannot add a foreign key to a table that is there.
    manager.alter_table(Table::alter().table("moderation_actions").add_column(reference_null("translation_id")).to_owned()).await?;
    index(manager, "moderation_actions", &["translation_id", "created_at", "id"]).await?;
    manager.alter_table(Table::alter().table("reports").add_column(reference_null("translation_id")).to_owned()).await?;
    index(manager, "reports", &["translation_id", "status"]).await?;
}, down(manager) {
    take(manager, "reports", "reports_translation_id_status_idx").await?;
    take(manager, "moderation_actions", "moderation_actions_translation_id_created_at_id_idx").await?;
    drop(manager, "translation_vouches").await?;
    drop(manager, "translations").await?;
});
