//! Who is open to partners, invitations, pairs and what they write.

use crate::helpers::{drop, enumeration, foreign_key, id, index, reference, text, timestamp, timestamp_null, unique};

crate::step!("m20261125_000401_create_pairs", up(manager) {
    let mut user_id = reference("user_id");
    user_id.primary_key();
    let mut is_open = ColumnDef::new("is_open");
    is_open.boolean().not_null();
    let mut country = ColumnDef::new("country");
    country.string_len(2).not_null();
    manager
        .create_table(
            Table::create()
                .table("partnerings")
                .col(user_id)
                .col(is_open)
                .col(country)
                .col(timestamp("country_since"))
                .foreign_key(&mut foreign_key("partnerings", "user_id", "users"))
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("invitations")
                .col(id())
                .col(reference("proposal_id"))
                .col(reference("from_id"))
                .col(reference("to_id"))
                .col(reference("first_id"))
                .col(reference("second_id"))
                .col(text("message"))
                .col(enumeration("status"))
                .col(timestamp("created_at"))
                .col(timestamp_null("answered_at"))
                .foreign_key(&mut foreign_key("invitations", "proposal_id", "proposals"))
                .foreign_key(&mut foreign_key("invitations", "from_id", "users"))
                .foreign_key(&mut foreign_key("invitations", "to_id", "users"))
                .to_owned(),
        )
        .await?;
    let mut open = Index::create();
    open.name("invitations_open_key").table("invitations").col("proposal_id").col("first_id").col("second_id").unique().and_where(Expr::col("status").eq("OPEN"));
    manager.create_index(open).await?;
    index(manager, "invitations", &["proposal_id"]).await?;
    index(manager, "invitations", &["from_id", "status"]).await?;
    index(manager, "invitations", &["to_id", "status"]).await?;
    manager
        .create_table(
            Table::create()
                .table("pairs")
                .col(id())
                .col(reference("proposal_id"))
                .col(reference("first_id"))
                .col(reference("second_id"))
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("pairs", "proposal_id", "proposals"))
                .foreign_key(&mut foreign_key("pairs", "first_id", "users"))
                .foreign_key(&mut foreign_key("pairs", "second_id", "users"))
                .to_owned(),
        )
        .await?;
    unique(manager, "pairs", &["proposal_id", "first_id", "second_id"]).await?;
    index(manager, "pairs", &["first_id"]).await?;
    index(manager, "pairs", &["second_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("pair_messages")
                .col(id())
                .col(reference("pair_id"))
                .col(reference("author_id"))
                .col(text("body"))
                .col(text("body_html"))
                .col(timestamp("created_at"))
                .foreign_key(&mut foreign_key("pair_messages", "pair_id", "pairs"))
                .foreign_key(&mut foreign_key("pair_messages", "author_id", "users"))
                .to_owned(),
        )
        .await?;
    index(manager, "pair_messages", &["pair_id", "created_at", "id"]).await?;
    index(manager, "pair_messages", &["author_id"]).await?;
}, down(manager) {
    for table in ["pair_messages", "pairs", "invitations", "partnerings"] {
        drop(manager, table).await?;
    }
});
