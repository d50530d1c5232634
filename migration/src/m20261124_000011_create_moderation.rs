//! Reports, the log of decisions, appeals, and what an account has to do with them.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, text_null, timestamp, timestamp_null, unique};

/// The columns that accounts gain.
fn of_users() -> Vec<ColumnDef> {
    let mut languages = ColumnDef::new("languages");
    languages.text().not_null().default("");
    let mut country = ColumnDef::new("country");
    country.string_len(2).null();
    vec![timestamp_null("suspended_until"), reference_null("open_warning_id"), country, languages]
}

fn float(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.double().not_null();
    column
}

fn bytes(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.binary().not_null();
    column
}

fn short(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.string_len(16).null();
    column
}

crate::step!("m20261124_000011_create_moderation", up(manager) {
    // SQLite adds one column at a time.
    for mut column in of_users() {
        manager.alter_table(Table::alter().table("users").add_column(&mut column).to_owned()).await?;
    }
    manager
        .create_table(
            Table::create()
                .table("moderation_actions")
                .col(id())
                .col(ColumnDef::new("seq").big_integer().not_null())
                .col(enumeration("kind"))
                .col(reference_null("moderator_id"))
                .col(reference_null("post_id"))
                .col(ColumnDef::new("revision").integer().null())
                .col(reference_null("user_id"))
                .col(text_null("language"))
                .col(short("reason"))
                .col(text_null("explanation"))
                .col(text_null("before"))
                .col(text_null("after"))
                .col(reference_null("reverts_id"))
                .col(timestamp("created_at"))
                .col(bytes("hash"))
                .foreign_key(&mut foreign_key("moderation_actions", "moderator_id", "users"))
                .foreign_key(&mut foreign_key("moderation_actions", "post_id", "posts"))
                .foreign_key(&mut foreign_key("moderation_actions", "user_id", "users"))
                .foreign_key(&mut foreign_key("moderation_actions", "reverts_id", "moderation_actions"))
                .to_owned(),
        )
        .await?;
    unique(manager, "moderation_actions", &["seq"]).await?;
    unique(manager, "moderation_actions", &["reverts_id"]).await?;
    index(manager, "moderation_actions", &["created_at", "id"]).await?;
    index(manager, "moderation_actions", &["post_id", "created_at", "id"]).await?;
    index(manager, "moderation_actions", &["user_id", "created_at", "id"]).await?;
    index(manager, "moderation_actions", &["moderator_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("moderation_log_head")
                .col(ColumnDef::new("id").integer().not_null().primary_key())
                .col(ColumnDef::new("seq").big_integer().not_null())
                .col(bytes("hash"))
                .to_owned(),
        )
        .await?;
    manager
        .exec_stmt(Query::insert().into_table("moderation_log_head").columns(["id", "seq", "hash"]).values_panic([1.into(), 0_i64.into(), vec![0_u8; 32].into()]).to_owned())
        .await?;
    manager
        .create_table(
            Table::create()
                .table("reports")
                .col(id())
                .col(reference("post_id"))
                .col(reference("essay_id"))
                .col(text("language"))
                .col(count("revision", 1))
                .col(reference_null("reporter_id"))
                .col(enumeration("reason"))
                .col(text_null("details"))
                .col(float("weight"))
                .col(float("priority"))
                .col(enumeration("status"))
                .col(reference_null("claimed_by_id"))
                .col(timestamp_null("claimed_until"))
                .col(reference_null("resolved_by_id"))
                .col(timestamp_null("resolved_at"))
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("reports", "post_id", "posts"))
                .foreign_key(&mut foreign_key("reports", "essay_id", "essays"))
                .foreign_key(&mut foreign_key("reports", "reporter_id", "users"))
                .foreign_key(&mut foreign_key("reports", "claimed_by_id", "users"))
                .foreign_key(&mut foreign_key("reports", "resolved_by_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "reports", &["post_id", "revision", "reporter_id"]).await?;
    index(manager, "reports", &["status", "priority", "id"]).await?;
    index(manager, "reports", &["essay_id", "status", "priority", "id"]).await?;
    index(manager, "reports", &["reporter_id", "status"]).await?;
    index(manager, "reports", &["claimed_by_id"]).await?;
    index(manager, "reports", &["resolved_by_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("appeals")
                .col(id())
                .col(reference("action_id"))
                .col(reference("author_id"))
                .col(text("text"))
                .col(enumeration("status"))
                .col(reference_null("reviewer_id"))
                .col(text_null("answer"))
                .col(timestamp("created_at"))
                .col(timestamp_null("decided_at"))
                .foreign_key(&mut foreign_key("appeals", "action_id", "moderation_actions"))
                .foreign_key(&mut foreign_key("appeals", "author_id", "users"))
                .foreign_key(&mut foreign_key("appeals", "reviewer_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "appeals", &["action_id"]).await?;
    index(manager, "appeals", &["author_id"]).await?;
    index(manager, "appeals", &["reviewer_id"]).await?;
    index(manager, "appeals", &["status", "created_at", "id"]).await?;
}, down(manager) {
    drop(manager, "appeals").await?;
    drop(manager, "reports").await?;
    drop(manager, "moderation_log_head").await?;
    drop(manager, "moderation_actions").await?;
    for column in of_users() {
        manager.alter_table(Table::alter().table("users").drop_column(column.get_column_name()).to_owned()).await?;
    }
});
