//! What is done with passages.

use std::{collections::HashMap, sync::Arc, time::Duration};

use entity::{EditionId, EssayId, ThreadId};

use crate::{
    alignment::{
        self,
        rules::{Atlas, EditionText},
    },
    anchor::{
        rules::{self, Passage, Place},
        store::{self, Anchored},
    },
    db::{Db, Transaction},
    error::{Error, Result},
    text::anchoring::{Document, Located, Quote},
};

/// The longest passage, in Unicode scalar values.
pub const MAX_EXACT: usize = 2_000;
/// The longest context on a side.
pub const MAX_CONTEXT: usize = 200;
/// How much of the nearest passage is told to whoever quotes what is not there.
const MAX_TOLD: usize = 200;
/// Passages looked for at a time.
const BATCH: u64 = 500;
/// Earlier texts that are kept at hand.
const MAX_FORMER: usize = 8;
/// Up to so many passages and bytes of text, whoever publishes waits for them.
const MAX_AT_ONCE: u64 = 200;
const MAX_TEXT_AT_ONCE: usize = 600_000;
/// How often an instance asks whether texts have changed.
const PAUSE: Duration = Duration::from_secs(3);
/// How often what was found is thrown away because a text changed meanwhile.
const MAX_ROUNDS: usize = 20;

/// A passage as a client quotes it.
pub struct Draft {
    /// The edition.
    pub edition_id: EditionId,
    /// The words.
    pub exact: String,
    /// What stands before.
    pub prefix: String,
    /// What stands after.
    pub suffix: String,
}

/// A passage that was found, and its places in all editions.
pub struct Quoted {
    /// What is kept: our words, not the client's.
    pub passage: Passage,
    places: Vec<Place>,
    atlas: Arc<Atlas>,
}

impl Quoted {
    /// Whether its place in each edition is known already.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.places.len() == self.atlas.editions.len()
    }
}

/// Finds a passage in an edition's present text. `VALIDATION_FAILED` if it is not there, or at
/// several places. Takes time: never call it with a transaction open.
pub async fn quote(db: &Db, essay_id: EssayId, draft: Draft) -> Result<Quoted> {
    let long = |field: &'static str, most: usize| Error::invalid(&["input", "quote", field], format!("At most {most} characters."));
    if draft.exact.trim().is_empty() {
        return Err(Error::invalid(&["input", "quote", "exact"], "Quote at least one word."));
    }
    for (field, text, most) in [("exact", &draft.exact, MAX_EXACT), ("prefix", &draft.prefix, MAX_CONTEXT), ("suffix", &draft.suffix, MAX_CONTEXT)] {
        if text.chars().nth(most).is_some() {
            return Err(long(field, most));
        }
    }
    let atlas = alignment::service::atlas(db, essay_id).await?.ok_or_else(|| Error::not_found("essay").at(&["input", "essayId"]))?;
    if !atlas.editions.contains_key(&draft.edition_id) {
        return Err(Error::invalid(&["input", "quote", "editionId"], "It is not an edition of this essay."));
    }
    tokio::task::spawn_blocking(move || {
        let edition = atlas.editions.get(&draft.edition_id).ok_or_else(|| Error::internal("an edition was not read"))?;
        let passage = located(edition, &draft)?;
        let own = rules::as_quoted(edition, &passage);
        let places = rules::everywhere(&atlas, &passage.quote.exact, own);
        Ok(Quoted { passage, places, atlas })
    })
    .await
    .map_err(Error::internal)?
}

fn located(edition: &EditionText, draft: &Draft) -> Result<Passage> {
    let refused = |message: String| Err(Error::invalid(&["input", "quote", "exact"], message));
    let document = Document::new(&edition.plain_text);
    let asked = Quote { exact: draft.exact.clone(), prefix: draft.prefix.clone(), suffix: draft.suffix.clone() };
    let (start, end) = match document.locate(&asked) {
        Located::Exact { start, end } => (start, end),
        Located::Ambiguous { count } => {
            return refused(format!("These words stand {count} times in this edition. Send what stands before and after them, too."));
        }
        Located::Missing { nearest: None } => return refused("These words are not in this edition.".to_owned()),
        Located::Missing { nearest: Some(nearest) } => {
            let words = edition.words(nearest.start, nearest.end);
            let told: String = words.chars().take(MAX_TOLD).collect();
            let more = if told.len() < words.len() { "…" } else { "" };
            return refused(format!("These words are not in this edition. The nearest are: “{told}{more}”"));
        }
    };
    let quote = document.quote(start, end);
    let was_unique = document.count(&quote.exact) == 1;
    Ok(Passage { edition_id: edition.id, revision: edition.revision, quote, start, end, was_unique })
}

/// The words that a thread quotes; `None` if it quotes nothing.
pub async fn words(db: &Db, thread: ThreadId) -> Result<Option<String>> {
    Ok(store::exact(db.read(), thread).await?)
}

/// Keeps a new thread's passage. `CONFLICT` if a text has changed since it was found.
pub async fn keep(transaction: &Transaction, thread: ThreadId, quoted: &Quoted) -> Result<()> {
    let atlas = &quoted.atlas;
    if !alignment::store::lock(transaction, atlas.essay, atlas.version).await? {
        return Err(alignment::service::changed_meanwhile());
    }
    store::insert(transaction, thread, &quoted.passage).await?;
    let places: Vec<_> = quoted.places.iter().map(|place| (thread, place.clone())).collect();
    store::save(transaction, atlas.version, &places).await?;
    if !quoted.is_everywhere() {
        // The other editions are not aligned yet: whoever is at it must come back for this one.
        alignment::store::bump(transaction, atlas.essay).await?;
    }
    Ok(())
}

