//! Votes in the database.

use entity::{PostStatus, ProposalId, Stance, Timestamp, TranslationId, UserId, VoteId, proposal, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict, Query, SimpleExpr},
};

use crate::{
    db,
    paging::{Cursor, Key},
    row,
    row::Row,
};

row! {
    /// A vote.
    pub struct VoteRow from vote {
        /// Key.
        id: VoteId = Id,
        /// On what.
        proposal_id: ProposalId = ProposalId,
        /// Whose.
        voter_id: UserId = VoterId,
        /// How.
        stance: Stance = Stance,
        /// Why, if they say.
        reason: Option<String> = Reason,
        /// When it was cast or last changed.
        cast_at: Timestamp = CastAt,
        /// Which text the proposal had.
        proposal_revision: Option<i32> = ProposalRevision,
        /// What it was read in.
        seen_language: Option<String> = SeenLanguage,
        /// The translation that was read.
        seen_translation_id: Option<TranslationId> = SeenTranslationId,
        /// Which of its texts.
        seen_translation_revision: Option<i32> = SeenTranslationRevision,
        /// Whether the voter's name stands beside the reason.
        reason_is_named: bool = ReasonIsNamed,
        /// Whether the reason is shown.
        reason_status: PostStatus = ReasonStatus,
        /// Counts the vote's reasons, from 1.
        reason_revision: i32 = ReasonRevision,
        /// How many of those who voted otherwise find it fair.
        fair_count: i32 = FairCount,
    }
}

/// The order of a proposal's reasons.
pub const REASONS: u8 = 32;

impl VoteRow {
    /// Its place among the reasons of a proposal.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { tag: REASONS, key: Key::Integer(self.cast_at.0), id: self.id.0 }
    }
}

/// A vote counts if it was cast on the present words; see `proposal::rules::counts`.
pub fn counts(wording: impl Into<SimpleExpr>) -> SimpleExpr {
    counts_as("votes", wording)
}

/// The same where the statement calls the table otherwise.
pub fn counts_as(votes: &'static str, wording: impl Into<SimpleExpr>) -> SimpleExpr {
    Expr::col((votes, vote::Column::ProposalRevision)).if_null(1).gte(wording.into())
}

