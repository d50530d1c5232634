//! What can be searched, in the database.

use std::collections::HashMap;

use entity::{EditionId, EssayId, PostId, PostKind, PostStatus, SearchKind, Timestamp, edition, post, proposal, reply, search_document, thread, translation};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryResult, Set,
    sea_query::{Expr, ExprTrait, Func, OnConflict, Query},
};
use uuid::Uuid;

use crate::{
    db::{self, full_text},
    search::rules::{self, rank::HEAD},
    text::terms::Match,
};

/// A text that can be found.
#[derive(Clone, Debug)]
pub struct Document {
    /// What is found by it.
    pub kind: SearchKind,
    /// The essay or the post.
    pub subject_id: Uuid,
    /// Whose text it is: the edition's, the post's, or that of a translation of the post.
    pub text_id: Uuid,
    /// The work.
    pub essay_id: EssayId,
    /// What it is written in.
    pub language: String,
    /// As a reader sees it; empty if there is none.
    pub title: String,
    /// As a reader sees it.
    pub body: String,
    /// Whether it may be found.
    pub is_visible: bool,
    /// When it was published.
    pub created_at: Timestamp,
}

/// What the index needs to know of a row.
struct Kept {
    id: i64,
    kind: SearchKind,
    essay_id: EssayId,
    language: String,
    title: String,
    body: String,
}

const KEPT: [search_document::Column; 6] = [
    search_document::Column::Id,
    search_document::Column::Kind,
    search_document::Column::EssayId,
    search_document::Column::Language,
    search_document::Column::Title,
    search_document::Column::Body,
];

impl Kept {
    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(0)?,
            kind: row.try_get_by_index(1)?,
            essay_id: row.try_get_by_index(2)?,
            language: row.try_get_by_index(3)?,
            title: row.try_get_by_index(4)?,
            body: row.try_get_by_index(5)?,
        })
    }

    fn indexed(&self) -> full_text::Indexed {
        full_text::Indexed { id: self.id, terms: rules::sequence(&self.title, &self.body), facets: rules::facets(self.kind, self.essay_id.0, &self.language) }
    }
}

/// Makes a text findable, or puts a new one in its place; one that may not be found is kept
/// for the day on which it may. In the transaction that writes the text.
pub async fn put(connection: &impl ConnectionTrait, document: Document) -> Result<(), DbErr> {
    put_all(connection, vec![document]).await
}

/// The same for several, in the order in which they shall count as new.
pub async fn put_all(connection: &impl ConnectionTrait, documents: Vec<Document>) -> Result<(), DbErr> {
    if documents.is_empty() {
        return Ok(());
    }
    let mut visible: HashMap<Uuid, Kept> = HashMap::with_capacity(documents.len());
    let mut rows = Vec::with_capacity(documents.len());
    for document in documents {
        let (title, body) = (rules::fold(&document.title), rules::fold(&document.body));
        if document.is_visible {
            let kept =
                Kept { id: 0, kind: document.kind, essay_id: document.essay_id, language: document.language.clone(), title: title.clone(), body: body.clone() };
            visible.insert(document.text_id, kept);
        }
        rows.push(search_document::ActiveModel {
            kind: Set(document.kind),
            subject_id: Set(document.subject_id),
            text_id: Set(document.text_id),
            essay_id: Set(document.essay_id),
            language: Set(document.language),
            title: Set(title),
            body: Set(body),
            is_visible: Set(document.is_visible),
            created_at: Set(document.created_at),
            ..Default::default()
        });
    }
    let replaced = [
        search_document::Column::Language,
        search_document::Column::Title,
        search_document::Column::Body,
        search_document::Column::IsVisible,
        search_document::Column::CreatedAt,
    ];
    let written = search_document::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(search_document::Column::TextId).update_columns(replaced).to_owned())
        .exec_with_returning(connection)
        .await?;
    let mut indexed = Vec::with_capacity(written.len());
    for row in written {
        match visible.remove(&row.text_id) {
            Some(kept) => indexed.push(Kept { id: row.id, ..kept }.indexed()),
            None => full_text::remove(connection, row.id).await?,
        }
    }
    full_text::put(connection, &indexed).await
}

