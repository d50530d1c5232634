//! What can be done with votes.

use std::sync::Arc;

use entity::{ProposalId, Stance, Timestamp, VoteId};

use crate::{
    auth::Member,
    clock,
    db::Db,
    error::{Error, Result},
    post::rules as post_rules,
    proposal::{self, object::Proposal, rules},
    text::plain::{self, Bounds},
    vote::{
        object::Vote,
        store::{self, VoteRow},
    },
};

const REASON: Bounds = Bounds { min: 0, max: 500 };

/// Casts a vote, or changes the one that was cast.
pub async fn cast(db: &Db, member: &Member, proposal_id: ProposalId, stance: Stance, reason: Option<String>) -> Result<Vote> {
    cast_at(db, member, proposal_id, stance, reason, clock::now()).await
}

/// The same at a given time: for the demo, whose content has a past.
pub async fn cast_at(db: &Db, member: &Member, proposal_id: ProposalId, stance: Stance, reason: Option<String>, now: Timestamp) -> Result<Vote> {
    let reason =
        reason.map(|text| plain::block(&text, REASON)).transpose().map_err(|why| Error::invalid(&["input", "reason"], why))?.filter(|text| !text.is_empty());
    let transaction = db.begin().await?;
    let mut item = proposal::store::proposal_to_change(&transaction, proposal_id)
        .await?
        .filter(|item| post_rules::is_shown(item.row.status))
        .ok_or_else(|| Error::not_found("proposal").at(&["input", "proposalId"]))?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_takes_votes(item.row.status, item.state())?;
    let mut vote = VoteRow { id: VoteId::generate(), proposal_id, voter_id: member.id(), stance, reason, cast_at: now };
    let (id, previous) = store::cast(&transaction, &vote).await?;
    vote.id = id;
    let old = item.tally();
    let without = previous.map_or(old, |previous| old.with(previous, -1));
    let new = without.with(stance, 1);
    if new != old {
        proposal::store::count_votes(&transaction, proposal_id, old, new).await?;
        item.set_tally(new);
    }
    transaction.commit().await?;
    Ok(Vote { row: vote, proposal: Arc::new(item) })
}

/// Takes one's vote back. Without one, nothing happens.
pub async fn withdraw(db: &Db, member: &Member, proposal_id: ProposalId) -> Result<Proposal> {
    let transaction = db.begin().await?;
    let mut item = proposal::store::proposal_to_change(&transaction, proposal_id)
        .await?
        .filter(|item| post_rules::is_shown(item.row.status))
        .ok_or_else(|| Error::not_found("proposal").at(&["input", "proposalId"]))?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_takes_votes(item.row.status, item.state())?;
    if let Some(stance) = store::withdraw(&transaction, proposal_id, member.id()).await? {
        let (old, new) = (item.tally(), item.tally().with(stance, -1));
        proposal::store::count_votes(&transaction, proposal_id, old, new).await?;
        item.set_tally(new);
        transaction.commit().await?;
    }
    Ok(Proposal::single(Arc::new(item)))
}
