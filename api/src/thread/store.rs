//! Threads in the database.

use std::{collections::HashMap, sync::Arc};

use entity::{EssayId, PostKind, PostStatus, ThreadId, Timestamp, UserId, essay, reply, thread, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryResult, QuerySelect, Set,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType},
};

use crate::{
    anchor::{self, store::Part},
    auth::store::UserRow,
    columns, db,
    essay::store::EssayRow,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    post::store as posts,
    row,
    row::{Columns, Row, TextColumns, Wanted},
    search,
};

row! {
    /// A thread without its texts.
    pub struct ThreadRow from thread {
        /// Key.
        id: ThreadId = Id,
        /// The work.
        essay_id: EssayId = EssayId,
        /// Who wrote it.
        author_id: Option<UserId> = AuthorId,
        /// Title.
        title: String = Title,
        /// As its author says.
        language: String = Language,
        /// Whether it is shown.
        status: PostStatus = Status,
        /// Counts texts, from 1.
        revision: i32 = Revision,
        /// Published replies.
        reply_count: i32 = ReplyCount,
        /// Newest reply, or the thread itself.
        last_activity_at: Timestamp = LastActivityAt,
        /// Rank of the order HOT.
        hot: f64 = Hot,
        /// Null = open.
        locked_at: Option<Timestamp> = LockedAt,
        /// How long one waits between two replies.
        slow_mode_seconds: Option<i32> = SlowModeSeconds,
        /// Whether who differs must first say what from.
        differ_requires_restatement: bool = DifferRequiresRestatement,
        /// When it was written.
        created_at: Timestamp = CreatedAt,
        /// When its text was last changed.
        edited_at: Option<Timestamp> = EditedAt,
        /// What it seems to be written in.
        detected_language: Option<String> = DetectedLanguage,
        /// How sure that is.
        language_confidence: Option<f64> = LanguageConfidence,
    }
}

/// A thread as pages need it: with its author and its work.
#[derive(Clone, Debug)]
pub struct ThreadItem {
    /// The thread.
    pub row: ThreadRow,
    /// Its texts, as far as they were asked for.
    pub texts: TextColumns,
    /// Who wrote it.
    pub author: Option<Arc<UserRow>>,
    /// The work; `None` if it was not asked for.
    pub essay: Option<Arc<EssayRow>>,
}

impl ThreadItem {
    /// Its place in the order with that tag.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        let key = match tag {
            HOT => Key::Float(self.row.hot),
            CREATED_AT => Key::Integer(self.row.created_at.0),
            _ => Key::Integer(self.row.last_activity_at.0),
        };
        Cursor { tag, key, id: self.row.id.0 }
    }
}

const LAST_ACTIVITY_AT: u8 = 10;
const CREATED_AT: u8 = 11;
const HOT: u8 = 12;

/// Lists by activity.
pub const fn by_last_activity(ascending: bool) -> Order<thread::Column> {
    Order { tag: LAST_ACTIVITY_AT, kind: KeyKind::Integer, key: thread::Column::LastActivityAt, id: thread::Column::Id, ascending }
}

/// Lists by age.
pub const fn by_created_at(ascending: bool) -> Order<thread::Column> {
    Order { tag: CREATED_AT, kind: KeyKind::Integer, key: thread::Column::CreatedAt, id: thread::Column::Id, ascending }
}

/// Lists by rank: see `rules::hot`.
pub const fn by_hot(ascending: bool) -> Order<thread::Column> {
    Order { tag: HOT, kind: KeyKind::Float, key: thread::Column::Hot, id: thread::Column::Id, ascending }
}

/// What a list's cursors are made from.
#[must_use]
pub fn sort_key(order: &Order<thread::Column>) -> Columns {
    Columns::of(&[order.key as u32])
}

/// Threads with their authors and works, from `source`: the table, or a page of it.
fn select_items(wanted: Wanted, source: impl FnOnce(&mut SelectStatement)) -> SelectStatement {
    let mut query = Query::select();
    ThreadRow::select(&mut query, wanted.row);
    TextColumns::select(&mut query, wanted.texts, (thread::Entity, thread::Column::Body), (thread::Entity, thread::Column::BodyHtml));
    UserRow::select(&mut query, wanted.author);
    EssayRow::select(&mut query, wanted.essay);
    source(&mut query);
    if wanted.author.any() {
        query.left_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((thread::Entity, thread::Column::AuthorId)));
    }
    if wanted.essay.any() {
        query.inner_join(essay::Entity, Expr::col((essay::Entity, essay::Column::Id)).equals((thread::Entity, thread::Column::EssayId)));
    }
    query
}