/// Lets the texts of a post be found, or not any more: its own and those of its translations.
/// In the transaction that changes whether it is shown.
pub async fn set_status(connection: &impl ConnectionTrait, subject_id: Uuid, status: PostStatus) -> Result<(), DbErr> {
    let is_visible = rules::is_findable(status);
    let mut query = Query::update();
    query
        .table(search_document::Entity)
        .value(search_document::Column::IsVisible, is_visible)
        .and_where(Expr::col(search_document::Column::SubjectId).eq(subject_id))
        .and_where(Expr::col(search_document::Column::IsVisible).ne(is_visible))
        .returning(Query::returning().columns(KEPT));
    let rows: Vec<Kept> = connection.query_all(&query).await?.iter().map(Kept::read).collect::<Result<_, _>>()?;
    if is_visible {
        let indexed: Vec<_> = rows.iter().map(Kept::indexed).collect();
        return full_text::put(connection, &indexed).await;
    }
    for row in rows {
        full_text::remove(connection, row.id).await?;
    }
    Ok(())
}

/// Marks a text as in another language. In the transaction that corrects it.
pub async fn set_language(connection: &impl ConnectionTrait, text_id: Uuid, language: &str) -> Result<(), DbErr> {
    let mut query = Query::update();
    query
        .table(search_document::Entity)
        .value(search_document::Column::Language, language)
        .and_where(Expr::col(search_document::Column::TextId).eq(text_id))
        .returning(Query::returning().columns(KEPT.into_iter().chain([search_document::Column::IsVisible])));
    let Some(row) = connection.query_one(&query).await? else { return Ok(()) };
    if row.try_get_by_index(KEPT.len())? { full_text::put(connection, &[Kept::read(&row)?.indexed()]).await } else { Ok(()) }
}

/// A text that may be a hit.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidateRow {
    /// What is found.
    pub kind: SearchKind,
    /// The essay or the post.
    pub subject_id: Uuid,
    /// Whose text it is.
    pub text_id: Uuid,
    /// What it is written in.
    pub language: String,
    /// Folded.
    pub title: String,
    /// The beginning of its body, folded.
    pub head: String,
    /// When it was published.
    pub created_at: Timestamp,
}

/// Texts that match, `most` of them at most, and whether there are no others; see
/// [`full_text::find`].
pub async fn candidates(connection: &impl ConnectionTrait, places: &[(Match, u64)], most: usize) -> Result<(Vec<CandidateRow>, bool), DbErr> {
    let full_text::Found { mut ids, is_all } = full_text::find(connection, places, most).await?;
    if ids.is_empty() {
        return Ok((Vec::new(), true));
    }
    // Few lengths of the list are few statements to prepare. Again the last: it is found once.
    if let (Some(last), Some(length)) = (ids.last().copied(), [20, 100, most].into_iter().find(|length| *length >= ids.len())) {
        ids.resize(length, last);
    }
    let mut query = Query::select();
    query
        .columns([
            search_document::Column::Kind,
            search_document::Column::SubjectId,
            search_document::Column::TextId,
            search_document::Column::Language,
            search_document::Column::Title,
            search_document::Column::CreatedAt,
        ])
        .expr(Func::cust("substr").arg(Expr::col(search_document::Column::Body)).arg(1).arg(i32::try_from(HEAD).unwrap_or(i32::MAX)))
        .from(search_document::Entity)
        .and_where(Expr::col(search_document::Column::Id).is_in(ids))
        .and_where(Expr::col(search_document::Column::IsVisible).eq(true));
    let read = |row: &QueryResult| -> Result<CandidateRow, DbErr> {
        Ok(CandidateRow {
            kind: row.try_get_by_index(0)?,
            subject_id: row.try_get_by_index(1)?,
            text_id: row.try_get_by_index(2)?,
            language: row.try_get_by_index(3)?,
            title: row.try_get_by_index(4)?,
            created_at: row.try_get_by_index(5)?,
            head: row.try_get_by_index(6)?,
        })
    };
    let rows: Result<Vec<_>, _> = db::fetch_all(connection, &query).await?.iter().map(read).collect();
    Ok((rows?, is_all))
}

