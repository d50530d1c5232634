//! What can be done with proposals.

use std::sync::Arc;

use entity::{EssayId, PostKind, PostStatus, ProposalId, ProposalState, ReasonRule, ThreadId, Timestamp};

use crate::{
    auth::{Member, Moderator},
    clock, columns, consensus,
    db::Db,
    error::{Error, Result},
    essay,
    paging::{Order, Page, Slice},
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Place, Reviewed, Submission},
        store as posts,
    },
    proposal::{
        closing,
        object::Proposal,
        rules::{self, Tally},
        store::{self, Filter, ProposalItem, ProposalRow},
    },
    row::{TextColumns, Wanted},
    text::{
        markdown,
        plain::{self, Bounds},
        wording,
    },
    thread, translation_signal,
};

const STATEMENT: Bounds = Bounds { min: 0, max: 2000 };

/// A proposal by id.
pub async fn proposal(db: &Db, id: ProposalId, wanted: Wanted) -> Result<Option<Arc<ProposalItem>>> {
    Ok(store::proposals(db.read(), &[id], wanted).await?.pop().map(Arc::new))
}

/// A page of proposals.
pub async fn proposals(db: &Db, filter: &Filter, order: &Order<entity::proposal::Column>, page: &Page, wanted: Wanted) -> Result<Slice<Arc<ProposalItem>>> {
    Ok(store::proposal_page(db.read(), filter, order, page, wanted).await?.map(Arc::new))
}

/// How many proposals there are.
pub async fn count_proposals(db: &Db, filter: &Filter) -> Result<u64> {
    Ok(store::count_proposals(db.read(), filter).await?)
}

/// A proposal to be made.
pub struct Draft {
    /// The work.
    pub essay_id: EssayId,
    /// Where it grew from.
    pub thread_id: Option<ThreadId>,
    /// What it says.
    pub words: Words,
    /// End of the vote.
    pub closes_at: Option<Timestamp>,
    /// How it is voted on.
    pub ballot: Ballot,
}

/// How a proposal is voted on.
#[derive(Clone, Copy, Debug)]
pub struct Ballot {
    /// When a vote needs a reason.
    pub reason_rule: ReasonRule,
    /// Whether nobody learns how it stands before it is over.
    pub hides_tally: bool,
    /// Votes that it takes.
    pub quorum: Option<i32>,
    /// Per cent of agree among agree and disagree that it takes.
    pub threshold_percent: Option<i32>,
}

impl Ballot {
    /// Open, and for all who like to vote.
    pub const PLAIN: Self = Self { reason_rule: ReasonRule::Never, hides_tally: false, quorum: None, threshold_percent: None };

    fn check(&self, closes_at: Option<Timestamp>) -> Result<()> {
        if self.hides_tally && closes_at.is_none() {
            return Err(Error::invalid(&["input", "closesAt"], "A tally that is hidden needs a time when it is shown."));
        }
        if self.quorum.is_some_and(|quorum| !(1..=1_000_000).contains(&quorum)) {
            return Err(Error::invalid(&["input", "quorum"], "Between 1 and 1 000 000 votes."));
        }
        if self.threshold_percent.is_some_and(|percent| !(1..=100).contains(&percent)) {
            return Err(Error::invalid(&["input", "thresholdPercent"], "Between 1 and 100 per cent."));
        }
        Ok(())
    }
}

/// Puts a proposal to the vote.
pub async fn create(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>) -> Result<Proposal> {
    create_at(db, member, draft, gate, clock::now()).await
}

