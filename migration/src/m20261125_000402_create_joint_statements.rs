//! Joint statements and their signatures.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, timestamp, timestamp_null, unique};

async fn refer(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    // SQLite cannot add a foreign key to a table that is there.
    manager.alter_table(Table::alter().table(table).add_column(reference_null("joint_statement_id")).to_owned()).await
}

async fn take(manager: &SchemaManager<'_>, table: &'static str, index: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(index).table(table).to_owned()).await?;
    manager.alter_table(Table::alter().table(table).drop_column("joint_statement_id").to_owned()).await
}

crate::step!("m20261125_000402_create_joint_statements", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("joint_statements")
                .col(id())
                .col(reference("pair_id"))
                .col(reference("proposal_id"))
                .col(reference("drafted_by_id"))
                .col(text("title"))
                .col(text("body"))
                .col(text("body_html"))
                .col(text("language"))
                .col(count("revision", 1))
                .col(enumeration("status"))
                .col(enumeration("visibility"))
                .col(timestamp("created_at"))
                .col(timestamp_null("edited_at"))
                .col(timestamp_null("published_at"))
                .foreign_key(&mut foreign_key("joint_statements", "pair_id", "pairs"))
                .foreign_key(&mut foreign_key("joint_statements", "proposal_id", "proposals"))
                .foreign_key(&mut foreign_key("joint_statements", "drafted_by_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "joint_statements", &["pair_id"]).await?;
    index(manager, "joint_statements", &["proposal_id", "status", "published_at", "id"]).await?;
    index(manager, "joint_statements", &["drafted_by_id"]).await?;
    let mut country = ColumnDef::new("country");
    country.string_len(2).not_null();
    manager
        .create_table(
            Table::create()
                .table("joint_signatures")
                .col(id())
                .col(reference("statement_id"))
                .col(reference("user_id"))
                .col(count("revision", 1))
                .col(country)
                .col(timestamp("signed_at"))
                .foreign_key(&mut foreign_key("joint_signatures", "statement_id", "joint_statements"))
                .foreign_key(&mut foreign_key("joint_signatures", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "joint_signatures", &["statement_id", "user_id"]).await?;
    index(manager, "joint_signatures", &["user_id"]).await?;
    refer(manager, "moderation_actions").await?;
    index(manager, "moderation_actions", &["joint_statement_id", "created_at", "id"]).await?;
    refer(manager, "reports").await?;
    index(manager, "reports", &["joint_statement_id", "status"]).await?;
}, down(manager) {
    take(manager, "reports", "reports_joint_statement_id_status_idx").await?;
    take(manager, "moderation_actions", "moderation_actions_joint_statement_id_created_at_id_idx").await?;
    drop(manager, "joint_signatures").await?;
    drop(manager, "joint_statements").await?;
});
