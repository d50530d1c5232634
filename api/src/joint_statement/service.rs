//! What two people can do with a joint statement, and moderators with one that is published or held back.

use std::sync::Arc;

use entity::{
    JointSignatureId, JointStatementId, JointStatementStatus, ModerationActionId, ModerationActionKind as Kind, PairId, PostKind, PostStatus, ReportStatus,
};

use crate::{
    account::store::users,
    auth::{Member, Moderator, store as identity},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    joint_statement::{
        object::JointStatement,
        rules,
        store::{self, SignatureRow, StatementRow},
    },
    moderation::{
        rules as moderation_rules,
        service::{self as moderation, AboutText, Why},
        store::{ActionRow, TextKey},
    },
    partner::{self, store as pairs},
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Place, Reading, Review, Submission},
        store::{self as posts, PostFacts},
    },
    proposal::{self, store::ProposalItem},
    report,
    row::Wanted,
    text::markdown,
};

fn missing() -> Error {
    Error::not_found("joint statement").at(&["input", "statementId"])
}

/// A statement of a pair that somebody is one of; to all others it is not there.
async fn own(db: &Db, member: &Member, id: JointStatementId) -> Result<StatementRow> {
    let row = store::statements(db.read(), &[id]).await?.pop().ok_or_else(missing)?;
    partner::service::pair_of(db, member, row.pair_id).await.map_err(|_| missing())?;
    Ok(row)
}

/// The proposal that a pair talks about, while it is shown.
async fn shown(db: &Db, id: entity::ProposalId) -> Result<ProposalItem> {
    let item = proposal::store::proposals(db.read(), &[id], Wanted::ALL).await?.pop();
    item.filter(|item| post_rules::is_shown(item.row.status)).ok_or_else(|| Error::not_found("proposal"))
}

/// What the rules of civility say. It takes its time: no transaction is open.
async fn read(db: &Db, member: &Member, words: &Words, gate: Gate<'_>) -> Result<Reading> {
    // The outside check knows three kinds of posts; a statement is most like a proposal.
    let submission = Submission { kind: PostKind::Proposal, words, restatement: None, quote: None, editing: None };
    post_service::read(db, member, submission, gate).await
}

fn review(reading: Reading, member: &Member, item: &ProposalItem) -> Result<Review> {
    let essay_slug = item.essay.as_ref().map_or("", |essay| essay.slug.as_str());
    reading.review(member, Place { essay_slug, ..Place::default() })
}

/// Tells moderators of a text that is held back.
async fn note_hold(transaction: &Transaction, item: &ProposalItem, row: &StatementRow, before: Option<PostStatus>, review: &Review) -> Result<()> {
    let found = review.holding_rules();
    let mut report = report::service::by_the_program(row.proposal_id.into(), item.row.essay_id, &row.language, row.revision, found.clone());
    report.joint_statement_id = Some(row.id);
    report::store::insert(transaction, &report).await?;
    let why = Why { reason: None, explanation: Some(format!("Rules of civility: {found}.")) };
    moderation::note_text(transaction, Kind::Hold, None, why, about(row, before), None).await.map(drop)
}

/// Drafts a statement with one's partner.
pub async fn draft(db: &Db, member: &Member, pair_id: PairId, words: Words, gate: Gate<'_>) -> Result<JointStatement> {
    let words = post_rules::check(words)?;
    let pair = partner::service::pair_of(db, member, pair_id).await?;
    let item = shown(db, pair.proposal_id).await?;
    let reading = read(db, member, &words, gate).await?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    pairs::pair_to_change(&transaction, pair_id).await?;
    if store::count_of_pair(&transaction, pair_id).await? >= rules::MOST_OF_A_PAIR {
        return Err(Error::conflict(format!("You two have drafted {} statements already. Edit one of them.", rules::MOST_OF_A_PAIR)));
    }
    let review = review(reading, member, &item)?;
    review.spend(&transaction, member).await?;
    let row = StatementRow {
        id: JointStatementId::generate(),
        pair_id,
        proposal_id: pair.proposal_id,
        drafted_by_id: member.id(),
        title: words.title.unwrap_or_default(),
        body: words.body,
        body_html: html,
        language: words.language,
        revision: 1,
        status: JointStatementStatus::Signing,
        visibility: review.status,
        created_at: clock::now(),
        edited_at: None,
        published_at: None,
    };
    store::insert(&transaction, &row).await?;
    if row.visibility == PostStatus::Held {
        note_hold(&transaction, &item, &row, None, &review).await?;
    }
    transaction.commit().await?;
    Ok(JointStatement(Arc::new(row)))
}

