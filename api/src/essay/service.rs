//! What can be done with essays.

use std::{collections::BTreeSet, sync::Arc};

use entity::{EditionId, EssayId, Timestamp, UserId};

use crate::{
    alignment, anchor,
    auth::Editor,
    clock, consensus,
    db::{Db, Transaction},
    error::{Error, Result},
    essay::{
        rules::{self, Draft, Titles},
        store::{self, EditionWanted, EditionWithCredits, EssayRow, Which},
    },
    paging::{Order, Page, Slice},
    row::Columns,
    search::{self, service::Text},
    segment::{self, rules::Segmentation},
    text::markdown,
};

/// A work by slug.
pub async fn essay_by_slug(db: &Db, slug: &str, wanted: Columns) -> Result<Option<Arc<EssayRow>>> {
    if rules::slug(slug).is_err() {
        return Ok(None);
    }
    Ok(store::essay_by_slug(db.read(), slug, wanted).await?.map(Arc::new))
}

/// A work by id.
pub async fn essay(db: &Db, id: EssayId) -> Result<Option<Arc<EssayRow>>> {
    Ok(store::essays(db.read(), &[id], Columns::ALL).await?.pop().map(Arc::new))
}

/// A page of all works.
pub async fn essays(db: &Db, order: &Order<entity::essay::Column>, page: &Page, wanted: Columns) -> Result<Slice<Arc<EssayRow>>> {
    Ok(store::essay_page(db.read(), order, page, wanted).await?.map(Arc::new))
}

/// How many works there are.
pub async fn count_essays(db: &Db) -> Result<u64> {
    Ok(store::count_essays(db.read()).await?)
}

/// A work's edition in one language, which must be one that it has.
pub async fn edition_of(db: &Db, essay_id: EssayId, language: &str, wanted: EditionWanted) -> Result<Option<EditionWithCredits>> {
    Ok(store::editions(db.read(), Which::OfEssay(essay_id, language), wanted).await?.pop())
}

/// All editions of a work, oldest first.
pub async fn editions_of(db: &Db, essay_id: EssayId, wanted: EditionWanted) -> Result<Vec<EditionWithCredits>> {
    Ok(store::editions(db.read(), Which::OfEssays(&[essay_id]), wanted).await?)
}

/// An edition by id, with its work.
pub async fn edition(db: &Db, id: EditionId) -> Result<Option<(EditionWithCredits, Arc<EssayRow>)>> {
    let Some(edition) = store::editions(db.read(), Which::ByIds(&[id]), EditionWanted::ALL).await?.pop() else { return Ok(None) };
    Ok(essay(db, edition.row.essay_id).await?.map(|essay| (edition, essay)))
}

/// Titles of a work by language.
#[must_use]
pub fn titles(essay: &EssayRow) -> Titles {
    serde_json::from_str(&essay.titles).unwrap_or_default()
}

/// What a publication came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// A new edition.
    Created,
    /// A new text of an edition; the old one is kept.
    Revised,
    /// Only credits, country or source changed.
    Amended,
    /// Everything was as it is.
    Unchanged,
}

/// Publishes an edition, for an editor.
pub async fn publish(db: &Db, editor: &Editor<'_>, draft: Draft) -> Result<(Arc<EssayRow>, EditionId)> {
    let may = |known: Option<EssayId>| known.map_or_else(|| editor.access.ensure_any_essay(), |id| editor.access.ensure_essay(id));
    let (essay, edition, _) = publish_if(db, draft, None, may).await?;
    Ok((essay, edition))
}

/// Publishes an edition. For the command line and the demo, which answer to nobody.
pub async fn publish_as_operator(db: &Db, draft: Draft, published_at: Option<Timestamp>) -> Result<(Arc<EssayRow>, EditionId, Publication)> {
    publish_if(db, draft, published_at, |_| Ok(())).await
}

/// Publishes an edition: makes the work if there is none of that slug, a new
/// edition if the work has none in that language, or a new text of the one it
/// has. `may` is asked with the work, once it is known which.
async fn publish_if(
    db: &Db,
    draft: Draft,
    published_at: Option<Timestamp>,
    may: impl Fn(Option<EssayId>) -> Result<()>,
) -> Result<(Arc<EssayRow>, EditionId, Publication)> {
    let ready = Ready::new(draft).await?;
    let transaction = db.begin().await?;
    let published = write(&transaction, ready, published_at, may).await?;
    transaction.commit().await?;
    if matches!(published.2, Publication::Created | Publication::Revised) {
        anchor::service::settle_now(db, published.0.id).await;
    }
    Ok(published)
}

/// The same as a part of a greater whole, which the caller commits, and then lets
/// [`anchor::service::settle_now`] run.
pub async fn publish_within(transaction: &Transaction, draft: Draft) -> Result<(Arc<EssayRow>, EditionId, Publication)> {
    write(transaction, Ready::new(draft).await?, None, |_| Ok(())).await
}

