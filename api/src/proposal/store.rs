//! Proposals in the database.

use std::{collections::HashMap, sync::Arc};

use entity::{EssayId, PostKind, PostStatus, ProposalId, ProposalState, UserId, essay, proposal, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, Set,
    sea_query::{Asterisk, Condition, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr, UnionType},
};

use crate::{
    auth::store::UserRow,
    columns, db,
    essay::store::EssayRow,
    paging::{self, KeyKind, Order, Page, Slice},
    post::store as posts,
    proposal::rules::Tally,
    row::{Columns, Row, TextColumns, Wanted},
    search,
};

pub use crate::proposal::item::{ProposalItem, ProposalRow};

const CREATED_AT: u8 = 30;
/// The order by agreement.
pub const AGREEMENT: u8 = 31;
/// The order by the mean over groups.
pub const BRIDGING: u8 = 33;
/// The order by what is between groups.
pub const DIVERGENCE: u8 = 34;

/// Lists by age.
pub const fn by_created_at(ascending: bool) -> Order<proposal::Column> {
    Order { tag: CREATED_AT, kind: KeyKind::Integer, key: proposal::Column::CreatedAt, id: proposal::Column::Id, ascending }
}

/// Lists by agreement: see `rules::wilson_lower_bound`.
pub const fn by_agreement(ascending: bool) -> Order<proposal::Column> {
    Order { tag: AGREEMENT, kind: KeyKind::Float, key: proposal::Column::Agreement, id: proposal::Column::Id, ascending }
}

/// Lists by how far they persuade people who usually differ: see `consensus::rules::Measures`.
pub const fn by_bridging(ascending: bool) -> Order<proposal::Column> {
    Order { tag: BRIDGING, kind: KeyKind::Float, key: proposal::Column::Bridging, id: proposal::Column::Id, ascending }
}

/// Lists by how far groups differ.
pub const fn by_divergence(ascending: bool) -> Order<proposal::Column> {
    Order { tag: DIVERGENCE, kind: KeyKind::Float, key: proposal::Column::Divergence, id: proposal::Column::Id, ascending }
}

/// Which proposals a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of one work.
    pub essay_id: Option<EssayId>,
    /// In one of these states, as readers see them.
    pub states: Option<Vec<ProposalState>>,
    /// In one of these languages.
    pub languages: Option<Vec<String>>,
}

impl Filter {
    fn condition(&self, connection: &impl ConnectionTrait) -> Condition {
        let mut all = Condition::all();
        if let Some(id) = self.essay_id {
            all = all.add(Expr::col((proposal::Entity, proposal::Column::EssayId)).eq(id));
        }
        if let Some(states) = &self.states {
            let stored = |state: ProposalState| Expr::col((proposal::Entity, proposal::Column::State)).eq(state.as_str());
            let mut any = Condition::any().add(Expr::val(1).eq(0));
            for state in states {
                any = any.add(match state {
                    ProposalState::Open => stored(ProposalState::Open).and(is_past_close(connection).not()),
                    ProposalState::Closed => stored(ProposalState::Closed).or(stored(ProposalState::Open).and(is_past_close(connection))),
                    other => stored(*other),
                });
            }
            all = all.add(any);
        }
        if let Some(ranges) = &self.languages {
            all = all.add(posts::in_languages(&Expr::col((proposal::Entity, proposal::Column::Language)), ranges));
        }
        all
    }
}

/// Whether the time for votes is over, by the database's clock, so that all instances agree.
pub fn is_past_close(connection: &impl ConnectionTrait) -> SimpleExpr {
    let closes_at = Expr::col((proposal::Entity, proposal::Column::ClosesAt));
    Func::coalesce([closes_at.lte(db::now(connection)), Expr::val(1).eq(0)]).into()
}

/// What a list's cursors are made from.
#[must_use]
pub fn sort_key(order: &Order<proposal::Column>) -> Columns {
    Columns::of(&[order.key as u32])
}

