//! Votes: one a person and proposal, by constraint.

use crate::helpers::{drop, enumeration, foreign_key, id, index, reference, text_null, timestamp, unique};

crate::step!("m20261124_000010_create_votes", up(manager) {
    manager
        .create_table(
            Table::create()
                .table("votes")
                .col(id())
                .col(reference("proposal_id"))
                .col(reference("voter_id"))
                .col(enumeration("stance"))
                .col(ColumnDef::new("previous_stance").string_len(16).null())
                .col(text_null("reason"))
                .col(timestamp("cast_at"))
                .foreign_key(&mut foreign_key("votes", "proposal_id", "proposals"))
                .foreign_key(&mut foreign_key("votes", "voter_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "votes", &["proposal_id", "voter_id"]).await?;
    index(manager, "votes", &["voter_id"]).await?;
}, down(manager) {
    drop(manager, "votes").await?;
});
