//! The log of decisions in the database.

use std::collections::HashSet;

use entity::{
    JointStatementId, ModerationActionId, ModerationActionKind, PledgeId, PostId, ReasonCode, Role, Timestamp, TranslationId, UserId, moderation_action,
    moderation_log_head, user,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use crate::{
    auth::ModeratorScope,
    db,
    moderation::rules::{self, Hashed},
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    row,
    row::Row,
};

/// For other stores, which know the stores of others and not their rules.
pub use crate::moderation::rules::TextKey;

row! {
    /// A decision.
    pub struct ActionRow from moderation_action {
        /// Key.
        id: ModerationActionId = Id,
        /// Counts decisions from 1.
        seq: i64 = Seq,
        /// What was done.
        kind: ModerationActionKind = Kind,
        /// By whom; `None` = by the program.
        moderator_id: Option<UserId> = ModeratorId,
        /// About which post.
        post_id: Option<PostId> = PostId,
        /// About which translation.
        translation_id: Option<TranslationId> = TranslationId,
        /// About which pledge.
        pledge_id: Option<PledgeId> = PledgeId,
        /// About which joint statement.
        joint_statement_id: Option<JointStatementId> = JointStatementId,
        /// Which of its texts.
        revision: Option<i32> = Revision,
        /// About whom.
        user_id: Option<UserId> = UserId,
        /// What the post is written in.
        language: Option<String> = Language,
        /// Why.
        reason: Option<ReasonCode> = Reason,
        /// In words.
        explanation: Option<String> = Explanation,
        /// One word on what was.
        before: Option<String> = Before,
        /// One word on what is.
        after: Option<String> = After,
        /// The decision that it undoes.
        reverts_id: Option<ModerationActionId> = RevertsId,
        /// When.
        created_at: Timestamp = CreatedAt,
        /// See `rules::hash`.
        hash: Vec<u8> = Hash,
    }
}

impl ActionRow {
    /// Its place in the log.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        Cursor { tag, key: Key::Integer(self.created_at.0), id: self.id.0 }
    }

    /// The text that it is about, if it is about one that belongs to a post.
    #[must_use]
    pub fn text(&self) -> Option<TextKey> {
        TextKey::of((self.translation_id, self.pledge_id, self.joint_statement_id, None))
    }

    /// Says which text it is about; of a reason the log does not say it.
    pub fn set_text(&mut self, key: TextKey) {
        (self.translation_id, self.pledge_id, self.joint_statement_id, _) = key.ids();
    }

    /// Its hash as it should be after the one before it.
    #[must_use]
    pub fn expected_hash(&self, previous: &[u8]) -> Vec<u8> {
        let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string());
        let mut columns = vec![
            Some(self.id.0.to_string()),
            Some(self.kind.as_str().to_owned()),
            id(self.moderator_id.map(|id| id.0)),
            id(self.post_id.map(|id| id.0)),
            self.revision.map(|number| number.to_string()),
            id(self.user_id.map(|id| id.0)),
            self.language.clone(),
            self.reason.map(|reason| reason.as_str().to_owned()),
            self.explanation.clone(),
            self.before.clone(),
            self.after.clone(),
            id(self.reverts_id.map(|id| id.0)),
            Some(self.created_at.0.to_string()),
        ];
        // Later columns, which decisions of before do not have; no decision has two of them.
        columns.extend(self.translation_id.map(|id| Some(id.0.to_string())));
        columns.extend(self.pledge_id.map(|id| Some(format!("pledge {}", id.0))));
        columns.extend(self.joint_statement_id.map(|id| Some(format!("joint statement {}", id.0))));
        rules::hash(previous, &Hashed { seq: self.seq, columns: &columns })
    }
}

/// The log, newest first or oldest first.
pub const fn by_created_at(ascending: bool) -> Order<moderation_action::Column> {
    Order { tag: 50, kind: KeyKind::Integer, key: moderation_action::Column::CreatedAt, id: moderation_action::Column::Id, ascending }
}

/// What the log is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Everything.
    All,
    /// One post.
    Post(PostId),
    /// One translation, pledge or joint statement.
    Text(TextKey),
    /// One person, and what they wrote.
    User(UserId),
}

fn about(query: &mut SelectStatement, about: About) {
    match about {
        About::All => {}
        About::Post(id) => {
            query.and_where(Expr::col((moderation_action::Entity, moderation_action::Column::PostId)).eq(id));
        }
        About::Text(TextKey::Translation(id)) => {
            query.and_where(Expr::col((moderation_action::Entity, moderation_action::Column::TranslationId)).eq(id));
        }
        About::Text(TextKey::Pledge(id)) => {
            query.and_where(Expr::col((moderation_action::Entity, moderation_action::Column::PledgeId)).eq(id));
        }
        About::Text(TextKey::JointStatement(id)) => {
            query.and_where(Expr::col((moderation_action::Entity, moderation_action::Column::JointStatementId)).eq(id));
        }
        // Which reason a decision is about, the log does not say.
        About::Text(TextKey::Reason(_)) => {
            query.and_where(Expr::val(1).eq(0));
        }
        About::User(id) => {
            query.and_where(Expr::col((moderation_action::Entity, moderation_action::Column::UserId)).eq(id));
        }
    }
}