/// A draft that is checked, and what is made from it before anything is locked.
struct Ready {
    draft: Draft,
    html: String,
    segmentation: Segmentation,
}

impl Ready {
    async fn new(draft: Draft) -> Result<Self> {
        let draft = rules::check(draft)?;
        let (html, segmentation) = rendered(draft.body.clone()).await?;
        Ok(Self { draft, html, segmentation })
    }
}

async fn write(
    transaction: &Transaction,
    ready: Ready,
    published_at: Option<Timestamp>,
    may: impl Fn(Option<EssayId>) -> Result<()>,
) -> Result<(Arc<EssayRow>, EditionId, Publication)> {
    let Ready { draft, html, segmentation } = ready;
    let now = clock::now();
    let published_at = published_at.unwrap_or(now);
    let linked: BTreeSet<UserId> = draft.credits.iter().filter_map(|credit| credit.user_id).collect();
    if !linked.is_empty() && store::existing_users(transaction, linked.iter().copied().collect()).await? != linked.len() {
        return Err(Error::invalid(&["input", "credits"], "A credit names an account that does not exist."));
    }
    let known = store::essay_to_publish(transaction, &draft.slug).await?;
    may(known.as_ref().map(|essay| essay.id))?;
    let exists = known.is_some();
    let mut essay = known.unwrap_or_else(|| EssayRow {
        id: EssayId::generate(),
        slug: draft.slug.clone(),
        original_language: draft.original_language.clone().unwrap_or_else(|| draft.language.clone()),
        origin_country: draft.origin_country.clone(),
        titles: "{}".to_owned(),
        created_at: published_at,
        published_at,
        last_activity_at: published_at,
    });
    if draft.original_language.as_ref().is_some_and(|language| *language != essay.original_language) {
        return Err(Error::invalid(&["input", "originalLanguage"], format!("This essay was written in `{}`.", essay.original_language)));
    }
    let before = essay.clone();
    let mut titles = titles(&essay);
    titles.insert(draft.language.clone(), draft.title.clone());
    essay.titles = serde_json::to_string(&titles).map_err(Error::internal)?;
    essay.origin_country = draft.origin_country.clone().or(essay.origin_country);
    essay.published_at = essay.published_at.min(published_at);

    let old = if exists { store::edition_to_revise(transaction, essay.id, &draft.language).await? } else { None };
    if old.as_ref().is_none_or(|old| old.title != draft.title || old.body != draft.body) {
        essay.last_activity_at = essay.last_activity_at.max(published_at);
    }
    if !exists {
        store::insert_essay(transaction, &essay).await?;
    } else if essay != before && !store::update_essay(transaction, &essay, &before.titles).await? {
        return Err(changed_meanwhile());
    }
    if essay.origin_country != before.origin_country {
        consensus::store::mark_essay_due(transaction, essay.id).await?;
    }
    let edition_published_at = old.as_ref().map_or(published_at, |old| old.published_at);
    let mut new_revision = None;
    let (edition_id, mut publication) = match old {
        None => {
            new_revision = Some(1);
            (store::insert_edition(transaction, essay.id, &draft, html, published_at).await?, Publication::Created)
        }
        Some(old) => {
            let (id, next) = (old.id, old.revision + 1);
            let same_source = old.source_url == draft.source_url;
            let publication = if old.title == draft.title && old.body == draft.body {
                Publication::Unchanged
            } else if store::revise_edition(transaction, old, &draft, html, now).await? {
                new_revision = Some(next);
                Publication::Revised
            } else {
                return Err(changed_meanwhile());
            };
            if !same_source {
                store::set_source_url(transaction, id, draft.source_url.clone()).await?;
            }
            (id, if publication == Publication::Unchanged && (!same_source || essay != before) { Publication::Amended } else { publication })
        }
    };
    if publication == Publication::Created || store::credits(transaction, edition_id).await? != draft.credits {
        store::replace_credits(transaction, edition_id, &draft.credits).await?;
        if publication == Publication::Unchanged {
            publication = Publication::Amended;
        }
    }
    if let Some(revision) = new_revision {
        segment::store::replace(transaction, edition_id, revision, &segmentation).await?;
        alignment::store::bump(transaction, essay.id).await?;
        let text = Text { title: &draft.title, body: &segmentation.plain_text, language: &draft.language, published_at: edition_published_at };
        search::service::index_edition(transaction, edition_id, essay.id, text).await?;
    }
    Ok((Arc::new(essay), edition_id, publication))
}

/// On a thread of its own: half a million characters can take long, and the worker
/// has others to serve.
async fn rendered(body: String) -> Result<(String, Segmentation)> {
    tokio::task::spawn_blocking(move || (markdown::render(&body), segment::rules::segment(&body))).await.map_err(Error::internal)
}

fn changed_meanwhile() -> Error {
    Error::conflict("Somebody else has just published this essay. Read it again.")
}
