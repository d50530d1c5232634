//! Support and opinion maps in the database.

use std::collections::{BTreeMap, HashMap};

use entity::{EssayId, PostStatus, ProposalId, ProposalState, Stance, Timestamp, essay, opinion_map, proposal, support_release, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set,
    sea_query::{Condition, Expr, ExprTrait, OnConflict, Query},
};

use crate::{
    db,
    proposal::store::{is_past_close, support_due},
    vote::store as votes,
};

fn of(column: proposal::Column) -> (proposal::Entity, proposal::Column) {
    (proposal::Entity, column)
}

/// Notes that votes on a proposal have changed, or how they count. Only until its support is final.
pub async fn mark_due(connection: &impl ConnectionTrait, id: ProposalId) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(id))
        .filter(proposal::Column::SupportFrozenAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// Notes that a work's country is another: the whole work is due if one of its proposals is.
pub async fn mark_essay_due(connection: &impl ConnectionTrait, id: EssayId) -> Result<(), DbErr> {
    let mut query = Query::select();
    query
        .column(of(proposal::Column::Id))
        .from(proposal::Entity)
        .and_where(Expr::col(of(proposal::Column::EssayId)).eq(id))
        .and_where(Expr::col(of(proposal::Column::SupportFrozenAt)).is_null())
        .order_by(of(proposal::Column::Id), sea_orm::Order::Asc)
        .limit(1);
    match db::fetch_one(connection, &query).await? {
        Some(row) => mark_due(connection, row.try_get_by_index(0)?).await,
        None => Ok(()),
    }
}

/// Works of which votes have changed before `before`, or whose groups are not settled, that no
/// instance has taken since `taken_before`; those that wait longest first.
pub async fn due_essays(connection: &impl ConnectionTrait, before: Timestamp, taken_before: Timestamp, most: u64) -> Result<Vec<EssayId>, DbErr> {
    let map = |column| Expr::col((opinion_map::Entity, column));
    let since = Expr::col(of(proposal::Column::SupportDueAt)).min();
    let mut query = Query::select();
    query
        .column(of(proposal::Column::EssayId))
        .from(proposal::Entity)
        .left_join(opinion_map::Entity, map(opinion_map::Column::EssayId).equals(of(proposal::Column::EssayId)))
        .and_where(Expr::col(of(proposal::Column::SupportDueAt)).lte(before))
        .cond_where(Condition::any().add(map(opinion_map::Column::ClaimedAt).is_null()).add(map(opinion_map::Column::ClaimedAt).lte(taken_before)))
        .group_by_col(of(proposal::Column::EssayId))
        .order_by_expr(since, sea_orm::Order::Asc)
        .limit(most);
    let mut due: Vec<EssayId> = db::fetch_all(connection, &query).await?.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    let mut query = Query::select();
    query
        .column(opinion_map::Column::EssayId)
        .from(opinion_map::Entity)
        .and_where(Expr::col(opinion_map::Column::IsSettled).eq(false))
        .and_where(Expr::col(opinion_map::Column::ClaimedAt).lte(taken_before))
        .limit(most);
    for row in db::fetch_all(connection, &query).await? {
        let id = row.try_get_by_index(0)?;
        if !due.contains(&id) {
            due.push(id);
        }
    }
    Ok(due)
}

/// Takes a work to compute it: of many instances one gets it, and no sooner than when it was
/// last taken before `taken_before`.
pub async fn claim(connection: &impl ConnectionTrait, id: EssayId, now: Timestamp, taken_before: Timestamp) -> Result<bool, DbErr> {
    let new = opinion_map::ActiveModel {
        essay_id: Set(id),
        claimed_at: Set(now),
        computed_at: Set(None),
        snapshot: Set(None),
        is_settled: Set(false),
        published: Set(None),
        included: Set(None),
        salt: Set(uuid::Uuid::now_v7()),
    };
    let once = OnConflict::column(opinion_map::Column::EssayId).do_nothing().to_owned();
    if opinion_map::Entity::insert(new).on_conflict(once).exec_without_returning(connection).await? == 1 {
        return Ok(true);
    }
    let taken = opinion_map::Entity::update_many()
        .col_expr(opinion_map::Column::ClaimedAt, db::at(now))
        // Until it is computed: so that what is begun and not ended is begun again.
        .col_expr(opinion_map::Column::IsSettled, Expr::value(false))
        .filter(opinion_map::Column::EssayId.eq(id))
        .filter(opinion_map::Column::ClaimedAt.lte(taken_before))
        .exec(connection)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Takes the marks away, before votes are read: what changes later marks again.
pub async fn clear_due(connection: &impl ConnectionTrait, id: EssayId) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::SupportDueAt, Expr::value(Option::<i64>::None))
        .filter(proposal::Column::EssayId.eq(id))
        .filter(proposal::Column::SupportDueAt.is_not_null())
        .exec(connection)
        .await
        .map(drop)
}

