//! Trust in the database.

use std::collections::{BTreeSet, HashMap};

use entity::{AllowanceKind, PostStatus, ReasonCode, ReportStatus, Timestamp, UserId, Verdict, allowance, background_job, report, restatement, trust, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict, Query, SelectStatement, SimpleExpr},
};

use crate::{
    db, row,
    row::Row,
    trust::rules::{self, STANDING_MS, Signals},
};

row! {
    /// A level as it was last computed.
    pub struct TrustRow from trust {
        /// Whose.
        user_id: UserId = UserId,
        /// 0 to 3.
        level: i32 = Level,
        /// Posts that stood.
        posts_stood: i32 = PostsStood,
        /// Posts that were removed.
        posts_removed: i32 = PostsRemoved,
        /// People rightly restated.
        understood_by: i32 = UnderstoodBy,
        /// Reports that moderators agreed to.
        reports_upheld: i32 = ReportsUpheld,
        /// When.
        computed_at: Timestamp = ComputedAt,
    }
}

impl TrustRow {
    /// What the level is made from, beside the account's age in whole days.
    #[must_use]
    pub const fn signals(&self, days: i32) -> Signals {
        Signals {
            days,
            posts_stood: self.posts_stood,
            posts_removed: self.posts_removed,
            understood_by: self.understood_by,
            reports_upheld: self.reports_upheld,
        }
    }
}

/// Somebody's level, if it has been computed yet.
pub async fn trust_of(connection: &impl ConnectionTrait, id: UserId) -> Result<Option<TrustRow>, DbErr> {
    let mut query = TrustRow::query();
    query.and_where(Expr::col((trust::Entity, trust::Column::UserId)).eq(id));
    row::one(connection, &query).await
}

fn inner(query: SelectStatement) -> SimpleExpr {
    Expr::SubQuery(None, Box::new(query.into()))
}

/// How many posts of a table the account has that is being read.
fn posts(table: &'static str, status: PostStatus, before: Option<Timestamp>) -> SimpleExpr {
    let mut query = Query::select();
    query
        .expr(Expr::col((Alias::new(table), Alias::new("id"))).count())
        .from(Alias::new(table))
        .and_where(Expr::col((Alias::new(table), Alias::new("author_id"))).equals((user::Entity, user::Column::Id)))
        .and_where(Expr::col((Alias::new(table), Alias::new("status"))).eq(status.as_str()));
    if let Some(time) = before {
        query.and_where(Expr::col((Alias::new(table), Alias::new("created_at"))).lte(time.0));
    }
    inner(query)
}

fn in_all_tables(status: PostStatus, before: Option<Timestamp>) -> SimpleExpr {
    ["replies", "proposals"].into_iter().fold(posts("threads", status, before), |sum, table| sum.add(posts(table, status, before)))
}

/// Signals of up to `most` accounts after one, in the order of their ids, with what was
/// computed of each last, if ever.
pub async fn signals(
    connection: &impl ConnectionTrait,
    after: Option<UserId>,
    now: Timestamp,
    most: u64,
) -> Result<Vec<(UserId, Signals, Option<TrustRow>)>, DbErr> {
    let of_user = |column| (user::Entity, column);
    let mut understood = Query::select();
    understood
        .expr(Expr::col((restatement::Entity, restatement::Column::JudgeId)).count_distinct())
        .from(restatement::Entity)
        .and_where(Expr::col((restatement::Entity, restatement::Column::AuthorId)).equals(of_user(user::Column::Id)))
        .and_where(Expr::col((restatement::Entity, restatement::Column::Verdict)).eq(Verdict::Accurate.as_str()));
    let mut upheld = Query::select();
    upheld
        .expr(Expr::col((report::Entity, report::Column::Id)).count())
        .from(report::Entity)
        .and_where(Expr::col((report::Entity, report::Column::ReporterId)).equals(of_user(user::Column::Id)))
        .and_where(Expr::col((report::Entity, report::Column::Status)).eq(ReportStatus::Upheld.as_str()))
        .and_where(Expr::col((report::Entity, report::Column::Reason)).ne(ReasonCode::Misunderstood.as_str()));
    let mut query = Query::select();
    query
        .columns([of_user(user::Column::Id), of_user(user::Column::JoinedAt)])
        .expr(in_all_tables(PostStatus::Published, Some(Timestamp(now.0 - STANDING_MS))))
        .expr(in_all_tables(PostStatus::Removed, None))
        .expr(inner(understood))
        .expr(inner(upheld))
        .from(user::Entity)
        .order_by(of_user(user::Column::Id), sea_orm::Order::Asc)
        .limit(most);
    if let Some(id) = after {
        query.and_where(Expr::col(of_user(user::Column::Id)).gt(id));
    }
    let found = db::fetch_all(connection, &query).await?;
    let mut accounts = Vec::with_capacity(found.len());
    for row in &found {
        let number = |at| row.try_get_by_index::<i64>(at).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        let signals = Signals {
            days: rules::days(row.try_get_by_index(1)?, now),
            posts_stood: number(2)?,
            posts_removed: number(3)?,
            understood_by: number(4)?,
            reports_upheld: number(5)?,
        };
        accounts.push((row.try_get_by_index::<UserId>(0)?, signals));
    }
    let mut query = TrustRow::query();
    query.and_where(Expr::col((trust::Entity, trust::Column::UserId)).is_in(accounts.iter().map(|(id, _)| *id)));
    let mut known: HashMap<UserId, TrustRow> = row::all::<TrustRow>(connection, &query).await?.into_iter().map(|row| (row.user_id, row)).collect();
    Ok(accounts.into_iter().map(|(id, signals)| (id, signals, known.remove(&id))).collect())
}