/// A page of the log.
pub async fn action_page(
    connection: &impl ConnectionTrait,
    of: About,
    order: &Order<moderation_action::Column>,
    page: &Page,
) -> Result<Slice<ActionRow>, DbErr> {
    let mut query = ActionRow::query();
    about(&mut query, of);
    paging::slice(&mut query, moderation_action::Entity, order, page);
    Ok(Slice::new(row::all(connection, &query).await?, page))
}

/// How long the log is.
pub async fn count_actions(connection: &impl ConnectionTrait, of: About) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(moderation_action::Entity);
    about(&mut query, of);
    row::count(connection, query).await
}

/// Decisions by their ids.
pub async fn actions(connection: &impl ConnectionTrait, ids: &[ModerationActionId]) -> Result<Vec<ActionRow>, DbErr> {
    let mut query = ActionRow::query();
    query.and_where(Expr::col((moderation_action::Entity, moderation_action::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// The last decision of one of these kinds about a post or a person.
pub async fn latest(connection: &impl ConnectionTrait, of: About, kinds: &[ModerationActionKind]) -> Result<Option<ModerationActionId>, DbErr> {
    let mut query = Query::select();
    about(&mut query, of);
    query
        .column((moderation_action::Entity, moderation_action::Column::Id))
        .from(moderation_action::Entity)
        .and_where(Expr::col((moderation_action::Entity, moderation_action::Column::Kind)).is_in(kinds.iter().map(|kind| kind.as_str())))
        .order_by((moderation_action::Entity, moderation_action::Column::Seq), sea_orm::Order::Desc)
        .limit(1);
    db::fetch_one(connection, &query).await?.map(|row| row.try_get_by_index(0)).transpose()
}

/// Decisions after one, in the order of the chain.
pub async fn actions_after(connection: &impl ConnectionTrait, seq: i64, limit: u64) -> Result<Vec<ActionRow>, DbErr> {
    let mut query = ActionRow::query();
    let column = (moderation_action::Entity, moderation_action::Column::Seq);
    query.and_where(Expr::col(column).gt(seq)).order_by(column, sea_orm::Order::Asc).limit(limit);
    row::all(connection, &query).await
}

/// Which of these decisions were undone.
pub async fn undone(connection: &impl ConnectionTrait, ids: &[ModerationActionId]) -> Result<HashSet<ModerationActionId>, DbErr> {
    let mut query = Query::select();
    let column = (moderation_action::Entity, moderation_action::Column::RevertsId);
    query.column(column).from(moderation_action::Entity).and_where(Expr::col(column).is_in(ids.iter().copied()));
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// How decisions of one reason and language fared.
#[derive(Clone, Debug, PartialEq)]
pub struct Fate {
    /// Why; `None` = by the rules of civility.
    pub reason: Option<ReasonCode>,
    /// What the post is written in; `None` = about a person.
    pub language: Option<String>,
    /// Decisions that can be appealed.
    pub decisions: i64,
    /// Those that were undone by an appeal or otherwise by name.
    pub overturned: i64,
}

/// How the decisions of these kinds since a time fared, by reason and language.
pub async fn fates(connection: &impl ConnectionTrait, kinds: &[ModerationActionKind], since: Timestamp) -> Result<Vec<Fate>, DbErr> {
    let column = |column: moderation_action::Column| (moderation_action::Entity, column);
    let undoing = "undoing";
    let mut query = Query::select();
    query
        .columns([column(moderation_action::Column::Reason), column(moderation_action::Column::Language)])
        .expr(Expr::col(column(moderation_action::Column::Id)).count())
        .expr(Expr::col((undoing, moderation_action::Column::Id)).count())
        .from(moderation_action::Entity)
        .join_as(
            JoinType::LeftJoin,
            moderation_action::Entity,
            undoing,
            Expr::col((undoing, moderation_action::Column::RevertsId)).equals(column(moderation_action::Column::Id)),
        )
        .and_where(Expr::col(column(moderation_action::Column::CreatedAt)).gt(since.0))
        .and_where(Expr::col(column(moderation_action::Column::Kind)).is_in(kinds.iter().map(|kind| kind.as_str())))
        .group_by_columns([column(moderation_action::Column::Reason), column(moderation_action::Column::Language)])
        .order_by(column(moderation_action::Column::Reason), sea_orm::Order::Asc)
        .order_by(column(moderation_action::Column::Language), sea_orm::Order::Asc);
    let rows = db::fetch_all(connection, &query).await?;
    let read = |row: &sea_orm::QueryResult| {
        Ok(Fate {
            reason: row.try_get_by_index(0)?,
            language: row.try_get_by_index(1)?,
            decisions: row.try_get_by_index(2)?,
            overturned: row.try_get_by_index(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Where the log ends: its last number and hash.
pub async fn head(connection: &impl ConnectionTrait) -> Result<(i64, Vec<u8>), DbErr> {
    let found = moderation_log_head::Entity::find_by_id(1).one(connection).await?;
    found.map(|head| (head.seq, head.hash)).ok_or_else(|| DbErr::RecordNotFound("the end of the moderation log".to_owned()))
}

/// Adds a decision to the log. Who adds waits for who is adding: the end of the log
/// is one row, locked until the transaction ends.
pub async fn append(connection: &impl ConnectionTrait, mut row: ActionRow) -> Result<ActionRow, DbErr> {
    let mut query = Query::select();
    query
        .columns([moderation_log_head::Column::Seq, moderation_log_head::Column::Hash])
        .from(moderation_log_head::Entity)
        .and_where(Expr::col(moderation_log_head::Column::Id).eq(1));
    db::lock_rows(connection, &mut query, moderation_log_head::Entity);
    let head = db::fetch_one(connection, &query).await?.ok_or_else(|| DbErr::RecordNotFound("the end of the moderation log".to_owned()))?;
    let previous: Vec<u8> = head.try_get_by_index(1)?;
    row.seq = head.try_get_by_index::<i64>(0)? + 1;
    row.hash = row.expected_hash(&previous);
    moderation_action::ActiveModel {
        id: Set(row.id),
        seq: Set(row.seq),
        kind: Set(row.kind),
        moderator_id: Set(row.moderator_id),
        post_id: Set(row.post_id),
        translation_id: Set(row.translation_id),
        pledge_id: Set(row.pledge_id),
        joint_statement_id: Set(row.joint_statement_id),
        revision: Set(row.revision),
        user_id: Set(row.user_id),
        language: Set(row.language.clone()),
        reason: Set(row.reason),
        explanation: Set(row.explanation.clone()),
        before: Set(row.before.clone()),
        after: Set(row.after.clone()),
        reverts_id: Set(row.reverts_id),
        created_at: Set(row.created_at),
        hash: Set(row.hash.clone()),
    }
    .insert(connection)
    .await?;
    moderation_log_head::Entity::update_many()
        .col_expr(moderation_log_head::Column::Seq, Expr::value(row.seq))
        .col_expr(moderation_log_head::Column::Hash, Expr::value(row.hash.clone()))
        .filter(moderation_log_head::Column::Id.eq(1))
        .exec(connection)
        .await?;
    Ok(row)
}

/// All administrators, locked: two of them cannot demote each other at once.
pub async fn admins_to_change(connection: &impl ConnectionTrait) -> Result<Vec<UserId>, DbErr> {
    let mut query = Query::select();
    query.column((user::Entity, user::Column::Id)).from(user::Entity).and_where(Expr::col((user::Entity, user::Column::Role)).eq(Role::Admin.as_str()));
    query.order_by((user::Entity, user::Column::Id), sea_orm::Order::Asc);
    db::lock_rows(connection, &mut query, user::Entity);
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// What decisions change of an account.
pub async fn set_standing(
    connection: &impl ConnectionTrait,
    id: UserId,
    suspended_until: Option<Timestamp>,
    open_warning_id: Option<ModerationActionId>,
) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::SuspendedUntil, Expr::value(suspended_until.map(|time| time.0)))
        .col_expr(user::Column::OpenWarningId, Expr::value(open_warning_id.map(|id| id.0)))
        .filter(user::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Changes whether a moderator sees an account's posts first.
pub async fn set_premoderated(connection: &impl ConnectionTrait, id: UserId, is_premoderated: bool) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::IsPremoderated, Expr::value(is_premoderated))
        .filter(user::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Writes what a moderator is limited to.
pub async fn set_moderator_scope(connection: &impl ConnectionTrait, id: UserId, scope: &ModeratorScope) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(user::Column::ModeratedEssayIds, Expr::value(scope.essays_text()))
        .col_expr(user::Column::ModeratedLanguages, Expr::value(scope.languages_text()))
        .filter(user::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Gives an account another role.
pub async fn set_role(connection: &impl ConnectionTrait, id: UserId, role: Role) -> Result<(), DbErr> {
    user::Entity::update_many().col_expr(user::Column::Role, Expr::value(role.as_str())).filter(user::Column::Id.eq(id)).exec(connection).await.map(drop)
}
