//! Votes in the database.

use entity::{ProposalId, Stance, Timestamp, TranslationId, UserId, VoteId, vote};
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use crate::{db, row, row::Row};

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
    }
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

/// Casts a vote or changes it. Returns its id and the stance it replaced, which
/// the database itself noted under its lock: no vote at the same moment can make
/// it stale.
pub async fn cast(connection: &impl ConnectionTrait, new: &VoteRow) -> Result<(VoteId, Option<Stance>), DbErr> {
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
        ])
        .on_conflict(
            OnConflict::columns([vote::Column::ProposalId, vote::Column::VoterId])
                .value(vote::Column::PreviousStance, Expr::col((vote::Entity, vote::Column::Stance)))
                .update_columns([
                    vote::Column::Stance,
                    vote::Column::Reason,
                    vote::Column::CastAt,
                    vote::Column::ProposalRevision,
                    vote::Column::SeenLanguage,
                    vote::Column::SeenTranslationId,
                    vote::Column::SeenTranslationRevision,
                ])
                .to_owned(),
        )
        .returning(Query::returning().columns([vote::Column::Id, vote::Column::PreviousStance]));
    let row = connection.query_one(&insert).await?.ok_or_else(|| DbErr::RecordNotInserted)?;
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

/// Takes a vote back; returns what its stance was, and whether it said what was read.
pub async fn withdraw(connection: &impl ConnectionTrait, proposal_id: ProposalId, voter_id: UserId) -> Result<Option<(Stance, bool)>, DbErr> {
    let mut delete = Query::delete();
    delete
        .from_table(vote::Entity)
        .and_where(Expr::col(vote::Column::ProposalId).eq(proposal_id))
        .and_where(Expr::col(vote::Column::VoterId).eq(voter_id))
        .returning(Query::returning().columns([vote::Column::Stance, vote::Column::SeenLanguage]));
    let read = |row: QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index::<Option<String>>(1)?.is_some()));
    connection.query_one(&delete).await?.map(read).transpose()
}
