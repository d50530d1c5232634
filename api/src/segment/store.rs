//! Plain texts and their sentences in the database.

use std::{collections::HashMap, sync::Arc};

use entity::{EditionId, edition, segment};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{CaseStatement, Expr, ExprTrait, Query},
};

use crate::{
    db,
    row::{offset, stored},
    segment::rules::{self, Segmentation},
};

/// Rows that one statement writes; `SQLite` binds 32 766 values at most.
const BATCH: usize = 2_000;

/// A sentence as pages need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentRow {
    /// Counts sentences of the edition from 0.
    pub ordinal: i32,
    /// Counts paragraphs from 0.
    pub paragraph: i32,
    /// In Unicode scalar values of the plain text.
    pub start: i32,
    /// Exclusive.
    pub end: i32,
    /// Its words.
    pub text: String,
}

/// Replaces what was made of an edition's earlier text. False if `revision` is no longer
/// its present one; nothing is changed then.
pub async fn replace(connection: &impl ConnectionTrait, id: EditionId, revision: i32, made: &Segmentation) -> Result<bool, DbErr> {
    let outcome = edition::Entity::update_many()
        .col_expr(edition::Column::PlainText, Expr::value(made.plain_text.clone()))
        .col_expr(edition::Column::SegmentedRevision, Expr::value(revision))
        .filter(edition::Column::Id.eq(id))
        .filter(edition::Column::Revision.eq(revision))
        .exec(connection)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(false);
    }
    segment::Entity::delete_many().filter(segment::Column::EditionId.eq(id)).exec(connection).await?;
    let mut ordinals = 0..;
    for spans in made.sentences.chunks(BATCH) {
        let rows = spans.iter().zip(&mut ordinals).map(|(span, ordinal)| segment::ActiveModel {
            edition_id: Set(id),
            ordinal: Set(ordinal),
            paragraph: Set(stored(span.paragraph)),
            kind: Set(span.kind),
            number: Set(stored(span.number)),
            start: Set(stored(span.start)),
            end: Set(stored(span.end)),
        });
        segment::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(true)
}

/// An edition whose sentences are not those of its present text, with that text.
pub async fn next_incomplete(connection: &impl ConnectionTrait, after: Option<EditionId>) -> Result<Option<(EditionId, i32, String)>, DbErr> {
    let mut query = Query::select();
    query
        .columns([edition::Column::Id, edition::Column::Revision, edition::Column::Body])
        .from(edition::Entity)
        .and_where(Expr::col(edition::Column::SegmentedRevision).ne(Expr::col(edition::Column::Revision)))
        .order_by(edition::Column::Id, sea_orm::Order::Asc)
        .limit(1);
    if let Some(id) = after {
        query.and_where(Expr::col(edition::Column::Id).gt(id));
    }
    let row = db::fetch_one(connection, &query).await?;
    row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))).transpose()
}

/// Plain texts of editions.
pub async fn plain_texts(connection: &impl ConnectionTrait, ids: &[EditionId]) -> Result<HashMap<EditionId, Arc<str>>, DbErr> {
    let mut query = Query::select();
    query.columns([edition::Column::Id, edition::Column::PlainText]).from(edition::Entity).and_where(Expr::col(edition::Column::Id).is_in(ids.iter().copied()));
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, Arc::from(row.try_get_by_index::<String>(1)?)))).collect()
}

/// Sentences of editions, in order, in one statement: so text and offsets are of one
/// moment. The text comes with the first sentence alone.
pub async fn segments(connection: &impl ConnectionTrait, ids: &[EditionId]) -> Result<HashMap<EditionId, Arc<Vec<SegmentRow>>>, DbErr> {
    let of_segment = |column| (segment::Entity, column);
    let mut query = Query::select();
    query
        .columns([
            of_segment(segment::Column::EditionId),
            of_segment(segment::Column::Ordinal),
            of_segment(segment::Column::Paragraph),
            of_segment(segment::Column::Start),
            of_segment(segment::Column::End),
        ])
        .expr(
            CaseStatement::new()
                .case(Expr::col(of_segment(segment::Column::Ordinal)).eq(0), Expr::col((edition::Entity, edition::Column::PlainText)))
                .finally(""),
        )
        .from(segment::Entity)
        .inner_join(edition::Entity, Expr::col((edition::Entity, edition::Column::Id)).equals(of_segment(segment::Column::EditionId)))
        .and_where(Expr::col(of_segment(segment::Column::EditionId)).is_in(ids.iter().copied()))
        .order_by(of_segment(segment::Column::EditionId), sea_orm::Order::Asc)
        .order_by(of_segment(segment::Column::Ordinal), sea_orm::Order::Asc);
    let mut of_edition: HashMap<EditionId, (String, Vec<SegmentRow>)> = HashMap::new();
    for row in db::fetch_all(connection, &query).await? {
        let (text, rows) = of_edition.entry(row.try_get_by_index(0)?).or_default();
        let ordinal = row.try_get_by_index(1)?;
        if ordinal == 0 {
            *text = row.try_get_by_index(5)?;
        }
        rows.push(SegmentRow {
            ordinal,
            paragraph: row.try_get_by_index(2)?,
            start: row.try_get_by_index(3)?,
            end: row.try_get_by_index(4)?,
            text: String::new(),
        });
    }
    let worded = of_edition.into_iter().map(|(id, (text, mut rows))| {
        let spans: Vec<_> = rows.iter().map(|row| (offset(row.start), offset(row.end))).collect();
        for (row, words) in rows.iter_mut().zip(rules::cut(&text, spans)) {
            words.clone_into(&mut row.text);
        }
        (id, Arc::new(rows))
    });
    Ok(worded.collect())
}
