//! Joint statements and their signatures in the database.

use entity::{
    JointSignatureId, JointStatementId, JointStatementStatus, PairId, PostStatus, ProposalId, ThreadId, Timestamp, UserId, joint_signature, joint_statement,
    proposal,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType},
};

use crate::{
    db, row,
    row::{Columns, Row},
};

row! {
    /// A joint statement.
    pub struct StatementRow from joint_statement {
        /// Key.
        id: JointStatementId = Id,
        /// Whose.
        pair_id: PairId = PairId,
        /// About which proposal.
        proposal_id: ProposalId = ProposalId,
        /// Who drafted it.
        drafted_by_id: UserId = DraftedById,
        /// One line.
        title: String = Title,
        /// Markdown.
        body: String = Body,
        /// HTML.
        body_html: String = BodyHtml,
        /// What it is written in.
        language: String = Language,
        /// Counts its texts, from 1.
        revision: i32 = Revision,
        /// Whether enough have signed the present text.
        status: JointStatementStatus = Status,
        /// Whether moderators let it be read.
        visibility: PostStatus = Visibility,
        /// When it was drafted.
        created_at: Timestamp = CreatedAt,
        /// When its text was last changed.
        edited_at: Option<Timestamp> = EditedAt,
        /// When it was published, if it is.
        published_at: Option<Timestamp> = PublishedAt,
    }
}

row! {
    /// A signature, without the country that it stands for.
    pub struct SignatureRow from joint_signature {
        /// Key.
        id: JointSignatureId = Id,
        /// Under what.
        statement_id: JointStatementId = StatementId,
        /// Whose.
        user_id: UserId = UserId,
        /// Which text.
        revision: i32 = Revision,
        /// When.
        signed_at: Timestamp = SignedAt,
    }
}

fn column(column: joint_statement::Column) -> Expr {
    Expr::col((joint_statement::Entity, column))
}

fn of_signature(column: joint_signature::Column) -> Expr {
    Expr::col((joint_signature::Entity, column))
}

/// Statements by their ids.
pub async fn statements(connection: &impl ConnectionTrait, ids: &[JointStatementId]) -> Result<Vec<StatementRow>, DbErr> {
    let mut query = StatementRow::query();
    query.and_where(column(joint_statement::Column::Id).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// One statement, locked until the end of the transaction, which will change it or its signatures.
pub async fn statement_to_change(connection: &impl ConnectionTrait, id: JointStatementId) -> Result<Option<StatementRow>, DbErr> {
    let mut query = StatementRow::query();
    query.and_where(column(joint_statement::Column::Id).eq(id));
    db::lock_rows(connection, &mut query, joint_statement::Entity);
    row::one(connection, &query).await
}

/// What these pairs have drafted, the newest first.
pub async fn of_pairs(connection: &impl ConnectionTrait, pairs: &[PairId]) -> Result<Vec<StatementRow>, DbErr> {
    let mut query = StatementRow::query();
    query
        .and_where(column(joint_statement::Column::PairId).is_in(pairs.iter().copied()))
        .order_by((joint_statement::Entity, joint_statement::Column::Id), sea_orm::Order::Desc);
    row::all(connection, &query).await
}

/// How many statements a pair has. The pair is locked.
pub async fn count_of_pair(connection: &impl ConnectionTrait, pair: PairId) -> Result<u64, DbErr> {
    let mut query = Query::select();
    query.from(joint_statement::Entity).and_where(column(joint_statement::Column::PairId).eq(pair));
    row::count(connection, query).await
}

/// Statements that everybody reads, the last `most` that were published of each proposal that
/// `is_of` finds, with the thread that the proposal came out of: one statement for all.
async fn published(connection: &impl ConnectionTrait, conditions: Vec<Expr>, most: u64) -> Result<Vec<(Option<ThreadId>, StatementRow)>, DbErr> {
    let of_proposal = |column| Expr::col((proposal::Entity, column));
    let join = || of_proposal(proposal::Column::Id).equals((joint_statement::Entity, joint_statement::Column::ProposalId));
    let of = |is_of: Expr| {
        let mut inner = Query::select();
        inner
            .column((joint_statement::Entity, Asterisk))
            .from(joint_statement::Entity)
            .inner_join(proposal::Entity, join())
            .and_where(is_of)
            .and_where(of_proposal(proposal::Column::Status).eq(PostStatus::Published.as_str()))
            .and_where(column(joint_statement::Column::Status).eq(JointStatementStatus::Published.as_str()))
            .and_where(column(joint_statement::Column::Visibility).eq(PostStatus::Published.as_str()))
            .order_by((joint_statement::Entity, joint_statement::Column::PublishedAt), sea_orm::Order::Desc)
            .order_by((joint_statement::Entity, joint_statement::Column::Id), sea_orm::Order::Desc)
            .limit(most);
        let mut query = Query::select();
        query.column((proposal::Entity, proposal::Column::ThreadId));
        StatementRow::select(&mut query, Columns::ALL);
        query.from_subquery(inner, joint_statement::Entity).inner_join(proposal::Entity, join());
        query
    };
    let united = conditions.into_iter().map(of).reduce(|mut all: SelectStatement, query| {
        all.union(UnionType::All, query);
        all
    });
    let Some(query) = united else { return Ok(Vec::new()) };
    let read = |row: &sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, StatementRow::read(row, &mut 1, Columns::ALL)?));
    let mut found: Vec<(Option<ThreadId>, StatementRow)> = db::fetch_all(connection, &query).await?.iter().map(read).collect::<Result<_, DbErr>>()?;
    found.sort_by_key(|(_, row)| std::cmp::Reverse((row.published_at.map(|time| time.0), row.id)));
    Ok(found)
}

