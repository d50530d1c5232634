//! Support across borders: what proposals publish of those who voted, by country and by
//! opinion group, and the opinion map of each essay.

use crate::helpers::{drop, foreign_key, index, reference, text, text_null, timestamp, timestamp_null};

const OF_PROPOSALS: [&str; 5] = ["support", "bridging", "divergence", "support_due_at", "support_frozen_at"];
const ORDERS: [&str; 2] = ["bridging", "divergence"];

fn key(name: &'static str) -> ColumnDef {
    let mut column = reference(name);
    column.primary_key();
    column
}

fn measure(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.double().not_null().default(0.0);
    column
}

crate::step!("m20261127_000500_create_support", up(manager) {
    let columns = [text_null(OF_PROPOSALS[0]), measure(OF_PROPOSALS[1]), measure(OF_PROPOSALS[2]), timestamp_null(OF_PROPOSALS[3]), timestamp_null(OF_PROPOSALS[4])];
    for column in columns {
        manager.alter_table(Table::alter().table("proposals").add_column(column).to_owned()).await?;
    }
    for key in ORDERS {
        index(manager, "proposals", &[key, "id"]).await?;
        index(manager, "proposals", &["essay_id", key, "id"]).await?;
    }
    let mut due = Index::create();
    due.name("proposals_support_due_idx").table("proposals").col("essay_id").and_where(Expr::col("support_due_at").is_not_null());
    manager.create_index(due).await?;
    // What was voted until now is looked at once the program runs.
    let voted = Expr::col("agree_count").add(Expr::col("disagree_count")).add(Expr::col("pass_count")).gt(0);
    manager.exec_stmt(Query::update().table("proposals").value("support_due_at", 0_i64).and_where(voted).to_owned()).await?;
    manager.alter_table(Table::alter().table("users").add_column(timestamp_null("perspective_due_at")).to_owned()).await?;
    let mut public = ColumnDef::new("is_country_public");
    public.boolean().not_null().default(false);
    manager.alter_table(Table::alter().table("users").add_column(public).to_owned()).await?;
    let mut due = Index::create();
    due.name("users_perspective_due_idx").table("users").col("perspective_due_at").and_where(Expr::col("perspective_due_at").is_not_null());
    manager.create_index(due).await?;
    manager
        .create_table(
            Table::create()
                .table("support_releases")
                .col(key("proposal_id"))
                .col(ColumnDef::new("version").integer().not_null())
                .col(text("included"))
                .foreign_key(foreign_key("support_releases", "proposal_id", "proposals").on_delete(ForeignKeyAction::Cascade))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("opinion_maps")
                .col(key("essay_id"))
                .col(timestamp("claimed_at"))
                .col(timestamp_null("computed_at"))
                .col(text_null("snapshot"))
                .col(ColumnDef::new("is_settled").boolean().not_null().default(true))
                .col(text_null("published"))
                .col(text_null("included"))
                .col(reference("salt"))
                .foreign_key(foreign_key("opinion_maps", "essay_id", "essays").on_delete(ForeignKeyAction::Cascade))
                .to_owned(),
        )
        .await?;
}, down(manager) {
    drop(manager, "opinion_maps").await?;
    drop(manager, "support_releases").await?;
    manager.drop_index(Index::drop().name("users_perspective_due_idx").table("users").to_owned()).await?;
    for column in ["is_country_public", "perspective_due_at"] {
        manager.alter_table(Table::alter().table("users").drop_column(column).to_owned()).await?;
    }
    manager.drop_index(Index::drop().name("proposals_support_due_idx").table("proposals").to_owned()).await?;
    for key in ORDERS {
        manager.drop_index(Index::drop().name(format!("proposals_{key}_id_idx")).table("proposals").to_owned()).await?;
        manager.drop_index(Index::drop().name(format!("proposals_essay_id_{key}_id_idx")).table("proposals").to_owned()).await?;
    }
    for column in OF_PROPOSALS.iter().rev() {
        manager.alter_table(Table::alter().table("proposals").drop_column(*column).to_owned()).await?;
    }
});
