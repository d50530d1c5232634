//! Translations and what is said of them, in the database.

use entity::{
    PostId, PostStatus, Timestamp, TranslationId, TranslationSource, TranslationStatus, TranslationVerdict, TranslationVouchId, UserId, translation,
    translation_vouch,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement},
};

use crate::{
    db,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    post::store as posts,
    row,
    row::Row,
    translation::rules::{Candidate, Counts},
};

row! {
    /// A translation.
    pub struct TranslationRow from translation {
        /// Key.
        id: TranslationId = Id,
        /// Of what.
        post_id: PostId = PostId,
        /// Which of its texts.
        post_revision: i32 = PostRevision,
        /// Into what.
        language: String = Language,
        /// `None` for replies.
        title: Option<String> = Title,
        /// Markdown.
        body: String = Body,
        /// HTML.
        body_html: String = BodyHtml,
        /// Where it comes from.
        source: TranslationSource = Source,
        /// What is found of it.
        status: TranslationStatus = Status,
        /// Whether it is shown.
        visibility: PostStatus = Visibility,
        /// Who made it; `None` = a program, or the account is gone.
        translator_id: Option<UserId> = TranslatorId,
        /// Counts its texts, from 1.
        revision: i32 = Revision,
        /// How many find it faithful.
        faithful_count: i32 = FaithfulCount,
        /// Of another tone.
        tone_off_count: i32 = ToneOffCount,
        /// Of another meaning.
        meaning_changed_count: i32 = MeaningChangedCount,
        /// When it was made.
        created_at: Timestamp = CreatedAt,
        /// When its text was last changed.
        edited_at: Option<Timestamp> = EditedAt,
    }
}

impl TranslationRow {
    /// As a choice for a reader of the post's text `revision`.
    #[must_use]
    pub fn candidate(&self, revision: i32) -> Candidate<'_> {
        let is_stale = self.post_revision != revision;
        Candidate { language: &self.language, source: self.source, status: self.status, is_stale, faithful: self.faithful_count }
    }
}

fn column(column: translation::Column) -> Expr {
    Expr::col((translation::Entity, column))
}

