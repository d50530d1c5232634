//! Essays and editions in the database.

use std::sync::Arc;

use entity::{CreditRole, EditionId, EssayId, RevisionId, Timestamp, UserId, credit, edition, edition_revision, essay, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult, Set,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    auth::store::UserRow,
    columns, db,
    essay::rules::{CreditDraft, Draft},
    paging::{self, KeyKind, Order, Page, Slice},
    row,
    row::{Columns, Row, TextColumns},
    text::Texts,
};

row! {
    /// A work.
    pub struct EssayRow from essay {
        /// Key.
        id: EssayId = Id,
        /// Names it in addresses.
        slug: String = Slug,
        /// Of the work.
        original_language: String = OriginalLanguage,
        /// Country that it is about or from.
        origin_country: Option<String> = OriginCountry,
        /// Titles of its editions: a JSON object, language to title.
        titles: String = Titles,
        /// When it was added.
        created_at: Timestamp = CreatedAt,
        /// When its first edition was published.
        published_at: Timestamp = PublishedAt,
        /// Newest activity, at most a minute late.
        last_activity_at: Timestamp = LastActivityAt,
    }
}

row! {
    /// An edition without its text.
    pub struct EditionRow from edition {
        /// Key.
        id: EditionId = Id,
        /// The work.
        essay_id: EssayId = EssayId,
        /// Of the edition.
        language: String = Language,
        /// In that language.
        title: String = Title,
        /// Where it was published first.
        source_url: Option<String> = SourceUrl,
        /// Counts texts, from 1.
        revision: i32 = Revision,
        /// When it was published.
        published_at: Timestamp = PublishedAt,
        /// When its text was written.
        revised_at: Timestamp = RevisedAt,
    }
}

/// One name under an edition, with the account if there is one.
#[derive(Clone, Debug)]
pub struct CreditRow {
    /// What they did.
    pub role: CreditRole,
    /// As printed.
    pub name: String,
    /// Their account.
    pub user: Option<Arc<UserRow>>,
}

/// An edition as pages need it.
#[derive(Clone, Debug)]
pub struct EditionWithCredits {
    /// The edition.
    pub row: EditionRow,
    /// Its texts, as far as they were asked for.
    pub texts: TextColumns,
    /// In order, if they were asked for.
    pub credits: Vec<CreditRow>,
}

/// Lists by publication.
pub const fn by_published_at(ascending: bool) -> Order<essay::Column> {
    Order { tag: 1, kind: KeyKind::Integer, key: essay::Column::PublishedAt, id: essay::Column::Id, ascending }
}

/// Lists by activity.
pub const fn by_last_activity(ascending: bool) -> Order<essay::Column> {
    Order { tag: 2, kind: KeyKind::Integer, key: essay::Column::LastActivityAt, id: essay::Column::Id, ascending }
}

/// What a list's cursors are made from.
#[must_use]
pub fn sort_key(order: &Order<essay::Column>) -> Columns {
    Columns::of(&[order.key as u32])
}

fn select_essay(wanted: Columns) -> SelectStatement {
    let mut query = Query::select();
    EssayRow::select(&mut query, wanted);
    query.from(essay::Entity);
    query
}

fn read_essay(row: &QueryResult, wanted: Columns) -> Result<EssayRow, DbErr> {
    EssayRow::read(row, &mut 0, wanted)
}

/// A work by its slug.
pub async fn essay_by_slug(connection: &impl ConnectionTrait, slug: &str, wanted: Columns) -> Result<Option<EssayRow>, DbErr> {
    let mut query = select_essay(wanted);
    query.and_where(Expr::col((essay::Entity, essay::Column::Slug)).eq(slug));
    db::fetch_one(connection, &query).await?.map(|row| read_essay(&row, wanted)).transpose()
}

