//! Reports in the database.

use std::collections::BTreeSet;

use entity::{EssayId, JointStatementId, PledgeId, PostId, ReasonCode, ReportId, ReportStatus, Timestamp, TranslationId, UserId, VoteId, report, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    auth::{ModeratorScope, store as identity},
    db,
    moderation::store::TextKey,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    row,
    row::Row,
};

row! {
    /// A report.
    pub struct ReportRow from report {
        /// Key.
        id: ReportId = Id,
        /// Of which post.
        post_id: PostId = PostId,
        /// Of which translation of it; `None` = of the post itself.
        translation_id: Option<TranslationId> = TranslationId,
        /// Of which pledge to carry it out; `None` likewise.
        pledge_id: Option<PledgeId> = PledgeId,
        /// Of which joint statement about it; `None` likewise.
        joint_statement_id: Option<JointStatementId> = JointStatementId,
        /// Of which vote's reason; `None` likewise.
        vote_id: Option<VoteId> = VoteId,
        /// Its work.
        essay_id: EssayId = EssayId,
        /// What it is written in.
        language: String = Language,
        /// Which of its texts.
        revision: i32 = Revision,
        /// By whom; `None` = by the program.
        reporter_id: Option<UserId> = ReporterId,
        /// Why.
        reason: ReasonCode = Reason,
        /// In words.
        details: Option<String> = Details,
        /// See `rules::weight`.
        weight: f64 = Weight,
        /// What was open about the post when it came, itself included.
        priority: f64 = Priority,
        /// What became of it.
        status: ReportStatus = Status,
        /// Who looks at it.
        claimed_by_id: Option<UserId> = ClaimedById,
        /// Until when.
        claimed_until: Option<Timestamp> = ClaimedUntil,
        /// When it came.
        created_at: Timestamp = CreatedAt,
        /// When it was decided.
        resolved_at: Option<Timestamp> = ResolvedAt,
    }
}

impl ReportRow {
    /// The text that it is about; `None` = the post itself.
    #[must_use]
    pub fn text(&self) -> Option<TextKey> {
        TextKey::of((self.translation_id, self.pledge_id, self.joint_statement_id, self.vote_id))
    }

    /// Says which text it is about.
    pub fn set_text(&mut self, key: TextKey) {
        (self.translation_id, self.pledge_id, self.joint_statement_id, self.vote_id) = key.ids();
    }

    /// Its place in the queue.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        Cursor { tag, key: Key::Float(self.priority), id: self.id.0 }
    }
}

/// The queue: what weighs most first.
pub const fn by_priority() -> Order<report::Column> {
    Order { tag: 60, kind: KeyKind::Float, key: report::Column::Priority, id: report::Column::Id, ascending: false }
}

/// Which reports a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What became of them.
    pub status: Option<ReportStatus>,
    /// About posts on one work.
    pub essay_id: Option<EssayId>,
    /// Of posts in one of these languages.
    pub languages: Option<Vec<String>>,
    /// For one of these reasons; without the requests to clarify if left out.
    pub reasons: Option<Vec<ReasonCode>>,
    /// Older than this.
    pub before: Option<Timestamp>,
    /// Of posts in the scope of whoever asks.
    pub scope: ModeratorScope,
}

impl Filter {
    fn apply(&self, query: &mut SelectStatement) {
        let column = |column: report::Column| Expr::col((report::Entity, column));
        if let Some(status) = self.status {
            query.and_where(column(report::Column::Status).eq(status.as_str()));
        }
        if let Some(id) = self.essay_id {
            query.and_where(column(report::Column::EssayId).eq(id));
        }
        if let Some(languages) = &self.languages {
            query.and_where(column(report::Column::Language).is_in(languages.iter().map(String::as_str)));
        }
        match &self.reasons {
            Some(reasons) => query.and_where(column(report::Column::Reason).is_in(reasons.iter().map(|reason| reason.as_str()))),
            None => query.and_where(column(report::Column::Reason).ne(ReasonCode::Misunderstood.as_str())),
        };
        if let Some(time) = self.before {
            query.and_where(column(report::Column::CreatedAt).lt(time.0));
        }
        if let Some(scope) = identity::in_scope(&self.scope, &column(report::Column::EssayId), &column(report::Column::Language)) {
            query.cond_where(scope);
        }
    }
}

