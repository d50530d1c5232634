//! What can be done with threads.

use std::sync::Arc;

use entity::{EssayId, PostKind, PostStatus, ThreadId, Timestamp};

use crate::{
    anchor,
    auth::Member,
    clock,
    db::{Db, Transaction},
    error::{Code, Error, Result},
    essay,
    paging::{Order, Page, Slice},
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Place, Reviewed, Submission},
        store as posts,
    },
    row::{TextColumns, Wanted},
    text::markdown,
    thread::{
        object::Thread,
        rules,
        store::{self, Filter, ThreadItem, ThreadRow},
    },
};

/// A thread by id.
pub async fn thread(db: &Db, id: ThreadId, wanted: Wanted) -> Result<Option<Arc<ThreadItem>>> {
    Ok(store::threads(db.read(), &[id], wanted).await?.pop().map(Arc::new))
}

/// A page of all threads, or of one work's, as far as they are wanted.
pub async fn threads(
    db: &Db,
    essay_id: Option<EssayId>,
    filter: &Filter,
    order: &Order<entity::thread::Column>,
    page: &Page,
    wanted: Wanted,
) -> Result<Slice<Arc<ThreadItem>>> {
    Ok(store::thread_page(db.read(), essay_id, filter, order, page, wanted).await?.map(Arc::new))
}

/// How many threads there are, in all or of one work, as far as they are wanted.
pub async fn count_threads(db: &Db, essay_id: Option<EssayId>, filter: &Filter) -> Result<u64> {
    Ok(store::count_threads(db.read(), essay_id, filter).await?)
}

/// A thread as it comes.
pub struct Draft {
    /// The work.
    pub essay_id: EssayId,
    /// What it says.
    pub words: Words,
    /// Whether who differs must first say what from.
    pub differ_requires_restatement: bool,
    /// The passage that it is about.
    pub quote: Option<anchor::service::Draft>,
}

/// Starts a thread on an essay.
pub async fn start(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>) -> Result<Thread> {
    start_at(db, member, draft, gate, clock::now()).await
}

/// The same at a given time: for the demo, whose content has a past.
pub async fn start_at(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>, now: Timestamp) -> Result<Thread> {
    let Draft { essay_id, words, differ_requires_restatement, quote } = draft;
    member.access.ensure_essay(essay_id)?;
    let words = post_rules::check(words)?;
    let essay = essay::service::essay(db, essay_id).await?.ok_or_else(|| Error::not_found("essay").at(&["input", "essayId"]))?;
    let quoted = match quote {
        Some(draft) => Some(anchor::service::quote(db, essay_id, draft).await?),
        None => None,
    };
    let exact = quoted.as_ref().map(|quoted| quoted.passage.quote.exact.as_str());
    let submission = Submission { kind: PostKind::Thread, words: &words, restatement: None, quote: exact, editing: None };
    let reading = post_service::read(db, member, submission, gate).await?;
    let review = reading.review(member, Place { essay_slug: &essay.slug, ..Place::default() })?;
    let row = ThreadRow {
        id: ThreadId::generate(),
        essay_id,
        author_id: Some(member.id()),
        title: words.title.unwrap_or_default(),
        language: words.language,
        status: review.status,
        revision: 1,
        reply_count: 0,
        last_activity_at: now,
        hot: rules::hot(0, now),
        locked_at: None,
        slow_mode_seconds: None,
        differ_requires_restatement,
        created_at: now,
        edited_at: None,
        detected_language: review.detected_language(),
        language_confidence: review.language_confidence(),
    };
    let texts = TextColumns { body_html: markdown::render(&words.body), body: words.body };
    let transaction = db.begin().await?;
    store::insert(&transaction, &row, &texts).await?;
    if let Some(quoted) = &quoted {
        anchor::service::keep(&transaction, row.id, quoted).await?;
    }
    let reviewed = Reviewed {
        key: PostKey::Thread(row.id),
        essay_id,
        language: &row.language,
        revision: 1,
        title: Some(&row.title),
        body: &texts.body,
        status: row.status,
        created_at: now,
    };
    post_service::record(&transaction, member, &review, reviewed).await?;
    essay::store::note_activity(&transaction, essay_id, now).await?;
    transaction.commit().await?;
    if quoted.is_some_and(|quoted| !quoted.is_everywhere()) {
        anchor::service::settle_now(db, essay_id).await;
    }
    Ok(Thread::single(Arc::new(ThreadItem { row, texts, author: Some(member.user.clone()), essay: Some(essay) })))
}

