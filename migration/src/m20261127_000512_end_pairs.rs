//! Pairs that one of the two has left. After that the two can be a pair for the same proposal again.

use crate::helpers::{index, reference_null, timestamp_null, unique};

const GOING_ON: &str = "pairs_going_on_key";

async fn add(manager: &SchemaManager<'_>, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table("pairs").add_column(column).to_owned()).await
}

async fn take(manager: &SchemaManager<'_>, index: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(index).table("pairs").to_owned()).await
}

crate::step!("m20261127_000512_end_pairs", up(manager) {
    add(manager, timestamp_null("ended_at")).await?;
    // SQLite cannot add a foreign key to a table that is there.
    add(manager, reference_null("ended_by_id")).await?;
    index(manager, "pairs", &["ended_by_id"]).await?;
    let mut going_on = Index::create();
    going_on.name(GOING_ON).table("pairs").col("proposal_id").col("first_id").col("second_id").unique().and_where(Expr::col("ended_at").is_null());
    manager.create_index(going_on).await?;
    index(manager, "pairs", &["proposal_id"]).await?;
    take(manager, "pairs_proposal_id_first_id_second_id_key").await?;
}, down(manager) {
    // Fails, and changes nothing, where two are a pair for the same proposal again: the constraint of before
    // does not allow that, and what they have said is not thrown away for it.
    unique(manager, "pairs", &["proposal_id", "first_id", "second_id"]).await?;
    take(manager, "pairs_proposal_id_idx").await?;
    take(manager, GOING_ON).await?;
    take(manager, "pairs_ended_by_id_idx").await?;
    for column in ["ended_by_id", "ended_at"] {
        manager.alter_table(Table::alter().table("pairs").drop_column(column).to_owned()).await?;
    }
});
