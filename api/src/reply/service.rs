//! What can be done with replies.

use std::sync::Arc;

use entity::{PostKind, PostStatus, ReplyId, ReplyKind, RestatementId, ThreadId, Timestamp};

use crate::{
    auth::{Member, Moderator},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    essay,
    moderation::{
        service::{self as moderation, Why},
        store::ActionRow,
    },
    paging::{Order, Page, Slice},
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Place, Reviewed, Submission},
        store::{self as posts, PostFacts},
    },
    reply::{
        object::Reply,
        rules,
        store::{self, Of, Placed, ReplyItem, ReplyRow},
    },
    restatement::{self, store::RestatementRow},
    row::{TextColumns, Wanted},
    text::markdown,
    thread::{self, store::ThreadItem},
};

/// A reply by id.
pub async fn reply(db: &Db, id: ReplyId) -> Result<Option<Arc<ReplyItem>>> {
    Ok(store::replies(db.read(), &[id]).await?.pop().map(Arc::new))
}

/// A page of a thread's or a reply's replies; in these languages, if any are named.
pub async fn replies(
    db: &Db,
    of: Of,
    languages: Option<&[String]>,
    order: &Order<entity::reply::Column>,
    page: &Page,
    wanted: Wanted,
) -> Result<Slice<Arc<ReplyItem>>> {
    Ok(store::reply_page(db.read(), of, languages, order, page, wanted).await?.map(Arc::new))
}

/// How many replies a thread or a reply has; in these languages, if any are named.
pub async fn count_replies(db: &Db, of: Of, languages: Option<&[String]>) -> Result<u64> {
    Ok(store::count_replies(db.read(), of, languages).await?)
}

/// A reply as it comes.
pub struct Draft {
    /// The thread.
    pub thread_id: ThreadId,
    /// The reply to answer; the thread itself if there is none.
    pub parent_id: Option<ReplyId>,
    /// What it says.
    pub words: Words,
    /// What it does with what it answers.
    pub kind: ReplyKind,
    /// What whoever differs takes the other to have said.
    pub restatement: Option<String>,
}

/// Posts a reply to a thread, or to another reply of it.
pub async fn post(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>) -> Result<Reply> {
    post_at(db, member, draft, gate, clock::now()).await
}