/// The same at a given time: for the demo, whose content has a past.
pub async fn create_at(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>, now: Timestamp) -> Result<Proposal> {
    member.access.ensure_essay(draft.essay_id)?;
    let words = post_rules::check(draft.words)?;
    if draft.closes_at.is_some_and(|closes_at| closes_at <= clock::now()) {
        return Err(Error::invalid(&["input", "closesAt"], "It must lie in the future."));
    }
    draft.ballot.check(draft.closes_at)?;
    let essay = essay::service::essay(db, draft.essay_id).await?.ok_or_else(|| Error::not_found("essay").at(&["input", "essayId"]))?;
    if let Some(thread_id) = draft.thread_id {
        let thread = thread::service::thread(db, thread_id, Wanted { row: columns!(thread: EssayId), ..Wanted::default() })
            .await?
            .filter(|thread| thread.row.essay_id == draft.essay_id);
        thread.ok_or_else(|| Error::not_found("thread about this essay").at(&["input", "threadId"]))?;
    }
    let submission = Submission { kind: PostKind::Proposal, words: &words, restatement: None, quote: None, editing: None };
    let reading = post_service::read(db, member, submission, gate).await?;
    let review = reading.review(member, Place { essay_slug: &essay.slug, ..Place::default() })?;
    let row = ProposalRow {
        id: ProposalId::generate(),
        essay_id: draft.essay_id,
        thread_id: draft.thread_id,
        author_id: Some(member.id()),
        title: words.title.unwrap_or_default(),
        language: words.language,
        status: review.status,
        state: ProposalState::Open,
        revision: 1,
        agree_count: 0,
        disagree_count: 0,
        pass_count: 0,
        agreement: 0.0,
        closes_at: draft.closes_at,
        decided_at: None,
        decision_statement: None,
        created_at: now,
        edited_at: None,
        detected_language: review.detected_language(),
        language_confidence: review.language_confidence(),
        wording_revision: 1,
        reason_rule: draft.ballot.reason_rule,
        hides_tally: draft.ballot.hides_tally,
        quorum: draft.ballot.quorum,
        threshold_percent: draft.ballot.threshold_percent,
        outcome: None,
        outcome_at: None,
        pledges_open: 0,
        pledges_kept: 0,
        pledges_lapsed: 0,
        completed_at: None,
        completion_statement: None,
        support: None,
        bridging: 0.0,
        divergence: 0.0,
    };
    let texts = TextColumns { body_html: markdown::render(&words.body), body: words.body };
    let item = ProposalItem { row, is_past_close: false, texts, author: Some(member.user.clone()), essay: Some(essay) };
    let transaction = db.begin().await?;
    store::insert(&transaction, &item).await?;
    let reviewed = Reviewed {
        key: PostKey::Proposal(item.row.id),
        essay_id: draft.essay_id,
        language: &item.row.language,
        revision: 1,
        title: Some(&item.row.title),
        body: &item.texts.body,
        status: item.row.status,
        created_at: now,
    };
    post_service::record(&transaction, member, &review, reviewed).await?;
    essay::store::note_activity(&transaction, draft.essay_id, now).await?;
    transaction.commit().await?;
    Ok(Proposal::single(Arc::new(item)))
}

/// Whether somebody may edit a proposal as it is now.
fn ensure_can_edit(member: &Member, item: &ProposalItem) -> Result<()> {
    post_rules::ensure_can_edit("proposal", item.row.status, item.row.author_id, member.id())?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_undecided(item.state())
}

