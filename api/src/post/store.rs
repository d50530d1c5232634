//! The register of posts and their earlier texts.

use entity::{PostId, PostKind, RevisionId, Timestamp, post, post_revision};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, QueryResult, Set,
    sea_query::{Expr, IntoColumnRef, SelectStatement},
};

use crate::text::Texts;

/// A post's long texts, as far as they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumns {
    /// Markdown.
    pub body: String,
    /// HTML.
    pub body_html: String,
}

impl TextColumns {
    /// Adds the two columns to a statement; what is not wanted is not read.
    pub fn select(query: &mut SelectStatement, texts: Texts, body: impl IntoColumnRef, body_html: impl IntoColumnRef) {
        for (column, wanted) in [(body.into_column_ref(), texts.body), (body_html.into_column_ref(), texts.body_html)] {
            query.expr(if wanted { Expr::col(column) } else { Expr::cust("''") });
        }
    }

    /// Reads them.
    pub fn read(row: &QueryResult, at: &mut usize) -> Result<Self, DbErr> {
        let texts = Self { body: row.try_get_by_index(*at)?, body_html: row.try_get_by_index(*at + 1)? };
        *at += 2;
        Ok(texts)
    }
}

/// Enters a post into the register; its own row follows in the same transaction.
pub async fn register(connection: &impl ConnectionTrait, id: PostId, kind: PostKind) -> Result<(), DbErr> {
    post::Entity::insert(post::ActiveModel { id: Set(id), kind: Set(kind) }).exec_without_returning(connection).await.map(drop)
}

/// Keeps a text that is about to be replaced.
pub async fn keep_revision(
    connection: &impl ConnectionTrait,
    post_id: PostId,
    number: i32,
    title: Option<String>,
    body: String,
    written_at: Timestamp,
) -> Result<(), DbErr> {
    let revision = post_revision::ActiveModel {
        id: Set(RevisionId::generate()),
        post_id: Set(post_id),
        number: Set(number),
        title: Set(title),
        body: Set(body),
        written_at: Set(written_at),
    };
    revision.insert(connection).await.map(drop)
}
