//! Translations that divide, in the database.

use std::collections::HashMap;

use entity::{PostStatus, ProposalId, Stance, Timestamp, TranslationId, TranslationSignalId, proposal, translation, translation_signal, user, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use crate::{
    db, row,
    row::Row,
    translation_signal::rules::{Signal, Text, Votes},
    vote::store as votes,
};

row! {
    /// A translation that divides.
    pub struct SignalRow from translation_signal {
        /// Key.
        id: TranslationSignalId = Id,
        /// Of what.
        proposal_id: ProposalId = ProposalId,
        /// Which of its texts.
        proposal_revision: i32 = ProposalRevision,
        /// Whose voters; never shown.
        country: String = Country,
        /// Which translation.
        translation_id: TranslationId = TranslationId,
        /// What the others read.
        other_language: String = OtherLanguage,
        /// By which translation; `None` = the original.
        other_translation_id: Option<TranslationId> = OtherTranslationId,
        /// See `rules::two_proportions`.
        z: f64 = Z,
        /// Votes by its readers.
        voters: i32 = Voters,
        /// Votes by the others.
        other_voters: i32 = OtherVoters,
        /// When it was first so.
        raised_at: Timestamp = RaisedAt,
    }
}

/// What people of one country have read of a proposal's present text, and voted. Of a translation
/// only what they have read of its present text, while it is shown.
pub async fn read_by(connection: &impl ConnectionTrait, proposal_id: ProposalId, wording: i32, country: &str) -> Result<Vec<Text>, DbErr> {
    let vote = |column| (vote::Entity, column);
    let translated = |column| (translation::Entity, column);
    let mut query = Query::select();
    query
        .columns([vote::Column::SeenLanguage, vote::Column::SeenTranslationId, vote::Column::Stance].map(vote))
        .expr(Expr::col(vote(vote::Column::Id)).count())
        .from(vote::Entity)
        .inner_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals(vote(vote::Column::VoterId)))
        .left_join(translation::Entity, Expr::col(translated(translation::Column::Id)).equals(vote(vote::Column::SeenTranslationId)))
        .and_where(Expr::col(vote(vote::Column::ProposalId)).eq(proposal_id))
        .and_where(votes::counts(Expr::value(wording)))
        .and_where(Expr::col(vote(vote::Column::SeenLanguage)).is_not_null())
        .and_where(Expr::col(vote(vote::Column::Stance)).ne(Stance::Pass.as_str()))
        .and_where(Expr::col((user::Entity, user::Column::Country)).eq(country))
        .cond_where(
            Condition::any().add(Expr::col(vote(vote::Column::SeenTranslationId)).is_null()).add(
                Condition::all()
                    .add(Expr::col(vote(vote::Column::SeenTranslationRevision)).equals(translated(translation::Column::Revision)))
                    .add(Expr::col(translated(translation::Column::Visibility)).eq(PostStatus::Published.as_str())),
            ),
        )
        .group_by_columns([vote::Column::SeenLanguage, vote::Column::SeenTranslationId, vote::Column::Stance].map(vote))
        .order_by(vote(vote::Column::SeenTranslationId), sea_orm::Order::Asc);
    let read = |row: &sea_orm::QueryResult| {
        let number = i32::try_from(row.try_get_by_index::<i64>(3)?).unwrap_or(i32::MAX);
        let votes =
            if row.try_get_by_index::<Stance>(2)? == Stance::Agree { Votes { agree: number, disagree: 0 } } else { Votes { agree: 0, disagree: number } };
        Ok(Text { language: row.try_get_by_index(0)?, translation_id: row.try_get_by_index(1)?, votes })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// What is kept of a proposal, of one country's voters or of all.
pub async fn kept(connection: &impl ConnectionTrait, proposal_id: ProposalId, country: Option<&str>) -> Result<Vec<SignalRow>, DbErr> {
    let mut query = SignalRow::query();
    query.and_where(Expr::col((translation_signal::Entity, translation_signal::Column::ProposalId)).eq(proposal_id));
    if let Some(country) = country {
        query.and_where(Expr::col((translation_signal::Entity, translation_signal::Column::Country)).eq(country));
    }
    row::all(connection, &query).await
}

/// Signals of these translations.
pub async fn of_translations(connection: &impl ConnectionTrait, ids: &[TranslationId]) -> Result<Vec<SignalRow>, DbErr> {
    let mut query = SignalRow::query();
    let column = |column| (translation_signal::Entity, column);
    query
        .and_where(Expr::col(column(translation_signal::Column::TranslationId)).is_in(ids.iter().copied()))
        .order_by(column(translation_signal::Column::RaisedAt), sea_orm::Order::Desc)
        .order_by(column(translation_signal::Column::Id), sea_orm::Order::Desc);
    row::all(connection, &query).await
}

/// Keeps what there is of one country's voters in place of what was; what was there before has
/// been there since. The caller holds the proposal's lock.
pub async fn replace(
    connection: &impl ConnectionTrait,
    (proposal_id, proposal_revision): (ProposalId, i32),
    country: &str,
    signals: Vec<Signal>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let old = kept(connection, proposal_id, Some(country)).await?;
    if old.is_empty() && signals.is_empty() {
        return Ok(());
    }
    let since: HashMap<_, _> = old.iter().map(|row| ((row.translation_id, row.other_translation_id), row.raised_at)).collect();
    translation_signal::Entity::delete_many()
        .filter(translation_signal::Column::ProposalId.eq(proposal_id))
        .filter(translation_signal::Column::Country.eq(country))
        .exec(connection)
        .await?;
    let models = signals.into_iter().map(|signal| translation_signal::ActiveModel {
        id: Set(TranslationSignalId::generate()),
        proposal_id: Set(proposal_id),
        proposal_revision: Set(proposal_revision),
        country: Set(country.to_owned()),
        translation_id: Set(signal.translation_id),
        other_language: Set(signal.other_language),
        other_translation_id: Set(signal.other_translation_id),
        z: Set(signal.z),
        voters: Set(signal.voters),
        other_voters: Set(signal.other_voters),
        raised_at: Set(since.get(&(signal.translation_id, signal.other_translation_id)).copied().unwrap_or(now)),
    });
    let models: Vec<_> = models.collect();
    if models.is_empty() {
        return Ok(());
    }
    translation_signal::Entity::insert_many(models).exec_without_returning(connection).await.map(drop)
}

/// What was found of one of a proposal's texts is so of the next one, too: its words are the same.
pub async fn carry_over(connection: &impl ConnectionTrait, proposal_id: ProposalId, from: i32, to: i32) -> Result<(), DbErr> {
    translation_signal::Entity::update_many()
        .col_expr(translation_signal::Column::ProposalRevision, Expr::value(to))
        .filter(translation_signal::Column::ProposalId.eq(proposal_id))
        .filter(translation_signal::Column::ProposalRevision.eq(from))
        .exec(connection)
        .await
        .map(drop)
}

/// Takes away what is said of a translation, and of others against it: its text is another, or
/// not shown.
pub async fn clear(connection: &impl ConnectionTrait, id: TranslationId) -> Result<(), DbErr> {
    translation_signal::Entity::delete_many()
        .filter(translation_signal::Column::TranslationId.eq(id).or(translation_signal::Column::OtherTranslationId.eq(id)))
        .exec(connection)
        .await
        .map(drop)
}

/// Proposals of whose votes some say what was read, or of which signals are kept, after one;
/// `most` of them.
pub async fn proposals(connection: &impl ConnectionTrait, after: Option<ProposalId>, most: u64) -> Result<Vec<ProposalId>, DbErr> {
    let column = (proposal::Entity, proposal::Column::Id);
    let (mut votes, mut signals) = (Query::select(), Query::select());
    votes.column(vote::Column::ProposalId).from(vote::Entity).and_where(Expr::col(vote::Column::SeenLanguage).is_not_null());
    signals.column(translation_signal::Column::ProposalId).from(translation_signal::Entity);
    let mut query = Query::select();
    query
        .column(column)
        .from(proposal::Entity)
        .and_where(Expr::col(column).in_subquery(votes).or(Expr::col(column).in_subquery(signals)))
        .order_by(column, sea_orm::Order::Asc)
        .limit(most);
    if let Some(id) = after {
        query.and_where(Expr::col(column).gt(id));
    }
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Countries of those who have said what they read of a proposal.
pub async fn countries(connection: &impl ConnectionTrait, proposal_id: ProposalId) -> Result<Vec<String>, DbErr> {
    let country = (user::Entity, user::Column::Country);
    let mut query = Query::select();
    query
        .distinct()
        .column(country)
        .from(vote::Entity)
        .inner_join(user::Entity, Expr::col((user::Entity, user::Column::Id)).equals((vote::Entity, vote::Column::VoterId)))
        .and_where(Expr::col((vote::Entity, vote::Column::ProposalId)).eq(proposal_id))
        .and_where(Expr::col((vote::Entity, vote::Column::SeenLanguage)).is_not_null())
        .and_where(Expr::col(country).is_not_null());
    db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
