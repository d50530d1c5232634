//! Pledges in the database, and what proposals keep of them.

use std::collections::HashMap;

use entity::{PledgeId, PledgeStatus, PledgeUpdateId, PostStatus, ProposalId, ProposalState, Timestamp, UserId, pledge, pledge_update, proposal};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType},
};

use crate::{
    db,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    pledge::rules::{Counts, SILENCE_MS, silent_since},
    row,
    row::{Columns, Row},
};

row! {
    /// A pledge.
    pub struct PledgeRow from pledge {
        /// Key.
        id: PledgeId = Id,
        /// To carry out what.
        proposal_id: ProposalId = ProposalId,
        /// Whose; `None` = the account is gone.
        pledger_id: Option<UserId> = PledgerId,
        /// Plain text.
        what: String = What,
        /// Hours a month.
        hours_per_month: i32 = HoursPerMonth,
        /// Separated by spaces.
        languages: String = Languages,
        /// What its texts are written in.
        language: String = Language,
        /// Where it stands.
        status: PledgeStatus = Status,
        /// Whether its texts are shown.
        visibility: PostStatus = Visibility,
        /// Counts its texts, from 1.
        revision: i32 = Revision,
        /// When it was made or last updated.
        last_sign_at: Timestamp = LastSignAt,
        /// When it was made.
        created_at: Timestamp = CreatedAt,
        /// When it was concluded, or lapsed.
        concluded_at: Option<Timestamp> = ConcludedAt,
    }
}

impl PledgeRow {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        Cursor { tag, key: Key::Integer(self.created_at.0), id: self.id.0 }
    }
}

row! {
    /// What somebody tells of a pledge.
    pub struct UpdateRow from pledge_update {
        /// Key.
        id: PledgeUpdateId = Id,
        /// Of which.
        pledge_id: PledgeId = PledgeId,
        /// Plain text.
        note: String = Note,
        /// When.
        created_at: Timestamp = CreatedAt,
    }
}

/// Lists by age, newest first.
pub const fn by_created_at() -> Order<pledge::Column> {
    Order { tag: 90, kind: KeyKind::Integer, key: pledge::Column::CreatedAt, id: pledge::Column::Id, ascending: false }
}

fn column(column: pledge::Column) -> Expr {
    Expr::col((pledge::Entity, column))
}

/// The database's clock: what decides whether a pledge has lapsed.
pub async fn now(connection: &impl ConnectionTrait) -> Result<Timestamp, DbErr> {
    let mut query = Query::select();
    query.expr(db::now(connection));
    let row = db::fetch_one(connection, &query).await?.ok_or_else(|| DbErr::RecordNotFound("the time".to_owned()))?;
    row.try_get_by_index(0).map(Timestamp)
}