/// A proposal as it is judged.
pub struct Judged {
    /// Which.
    pub id: ProposalId,
    /// Whether it is shown.
    pub status: PostStatus,
    /// As stored.
    pub state: ProposalState,
    /// Whether the database's clock is past its close.
    pub is_past_close: bool,
    /// Whether its tally is hidden until then.
    pub hides_tally: bool,
    /// The first revision with the present words.
    pub wording: i32,
    /// How many have voted on these.
    pub votes: i32,
    /// What is published, as JSON.
    pub support: Option<String>,
    /// Whether that is final.
    pub is_frozen: bool,
}

/// The proposals of a work, by id.
pub async fn judged(connection: &impl ConnectionTrait, id: EssayId) -> Result<Vec<Judged>, DbErr> {
    use proposal::Column as C;
    let votes = Expr::col(of(C::AgreeCount)).add(Expr::col(of(C::DisagreeCount))).add(Expr::col(of(C::PassCount)));
    let mut query = Query::select();
    query
        .columns([C::Id, C::Status, C::State, C::HidesTally, C::WordingRevision, C::Support, C::SupportFrozenAt].map(of))
        .expr(is_past_close(connection))
        .expr(votes)
        .from(proposal::Entity)
        .and_where(Expr::col(of(C::EssayId)).eq(id))
        .order_by(of(C::Id), sea_orm::Order::Asc);
    let read = |row: &sea_orm::QueryResult| {
        Ok(Judged {
            id: row.try_get_by_index(0)?,
            status: row.try_get_by_index(1)?,
            state: row.try_get_by_index(2)?,
            hides_tally: row.try_get_by_index(3)?,
            wording: row.try_get_by_index(4)?,
            support: row.try_get_by_index(5)?,
            is_frozen: row.try_get_by_index::<Option<Timestamp>>(6)?.is_some(),
            is_past_close: row.try_get_by_index(7)?,
            votes: row.try_get_by_index(8)?,
        })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// The country of a work, if it is one of a country; and how many of its proposals were taken out before they came here.
pub async fn home(connection: &impl ConnectionTrait, id: EssayId) -> Result<(Option<String>, usize), DbErr> {
    let mut query = Query::select();
    query.columns([essay::Column::OriginCountry, essay::Column::WithheldProposals]).from(essay::Entity).and_where(Expr::col(essay::Column::Id).eq(id));
    let Some(row) = db::fetch_one(connection, &query).await? else { return Ok((None, 0)) };
    Ok((row.try_get_by_index(0)?, usize::try_from(row.try_get_by_index::<i32>(1)?).unwrap_or(0)))
}

/// A vote as it is read.
pub struct VoteOn {
    /// On what.
    pub proposal_id: ProposalId,
    /// Whose.
    pub voter_id: entity::UserId,
    /// How.
    pub stance: Stance,
    /// On which text; `None` = the first.
    pub revision: Option<i32>,
}

/// All votes on these proposals, also those on words that have changed since.
pub async fn votes_on(connection: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<Vec<VoteOn>, DbErr> {
    use vote::Column::{ProposalId, ProposalRevision, Stance, VoterId};
    let mut query = Query::select();
    query.columns([ProposalId, VoterId, Stance, ProposalRevision]).from(vote::Entity).and_where(Expr::col(ProposalId).is_in(ids.iter().copied()));
    let read = |row: &sea_orm::QueryResult| {
        Ok(VoteOn {
            proposal_id: row.try_get_by_index(0)?,
            voter_id: row.try_get_by_index(1)?,
            stance: row.try_get_by_index(2)?,
            revision: row.try_get_by_index(3)?,
        })
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// Of which proposals reasons for these stances are shown, count, and are found fair by somebody
/// who voted otherwise.
pub async fn fair_reasons(connection: &impl ConnectionTrait, id: EssayId) -> Result<Vec<(ProposalId, Stance)>, DbErr> {
    let column = |column| (vote::Entity, column);
    let mut query = Query::select();
    query
        .distinct()
        .columns([vote::Column::ProposalId, vote::Column::Stance].map(column))
        .from(vote::Entity)
        .inner_join(proposal::Entity, Expr::col(of(proposal::Column::Id)).equals(column(vote::Column::ProposalId)))
        .and_where(votes::counts(Expr::col(of(proposal::Column::WordingRevision))))
        .and_where(Expr::col(of(proposal::Column::EssayId)).eq(id))
        .and_where(Expr::col(column(vote::Column::FairCount)).gt(0))
        .and_where(Expr::col(column(vote::Column::ReasonStatus)).eq(PostStatus::Published.as_str()));
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// What published support counts, with its version.
pub async fn releases(connection: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<BTreeMap<ProposalId, (i32, String)>, DbErr> {
    use support_release::Column::{Included, ProposalId, Version};
    let mut query = Query::select();
    query.columns([ProposalId, Version, Included]).from(support_release::Entity).and_where(Expr::col(ProposalId).is_in(ids.iter().copied()));
    let read = |row: &sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, (row.try_get_by_index(1)?, row.try_get_by_index(2)?)));
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// The versions of what published support counts.
async fn versions(connection: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<BTreeMap<ProposalId, i32>, DbErr> {
    use support_release::Column::{ProposalId, Version};
    let mut query = Query::select();
    query.columns([ProposalId, Version]).from(support_release::Entity).and_where(Expr::col(ProposalId).is_in(ids.iter().copied()));
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// A proposal whose support may be written.
pub struct Locked {
    /// The first revision with the present words.
    pub wording: i32,
    /// Whether votes have changed since the marks were taken away.
    pub is_due: bool,
}

/// Locks those of these proposals whose support is not final, in the order of their ids.
pub async fn lock(connection: &impl ConnectionTrait, ids: &[ProposalId]) -> Result<BTreeMap<ProposalId, Locked>, DbErr> {
    let mut query = Query::select();
    query
        .columns([proposal::Column::Id, proposal::Column::WordingRevision, proposal::Column::SupportDueAt].map(of))
        .from(proposal::Entity)
        .and_where(Expr::col(of(proposal::Column::Id)).is_in(ids.iter().copied()))
        .and_where(Expr::col(of(proposal::Column::SupportFrozenAt)).is_null())
        .order_by(of(proposal::Column::Id), sea_orm::Order::Asc);
    db::lock_rows(connection, &mut query, proposal::Entity);
    let read = |row: &sea_orm::QueryResult| {
        let is_due = row.try_get_by_index::<Option<Timestamp>>(2)?.is_some();
        Ok((row.try_get_by_index(0)?, Locked { wording: row.try_get_by_index(1)?, is_due }))
    };
    db::fetch_all(connection, &query).await?.iter().map(read).collect()
}

/// What is written of a proposal's support.
pub struct NewSupport {
    /// The version of what is counted that it goes on from, if there is one.
    pub version: Option<i32>,
    /// Which votes it counts, as JSON; `None` = the same as before.
    pub release: Option<String>,
    /// As JSON.
    pub support: String,
    /// Rank of the order BRIDGING.
    pub bridging: f64,
    /// Rank of the order DIVERGENCE.
    pub divergence: f64,
    /// When it became final, if it is.
    pub frozen_at: Option<Timestamp>,
}

/// Writes the support of several proposals, of which nobody has published anything since. The caller holds their locks.
pub async fn write_supports(connection: &impl ConnectionTrait, news: Vec<(ProposalId, NewSupport)>) -> Result<(), DbErr> {
    use support_release::Column::{Included, ProposalId as Key, Version};
    let ids: Vec<ProposalId> = news.iter().map(|(id, _)| *id).collect();
    // By a statement of its own: that which locked may have waited, and read other tables as they were before.
    let versions = versions(connection, &ids).await?;
    let mut releases = Vec::new();
    for (id, new) in news {
        if versions.get(&id).copied() != new.version {
            continue;
        }
        proposal::Entity::update_many()
            .col_expr(proposal::Column::Support, Expr::value(new.support))
            .col_expr(proposal::Column::Bridging, Expr::value(new.bridging))
            .col_expr(proposal::Column::Divergence, Expr::value(new.divergence))
            .col_expr(proposal::Column::SupportFrozenAt, Expr::value(new.frozen_at.map(|time| time.0)))
            .filter(proposal::Column::Id.eq(id))
            .exec(connection)
            .await?;
        let version = new.version.unwrap_or(0) + 1;
        releases.extend(new.release.map(|included| support_release::ActiveModel { proposal_id: Set(id), version: Set(version), included: Set(included) }));
    }
    if releases.is_empty() {
        return Ok(());
    }
    // In one statement: each of so many long ones alone would cost a pause of the network.
    let replace = OnConflict::column(Key).update_columns([Version, Included]).to_owned();
    support_release::Entity::insert_many(releases).on_conflict(replace).exec_without_returning(connection).await.map(drop)
}

/// Begins anew: the words have changed, and no vote counts any more. The caller holds the proposal's lock.
pub async fn reset(connection: &impl ConnectionTrait, id: ProposalId) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::Support, Expr::value(Option::<String>::None))
        .col_expr(proposal::Column::Bridging, Expr::value(0.0))
        .col_expr(proposal::Column::Divergence, Expr::value(0.0))
        .col_expr(proposal::Column::SupportDueAt, support_due(connection))
        .filter(proposal::Column::Id.eq(id))
        .exec(connection)
        .await?;
    support_release::Entity::delete_many().filter(support_release::Column::ProposalId.eq(id)).exec(connection).await.map(drop)
}

/// What is known of a work's opinion groups.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// When that was computed.
    pub computed_at: Option<Timestamp>,
    /// The snapshot without its voters, as JSON.
    pub snapshot: Option<String>,
    /// What readers see, as JSON.
    pub published: Option<String>,
    /// Whose ballots that was made from, as JSON.
    pub included: Option<String>,
    /// See `opinion_map`.
    pub salt: uuid::Uuid,
}

/// What is known of a work's groups.
pub async fn known(connection: &impl ConnectionTrait, id: EssayId) -> Result<Option<Known>, DbErr> {
    use opinion_map::Column::{ComputedAt, EssayId, Included, Published, Salt, Snapshot};
    let mut query = Query::select();
    query.columns([ComputedAt, Snapshot, Published, Included, Salt]).from(opinion_map::Entity).and_where(Expr::col(EssayId).eq(id));
    let Some(row) = db::fetch_one(connection, &query).await? else { return Ok(None) };
    let known = Known {
        computed_at: row.try_get_by_index(0)?,
        snapshot: row.try_get_by_index(1)?,
        published: row.try_get_by_index(2)?,
        included: row.try_get_by_index(3)?,
        salt: row.try_get_by_index(4)?,
    };
    Ok(Some(known))
}

/// The maps of some works, as readers see them: as JSON.
pub async fn published(connection: &impl ConnectionTrait, ids: &[EssayId]) -> Result<HashMap<EssayId, String>, DbErr> {
    use opinion_map::Column::{EssayId, Published};
    let mut query = Query::select();
    query
        .columns([EssayId, Published])
        .from(opinion_map::Entity)
        .and_where(Expr::col(EssayId).is_in(ids.iter().copied()))
        .and_where(Expr::col(Published).is_not_null());
    db::fetch_all(connection, &query).await?.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Keeps a work's groups, if nobody has computed them since `before`.
pub async fn write_map(connection: &impl ConnectionTrait, id: EssayId, before: Option<Timestamp>, new: Known, is_settled: bool) -> Result<bool, DbErr> {
    let column = Expr::col(opinion_map::Column::ComputedAt);
    let outcome = opinion_map::Entity::update_many()
        .col_expr(opinion_map::Column::ComputedAt, Expr::value(new.computed_at.map(|time| time.0)))
        .col_expr(opinion_map::Column::Snapshot, Expr::value(new.snapshot))
        .col_expr(opinion_map::Column::IsSettled, Expr::value(is_settled))
        .col_expr(opinion_map::Column::Published, Expr::value(new.published))
        .col_expr(opinion_map::Column::Included, Expr::value(new.included))
        .filter(opinion_map::Column::EssayId.eq(id))
        .filter(before.map_or_else(|| column.clone().is_null(), |time| column.clone().eq(time.0)))
        .exec(connection)
        .await?;
    Ok(outcome.rows_affected == 1)
}
