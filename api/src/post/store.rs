//! The register of posts and their earlier texts.

use entity::{PostId, PostKind, RevisionId, Timestamp, post, post_revision};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, Set};

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