/// What is published about these proposals.
pub async fn of_proposals(connection: &impl ConnectionTrait, proposals: &[ProposalId], most: u64) -> Result<Vec<StatementRow>, DbErr> {
    let conditions = proposals.iter().map(|id| Expr::col((proposal::Entity, proposal::Column::Id)).eq(*id)).collect();
    Ok(published(connection, conditions, most).await?.into_iter().map(|(_, row)| row).collect())
}

/// What is published about proposals that came out of these threads.
pub async fn of_threads(connection: &impl ConnectionTrait, threads: &[ThreadId], most: u64) -> Result<Vec<(ThreadId, StatementRow)>, DbErr> {
    let conditions = threads.iter().map(|id| Expr::col((proposal::Entity, proposal::Column::ThreadId)).eq(*id)).collect();
    Ok(published(connection, conditions, most).await?.into_iter().filter_map(|(thread, row)| Some((thread?, row))).collect())
}

/// Adds a statement.
pub async fn insert(connection: &impl ConnectionTrait, row: &StatementRow) -> Result<(), DbErr> {
    let model = joint_statement::ActiveModel {
        id: Set(row.id),
        pair_id: Set(row.pair_id),
        proposal_id: Set(row.proposal_id),
        drafted_by_id: Set(row.drafted_by_id),
        title: Set(row.title.clone()),
        body: Set(row.body.clone()),
        body_html: Set(row.body_html.clone()),
        language: Set(row.language.clone()),
        revision: Set(row.revision),
        status: Set(row.status),
        visibility: Set(row.visibility),
        created_at: Set(row.created_at),
        edited_at: Set(row.edited_at),
        published_at: Set(row.published_at),
    };
    joint_statement::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Puts a new text in place of revision `replaced`, which nobody has signed yet; false if that is no
/// longer the present one.
pub async fn revise(connection: &impl ConnectionTrait, row: &StatementRow, replaced: i32) -> Result<bool, DbErr> {
    let outcome = joint_statement::Entity::update_many()
        .col_expr(joint_statement::Column::Title, Expr::value(row.title.clone()))
        .col_expr(joint_statement::Column::Body, Expr::value(row.body.clone()))
        .col_expr(joint_statement::Column::BodyHtml, Expr::value(row.body_html.clone()))
        .col_expr(joint_statement::Column::Revision, Expr::value(row.revision))
        .col_expr(joint_statement::Column::Visibility, Expr::value(row.visibility.as_str()))
        .col_expr(joint_statement::Column::EditedAt, Expr::value(row.edited_at.map(|time| time.0)))
        .filter(joint_statement::Column::Id.eq(row.id))
        .filter(joint_statement::Column::Revision.eq(replaced))
        .exec(connection)
        .await?;
    joint_signature::Entity::delete_many().filter(joint_signature::Column::StatementId.eq(row.id)).exec(connection).await?;
    Ok(outcome.rows_affected == 1)
}

/// Writes whether a statement is published.
pub async fn set_status(connection: &impl ConnectionTrait, row: &StatementRow) -> Result<(), DbErr> {
    joint_statement::Entity::update_many()
        .col_expr(joint_statement::Column::Status, Expr::value(row.status.as_str()))
        .col_expr(joint_statement::Column::PublishedAt, Expr::value(row.published_at.map(|time| time.0)))
        .filter(joint_statement::Column::Id.eq(row.id))
        .exec(connection)
        .await
        .map(drop)
}

/// Changes whether moderators let a statement be read.
pub async fn set_visibility(connection: &impl ConnectionTrait, id: JointStatementId, visibility: PostStatus) -> Result<(), DbErr> {
    let update = joint_statement::Entity::update_many().col_expr(joint_statement::Column::Visibility, Expr::value(visibility.as_str()));
    update.filter(joint_statement::Column::Id.eq(id)).exec(connection).await.map(drop)
}

/// Adds a signature, with the country that it stands for; the constraint says if there is one.
pub async fn sign(connection: &impl ConnectionTrait, row: &SignatureRow, country: &str) -> Result<(), DbErr> {
    let model = joint_signature::ActiveModel {
        id: Set(row.id),
        statement_id: Set(row.statement_id),
        user_id: Set(row.user_id),
        revision: Set(row.revision),
        country: Set(country.to_owned()),
        signed_at: Set(row.signed_at),
    };
    joint_signature::Entity::insert(model).exec_without_returning(connection).await.map(drop)
}

/// Takes a signature away; says whether there was one.
pub async fn withdraw(connection: &impl ConnectionTrait, id: JointStatementId, user: UserId) -> Result<bool, DbErr> {
    let outcome = joint_signature::Entity::delete_many()
        .filter(joint_signature::Column::StatementId.eq(id))
        .filter(joint_signature::Column::UserId.eq(user))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}

/// Countries of those who have signed a statement's text. For the rule alone: nobody is shown them.
pub async fn countries(connection: &impl ConnectionTrait, id: JointStatementId, revision: i32) -> Result<Vec<String>, DbErr> {
    let mut query = Query::select();
    query
        .column((joint_signature::Entity, joint_signature::Column::Country))
        .from(joint_signature::Entity)
        .and_where(of_signature(joint_signature::Column::StatementId).eq(id))
        .and_where(of_signature(joint_signature::Column::Revision).eq(revision));
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Signatures under these statements, the first first.
pub async fn signatures(connection: &impl ConnectionTrait, statements: &[JointStatementId]) -> Result<Vec<SignatureRow>, DbErr> {
    let mut query = SignatureRow::query();
    query
        .and_where(of_signature(joint_signature::Column::StatementId).is_in(statements.iter().copied()))
        .order_by((joint_signature::Entity, joint_signature::Column::Id), sea_orm::Order::Asc);
    row::all(connection, &query).await
}
