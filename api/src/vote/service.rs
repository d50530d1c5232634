//! What can be done with votes.

use std::{collections::HashMap, sync::Arc};

use entity::{PostKind, PostStatus, ProposalId, Stance, Timestamp, TranslationId, UserId, VoteId};

use crate::{
    auth::Member,
    clock, consensus,
    db::{Db, Transaction},
    error::{Error, Result},
    post::{
        rules::{self as post_rules, Words},
        service::{self as post_service, Gate, Place, Review, Submission},
    },
    proposal::{self, object::Proposal, rules, store::ProposalItem},
    reason,
    row::Wanted,
    text::{
        detect, language,
        plain::{self, Bounds},
    },
    translation::{self, store::TranslationRow},
    translation_signal,
    vote::{
        object::Vote,
        store::{self, VoteRow},
    },
};

const REASON: Bounds = Bounds { min: 0, max: 500 };
const FIELD: &[&str] = &["input", "reason"];

/// What a voter has read.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// In which language.
    pub language: Option<String>,
    /// By which translation.
    pub translation_id: Option<TranslationId>,
}

/// A vote as it comes.
pub struct Ballot {
    /// On what.
    pub proposal_id: ProposalId,
    /// How.
    pub stance: Stance,
    /// Why.
    pub reason: Option<String>,
    /// Whether the voter's name is to stand beside the reason.
    pub is_named: bool,
    /// What was read.
    pub seen: Seen,
}

/// Casts a vote, or changes the one that was cast.
pub async fn cast(db: &Db, member: &Member, ballot: Ballot, gate: Gate<'_>) -> Result<Vote> {
    cast_at(db, member, ballot, gate, clock::now()).await
}

/// The same at a given time: for the demo, whose content has a past.
pub async fn cast_at(db: &Db, member: &Member, ballot: Ballot, gate: Gate<'_>, now: Timestamp) -> Result<Vote> {
    let Ballot { proposal_id, stance, reason, is_named, seen } = ballot;
    let reason = reason.map(|text| plain::block(&text, REASON)).transpose().map_err(|why| Error::invalid(FIELD, why))?.filter(|text| !text.is_empty());
    let review = review(db, member, proposal_id, reason.as_deref(), gate).await?;
    let transaction = db.begin().await?;
    let mut item = to_vote_on(&transaction, member, proposal_id).await?;
    if reason.is_none() && rules::needs_reason(item.row.reason_rule, stance) {
        return Err(Error::invalid(FIELD, "Whoever made this proposal asks for a reason. Say in a sentence why."));
    }
    let (seen_language, translation) = read_by(&transaction, proposal_id, seen).await?;
    let old = store::votes_of(&transaction, member.id(), &[proposal_id]).await?.pop();
    let is_same_reason = old.as_ref().is_some_and(|old| old.reason == reason);
    let is_same_stance = old.as_ref().is_some_and(|old| old.stance == stance);
    let mut vote = VoteRow {
        id: VoteId::generate(),
        proposal_id,
        voter_id: member.id(),
        stance,
        reason,
        cast_at: now,
        proposal_revision: Some(item.row.revision),
        seen_language,
        seen_translation_id: translation.as_ref().map(|row| row.id),
        seen_translation_revision: translation.as_ref().map(|row| row.revision),
        reason_is_named: is_named,
        reason_status: status_of_reason(old.as_ref(), is_same_reason, review.as_ref().map(|review| review.status)),
        reason_revision: old.as_ref().map_or(1, |old| old.reason_revision + i32::from(!is_same_reason)),
        fair_count: old.as_ref().filter(|_| is_same_reason && is_same_stance).map_or(0, |old| old.fair_count),
    };
    let (id, previous) = store::cast(&transaction, &vote, item.row.wording_revision).await?;
    vote.id = id;
    if !is_same_reason {
        reason::service::replaced(&transaction, &vote, &item, review.as_ref()).await?;
    }
    if let Some(old) = &old {
        if old.fair_count > 0 && vote.fair_count == 0 {
            reason::store::clear(&transaction, id).await?;
            consensus::store::mark_due(&transaction, proposal_id).await?;
        }
        if !is_same_stance {
            // One does not find fair what one says oneself.
            reason::store::take_back(&transaction, proposal_id, member.id(), Some(stance)).await?;
        }
    }
    let without = previous.map_or(item.tally(), |previous| item.tally().with(previous, -1));
    let new = without.with(stance, 1);
    if new != item.tally() {
        proposal::store::count_votes(&transaction, &item, new).await?;
        item.set_tally(new);
    }
    // Whether it says anything of what divides people, or did.
    if vote.seen_language.is_some() || old.as_ref().is_some_and(|old| old.seen_language.is_some()) {
        translation_signal::service::recompute(&transaction, &item, member.user.country.as_deref(), now).await?;
    }
    transaction.commit().await?;
    Ok(Vote { row: vote, proposal: Arc::new(item) })
}

/// A proposal that takes this member's vote, locked.
async fn to_vote_on(transaction: &Transaction, member: &Member, id: ProposalId) -> Result<ProposalItem> {
    let item = proposal::store::proposal_to_change(transaction, id)
        .await?
        .filter(|item| post_rules::is_shown(item.row.status))
        .ok_or_else(|| Error::not_found("proposal").at(&["input", "proposalId"]))?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_takes_votes(item.row.status, item.state())?;
    Ok(item)
}

