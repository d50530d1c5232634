//! Replies in the database.

use std::{collections::HashMap, sync::Arc};

use entity::{PostKind, PostStatus, ReplyId, ReplyKind, ThreadId, Timestamp, UserId, reply, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryResult, Set,
    sea_query::{Asterisk, CaseStatement, Expr, ExprTrait, Query, SelectStatement, UnionType},
};

use crate::{
    auth::store::UserRow,
    columns, db,
    error::Error,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    post::store as posts,
    reply::rules,
    row,
    row::{Columns, Row, TextColumns, Wanted},
    search,
    thread::{self, store::ThreadItem},
};

row! {
    /// A reply without its texts.
    pub struct ReplyRow from reply {
        /// Key.
        id: ReplyId = Id,
        /// The thread.
        thread_id: ThreadId = ThreadId,
        /// Null = answers the thread itself.
        parent_id: Option<ReplyId> = ParentId,
        /// Who wrote it.
        author_id: Option<UserId> = AuthorId,
        /// 1 for an answer to the thread.
        depth: i32 = Depth,
        /// Place in reading order.
        path: Vec<u8> = Path,
        /// What it does with what it answers.
        kind: ReplyKind = Kind,
        /// Which text of that it answers.
        parent_revision: i32 = ParentRevision,
        /// As its author says.
        language: String = Language,
        /// Whether it is shown.
        status: PostStatus = Status,
        /// Counts texts, from 1.
        revision: i32 = Revision,
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

/// A reply as pages need it: with its author.
#[derive(Clone, Debug)]
pub struct ReplyItem {
    /// The reply.
    pub row: ReplyRow,
    /// Its texts, as far as they were asked for.
    pub texts: TextColumns,
    /// Who wrote it.
    pub author: Option<Arc<UserRow>>,
}

impl ReplyItem {
    /// Its place in the order with that tag.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        let key = if tag == READING_ORDER { Key::Path(self.row.path.clone()) } else { Key::Integer(self.row.created_at.0) };
        Cursor { tag, key, id: self.row.id.0 }
    }
}

const READING_ORDER: u8 = 20;
const CREATED_AT: u8 = 21;

/// Lists as they are read: each reply is followed by the replies to it.
pub const fn in_reading_order(ascending: bool) -> Order<reply::Column> {
    Order { tag: READING_ORDER, kind: KeyKind::Path, key: reply::Column::Path, id: reply::Column::Path, ascending }
}

/// Lists by age.
pub const fn by_created_at(ascending: bool) -> Order<reply::Column> {
    Order { tag: CREATED_AT, kind: KeyKind::Integer, key: reply::Column::CreatedAt, id: reply::Column::Id, ascending }
}

/// What a list of replies is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// Of a thread, at every depth.
    Thread(ThreadId),
    /// Of a reply: direct answers.
    Reply(ReplyId),
}

impl Of {
    fn condition(self) -> sea_orm::sea_query::SimpleExpr {
        match self {
            Self::Thread(id) => Expr::col((reply::Entity, reply::Column::ThreadId)).eq(id),
            Self::Reply(id) => Expr::col((reply::Entity, reply::Column::ParentId)).eq(id),
        }
    }
}

/// What a list's cursors are made from.
#[must_use]
pub fn sort_key(order: &Order<reply::Column>) -> Columns {
    Columns::of(&[order.key as u32])
}

/// Replies with their authors, from `source`: the table, or a page of it.
fn select_items(wanted: Wanted, source: impl FnOnce(&mut SelectStatement)) -> SelectStatement {
    let mut query = Query::select();
    ReplyRow::select(&mut query, wanted.row);
    TextColumns::select(&mut query, wanted.texts, (reply::Entity, reply::Column::Body), (reply::Entity, reply::Column::BodyHtml));
    UserRow::select(&mut query, wanted.author);
    source(&mut query);
    if wanted.author.any() {
        query.left_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((reply::Entity, reply::Column::AuthorId)));
    }
    query
}