/// Pledges by their ids.
pub async fn pledges(connection: &impl ConnectionTrait, ids: &[PledgeId]) -> Result<Vec<PledgeRow>, DbErr> {
    let mut query = PledgeRow::query();
    query.and_where(column(pledge::Column::Id).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// One pledge, locked until the end of the transaction, which will change it. Its proposal is
/// locked before it.
pub async fn pledge_to_change(connection: &impl ConnectionTrait, id: PledgeId) -> Result<Option<PledgeRow>, DbErr> {
    let mut query = PledgeRow::query();
    query.and_where(column(pledge::Column::Id).eq(id));
    db::lock_rows(connection, &mut query, pledge::Entity);
    row::one(connection, &query).await
}

/// One statement of several, each with a limit of its own.
fn united(queries: impl Iterator<Item = SelectStatement>) -> Option<SelectStatement> {
    queries.reduce(|mut all, query| {
        all.union(UnionType::All, query);
        all
    })
}

/// The same page of several proposals, in one statement.
pub async fn pledge_pages(
    connection: &impl ConnectionTrait,
    proposals: &[ProposalId],
    order: &Order<pledge::Column>,
    page: &Page,
) -> Result<HashMap<ProposalId, Slice<PledgeRow>>, DbErr> {
    let of = |id: &ProposalId| {
        let mut inner = Query::select();
        inner.column((pledge::Entity, Asterisk)).from(pledge::Entity).and_where(column(pledge::Column::ProposalId).eq(*id));
        paging::slice(&mut inner, pledge::Entity, order, page);
        let mut query = Query::select();
        PledgeRow::select(&mut query, Columns::ALL);
        query.from_subquery(inner, pledge::Entity);
        query
    };
    let Some(query) = united(proposals.iter().map(of)) else { return Ok(HashMap::new()) };
    let mut of_proposal: HashMap<ProposalId, Vec<PledgeRow>> = HashMap::new();
    for row in row::all::<PledgeRow>(connection, &query).await? {
        of_proposal.entry(row.proposal_id).or_default().push(row);
    }
    let sorted = of_proposal.into_iter().map(|(id, mut rows)| {
        paging::sort_rows(&mut rows, order, page, |row| row.cursor(order.tag));
        (id, Slice::new(rows, page))
    });
    Ok(sorted.collect())
}

/// How many pledges a proposal has.
pub async fn count_pledges(connection: &impl ConnectionTrait, proposal: ProposalId) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(pledge::Entity).and_where(column(pledge::Column::ProposalId).eq(proposal));
    row::count(connection, query).await
}

/// The last updates of these pledges, `most` of each, the newest first.
pub async fn updates(connection: &impl ConnectionTrait, pledges: &[PledgeId], most: u64) -> Result<Vec<UpdateRow>, DbErr> {
    let of = |id: &PledgeId| {
        let mut inner = Query::select();
        inner
            .column((pledge_update::Entity, Asterisk))
            .from(pledge_update::Entity)
            .and_where(Expr::col((pledge_update::Entity, pledge_update::Column::PledgeId)).eq(*id))
            .order_by((pledge_update::Entity, pledge_update::Column::CreatedAt), sea_orm::Order::Desc)
            .order_by((pledge_update::Entity, pledge_update::Column::Id), sea_orm::Order::Desc)
            .limit(most);
        let mut query = Query::select();
        UpdateRow::select(&mut query, Columns::ALL);
        query.from_subquery(inner, pledge_update::Entity);
        query
    };
    let Some(query) = united(pledges.iter().map(of)) else { return Ok(Vec::new()) };
    let mut rows: Vec<UpdateRow> = row::all(connection, &query).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.created_at.0, row.id)));
    Ok(rows)
}

