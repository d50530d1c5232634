//! The register of posts and their earlier texts.

use entity::{
    EssayId, FindingsId, PostId, PostKind, PostStatus, RevisionId, Role, ThreadId, Timestamp, UserId, post, post_findings, post_revision,
    proposal as proposals, reply as replies, thread as threads,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, UnionType},
};

use crate::{
    db,
    error::Error,
    post::rules::PostKey,
    proposal,
    reply::{self, store::ReplyItem},
    search,
    thread::{self, store::ThreadItem},
};

/// Enters a post into the register; its own row follows in the same transaction.
pub async fn register(connection: &impl ConnectionTrait, id: PostId, kind: PostKind) -> Result<(), DbErr> {
    post::Entity::insert(post::ActiveModel { id: Set(id), kind: Set(kind) }).exec_without_returning(connection).await.map(drop)
}

/// Kinds of posts, by their ids.
pub async fn kinds(connection: &impl ConnectionTrait, ids: &[PostId]) -> Result<Vec<(PostId, PostKind)>, DbErr> {
    let rows = post::Entity::find().filter(post::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind)).collect())
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
    /// What it seems to be in, and how sure that is.
    pub detected_language: Option<String>,
    /// With that.
    pub language_confidence: Option<f64>,
    /// Which text it has.
    pub revision: i32,
    /// Of a thread: since when it is locked.
    pub locked_at: Option<Timestamp>,
    /// Of a reply: its thread, and that one's replies and age, for the count.
    pub thread: Option<(ThreadId, i32, Timestamp)>,
}

impl PostFacts {
    /// Of a reply and its thread, which are at hand.
    #[must_use]
    pub fn of_reply(thread: &ThreadItem, item: &ReplyItem) -> Self {
        Self {
            key: PostKey::Reply(item.row.id),
            status: item.row.status,
            author_id: item.row.author_id,
            author_role: item.author.as_ref().map(|author| author.role),
            essay_id: thread.row.essay_id,
            language: item.row.language.clone(),
            detected_language: item.row.detected_language.clone(),
            language_confidence: item.row.language_confidence,
            revision: item.row.revision,
            locked_at: None,
            thread: Some((thread.row.id, thread.row.reply_count, thread.row.created_at)),
        }
    }
}

/// The post that something in the database refers to, locked like by [`post_to_change`].
/// Posts are never deleted from their tables, so it is there.
pub async fn referred_post_to_change(connection: &impl ConnectionTrait, id: PostId) -> Result<PostFacts, Error> {
    let missing = || Error::internal(format!("the post {} is referred to and not there", id.0));
    let (_, kind) = kinds(connection, &[id]).await?.pop().ok_or_else(missing)?;
    post_to_change(connection, PostKey::new(kind, id)).await?.ok_or_else(missing)
}

/// A post of any kind, locked until the end of the transaction, which will change
/// it; a reply with its thread. `CONFLICT` if a reply was moved meanwhile.
pub async fn post_to_change(connection: &impl ConnectionTrait, key: PostKey) -> Result<Option<PostFacts>, Error> {
    Ok(match key {
        PostKey::Thread(id) => thread::store::thread_to_change(connection, id).await?.map(|item| PostFacts {
            key,
            status: item.row.status,
            author_id: item.row.author_id,
            author_role: item.author.map(|author| author.role),
            essay_id: item.row.essay_id,
            language: item.row.language,
            detected_language: item.row.detected_language,
            language_confidence: item.row.language_confidence,
            revision: item.row.revision,
            locked_at: item.row.locked_at,
            thread: None,
        }),
        PostKey::Reply(id) => reply::store::reply_in_thread_to_change(connection, id).await?.map(|(thread, item)| PostFacts::of_reply(&thread, &item)),
        PostKey::Proposal(id) => proposal::store::proposal_to_change(connection, id).await?.map(|item| PostFacts {
            key,
            status: item.row.status,
            author_id: item.row.author_id,
            author_role: item.author.map(|author| author.role),
            essay_id: item.row.essay_id,
            language: item.row.language,
            detected_language: item.row.detected_language,
            language_confidence: item.row.language_confidence,
            revision: item.row.revision,
            locked_at: None,
            thread: None,
        }),
    })
}

/// The posts of one author in all three tables, in one statement.
fn of_author(author: UserId, column: &'static str, narrow: impl Fn(&mut SelectStatement)) -> SelectStatement {
    let one = |table: &'static str| {
        let mut query = Query::select();
        query.column(column).from(table).and_where(Expr::col("author_id").eq(author));
        narrow(&mut query);
        query
    };
    let mut query = one("threads");
    query.union(UnionType::All, one("replies")).union(UnionType::All, one("proposals"));
    query
}