/// A new text of a statement.
pub struct Edit {
    /// Of which.
    pub id: JointStatementId,
    /// As it was if left out.
    pub title: Option<String>,
    /// As it was if left out.
    pub body: Option<String>,
    /// The text that was read; any if left out.
    pub revision: Option<i32>,
}

/// Changes a statement's text: nobody has signed the new one, and it is not published until enough have.
pub async fn edit(db: &Db, member: &Member, edit: Edit, gate: Gate<'_>) -> Result<JointStatement> {
    let known = own(db, member, edit.id).await?;
    rules::ensure_revision(edit.revision.unwrap_or(known.revision), known.revision)?;
    rules::ensure_not_removed(known.visibility)?;
    let words = post_rules::check(Words {
        title: Some(edit.title.unwrap_or_else(|| known.title.clone())),
        body: edit.body.unwrap_or_else(|| known.body.clone()),
        language: known.language.clone(),
    })?;
    if words.title.as_ref() == Some(&known.title) && words.body == known.body {
        return Ok(JointStatement(Arc::new(known)));
    }
    let item = shown(db, known.proposal_id).await?;
    let reading = read(db, member, &words, gate).await?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    let mut row = store::statement_to_change(&transaction, edit.id).await?.ok_or_else(missing)?;
    rules::ensure_revision(known.revision, row.revision)?;
    rules::ensure_not_removed(row.visibility)?;
    let review = review(reading, member, &item)?;
    review.spend(&transaction, member).await?;
    let before = row.visibility;
    (row.title, row.body, row.body_html) = (words.title.unwrap_or_default(), words.body, html);
    (row.revision, row.edited_at) = (row.revision + 1, Some(clock::now()));
    if review.status == PostStatus::Held {
        row.visibility = PostStatus::Held;
    }
    if !store::revise(&transaction, &row, known.revision).await? {
        return Err(Error::conflict("The statement has changed since. Read it again."));
    }
    settle(&transaction, &mut row).await?;
    if review.status == PostStatus::Held {
        note_hold(&transaction, &item, &row, Some(before), &review).await?;
    }
    transaction.commit().await?;
    Ok(JointStatement(Arc::new(row)))
}

/// Publishes a statement that enough have signed, and takes back one that they no longer have. The caller holds its lock.
async fn settle(transaction: &Transaction, row: &mut StatementRow) -> Result<()> {
    let status = rules::status(&store::countries(transaction, row.id, row.revision).await?);
    if status != row.status {
        row.status = status;
        row.published_at = (status == JointStatementStatus::Published).then(clock::now);
        store::set_status(transaction, row).await?;
    }
    Ok(())
}

/// Signs a statement's text for the country that one has declared.
pub async fn sign(db: &Db, member: &Member, id: JointStatementId, revision: i32) -> Result<JointStatement> {
    own(db, member, id).await?;
    let transaction = db.begin().await?;
    let mut row = store::statement_to_change(&transaction, id).await?.ok_or_else(missing)?;
    rules::ensure_not_removed(row.visibility)?;
    rules::ensure_revision(revision, row.revision)?;
    let user = identity::user_to_change(&transaction, member.id()).await?.ok_or_else(Error::unauthenticated)?;
    let partnering = pairs::partnering(&transaction, user.id).await?;
    let country = rules::signs_for(user.country.as_deref(), partnering.as_ref().map(|row| row.country.as_str()))?;
    let signature = SignatureRow { id: JointSignatureId::generate(), statement_id: id, user_id: user.id, revision, signed_at: clock::now() };
    store::sign(&transaction, &signature, country).await.map_err(|error| Error::from(error).or_conflict("You have signed this already."))?;
    settle(&transaction, &mut row).await?;
    transaction.commit().await?;
    Ok(JointStatement(Arc::new(row)))
}

/// Takes one's signature back; without one nothing happens.
pub async fn withdraw(db: &Db, member: &Member, id: JointStatementId) -> Result<JointStatement> {
    own(db, member, id).await?;
    let transaction = db.begin().await?;
    let mut row = store::statement_to_change(&transaction, id).await?.ok_or_else(missing)?;
    if store::withdraw(&transaction, id, member.id()).await? {
        settle(&transaction, &mut row).await?;
        transaction.commit().await?;
    }
    Ok(JointStatement(Arc::new(row)))
}

