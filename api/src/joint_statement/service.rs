//! What two people can do with a joint statement, and moderators with one that is published or held back.

use std::sync::Arc;

use entity::{JointSignatureId, JointStatementId, JointStatementStatus, ModerationActionKind as Kind, PairId, PostKind, PostStatus, UserId};

use crate::{
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
        rules::TextKey,
        service::Why,
        store::ActionRow,
        texts::service::{self as texts, ModeratedText, Of},
    },
    partner::{self, store as pairs},
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Reading, Submission},
        store as posts,
    },
    proposal::{self, store::ProposalItem},
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

/// A statement as moderation sees it: of who drafted it.
fn as_text(row: &StatementRow, of: impl Into<Of>) -> ModeratedText {
    let StatementRow { id, proposal_id, revision, drafted_by_id, visibility, status, .. } = *row;
    let language = row.language.clone();
    ModeratedText {
        key: TextKey::JointStatement(id),
        post_id: proposal_id.into(),
        of: of.into(),
        revision,
        author_id: Some(drafted_by_id),
        language,
        visibility,
        is_public: status == JointStatementStatus::Published,
        is_private: !rules::is_for_moderators(status, visibility),
    }
}

/// Drafts a statement with one's partner.
pub async fn draft(db: &Db, member: &Member, pair_id: PairId, words: Words, gate: Gate<'_>) -> Result<JointStatement> {
    let words = post_rules::check(words)?;
    let pair = partner::service::pair_of(db, member, pair_id).await?;
    let item = shown(db, pair.proposal_id).await?;
    let reading = read(db, member, &words, gate).await?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    partner::service::going_on(&transaction, pair_id).await?;
    if store::count_of_pair(&transaction, pair_id).await? >= rules::MOST_OF_A_PAIR {
        return Err(Error::conflict(format!("You two have drafted {} statements already. Edit one of them.", rules::MOST_OF_A_PAIR)));
    }
    let review = texts::review(reading, member, &item)?;
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
        texts::note_hold(&transaction, &as_text(&row, &item), None, review.holding_rules()).await?;
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
    partner::service::going_on(&transaction, known.pair_id).await?;
    let mut row = store::statement_to_change(&transaction, edit.id).await?.ok_or_else(missing)?;
    rules::ensure_revision(known.revision, row.revision)?;
    rules::ensure_not_removed(row.visibility)?;
    let review = texts::review(reading, member, &item)?;
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
        texts::note_hold(&transaction, &as_text(&row, &item), Some(before), review.holding_rules()).await?;
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
    let known = own(db, member, id).await?;
    let transaction = db.begin().await?;
    partner::service::going_on(&transaction, known.pair_id).await?;
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

/// A statement as moderation sees it, locked after its proposal.
pub async fn text_to_change(transaction: &Transaction, id: JointStatementId) -> Result<ModeratedText> {
    let found = store::statements(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let post = posts::post_to_change(transaction, PostKey::Proposal(found.proposal_id)).await?.ok_or_else(missing)?;
    let row = store::statement_to_change(transaction, id).await?.ok_or_else(missing)?;
    Ok(as_text(&row, &post))
}

/// The two whose statement it is.
pub async fn authors(transaction: &Transaction, id: JointStatementId) -> Result<Vec<UserId>> {
    let row = store::statements(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let pair = pairs::pairs(transaction, &[row.pair_id]).await?.pop().ok_or_else(missing)?;
    Ok(vec![pair.first_id, pair.second_id])
}

/// Writes whether moderators let a statement be read.
pub async fn set_visibility(transaction: &Transaction, id: JointStatementId, visibility: PostStatus) -> Result<()> {
    Ok(store::set_visibility(transaction, id, visibility).await?)
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
    let text = text_to_change(&transaction, id).await?;
    if text.is_private {
        return Err(missing());
    }
    let action = texts::decide(&transaction, moderator, text, kind, why, revision).await?;
    let row = store::statements(&transaction, &[id]).await?.pop().ok_or_else(missing)?;
    transaction.commit().await?;
    Ok((JointStatement(Arc::new(row)), action))
}