/// Finds an essay's passages in its present texts, if that is quickly done; if not, or if it
/// fails, [`keep_settled`] does it. For whoever has just changed a text.
pub async fn settle_now(db: &Db, essay_id: EssayId) {
    let attempt = async {
        let Some(atlas) = alignment::service::atlas(db, essay_id).await? else { return Ok(()) };
        let text: usize = atlas.editions.values().map(|edition| edition.plain_text.len()).sum();
        let passages = store::count(db.read(), atlas.editions.keys().copied().collect()).await?;
        if text <= MAX_TEXT_AT_ONCE && passages <= MAX_AT_ONCE {
            settle_from(db, atlas).await?;
        }
        Ok::<_, Error>(())
    };
    if let Err(error) = attempt.await {
        tracing::warn!(%error, "passages of an essay could not be found again at once");
    }
}

/// Aligns an essay's editions and finds its passages in their present texts. Gives the same
/// whoever does it, however often, and by how many steps a text came to be.
pub async fn settle(db: &Db, essay_id: EssayId) -> Result<()> {
    match alignment::service::atlas(db, essay_id).await? {
        Some(atlas) => settle_from(db, atlas).await,
        None => Ok(()),
    }
}

/// The same for editions as they have just been read.
async fn settle_from(db: &Db, mut atlas: Arc<Atlas>) -> Result<()> {
    for _ in 0..MAX_ROUNDS {
        if atlas.anchored_version == atlas.version {
            return Ok(());
        }
        if !alignment::service::align(db, &atlas).await? {
            place_all(db, &atlas).await?;
            let transaction = db.begin().await?;
            let is_settled = store::mark_settled(&transaction, atlas.essay, atlas.version).await?;
            transaction.commit().await?;
            if is_settled {
                return Ok(());
            }
        }
        let Some(next) = alignment::service::atlas(db, atlas.essay).await? else { return Ok(()) };
        atlas = next;
    }
    // The next turn goes on.
    Ok(())
}

/// Texts of editions, ready to be searched.
#[derive(Default)]
struct Documents {
    present: HashMap<EditionId, Arc<Document>>,
    former: HashMap<(EditionId, i32), Option<Arc<Document>>>,
}

async fn place_all(db: &Db, atlas: &Arc<Atlas>) -> Result<()> {
    let mut documents = Documents::default();
    let mut after = None;
    loop {
        let anchored = store::anchors(db.read(), atlas.editions.keys().copied().collect(), after, BATCH).await?;
        let Some(last) = anchored.last() else { return Ok(()) };
        after = Some(last.thread);
        let (places, back) = placed(db, atlas.clone(), anchored, documents).await?;
        documents = back;
        let transaction = db.begin().await?;
        store::save(&transaction, atlas.version, &places).await?;
        transaction.commit().await?;
    }
}

async fn placed(db: &Db, atlas: Arc<Atlas>, anchored: Vec<Anchored>, mut documents: Documents) -> Result<(Vec<(ThreadId, Place)>, Documents)> {
    if documents.former.len() > MAX_FORMER {
        documents.former.clear();
    }
    for Anchored { passage, .. } in &anchored {
        let Some(edition) = atlas.editions.get(&passage.edition_id) else { continue };
        let key = (edition.id, passage.revision);
        if passage.revision != edition.revision && !documents.former.contains_key(&key) {
            documents.former.insert(key, alignment::service::former_text(db, key.0, key.1).await?);
        }
    }
    tokio::task::spawn_blocking(move || {
        let mut places = Vec::new();
        for Anchored { thread, passage, own } in anchored {
            let Some(edition) = atlas.editions.get(&passage.edition_id) else { continue };
            let own = match own {
                Some(own) if own.revision == edition.revision => own,
                _ if passage.revision == edition.revision => rules::as_quoted(edition, &passage),
                _ => {
                    let document = documents.present.entry(edition.id).or_insert_with(|| Arc::new(Document::new(&edition.plain_text)));
                    let old = documents.former.get(&(edition.id, passage.revision)).and_then(Option::as_ref);
                    rules::found_again(edition, document, &passage, old.map(AsRef::as_ref))
                }
            };
            places.extend(rules::everywhere(&atlas, &passage.quote.exact, own).into_iter().map(|place| (thread, place)));
        }
        (places, documents)
    })
    .await
    .map_err(Error::internal)
}

/// Settles all essays whose texts have changed. Returns how many there were.
pub async fn settle_due(db: &Db) -> Result<usize> {
    let due = store::unsettled(db.read(), 100).await?;
    for essay_id in &due {
        if let Err(error) = settle(db, *essay_id).await {
            // One essay does not stop the others; it comes again at the next turn.
            tracing::warn!(%error, "passages of an essay could not be found again");
        }
    }
    Ok(due.len())
}

/// Keeps passages where they belong for as long as the program runs.
pub async fn keep_settled(db: Db) {
    loop {
        if let Err(error) = settle_due(&db).await {
            tracing::warn!(%error, "whether texts have changed could not be asked");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