/// Bodies of what somebody wrote since a time, but for one post; `most` of them.
pub async fn recent_texts(
    connection: &impl ConnectionTrait,
    author: UserId,
    since: Timestamp,
    except: Option<PostId>,
    most: u64,
) -> Result<Vec<String>, DbErr> {
    let mut query = of_author(author, "body", |query| {
        query.and_where(Expr::col("created_at").gt(since.0));
        if let Some(id) = except {
            query.and_where(Expr::col("id").ne(id));
        }
    });
    query.limit(most);
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// How many posts of somebody are shown; counted up to `most`.
pub async fn published_count(connection: &impl ConnectionTrait, author: UserId, most: u64) -> Result<u32, DbErr> {
    let mut query = of_author(author, "id", |query| {
        query.and_where(Expr::col("status").eq(PostStatus::Published.as_str()));
    });
    query.limit(most);
    Ok(u32::try_from(db::fetch_all(connection, &query).await?.len()).unwrap_or(u32::MAX))
}

/// Keeps what the rules found in a text, as JSON.
pub async fn insert_findings(connection: &impl ConnectionTrait, post_id: PostId, revision: i32, findings: String) -> Result<(), DbErr> {
    let row = post_findings::ActiveModel { id: Set(FindingsId::generate()), post_id: Set(post_id), revision: Set(revision), findings: Set(findings) };
    row.insert(connection).await.map(drop)
}

/// What the rules found in all texts of these posts.
pub async fn findings(connection: &impl ConnectionTrait, posts: &[PostId]) -> Result<Vec<post_findings::Model>, DbErr> {
    post_findings::Entity::find().filter(post_findings::Column::PostId.is_in(posts.iter().copied())).all(connection).await
}

/// A post of which nothing was detected.
#[derive(Clone, Debug)]
pub struct Undetected {
    /// Which.
    pub id: PostId,
    /// As its author says.
    pub language: String,
    /// Which text.
    pub revision: i32,
    /// Markdown.
    pub body: String,
    /// `None` for replies.
    pub title: Option<String>,
}

const fn table(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Thread => "threads",
        PostKind::Reply => "replies",
        PostKind::Proposal => "proposals",
    }
}

/// Posts of a kind of which nothing was detected, by their ids; `most` of those after one.
pub async fn undetected(connection: &impl ConnectionTrait, kind: PostKind, after: Option<PostId>, most: u64) -> Result<Vec<Undetected>, DbErr> {
    let mut query = Query::select();
    query.columns(["id", "language", "revision", "body"]);
    if kind != PostKind::Reply {
        query.column("title");
    }
    query.from(table(kind)).and_where(Expr::col("detected_language").is_null()).order_by("id", sea_orm::Order::Asc).limit(most);
    if let Some(id) = after {
        query.and_where(Expr::col("id").gt(id));
    }
    let read = |row: &sea_orm::QueryResult| {
        Ok(Undetected {
            id: row.try_get_by_index(0)?,
            language: row.try_get_by_index(1)?,
            revision: row.try_get_by_index(2)?,
            body: row.try_get_by_index(3)?,
            title: if kind == PostKind::Reply { None } else { Some(row.try_get_by_index(4)?) },
        })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// Keeps what was detected in a text, if that is still the present one.
pub async fn set_detected(connection: &impl ConnectionTrait, key: PostKey, revision: i32, language: &str, confidence: f64) -> Result<(), DbErr> {
    macro_rules! update {
        ($entity:ident, $id:expr) => {
            $entity::Entity::update_many()
                .col_expr($entity::Column::DetectedLanguage, Expr::value(language))
                .col_expr($entity::Column::LanguageConfidence, Expr::value(confidence))
                .filter($entity::Column::Id.eq($id))
                .filter($entity::Column::Revision.eq(revision))
                .exec(connection)
                .await
                .map(drop)
        };
    }
    match key {
        PostKey::Thread(id) => update!(threads, id),
        PostKey::Reply(id) => update!(replies, id),
        PostKey::Proposal(id) => update!(proposals, id),
    }
}

/// Marks a post as in another language; false if it is no longer marked as `replaced`.
pub async fn set_language(connection: &impl ConnectionTrait, key: PostKey, replaced: &str, language: &str) -> Result<bool, DbErr> {
    macro_rules! update {
        ($entity:ident, $id:expr) => {
            $entity::Entity::update_many()
                .col_expr($entity::Column::Language, Expr::value(language))
                .filter($entity::Column::Id.eq($id))
                .filter($entity::Column::Language.eq(replaced))
                .exec(connection)
                .await?
        };
    }
    let outcome = match key {
        PostKey::Thread(id) => update!(threads, id),
        PostKey::Reply(id) => update!(replies, id),
        PostKey::Proposal(id) => update!(proposals, id),
    };
    let is_changed = outcome.rows_affected == 1;
    if is_changed {
        search::store::set_language(connection, key.post_id().0, language).await?;
    }
    Ok(is_changed)
}

/// Whether a tag is one of `ranges` or a more special one; see `text::language::is_in_range`.
#[must_use]
pub fn in_languages(language: &Expr, ranges: &[String]) -> Condition {
    // Tags are stored in canonical form, and no character of theirs means something to LIKE.
    ranges.iter().fold(Condition::any().add(Expr::val(1).eq(0)), |any, range| {
        any.add(language.clone().eq(range.as_str())).add(language.clone().like(format!("{range}-%")))
    })
}