/// Edits a proposal of one's own while nothing is decided; the text until now is
/// kept as a revision.
pub async fn edit(db: &Db, member: &Member, id: ProposalId, title: Option<String>, body: Option<String>, gate: Gate<'_>) -> Result<Proposal> {
    let conflict = || Error::conflict("The proposal has changed meanwhile. Read it again.");
    // Read without a lock first: checking takes time.
    let known = store::proposals(db.read(), &[id], Wanted::ALL).await?.pop().ok_or_else(|| Error::not_found("proposal"))?;
    ensure_can_edit(member, &known)?;
    let words = post_rules::check(Words {
        title: Some(title.unwrap_or_else(|| known.row.title.clone())),
        body: body.unwrap_or_else(|| known.texts.body.clone()),
        language: known.row.language.clone(),
    })?;
    if words.title.as_ref() == Some(&known.row.title) && words.body == known.texts.body {
        return Ok(Proposal::single(Arc::new(known)));
    }
    let submission = Submission { kind: PostKind::Proposal, words: &words, restatement: None, quote: None, editing: Some(id.into()) };
    let reading = post_service::read(db, member, submission, gate).await?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    let old = store::proposal_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("proposal"))?;
    ensure_can_edit(member, &old)?;
    if old.row.revision != known.row.revision {
        return Err(conflict());
    }
    let mut new = old.clone();
    new.row.title = words.title.clone().unwrap_or_default();
    let slug = old.essay.as_ref().map_or("", |essay| essay.slug.as_str());
    let review = reading.review(member, Place { essay_slug: slug, ..Place::default() })?;
    new.texts = TextColumns { body_html: html, body: words.body };
    new.row.revision += 1;
    new.row.edited_at = Some(clock::now());
    new.row.detected_language = review.detected_language();
    new.row.language_confidence = review.language_confidence();
    if !wording::is_same(&old.row.title, &new.row.title) || !wording::is_same(&old.texts.body, &new.texts.body) {
        // Nobody has voted on these words.
        new.row.wording_revision = new.row.revision;
        new.set_tally(Tally::default());
        (new.row.support, new.row.bridging, new.row.divergence) = (None, 0.0, 0.0);
        consensus::store::reset(&transaction, id).await?;
    } else {
        translation_signal::store::carry_over(&transaction, id, old.row.revision, new.row.revision).await?;
    }
    if !store::revise(&transaction, &new, old.row.revision).await? {
        return Err(conflict());
    }
    let written_at = old.row.edited_at.unwrap_or(old.row.created_at);
    posts::keep_revision(&transaction, id.into(), old.row.revision, Some(old.row.title), old.texts.body, written_at).await?;
    let reviewed = Reviewed {
        key: PostKey::Proposal(id),
        essay_id: new.row.essay_id,
        language: &new.row.language,
        revision: new.row.revision,
        title: Some(&new.row.title),
        body: &new.texts.body,
        status: old.row.status,
        created_at: new.row.created_at,
    };
    post_service::record(&transaction, member, &review, reviewed).await?;
    if review.status == PostStatus::Held {
        new.row.status = PostStatus::Held;
    }
    transaction.commit().await?;
    Ok(Proposal::single(Arc::new(new)))
}

/// Takes a proposal of one's own back while nothing is decided.
pub async fn withdraw(db: &Db, member: &Member, id: ProposalId) -> Result<Proposal> {
    let transaction = db.begin().await?;
    let mut item = store::proposal_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("proposal"))?;
    post_rules::ensure_can_edit("proposal", item.row.status, item.row.author_id, member.id())?;
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_undecided(item.state())?;
    item.row.state = ProposalState::Withdrawn;
    store::set_state(&transaction, &item).await?;
    translation_signal::service::uncover(&transaction, &item, clock::now()).await?;
    transaction.commit().await?;
    Ok(Proposal::single(Arc::new(item)))
}

/// Decides a proposal, once.
pub async fn decide(db: &Db, moderator: &Moderator<'_>, id: ProposalId, state: ProposalState, statement: Option<String>) -> Result<Proposal> {
    let statement = statement
        .map(|text| plain::block(&text, STATEMENT))
        .transpose()
        .map_err(|reason| Error::invalid(&["input", "statement"], reason))?
        .filter(|text| !text.is_empty());
    let transaction = db.begin().await?;
    let mut item =
        store::proposal_to_change(&transaction, id).await?.filter(|item| post_rules::is_shown(item.row.status)).ok_or_else(|| Error::not_found("proposal"))?;
    moderator.ensure_covers(item.row.essay_id, &item.row.language)?;
    rules::ensure_decidable(item.state())?;
    closing::service::close(&transaction, &mut item).await?;
    let now = clock::now();
    (item.row.state, item.row.decided_at, item.row.decision_statement) = (state, Some(now), statement);
    store::decide(&transaction, &item, moderator.id()).await?;
    translation_signal::service::uncover(&transaction, &item, now).await?;
    transaction.commit().await?;
    Ok(Proposal::single(Arc::new(item)))
}

/// Deletes a proposal of one's own: its text is no longer shown, and it takes no
/// more votes.
pub async fn delete(db: &Db, member: &Member, id: ProposalId) -> Result<Proposal> {
    let transaction = db.begin().await?;
    let mut item = store::proposal_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("proposal"))?;
    post_rules::ensure_can_edit("proposal", item.row.status, item.row.author_id, member.id())?;
    member.access.ensure_essay(item.row.essay_id)?;
    if rules::ensure_undecided(item.state()).is_ok() {
        item.row.state = ProposalState::Withdrawn;
    }
    item.row.status = PostStatus::Deleted;
    store::set_state(&transaction, &item).await?;
    transaction.commit().await?;
    Ok(Proposal::single(Arc::new(item)))
}