/// Translations by their ids.
pub async fn translations(connection: &impl ConnectionTrait, ids: &[TranslationId]) -> Result<Vec<TranslationRow>, DbErr> {
    let mut query = TranslationRow::query();
    query.and_where(column(translation::Column::Id).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// One translation, locked until the end of the transaction, which will change it.
pub async fn translation_to_change(connection: &impl ConnectionTrait, id: TranslationId) -> Result<Option<TranslationRow>, DbErr> {
    let mut query = TranslationRow::query();
    query.and_where(column(translation::Column::Id).eq(id));
    db::lock_rows(connection, &mut query, translation::Entity);
    row::one(connection, &query).await
}

/// Somebody's translation of a post into a language, or a program's, locked likewise.
pub async fn own_to_change(
    connection: &impl ConnectionTrait,
    post: PostId,
    language: &str,
    translator: Option<UserId>,
) -> Result<Option<TranslationRow>, DbErr> {
    let mut query = TranslationRow::query();
    query.and_where(column(translation::Column::PostId).eq(post)).and_where(column(translation::Column::Language).eq(language));
    match translator {
        Some(id) => query.and_where(column(translation::Column::TranslatorId).eq(id)),
        None => query.and_where(column(translation::Column::Source).eq(TranslationSource::Machine.as_str())),
    };
    db::lock_rows(connection, &mut query, translation::Entity);
    row::one(connection, &query).await
}

/// A program's translation of a post into a language.
pub async fn by_a_program(connection: &impl ConnectionTrait, post: PostId, language: &str) -> Result<Option<TranslationRow>, DbErr> {
    let mut query = TranslationRow::query();
    query
        .and_where(column(translation::Column::PostId).eq(post))
        .and_where(column(translation::Column::Language).eq(language))
        .and_where(column(translation::Column::Source).eq(TranslationSource::Machine.as_str()));
    row::one(connection, &query).await
}

/// Those of these posts that are shown, in a primary language and its varieties.
pub async fn in_language(connection: &impl ConnectionTrait, posts: &[PostId], primary: &str) -> Result<Vec<TranslationRow>, DbErr> {
    let mut query = TranslationRow::query();
    query
        .and_where(column(translation::Column::PostId).is_in(posts.iter().copied()))
        .and_where(column(translation::Column::Visibility).eq(PostStatus::Published.as_str()))
        .cond_where(posts::in_languages(&column(translation::Column::Language), &[primary.to_owned()]));
    row::all(connection, &query).await
}

/// All of one post, and those of others that are asked for with it, but for what their
/// translators have withdrawn; by language and age.
pub async fn of_posts(connection: &impl ConnectionTrait, posts: &[PostId]) -> Result<Vec<TranslationRow>, DbErr> {
    let mut query = TranslationRow::query();
    query
        .and_where(column(translation::Column::PostId).is_in(posts.iter().copied()))
        .and_where(column(translation::Column::Visibility).ne(PostStatus::Deleted.as_str()))
        .order_by((translation::Entity, translation::Column::Language), sea_orm::Order::Asc)
        .order_by((translation::Entity, translation::Column::Id), sea_orm::Order::Asc);
    row::all(connection, &query).await
}

/// Adds a translation.
pub async fn insert(connection: &impl ConnectionTrait, row: &TranslationRow) -> Result<(), DbErr> {
    let model = translation::ActiveModel {
        id: Set(row.id),
        post_id: Set(row.post_id),
        post_revision: Set(row.post_revision),
        language: Set(row.language.clone()),
        title: Set(row.title.clone()),
        body: Set(row.body.clone()),
        body_html: Set(row.body_html.clone()),
        source: Set(row.source),
        status: Set(row.status),
        visibility: Set(row.visibility),
        translator_id: Set(row.translator_id),
        revision: Set(row.revision),
        faithful_count: Set(row.faithful_count),
        tone_off_count: Set(row.tone_off_count),
        meaning_changed_count: Set(row.meaning_changed_count),
        created_at: Set(row.created_at),
        edited_at: Set(row.edited_at),
    };
    translation::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Puts a new text in place of revision `replaced`, of which nothing is said yet; false if
/// that is no longer the present one.
pub async fn revise(connection: &impl ConnectionTrait, row: &TranslationRow, replaced: i32) -> Result<bool, DbErr> {
    let outcome = translation::Entity::update_many()
        .col_expr(translation::Column::PostRevision, Expr::value(row.post_revision))
        .col_expr(translation::Column::Title, Expr::value(row.title.clone()))
        .col_expr(translation::Column::Body, Expr::value(row.body.clone()))
        .col_expr(translation::Column::BodyHtml, Expr::value(row.body_html.clone()))
        .col_expr(translation::Column::Source, Expr::value(row.source.as_str()))
        .col_expr(translation::Column::Status, Expr::value(row.status.as_str()))
        .col_expr(translation::Column::Visibility, Expr::value(row.visibility.as_str()))
        .col_expr(translation::Column::Revision, Expr::value(row.revision))
        .col_expr(translation::Column::FaithfulCount, Expr::value(row.faithful_count))
        .col_expr(translation::Column::ToneOffCount, Expr::value(row.tone_off_count))
        .col_expr(translation::Column::MeaningChangedCount, Expr::value(row.meaning_changed_count))
        .col_expr(translation::Column::EditedAt, Expr::value(row.edited_at.map(|time| time.0)))
        .filter(translation::Column::Id.eq(row.id))
        .filter(translation::Column::Revision.eq(replaced))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Changes whether a translation is shown.
pub async fn set_visibility(connection: &impl ConnectionTrait, id: TranslationId, visibility: PostStatus) -> Result<(), DbErr> {
    let update = translation::Entity::update_many().col_expr(translation::Column::Visibility, Expr::value(visibility.as_str()));
    update.filter(translation::Column::Id.eq(id)).exec(connection).await.map(drop)
}

/// Changes where a translation comes from.
pub async fn set_source(connection: &impl ConnectionTrait, id: TranslationId, source: TranslationSource) -> Result<(), DbErr> {
    let update = translation::Entity::update_many().col_expr(translation::Column::Source, Expr::value(source.as_str()));
    update.filter(translation::Column::Id.eq(id)).exec(connection).await.map(drop)
}

row! {
    /// What somebody says of a translation.
    pub struct VouchRow from translation_vouch {
        /// Key.
        id: TranslationVouchId = Id,
        /// Of which.
        translation_id: TranslationId = TranslationId,
        /// Who.
        user_id: UserId = UserId,
        /// Of which of its texts.
        translation_revision: i32 = TranslationRevision,
        /// What.
        verdict: TranslationVerdict = Verdict,
        /// And why.
        note: Option<String> = Note,
        /// When.
        created_at: Timestamp = CreatedAt,
    }
}

impl VouchRow {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        Cursor { tag, key: Key::Integer(self.created_at.0), id: self.id.0 }
    }
}

/// Lists by age, newest first.
pub const fn by_created_at() -> Order<translation_vouch::Column> {
    Order { tag: 80, kind: KeyKind::Integer, key: translation_vouch::Column::CreatedAt, id: translation_vouch::Column::Id, ascending: false }
}

/// Says something of a translation, in place of what the same person said before.
pub async fn say(connection: &impl ConnectionTrait, row: &VouchRow) -> Result<(), DbErr> {
    let model = translation_vouch::ActiveModel {
        id: Set(row.id),
        translation_id: Set(row.translation_id),
        user_id: Set(row.user_id),
        translation_revision: Set(row.translation_revision),
        verdict: Set(row.verdict),
        note: Set(row.note.clone()),
        created_at: Set(row.created_at),
    };
    let again = OnConflict::columns([translation_vouch::Column::TranslationId, translation_vouch::Column::UserId])
        .update_columns([
            translation_vouch::Column::TranslationRevision,
            translation_vouch::Column::Verdict,
            translation_vouch::Column::Note,
            translation_vouch::Column::CreatedAt,
        ])
        .to_owned();
    translation_vouch::Entity::insert(model).on_conflict(again).exec_without_returning(connection).await.map(drop)
}

/// Counts what is said of one of a translation's texts.
pub async fn count(connection: &impl ConnectionTrait, id: TranslationId, revision: i32) -> Result<Counts, DbErr> {
    let column = |column| (translation_vouch::Entity, column);
    let mut query = Query::select();
    query
        .column(column(translation_vouch::Column::Verdict))
        .expr(Expr::col(column(translation_vouch::Column::Id)).count())
        .from(translation_vouch::Entity)
        .and_where(Expr::col(column(translation_vouch::Column::TranslationId)).eq(id))
        .and_where(Expr::col(column(translation_vouch::Column::TranslationRevision)).eq(revision))
        .group_by_col(column(translation_vouch::Column::Verdict));
    db::fetch_all(connection, &query).await?.iter().try_fold(Counts::default(), |counts, row| {
        let number: i64 = row.try_get_by_index(1)?;
        Ok(counts.with(row.try_get_by_index(0)?, i32::try_from(number).unwrap_or(i32::MAX)))
    })
}

/// Keeps what is said of a translation, and what follows from it. The translation must be
/// locked by [`translation_to_change`], which is what makes it right.
pub async fn keep_counts(connection: &impl ConnectionTrait, id: TranslationId, counts: Counts, status: TranslationStatus) -> Result<(), DbErr> {
    translation::Entity::update_many()
        .col_expr(translation::Column::FaithfulCount, Expr::value(counts.faithful))
        .col_expr(translation::Column::ToneOffCount, Expr::value(counts.tone_off))
        .col_expr(translation::Column::MeaningChangedCount, Expr::value(counts.meaning_changed))
        .col_expr(translation::Column::Status, Expr::value(status.as_str()))
        .filter(translation::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

fn said_of(query: &mut SelectStatement, id: TranslationId) {
    query.and_where(Expr::col((translation_vouch::Entity, translation_vouch::Column::TranslationId)).eq(id));
}

/// A page of what is said of a translation.
pub async fn vouch_page(
    connection: &impl ConnectionTrait,
    id: TranslationId,
    order: &Order<translation_vouch::Column>,
    page: &Page,
) -> Result<Slice<VouchRow>, DbErr> {
    let mut query = VouchRow::query();
    said_of(&mut query, id);
    paging::slice(&mut query, translation_vouch::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How many people have said something of it.
pub async fn count_vouches(connection: &impl ConnectionTrait, id: TranslationId) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(translation_vouch::Entity);
    said_of(&mut query, id);
    row::count(connection, query).await
}
