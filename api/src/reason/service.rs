//! What can be done with the reasons of others.

use std::sync::Arc;

use entity::{ModerationActionKind as Kind, PostStatus, VoteId};

use crate::{
    auth::{Member, Moderator, Viewer},
    clock, consensus,
    db::{Db, Transaction},
    error::{Error, Result},
    moderation::{
        rules::TextKey,
        service::Why,
        store::ActionRow,
        texts::service::{self as texts, ModeratedText},
    },
    paging::{Order, Page, Slice},
    post::{rules as post_rules, service::Review},
    proposal::{self, rules, store::ProposalItem},
    reason::store,
    report,
    vote::{self, object::Vote, store::VoteRow},
};

/// The order of a proposal's reasons.
pub const NEWEST_FIRST: Order<entity::vote::Column> = store::by_cast_at();

const ID: &[&str] = &["input", "voteId"];
/// Why a reason is held that the rules let pass: the same vote had one that was held or removed.
const BEFORE: &str = "REASON_BEFORE";

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

/// A reason as moderation sees it: decided about as its proposal's language wants it, for nobody says
/// what a reason is written in.
fn as_text(vote: &VoteRow, item: &ProposalItem) -> ModeratedText {
    ModeratedText {
        key: TextKey::Reason(vote.id),
        post_id: item.row.id.into(),
        of: item.into(),
        revision: vote.reason_revision,
        author_id: Some(vote.voter_id),
        language: item.row.language.clone(),
        visibility: vote.reason_status,
        is_public: item.counts(vote.proposal_revision) && !item.hides_tally(),
        is_private: false,
    }
}

/// The same, locked with its proposal, whether the vote counts or not.
pub async fn text_to_change(transaction: &Transaction, id: VoteId) -> Result<ModeratedText> {
    let missing = || Error::not_found("reason").at(ID);
    let vote = vote::store::votes(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let item = proposal::store::proposal_to_change(transaction, vote.proposal_id).await?.ok_or_else(missing)?;
    // Read again under the lock.
    let vote = vote::store::votes(transaction, &[id]).await?.pop().filter(|vote| vote.reason.is_some());
    Ok(as_text(&vote.ok_or_else(missing)?, &item))
}

/// Writes whether a reason is shown; its proposal is locked.
pub async fn set_visibility(transaction: &Transaction, id: VoteId, visibility: PostStatus) -> Result<()> {
    let vote = vote::store::votes(transaction, &[id]).await?.pop().ok_or_else(|| Error::not_found("reason").at(ID))?;
    store::set_status(transaction, id, visibility).await?;
    Ok(consensus::store::mark_due(transaction, vote.proposal_id).await?)
}

/// A vote has another reason than before, or none: what waited for moderators about the one before is
/// void, and they are told of the new one if it is held. `review` says by which rules. The proposal is locked.
pub async fn replaced(transaction: &Transaction, vote: &VoteRow, item: &ProposalItem, review: Option<&Review>) -> Result<()> {
    gone(transaction, vote).await?;
    if vote.reason.is_none() || vote.reason_status != PostStatus::Held {
        return Ok(());
    }
    let found = review.map(Review::holding_rules).filter(|rules| !rules.is_empty());
    texts::note_hold(transaction, &as_text(vote, item), None, found.unwrap_or_else(|| BEFORE.to_owned())).await
}

/// A vote's reason is gone: what waited for moderators about it is void.
pub async fn gone(transaction: &Transaction, vote: &VoteRow) -> Result<()> {
    Ok(report::store::void_all(transaction, (vote.proposal_id.into(), Some(TextKey::Reason(vote.id))), clock::now()).await?)
}

/// Removes a reason, or shows it again; the vote counts all the same. What tells how somebody voted is
/// not there while nobody is to learn how the vote stands.
pub async fn moderate(db: &Db, moderator: &Moderator<'_>, id: VoteId, kind: Kind, why: Why) -> Result<(Vote, ActionRow)> {
    let transaction = db.begin().await?;
    let (vote, item) = to_change(&transaction, id).await?;
    if item.hides_tally() {
        return Err(Error::not_found("reason").at(ID));
    }
    let action = texts::decide(&transaction, moderator, as_text(&vote, &item), kind, why, None).await?;
    let row = vote::store::votes(&transaction, &[id]).await?.pop().ok_or_else(|| Error::not_found("reason").at(ID))?;
    transaction.commit().await?;
    Ok((Vote { row, proposal: Arc::new(item) }, action))
}