/// Adds a pledge; the constraint says if its owner has an active one to the same proposal.
pub async fn insert(connection: &impl ConnectionTrait, row: &PledgeRow) -> Result<(), DbErr> {
    let model = pledge::ActiveModel {
        id: Set(row.id),
        proposal_id: Set(row.proposal_id),
        pledger_id: Set(row.pledger_id),
        what: Set(row.what.clone()),
        hours_per_month: Set(row.hours_per_month),
        languages: Set(row.languages.clone()),
        language: Set(row.language.clone()),
        status: Set(row.status),
        visibility: Set(row.visibility),
        revision: Set(row.revision),
        last_sign_at: Set(row.last_sign_at),
        created_at: Set(row.created_at),
        concluded_at: Set(row.concluded_at),
    };
    pledge::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Adds an update.
pub async fn insert_update(connection: &impl ConnectionTrait, row: &UpdateRow) -> Result<(), DbErr> {
    let model = pledge_update::ActiveModel { id: Set(row.id), pledge_id: Set(row.pledge_id), note: Set(row.note.clone()), created_at: Set(row.created_at) };
    pledge_update::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Writes what changes of a pledge, if it is still active; false if not.
pub async fn change(connection: &impl ConnectionTrait, row: &PledgeRow) -> Result<bool, DbErr> {
    let outcome = pledge::Entity::update_many()
        .col_expr(pledge::Column::Status, Expr::value(row.status.as_str()))
        .col_expr(pledge::Column::Visibility, Expr::value(row.visibility.as_str()))
        .col_expr(pledge::Column::Revision, Expr::value(row.revision))
        .col_expr(pledge::Column::LastSignAt, db::at(row.last_sign_at))
        .col_expr(pledge::Column::ConcludedAt, Expr::value(row.concluded_at.map(|time| time.0)))
        .filter(pledge::Column::Id.eq(row.id))
        .filter(pledge::Column::Status.eq(PledgeStatus::Active))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Changes whether a pledge's texts are shown.
pub async fn set_visibility(connection: &impl ConnectionTrait, id: PledgeId, visibility: PostStatus) -> Result<(), DbErr> {
    let update = pledge::Entity::update_many().col_expr(pledge::Column::Visibility, Expr::value(visibility.as_str()));
    update.filter(pledge::Column::Id.eq(id)).exec(connection).await.map(drop)
}

/// Proposals with pledges that have lapsed and are not yet written so; `most` of them.
pub async fn with_silent(connection: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<Vec<ProposalId>, DbErr> {
    let mut query = Query::select();
    query
        .distinct()
        .column((pledge::Entity, pledge::Column::ProposalId))
        .from(pledge::Entity)
        .and_where(column(pledge::Column::Status).eq(PledgeStatus::Active.as_str()))
        .and_where(column(pledge::Column::LastSignAt).lte(silent_since(now).0))
        .limit(most);
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Writes that a proposal's pledges without a sign for too long have lapsed: from the moment
/// in which they did, whenever it is written. The proposal is locked.
pub async fn lapse(connection: &impl ConnectionTrait, proposal: ProposalId, now: Timestamp) -> Result<(), DbErr> {
    pledge::Entity::update_many()
        .col_expr(pledge::Column::Status, Expr::value(PledgeStatus::Lapsed.as_str()))
        .col_expr(pledge::Column::ConcludedAt, Expr::col(pledge::Column::LastSignAt).add(SILENCE_MS))
        .filter(pledge::Column::ProposalId.eq(proposal))
        .filter(pledge::Column::Status.eq(PledgeStatus::Active))
        .filter(pledge::Column::LastSignAt.lte(silent_since(now)))
        .exec(connection)
        .await
        .map(drop)
}

/// A key's shown pledges by status.
async fn counts_by<K: sea_orm::TryGetable>(connection: &impl ConnectionTrait, key: pledge::Column, is_of: Expr) -> Result<Vec<(K, Counts)>, DbErr> {
    let mut query = Query::select();
    query
        .columns([(pledge::Entity, key), (pledge::Entity, pledge::Column::Status)])
        .expr(column(pledge::Column::Id).count())
        .from(pledge::Entity)
        .and_where(is_of)
        .and_where(column(pledge::Column::Visibility).eq(PostStatus::Published.as_str()))
        .group_by_columns([(pledge::Entity, key), (pledge::Entity, pledge::Column::Status)]);
    let read = |row: &sea_orm::QueryResult| {
        let number: i64 = row.try_get_by_index(2)?;
        Ok((row.try_get_by_index(0)?, Counts::default().with(row.try_get_by_index(1)?, i32::try_from(number).unwrap_or(i32::MAX))))
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// Counts the pledges of people: a part for each status that they have.
pub async fn counts_of_people(connection: &impl ConnectionTrait, people: &[UserId]) -> Result<Vec<(UserId, Counts)>, DbErr> {
    counts_by(connection, pledge::Column::PledgerId, column(pledge::Column::PledgerId).is_in(people.iter().copied())).await
}

/// Counts a proposal's pledges.
pub async fn count(connection: &impl ConnectionTrait, proposal: ProposalId) -> Result<Counts, DbErr> {
    let parts = counts_by::<ProposalId>(connection, pledge::Column::ProposalId, column(pledge::Column::ProposalId).eq(proposal)).await?;
    Ok(parts.into_iter().fold(Counts::default(), |all, (_, part)| all + part))
}

/// Keeps what is counted of a proposal's pledges. The proposal must be locked, which is what
/// makes it right.
pub async fn keep_counts(connection: &impl ConnectionTrait, id: ProposalId, counts: Counts) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::PledgesOpen, Expr::value(counts.open))
        .col_expr(proposal::Column::PledgesKept, Expr::value(counts.kept))
        .col_expr(proposal::Column::PledgesLapsed, Expr::value(counts.lapsed))
        .filter(proposal::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Writes that an adopted proposal is under way; says whether it was only adopted before.
pub async fn set_underway(connection: &impl ConnectionTrait, id: ProposalId) -> Result<bool, DbErr> {
    let outcome = proposal::Entity::update_many()
        .col_expr(proposal::Column::State, Expr::value(ProposalState::Underway.as_str()))
        .filter(proposal::Column::Id.eq(id))
        .filter(proposal::Column::State.eq(ProposalState::Adopted))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Writes that a proposal which is under way is done; false if it is not under way.
pub async fn complete(connection: &impl ConnectionTrait, id: ProposalId, by: UserId, at: Timestamp, statement: Option<String>) -> Result<bool, DbErr> {
    let outcome = proposal::Entity::update_many()
        .col_expr(proposal::Column::State, Expr::value(ProposalState::Done.as_str()))
        .col_expr(proposal::Column::CompletedById, Expr::value(by.0))
        .col_expr(proposal::Column::CompletedAt, db::at(at))
        .col_expr(proposal::Column::CompletionStatement, Expr::value(statement))
        .filter(proposal::Column::Id.eq(id))
        .filter(proposal::Column::State.eq(ProposalState::Underway))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}
