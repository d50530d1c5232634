//! What can be done with translations.

use std::sync::Arc;

use entity::{ModerationActionKind as Kind, PostKind, PostStatus, TranslationId, TranslationSource, TranslationStatus, TranslationVerdict, TranslationVouchId};

use crate::{
    auth::{Editor, Member, Moderator, Viewer},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    essay,
    moderation::{
        rules::TextKey,
        service::Why,
        store::ActionRow,
        texts::service::{self as texts, ModeratedText},
    },
    paging::{Order, Page, Slice},
    post::{
        rules::{self as post_rules, PostKey, Words},
        service::{self as post_service, Gate, Place, Submission},
        store::{self as posts, PostFacts},
    },
    row::Columns,
    search::{self, service::Text},
    text::{
        markdown,
        plain::{self, Bounds},
        prose,
    },
    translation::{
        rules::{self, Counts},
        store::{self, TranslationRow, VouchRow},
    },
    translation_signal,
};

const NOTE: Bounds = Bounds { min: 0, max: 1000 };

/// What is translated, as far as its translations depend on it.
#[derive(Clone, Debug)]
pub struct Of {
    /// Which post.
    pub key: PostKey,
    /// Whether it is shown.
    pub status: PostStatus,
    /// Its present text.
    pub revision: i32,
    /// What that is in.
    pub language: String,
}

/// A translation and its post.
pub struct Translated {
    /// The translation.
    pub row: Arc<TranslationRow>,
    /// Of what.
    pub of: Of,
}

impl Translated {
    /// Of a post that is at hand.
    #[must_use]
    pub fn new(row: TranslationRow, post: &PostFacts) -> Self {
        Self { row: Arc::new(row), of: Of { key: post.key, status: post.status, revision: post.revision, language: post.language.clone() } }
    }
}

/// How a translation's text comes to be read, or no longer to be read.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// It is new.
    Made,
    /// It replaces that revision.
    Revised(i32),
    /// It is shown or hidden.
    Shown,
}

/// Writes a change of what readers see of a translation: its text, or whether it is shown. All such
/// changes go through here, so that what else depends on that text changes in the same transaction.
/// The caller holds the locks of the post and, if it is not new, of the translation.
pub async fn text_changed(transaction: &Transaction, row: &TranslationRow, change: Change) -> Result<()> {
    match change {
        Change::Made => store::insert(transaction, row).await?,
        Change::Revised(replaced) => {
            if !store::revise(transaction, row, replaced).await? {
                return Err(Error::conflict("The translation has changed meanwhile. Read it again."));
            }
        }
        Change::Shown => store::set_visibility(transaction, row.id, row.visibility).await?,
    }
    if !matches!(change, Change::Made) {
        translation_signal::service::forget(transaction, row.id).await?;
    }
    if !post_rules::is_shown(row.visibility) {
        return search::service::forget_translation(transaction, row.id).await;
    }
    let plain = prose::of_markdown(&row.body).text;
    let title = row.title.as_deref().unwrap_or_default();
    let text = Text { title, body: &plain, language: &row.language, published_at: row.created_at };
    search::service::index_translation(transaction, row.post_id, row.id, text).await
}

/// A translation as it comes.
pub struct Draft {
    /// Of what.
    pub key: PostKey,
    /// Which of its texts was translated; the present one if left out.
    pub revision: Option<i32>,
    /// What it says.
    pub words: Words,
}

/// Translates a post; again, it replaces one's own translation into that language. Locked
/// threads and decided proposals are translated like others.
pub async fn translate(db: &Db, member: &Member, draft: Draft, gate: Gate<'_>) -> Result<Translated> {
    let Draft { key, revision, words } = draft;
    let kind = kind_of(key);
    let words = rules::check(kind, words)?;
    let html = markdown::render(&words.body);
    let submission = Submission { kind, words: &words, restatement: None, quote: None, editing: None };
    let reading = post_service::read(db, member, submission, gate).await?;
    let transaction = db.begin().await?;
    // The post's lock makes translations of it come one after the other.
    let post = posts::post_to_change(&transaction, key).await?.filter(|post| post_rules::is_shown(post.status));
    let post = post.ok_or_else(|| Error::not_found("post").at(&["input", "postId"]))?;
    member.access.ensure_essay(post.essay_id)?;
    rules::ensure_other_language(&post.language, &words.language)?;
    let post_revision = revision.unwrap_or(post.revision);
    if !(1..=post.revision).contains(&post_revision) {
        return Err(Error::invalid(&["input", "revision"], "The post has never had such a text."));
    }
    let known = store::own_to_change(&transaction, post.key.post_id(), &words.language, Some(member.id())).await?;
    if let Some(row) = &known {
        if row.visibility == PostStatus::Removed {
            return Err(Error::forbidden("A moderator has removed your translation. You can appeal against the decision."));
        }
        let is_same = row.post_revision == post_revision && row.title == words.title && row.body == words.body;
        if is_same && row.visibility != PostStatus::Deleted {
            return Ok(Translated::new(row.clone(), &post));
        }
    }
    let essay = essay::store::essays(&transaction, &[post.essay_id], Columns::ALL).await?.pop();
    let review = reading.review(member, Place { essay_slug: essay.as_ref().map_or("", |essay| essay.slug.as_str()), ..Place::default() })?;
    if known.as_ref().is_none_or(|row| row.visibility == PostStatus::Deleted) {
        review.spend(&transaction, member).await?;
    }
    let now = clock::now();
    let row = TranslationRow {
        id: known.as_ref().map_or_else(TranslationId::generate, |row| row.id),
        post_id: post.key.post_id(),
        post_revision,
        language: words.language,
        title: words.title,
        body: words.body,
        body_html: html,
        source: TranslationSource::Community,
        status: TranslationStatus::Proposed,
        visibility: review.status,
        translator_id: Some(member.id()),
        revision: known.as_ref().map_or(1, |row| row.revision + 1),
        faithful_count: 0,
        tone_off_count: 0,
        meaning_changed_count: 0,
        created_at: known.as_ref().map_or(now, |row| row.created_at),
        edited_at: known.as_ref().map(|_| now),
    };
    let change = known.as_ref().map_or(Change::Made, |row| Change::Revised(row.revision));
    text_changed(&transaction, &row, change).await?;
    if row.visibility == PostStatus::Held {
        texts::note_hold(&transaction, &as_text(&row, &post), known.as_ref().map(|row| row.visibility), review.holding_rules()).await?;
    }
    transaction.commit().await?;
    Ok(Translated::new(row, &post))
}