/// Votes by their ids.
pub async fn votes(connection: &impl ConnectionTrait, ids: &[VoteId]) -> Result<Vec<VoteRow>, DbErr> {
    let mut query = VoteRow::query();
    query.and_where(Expr::col((vote::Entity, vote::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// Somebody's votes on texts that have changed since, of proposals that still take votes; the
/// newest first, `most` of them.
pub async fn stale_votes(connection: &impl ConnectionTrait, voter_id: UserId, most: u64) -> Result<Vec<VoteRow>, DbErr> {
    let of = |column| Expr::col((proposal::Entity, column));
    let mut query = VoteRow::query();
    query
        .inner_join(proposal::Entity, of(proposal::Column::Id).equals((vote::Entity, vote::Column::ProposalId)))
        .and_where(Expr::col((vote::Entity, vote::Column::VoterId)).eq(voter_id))
        .and_where(counts(of(proposal::Column::WordingRevision)).not())
        .and_where(of(proposal::Column::State).eq(entity::ProposalState::Open.as_str()))
        .and_where(of(proposal::Column::Status).eq(PostStatus::Published.as_str()))
        .cond_where(
            sea_orm::sea_query::Condition::any().add(of(proposal::Column::ClosesAt).is_null()).add(of(proposal::Column::ClosesAt).gt(db::now(connection))),
        )
        .order_by((vote::Entity, vote::Column::CastAt), sea_orm::Order::Desc)
        .order_by((vote::Entity, vote::Column::Id), sea_orm::Order::Desc)
        .limit(most);
    row::all(connection, &query).await
}

/// One voter's votes on some proposals.
pub async fn votes_of(connection: &impl ConnectionTrait, voter_id: UserId, proposals: &[ProposalId]) -> Result<Vec<VoteRow>, DbErr> {
    let mut query = VoteRow::query();
    query
        .and_where(Expr::col((vote::Entity, vote::Column::VoterId)).eq(voter_id))
        .and_where(Expr::col((vote::Entity, vote::Column::ProposalId)).is_in(proposals.iter().copied()));
    row::all(connection, &query).await
}

/// Votes by their ids, of one voter: nobody sees another's.
pub async fn own_votes(connection: &impl ConnectionTrait, voter_id: UserId, ids: &[VoteId]) -> Result<Vec<VoteRow>, DbErr> {
    let mut query = VoteRow::query();
    query
        .and_where(Expr::col((vote::Entity, vote::Column::VoterId)).eq(voter_id))
        .and_where(Expr::col((vote::Entity, vote::Column::Id)).is_in(ids.iter().copied()));
    row::all(connection, &query).await
}

/// Casts a vote or changes it. Returns its id and the stance it replaced if that counted, which
/// the database itself noted under its lock: no vote at the same moment can make it wrong.
/// `wording` is the first revision with the present words.
pub async fn cast(connection: &impl ConnectionTrait, new: &VoteRow, wording: i32) -> Result<(VoteId, Option<Stance>), DbErr> {
    let replaced = Expr::case(counts(Expr::value(wording)), Expr::col((vote::Entity, vote::Column::Stance)));
    let mut insert = Query::insert();
    insert
        .into_table(vote::Entity)
        .columns([
            vote::Column::Id,
            vote::Column::ProposalId,
            vote::Column::VoterId,
            vote::Column::Stance,
            vote::Column::Reason,
            vote::Column::CastAt,
            vote::Column::ProposalRevision,
            vote::Column::SeenLanguage,
            vote::Column::SeenTranslationId,
            vote::Column::SeenTranslationRevision,
            vote::Column::ReasonIsNamed,
            vote::Column::ReasonStatus,
            vote::Column::ReasonRevision,
            vote::Column::FairCount,
        ])
        .values_panic([
            Expr::value(new.id),
            Expr::value(new.proposal_id),
            Expr::value(new.voter_id),
            Expr::value(new.stance.as_str()),
            Expr::value(new.reason.clone()),
            db::at(new.cast_at),
            Expr::value(new.proposal_revision),
            Expr::value(new.seen_language.clone()),
            Expr::value(new.seen_translation_id.map(|id| id.0)),
            Expr::value(new.seen_translation_revision),
            Expr::value(new.reason_is_named),
            Expr::value(new.reason_status.as_str()),
            Expr::value(new.reason_revision),
            Expr::value(new.fair_count),
        ])
        .on_conflict(
            OnConflict::columns([vote::Column::ProposalId, vote::Column::VoterId])
                .value(vote::Column::PreviousStance, replaced)
                .update_columns([
                    vote::Column::Stance,
                    vote::Column::Reason,
                    vote::Column::CastAt,
                    vote::Column::ProposalRevision,
                    vote::Column::SeenLanguage,
                    vote::Column::SeenTranslationId,
                    vote::Column::SeenTranslationRevision,
                    vote::Column::ReasonIsNamed,
                    vote::Column::ReasonStatus,
                    vote::Column::ReasonRevision,
                    vote::Column::FairCount,
                ])
                .to_owned(),
        )
        .returning(Query::returning().columns([vote::Column::Id, vote::Column::PreviousStance]));
    let row = connection.query_one(&insert).await?.ok_or_else(|| DbErr::RecordNotInserted)?;
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

/// Takes a vote back.
pub async fn withdraw(connection: &impl ConnectionTrait, id: VoteId) -> Result<(), DbErr> {
    vote::Entity::delete_many().filter(vote::Column::Id.eq(id)).exec(connection).await.map(drop)
}

/// Binds a vote to the present words.
pub async fn reaffirm(connection: &impl ConnectionTrait, new: &VoteRow) -> Result<(), DbErr> {
    vote::Entity::update_many()
        .col_expr(vote::Column::ProposalRevision, Expr::value(new.proposal_revision))
        .col_expr(vote::Column::CastAt, db::at(new.cast_at))
        .col_expr(vote::Column::SeenLanguage, Expr::value(new.seen_language.clone()))
        .col_expr(vote::Column::SeenTranslationId, Expr::value(new.seen_translation_id.map(|id| id.0)))
        .col_expr(vote::Column::SeenTranslationRevision, Expr::value(new.seen_translation_revision))
        .filter(vote::Column::Id.eq(new.id))
        .exec(connection)
        .await
        .map(drop)
}
