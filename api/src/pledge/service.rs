//! What can be done with pledges.

use std::{sync::Arc, time::Duration};

use entity::{ModerationActionKind as Kind, PledgeId, PledgeStatus, PledgeUpdateId, PostKind, PostStatus, ProposalId, ProposalState, Timestamp};

use crate::{
    auth::{Member, Moderator, Viewer},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    moderation::{
        rules::TextKey,
        service::Why,
        store::ActionRow,
        texts::service::{self as texts, ModeratedText, Of},
    },
    pledge::{
        object::Pledge,
        rules::{self, Counts, Promise},
        store::{self, PledgeRow, UpdateRow},
    },
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Reading, Submission},
        store as posts,
    },
    proposal::{
        self,
        object::Proposal,
        store::{ProposalItem, proposal_to_change},
    },
    row::Wanted,
    trust,
};

/// How often pledges that have lapsed are written so, in milliseconds: every five minutes.
const PERIOD_MS: i64 = 5 * 60 * 1000;
/// How often an instance asks whether it is time.
const PAUSE: Duration = Duration::from_mins(1);
/// Proposals looked at in one turn of the work in the background.
const BATCH: u64 = 200;

fn missing() -> Error {
    Error::not_found("pledge").at(&["input", "pledgeId"])
}

fn missing_proposal() -> Error {
    Error::not_found("proposal").at(&["input", "proposalId"])
}

/// Writes what has lapsed, counts a proposal's pledges anew, and starts an adopted proposal that
/// has one that is shown. All that changes what is counted ends here; the caller holds the
/// proposal's lock.
async fn settle(transaction: &Transaction, id: ProposalId) -> Result<Counts> {
    store::lapse(transaction, id, store::now(transaction).await?).await?;
    let counts = store::count(transaction, id).await?;
    store::keep_counts(transaction, id, counts).await?;
    if counts.any() {
        store::set_underway(transaction, id).await?;
    }
    Ok(counts)
}

/// The same, for a proposal that is handed on.
async fn settle_item(transaction: &Transaction, mut item: ProposalItem) -> Result<Arc<ProposalItem>> {
    let counts = settle(transaction, item.row.id).await?;
    (item.row.pledges_open, item.row.pledges_kept, item.row.pledges_lapsed) = (counts.open, counts.kept, counts.lapsed);
    if counts.any() && item.row.state == ProposalState::Adopted {
        item.row.state = ProposalState::Underway;
    }
    Ok(Arc::new(item))
}

/// A proposal that is shown, locked.
async fn shown_to_change(transaction: &Transaction, id: ProposalId) -> Result<ProposalItem> {
    proposal_to_change(transaction, id).await?.filter(|item| post_rules::is_shown(item.row.status)).ok_or_else(missing_proposal)
}

/// Whether the rules of civility let a text of a pledge out. It takes its time: no transaction is open.
async fn read(db: &Db, member: &Member, text: &str, language: &str, gate: Gate<'_>) -> Result<Reading> {
    let words = Words { title: None, body: text.to_owned(), language: language.to_owned() };
    // The outside check knows three kinds of posts; a pledge is most like a reply.
    let submission = Submission { kind: PostKind::Reply, words: &words, restatement: None, quote: None, editing: None };
    post_service::read(db, member, submission, gate).await
}

/// A pledge as moderation sees it.
fn as_text(row: &PledgeRow, of: impl Into<Of>) -> ModeratedText {
    let PledgeRow { id, proposal_id, revision, pledger_id, visibility, .. } = *row;
    let language = row.language.clone();
    ModeratedText {
        key: TextKey::Pledge(id),
        post_id: proposal_id.into(),
        of: of.into(),
        revision,
        author_id: pledger_id,
        language,
        visibility,
        is_public: true,
        is_private: false,
    }
}

/// A pledge as it comes.
pub struct Draft {
    /// To carry out what.
    pub proposal_id: ProposalId,
    /// What is promised.
    pub promise: Promise,
    /// Whether the promise says what it is written in; else that is the proposal's language.
    pub has_language: bool,
}

