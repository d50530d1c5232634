//! Appeals in the database.

use entity::{AppealId, AppealStatus, ModerationActionId, Role, Timestamp, UserId, appeal, moderation_action, proposal, reply, thread, user};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set,
    sea_query::{Expr, ExprTrait, Func, JoinType, Query, SelectStatement},
};

use crate::{
    auth::{ModeratorScope, store as identity},
    db,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    row,
    row::Row,
};

row! {
    /// An appeal.
    pub struct AppealRow from appeal {
        /// Key.
        id: AppealId = Id,
        /// Against which decision.
        action_id: ModerationActionId = ActionId,
        /// By whom.
        author_id: UserId = AuthorId,
        /// Why.
        text: String = Text,
        /// What became of it.
        status: AppealStatus = Status,
        /// Who answered.
        reviewer_id: Option<UserId> = ReviewerId,
        /// With which words.
        answer: Option<String> = Answer,
        /// When it came.
        created_at: Timestamp = CreatedAt,
        /// When it was answered.
        decided_at: Option<Timestamp> = DecidedAt,
    }
}

impl AppealRow {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        Cursor { tag, key: Key::Integer(self.created_at.0), id: self.id.0 }
    }
}

/// Lists by age, oldest first.
pub const fn by_created_at() -> Order<appeal::Column> {
    Order { tag: 70, kind: KeyKind::Integer, key: appeal::Column::CreatedAt, id: appeal::Column::Id, ascending: true }
}

/// Which appeals a list holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What became of them.
    pub status: AppealStatus,
    /// Against decisions about posts in the scope of whoever asks; against all if it is
    /// not limited.
    pub scope: ModeratorScope,
}

impl Filter {
    fn apply(&self, query: &mut SelectStatement) {
        query.and_where(Expr::col((appeal::Entity, appeal::Column::Status)).eq(self.status.as_str()));
        // A post is in one of three tables; a reply has its essay through its thread.
        let around = "around";
        let post_id = || Expr::col((moderation_action::Entity, moderation_action::Column::PostId));
        let essay_id = Func::coalesce([
            Expr::col((thread::Entity, thread::Column::EssayId)),
            Expr::col((proposal::Entity, proposal::Column::EssayId)),
            Expr::col((around, thread::Column::EssayId)),
        ]);
        let language = Expr::col((moderation_action::Entity, moderation_action::Column::Language));
        let Some(scope) = identity::in_scope(&self.scope, &essay_id.into(), &language) else { return };
        let mut decision = Query::select();
        decision
            .expr(Expr::val(1))
            .from(moderation_action::Entity)
            .left_join(thread::Entity, post_id().equals((thread::Entity, thread::Column::Id)))
            .left_join(proposal::Entity, post_id().equals((proposal::Entity, proposal::Column::Id)))
            .left_join(reply::Entity, post_id().equals((reply::Entity, reply::Column::Id)))
            .join_as(JoinType::LeftJoin, thread::Entity, around, Expr::col((around, thread::Column::Id)).equals((reply::Entity, reply::Column::ThreadId)))
            .and_where(Expr::col((moderation_action::Entity, moderation_action::Column::Id)).equals((appeal::Entity, appeal::Column::ActionId)))
            .and_where(post_id().is_not_null())
            .cond_where(scope);
        query.and_where(Expr::exists(decision));
    }
}

/// A page of appeals.
pub async fn appeal_page(connection: &impl ConnectionTrait, filter: &Filter, order: &Order<appeal::Column>, page: &Page) -> Result<Slice<AppealRow>, DbErr> {
    let mut query = AppealRow::query();
    filter.apply(&mut query);
    paging::slice(&mut query, appeal::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How many there are.
pub async fn count_appeals(connection: &impl ConnectionTrait, filter: &Filter) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(appeal::Entity);
    filter.apply(&mut query);
    row::count(connection, query).await
}

/// Appeals by their ids.
pub async fn appeals(connection: &impl ConnectionTrait, ids: &[AppealId]) -> Result<Vec<AppealRow>, DbErr> {
    let mut query = AppealRow::query();
    query.and_where(Expr::col((appeal::Entity, appeal::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// Appeals against these decisions.
pub async fn appeals_of(connection: &impl ConnectionTrait, actions: &[ModerationActionId]) -> Result<Vec<AppealRow>, DbErr> {
    let mut query = AppealRow::query();
    query.and_where(Expr::col((appeal::Entity, appeal::Column::ActionId)).is_in(actions.iter().copied()));
    row::all(connection, &query).await
}

/// Adds an appeal; the constraint says if there is one already.
pub async fn insert(connection: &impl ConnectionTrait, row: &AppealRow) -> Result<(), DbErr> {
    appeal::ActiveModel {
        id: Set(row.id),
        action_id: Set(row.action_id),
        author_id: Set(row.author_id),
        text: Set(row.text.clone()),
        status: Set(row.status),
        reviewer_id: Set(None),
        answer: Set(None),
        created_at: Set(row.created_at),
        decided_at: Set(None),
    }
    .insert(connection)
    .await
    .map(drop)
}

/// Answers an appeal, if nobody has yet.
pub async fn answer(connection: &impl ConnectionTrait, id: AppealId, status: AppealStatus, reviewer: UserId, text: &str, at: Timestamp) -> Result<bool, DbErr> {
    let outcome = appeal::Entity::update_many()
        .col_expr(appeal::Column::Status, Expr::value(status.as_str()))
        .col_expr(appeal::Column::ReviewerId, Expr::value(reviewer.0))
        .col_expr(appeal::Column::Answer, Expr::value(text))
        .col_expr(appeal::Column::DecidedAt, db::at(at))
        .filter(appeal::Column::Id.eq(id))
        .filter(appeal::Column::Status.eq(AppealStatus::Open))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Countries that moderators and administrators have declared, but for these two people.
pub async fn countries_of_staff(connection: &impl ConnectionTrait, without: [Option<UserId>; 2]) -> Result<Vec<String>, DbErr> {
    let mut query = user::Entity::find()
        .select_only()
        .column(user::Column::Country)
        .filter(user::Column::Role.is_in([Role::Moderator, Role::Admin]))
        .filter(user::Column::Country.is_not_null());
    for id in without.into_iter().flatten() {
        query = query.filter(user::Column::Id.ne(id));
    }
    query.into_tuple::<String>().all(connection).await
}