/// Writes levels, and what they are made from.
pub async fn save(connection: &impl ConnectionTrait, rows: &[TrustRow]) -> Result<(), DbErr> {
    use trust::Column::{ComputedAt, Level, PostsRemoved, PostsStood, ReportsUpheld, UnderstoodBy, UserId};
    let active = rows.iter().map(|row| trust::ActiveModel {
        user_id: Set(row.user_id),
        level: Set(row.level),
        posts_stood: Set(row.posts_stood),
        posts_removed: Set(row.posts_removed),
        understood_by: Set(row.understood_by),
        reports_upheld: Set(row.reports_upheld),
        computed_at: Set(row.computed_at),
    });
    let replace = OnConflict::column(UserId).update_columns([Level, PostsStood, PostsRemoved, UnderstoodBy, ReportsUpheld, ComputedAt]).to_owned();
    trust::Entity::insert_many(active).on_conflict(replace).exec_without_returning(connection).await?;
    let levels: BTreeSet<i32> = rows.iter().map(|row| row.level).collect();
    for level in levels {
        user::Entity::update_many()
            .col_expr(user::Column::TrustLevel, Expr::value(level))
            .filter(user::Column::Id.is_in(rows.iter().filter(|row| row.level == level).map(|row| row.user_id)))
            .filter(user::Column::TrustLevel.ne(level))
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Counts one more use in a period, if fewer than `most` are counted: of many at the
/// same moment no more get through than may.
pub async fn spend(connection: &impl ConnectionTrait, id: UserId, kind: AllowanceKind, period: Timestamp, most: i32) -> Result<bool, DbErr> {
    use allowance::Column::{Kind, Period, Used, UserId};
    let kept = |column| Expr::col((allowance::Entity, column));
    let new = |column| Expr::col((Alias::new("excluded"), column));
    let used = CaseStatement::new().case(kept(Period).eq(new(Period)), kept(Used).add(1)).finally(1);
    let mut rule = OnConflict::columns([UserId, Kind]);
    rule.value(Used, used).value(Period, new(Period)).action_and_where(kept(Period).lt(new(Period)).or(kept(Period).eq(new(Period)).and(kept(Used).lt(most))));
    let active = allowance::ActiveModel { user_id: Set(id), kind: Set(kind), period: Set(period), used: Set(1) };
    let written = allowance::Entity::insert(active).on_conflict(rule).exec_without_returning(connection).await?;
    Ok(written == 1)
}

/// Takes work that is due, and says when it is due again: of many instances one gets it.
pub async fn claim_job(connection: &impl ConnectionTrait, name: &str, now: Timestamp, next: Timestamp) -> Result<bool, DbErr> {
    let outcome = background_job::Entity::update_many()
        .col_expr(background_job::Column::DueAt, db::at(next))
        .filter(background_job::Column::Name.eq(name))
        .filter(background_job::Column::DueAt.lte(now))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}
