//! Votes belong to the words that they were cast on; reasons that all read; ballots whose tally
//! is hidden until they close, and what came out of them.

use crate::helpers::{count, drop, foreign_key, id, index, reference, timestamp, timestamp_null, unique};

const OF_PROPOSALS: [&str; 7] = ["wording_revision", "reason_rule", "hides_tally", "quorum", "threshold_percent", "outcome", "outcome_at"];
const OF_VOTES: [&str; 3] = ["reason_is_named", "reason_status", "fair_count"];

fn flag(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.boolean().not_null().default(false);
    column
}

fn number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer().null();
    column
}

crate::step!("m20261125_000300_bind_votes", up(manager) {
    let mut rule = ColumnDef::new(OF_PROPOSALS[1]);
    rule.string_len(16).not_null().default("NEVER");
    let mut outcome = ColumnDef::new(OF_PROPOSALS[5]);
    outcome.string_len(16).null();
    let columns = [
        count(OF_PROPOSALS[0], 1),
        rule,
        flag(OF_PROPOSALS[2]),
        number(OF_PROPOSALS[3]),
        number(OF_PROPOSALS[4]),
        outcome,
        timestamp_null(OF_PROPOSALS[6]),
    ];
    for column in columns {
        manager.alter_table(Table::alter().table("proposals").add_column(column).to_owned()).await?;
    }
    // Until now votes have counted whatever the text became, and still do for texts of that time.
    let mut status = ColumnDef::new(OF_VOTES[1]);
    status.string_len(16).not_null().default("PUBLISHED");
    for column in [flag(OF_VOTES[0]), status, count(OF_VOTES[2], 0)] {
        manager.alter_table(Table::alter().table("votes").add_column(column).to_owned()).await?;
    }
    let mut due = Index::create();
    due.name("proposals_closes_at_idx").table("proposals").col("closes_at").and_where(Expr::col("outcome_at").is_null());
    manager.create_index(due).await?;
    index(manager, "votes", &["proposal_id", "cast_at", "id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("reason_marks")
                .col(id())
                .col(reference("vote_id"))
                .col(reference("user_id"))
                .col(timestamp("created_at"))
                .foreign_key(foreign_key("reason_marks", "vote_id", "votes").on_delete(ForeignKeyAction::Cascade))
                .foreign_key(&mut foreign_key("reason_marks", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "reason_marks", &["vote_id", "user_id"]).await?;
    index(manager, "reason_marks", &["user_id"]).await?;
}, down(manager) {
    drop(manager, "reason_marks").await?;
    manager.drop_index(Index::drop().name("votes_proposal_id_cast_at_id_idx").table("votes").to_owned()).await?;
    manager.drop_index(Index::drop().name("proposals_closes_at_idx").table("proposals").to_owned()).await?;
    for column in OF_VOTES.iter().rev() {
        manager.alter_table(Table::alter().table("votes").drop_column(*column).to_owned()).await?;
    }
    for column in OF_PROPOSALS.iter().rev() {
        manager.alter_table(Table::alter().table("proposals").drop_column(*column).to_owned()).await?;
    }
});