/// How many texts match each, counted up to `most`.
pub async fn count(connection: &impl ConnectionTrait, matches: &[Match], most: u64) -> Result<Vec<u64>, DbErr> {
    full_text::count(connection, matches, most).await
}

/// How many editions and posts there are.
pub async fn count_sources(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Ok(edition::Entity::find().count(connection).await? + post::Entity::find().count(connection).await?)
}

/// Editions after one, by their ids, locked until they are indexed.
pub async fn editions_after(connection: &impl ConnectionTrait, after: Option<EditionId>, most: u64) -> Result<Vec<Document>, DbErr> {
    let mut query = Query::select();
    query
        .columns([
            edition::Column::Id,
            edition::Column::EssayId,
            edition::Column::Language,
            edition::Column::Title,
            edition::Column::PlainText,
            edition::Column::PublishedAt,
        ])
        .from(edition::Entity)
        .order_by(edition::Column::Id, sea_orm::Order::Asc)
        .limit(most);
    if let Some(id) = after {
        query.and_where(Expr::col(edition::Column::Id).gt(id));
    }
    db::lock_rows(connection, &mut query, edition::Entity);
    let read = |row: &QueryResult| {
        let (id, essay_id): (EditionId, EssayId) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Document {
            kind: SearchKind::Essay,
            subject_id: essay_id.0,
            text_id: id.0,
            essay_id,
            language: row.try_get_by_index(2)?,
            title: row.try_get_by_index(3)?,
            body: row.try_get_by_index(4)?,
            is_visible: true,
            created_at: row.try_get_by_index(5)?,
        })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// The register of posts after one, by their ids.
pub async fn posts_after(connection: &impl ConnectionTrait, after: Option<PostId>, most: u64) -> Result<Vec<(PostId, PostKind)>, DbErr> {
    let mut query = Query::select();
    query.columns([post::Column::Id, post::Column::Kind]).from(post::Entity).order_by(post::Column::Id, sea_orm::Order::Asc).limit(most);
    if let Some(id) = after {
        query.and_where(Expr::col(post::Column::Id).gt(id));
    }
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Posts of one kind with their Markdown as the body, locked until they are indexed. Threads
/// must be asked for before replies: others lock them in that order.
pub async fn sources(connection: &impl ConnectionTrait, kind: PostKind, ids: &[PostId]) -> Result<Vec<Document>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (kind, table) = match kind {
        PostKind::Thread => (SearchKind::Thread, "threads"),
        PostKind::Reply => (SearchKind::Reply, "replies"),
        PostKind::Proposal => (SearchKind::Proposal, "proposals"),
    };
    let mut query = Query::select();
    query.columns(["id", "language", "body", "status", "created_at"].map(|column| (table, column))).from(table);
    if kind == SearchKind::Reply {
        query
            .expr(Expr::val(""))
            .column((thread::Entity, thread::Column::EssayId))
            .inner_join(thread::Entity, Expr::col((thread::Entity, thread::Column::Id)).equals((reply::Entity, reply::Column::ThreadId)));
    } else {
        query.columns([(table, "title"), (table, "essay_id")]);
    }
    query.and_where(Expr::col((table, "id")).is_in(ids.iter().copied())).order_by((table, "id"), sea_orm::Order::Asc);
    match kind {
        SearchKind::Reply => db::lock_rows(connection, &mut query, reply::Entity),
        SearchKind::Proposal => db::lock_rows(connection, &mut query, proposal::Entity),
        _ => db::lock_rows(connection, &mut query, thread::Entity),
    }
    let read = |row: &QueryResult| {
        let (id, status): (Uuid, PostStatus) = (row.try_get_by_index(0)?, row.try_get_by_index(3)?);
        Ok(Document {
            kind,
            subject_id: id,
            text_id: id,
            essay_id: row.try_get_by_index(6)?,
            language: row.try_get_by_index(1)?,
            title: row.try_get_by_index(5)?,
            body: row.try_get_by_index(2)?,
            is_visible: rules::is_findable(status),
            created_at: row.try_get_by_index(4)?,
        })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// What search knows of a post: its kind, its essay, and whether it may be found. `None` if it is
/// not indexed.
pub async fn of_post(connection: &impl ConnectionTrait, post: PostId) -> Result<Option<(SearchKind, EssayId, bool)>, DbErr> {
    let mut query = Query::select();
    query
        .columns([search_document::Column::Kind, search_document::Column::EssayId, search_document::Column::IsVisible])
        .from(search_document::Entity)
        .and_where(Expr::col(search_document::Column::TextId).eq(post.0));
    let row = db::fetch_one(connection, &query).await?;
    row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))).transpose()
}

