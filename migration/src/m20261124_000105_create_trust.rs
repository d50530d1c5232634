//! How far accounts are trusted, with what that is made from; what they have used of
//! what their level allows; and when work in the background is due.

use crate::helpers::{count, drop, enumeration, foreign_key, reference, timestamp};

fn key(name: &'static str) -> ColumnDef {
    let mut column = reference(name);
    column.primary_key();
    column
}

crate::step!("m20261124_000105_create_trust", up(manager) {
    let mut level = ColumnDef::new("trust_level");
    level.integer().not_null().default(0);
    manager.alter_table(Table::alter().table("users").add_column(&mut level).to_owned()).await?;
    manager
        .create_table(
            Table::create()
                .table("trust")
                .col(key("user_id"))
                .col(count("level", 0))
                .col(count("posts_stood", 0))
                .col(count("posts_removed", 0))
                .col(count("understood_by", 0))
                .col(count("reports_upheld", 0))
                .col(timestamp("computed_at"))
                .foreign_key(&mut foreign_key("trust", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("allowances")
                .col(reference("user_id"))
                .col(enumeration("kind"))
                .col(timestamp("period"))
                .col(count("used", 0))
                .primary_key(Index::create().col("user_id").col("kind"))
                .foreign_key(&mut foreign_key("allowances", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(Table::create().table("background_jobs").col(ColumnDef::new("name").string_len(32).not_null().primary_key()).col(timestamp("due_at")).to_owned())
        .await?;
    manager
        .exec_stmt(Query::insert().into_table("background_jobs").columns(["name", "due_at"]).values_panic(["trust".into(), 0_i64.into()]).to_owned())
        .await?;
}, down(manager) {
    drop(manager, "background_jobs").await?;
    drop(manager, "allowances").await?;
    drop(manager, "trust").await?;
    manager.alter_table(Table::alter().table("users").drop_column("trust_level").to_owned()).await?;
});