/// What the rules of civility say of a new reason; all read it. `None` = there is nothing new.
async fn review(db: &Db, member: &Member, proposal_id: ProposalId, reason: Option<&str>, gate: Gate<'_>) -> Result<Option<Review>> {
    let Some(reason) = reason else { return Ok(None) };
    let known = store::votes_of(db.read(), member.id(), &[proposal_id]).await?.pop();
    if known.is_some_and(|vote| vote.reason.as_deref() == Some(reason)) {
        return Ok(None);
    }
    // Nobody says what a reason is written in: it is what it seems to be.
    let language = detect::detect(None, reason).map_or("und", |detected| detected.language).to_owned();
    let words = Words { title: None, body: reason.to_owned(), language };
    let submission = Submission { kind: PostKind::Reply, words: &words, restatement: None, quote: None, editing: None };
    post_service::read(db, member, submission, gate).await?.review(member, Place::default()).map(Some)
}

/// Whether a reason is shown. Whoever had one removed is read by moderators first.
fn status_of_reason(old: Option<&VoteRow>, is_same: bool, review: Option<PostStatus>) -> PostStatus {
    match (old.map(|old| old.reason_status), review) {
        (Some(status), _) if is_same => status,
        (Some(PostStatus::Removed | PostStatus::Held), _) => PostStatus::Held,
        (_, review) => review.unwrap_or(PostStatus::Published),
    }
}

/// What was read: the language, and the translation if it was one.
async fn read_by(transaction: &Transaction, proposal_id: ProposalId, seen: Seen) -> Result<(Option<String>, Option<TranslationRow>)> {
    let field = &["input", "language"];
    let wrong = || Error::invalid(field, "It is not a language tag such as `en` or `zh-Hans`.");
    let language = seen.language.map(|tag| language::parse_tag(&tag).ok_or_else(wrong)).transpose()?;
    let Some(id) = seen.translation_id else { return Ok((language, None)) };
    let found = translation::store::translations(transaction, &[id]).await?.pop();
    let found = found.filter(|row| row.post_id == proposal_id.into() && post_rules::is_shown(row.visibility));
    let row = found.ok_or_else(|| Error::not_found("translation of this proposal").at(&["input", "translationId"]))?;
    if language.as_ref().is_some_and(|language| *language != row.language) {
        return Err(Error::invalid(field, format!("The translation is in another language: {}.", row.language)));
    }
    Ok((Some(row.language.clone()), Some(row)))
}

/// Takes one's vote back. Without one, nothing happens.
pub async fn withdraw(db: &Db, member: &Member, proposal_id: ProposalId) -> Result<Proposal> {
    let transaction = db.begin().await?;
    let mut item = to_vote_on(&transaction, member, proposal_id).await?;
    if let Some(vote) = store::votes_of(&transaction, member.id(), &[proposal_id]).await?.pop() {
        reason::store::take_back(&transaction, proposal_id, member.id(), None).await?;
        store::withdraw(&transaction, vote.id).await?;
        reason::service::gone(&transaction, &vote).await?;
        if item.counts(vote.proposal_revision) {
            let new = item.tally().with(vote.stance, -1);
            proposal::store::count_votes(&transaction, &item, new).await?;
            item.set_tally(new);
        }
        if vote.seen_language.is_some() {
            translation_signal::service::recompute(&transaction, &item, member.user.country.as_deref(), clock::now()).await?;
        }
        transaction.commit().await?;
    }
    Ok(Proposal::single(Arc::new(item)))
}

/// Says that one's vote is for the present words, too. A vote that is not stale stays as it is.
pub async fn reaffirm(db: &Db, member: &Member, proposal_id: ProposalId, seen: Seen) -> Result<Vote> {
    let transaction = db.begin().await?;
    let mut item = to_vote_on(&transaction, member, proposal_id).await?;
    let vote = store::votes_of(&transaction, member.id(), &[proposal_id]).await?.pop();
    let mut vote = vote.ok_or_else(|| Error::not_found("vote of yours on this proposal").at(&["input", "proposalId"]))?;
    if !item.counts(vote.proposal_revision) {
        let (seen_language, translation) = read_by(&transaction, proposal_id, seen).await?;
        (vote.proposal_revision, vote.cast_at, vote.seen_language) = (Some(item.row.revision), clock::now(), seen_language);
        vote.seen_translation_id = translation.as_ref().map(|row| row.id);
        vote.seen_translation_revision = translation.as_ref().map(|row| row.revision);
        store::reaffirm(&transaction, &vote).await?;
        let new = item.tally().with(vote.stance, 1);
        proposal::store::count_votes(&transaction, &item, new).await?;
        item.set_tally(new);
        if vote.seen_language.is_some() {
            translation_signal::service::recompute(&transaction, &item, member.user.country.as_deref(), vote.cast_at).await?;
        }
        transaction.commit().await?;
    }
    Ok(Vote { row: vote, proposal: Arc::new(item) })
}

/// Somebody's votes that no longer count, because the words have changed since, with their
/// proposals; 100 at most. In two statements.
pub async fn stale(db: &Db, voter: UserId) -> Result<Vec<(VoteRow, Arc<ProposalItem>)>> {
    let stale = store::stale_votes(db.read(), voter, 100).await?;
    let ids: Vec<_> = stale.iter().map(|vote| vote.proposal_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let items: HashMap<_, _> = proposal::store::proposals(db.read(), &ids, Wanted::ALL).await?.into_iter().map(|item| (item.row.id, Arc::new(item))).collect();
    Ok(stale.into_iter().filter_map(|vote| items.get(&vote.proposal_id).cloned().map(|item| (vote, item))).collect())
}
