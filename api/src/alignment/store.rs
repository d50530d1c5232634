//! Alignments and corrections in the database.

use std::collections::{BTreeMap, HashMap};

use entity::{EditionId, EssayId, SegmentPinId, Timestamp, UserId, alignment, edition, edition_revision, essay, segment, segment_pin};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set,
    sea_query::{Alias, Expr, ExprTrait, OnConflict, Query},
};

use crate::{
    alignment::rules::{Atlas, EditionText, Links, Pair, PinnedPassage, Sentence, decode, encode},
    db,
    row::offset,
};

/// An essay's editions, their sentences and what corresponds, in three statements. Whoever
/// acts on it checks `version` again under a lock. `None` if there is no such essay.
pub async fn atlas(connection: &impl ConnectionTrait, essay_id: EssayId) -> Result<Option<Atlas>, DbErr> {
    let mut query = Query::select();
    query
        .columns([(essay::Entity, essay::Column::LayoutVersion), (essay::Entity, essay::Column::AnchoredVersion)])
        .columns(
            [edition::Column::Id, edition::Column::Language, edition::Column::SegmentedRevision, edition::Column::PlainText]
                .map(|column| (edition::Entity, column)),
        )
        .from(essay::Entity)
        .inner_join(edition::Entity, Expr::col((edition::Entity, edition::Column::EssayId)).equals((essay::Entity, essay::Column::Id)))
        .and_where(Expr::col((essay::Entity, essay::Column::Id)).eq(essay_id));
    let mut atlas = Atlas { essay: essay_id, version: 0, anchored_version: 0, editions: BTreeMap::new(), links: HashMap::new() };
    for row in db::fetch_all(connection, &query).await? {
        atlas.version = row.try_get_by_index(0)?;
        atlas.anchored_version = row.try_get_by_index(1)?;
        let id = row.try_get_by_index(2)?;
        let text = EditionText {
            id,
            language: row.try_get_by_index(3)?,
            revision: row.try_get_by_index(4)?,
            plain_text: row.try_get_by_index(5)?,
            sentences: Vec::new(),
        };
        atlas.editions.insert(id, text);
    }
    if atlas.editions.is_empty() {
        return Ok(None);
    }
    let mut query = Query::select();
    query
        .columns([
            segment::Column::EditionId,
            segment::Column::Paragraph,
            segment::Column::Kind,
            segment::Column::Number,
            segment::Column::Start,
            segment::Column::End,
        ])
        .from(segment::Entity)
        .and_where(Expr::col(segment::Column::EditionId).is_in(atlas.editions.keys().copied()))
        .order_by(segment::Column::EditionId, sea_orm::Order::Asc)
        .order_by(segment::Column::Ordinal, sea_orm::Order::Asc);
    for row in db::fetch_all(connection, &query).await? {
        let id: EditionId = row.try_get_by_index(0)?;
        if let Some(edition) = atlas.editions.get_mut(&id) {
            edition.sentences.push(Sentence {
                paragraph: offset(row.try_get_by_index(1)?),
                kind: row.try_get_by_index(2)?,
                number: offset(row.try_get_by_index(3)?),
                start: offset(row.try_get_by_index(4)?),
                end: offset(row.try_get_by_index(5)?),
            });
        }
    }
    for row in alignment::Entity::find().filter(alignment::Column::LeftId.is_in(atlas.editions.keys().copied())).all(connection).await? {
        let links = Links { left_revision: row.left_revision, right_revision: row.right_revision, links: decode(&row.links) };
        atlas.links.insert(Pair { left: row.left_id, right: row.right_id }, links);
    }
    Ok(Some(atlas))
}

/// Locks an essay's layout until the end of the transaction; false if it is no longer the
/// one with that version.
pub async fn lock(connection: &impl ConnectionTrait, essay_id: EssayId, version: i32) -> Result<bool, DbErr> {
    let mut query = Query::select();
    query.column(essay::Column::LayoutVersion).from(essay::Entity).and_where(Expr::col(essay::Column::Id).eq(essay_id));
    db::lock_rows(connection, &mut query, essay::Entity);
    let found: Option<i32> = db::fetch_one(connection, &query).await?.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(found == Some(version))
}

/// Notes that what moves an essay's passages has changed. Locks the essay.
pub async fn bump(connection: &impl ConnectionTrait, essay_id: EssayId) -> Result<(), DbErr> {
    essay::Entity::update_many()
        .col_expr(essay::Column::LayoutVersion, Expr::col(essay::Column::LayoutVersion).add(1))
        .filter(essay::Column::Id.eq(essay_id))
        .exec(connection)
        .await
        .map(drop)
}

/// Keeps which sentences of two editions correspond. The essay's layout is locked.
pub async fn save(connection: &impl ConnectionTrait, pair: Pair, links: &Links) -> Result<(), DbErr> {
    use alignment::Column::{LeftId, LeftRevision, Links as LinksColumn, RightId, RightRevision};
    let row = alignment::ActiveModel {
        left_id: Set(pair.left),
        right_id: Set(pair.right),
        left_revision: Set(links.left_revision),
        right_revision: Set(links.right_revision),
        links: Set(encode(&links.links).map_err(|error| DbErr::Custom(error.to_string()))?),
    };
    let replace = OnConflict::columns([LeftId, RightId]).update_columns([LeftRevision, RightRevision, LinksColumn]).to_owned();
    alignment::Entity::insert(row).on_conflict(replace).exec_without_returning(connection).await.map(drop)
}

