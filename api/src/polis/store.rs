//! Imported conversations in the database, many rows a statement.

use std::collections::HashMap;

use entity::{
    EssayId, PostKind, PostStatus, ProposalId, ProposalState, Role, Stance, Timestamp, UserId, VoteId, essay, imported_voter, post, proposal, user, vote,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveValue, QueryFilter, Set, Value,
    sea_query::{Expr, ExprTrait, Func, IntoIden, LikeExpr, OnConflict, Query, TableRef, ValueTuple},
};

use crate::{account::store as accounts, db};

/// A proposal to be made.
pub struct NewProposal {
    /// Key.
    pub id: ProposalId,
    /// First words.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The same, rendered.
    pub body_html: String,
    /// BCP 47.
    pub language: String,
    /// What it seems to be written in, and how sure that is.
    pub detected: Option<(String, f64)>,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Adds open proposals without an author, and enters them into the register.
pub async fn insert_proposals(connection: &impl ConnectionTrait, essay_id: EssayId, proposals: &[NewProposal]) -> Result<(), DbErr> {
    for some in proposals.chunks(db::rows_at_once(12)) {
        let registered = some.iter().map(|new| post::ActiveModel { id: Set(new.id.into()), kind: Set(PostKind::Proposal) });
        post::Entity::insert_many(registered).exec_without_returning(connection).await?;
        // What is not said has the table's own default: nobody has voted yet.
        let rows = some.iter().map(|new| proposal::ActiveModel {
            id: Set(new.id),
            essay_id: Set(essay_id),
            title: Set(new.title.clone()),
            body: Set(new.body.clone()),
            body_html: Set(new.body_html.clone()),
            language: Set(new.language.clone()),
            status: Set(PostStatus::Published),
            state: Set(ProposalState::Open),
            agreement: Set(0.0),
            created_at: Set(new.created_at),
            detected_language: Set(new.detected.as_ref().map(|(language, _)| language.clone())),
            language_confidence: Set(new.detected.as_ref().map(|(_, confidence)| *confidence)),
            ..Default::default()
        });
        proposal::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Whether somebody's handle begins so.
pub async fn is_handle_taken(connection: &impl ConnectionTrait, beginning: &str) -> Result<bool, DbErr> {
    let pattern = LikeExpr::new(format!("{}%", beginning.replace('_', "\\_"))).escape('\\');
    let mut query = Query::select();
    query.column(user::Column::Id).from(user::Entity).and_where(Expr::col(user::Column::Handle).like(pattern)).limit(1);
    Ok(connection.query_one(&query).await?.is_some())
}

/// Adds participants: accounts, and which participant each stands for.
pub async fn insert_voters(connection: &impl ConnectionTrait, essay_id: EssayId, voters: Vec<(i32, accounts::NewUser)>) -> Result<Vec<(i32, UserId)>, DbErr> {
    let (numbers, accounts): (Vec<i32>, Vec<accounts::NewUser>) = voters.into_iter().unzip();
    let ids = accounts::insert_all(connection, accounts).await?;
    let voters: Vec<(i32, UserId)> = numbers.into_iter().zip(ids).collect();
    for some in voters.chunks(db::rows_at_once(3)) {
        let rows =
            some.iter().map(|(number, id)| imported_voter::ActiveModel { user_id: Set(*id), essay_id: Set(essay_id), number: number.into_active_value() });
        imported_voter::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(voters)
}

/// A vote to be cast.
#[derive(Clone, Copy, Debug)]
pub struct NewVote {
    /// On what.
    pub proposal_id: ProposalId,
    /// Whose.
    pub voter_id: UserId,
    /// How.
    pub stance: Stance,
    /// When.
    pub cast_at: Timestamp,
}

/// Columns of a vote that a value is bound for.
const BOUND: [vote::Column; 6] =
    [vote::Column::Id, vote::Column::ProposalId, vote::Column::VoterId, vote::Column::Stance, vote::Column::CastAt, vote::Column::ProposalRevision];

/// Votes that one statement casts; more win little.
#[must_use]
pub fn votes_at_once() -> usize {
    db::rows_at_once(BOUND.len()).min(2000)
}

/// Casts votes on the first text of their proposals. One that is there already gives way to one
/// that is as late or later; no two of `votes` may be of one person on one proposal.
pub async fn cast(connection: &impl ConnectionTrait, votes: &[NewVote]) -> Result<(), DbErr> {
    let new = |column| Expr::col(("excluded", column));
    for some in votes.chunks(votes_at_once()) {
        let mut insert = Query::insert();
        insert.into_table(vote::Entity).columns(BOUND);
        for new in some {
            let values: [Expr; BOUND.len()] = [
                Expr::value(VoteId::generate()),
                Expr::value(new.proposal_id),
                Expr::value(new.voter_id),
                Expr::value(new.stance.as_str()),
                db::at(new.cast_at),
                Expr::value(1),
            ];
            insert.values_panic(values);
        }
        let mut later = OnConflict::columns([vote::Column::ProposalId, vote::Column::VoterId]);
        later
            .update_columns([vote::Column::Stance, vote::Column::CastAt])
            .action_and_where(Expr::col((vote::Entity, vote::Column::CastAt)).lte(new(vote::Column::CastAt)));
        insert.on_conflict(later);
        connection.execute(&insert).await?;
    }
    Ok(())
}

/// How many votes of each stance these proposals have; none is not told.
pub async fn count_votes(connection: &impl ConnectionTrait, proposals: &[ProposalId]) -> Result<Vec<(ProposalId, Stance, i32)>, DbErr> {
    let mut found = Vec::new();
    for some in proposals.chunks(db::rows_at_once(1)) {
        let mut query = Query::select();
        query
            .columns([vote::Column::ProposalId, vote::Column::Stance])
            .expr(Func::count(Expr::col(vote::Column::Id)))
            .from(vote::Entity)
            .and_where(Expr::col(vote::Column::ProposalId).is_in(some.iter().copied()))
            .group_by_columns([vote::Column::ProposalId, vote::Column::Stance]);
        for row in connection.query_all(&query).await? {
            let count: i64 = row.try_get_by_index(2)?;
            found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?, i32::try_from(count).unwrap_or(i32::MAX)));
        }
    }
    Ok(found)
}

/// What a proposal keeps of its votes.
pub struct Kept {
    /// Key.
    pub id: ProposalId,
    /// For, against, neither.
    pub counts: [i32; 3],
    /// Rank of the order AGREEMENT.
    pub agreement: f64,
}

/// Writes what proposals keep of their votes.
pub async fn set_tallies(connection: &impl ConnectionTrait, tallies: &[Kept]) -> Result<(), DbErr> {
    use proposal::Column::{AgreeCount, Agreement, DisagreeCount, Id, PassCount, SupportDueAt};
    // Both databases name the columns of a list of values so.
    const COLUMNS: [&str; 5] = ["column1", "column2", "column3", "column4", "column5"];
    let of = |place: usize| Expr::col(("tallies", COLUMNS[place]));
    for some in tallies.chunks(db::rows_at_once(COLUMNS.len())) {
        let rows = some.iter().map(|kept| {
            let [agree, disagree, pass] = kept.counts.map(Value::from);
            ValueTuple::Many(vec![kept.id.into(), agree, disagree, pass, kept.agreement.into()])
        });
        let mut update = Query::update();
        update
            .table(proposal::Entity)
            .values([(AgreeCount, of(1)), (DisagreeCount, of(2)), (PassCount, of(3)), (Agreement, of(4)), (SupportDueAt, db::now(connection))])
            .from(TableRef::ValuesList(rows.collect(), "tallies".into_iden()))
            .and_where(Expr::col((proposal::Entity, Id)).eq(of(0)));
        connection.execute(&update).await?;
    }
    Ok(())
}

/// Notes how many proposals with votes were taken out before the import.
pub async fn set_withheld(connection: &impl ConnectionTrait, essay_id: EssayId, withheld: i32) -> Result<(), DbErr> {
    essay::Entity::update_many()
        .col_expr(essay::Column::WithheldProposals, Expr::value(withheld))
        .filter(essay::Column::Id.eq(essay_id))
        .exec(connection)
        .await
        .map(drop)
}

/// What the conversation's own files call the voters of an imported essay; empty for any other.
pub async fn numbers(connection: &impl ConnectionTrait, essay_id: EssayId) -> Result<HashMap<UserId, i32>, DbErr> {
    let rows = imported_voter::Entity::find().filter(imported_voter::Column::EssayId.eq(essay_id)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.number)).collect())
}

/// What all voters of a conversation have in common as accounts: they read and vote no more,
/// because nobody can sign in to them.
#[must_use]
pub fn account(handle: String, display_name: String, address: String) -> accounts::NewUser {
    accounts::NewUser { handle, display_name, email: address.clone(), email_normalized: address, password_hash: None, role: Role::Member }
}