/// Whether somebody may edit a thread as it is now.
fn ensure_can_edit(member: &Member, row: &ThreadRow) -> Result<()> {
    post_rules::ensure_can_edit("thread", row.status, row.author_id, member.id())?;
    member.access.ensure_essay(row.essay_id)?;
    ensure_unlocked(row)
}

/// Edits a thread of one's own; the text until now is kept as a revision.
pub async fn edit(db: &Db, member: &Member, id: ThreadId, title: Option<String>, body: Option<String>, gate: Gate<'_>) -> Result<Thread> {
    let conflict = || Error::conflict("The thread has changed meanwhile. Read it again.");
    // Read without a lock first: checking takes time.
    let known = store::threads(db.read(), &[id], Wanted::ALL).await?.pop().ok_or_else(|| Error::not_found("thread"))?;
    ensure_can_edit(member, &known.row)?;
    let words = post_rules::check(Words {
        title: Some(title.unwrap_or_else(|| known.row.title.clone())),
        body: body.unwrap_or_else(|| known.texts.body.clone()),
        language: known.row.language.clone(),
    })?;
    if words.title.as_ref() == Some(&known.row.title) && words.body == known.texts.body {
        return Ok(Thread::single(Arc::new(known)));
    }
    let quote = anchor::service::words(db, id).await?;
    let submission = Submission { kind: PostKind::Thread, words: &words, restatement: None, quote: quote.as_deref(), editing: Some(id.into()) };
    let reading = post_service::read(db, member, submission, gate).await?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    let old = store::thread_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("thread"))?;
    ensure_can_edit(member, &old.row)?;
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
    if !store::revise(&transaction, &new, old.row.revision).await? {
        return Err(conflict());
    }
    let written_at = old.row.edited_at.unwrap_or(old.row.created_at);
    posts::keep_revision(&transaction, id.into(), old.row.revision, Some(old.row.title), old.texts.body, written_at).await?;
    let reviewed = Reviewed {
        key: PostKey::Thread(id),
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
    Ok(Thread::single(Arc::new(new)))
}

/// Deletes a thread of one's own: its text is no longer shown.
pub async fn delete(db: &Db, member: &Member, id: ThreadId) -> Result<Thread> {
    let transaction = db.begin().await?;
    let mut item = store::thread_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("thread"))?;
    post_rules::ensure_can_edit("thread", item.row.status, item.row.author_id, member.id())?;
    member.access.ensure_essay(item.row.essay_id)?;
    store::set_status(&transaction, id, PostStatus::Deleted).await?;
    transaction.commit().await?;
    item.row.status = PostStatus::Deleted;
    Ok(Thread::single(Arc::new(item)))
}

/// Counts some replies more or less than `count`, which were changed already: with the
/// activity, for what is held back is none, and becomes one when it is shown. The caller
/// holds the thread's lock.
pub async fn count_replies_again(transaction: &Transaction, id: ThreadId, count: i32, change: i32, created_at: Timestamp) -> Result<()> {
    let last_activity_at = store::newest_reply(transaction, id).await?.map_or(created_at, |newest| newest.max(created_at));
    let hot = rules::hot(count + change, created_at);
    Ok(store::count_reply(transaction, id, change, hot, last_activity_at).await?)
}

/// Refuses if a thread is locked.
fn ensure_unlocked(row: &ThreadRow) -> Result<()> {
    if row.locked_at.is_some() { Err(Error::new(Code::ThreadLocked, "This thread is locked.")) } else { Ok(()) }
}

/// Refuses if a thread takes no more replies.
pub fn ensure_open(row: &ThreadRow) -> Result<()> {
    ensure_unlocked(row)?;
    if !post_rules::is_shown(row.status) {
        return Err(Error::new(Code::ThreadLocked, "This thread is not shown, and takes no replies."));
    }
    Ok(())
}