/// A statement as the log has it: about who drafted it.
fn about(row: &StatementRow, before: Option<PostStatus>) -> AboutText<'_> {
    let StatementRow { id, revision, drafted_by_id, visibility, .. } = *row;
    AboutText { key: TextKey::JointStatement(id), revision, author_id: Some(drafted_by_id), language: &row.language, before, after: visibility }
}

/// A statement and its proposal, both locked: the proposal first, as all do.
pub async fn to_change(transaction: &Transaction, id: JointStatementId) -> Result<(PostFacts, StatementRow)> {
    let found = store::statements(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let post = posts::post_to_change(transaction, PostKey::Proposal(found.proposal_id)).await?.ok_or_else(missing)?;
    let row = store::statement_to_change(transaction, id).await?.ok_or_else(missing)?;
    Ok((post, row))
}

/// Refuses to decide about a statement outside one's scope, about one's own, or one of which a
/// signer's role is as high.
async fn ensure_may_decide(transaction: &Transaction, moderator: &Moderator<'_>, post: &PostFacts, row: &StatementRow) -> Result<()> {
    let pair = pairs::pairs(transaction, &[row.pair_id]).await?.pop().ok_or_else(missing)?;
    for user in users(transaction, &[pair.first_id, pair.second_id]).await? {
        let subject =
            PostFacts { author_id: Some(user.id), author_role: Some(user.role), language: row.language.clone(), status: row.visibility, ..post.clone() };
        moderation::ensure_may_decide(moderator, &subject)?;
    }
    Ok(())
}

/// The same about a statement that was reported, by its id.
pub async fn ensure_may_decide_one(transaction: &Transaction, moderator: &Moderator<'_>, post: &PostFacts, id: JointStatementId) -> Result<()> {
    let row = store::statements(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    ensure_may_decide(transaction, moderator, post, &row).await
}

/// Carries out a decision about a statement and writes it to the log. The caller holds both locks.
pub async fn carry_out(
    transaction: &Transaction,
    moderator: &Moderator<'_>,
    row: &mut StatementRow,
    kind: Kind,
    why: Why,
    reverts: Option<ModerationActionId>,
) -> Result<ActionRow> {
    let before = row.visibility;
    row.visibility = rules::decided(kind, before)?;
    store::set_visibility(transaction, row.id, row.visibility).await?;
    let action = moderation::note_text(transaction, kind, Some(moderator.id()), why, about(row, Some(before)), reverts).await?;
    if let Some(fate) = moderation_rules::fate_of_reports(kind) {
        report::store::resolve_all_of(transaction, TextKey::JointStatement(row.id), fate, moderator.id(), action.created_at).await?;
    }
    Ok(action)
}

/// Hides a statement, or shows it again. With `revision`, only if that is still its text.
pub async fn decide(
    db: &Db,
    moderator: &Moderator<'_>,
    id: JointStatementId,
    kind: Kind,
    why: Why,
    revision: Option<i32>,
) -> Result<(JointStatement, ActionRow)> {
    let transaction = db.begin().await?;
    let (post, mut row) = to_change(&transaction, id).await?;
    if !rules::is_for_moderators(row.status, row.visibility) {
        return Err(missing());
    }
    ensure_may_decide(&transaction, moderator, &post, &row).await?;
    rules::ensure_revision(revision.unwrap_or(row.revision), row.revision)?;
    let action = carry_out(&transaction, moderator, &mut row, kind, why, None).await?;
    transaction.commit().await?;
    Ok((JointStatement(Arc::new(row)), action))
}

/// Decides about a statement that was held back, as a report of it is resolved. The caller holds
/// its proposal's lock.
pub async fn resolve_held(
    transaction: &Transaction,
    moderator: &Moderator<'_>,
    id: JointStatementId,
    revision: i32,
    status: ReportStatus,
    why: Why,
) -> Result<()> {
    let mut row = store::statement_to_change(transaction, id).await?.ok_or_else(missing)?;
    if row.visibility != PostStatus::Held {
        return report::store::resolve_all_of(transaction, TextKey::JointStatement(id), status, moderator.id(), clock::now()).await.map_err(Into::into);
    }
    rules::ensure_revision(revision, row.revision)?;
    let kind = if status == ReportStatus::Upheld { Kind::Remove } else { Kind::Approve };
    carry_out(transaction, moderator, &mut row, kind, why, None).await.map(drop)
}
