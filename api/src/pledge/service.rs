//! What can be done with pledges.

use std::{sync::Arc, time::Duration};

use entity::{
    ModerationActionId, ModerationActionKind as Kind, PledgeId, PledgeStatus, PledgeUpdateId, PostKind, PostStatus, ProposalId, ProposalState, ReportStatus,
    Timestamp,
};

use crate::{
    auth::{Member, Moderator, Viewer},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    moderation::{
        rules as moderation_rules,
        service::{self as moderation, AboutText, Why},
        store::{ActionRow, TextKey},
    },
    pledge::{
        object::Pledge,
        rules::{self, Counts, Promise},
        store::{self, PledgeRow, UpdateRow},
    },
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Place, Reading, Review, Submission},
        store::{self as posts, PostFacts},
    },
    proposal::{
        self,
        object::Proposal,
        store::{ProposalItem, proposal_to_change},
    },
    report,
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

fn review(reading: Reading, member: &Member, item: &ProposalItem) -> Result<Review> {
    let essay_slug = item.essay.as_ref().map_or("", |essay| essay.slug.as_str());
    reading.review(member, Place { essay_slug, ..Place::default() })
}

/// Tells moderators of a text that is held back.
async fn note_hold(transaction: &Transaction, item: &ProposalItem, row: &PledgeRow, before: Option<PostStatus>, review: &Review) -> Result<()> {
    let found = review.holding_rules();
    let mut report = report::service::by_the_program(row.proposal_id.into(), item.row.essay_id, &row.language, row.revision, found.clone());
    report.pledge_id = Some(row.id);
    report::store::insert(transaction, &report).await?;
    let why = Why { reason: None, explanation: Some(format!("Rules of civility: {found}.")) };
    moderation::note_text(transaction, Kind::Hold, None, why, about(row, before), None).await.map(drop)
}

fn about(row: &PledgeRow, before: Option<PostStatus>) -> AboutText<'_> {
    let PledgeRow { id, revision, pledger_id, visibility, .. } = *row;
    AboutText { key: TextKey::Pledge(id), revision, author_id: pledger_id, language: &row.language, before, after: visibility }
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
    let review = review(reading, member, &item)?;
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
        note_hold(&transaction, &item, &row, None, &review).await?;
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
    let review = review(reading, member, &item)?;
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
        note_hold(&transaction, &item, &row, Some(before), &review).await?;
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

/// A pledge and its proposal, both locked: the proposal first, as all do.
pub async fn to_change(transaction: &Transaction, id: PledgeId) -> Result<(PostFacts, PledgeRow)> {
    let found = store::pledges(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let post = posts::post_to_change(transaction, PostKey::Proposal(found.proposal_id)).await?.ok_or_else(missing)?;
    let row = store::pledge_to_change(transaction, id).await?.ok_or_else(missing)?;
    Ok((post, row))
}

/// Refuses to decide about a pledge outside one's scope, about one's own, or one of somebody as
/// high.
async fn ensure_may_decide(transaction: &Transaction, moderator: &Moderator<'_>, post: &PostFacts, row: &PledgeRow) -> Result<()> {
    let pledger = match row.pledger_id {
        Some(id) => crate::account::store::users(transaction, &[id]).await?.pop(),
        None => None,
    };
    let author_role = pledger.map(|user| user.role);
    let subject = PostFacts { author_id: row.pledger_id, author_role, language: row.language.clone(), status: row.visibility, ..post.clone() };
    moderation::ensure_may_decide(moderator, &subject)
}

/// The same about a pledge that was reported, by its id.
pub async fn ensure_may_decide_one(transaction: &Transaction, moderator: &Moderator<'_>, post: &PostFacts, id: PledgeId) -> Result<()> {
    let row = store::pledges(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    ensure_may_decide(transaction, moderator, post, &row).await
}

/// Carries out a decision about a pledge and writes it to the log. The caller holds both locks.
pub async fn carry_out(
    transaction: &Transaction,
    moderator: &Moderator<'_>,
    row: &mut PledgeRow,
    kind: Kind,
    why: Why,
    reverts: Option<ModerationActionId>,
) -> Result<ActionRow> {
    let before = row.visibility;
    row.visibility = rules::decided(kind, before)?;
    store::set_visibility(transaction, row.id, row.visibility).await?;
    settle(transaction, row.proposal_id).await?;
    let action = moderation::note_text(transaction, kind, Some(moderator.id()), why, about(row, Some(before)), reverts).await?;
    if let Some(fate) = moderation_rules::fate_of_reports(kind) {
        report::store::resolve_all_of(transaction, TextKey::Pledge(row.id), fate, moderator.id(), action.created_at).await?;
    }
    Ok(action)
}

/// Hides a pledge's texts, or shows them again. With `revision`, only if there is no later one.
pub async fn decide(db: &Db, moderator: &Moderator<'_>, id: PledgeId, kind: Kind, why: Why, revision: Option<i32>) -> Result<(Pledge, ActionRow)> {
    let transaction = db.begin().await?;
    let (post, mut row) = to_change(&transaction, id).await?;
    ensure_may_decide(&transaction, moderator, &post, &row).await?;
    if revision.is_some_and(|revision| revision != row.revision) {
        return Err(Error::conflict("The pledge has changed since. Read it again."));
    }
    let action = carry_out(&transaction, moderator, &mut row, kind, why, None).await?;
    transaction.commit().await?;
    Ok((Pledge(Arc::new(row)), action))
}

/// Decides about a pledge that was held back, as a report of it is resolved. The caller holds
/// its proposal's lock.
pub async fn resolve_held(transaction: &Transaction, moderator: &Moderator<'_>, id: PledgeId, revision: i32, status: ReportStatus, why: Why) -> Result<()> {
    let mut row = store::pledge_to_change(transaction, id).await?.ok_or_else(missing)?;
    if row.visibility != PostStatus::Held {
        return report::store::resolve_all_of(transaction, TextKey::Pledge(id), status, moderator.id(), clock::now()).await.map_err(Into::into);
    }
    if row.revision != revision {
        return Err(Error::conflict("The pledge has changed since it was reported. Read it again, and decide about it."));
    }
    let kind = if status == ReportStatus::Upheld { Kind::Remove } else { Kind::Approve };
    carry_out(transaction, moderator, &mut row, kind, why, None).await.map(drop)
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