/// The same, locked until the end of the transaction, which will publish an edition of it. Before
/// any edition: whoever settles passages locks in this order, too.
pub async fn essay_to_publish(connection: &impl ConnectionTrait, slug: &str) -> Result<Option<EssayRow>, DbErr> {
    let mut query = select_essay(Columns::ALL);
    query.and_where(Expr::col((essay::Entity, essay::Column::Slug)).eq(slug));
    db::lock_rows(connection, &mut query, essay::Entity);
    db::fetch_one(connection, &query).await?.map(|row| read_essay(&row, Columns::ALL)).transpose()
}

/// Works by their ids.
pub async fn essays(connection: &impl ConnectionTrait, ids: &[EssayId], wanted: Columns) -> Result<Vec<EssayRow>, DbErr> {
    let mut query = select_essay(wanted);
    query.and_where(Expr::col((essay::Entity, essay::Column::Id)).is_in(ids.iter().copied()));
    db::fetch_all(connection, &query).await?.iter().map(|row| read_essay(row, wanted)).collect()
}

/// A page of all works.
pub async fn essay_page(connection: &impl ConnectionTrait, order: &Order<essay::Column>, page: &Page, wanted: Columns) -> Result<Slice<EssayRow>, DbErr> {
    let mut query = select_essay(wanted);
    paging::slice(&mut query, essay::Entity, order, page);
    let rows: Result<Vec<_>, _> = db::fetch_all(connection, &query).await?.iter().map(|row| read_essay(row, wanted)).collect();
    Ok(Slice::new(rows?, page))
}

/// How many works there are.
pub async fn count_essays(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    essay::Entity::find().count(connection).await
}

/// What to read of editions: no more than is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EditionWanted {
    /// Of the edition itself; its language and its work come always.
    pub row: Columns,
    /// Its long texts.
    pub texts: Texts,
    /// The names under it.
    pub credits: bool,
    /// Of the accounts behind the names.
    pub user: Columns,
}

impl EditionWanted {
    /// Everything.
    pub const ALL: Self = Self { row: Columns::ALL, texts: Texts::BOTH, credits: true, user: Columns::ALL };
}

/// Editions with their credits, in one statement: of works, in one language or in
/// all; or by id. A text is repeated for no credit but the first.
pub async fn editions(connection: &impl ConnectionTrait, which: Which<'_>, mut wanted: EditionWanted) -> Result<Vec<EditionWithCredits>, DbErr> {
    wanted.row.add(columns!(edition: EssayId, Language));
    let mut query = Query::select();
    EditionRow::select(&mut query, wanted.row);
    let first_credit = || Expr::col((credit::Entity, credit::Column::Ordinal)).is_null().or(Expr::col((credit::Entity, credit::Column::Ordinal)).eq(0));
    for (column, is_wanted) in [(edition::Column::Body, wanted.texts.body), (edition::Column::BodyHtml, wanted.texts.body_html)] {
        if is_wanted && wanted.credits {
            query.expr(Expr::case(first_credit(), Expr::col((edition::Entity, column))).finally(""));
        } else if is_wanted {
            query.column((edition::Entity, column));
        }
    }
    query.from(edition::Entity);
    if wanted.credits {
        query
            .columns([(credit::Entity, credit::Column::Role), (credit::Entity, credit::Column::Name)])
            .left_join(credit::Entity, Expr::col((credit::Entity, credit::Column::EditionId)).equals((edition::Entity, edition::Column::Id)));
    }
    if wanted.user.any() {
        UserRow::select(&mut query, wanted.user);
        query.left_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((credit::Entity, credit::Column::UserId)));
    }
    match which {
        Which::OfEssays(ids) => {
            query.and_where(Expr::col((edition::Entity, edition::Column::EssayId)).is_in(ids.iter().copied()));
        }
        Which::OfEssay(id, language) => {
            query.and_where(Expr::col((edition::Entity, edition::Column::EssayId)).eq(id));
            query.and_where(Expr::col((edition::Entity, edition::Column::Language)).eq(language));
        }
        Which::ByIds(ids) => {
            query.and_where(Expr::col((edition::Entity, edition::Column::Id)).is_in(ids.iter().copied()));
        }
    }
    query
        .order_by((edition::Entity, edition::Column::EssayId), sea_orm::Order::Asc)
        .order_by((edition::Entity, edition::Column::PublishedAt), sea_orm::Order::Asc)
        .order_by((edition::Entity, edition::Column::Id), sea_orm::Order::Asc);
    if wanted.credits {
        query.order_by((credit::Entity, credit::Column::Ordinal), sea_orm::Order::Asc);
    }
    let mut found: Vec<EditionWithCredits> = Vec::new();
    for row in db::fetch_all(connection, &query).await? {
        let mut at = 0;
        let edition = EditionRow::read(&row, &mut at, wanted.row)?;
        let texts = TextColumns::read(&row, &mut at, wanted.texts)?;
        if found.last().is_none_or(|last| last.row.id != edition.id) {
            found.push(EditionWithCredits { row: edition, texts, credits: Vec::new() });
        }
        if wanted.credits {
            let role: Option<CreditRole> = row.try_get_by_index(at)?;
            let name: Option<String> = row.try_get_by_index(at + 1)?;
            at += 2;
            let user = UserRow::read_joined(&row, &mut at, wanted.user)?.map(Arc::new);
            if let (Some(role), Some(name), Some(last)) = (role, name, found.last_mut()) {
                last.credits.push(CreditRow { role, name, user });
            }
        }
    }
    Ok(found)
}

