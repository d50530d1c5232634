//! The register of posts and their earlier texts.

use entity::{EssayId, PostId, PostKind, PostStatus, RevisionId, Role, ThreadId, Timestamp, UserId, post, post_revision};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, Set};

use crate::{post::rules::PostKey, proposal, reply, thread};

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

/// A post of any kind, as far as deciding about it needs.
#[derive(Clone, Debug)]
pub struct PostFacts {
    /// Which post.
    pub key: PostKey,
    /// Whether it is shown.
    pub status: PostStatus,
    /// Who wrote it.
    pub author_id: Option<UserId>,
    /// What they may do.
    pub author_role: Option<Role>,
    /// The work.
    pub essay_id: EssayId,
    /// As its author says.
    pub language: String,
    /// Which text it has.
    pub revision: i32,
    /// Of a thread: since when it is locked.
    pub locked_at: Option<Timestamp>,
    /// Of a reply: its thread, and that one's replies, age and activity, for the count.
    pub thread: Option<(ThreadId, i32, Timestamp, Timestamp)>,
}

/// A post of any kind, locked until the end of the transaction, which will change
/// it. A reply's thread is locked first: the order in which posting locks them.
pub async fn post_to_change(connection: &impl ConnectionTrait, key: PostKey) -> Result<Option<PostFacts>, DbErr> {
    Ok(match key {
        PostKey::Thread(id) => thread::store::thread_to_change(connection, id).await?.map(|item| PostFacts {
            key,
            status: item.row.status,
            author_id: item.row.author_id,
            author_role: item.author.map(|author| author.role),
            essay_id: item.row.essay_id,
            language: item.row.language,
            revision: item.row.revision,
            locked_at: item.row.locked_at,
            thread: None,
        }),
        PostKey::Reply(id) => {
            let Some((thread_id, ..)) = reply::store::place(connection, id).await? else { return Ok(None) };
            let Some(thread) = thread::store::thread_to_change(connection, thread_id).await? else { return Ok(None) };
            reply::store::reply_to_change(connection, id).await?.map(|item| PostFacts {
                key,
                status: item.row.status,
                author_id: item.row.author_id,
                author_role: item.author.map(|author| author.role),
                essay_id: thread.row.essay_id,
                language: item.row.language,
                revision: item.row.revision,
                locked_at: None,
                thread: Some((thread_id, thread.row.reply_count, thread.row.created_at, thread.row.last_activity_at)),
            })
        }
        PostKey::Proposal(id) => proposal::store::proposal_to_change(connection, id).await?.map(|item| PostFacts {
            key,
            status: item.row.status,
            author_id: item.row.author_id,
            author_role: item.author.map(|author| author.role),
            essay_id: item.row.essay_id,
            language: item.row.language,
            revision: item.row.revision,
            locked_at: None,
            thread: None,
        }),
    })
}
