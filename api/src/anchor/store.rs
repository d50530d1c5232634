//! Passages and their places in the database.

use entity::{AnchorState, EditionId, EssayId, PostStatus, ThreadId, anchor, anchor_place, edition, essay, thread};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Set,
    sea_query::{Alias, Expr, ExprTrait, OnConflict, Query, SelectStatement},
};

use crate::{
    anchor::rules::{Passage, Place},
    db,
    row::{offset, stored},
    text::anchoring::Quote,
};

/// Keeps a thread's passage.
pub async fn insert(connection: &impl ConnectionTrait, thread: ThreadId, passage: &Passage) -> Result<(), DbErr> {
    let Quote { exact, prefix, suffix } = passage.quote.clone();
    let row = anchor::ActiveModel {
        thread_id: Set(thread),
        edition_id: Set(passage.edition_id),
        revision: Set(passage.revision),
        exact: Set(exact),
        prefix: Set(prefix),
        suffix: Set(suffix),
        start: Set(stored(passage.start)),
        end: Set(stored(passage.end)),
        was_unique: Set(passage.was_unique),
    };
    anchor::Entity::insert(row).exec_without_returning(connection).await.map(drop)
}

/// The words that a thread quotes.
pub async fn exact(connection: &impl ConnectionTrait, thread: ThreadId) -> Result<Option<String>, DbErr> {
    let mut query = Query::select();
    query.column(anchor::Column::Exact).from(anchor::Entity).and_where(Expr::col(anchor::Column::ThreadId).eq(thread));
    db::fetch_one(connection, &query).await?.map(|row| row.try_get_by_index(0)).transpose()
}

/// Rows that one statement writes; each binds 11 values.
const BATCH: usize = 1_000;

