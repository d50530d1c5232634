//! Reasons of votes in the moderation queue: which vote a report is about, and which of its reasons.

use crate::helpers::{index, reference_null};

crate::step!("m20261127_000510_queue_reasons", up(manager) {
    let mut revision = ColumnDef::new("reason_revision");
    revision.integer().not_null().default(1);
    manager.alter_table(Table::alter().table("votes").add_column(revision).to_owned()).await?;
    // SQLite cannot add a foreign key to a table that is there; a vote that is taken back leaves its reports behind anyway.
    manager.alter_table(Table::alter().table("reports").add_column(reference_null("vote_id")).to_owned()).await?;
    index(manager, "reports", &["vote_id", "status"]).await?;
    // Reasons that wait already: an entry each, with the id of the vote for its own.
    let (vote, proposal) = (|column| Expr::col(("votes", column)), |column| Expr::col(("proposals", column)));
    let mut waiting = Query::select();
    waiting
        .expr(vote("id"))
        .expr(vote("id"))
        .expr(vote("proposal_id"))
        .expr(proposal("essay_id"))
        .expr(proposal("language"))
        .exprs([Expr::val(1), Expr::val("OTHER"), Expr::val(8.33), Expr::val(8.33), Expr::val("OPEN")])
        .expr(vote("cast_at"))
        .from("votes")
        .inner_join("proposals", proposal("id").equals(("votes", "proposal_id")))
        .and_where(vote("reason").is_not_null())
        .and_where(vote("reason_status").eq("HELD"));
    let mut entries = Query::insert();
    entries
        .into_table("reports")
        .columns(["id", "vote_id", "post_id", "essay_id", "language", "revision", "reason", "weight", "priority", "status", "created_at"])
        .select_from(waiting)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.exec_stmt(entries).await?;
}, down(manager) {
    // Without the column they would be about the proposals.
    manager.exec_stmt(Query::delete().from_table("reports").and_where(Expr::col("vote_id").is_not_null()).to_owned()).await?;
    manager.drop_index(Index::drop().name("reports_vote_id_status_idx").table("reports").to_owned()).await?;
    manager.alter_table(Table::alter().table("reports").drop_column("vote_id").to_owned()).await?;
    manager.alter_table(Table::alter().table("votes").drop_column("reason_revision").to_owned()).await?;
});