fn read_item(row: &QueryResult, wanted: Wanted) -> Result<ReplyItem, DbErr> {
    let mut at = 0;
    Ok(ReplyItem {
        row: ReplyRow::read(row, &mut at, wanted.row)?,
        texts: TextColumns::read(row, &mut at, wanted.texts)?,
        author: UserRow::read_joined(row, &mut at, wanted.author)?.map(Arc::new),
    })
}

/// Replies by their ids, with all that they have.
pub async fn replies(connection: &impl ConnectionTrait, ids: &[ReplyId]) -> Result<Vec<ReplyItem>, DbErr> {
    let query = select_items(Wanted::ALL, |query| {
        query.from(reply::Entity).and_where(Expr::col((reply::Entity, reply::Column::Id)).is_in(ids.iter().copied()));
    });
    db::fetch_all(connection, &query).await?.iter().map(|row| read_item(row, Wanted::ALL)).collect()
}

/// One reply, locked until the end of the transaction, which will change it.
pub async fn reply_to_change(connection: &impl ConnectionTrait, id: ReplyId) -> Result<Option<ReplyItem>, DbErr> {
    let mut query = select_items(Wanted::ALL, |query| {
        query.from(reply::Entity).and_where(Expr::col((reply::Entity, reply::Column::Id)).eq(id));
    });
    db::lock_rows(connection, &mut query, reply::Entity);
    db::fetch_one(connection, &query).await?.map(|row| read_item(&row, Wanted::ALL)).transpose()
}

/// A reply and its thread, both locked until the end of the transaction: the thread
/// first, the order in which posting locks them. `CONFLICT` if the reply was moved to
/// another thread while we waited for the one in which we found it.
pub async fn reply_in_thread_to_change(connection: &impl ConnectionTrait, id: ReplyId) -> Result<Option<(ThreadItem, ReplyItem)>, Error> {
    let Some(place) = place(connection, id).await? else { return Ok(None) };
    let Some(thread) = thread::store::thread_to_change(connection, place.thread_id).await? else { return Ok(None) };
    let Some(item) = reply_to_change(connection, id).await? else { return Ok(None) };
    if item.row.thread_id != thread.row.id {
        return Err(Error::conflict("This reply has just been moved. Try again."));
    }
    Ok(Some((thread, item)))
}

/// A reply among those that move together.
pub struct Placed {
    /// Which.
    pub id: ReplyId,
    /// How deep it is.
    pub depth: i32,
    /// Its place in reading order.
    pub path: Vec<u8>,
    /// Whether it is shown.
    pub status: PostStatus,
}