fn read_item(row: &QueryResult, wanted: Wanted) -> Result<ThreadItem, DbErr> {
    let mut at = 0;
    Ok(ThreadItem {
        row: ThreadRow::read(row, &mut at, wanted.row)?,
        texts: TextColumns::read(row, &mut at, wanted.texts)?,
        author: UserRow::read_joined(row, &mut at, wanted.author)?.map(Arc::new),
        essay: EssayRow::read_joined(row, &mut at, wanted.essay)?.map(Arc::new),
    })
}

/// Threads by their ids.
pub async fn threads(connection: &impl ConnectionTrait, ids: &[ThreadId], wanted: Wanted) -> Result<Vec<ThreadItem>, DbErr> {
    let query = select_items(wanted, |query| {
        query.from(thread::Entity).and_where(Expr::col((thread::Entity, thread::Column::Id)).is_in(ids.iter().copied()));
    });
    db::fetch_all(connection, &query).await?.iter().map(|row| read_item(row, wanted)).collect()
}

/// One thread, locked until the end of the transaction, which will change it.
pub async fn thread_to_change(connection: &impl ConnectionTrait, id: ThreadId) -> Result<Option<ThreadItem>, DbErr> {
    let mut query = select_items(Wanted::ALL, |query| {
        query.from(thread::Entity).and_where(Expr::col((thread::Entity, thread::Column::Id)).eq(id));
    });
    db::lock_rows(connection, &mut query, thread::Entity);
    db::fetch_one(connection, &query).await?.map(|row| read_item(&row, Wanted::ALL)).transpose()
}

/// Which threads of a list are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// In one of these languages; `None` = in any.
    pub languages: Option<Vec<String>>,
    /// About this part of a text; `None` = about anything.
    pub part: Option<Part>,
}

impl Filter {
    fn apply(&self, query: &mut SelectStatement) {
        if let Some(ranges) = &self.languages {
            query.cond_where(posts::in_languages(&Expr::col((thread::Entity, thread::Column::Language)), ranges));
        }
        if let Some(part) = self.part {
            query.and_where(Expr::col((thread::Entity, thread::Column::Id)).in_subquery(anchor::store::standing_at(part)));
        }
    }
}

/// The page first, its parents second: joins touch a page's rows and no others.
fn page_query(essay_id: Option<EssayId>, filter: &Filter, order: &Order<thread::Column>, page: &Page, wanted: Wanted) -> SelectStatement {
    let mut inner = Query::select();
    inner.column((thread::Entity, Asterisk)).from(thread::Entity);
    if let Some(id) = essay_id {
        inner.and_where(Expr::col((thread::Entity, thread::Column::EssayId)).eq(id));
    }
    filter.apply(&mut inner);
    paging::slice(&mut inner, thread::Entity, order, page);
    select_items(wanted, |query| {
        query.from_subquery(inner, thread::Entity);
    })
}

/// A page of all threads, or of one work's.
pub async fn thread_page(
    connection: &impl ConnectionTrait,
    essay_id: Option<EssayId>,
    filter: &Filter,
    order: &Order<thread::Column>,
    page: &Page,
    wanted: Wanted,
) -> Result<Slice<ThreadItem>, DbErr> {
    let mut query = page_query(essay_id, filter, order, page, wanted);
    paging::sort(&mut query, thread::Entity, order, page);
    let rows: Result<Vec<_>, _> = db::fetch_all(connection, &query).await?.iter().map(|row| read_item(row, wanted)).collect();
    Ok(Slice::new(rows?, page))
}

/// The same page of several works, in one statement that reads an index once a work.
pub async fn thread_pages(
    connection: &impl ConnectionTrait,
    essay_ids: &[EssayId],
    filter: &Filter,
    order: &Order<thread::Column>,
    page: &Page,
    mut wanted: Wanted,
) -> Result<HashMap<EssayId, Slice<ThreadItem>>, DbErr> {
    wanted.row.add(columns!(thread: EssayId));
    wanted.row.add(sort_key(order));
    let mut queries = essay_ids.iter().map(|id| page_query(Some(*id), filter, order, page, wanted));
    let Some(mut query) = queries.next() else { return Ok(HashMap::new()) };
    for other in queries {
        query.union(UnionType::All, other);
    }
    let mut of_essay: HashMap<EssayId, Vec<ThreadItem>> = HashMap::new();
    for row in db::fetch_all(connection, &query).await? {
        let item = read_item(&row, wanted)?;
        of_essay.entry(item.row.essay_id).or_default().push(item);
    }
    Ok(of_essay
        .into_iter()
        .map(|(id, mut rows)| {
            paging::sort_rows(&mut rows, order, page, |item| item.cursor(order.tag));
            (id, Slice::new(rows, page))
        })
        .collect())
}