/// Proposals with their authors and works, from `source`: the table, or a page of it.
fn select_items(connection: &impl ConnectionTrait, wanted: Wanted, source: impl FnOnce(&mut SelectStatement)) -> SelectStatement {
    let mut query = Query::select();
    ProposalRow::select(&mut query, wanted.row);
    if reads_clock(wanted) {
        query.expr(is_past_close(connection));
    }
    TextColumns::select(&mut query, wanted.texts, (proposal::Entity, proposal::Column::Body), (proposal::Entity, proposal::Column::BodyHtml));
    UserRow::select(&mut query, wanted.author);
    EssayRow::select(&mut query, wanted.essay);
    source(&mut query);
    if wanted.author.any() {
        query.left_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((proposal::Entity, proposal::Column::AuthorId)));
    }
    if wanted.essay.any() {
        query.inner_join(essay::Entity, Expr::col((essay::Entity, essay::Column::Id)).equals((proposal::Entity, proposal::Column::EssayId)));
    }
    query
}

/// Readers' state needs the clock beside the stored one.
fn reads_clock(wanted: Wanted) -> bool {
    wanted.row.has(proposal::Column::State as u32)
}

fn read_item(row: &QueryResult, wanted: Wanted) -> Result<ProposalItem, DbErr> {
    let mut at = 0;
    let proposal = ProposalRow::read(row, &mut at, wanted.row)?;
    let is_past_close = if reads_clock(wanted) {
        at += 1;
        row.try_get_by_index(at - 1)?
    } else {
        true
    };
    Ok(ProposalItem {
        row: proposal,
        is_past_close,
        texts: TextColumns::read(row, &mut at, wanted.texts)?,
        author: UserRow::read_joined(row, &mut at, wanted.author)?.map(Arc::new),
        essay: EssayRow::read_joined(row, &mut at, wanted.essay)?.map(Arc::new),
    })
}

/// Proposals by their ids.
pub async fn proposals(connection: &impl ConnectionTrait, ids: &[ProposalId], wanted: Wanted) -> Result<Vec<ProposalItem>, DbErr> {
    let query = select_items(connection, wanted, |query| {
        query.from(proposal::Entity).and_where(Expr::col((proposal::Entity, proposal::Column::Id)).is_in(ids.iter().copied()));
    });
    db::fetch_all(connection, &query).await?.iter().map(|row| read_item(row, wanted)).collect()
}

/// One proposal, locked until the end of the transaction, which will change it.
pub async fn proposal_to_change(connection: &impl ConnectionTrait, id: ProposalId) -> Result<Option<ProposalItem>, DbErr> {
    let mut query = select_items(connection, Wanted::ALL, |query| {
        query.from(proposal::Entity).and_where(Expr::col((proposal::Entity, proposal::Column::Id)).eq(id));
    });
    db::lock_rows(connection, &mut query, proposal::Entity);
    db::fetch_one(connection, &query).await?.map(|row| read_item(&row, Wanted::ALL)).transpose()
}

/// The page first, its parents second: joins touch a page's rows and no others.
fn page_query(connection: &impl ConnectionTrait, filter: &Filter, order: &Order<proposal::Column>, page: &Page, wanted: Wanted) -> SelectStatement {
    let mut inner = Query::select();
    inner.column((proposal::Entity, Asterisk)).from(proposal::Entity).cond_where(filter.condition(connection));
    paging::slice(&mut inner, proposal::Entity, order, page);
    select_items(connection, wanted, |query| {
        query.from_subquery(inner, proposal::Entity);
    })
}

/// A page of proposals.
pub async fn proposal_page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    order: &Order<proposal::Column>,
    page: &Page,
    wanted: Wanted,
) -> Result<Slice<ProposalItem>, DbErr> {
    let mut query = page_query(connection, filter, order, page, wanted);
    paging::sort(&mut query, proposal::Entity, order, page);
    let rows: Result<Vec<_>, _> = db::fetch_all(connection, &query).await?.iter().map(|row| read_item(row, wanted)).collect();
    Ok(Slice::new(rows?, page))
}