/// A page of the queue.
pub async fn report_page(connection: &impl ConnectionTrait, filter: &Filter, order: &Order<report::Column>, page: &Page) -> Result<Slice<ReportRow>, DbErr> {
    let mut query = ReportRow::query();
    filter.apply(&mut query);
    paging::slice(&mut query, report::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How many reports there are.
pub async fn count_reports(connection: &impl ConnectionTrait, filter: &Filter) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(report::Entity);
    filter.apply(&mut query);
    row::count(connection, query).await
}

/// Reports by their ids.
pub async fn reports(connection: &impl ConnectionTrait, ids: &[ReportId]) -> Result<Vec<ReportRow>, DbErr> {
    let mut query = ReportRow::query();
    query.and_where(Expr::col((report::Entity, report::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// One report, locked until the end of the transaction, which will change it.
pub async fn report_to_change(connection: &impl ConnectionTrait, id: ReportId) -> Result<Option<ReportRow>, DbErr> {
    let mut query = ReportRow::query();
    query.and_where(Expr::col((report::Entity, report::Column::Id)).eq(id));
    db::lock_rows(connection, &mut query, report::Entity);
    row::one(connection, &query).await
}

/// How many of somebody's reports were upheld and dismissed.
pub async fn record_of(connection: &impl ConnectionTrait, reporter: UserId) -> Result<(u32, u32), DbErr> {
    let count = async |status: ReportStatus| {
        let found = report::Entity::find().filter(report::Column::ReporterId.eq(reporter)).filter(report::Column::Status.eq(status)).count(connection).await?;
        Ok::<_, DbErr>(u32::try_from(found).unwrap_or(u32::MAX))
    };
    Ok((count(ReportStatus::Upheld).await?, count(ReportStatus::Dismissed).await?))
}

/// What says that a report is about a text that belongs to the post, and not about the post itself.
const TEXTS: [report::Column; 4] = [report::Column::TranslationId, report::Column::PledgeId, report::Column::JointStatementId, report::Column::VoteId];

/// About a post itself, or about a text that belongs to it.
fn is_about((post_id, text): (PostId, Option<TextKey>)) -> Expr {
    let column = |column: report::Column| Expr::col((report::Entity, column));
    match text {
        None => TEXTS.into_iter().fold(column(report::Column::PostId).eq(post_id), |all, other| all.and(column(other).is_null())),
        Some(TextKey::Translation(id)) => column(report::Column::TranslationId).eq(id),
        Some(TextKey::Pledge(id)) => column(report::Column::PledgeId).eq(id),
        Some(TextKey::JointStatement(id)) => column(report::Column::JointStatementId).eq(id),
        Some(TextKey::Reason(id)) => column(report::Column::VoteId).eq(id),
    }
}

/// Weight of what is open about a text, and the countries that its reporters declared.
pub async fn pressure(connection: &impl ConnectionTrait, of: (PostId, Option<TextKey>), revision: i32) -> Result<(f64, BTreeSet<String>), DbErr> {
    let mut query = Query::select();
    query
        .columns([(report::Entity, report::Column::Weight)])
        .column((user::Entity, user::Column::Country))
        .from(report::Entity)
        .left_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((report::Entity, report::Column::ReporterId)))
        .and_where(is_about(of))
        .and_where(Expr::col((report::Entity, report::Column::Revision)).eq(revision))
        .and_where(Expr::col((report::Entity, report::Column::Status)).eq(ReportStatus::Open.as_str()))
        .and_where(Expr::col((report::Entity, report::Column::Reason)).ne(ReasonCode::Misunderstood.as_str()));
    let mut weight = 0.0;
    let mut countries = BTreeSet::new();
    for row in db::fetch_all(connection, &query).await? {
        weight += row.try_get_by_index::<f64>(0)?;
        countries.extend(row.try_get_by_index::<Option<String>>(1)?);
    }
    Ok((weight, countries))
}

/// Adds a report.
pub async fn insert(connection: &impl ConnectionTrait, row: &ReportRow) -> Result<(), DbErr> {
    report::ActiveModel {
        id: Set(row.id),
        post_id: Set(row.post_id),
        translation_id: Set(row.translation_id),
        pledge_id: Set(row.pledge_id),
        joint_statement_id: Set(row.joint_statement_id),
        vote_id: Set(row.vote_id),
        essay_id: Set(row.essay_id),
        language: Set(row.language.clone()),
        revision: Set(row.revision),
        reporter_id: Set(row.reporter_id),
        reason: Set(row.reason),
        details: Set(row.details.clone()),
        weight: Set(row.weight),
        priority: Set(row.priority),
        status: Set(row.status),
        claimed_by_id: Set(row.claimed_by_id),
        claimed_until: Set(row.claimed_until),
        resolved_by_id: Set(None),
        resolved_at: Set(row.resolved_at),
        created_at: Set(row.created_at),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Closes all open reports of a post, or of a text that belongs to it, in one way, with `up_to` those of
/// later texts not; the requests to clarify stay.
pub async fn resolve_all(
    connection: &impl ConnectionTrait,
    of: (PostId, Option<TextKey>),
    up_to: Option<i32>,
    status: ReportStatus,
    by: UserId,
    at: Timestamp,
) -> Result<(), DbErr> {
    report::Entity::update_many()
        .col_expr(report::Column::Status, Expr::value(status.as_str()))
        .col_expr(report::Column::ResolvedById, Expr::value(by.0))
        .col_expr(report::Column::ResolvedAt, db::at(at))
        .filter(is_about(of))
        .filter(report::Column::Revision.lte(up_to.unwrap_or(i32::MAX)))
        .filter(report::Column::Status.eq(ReportStatus::Open))
        .filter(report::Column::Reason.ne(ReasonCode::Misunderstood))
        .exec(connection)
        .await
        .map(drop)
}

/// Closes all open reports of a text that is gone, the requests to clarify as well.
pub async fn void_all(connection: &impl ConnectionTrait, of: (PostId, Option<TextKey>), at: Timestamp) -> Result<(), DbErr> {
    report::Entity::update_many()
        .col_expr(report::Column::Status, Expr::value(ReportStatus::Void.as_str()))
        .col_expr(report::Column::ResolvedAt, db::at(at))
        .filter(is_about(of))
        .filter(report::Column::Status.eq(ReportStatus::Open))
        .exec(connection)
        .await
        .map(drop)
}

/// Claims a report until a time, if it is open and nobody else has claimed it.
pub async fn claim(connection: &impl ConnectionTrait, id: ReportId, by: UserId, now: Timestamp, until: Timestamp) -> Result<bool, DbErr> {
    let outcome = report::Entity::update_many()
        .col_expr(report::Column::ClaimedById, Expr::value(by.0))
        .col_expr(report::Column::ClaimedUntil, db::at(until))
        .filter(report::Column::Id.eq(id))
        .filter(report::Column::Status.eq(ReportStatus::Open))
        .filter(report::Column::ClaimedById.is_null().or(report::Column::ClaimedById.eq(by)).or(report::Column::ClaimedUntil.lt(now.0)))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Requests to clarify what somebody wrote: posts, and what belongs to posts.
pub async fn to_clarify(connection: &impl ConnectionTrait, author: UserId, order: &Order<report::Column>, page: &Page) -> Result<Slice<ReportRow>, DbErr> {
    let mut query = ReportRow::query();
    let column = |column: report::Column| Expr::col((report::Entity, column));
    let whose = |table: &'static str, owner: &'static str| {
        let mut inner = Query::select();
        inner.column("id").from(table).and_where(Expr::col(owner).eq(author));
        inner
    };
    let of_posts = ["threads", "replies", "proposals"].map(|table| column(report::Column::PostId).in_subquery(whose(table, "author_id")));
    let is_of_post = of_posts.into_iter().fold(Expr::val(1).eq(0), ExprTrait::or);
    let is_of_text = [
        (report::Column::TranslationId, "translations", "translator_id"),
        (report::Column::PledgeId, "pledges", "pledger_id"),
        (report::Column::JointStatementId, "joint_statements", "drafted_by_id"),
        (report::Column::VoteId, "votes", "voter_id"),
    ]
    .map(|(text, table, owner)| column(text).in_subquery(whose(table, owner)));
    let itself = TEXTS.into_iter().fold(is_of_post, |all, text| all.and(column(text).is_null()));
    query
        .and_where(column(report::Column::Reason).eq(ReasonCode::Misunderstood.as_str()))
        .and_where(column(report::Column::Status).ne(ReportStatus::Void.as_str()))
        .and_where(is_of_text.into_iter().fold(itself, ExprTrait::or));
    paging::slice(&mut query, report::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How long the newest resolved reports since a time took, in milliseconds; `most` of them.
pub async fn times_to_resolve(connection: &impl ConnectionTrait, since: Timestamp, most: u64) -> Result<Vec<i64>, DbErr> {
    let column = |column: report::Column| Expr::col((report::Entity, column));
    let mut query = Query::select();
    query
        .expr(column(report::Column::ResolvedAt).sub(column(report::Column::CreatedAt)))
        .from(report::Entity)
        .and_where(column(report::Column::CreatedAt).gt(since.0))
        .and_where(column(report::Column::ResolvedAt).is_not_null())
        .and_where(column(report::Column::Status).ne(ReportStatus::Void.as_str()))
        .order_by((report::Entity, report::Column::Id), sea_orm::Order::Desc)
        .limit(most);
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