/// Pledges to carry an adopted proposal out. The first pledge that is shown makes it UNDERWAY.
pub async fn pledge(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>) -> Result<(Pledge, Proposal)> {
    let Draft { proposal_id, mut promise, has_language } = draft;
    let known = proposal::store::proposals(db.read(), &[proposal_id], Wanted::ALL).await?.pop();
    let known = known.filter(|item| post_rules::is_shown(item.row.status)).ok_or_else(missing_proposal)?;
    if !has_language {
        promise.language.clone_from(&known.row.language);
    }
    let promise = rules::check(promise)?;
    member.access.ensure_essay(known.row.essay_id)?;
    rules::ensure_takes_pledges(known.state())?;
    let reading = read(db, member, &promise.what, &promise.language, gate).await?;
    let transaction = db.begin().await?;
    let item = shown_to_change(&transaction, proposal_id).await?;
    rules::ensure_takes_pledges(item.state())?;
    // One of one's own that has lapsed meanwhile makes room.
    store::lapse(&transaction, proposal_id, store::now(&transaction).await?).await?;
    let review = texts::review(reading, member, &item)?;
    review.spend(&transaction, member).await?;
    let now = clock::now();
    let row = PledgeRow {
        id: PledgeId::generate(),
        proposal_id,
        pledger_id: Some(member.id()),
        what: promise.what,
        hours_per_month: promise.hours_per_month,
        languages: promise.languages.join(" "),
        language: promise.language,
        status: PledgeStatus::Active,
        visibility: review.status,
        revision: 1,
        last_sign_at: now,
        created_at: now,
        concluded_at: None,
    };
    let is_taken = "You have pledged to carry this proposal out already. Conclude that pledge first.";
    store::insert(&transaction, &row).await.map_err(|error| Error::from(error).or_conflict(is_taken))?;
    if row.visibility == PostStatus::Held {
        texts::note_hold(&transaction, &as_text(&row, &item), None, review.holding_rules()).await?;
    }
    let item = settle_item(&transaction, item).await?;
    transaction.commit().await?;
    Ok((Pledge(Arc::new(row)), Proposal::single(item)))
}

/// A pledge of one's own that is open, as far as it is known without a lock.
async fn own(db: &Db, viewer: &Viewer, member: &Member, id: PledgeId) -> Result<(PledgeRow, ProposalItem)> {
    let row = store::pledges(db.read(), &[id]).await?.pop().ok_or_else(missing)?;
    let item = proposal::store::proposals(db.read(), &[row.proposal_id], Wanted::ALL).await?.pop().ok_or_else(missing)?;
    if !post_rules::reads(item.row.status, item.row.author_id, viewer) {
        return Err(missing());
    }
    if row.pledger_id != Some(member.id()) {
        return Err(Error::forbidden("Only whose pledge it is may do this."));
    }
    member.access.ensure_essay(item.row.essay_id)?;
    rules::ensure_open(row.status, row.visibility)?;
    Ok((row, item))
}

/// The same pledge and its proposal, locked, after what has lapsed was written.
async fn own_to_change(transaction: &Transaction, known: &PledgeRow) -> Result<(PledgeRow, ProposalItem)> {
    let item = proposal_to_change(transaction, known.proposal_id).await?.ok_or_else(missing)?;
    store::lapse(transaction, known.proposal_id, store::now(transaction).await?).await?;
    let row = store::pledge_to_change(transaction, known.id).await?.ok_or_else(missing)?;
    rules::ensure_open(row.status, row.visibility)?;
    Ok((row, item))
}

/// Writes a change of a pledge that is locked.
async fn change(transaction: &Transaction, row: &PledgeRow) -> Result<()> {
    if store::change(transaction, row).await? { Ok(()) } else { Err(Error::conflict("The pledge has changed meanwhile. Read it again.")) }
}

/// Tells how a pledge of one's own goes; it lasts 90 days from then.
pub async fn update(db: &Db, viewer: &Viewer, member: &Member, id: PledgeId, note: &str, gate: Gate<'_>) -> Result<Pledge> {
    let note = rules::check_note(note)?;
    let (known, _) = own(db, viewer, member, id).await?;
    let reading = read(db, member, &note, &known.language, gate).await?;
    let transaction = db.begin().await?;
    let (mut row, item) = own_to_change(&transaction, &known).await?;
    let review = texts::review(reading, member, &item)?;
    review.spend(&transaction, member).await?;
    let (now, before) = (clock::now(), row.visibility);
    row.last_sign_at = now;
    row.revision += 1;
    if review.status == PostStatus::Held {
        row.visibility = PostStatus::Held;
    }
    change(&transaction, &row).await?;
    store::insert_update(&transaction, &UpdateRow { id: PledgeUpdateId::generate(), pledge_id: id, note, created_at: now }).await?;
    if review.status == PostStatus::Held {
        texts::note_hold(&transaction, &as_text(&row, &item), Some(before), review.holding_rules()).await?;
    }
    settle(&transaction, row.proposal_id).await?;
    transaction.commit().await?;
    Ok(Pledge(Arc::new(row)))
}

