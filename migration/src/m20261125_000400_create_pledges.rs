//! Pledges to carry adopted proposals out, what people tell of them, and what proposals keep of them.

use crate::helpers::{count, drop, enumeration, foreign_key, id, index, reference, reference_null, text, text_null, timestamp, timestamp_null};

const COUNTERS: [&str; 3] = ["pledges_open", "pledges_kept", "pledges_lapsed"];

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

async fn take(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await
}

async fn take_index(manager: &SchemaManager<'_>, table: &'static str, index: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(index).table(table).to_owned()).await
}

fn number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer().not_null().default(0);
    column
}

crate::step!("m20261125_000400_create_pledges", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("pledges")
                .col(id())
                .col(reference("proposal_id"))
                .col(reference_null("pledger_id"))
                .col(text("what"))
                .col(count("hours_per_month", 1))
                .col(text("languages"))
                .col(text("language"))
                .col(enumeration("status"))
                .col(enumeration("visibility"))
                .col(count("revision", 1))
                .col(timestamp("last_sign_at"))
                .col(timestamp("created_at"))
                .col(timestamp_null("concluded_at"))
                .foreign_key(&mut foreign_key("pledges", "proposal_id", "proposals"))
                .foreign_key(&mut foreign_key("pledges", "pledger_id", "users"))
                .to_owned(),
        )
        .await?;
    let mut open = Index::create();
    open.name("pledges_open_key").table("pledges").col("proposal_id").col("pledger_id").unique().and_where(Expr::col("status").eq("ACTIVE"));
    manager.create_index(open).await?;
    index(manager, "pledges", &["proposal_id", "created_at", "id"]).await?;
    index(manager, "pledges", &["pledger_id", "status"]).await?;
    index(manager, "pledges", &["status", "last_sign_at"]).await?;
    manager
        .create_table(
            Table::create()
                .table("pledge_updates")
                .col(id())
                .col(reference("pledge_id"))
                .col(text("note"))
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("pledge_updates", "pledge_id", "pledges"))
                .to_owned(),
        )
        .await?;
    index(manager, "pledge_updates", &["pledge_id", "created_at", "id"]).await?;
    for name in COUNTERS {
        add(manager, "proposals", number(name)).await?;
    }
    // SQLite cannot add a foreign key to a table that is there.
    for column in [timestamp_null("completed_at"), reference_null("completed_by_id"), text_null("completion_statement")] {
        add(manager, "proposals", column).await?;
    }
    add(manager, "moderation_actions", reference_null("pledge_id")).await?;
    index(manager, "moderation_actions", &["pledge_id", "created_at", "id"]).await?;
    add(manager, "reports", reference_null("pledge_id")).await?;
    index(manager, "reports", &["pledge_id", "status"]).await?;
    manager
        .exec_stmt(Query::insert().into_table("background_jobs").columns(["name", "due_at"]).values_panic(["pledges".into(), 0_i64.into()]).to_owned())
        .await?;
}, down(manager) {
    manager.exec_stmt(Query::delete().from_table("background_jobs").and_where(Expr::col("name").eq("pledges")).to_owned()).await?;
    take_index(manager, "reports", "reports_pledge_id_status_idx").await?;
    take(manager, "reports", "pledge_id").await?;
    take_index(manager, "moderation_actions", "moderation_actions_pledge_id_created_at_id_idx").await?;
    take(manager, "moderation_actions", "pledge_id").await?;
    for name in ["completion_statement", "completed_by_id", "completed_at"] {
        take(manager, "proposals", name).await?;
    }
    for name in COUNTERS {
        take(manager, "proposals", name).await?;
    }
    drop(manager, "pledge_updates").await?;
    drop(manager, "pledges").await?;
});
