//! Settings of the whole forum, what the rules found in posts, and the ways to an
//! author's newest posts.

use crate::helpers::{count, drop, foreign_key, id, index, reference, text, timestamp, unique};

const KINDS: [&str; 3] = ["threads", "replies", "proposals"];

async fn drop_index(manager: &SchemaManager<'_>, table: &str, columns: &str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(format!("{table}_{columns}_idx")).table(Alias::new(table)).to_owned()).await
}

crate::step!("m20261124_000101_create_civility", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("site_settings")
                .col(ColumnDef::new("id").integer().not_null().primary_key())
                .col(text("data"))
                .col(reference("changed_by_id"))
                .col(timestamp("changed_at"))
                .foreign_key(&mut foreign_key("site_settings", "changed_by_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "site_settings", &["changed_by_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("post_findings")
                .col(id())
                .col(reference("post_id"))
                .col(count("revision", 1))
                .col(text("findings"))
                .foreign_key(&mut foreign_key("post_findings", "post_id", "posts"))
                .to_owned(),
        )
        .await?;
    unique(manager, "post_findings", &["post_id", "revision"]).await?;
    let mut premoderated = ColumnDef::new("is_premoderated");
    premoderated.boolean().not_null().default(false);
    manager.alter_table(Table::alter().table("users").add_column(&mut premoderated).to_owned()).await?;
    for table in KINDS {
        drop_index(manager, table, "author_id").await?;
        index(manager, table, &["author_id", "created_at"]).await?;
    }
}, down(manager) {
    for table in KINDS {
        drop_index(manager, table, "author_id_created_at").await?;
        index(manager, table, &["author_id"]).await?;
    }
    manager.alter_table(Table::alter().table("users").drop_column("is_premoderated").to_owned()).await?;
    drop(manager, "post_findings").await?;
    drop(manager, "site_settings").await?;
});