/// Keeps places that were found for an essay's `layout_version`; newer ones stay.
pub async fn save(connection: &impl ConnectionTrait, version: i32, places: &[(ThreadId, Place)]) -> Result<(), DbErr> {
    use anchor_place::Column::{EditionId, End, FirstSegment, LayoutVersion, Revision, Score, Segments, Start, State, Text, ThreadId};
    for batch in places.chunks(BATCH) {
        let rows = batch.iter().map(|(thread, place)| anchor_place::ActiveModel {
            thread_id: Set(*thread),
            edition_id: Set(place.edition_id),
            revision: Set(place.revision),
            layout_version: Set(version),
            state: Set(place.state),
            text: Set(place.text.clone()),
            start: Set(stored(place.start)),
            end: Set(stored(place.end)),
            score: Set(place.score),
            first_segment: Set(stored(place.first_segment)),
            segments: Set(stored(place.segments)),
        });
        let mut rule = OnConflict::columns([ThreadId, EditionId]);
        rule.update_columns([Revision, LayoutVersion, State, Text, Start, End, Score, FirstSegment, Segments])
            .action_and_where(Expr::col((anchor_place::Entity, LayoutVersion)).lte(Expr::col((Alias::new("excluded"), LayoutVersion))));
        anchor_place::Entity::insert_many(rows).on_conflict(rule).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// A thread's passage with where it was found last in its own edition.
pub struct Anchored {
    /// The thread.
    pub thread: ThreadId,
    /// What it quotes.
    pub passage: Passage,
    /// Where it stood; `None` = it was never looked for.
    pub own: Option<Place>,
}

/// Passages of an essay in the order of their threads.
pub async fn anchors(connection: &impl ConnectionTrait, editions: Vec<EditionId>, after: Option<ThreadId>, most: u64) -> Result<Vec<Anchored>, DbErr> {
    use anchor_place::Column as Kept;
    let place = |column| (anchor_place::Entity, column);
    let mut query = anchors_with_places();
    query
        .columns([Kept::Revision, Kept::State, Kept::Text, Kept::Start, Kept::End, Kept::Score, Kept::FirstSegment, Kept::Segments].map(place))
        .left_join(
            anchor_place::Entity,
            Expr::col(place(Kept::ThreadId))
                .equals((anchor::Entity, anchor::Column::ThreadId))
                .and(Expr::col(place(Kept::EditionId)).equals((anchor::Entity, anchor::Column::EditionId))),
        )
        .and_where(Expr::col((anchor::Entity, anchor::Column::EditionId)).is_in(editions))
        .order_by((anchor::Entity, anchor::Column::ThreadId), sea_orm::Order::Asc)
        .limit(most);
    if let Some(after) = after {
        query.and_where(Expr::col((anchor::Entity, anchor::Column::ThreadId)).gt(after));
    }
    let rows = db::fetch_all(connection, &query).await?;
    rows.iter()
        .map(|row| {
            let (thread, passage) = read_passage(row)?;
            let own = read_place(row, PASSAGE, passage.edition_id)?;
            Ok(Anchored { thread, passage, own })
        })
        .collect()
}

/// How many columns a passage takes.
const PASSAGE: usize = 9;

fn anchors_with_places() -> SelectStatement {
    let mut query = Query::select();
    let columns = [
        anchor::Column::ThreadId,
        anchor::Column::EditionId,
        anchor::Column::Revision,
        anchor::Column::Exact,
        anchor::Column::Prefix,
        anchor::Column::Suffix,
        anchor::Column::Start,
        anchor::Column::End,
        anchor::Column::WasUnique,
    ];
    query.columns(columns.map(|column| (anchor::Entity, column))).from(anchor::Entity);
    query
}

fn read_passage(row: &QueryResult) -> Result<(ThreadId, Passage), DbErr> {
    let passage = Passage {
        edition_id: row.try_get_by_index(1)?,
        revision: row.try_get_by_index(2)?,
        quote: Quote { exact: row.try_get_by_index(3)?, prefix: row.try_get_by_index(4)?, suffix: row.try_get_by_index(5)? },
        start: offset(row.try_get_by_index(6)?),
        end: offset(row.try_get_by_index(7)?),
        was_unique: row.try_get_by_index(8)?,
    };
    Ok((row.try_get_by_index(0)?, passage))
}

fn read_place(row: &QueryResult, at: usize, edition_id: EditionId) -> Result<Option<Place>, DbErr> {
    let Some(revision) = row.try_get_by_index::<Option<i32>>(at)? else { return Ok(None) };
    Ok(Some(Place {
        edition_id,
        revision,
        state: row.try_get_by_index::<Option<AnchorState>>(at + 1)?.unwrap_or(AnchorState::Orphaned),
        text: row.try_get_by_index(at + 2)?,
        start: offset(row.try_get_by_index(at + 3)?),
        end: offset(row.try_get_by_index(at + 4)?),
        score: row.try_get_by_index(at + 5)?,
        first_segment: offset(row.try_get_by_index(at + 6)?),
        segments: offset(row.try_get_by_index(at + 7)?),
    }))
}

/// A passage in one edition of its essay, as pages need it.
#[derive(Clone, Debug)]
pub struct InEdition {
    /// The edition.
    pub edition_id: EditionId,
    /// Its language.
    pub language: String,
    /// Where the passage stands in its present text; `None` = that is still to be found.
    pub place: Option<Place>,
}

/// Passages of threads with their places in all editions, in one statement.
pub async fn everywhere(connection: &impl ConnectionTrait, threads: &[ThreadId]) -> Result<Vec<(ThreadId, Passage, InEdition)>, DbErr> {
    use anchor_place::Column as Kept;
    let (quoted, shown) = (Alias::new("quoted"), Alias::new("shown"));
    let place = |column| (anchor_place::Entity, column);
    let mut query = anchors_with_places();
    query
        .columns([(shown.clone(), edition::Column::Id), (shown.clone(), edition::Column::Language)])
        .columns([Kept::Revision, Kept::State, Kept::Text, Kept::Start, Kept::End, Kept::Score, Kept::FirstSegment, Kept::Segments].map(place))
        .join_as(
            sea_orm::JoinType::InnerJoin,
            edition::Entity,
            quoted.clone(),
            Expr::col((quoted.clone(), edition::Column::Id)).equals((anchor::Entity, anchor::Column::EditionId)),
        )
        .join_as(
            sea_orm::JoinType::InnerJoin,
            edition::Entity,
            shown.clone(),
            Expr::col((shown.clone(), edition::Column::EssayId)).equals((quoted, edition::Column::EssayId)),
        )
        .left_join(
            anchor_place::Entity,
            Expr::col(place(Kept::ThreadId))
                .equals((anchor::Entity, anchor::Column::ThreadId))
                .and(Expr::col(place(Kept::EditionId)).equals((shown.clone(), edition::Column::Id)))
                .and(Expr::col(place(Kept::Revision)).equals((shown.clone(), edition::Column::Revision))),
        )
        .and_where(Expr::col((anchor::Entity, anchor::Column::ThreadId)).is_in(threads.iter().copied()))
        .order_by((shown.clone(), edition::Column::PublishedAt), sea_orm::Order::Asc)
        .order_by((shown, edition::Column::Id), sea_orm::Order::Asc);
    let rows = db::fetch_all(connection, &query).await?;
    rows.iter()
        .map(|row| {
            let (thread, passage) = read_passage(row)?;
            let edition_id = row.try_get_by_index(PASSAGE)?;
            let place = read_place(row, PASSAGE + 2, edition_id)?;
            Ok((thread, passage, InEdition { edition_id, language: row.try_get_by_index(PASSAGE + 1)?, place }))
        })
        .collect()
}

/// Notes that all places of an essay are those of this version; false if it has another by now.
pub async fn mark_settled(connection: &impl ConnectionTrait, essay_id: EssayId, version: i32) -> Result<bool, DbErr> {
    let outcome = essay::Entity::update_many()
        .col_expr(essay::Column::AnchoredVersion, Expr::value(version))
        .filter(essay::Column::Id.eq(essay_id))
        .filter(essay::Column::LayoutVersion.eq(version))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Essays whose passages are to be found again.
pub async fn unsettled(connection: &impl ConnectionTrait, most: u64) -> Result<Vec<EssayId>, DbErr> {
    essay::Entity::find()
        .select_only()
        .column(essay::Column::Id)
        .filter(Expr::col(essay::Column::AnchoredVersion).ne(Expr::col(essay::Column::LayoutVersion)))
        .order_by_asc(essay::Column::Id)
        .limit(most)
        .into_tuple()
        .all(connection)
        .await
}

/// How many passages an essay's editions have.
pub async fn count(connection: &impl ConnectionTrait, editions: Vec<EditionId>) -> Result<u64, DbErr> {
    anchor::Entity::find().filter(anchor::Column::EditionId.is_in(editions)).count(connection).await
}

/// How many passages of its essay are still to be found in the present text of each edition.
pub async fn pending(connection: &impl ConnectionTrait, editions: &[EditionId]) -> Result<Vec<(EditionId, i64)>, DbErr> {
    let (quoted, shown) = (Alias::new("quoted"), Alias::new("shown"));
    let place = |column| Expr::col((anchor_place::Entity, column));
    let mut query = Query::select();
    query
        .column((shown.clone(), edition::Column::Id))
        .expr(Expr::col((anchor::Entity, anchor::Column::ThreadId)).count())
        .from_as(edition::Entity, shown.clone())
        .join_as(
            sea_orm::JoinType::InnerJoin,
            edition::Entity,
            quoted.clone(),
            Expr::col((quoted.clone(), edition::Column::EssayId)).equals((shown.clone(), edition::Column::EssayId)),
        )
        .inner_join(anchor::Entity, Expr::col((anchor::Entity, anchor::Column::EditionId)).equals((quoted, edition::Column::Id)))
        .left_join(
            anchor_place::Entity,
            place(anchor_place::Column::ThreadId)
                .equals((anchor::Entity, anchor::Column::ThreadId))
                .and(place(anchor_place::Column::EditionId).equals((shown.clone(), edition::Column::Id)))
                .and(place(anchor_place::Column::Revision).equals((shown.clone(), edition::Column::Revision))),
        )
        .and_where(Expr::col((shown.clone(), edition::Column::Id)).is_in(editions.iter().copied()))
        .and_where(place(anchor_place::Column::ThreadId).is_null())
        .group_by_col((shown, edition::Column::Id));
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// A place and how many threads are there.
pub struct Crowd {
    /// The edition.
    pub edition_id: EditionId,
    /// The first sentence.
    pub first: usize,
    /// How many sentences.
    pub segments: usize,
    /// How many threads.
    pub threads: i64,
}

/// Where in the present texts of editions threads that are shown stand, and how many.
pub async fn crowds(connection: &impl ConnectionTrait, editions: &[EditionId]) -> Result<Vec<Crowd>, DbErr> {
    use anchor_place::Column::{EditionId, FirstSegment, Segments};
    let mut query = Query::select();
    places_in_present_texts(&mut query);
    query
        .columns([EditionId, FirstSegment, Segments].map(|column| (anchor_place::Entity, column)))
        .expr(Expr::col((anchor_place::Entity, anchor_place::Column::ThreadId)).count())
        .and_where(Expr::col((anchor_place::Entity, EditionId)).is_in(editions.iter().copied()))
        .add_group_by([EditionId, FirstSegment, Segments].map(|column| Expr::col((anchor_place::Entity, column))));
    let rows = db::fetch_all(connection, &query).await?;
    rows.iter()
        .map(|row| {
            Ok(Crowd {
                edition_id: row.try_get_by_index(0)?,
                first: offset(row.try_get_by_index(1)?),
                segments: offset(row.try_get_by_index(2)?),
                threads: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// Places of passages of threads that are shown, in the present texts of their editions.
fn places_in_present_texts(query: &mut SelectStatement) {
    let place = |column| Expr::col((anchor_place::Entity, column));
    query
        .from(anchor_place::Entity)
        .inner_join(
            edition::Entity,
            Expr::col((edition::Entity, edition::Column::Id))
                .equals((anchor_place::Entity, anchor_place::Column::EditionId))
                .and(Expr::col((edition::Entity, edition::Column::Revision)).equals((anchor_place::Entity, anchor_place::Column::Revision))),
        )
        .inner_join(thread::Entity, Expr::col((thread::Entity, thread::Column::Id)).equals((anchor_place::Entity, anchor_place::Column::ThreadId)))
        .and_where(Expr::col((thread::Entity, thread::Column::Status)).eq(PostStatus::Published.as_str()))
        .and_where(place(anchor_place::Column::Segments).gt(0));
}

/// A part of an edition's present text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// The edition.
    pub edition_id: EditionId,
    /// Which part.
    pub of: Extent,
}

/// How a part of a text is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// Between two offsets in Unicode scalar values, the second exclusive.
    Span(i32, i32),
    /// A sentence by its ordinal.
    Segment(i32),
}

/// The ids of threads that are shown and whose passages overlap a part of an edition.
pub fn standing_at(part: Part) -> SelectStatement {
    use anchor_place::Column::{EditionId, End, FirstSegment, Segments, Start, ThreadId};
    let place = |column| Expr::col((anchor_place::Entity, column));
    let mut query = Query::select();
    places_in_present_texts(&mut query);
    query.column((anchor_place::Entity, ThreadId)).and_where(place(EditionId).eq(part.edition_id));
    match part.of {
        Extent::Span(start, end) => query.and_where(place(Start).lt(end)).and_where(place(End).gt(start)),
        Extent::Segment(ordinal) => query.and_where(place(FirstSegment).lte(ordinal)).and_where(place(FirstSegment).add(place(Segments)).gt(ordinal)),
    };
    query
}