/// The same page of several works, in one statement.
pub async fn proposal_pages(
    connection: &impl ConnectionTrait,
    essay_ids: &[EssayId],
    filter: &Filter,
    order: &Order<proposal::Column>,
    page: &Page,
    mut wanted: Wanted,
) -> Result<HashMap<EssayId, Slice<ProposalItem>>, DbErr> {
    wanted.row.add(columns!(proposal: EssayId));
    wanted.row.add(sort_key(order));
    let of = |id: &EssayId| page_query(connection, &Filter { essay_id: Some(*id), ..filter.clone() }, order, page, wanted);
    let mut queries = essay_ids.iter().map(of);
    let Some(mut query) = queries.next() else { return Ok(HashMap::new()) };
    for other in queries {
        query.union(UnionType::All, other);
    }
    let mut of_essay: HashMap<EssayId, Vec<ProposalItem>> = HashMap::new();
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

/// How many proposals there are.
pub async fn count_proposals(connection: &impl ConnectionTrait, filter: &Filter) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.expr(Func::count(Expr::col((proposal::Entity, proposal::Column::Id)))).from(proposal::Entity).cond_where(filter.condition(connection));
    let count: i64 = db::fetch_one(connection, &query).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// Adds a proposal.
pub async fn insert(connection: &impl ConnectionTrait, item: &ProposalItem) -> Result<(), DbErr> {
    let row = &item.row;
    posts::register(connection, row.id.into(), PostKind::Proposal).await?;
    let model = proposal::ActiveModel {
        id: Set(row.id),
        essay_id: Set(row.essay_id),
        thread_id: Set(row.thread_id),
        author_id: Set(row.author_id),
        title: Set(row.title.clone()),
        body: Set(item.texts.body.clone()),
        body_html: Set(item.texts.body_html.clone()),
        language: Set(row.language.clone()),
        status: Set(row.status),
        state: Set(row.state),
        revision: Set(row.revision),
        agree_count: Set(row.agree_count),
        disagree_count: Set(row.disagree_count),
        pass_count: Set(row.pass_count),
        agreement: Set(row.agreement),
        closes_at: Set(row.closes_at),
        decided_at: Set(row.decided_at),
        decided_by_id: Set(None),
        decision_statement: Set(row.decision_statement.clone()),
        created_at: Set(row.created_at),
        edited_at: Set(row.edited_at),
        detected_language: Set(row.detected_language.clone()),
        language_confidence: Set(row.language_confidence),
        wording_revision: Set(row.wording_revision),
        reason_rule: Set(row.reason_rule),
        hides_tally: Set(row.hides_tally),
        quorum: Set(row.quorum),
        threshold_percent: Set(row.threshold_percent),
        outcome: Set(row.outcome),
        outcome_at: Set(row.outcome_at),
        pledges_open: Set(row.pledges_open),
        pledges_kept: Set(row.pledges_kept),
        pledges_lapsed: Set(row.pledges_lapsed),
        completed_at: Set(row.completed_at),
        completed_by_id: Set(None),
        completion_statement: Set(row.completion_statement.clone()),
        support: Set(None),
        bridging: Set(0.0),
        divergence: Set(0.0),
        support_due_at: Set(None),
        support_frozen_at: Set(None),
    };
    proposal::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Puts a new text in place of revision `replaced`; false if that is no longer the present one.
pub async fn revise(connection: &impl ConnectionTrait, item: &ProposalItem, replaced: i32) -> Result<bool, DbErr> {
    let outcome = proposal::Entity::update_many()
        .col_expr(proposal::Column::Title, Expr::value(item.row.title.clone()))
        .col_expr(proposal::Column::Body, Expr::value(item.texts.body.clone()))
        .col_expr(proposal::Column::BodyHtml, Expr::value(item.texts.body_html.clone()))
        .col_expr(proposal::Column::Revision, Expr::value(item.row.revision))
        .col_expr(proposal::Column::WordingRevision, Expr::value(item.row.wording_revision))
        .col_expr(proposal::Column::AgreeCount, Expr::value(item.row.agree_count))
        .col_expr(proposal::Column::DisagreeCount, Expr::value(item.row.disagree_count))
        .col_expr(proposal::Column::PassCount, Expr::value(item.row.pass_count))
        .col_expr(proposal::Column::Agreement, Expr::value(item.row.agreement))
        .col_expr(proposal::Column::EditedAt, Expr::value(item.row.edited_at.map(|time| time.0)))
        .col_expr(proposal::Column::DetectedLanguage, Expr::value(item.row.detected_language.clone()))
        .col_expr(proposal::Column::LanguageConfidence, Expr::value(item.row.language_confidence))
        .filter(proposal::Column::Id.eq(item.row.id))
        .filter(proposal::Column::Revision.eq(replaced))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Writes where a proposal stands, its rank there, and whether it is shown.
pub async fn set_state(connection: &impl ConnectionTrait, item: &ProposalItem) -> Result<(), DbErr> {
    let ProposalRow { id, state, status, .. } = item.row;
    proposal::Entity::update_many()
        .col_expr(proposal::Column::State, Expr::value(state.as_str()))
        .col_expr(proposal::Column::Status, Expr::value(status.as_str()))
        .col_expr(proposal::Column::Agreement, Expr::value(item.rank(item.tally())))
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(id))
        .exec(connection)
        .await?;
    search::store::set_status(connection, id.0, status).await
}

/// Changes whether a proposal is shown.
pub async fn set_status(connection: &impl ConnectionTrait, id: ProposalId, status: PostStatus) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::Status, Expr::value(status.as_str()))
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(id))
        .exec(connection)
        .await?;
    search::store::set_status(connection, id.0, status).await
}