/// The same at a given time: for the demo, whose content has a past.
pub async fn post_at(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>, now: Timestamp) -> Result<Reply> {
    let Draft { thread_id, parent_id, words, kind, restatement } = draft;
    let words = post_rules::check(words)?;
    let html = markdown::render(&words.body);
    let submission = Submission { kind: PostKind::Reply, words: &words, restatement: restatement.as_deref(), quote: None, editing: None };
    let reading = post_service::read(db, member, submission, gate).await?;
    let transaction = db.begin().await?;
    let mut item = thread::store::thread_to_change(&transaction, thread_id).await?.ok_or_else(|| Error::not_found("thread").at(&["input", "threadId"]))?;
    member.access.ensure_essay(item.row.essay_id)?;
    thread::service::ensure_open(&item.row)?;
    let restated = restatement::rules::check(kind, restatement.as_deref(), item.row.differ_requires_restatement)?;
    let parent = match parent_id {
        None => None,
        Some(parent_id) => {
            let found = store::place(&transaction, parent_id).await?.filter(|place| place.thread_id == thread_id);
            Some(found.ok_or_else(|| Error::not_found("reply in this thread").at(&["input", "parentId"]))?)
        }
    };
    let slug = item.essay.as_ref().map_or("", |essay| essay.slug.as_str());
    let slow_mode_seconds = item.row.slow_mode_seconds.and_then(|seconds| u32::try_from(seconds).ok());
    let last_in_thread = match slow_mode_seconds {
        Some(_) => store::last_in_thread(&transaction, thread_id, member.id()).await?,
        None => None,
    };
    let review = reading.review(member, Place { essay_slug: slug, slow_mode_seconds, last_in_thread })?;
    let id = ReplyId::generate();
    let (depth, path) = rules::place(id, parent.as_ref().map(|place| (place.depth, place.path.as_slice())))?;
    let row = ReplyRow {
        id,
        thread_id,
        parent_id,
        author_id: Some(member.id()),
        depth,
        path,
        kind,
        parent_revision: parent.as_ref().map_or(item.row.revision, |place| place.revision),
        language: words.language,
        status: review.status,
        revision: 1,
        created_at: now,
        edited_at: None,
        detected_language: review.detected_language(),
        language_confidence: review.language_confidence(),
    };
    let texts = TextColumns { body_html: html, body: words.body };
    store::insert(&transaction, &row, &texts).await?;
    let reviewed = Reviewed {
        key: PostKey::Reply(id),
        essay_id: item.row.essay_id,
        language: &row.language,
        revision: 1,
        title: None,
        body: &texts.body,
        status: row.status,
        created_at: now,
    };
    post_service::record(&transaction, member, &review, reviewed).await?;
    if let Some(text) = restated {
        let (of_post_id, judge_id) = match &parent {
            Some(place) => (parent_id.map_or(thread_id.into(), Into::into), place.author_id),
            None => (thread_id.into(), item.row.author_id),
        };
        let restatement = RestatementRow {
            id: RestatementId::generate(),
            reply_id: id,
            of_post_id,
            of_revision: row.parent_revision,
            author_id: member.id(),
            // Nobody judges himself.
            judge_id: judge_id.filter(|judge| *judge != member.id()),
            text,
            verdict: None,
            note: None,
            created_at: now,
            judged_at: None,
        };
        restatement::store::insert(&transaction, &restatement).await?;
    }
    if review.status == PostStatus::Held {
        transaction.commit().await?;
        return Ok(Reply { item: Arc::new(ReplyItem { row, texts, author: Some(member.user.clone()) }), thread: Some(Arc::new(item)), listed: false });
    }
    item.row.reply_count += 1;
    item.row.last_activity_at = item.row.last_activity_at.max(now);
    item.row.hot = thread::rules::hot(item.row.reply_count, item.row.created_at);
    thread::store::count_reply(&transaction, thread_id, 1, item.row.hot, item.row.last_activity_at).await?;
    if item.essay.as_ref().is_some_and(|essay| essay.last_activity_at.0 < now.0 - essay::store::ACTIVITY_GRAIN_MS) {
        essay::store::note_activity(&transaction, item.row.essay_id, now).await?;
    }
    transaction.commit().await?;
    Ok(Reply { item: Arc::new(ReplyItem { row, texts, author: Some(member.user.clone()) }), thread: Some(Arc::new(item)), listed: false })
}

/// Whether somebody may edit a reply as it and its thread are now.
fn ensure_can_edit(member: &Member, row: &ReplyRow, thread: Option<ThreadItem>) -> Result<ThreadItem> {
    post_rules::ensure_can_edit("reply", row.status, row.author_id, member.id())?;
    let thread = thread.ok_or_else(|| Error::not_found("thread"))?;
    member.access.ensure_essay(thread.row.essay_id)?;
    thread::service::ensure_open(&thread.row)?;
    Ok(thread)
}

