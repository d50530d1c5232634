//! What can be done with the reasons of others.

use std::sync::Arc;

use entity::{ModerationActionKind as Kind, PostStatus, UserId, VoteId};

use crate::{
    auth::{Member, Moderator, Viewer},
    clock, consensus,
    db::{Db, Transaction},
    error::{Error, Result},
    moderation::{self, service::Why, store::ActionRow},
    paging::{Order, Page, Slice},
    post::rules as post_rules,
    proposal::{self, rules, store::ProposalItem},
    reason::store,
    vote::{self, object::Vote, store::VoteRow},
};

/// The order of a proposal's reasons.
pub const NEWEST_FIRST: Order<entity::vote::Column> = store::by_cast_at();

const ID: &[&str] = &["input", "voteId"];

/// Whether somebody reads all reasons of a proposal, those that are held or removed as well.
#[must_use]
pub fn reads_all(viewer: &Viewer, item: &ProposalItem) -> bool {
    viewer.moderator().is_ok_and(|moderator| moderator.ensure_covers(item.row.essay_id, &item.row.language).is_ok())
}

/// A page of a proposal's reasons, the newest first.
pub async fn reasons(db: &Db, viewer: &Viewer, item: &ProposalItem, order: &Order<entity::vote::Column>, page: &Page) -> Result<Slice<VoteRow>> {
    let of = (item.row.id, item.row.wording_revision);
    Ok(store::page(db.read(), of, !reads_all(viewer, item), order, page).await?)
}

/// How many there are.
pub async fn count(db: &Db, viewer: &Viewer, item: &ProposalItem) -> Result<u64> {
    Ok(store::count_all(db.read(), (item.row.id, item.row.wording_revision), !reads_all(viewer, item)).await?)
}

/// A vote with a reason, and its proposal, locked.
async fn to_change(transaction: &Transaction, id: VoteId) -> Result<(VoteRow, ProposalItem)> {
    let missing = || Error::not_found("reason").at(ID);
    let vote = vote::store::votes(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let item = proposal::store::proposal_to_change(transaction, vote.proposal_id).await?.filter(|item| post_rules::is_shown(item.row.status));
    let item = item.ok_or_else(missing)?;
    // Read again under the lock.
    let vote = vote::store::votes(transaction, &[id]).await?.pop().filter(|vote| vote.reason.is_some() && item.counts(vote.proposal_revision));
    Ok((vote.ok_or_else(missing)?, item))
}

/// Says that one finds the reason of somebody who voted otherwise fair, or takes that back.
pub async fn mark_fair(db: &Db, member: &Member, id: VoteId, is_fair: bool) -> Result<Vote> {
    let transaction = db.begin().await?;
    let (mut vote, item) = to_change(&transaction, id).await?;
    if item.hides_tally() || vote.reason_status != PostStatus::Published {
        return Err(Error::not_found("reason").at(ID));
    }
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_takes_votes(item.row.status, item.state())?;
    let own = vote::store::votes_of(&transaction, member.id(), &[item.row.id]).await?.pop().filter(|own| item.counts(own.proposal_revision));
    if is_fair && own.is_none_or(|own| own.stance == vote.stance) {
        return Err(Error::forbidden("Reasons are marked as fair by those who voted otherwise."));
    }
    vote.fair_count += store::set(&transaction, id, member.id(), is_fair, clock::now()).await?;
    consensus::store::mark_due(&transaction, item.row.id).await?;
    transaction.commit().await?;
    Ok(Vote { row: vote, proposal: Arc::new(item) })
}

/// Removes a reason, or shows it again; the vote counts all the same.
pub async fn moderate(db: &Db, moderator: &Moderator<'_>, id: VoteId, status: PostStatus, why: Why) -> Result<(Vote, ActionRow)> {
    let transaction = db.begin().await?;
    let (mut vote, item) = to_change(&transaction, id).await?;
    moderator.ensure_covers(item.row.essay_id, &item.row.language)?;
    if vote.voter_id == moderator.id() {
        return Err(Error::forbidden("Another moderator decides about your own words."));
    }
    if vote.reason_status == status {
        return Err(Error::conflict(if status == PostStatus::Removed { "This reason is removed already." } else { "This reason is shown already." }));
    }
    let action = note(&transaction, moderator.id(), why, &item, (vote.reason_status, status)).await?;
    store::set_status(&transaction, id, status).await?;
    consensus::store::mark_due(&transaction, item.row.id).await?;
    transaction.commit().await?;
    vote.reason_status = status;
    Ok((Vote { row: vote, proposal: Arc::new(item) }, action))
}

/// Writes to the log what was decided about the reason of a vote: which is not told, nor whose, for
/// nobody is to learn that from the log.
async fn note(transaction: &Transaction, by: UserId, why: Why, item: &ProposalItem, (before, after): (PostStatus, PostStatus)) -> Result<ActionRow> {
    let kind = if after == PostStatus::Removed { Kind::RemoveReason } else { Kind::RestoreReason };
    let action = ActionRow {
        post_id: Some(item.row.id.into()),
        revision: Some(item.row.revision),
        language: Some(item.row.language.clone()),
        before: Some(before.as_str().to_owned()),
        after: Some(after.as_str().to_owned()),
        ..moderation::service::row(kind, Some(by), why)
    };
    moderation::service::note(transaction, action).await
}
