//! Readers report what belongs to a post: once a person and text, whichever text of a post it is.

use crate::helpers::{index, unique};

const TEXTS: [&str; 4] = ["translation_id", "pledge_id", "joint_statement_id", "vote_id"];
const OF_POSTS: &str = "reports_of_post_key";

async fn take(manager: &SchemaManager<'_>, index: &str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(index).table("reports").to_owned()).await
}

crate::step!("m20261127_000511_report_texts", up(manager) {
    let mut of_posts = Index::create();
    let itself = TEXTS.into_iter().fold(Expr::col("post_id").is_not_null(), |all, text| all.and(Expr::col(text).is_null()));
    of_posts.name(OF_POSTS).table("reports").col("post_id").col("revision").col("reporter_id").unique().and_where(itself);
    manager.create_index(of_posts).await?;
    take(manager, "reports_post_id_revision_reporter_id_key").await?;
    index(manager, "reports", &["post_id", "status"]).await?;
    for text in TEXTS {
        unique(manager, "reports", &[text, "revision", "reporter_id"]).await?;
    }
}, down(manager) {
    // Two of one person on two texts of a post would be one too many.
    let of_texts = TEXTS.into_iter().fold(Expr::val(1).eq(0), |any, text| any.or(Expr::col(text).is_not_null()));
    manager.exec_stmt(Query::delete().from_table("reports").and_where(Expr::col("reporter_id").is_not_null()).and_where(of_texts).to_owned()).await?;
    for text in TEXTS {
        take(manager, &format!("reports_{text}_revision_reporter_id_key")).await?;
    }
    take(manager, "reports_post_id_status_idx").await?;
    unique(manager, "reports", &["post_id", "revision", "reporter_id"]).await?;
    take(manager, OF_POSTS).await?;
});