/// Which kind of post that is.
#[must_use]
pub const fn kind_of(key: PostKey) -> PostKind {
    match key {
        PostKey::Thread(_) => PostKind::Thread,
        PostKey::Reply(_) => PostKind::Reply,
        PostKey::Proposal(_) => PostKind::Proposal,
    }
}

/// A translation as moderation sees it.
fn as_text(row: &TranslationRow, post: &PostFacts) -> ModeratedText {
    let TranslationRow { id, post_id, revision, translator_id, visibility, .. } = *row;
    let language = row.language.clone();
    ModeratedText {
        key: TextKey::Translation(id),
        post_id,
        of: post.into(),
        revision,
        author_id: translator_id,
        language,
        visibility,
        is_public: true,
        is_private: false,
    }
}

fn missing() -> Error {
    Error::not_found("translation").at(&["input", "translationId"])
}

/// A translation and its post, both locked: the post first, the order in which translating locks
/// them.
async fn to_change(transaction: &Transaction, id: TranslationId) -> Result<(PostFacts, TranslationRow)> {
    let found = store::translations(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    let post = posts::referred_post_to_change(transaction, found.post_id).await?;
    let row = store::translation_to_change(transaction, id).await?.ok_or_else(missing)?;
    Ok((post, row))
}

/// The same for a reader who may see both.
async fn readable_to_change(transaction: &Transaction, viewer: &Viewer, id: TranslationId, revision: Option<i32>) -> Result<(PostFacts, TranslationRow)> {
    let (post, row) = to_change(transaction, id).await?;
    if !post_rules::reads(post.status, post.author_id, viewer) || !post_rules::reads(row.visibility, row.translator_id, viewer) {
        return Err(missing());
    }
    if revision.is_some_and(|revision| revision != row.revision) {
        return Err(Error::conflict("The translation has changed since. Read it again."));
    }
    Ok((post, row))
}

fn ensure_fresh(post: &PostFacts, row: &TranslationRow) -> Result<()> {
    if row.post_revision == post.revision { Ok(()) } else { Err(Error::conflict("The post has changed since it was translated.")) }
}

/// Takes a translation of one's own back.
pub async fn withdraw(db: &Db, viewer: &Viewer, member: &Member, id: TranslationId) -> Result<Translated> {
    let transaction = db.begin().await?;
    let (post, mut row) = readable_to_change(&transaction, viewer, id, None).await?;
    if row.translator_id != Some(member.id()) {
        return Err(Error::forbidden("Only its translator may do this."));
    }
    member.access.ensure_essay(post.essay_id)?;
    if row.visibility == PostStatus::Removed {
        return Err(Error::forbidden("A moderator has removed this. You can appeal against the decision."));
    }
    row.visibility = PostStatus::Deleted;
    text_changed(&transaction, &row, Change::Shown).await?;
    transaction.commit().await?;
    Ok(Translated::new(row, &post))
}

/// What somebody says of a translation.
pub struct Vouch {
    /// Of which.
    pub id: TranslationId,
    /// Of which of its texts; the present one if left out.
    pub revision: Option<i32>,
    /// What.
    pub verdict: TranslationVerdict,
    /// And why.
    pub note: Option<String>,
}

/// Says of somebody's translation whether it says the same. What is said again replaces what was
/// said.
pub async fn vouch(db: &Db, viewer: &Viewer, member: &Member, vouch: Vouch) -> Result<Translated> {
    let note = vouch.note.map(|text| plain::block(&text, NOTE)).transpose().map_err(|why| Error::invalid(&["input", "note"], why))?;
    let note = note.filter(|text| !text.is_empty());
    let transaction = db.begin().await?;
    let (post, mut row) = readable_to_change(&transaction, viewer, vouch.id, vouch.revision).await?;
    if !post_rules::is_shown(post.status) || !post_rules::is_shown(row.visibility) {
        return Err(missing());
    }
    member.access.ensure_essay(post.essay_id)?;
    if row.translator_id == Some(member.id()) {
        return Err(Error::forbidden("Nobody vouches for his own translation."));
    }
    if !rules::knows_both(&member.user.languages, &post.language, &row.language) {
        let (one, other) = (&post.language, &row.language);
        return Err(Error::forbidden(format!("Declare first, by `declarePerspective`, that you know both languages: {one} and {other}.")));
    }
    ensure_fresh(&post, &row)?;
    let said = VouchRow {
        id: TranslationVouchId::generate(),
        translation_id: row.id,
        user_id: member.id(),
        translation_revision: row.revision,
        verdict: vouch.verdict,
        note,
        created_at: clock::now(),
    };
    store::say(&transaction, &said).await?;
    let counts = store::count(&transaction, row.id, row.revision).await?;
    row.status = rules::status(counts);
    (row.faithful_count, row.tone_off_count, row.meaning_changed_count) = (counts.faithful, counts.tone_off, counts.meaning_changed);
    store::keep_counts(&transaction, row.id, counts, row.status).await?;
    transaction.commit().await?;
    Ok(Translated::new(row, &post))
}

/// Whether somebody may vouch for a translation as it is now.
#[must_use]
pub fn may_vouch(member: &Member, row: &TranslationRow, of: &Of) -> bool {
    post_rules::is_shown(of.status)
        && post_rules::is_shown(row.visibility)
        && row.translator_id != Some(member.id())
        && row.post_revision == of.revision
        && rules::knows_both(&member.user.languages, &of.language, &row.language)
}

/// Marks a translation as official, or as one of the community again.
pub async fn mark_official(db: &Db, editor: &Editor<'_>, id: TranslationId, is_official: bool, revision: Option<i32>) -> Result<Translated> {
    let transaction = db.begin().await?;
    let (post, mut row) = to_change(&transaction, id).await?;
    if !post_rules::is_shown(post.status) || !post_rules::is_shown(row.visibility) {
        return Err(missing());
    }
    editor.access.ensure_essay(post.essay_id)?;
    if revision.is_some_and(|revision| revision != row.revision) {
        return Err(Error::conflict("The translation has changed since. Read it again."));
    }
    if row.source == TranslationSource::Machine {
        return Err(Error::invalid(&["input", "translationId"], "A program's translation cannot be official."));
    }
    if is_official {
        ensure_fresh(&post, &row)?;
    }
    row.source = if is_official { TranslationSource::Official } else { TranslationSource::Community };
    store::set_source(&transaction, id, row.source).await?;
    transaction.commit().await?;
    Ok(Translated::new(row, &post))
}

/// A translation as moderation sees it, locked after its post.
pub async fn text_to_change(transaction: &Transaction, id: TranslationId) -> Result<ModeratedText> {
    let (post, row) = to_change(transaction, id).await?;
    Ok(as_text(&row, &post))
}

/// Writes whether a translation is shown, and what follows. It and its post are locked.
pub async fn set_visibility(transaction: &Transaction, id: TranslationId, visibility: PostStatus) -> Result<()> {
    let row = store::translations(transaction, &[id]).await?.pop().ok_or_else(missing)?;
    text_changed(transaction, &TranslationRow { visibility, ..row }, Change::Shown).await
}

/// Removes a translation, or shows it again. With `revision`, only if that is still its text.
pub async fn decide(db: &Db, moderator: &Moderator<'_>, id: TranslationId, kind: Kind, why: Why, revision: Option<i32>) -> Result<(Translated, ActionRow)> {
    let transaction = db.begin().await?;
    let (post, row) = to_change(&transaction, id).await?;
    if row.visibility == PostStatus::Deleted {
        return Err(missing());
    }
    let action = texts::decide(&transaction, moderator, as_text(&row, &post), kind, why, revision).await?;
    let row = store::translations(&transaction, &[id]).await?.pop().ok_or_else(missing)?;
    transaction.commit().await?;
    Ok((Translated::new(row, &post), action))
}

/// A page of what is said of a translation.
pub async fn vouches(db: &Db, id: TranslationId, order: &Order<entity::translation_vouch::Column>, page: &Page) -> Result<Slice<VouchRow>> {
    Ok(store::vouch_page(db.read(), id, order, page).await?)
}

/// How many people have said something of it.
pub async fn count_vouches(db: &Db, id: TranslationId) -> Result<u64> {
    Ok(store::count_vouches(db.read(), id).await?)
}

/// What is said of a translation's present text, as it is kept.
#[must_use]
pub fn counts(row: &TranslationRow) -> Counts {
    Counts { faithful: row.faithful_count, tone_off: row.tone_off_count, meaning_changed: row.meaning_changed_count }
}
