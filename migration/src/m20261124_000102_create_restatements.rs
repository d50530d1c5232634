//! What replies do with what they answer, and restatements with their verdicts.

use crate::helpers::{count, drop, foreign_key, id, index, reference, reference_null, text, text_null, timestamp, timestamp_null, unique};

const COUNTERS: [&str; 3] = ["restated_accurate", "restated_partly", "restated_wrong"];

async fn add(manager: &SchemaManager<'_>, table: &str, mut column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(Alias::new(table)).add_column(&mut column).to_owned()).await
}

async fn take(manager: &SchemaManager<'_>, table: &str, column: &str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(Alias::new(table)).drop_column(Alias::new(column)).to_owned()).await
}

fn number(name: &'static str, default: i32) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer().not_null().default(default);
    column
}

crate::step!("m20261124_000102_create_restatements", up(manager) {
    let mut kind = ColumnDef::new("kind");
    kind.string_len(16).not_null().default("BUILD");
    add(manager, "replies", kind).await?;
    add(manager, "replies", number("parent_revision", 1)).await?;
    let mut requires = ColumnDef::new("differ_requires_restatement");
    requires.boolean().not_null().default(false);
    add(manager, "threads", requires).await?;
    for name in COUNTERS {
        add(manager, "users", number(name, 0)).await?;
    }
    let mut verdict = ColumnDef::new("verdict");
    verdict.string_len(16).null();
    manager
        .create_table(
            Table::create()
                .table("restatements")
                .col(id())
                .col(reference("reply_id"))
                .col(reference("of_post_id"))
                .col(count("of_revision", 1))
                .col(reference("author_id"))
                .col(reference_null("judge_id"))
                .col(text("text"))
                .col(verdict)
                .col(text_null("note"))
                .col(timestamp("created_at"))
                .col(timestamp_null("judged_at"))
                .foreign_key(&mut foreign_key("restatements", "reply_id", "replies"))
                .foreign_key(&mut foreign_key("restatements", "of_post_id", "posts"))
                .foreign_key(&mut foreign_key("restatements", "author_id", "users"))
                .foreign_key(&mut foreign_key("restatements", "judge_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "restatements", &["reply_id"]).await?;
    index(manager, "restatements", &["of_post_id"]).await?;
    index(manager, "restatements", &["author_id"]).await?;
    index(manager, "restatements", &["judge_id"]).await?;
}, down(manager) {
    drop(manager, "restatements").await?;
    for name in COUNTERS {
        take(manager, "users", name).await?;
    }
    take(manager, "threads", "differ_requires_restatement").await?;
    take(manager, "replies", "parent_revision").await?;
    take(manager, "replies", "kind").await?;
});