/// Says of a pledge of one's own that it is kept, or gives it up.
pub async fn conclude(db: &Db, viewer: &Viewer, member: &Member, id: PledgeId, outcome: PledgeStatus) -> Result<(Pledge, Proposal)> {
    let (known, _) = own(db, viewer, member, id).await?;
    let transaction = db.begin().await?;
    let (mut row, item) = own_to_change(&transaction, &known).await?;
    (row.status, row.concluded_at) = (outcome, Some(clock::now()));
    change(&transaction, &row).await?;
    let item = settle_item(&transaction, item).await?;
    transaction.commit().await?;
    Ok((Pledge(Arc::new(row)), Proposal::single(item)))
}

/// Calls a proposal that is under way done.
pub async fn complete(db: &Db, moderator: &Moderator<'_>, id: ProposalId, statement: Option<&str>) -> Result<Proposal> {
    let statement = rules::check_statement(statement)?;
    let transaction = db.begin().await?;
    let mut item = shown_to_change(&transaction, id).await?;
    moderator.ensure_covers(item.row.essay_id, &item.row.language)?;
    rules::ensure_completable(item.state())?;
    let now = clock::now();
    if !store::complete(&transaction, id, moderator.id(), now, statement.clone()).await? {
        return Err(Error::conflict("The proposal has changed meanwhile. Read it again."));
    }
    transaction.commit().await?;
    (item.row.state, item.row.completed_at, item.row.completion_statement) = (ProposalState::Done, Some(now), statement);
    Ok(Proposal::single(Arc::new(item)))
}

/// A pledge as moderation sees it, locked after its proposal.
pub async fn text_to_change(transaction: &Transaction, id: PledgeId) -> Result<ModeratedText> {
    let found = store::pledges(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let post = posts::post_to_change(transaction, PostKey::Proposal(found.proposal_id)).await?.ok_or_else(missing)?;
    let row = store::pledge_to_change(transaction, id).await?.ok_or_else(missing)?;
    Ok(as_text(&row, &post))
}

/// Writes whether a pledge's texts are shown, and what that makes of its proposal, which is locked.
pub async fn set_visibility(transaction: &Transaction, id: PledgeId, visibility: PostStatus) -> Result<()> {
    let row = store::pledges(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    store::set_visibility(transaction, id, visibility).await?;
    settle(transaction, row.proposal_id).await.map(drop)
}

/// Hides a pledge's texts, or shows them again. With `revision`, only if there is no later one.
pub async fn decide(db: &Db, moderator: &Moderator<'_>, id: PledgeId, kind: Kind, why: Why, revision: Option<i32>) -> Result<(Pledge, ActionRow)> {
    let transaction = db.begin().await?;
    let text = text_to_change(&transaction, id).await?;
    let action = texts::decide(&transaction, moderator, text, kind, why, revision).await?;
    let row = store::pledges(&transaction, &[id]).await?.pop().ok_or_else(missing)?;
    transaction.commit().await?;
    Ok((Pledge(Arc::new(row)), action))
}

/// How many pledges a proposal has.
pub async fn count(db: &Db, id: ProposalId) -> Result<u64> {
    Ok(store::count_pledges(db.read(), id).await?)
}

/// Writes all pledges that have lapsed by the database's clock. Returns how many proposals had some.
pub async fn lapse_all(db: &Db) -> Result<usize> {
    let mut seen = 0;
    loop {
        let proposals = store::with_silent(db.read(), store::now(db.read()).await?, BATCH).await?;
        if proposals.is_empty() {
            return Ok(seen);
        }
        seen += proposals.len();
        for id in proposals {
            let transaction = db.begin().await?;
            proposal_to_change(&transaction, id).await?;
            settle(&transaction, id).await?;
            transaction.commit().await?;
        }
    }
}

/// Does so if it is time, and no other instance does.
async fn lapse_if_due(db: &Db, now: Timestamp) -> Result<()> {
    let transaction = db.begin().await?;
    let is_mine = trust::store::claim_job(&transaction, "pledges", now, Timestamp(now.0 + PERIOD_MS)).await?;
    transaction.commit().await?;
    if is_mine { lapse_all(db).await.map(drop) } else { Ok(()) }
}

/// Keeps pledges up to date for as long as the program runs.
pub async fn keep(db: Db) {
    loop {
        if let Err(error) = lapse_if_due(&db, clock::now()).await {
            tracing::warn!(%error, "pledges that have lapsed could not be written so; they are in the next turn");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
