//! What is done with a program that translates.

use std::sync::Arc;

use entity::{AllowanceKind, EssayId, PostStatus, TranslationId, TranslationSource, TranslationStatus};

use crate::{
    auth::Member,
    clock,
    db::Db,
    error::{Code, Error, Result},
    outgoing::translator::{Texts, Translator},
    post::{
        rules::{self as post_rules, PostKey, Words},
        store as posts,
    },
    proposal, reply,
    row::Wanted,
    text::{language, markdown},
    thread,
    translation::{
        rules,
        service::{self as translations, Change, Of, Translated},
        store::{self, TranslationRow},
    },
    trust,
};

/// Translations that a member may ask for in an hour.
const PER_HOUR: u32 = 30;

/// What is to be translated.
struct Source {
    status: PostStatus,
    essay_id: EssayId,
    revision: i32,
    language: String,
    title: Option<String>,
    body: String,
}

async fn source(db: &Db, key: PostKey) -> Result<Option<Source>> {
    macro_rules! source {
        ($item:expr, $essay:expr, $title:expr) => {
            Source {
                status: $item.row.status,
                essay_id: $essay,
                revision: $item.row.revision,
                language: $item.row.language,
                title: $title,
                body: $item.texts.body,
            }
        };
    }
    Ok(match key {
        PostKey::Thread(id) => {
            thread::store::threads(db.read(), &[id], Wanted::ALL).await?.pop().map(|item| source!(item, item.row.essay_id, Some(item.row.title)))
        }
        PostKey::Proposal(id) => {
            proposal::store::proposals(db.read(), &[id], Wanted::ALL).await?.pop().map(|item| source!(item, item.row.essay_id, Some(item.row.title)))
        }
        PostKey::Reply(id) => {
            let Some(item) = reply::store::replies(db.read(), &[id]).await?.pop() else { return Ok(None) };
            let thread = thread::store::threads(db.read(), &[item.row.thread_id], Wanted::ALL).await?.pop();
            thread.map(|thread| source!(item, thread.row.essay_id, None))
        }
    })
}

/// Has a post translated by a program, unless that has translated its present text already.
/// Nothing is locked while it works.
pub async fn request(db: &Db, translator: Option<&dyn Translator>, member: &Member, key: PostKey, tag: &str) -> Result<Translated> {
    let gone = || Error::not_found("post").at(&["input", "postId"]);
    let silent = || Error::new(Code::Unavailable, "There is no translation at the moment. Try again later.");
    let Some(into) = language::parse_tag(tag) else {
        return Err(Error::invalid(&["input", "language"], "It is not a language tag such as `en` or `zh-Hans`."));
    };
    let translator = translator.ok_or_else(|| Error::forbidden("This forum has no program that translates."))?;
    let source = source(db, key).await?.filter(|post| post_rules::is_shown(post.status)).ok_or_else(gone)?;
    member.access.ensure_essay(source.essay_id)?;
    rules::ensure_other_language(&source.language, &into)?;
    // Twice: now, so that nothing is asked in vain, and when the translation has come.
    if let Some(row) = store::by_a_program(db.read(), key.post_id(), &into).await?.filter(|row| row.post_revision == source.revision) {
        ensure_shown(&row)?;
        let of = Of { key, status: source.status, revision: source.revision, language: source.language };
        return Ok(Translated { row: Arc::new(row), of });
    }
    if source.body.chars().count() + source.title.as_ref().map_or(0, |title| title.chars().count()) > translator.max_characters() {
        return Err(Error::invalid(&["input", "postId"], "This post is too long for a program."));
    }
    let transaction = db.begin().await?;
    trust::service::spend(&transaction, member, AllowanceKind::Translation, PER_HOUR).await?;
    transaction.commit().await?;
    let has_title = source.title.is_some();
    let texts = source.title.into_iter().chain([source.body]).collect();
    let mut translated = translator.translate(Texts { from: source.language, into: into.clone(), texts }).await.ok_or_else(silent)?;
    let body = translated.pop().unwrap_or_default();
    let title = translated.pop().filter(|_| has_title);
    // What it says is checked like anybody's words; what is none is no answer.
    let words = rules::check(translations::kind_of(key), Words { language: into.clone(), title, body }).map_err(|_| silent())?;
    let html = markdown::render(&words.body);
    let transaction = db.begin().await?;
    let post = posts::post_to_change(&transaction, key).await?.filter(|post| post_rules::is_shown(post.status)).ok_or_else(gone)?;
    if post.revision != source.revision {
        return Err(Error::conflict("The post has changed meanwhile. Ask again."));
    }
    let old = store::own_to_change(&transaction, key.post_id(), &into, None).await?;
    if let Some(row) = old.as_ref().filter(|row| row.post_revision == post.revision) {
        ensure_shown(row)?;
        return Ok(Translated::new(row.clone(), &post));
    }
    let now = clock::now();
    let row = TranslationRow {
        id: old.as_ref().map_or_else(TranslationId::generate, |row| row.id),
        post_id: key.post_id(),
        post_revision: post.revision,
        language: words.language,
        title: words.title,
        body: words.body,
        body_html: html,
        source: TranslationSource::Machine,
        status: TranslationStatus::Proposed,
        visibility: PostStatus::Published,
        translator_id: None,
        revision: old.as_ref().map_or(1, |row| row.revision + 1),
        faithful_count: 0,
        tone_off_count: 0,
        meaning_changed_count: 0,
        created_at: old.as_ref().map_or(now, |row| row.created_at),
        edited_at: old.as_ref().map(|_| now),
    };
    translations::text_changed(&transaction, &row, old.as_ref().map_or(Change::Made, |row| Change::Revised(row.revision))).await?;
    transaction.commit().await?;
    Ok(Translated::new(row, &post))
}

fn ensure_shown(row: &TranslationRow) -> Result<()> {
    if post_rules::is_shown(row.visibility) { Ok(()) } else { Err(Error::conflict("A moderator has removed the program's translation of this text.")) }
}