/// Writes a decision, which is in the row already.
pub async fn decide(connection: &impl ConnectionTrait, item: &ProposalItem, by: UserId) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::State, Expr::value(item.row.state.as_str()))
        .col_expr(proposal::Column::DecidedById, Expr::value(by.0))
        .col_expr(proposal::Column::DecidedAt, Expr::value(item.row.decided_at.map(|time| time.0)))
        .col_expr(proposal::Column::DecisionStatement, Expr::value(item.row.decision_statement.clone()))
        .col_expr(proposal::Column::Agreement, Expr::value(item.rank(item.tally())))
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(item.row.id))
        .exec(connection)
        .await
        .map(drop)
}

/// Adds the difference of two tallies. The proposal must be locked by
/// [`proposal_to_change`], which is what makes the rank right.
pub async fn count_votes(connection: &impl ConnectionTrait, item: &ProposalItem, new: Tally) -> Result<(), DbErr> {
    let (id, old) = (item.row.id, item.tally());
    proposal::Entity::update_many()
        .col_expr(proposal::Column::AgreeCount, Expr::col(proposal::Column::AgreeCount).add(new.agree - old.agree))
        .col_expr(proposal::Column::DisagreeCount, Expr::col(proposal::Column::DisagreeCount).add(new.disagree - old.disagree))
        .col_expr(proposal::Column::PassCount, Expr::col(proposal::Column::PassCount).add(new.pass - old.pass))
        .col_expr(proposal::Column::Agreement, Expr::value(item.rank(new)))
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Notes since when what is known of its support is not up to date. With whatever changes how votes count.
pub fn support_due(connection: &impl ConnectionTrait) -> SimpleExpr {
    Expr::col(proposal::Column::SupportDueAt).if_null(db::now(connection))
}