/// A reply of a thread and all that answers it, in reading order; `most` of them.
pub async fn subtree(connection: &impl ConnectionTrait, thread_id: ThreadId, path: &[u8], most: u64) -> Result<Vec<Placed>, DbErr> {
    let mut query = Query::select();
    query
        .columns([reply::Column::Id, reply::Column::Depth, reply::Column::Path, reply::Column::Status])
        .from(reply::Entity)
        .and_where(Expr::col(reply::Column::ThreadId).eq(thread_id))
        .and_where(Expr::col(reply::Column::Path).gte(path.to_vec()))
        .and_where(Expr::col(reply::Column::Path).lt(rules::end_of_subtree(path)))
        .order_by(reply::Column::Path, sea_orm::Order::Asc)
        .limit(most);
    let read = |row: &QueryResult| {
        Ok(Placed { id: row.try_get_by_index(0)?, depth: row.try_get_by_index(1)?, path: row.try_get_by_index(2)?, status: row.try_get_by_index(3)? })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// Replies whose places one statement changes.
const PLACES_AT_ONCE: usize = 200;

/// Writes new places, in one thread. Their uniqueness is not at stake on the way: a path
/// ends with its reply's own id.
pub async fn set_places(connection: &impl ConnectionTrait, thread_id: ThreadId, places: &[Placed]) -> Result<(), DbErr> {
    for places in places.chunks(PLACES_AT_ONCE) {
        let (mut paths, mut depths) = (CaseStatement::new(), CaseStatement::new());
        for place in places {
            let is_it = || Expr::col(reply::Column::Id).eq(place.id);
            paths = paths.case(is_it(), Expr::value(place.path.clone()));
            depths = depths.case(is_it(), Expr::value(place.depth));
        }
        reply::Entity::update_many()
            .col_expr(reply::Column::ThreadId, Expr::value(thread_id.0))
            .col_expr(reply::Column::Path, paths.into())
            .col_expr(reply::Column::Depth, depths.into())
            .filter(reply::Column::Id.is_in(places.iter().map(|place| place.id)))
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Makes a reply answer something else, by the text which that has now.
pub async fn set_parent(connection: &impl ConnectionTrait, id: ReplyId, parent_id: Option<ReplyId>, parent_revision: i32) -> Result<(), DbErr> {
    reply::Entity::update_many()
        .col_expr(reply::Column::ParentId, Expr::value(parent_id.map(|id| id.0)))
        .col_expr(reply::Column::ParentRevision, Expr::value(parent_revision))
        .filter(reply::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Where a reply stands, and what whoever answers it must know.
pub struct Place {
    /// Its thread.
    pub thread_id: ThreadId,
    /// How deep it is.
    pub depth: i32,
    /// Its place in reading order.
    pub path: Vec<u8>,
    /// Which text it has.
    pub revision: i32,
    /// Who wrote it.
    pub author_id: Option<UserId>,
}

/// Where a reply stands.
pub async fn place(connection: &impl ConnectionTrait, id: ReplyId) -> Result<Option<Place>, DbErr> {
    let mut query = Query::select();
    let columns = [reply::Column::ThreadId, reply::Column::Depth, reply::Column::Path, reply::Column::Revision, reply::Column::AuthorId];
    query.columns(columns).from(reply::Entity).and_where(Expr::col(reply::Column::Id).eq(id));
    let row = db::fetch_one(connection, &query).await?;
    row.map(|row| {
        Ok(Place {
            thread_id: row.try_get_by_index(0)?,
            depth: row.try_get_by_index(1)?,
            path: row.try_get_by_index(2)?,
            revision: row.try_get_by_index(3)?,
            author_id: row.try_get_by_index(4)?,
        })
    })
    .transpose()
}

fn page_query(of: Of, languages: Option<&[String]>, order: &Order<reply::Column>, page: &Page, wanted: Wanted) -> SelectStatement {
    let mut inner = Query::select();
    inner.column((reply::Entity, Asterisk)).from(reply::Entity).and_where(of.condition());
    if let Some(ranges) = languages {
        inner.cond_where(posts::in_languages(&Expr::col((reply::Entity, reply::Column::Language)), ranges));
    }
    paging::slice(&mut inner, reply::Entity, order, page);
    select_items(wanted, |query| {
        query.from_subquery(inner, reply::Entity);
    })
}

/// A page of a thread's or a reply's replies.
pub async fn reply_page(
    connection: &impl ConnectionTrait,
    of: Of,
    languages: Option<&[String]>,
    order: &Order<reply::Column>,
    page: &Page,
    wanted: Wanted,
) -> Result<Slice<ReplyItem>, DbErr> {
    let mut query = page_query(of, languages, order, page, wanted);
    paging::sort(&mut query, reply::Entity, order, page);
    let rows: Result<Vec<_>, _> = db::fetch_all(connection, &query).await?.iter().map(|row| read_item(row, wanted)).collect();
    Ok(Slice::new(rows?, page))
}

/// The same page of several threads or replies, in one statement.
pub async fn reply_pages(
    connection: &impl ConnectionTrait,
    parents: &[Of],
    languages: Option<&[String]>,
    order: &Order<reply::Column>,
    page: &Page,
    mut wanted: Wanted,
) -> Result<HashMap<Of, Slice<ReplyItem>>, DbErr> {
    wanted.row.add(columns!(reply: ThreadId, ParentId));
    wanted.row.add(sort_key(order));
    let mut queries = parents.iter().map(|of| page_query(*of, languages, order, page, wanted));
    let Some(mut query) = queries.next() else { return Ok(HashMap::new()) };
    for other in queries {
        query.union(UnionType::All, other);
    }
    let mut lists: HashMap<Of, Vec<ReplyItem>> = HashMap::new();
    for row in db::fetch_all(connection, &query).await? {
        let item = read_item(&row, wanted)?;
        let of_thread = Of::Thread(item.row.thread_id);
        let of = item.row.parent_id.map(Of::Reply).filter(|of| parents.contains(of)).unwrap_or(of_thread);
        lists.entry(of).or_default().push(item);
    }
    Ok(lists
        .into_iter()
        .map(|(of, mut rows)| {
            paging::sort_rows(&mut rows, order, page, |item| item.cursor(order.tag));
            (of, Slice::new(rows, page))
        })
        .collect())
}

/// How many replies a thread or a reply has, removed ones with it: as many as its list shows.
pub async fn count_replies(connection: &impl ConnectionTrait, of: Of, languages: Option<&[String]>) -> Result<u64, DbErr> {
    let mut query = reply::Entity::find().filter(of.condition());
    if let Some(ranges) = languages {
        query = query.filter(posts::in_languages(&Expr::col((reply::Entity, reply::Column::Language)), ranges));
    }
    query.count(connection).await
}

/// When somebody last replied in a thread.
pub async fn last_in_thread(connection: &impl ConnectionTrait, thread_id: ThreadId, author: UserId) -> Result<Option<Timestamp>, DbErr> {
    let mut query = Query::select();
    query
        .expr(Expr::col((reply::Entity, reply::Column::CreatedAt)).max())
        .from(reply::Entity)
        .and_where(Expr::col((reply::Entity, reply::Column::AuthorId)).eq(author))
        .and_where(Expr::col((reply::Entity, reply::Column::ThreadId)).eq(thread_id));
    db::fetch_one(connection, &query).await?.map_or(Ok(None), |row| row.try_get_by_index(0))
}

/// Adds a reply.
pub async fn insert(connection: &impl ConnectionTrait, row: &ReplyRow, texts: &TextColumns) -> Result<(), DbErr> {
    posts::register(connection, row.id.into(), PostKind::Reply).await?;
    let model = reply::ActiveModel {
        id: Set(row.id),
        thread_id: Set(row.thread_id),
        parent_id: Set(row.parent_id),
        author_id: Set(row.author_id),
        depth: Set(row.depth),
        path: Set(row.path.clone()),
        body: Set(texts.body.clone()),
        body_html: Set(texts.body_html.clone()),
        kind: Set(row.kind),
        parent_revision: Set(row.parent_revision),
        language: Set(row.language.clone()),
        status: Set(row.status),
        revision: Set(row.revision),
        created_at: Set(row.created_at),
        edited_at: Set(row.edited_at),
        detected_language: Set(row.detected_language.clone()),
        language_confidence: Set(row.language_confidence),
    };
    reply::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Puts a new text in place of revision `replaced`; false if that is no longer the present one.
pub async fn revise(connection: &impl ConnectionTrait, item: &ReplyItem, replaced: i32) -> Result<bool, DbErr> {
    let outcome = reply::Entity::update_many()
        .col_expr(reply::Column::Body, Expr::value(item.texts.body.clone()))
        .col_expr(reply::Column::BodyHtml, Expr::value(item.texts.body_html.clone()))
        .col_expr(reply::Column::Revision, Expr::value(item.row.revision))
        .col_expr(reply::Column::EditedAt, Expr::value(item.row.edited_at.map(|time| time.0)))
        .col_expr(reply::Column::DetectedLanguage, Expr::value(item.row.detected_language.clone()))
        .col_expr(reply::Column::LanguageConfidence, Expr::value(item.row.language_confidence))
        .filter(reply::Column::Id.eq(item.row.id))
        .filter(reply::Column::Revision.eq(replaced))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Changes whether a reply is shown.
pub async fn set_status(connection: &impl ConnectionTrait, id: ReplyId, status: PostStatus) -> Result<(), DbErr> {
    reply::Entity::update_many().col_expr(reply::Column::Status, Expr::value(status.as_str())).filter(reply::Column::Id.eq(id)).exec(connection).await?;
    search::store::set_status(connection, id.0, status).await
}