/// Which editions.
pub enum Which<'a> {
    /// All of these works.
    OfEssays(&'a [EssayId]),
    /// One of a work.
    OfEssay(EssayId, &'a str),
    /// Some by their ids.
    ByIds(&'a [EditionId]),
}

/// An edition's whole row, locked against other publications of it.
pub async fn edition_to_revise(connection: &impl ConnectionTrait, essay_id: EssayId, language: &str) -> Result<Option<edition::Model>, DbErr> {
    edition::Entity::find().filter(edition::Column::EssayId.eq(essay_id)).filter(edition::Column::Language.eq(language)).one(connection).await
}

/// Credits of an edition, in order.
pub async fn credits(connection: &impl ConnectionTrait, edition_id: EditionId) -> Result<Vec<CreditDraft>, DbErr> {
    let rows = credit::Entity::find().filter(credit::Column::EditionId.eq(edition_id)).order_by_asc(credit::Column::Ordinal).all(connection).await?;
    Ok(rows.into_iter().map(|row| CreditDraft { role: row.role, name: row.name, user_id: row.user_id }).collect())
}

/// Adds a work.
pub async fn insert_essay(connection: &impl ConnectionTrait, row: &EssayRow) -> Result<(), DbErr> {
    essay::ActiveModel {
        id: Set(row.id),
        slug: Set(row.slug.clone()),
        original_language: Set(row.original_language.clone()),
        origin_country: Set(row.origin_country.clone()),
        titles: Set(row.titles.clone()),
        created_at: Set(row.created_at),
        published_at: Set(row.published_at),
        last_activity_at: Set(row.last_activity_at),
        layout_version: Set(1),
        anchored_version: Set(0),
        withheld_proposals: Set(0),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Writes what a publication changes of a work, if its titles are still `old`.
pub async fn update_essay(connection: &impl ConnectionTrait, row: &EssayRow, old_titles: &str) -> Result<bool, DbErr> {
    let outcome = essay::Entity::update_many()
        .col_expr(essay::Column::OriginCountry, Expr::value(row.origin_country.clone()))
        .col_expr(essay::Column::Titles, Expr::value(row.titles.clone()))
        .col_expr(essay::Column::PublishedAt, db::at(row.published_at))
        .col_expr(essay::Column::LastActivityAt, db::at(row.last_activity_at))
        .filter(essay::Column::Id.eq(row.id))
        .filter(essay::Column::Titles.eq(old_titles))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Adds an edition.
pub async fn insert_edition(connection: &impl ConnectionTrait, essay_id: EssayId, draft: &Draft, html: String, now: Timestamp) -> Result<EditionId, DbErr> {
    let id = EditionId::generate();
    edition::ActiveModel {
        id: Set(id),
        essay_id: Set(essay_id),
        language: Set(draft.language.clone()),
        title: Set(draft.title.clone()),
        body: Set(draft.body.clone()),
        body_html: Set(html),
        source_url: Set(draft.source_url.clone()),
        plain_text: Set(String::new()),
        segmented_revision: Set(0),
        revision: Set(1),
        published_at: Set(now),
        revised_at: Set(now),
    }
    .insert(connection)
    .await?;
    Ok(id)
}

/// Keeps an edition's text and puts a new one in its place. False if another
/// publication was first.
pub async fn revise_edition(connection: &impl ConnectionTrait, old: edition::Model, draft: &Draft, html: String, now: Timestamp) -> Result<bool, DbErr> {
    let outcome = edition::Entity::update_many()
        .col_expr(edition::Column::Title, Expr::value(draft.title.clone()))
        .col_expr(edition::Column::Body, Expr::value(draft.body.clone()))
        .col_expr(edition::Column::BodyHtml, Expr::value(html))
        .col_expr(edition::Column::Revision, Expr::value(old.revision + 1))
        .col_expr(edition::Column::RevisedAt, db::at(now))
        .filter(edition::Column::Id.eq(old.id))
        .filter(edition::Column::Revision.eq(old.revision))
        .exec(connection)
        .await?;
    if outcome.rows_affected == 0 {
        return Ok(false);
    }
    edition_revision::ActiveModel {
        id: Set(RevisionId::generate()),
        edition_id: Set(old.id),
        number: Set(old.revision),
        title: Set(old.title),
        body: Set(old.body),
        written_at: Set(old.revised_at),
    }
    .insert(connection)
    .await?;
    Ok(true)
}

/// Replaces where an edition was published first.
pub async fn set_source_url(connection: &impl ConnectionTrait, id: EditionId, url: Option<String>) -> Result<(), DbErr> {
    edition::Entity::update_many().col_expr(edition::Column::SourceUrl, Expr::value(url)).filter(edition::Column::Id.eq(id)).exec(connection).await.map(drop)
}

/// Replaces an edition's credits.
pub async fn replace_credits(connection: &impl ConnectionTrait, id: EditionId, credits: &[CreditDraft]) -> Result<(), DbErr> {
    credit::Entity::delete_many().filter(credit::Column::EditionId.eq(id)).exec(connection).await?;
    let rows = (0_i32..).zip(credits).map(|(ordinal, credit)| credit::ActiveModel {
        id: Set(entity::CreditId::generate()),
        edition_id: Set(id),
        ordinal: Set(ordinal),
        role: Set(credit.role),
        name: Set(credit.name.clone()),
        user_id: Set(credit.user_id),
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    credit::Entity::insert_many(rows).exec_without_returning(connection).await.map(drop)
}

/// How late a work's `last_activity_at` may be, in milliseconds: a busy essay is
/// not rewritten by each reply.
pub const ACTIVITY_GRAIN_MS: i64 = 60_000;

/// Notes activity on a work, unless what is noted is recent enough.
pub async fn note_activity(connection: &impl ConnectionTrait, id: EssayId, at: Timestamp) -> Result<(), DbErr> {
    essay::Entity::update_many()
        .col_expr(essay::Column::LastActivityAt, db::at(at))
        .filter(essay::Column::Id.eq(id))
        .filter(essay::Column::LastActivityAt.lt(at.0 - ACTIVITY_GRAIN_MS))
        .exec(connection)
        .await
        .map(drop)
}

/// Which of these accounts exist.
pub async fn existing_users(connection: &impl ConnectionTrait, ids: Vec<UserId>) -> Result<usize, DbErr> {
    let count = user::Entity::find().filter(user::Column::Id.is_in(ids)).count(connection).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