/// Drops a text that is not to be found any more.
pub async fn forget(connection: &impl ConnectionTrait, text_id: Uuid) -> Result<(), DbErr> {
    let mut query = Query::delete();
    query
        .from_table(search_document::Entity)
        .and_where(Expr::col(search_document::Column::TextId).eq(text_id))
        .returning(Query::returning().column(search_document::Column::Id));
    let Some(row) = connection.query_one(&query).await? else { return Ok(()) };
    full_text::remove(connection, row.try_get_by_index(0)?).await
}

/// Translations of posts that are shown, with their Markdown as the body.
pub async fn translations_of(connection: &impl ConnectionTrait, posts: &[Document]) -> Result<Vec<Document>, DbErr> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let of_id: HashMap<Uuid, &Document> = posts.iter().map(|post| (post.subject_id, post)).collect();
    let mut query = Query::select();
    query
        .columns([
            translation::Column::PostId,
            translation::Column::Id,
            translation::Column::Language,
            translation::Column::Title,
            translation::Column::Body,
            translation::Column::CreatedAt,
        ])
        .from(translation::Entity)
        .and_where(Expr::col(translation::Column::PostId).is_in(of_id.keys().copied()))
        .and_where(Expr::col(translation::Column::Visibility).eq(PostStatus::Published.as_str()));
    let mut documents = Vec::new();
    for row in db::fetch_all(connection, &query).await? {
        let Some(post) = of_id.get(&row.try_get_by_index::<Uuid>(0)?) else { continue };
        documents.push(Document {
            kind: post.kind,
            subject_id: post.subject_id,
            text_id: row.try_get_by_index(1)?,
            essay_id: post.essay_id,
            language: row.try_get_by_index(2)?,
            title: row.try_get_by_index::<Option<String>>(3)?.unwrap_or_default(),
            body: row.try_get_by_index(4)?,
            is_visible: post.is_visible,
            created_at: row.try_get_by_index(5)?,
        });
    }
    Ok(documents)
}

/// Takes out of the index what no document stands for; returns how much that was.
pub async fn remove_strays(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    full_text::remove_strays(connection).await
}

/// Makes the index ready for much that will be written; see [`full_text::begin_bulk`].
pub async fn begin_bulk(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    full_text::begin_bulk(connection).await
}

/// One step towards the index's best form after that; see [`full_text::end_bulk`].
pub async fn end_bulk(connection: &impl ConnectionTrait, is_first: bool) -> Result<bool, DbErr> {
    full_text::end_bulk(connection, is_first).await
}