/// Edits a reply of one's own; the text until now is kept as a revision.
pub async fn edit(db: &Db, member: &Member, id: ReplyId, body: String, gate: Gate<'_>) -> Result<Reply> {
    let conflict = || Error::conflict("The reply has changed meanwhile. Read it again.");
    // Read without a lock first: checking takes time.
    let known = store::replies(db.read(), &[id]).await?.pop().ok_or_else(|| Error::not_found("reply"))?;
    let thread = thread::store::threads(db.read(), &[known.row.thread_id], Wanted::ALL).await?.pop();
    let thread = ensure_can_edit(member, &known.row, thread)?;
    let words = post_rules::check(Words { title: None, body, language: known.row.language.clone() })?;
    if words.body == known.texts.body {
        return Ok(Reply { item: Arc::new(known), thread: Some(Arc::new(thread)), listed: false });
    }
    let submission = Submission { kind: PostKind::Reply, words: &words, restatement: None, quote: None, editing: Some(id.into()) };
    let reading = post_service::read(db, member, submission, gate).await?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    let (thread, old) = store::reply_in_thread_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("reply"))?;
    let thread = ensure_can_edit(member, &old.row, Some(thread))?;
    if old.row.revision != known.row.revision {
        return Err(conflict());
    }
    let slug = thread.essay.as_ref().map_or("", |essay| essay.slug.as_str());
    let review = reading.review(member, Place { essay_slug: slug, ..Place::default() })?;
    let mut new = old.clone();
    new.texts = TextColumns { body_html: html, body: words.body };
    new.row.revision += 1;
    new.row.edited_at = Some(clock::now());
    new.row.detected_language = review.detected_language();
    new.row.language_confidence = review.language_confidence();
    if !store::revise(&transaction, &new, old.row.revision).await? {
        return Err(conflict());
    }
    let written_at = old.row.edited_at.unwrap_or(old.row.created_at);
    posts::keep_revision(&transaction, id.into(), old.row.revision, None, old.texts.body, written_at).await?;
    let reviewed = Reviewed {
        key: PostKey::Reply(id),
        essay_id: thread.row.essay_id,
        language: &new.row.language,
        revision: new.row.revision,
        title: None,
        body: &new.texts.body,
        status: old.row.status,
        created_at: new.row.created_at,
    };
    post_service::record(&transaction, member, &review, reviewed).await?;
    if review.status == PostStatus::Held {
        new.row.status = PostStatus::Held;
    }
    transaction.commit().await?;
    Ok(Reply { item: Arc::new(new), thread: Some(Arc::new(thread)), listed: false })
}

/// Deletes a reply of one's own: its text is no longer shown, the replies to it stay.
pub async fn delete(db: &Db, member: &Member, id: ReplyId) -> Result<Reply> {
    let transaction = db.begin().await?;
    let (mut thread, mut item) = store::reply_in_thread_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("reply"))?;
    post_rules::ensure_can_edit("reply", item.row.status, item.row.author_id, member.id())?;
    member.access.ensure_essay(thread.row.essay_id)?;
    store::set_status(&transaction, id, PostStatus::Deleted).await?;
    // One that is held back was not counted.
    if post_rules::is_shown(item.row.status) {
        thread.row.reply_count -= 1;
        thread.row.hot = thread::rules::hot(thread.row.reply_count, thread.row.created_at);
        thread::store::count_reply(&transaction, item.row.thread_id, -1, thread.row.hot, thread.row.last_activity_at).await?;
    }
    transaction.commit().await?;
    item.row.status = PostStatus::Deleted;
    Ok(Reply { item: Arc::new(item), thread: Some(Arc::new(thread)), listed: false })
}

/// Replies that move together at most.
const MOST_MOVED: usize = 1000;

/// A move as it is asked for.
pub struct Move {
    /// What moves, with all that answers it.
    pub reply_id: ReplyId,
    /// The thread where it will stand.
    pub thread_id: ThreadId,
    /// The reply of that thread that it will answer; the thread itself if there is none.
    pub parent_id: Option<ReplyId>,
    /// Why.
    pub why: Why,
    /// The text that was read.
    pub revision: Option<i32>,
}