/// A correction as it was made.
pub struct PinRow {
    /// Key.
    pub id: SegmentPinId,
    /// Sentences of the left side; `None` = they have no counterpart there.
    pub left: Option<PinnedPassage>,
    /// The same of the right side.
    pub right: Option<PinnedPassage>,
}

/// Corrections of two editions, newest first.
pub async fn pins(connection: &impl ConnectionTrait, pair: Pair) -> Result<Vec<PinRow>, DbErr> {
    let rows = segment_pin::Entity::find()
        .filter(segment_pin::Column::LeftId.eq(pair.left))
        .filter(segment_pin::Column::RightId.eq(pair.right))
        .order_by_desc(segment_pin::Column::Id)
        .all(connection)
        .await?;
    let passage = |text: &str| serde_json::from_str(text).unwrap_or_default();
    Ok(rows.into_iter().map(|row| PinRow { id: row.id, left: passage(&row.left_quote), right: passage(&row.right_quote) }).collect())
}

/// Keeps a correction.
pub async fn insert_pin(connection: &impl ConnectionTrait, pair: Pair, pin: &PinRow, editor: UserId, now: Timestamp) -> Result<(), DbErr> {
    let quote = |passage: &Option<PinnedPassage>| serde_json::to_string(passage).map_err(|error| DbErr::Custom(error.to_string()));
    let row = segment_pin::ActiveModel {
        id: Set(pin.id),
        left_id: Set(pair.left),
        right_id: Set(pair.right),
        left_quote: Set(quote(&pin.left)?),
        right_quote: Set(quote(&pin.right)?),
        editor_id: Set(Some(editor)),
        created_at: Set(now),
    };
    segment_pin::Entity::insert(row).exec_without_returning(connection).await.map(drop)
}

/// Takes corrections back.
pub async fn delete_pins(connection: &impl ConnectionTrait, ids: &[SegmentPinId]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    segment_pin::Entity::delete_many().filter(segment_pin::Column::Id.is_in(ids.iter().copied())).exec(connection).await.map(drop)
}

/// A former text of an edition, as Markdown.
pub async fn former_body(connection: &impl ConnectionTrait, id: EditionId, revision: i32) -> Result<Option<String>, DbErr> {
    let mut query = Query::select();
    query
        .column(edition_revision::Column::Body)
        .from(edition_revision::Entity)
        .and_where(Expr::col(edition_revision::Column::EditionId).eq(id))
        .and_where(Expr::col(edition_revision::Column::Number).eq(revision));
    db::fetch_one(connection, &query).await?.map(|row| row.try_get_by_index(0)).transpose()
}

/// An edition's essay.
pub async fn essay_of(connection: &impl ConnectionTrait, id: EditionId) -> Result<Option<EssayId>, DbErr> {
    let mut query = Query::select();
    query.column(edition::Column::EssayId).from(edition::Entity).and_where(Expr::col(edition::Column::Id).eq(id));
    db::fetch_one(connection, &query).await?.map(|row| row.try_get_by_index(0)).transpose()
}

/// An alignment with both languages.
pub struct Aligned {
    /// The editions.
    pub pair: Pair,
    /// Language of the left side.
    pub left_language: String,
    /// Language of the right side.
    pub right_language: String,
    /// What corresponds.
    pub links: String,
}

/// Alignments of the present texts of editions with all others of their essays.
pub async fn aligned(connection: &impl ConnectionTrait, ids: &[EditionId]) -> Result<Vec<Aligned>, DbErr> {
    let (left, right) = (Alias::new("left_edition"), Alias::new("right_edition"));
    let kept = |column| Expr::col((alignment::Entity, column));
    let of = |side: &Alias, column| Expr::col((side.clone(), column));
    let mut query = Query::select();
    query
        .columns([(alignment::Entity, alignment::Column::LeftId), (alignment::Entity, alignment::Column::RightId)])
        .columns([(left.clone(), edition::Column::Language), (right.clone(), edition::Column::Language)])
        .column((alignment::Entity, alignment::Column::Links))
        .from(alignment::Entity)
        .join_as(
            sea_orm::JoinType::InnerJoin,
            edition::Entity,
            left.clone(),
            of(&left, edition::Column::Id).equals((alignment::Entity, alignment::Column::LeftId)),
        )
        .join_as(
            sea_orm::JoinType::InnerJoin,
            edition::Entity,
            right.clone(),
            of(&right, edition::Column::Id).equals((alignment::Entity, alignment::Column::RightId)),
        )
        .and_where(kept(alignment::Column::LeftId).is_in(ids.iter().copied()).or(kept(alignment::Column::RightId).is_in(ids.iter().copied())))
        .and_where(kept(alignment::Column::LeftRevision).eq(of(&left, edition::Column::Revision)))
        .and_where(kept(alignment::Column::RightRevision).eq(of(&right, edition::Column::Revision)));
    let rows = db::fetch_all(connection, &query).await?;
    rows.iter()
        .map(|row| {
            Ok(Aligned {
                pair: Pair { left: row.try_get_by_index(0)?, right: row.try_get_by_index(1)? },
                left_language: row.try_get_by_index(2)?,
                right_language: row.try_get_by_index(3)?,
                links: row.try_get_by_index(4)?,
            })
        })
        .collect()
}