/// How many threads there are, in all or of one work.
pub async fn count_threads(connection: &impl ConnectionTrait, essay_id: Option<EssayId>, filter: &Filter) -> Result<u64, DbErr> {
    let mut query = thread::Entity::find();
    if let Some(id) = essay_id {
        query = query.filter(thread::Column::EssayId.eq(id));
    }
    filter.apply(QuerySelect::query(&mut query));
    query.count(connection).await
}

/// Adds a thread.
pub async fn insert(connection: &impl ConnectionTrait, row: &ThreadRow, texts: &TextColumns) -> Result<(), DbErr> {
    posts::register(connection, row.id.into(), PostKind::Thread).await?;
    let model = thread::ActiveModel {
        id: Set(row.id),
        essay_id: Set(row.essay_id),
        author_id: Set(row.author_id),
        title: Set(row.title.clone()),
        body: Set(texts.body.clone()),
        body_html: Set(texts.body_html.clone()),
        language: Set(row.language.clone()),
        status: Set(row.status),
        revision: Set(row.revision),
        reply_count: Set(row.reply_count),
        last_activity_at: Set(row.last_activity_at),
        hot: Set(row.hot),
        locked_at: Set(row.locked_at),
        slow_mode_seconds: Set(row.slow_mode_seconds),
        differ_requires_restatement: Set(row.differ_requires_restatement),
        created_at: Set(row.created_at),
        edited_at: Set(row.edited_at),
        detected_language: Set(row.detected_language.clone()),
        language_confidence: Set(row.language_confidence),
    };
    thread::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Puts a new text in place of revision `replaced`; false if that is no longer the present one.
pub async fn revise(connection: &impl ConnectionTrait, item: &ThreadItem, replaced: i32) -> Result<bool, DbErr> {
    let outcome = thread::Entity::update_many()
        .col_expr(thread::Column::Title, Expr::value(item.row.title.clone()))
        .col_expr(thread::Column::Body, Expr::value(item.texts.body.clone()))
        .col_expr(thread::Column::BodyHtml, Expr::value(item.texts.body_html.clone()))
        .col_expr(thread::Column::Revision, Expr::value(item.row.revision))
        .col_expr(thread::Column::EditedAt, Expr::value(item.row.edited_at.map(|time| time.0)))
        .col_expr(thread::Column::DetectedLanguage, Expr::value(item.row.detected_language.clone()))
        .col_expr(thread::Column::LanguageConfidence, Expr::value(item.row.language_confidence))
        .filter(thread::Column::Id.eq(item.row.id))
        .filter(thread::Column::Revision.eq(replaced))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Changes whether a thread is shown.
pub async fn set_status(connection: &impl ConnectionTrait, id: ThreadId, status: PostStatus) -> Result<(), DbErr> {
    thread::Entity::update_many().col_expr(thread::Column::Status, Expr::value(status.as_str())).filter(thread::Column::Id.eq(id)).exec(connection).await?;
    search::store::set_status(connection, id.0, status).await
}

/// Closes a thread for replies, or opens it again.
pub async fn set_locked(connection: &impl ConnectionTrait, id: ThreadId, locked_at: Option<Timestamp>) -> Result<(), DbErr> {
    thread::Entity::update_many()
        .col_expr(thread::Column::LockedAt, Expr::value(locked_at.map(|time| time.0)))
        .filter(thread::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Sets how long one waits between two replies in a thread.
pub async fn set_slow_mode(connection: &impl ConnectionTrait, id: ThreadId, seconds: Option<i32>) -> Result<(), DbErr> {
    thread::Entity::update_many()
        .col_expr(thread::Column::SlowModeSeconds, Expr::value(seconds))
        .filter(thread::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// When the newest reply was written that is not held back; `None` if there is none.
pub async fn newest_reply(connection: &impl ConnectionTrait, id: ThreadId) -> Result<Option<Timestamp>, DbErr> {
    let mut query = Query::select();
    query
        .expr(Expr::col((reply::Entity, reply::Column::CreatedAt)).max())
        .from(reply::Entity)
        .and_where(Expr::col((reply::Entity, reply::Column::ThreadId)).eq(id))
        .and_where(Expr::col((reply::Entity, reply::Column::Status)).ne(PostStatus::Held.as_str()));
    db::fetch_one(connection, &query).await?.map_or(Ok(None), |row| row.try_get_by_index(0))
}

/// Counts a reply more or less, with what depends on it. The thread must be
/// locked by [`thread_to_change`], which is what makes `hot` right.
pub async fn count_reply(connection: &impl ConnectionTrait, id: ThreadId, change: i32, hot: f64, last_activity_at: Timestamp) -> Result<(), DbErr> {
    thread::Entity::update_many()
        .col_expr(thread::Column::ReplyCount, Expr::col(thread::Column::ReplyCount).add(change))
        .col_expr(thread::Column::Hot, Expr::value(hot))
        .col_expr(thread::Column::LastActivityAt, db::at(last_activity_at))
        .filter(thread::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}