/// Moves a reply, and all that answers it, to another place on the same essay. `CONFLICT`
/// if it stands there already, or if the thread is not shown; `THREAD_LOCKED` if that is locked.
pub async fn move_to(db: &Db, moderator: &Moderator<'_>, wanted: Move) -> Result<ActionRow> {
    let Move { reply_id, thread_id, parent_id, why, revision } = wanted;
    let gone = || Error::not_found("reply").at(&["input", "replyId"]);
    let transaction = db.begin().await?;
    let from = store::place(&transaction, reply_id).await?.ok_or_else(gone)?.thread_id;
    let (source, target) = threads_to_change(&transaction, from, thread_id).await?;
    // Whoever moves it holds its thread: from here on it stays.
    let source = source.ok_or_else(gone)?;
    let item = store::reply_to_change(&transaction, reply_id).await?.filter(|item| item.row.status != PostStatus::Deleted).ok_or_else(gone)?;
    if item.row.thread_id != from {
        return Err(Error::conflict("This reply has just been moved. Look at it again."));
    }
    let post = PostFacts::of_reply(&source, &item);
    let root = item.row;
    moderation::ensure_may_decide(moderator, &post)?;
    if revision.is_some_and(|revision| revision != post.revision) {
        return Err(Error::conflict("The text has changed since. Read it again."));
    }
    let target = target.filter(|thread| thread.row.status != PostStatus::Deleted).ok_or_else(|| Error::not_found("thread").at(&["input", "threadId"]))?;
    if target.row.essay_id != post.essay_id {
        return Err(Error::invalid(&["input", "threadId"], "This thread is about another essay."));
    }
    moderator.ensure_covers(target.row.essay_id, &target.row.language)?;
    if !post_rules::is_shown(target.row.status) {
        return Err(Error::conflict("This thread is not shown, and takes no replies."));
    }
    thread::service::ensure_open(&target.row)?;
    if (from, root.parent_id) == (thread_id, parent_id) {
        return Err(Error::conflict("This reply stands there already."));
    }
    let parent = match parent_id {
        None => None,
        Some(id) => {
            let found = store::place(&transaction, id).await?.filter(|place| place.thread_id == thread_id);
            Some(found.ok_or_else(|| Error::not_found("reply in this thread").at(&["input", "parentId"]))?)
        }
    };
    if parent.as_ref().is_some_and(|place| place.path.starts_with(&root.path)) {
        return Err(Error::invalid(&["input", "parentId"], "A reply cannot answer itself, or what answers it."));
    }
    let mut moved = store::subtree(&transaction, from, &root.path, MOST_MOVED as u64 + 1).await?;
    if moved.len() > MOST_MOVED {
        return Err(Error::invalid(&["input", "replyId"], format!("More than {MOST_MOVED} replies would move with it. Move parts of it.")));
    }
    let (depth, path) = rules::place(reply_id, parent.as_ref().map(|place| (place.depth, place.path.as_slice())))?;
    for Placed { depth: its_depth, path: its_path, .. } in &mut moved {
        *its_depth += depth - root.depth;
        *its_path = rules::moved_path(its_path, &root.path, &path);
        rules::ensure_depth(*its_depth)?;
    }
    store::set_places(&transaction, thread_id, &moved).await?;
    let parent_revision = parent.as_ref().map_or(target.row.revision, |place| place.revision);
    store::set_parent(&transaction, reply_id, parent_id, parent_revision).await?;
    if from != thread_id {
        let shown = moved.iter().filter(|place| post_rules::is_shown(place.status)).count();
        let shown = i32::try_from(shown).map_err(Error::internal)?;
        for (ThreadItem { row, .. }, change) in [(&source, -shown), (&target, shown)] {
            thread::service::count_replies_again(&transaction, row.id, row.reply_count, change, row.created_at).await?;
        }
    }
    let action = moderation::note_move(&transaction, &post, moderator.id(), why, from, thread_id).await?;
    transaction.commit().await?;
    Ok(action)
}

/// Two threads, or one that is named twice, locked by the order of their ids: two who want
/// the same two do not wait for each other.
async fn threads_to_change(transaction: &Transaction, one: ThreadId, other: ThreadId) -> Result<(Option<ThreadItem>, Option<ThreadItem>)> {
    let first = thread::store::thread_to_change(transaction, one.min(other)).await?;
    let second = if one == other { first.clone() } else { thread::store::thread_to_change(transaction, one.max(other)).await? };
    Ok(if one <= other { (first, second) } else { (second, first) })
}
