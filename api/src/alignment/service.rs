//! What is done with alignments.

use std::{collections::HashMap, ops::Range, sync::Arc};

use entity::{EditionId, EssayId, SegmentPinId};

use crate::{
    alignment::{
        rules::{self, Atlas, EditionText, FoundPin, Links, Pair, PinnedPassage},
        store::{self, PinRow},
    },
    anchor,
    auth::Editor,
    clock,
    db::Db,
    error::{Error, Result},
    segment,
    text::anchoring::Document,
};

/// Sentences that one correction names on a side at most.
pub const MAX_SENTENCES: usize = 20;

/// An essay's editions as they are.
pub async fn atlas(db: &Db, essay_id: EssayId) -> Result<Option<Arc<Atlas>>> {
    Ok(store::atlas(db.read(), essay_id).await?.map(Arc::new))
}

/// An edition's text in an earlier revision, ready to be searched; `None` if it is not kept.
pub async fn former_text(db: &Db, id: EditionId, revision: i32) -> Result<Option<Arc<Document>>> {
    let Some(body) = store::former_body(db.read(), id, revision).await? else { return Ok(None) };
    let document = tokio::task::spawn_blocking(move || Document::new(&segment::rules::segment(&body).plain_text));
    Ok(Some(Arc::new(document.await.map_err(Error::internal)?)))
}

/// Aligns the editions whose texts are new; says whether any were. What it writes is of
/// that moment or not written at all: the caller looks again.
pub async fn align(db: &Db, atlas: &Arc<Atlas>) -> Result<bool> {
    let pairs = atlas.unaligned();
    for (version, pair) in (atlas.version..).zip(&pairs) {
        let pins = found_pins(db, atlas, *pair).await?;
        let pins = rules::in_force(pins);
        let links = aligned(atlas.clone(), *pair, pins).await?;
        let transaction = db.begin().await?;
        if !store::lock(&transaction, atlas.essay, version).await? {
            return Ok(true);
        }
        store::save(&transaction, *pair, &links).await?;
        store::bump(&transaction, atlas.essay).await?;
        transaction.commit().await?;
    }
    Ok(!pairs.is_empty())
}

async fn aligned(atlas: Arc<Atlas>, pair: Pair, pins: Vec<FoundPin>) -> Result<Links> {
    tokio::task::spawn_blocking(move || {
        let (Some(left), Some(right)) = (atlas.editions.get(&pair.left), atlas.editions.get(&pair.right)) else { return Links::default() };
        rules::align(left, right, &pins)
    })
    .await
    .map_err(Error::internal)
}

/// Corrections of two editions in their present texts, newest first; without those whose
/// sentences are not to be found.
async fn found_pins(db: &Db, atlas: &Arc<Atlas>, pair: Pair) -> Result<Vec<FoundPin>> {
    let pins = store::pins(db.read(), pair).await?;
    if pins.is_empty() {
        return Ok(Vec::new());
    }
    let mut former: HashMap<(EditionId, i32), Option<Arc<Document>>> = HashMap::new();
    for pin in &pins {
        for (id, passage) in [(pair.left, &pin.left), (pair.right, &pin.right)] {
            let present = atlas.editions.get(&id).map(|edition| edition.revision);
            if let Some(passage) = passage
                && Some(passage.revision) != present
                && !former.contains_key(&(id, passage.revision))
            {
                former.insert((id, passage.revision), former_text(db, id, passage.revision).await?);
            }
        }
    }
    let atlas = atlas.clone();
    tokio::task::spawn_blocking(move || {
        let (Some(left), Some(right)) = (atlas.editions.get(&pair.left), atlas.editions.get(&pair.right)) else { return Vec::new() };
        let (left_document, right_document) = (Document::new(&left.plain_text), Document::new(&right.plain_text));
        let find = |passage: Option<&PinnedPassage>, edition: &EditionText, document: &Document| match passage {
            None => Some(0..0),
            Some(passage) => {
                let old = former.get(&(edition.id, passage.revision)).and_then(Option::as_ref);
                passage.find(edition, document, old.map(AsRef::as_ref))
            }
        };
        pins.iter()
            .filter_map(|pin| {
                let left = find(pin.left.as_ref(), left, &left_document)?;
                let right = find(pin.right.as_ref(), right, &right_document)?;
                Some(FoundPin { id: pin.id, left, right })
            })
            .collect()
    })
    .await
    .map_err(Error::internal)
}

/// What an editor says of two editions' sentences.
pub struct Correction {
    /// An edition.
    pub edition: EditionId,
    /// Ordinals of its sentences, one after the other.
    pub segments: Vec<i32>,
    /// Another edition of the same essay.
    pub counterpart_edition: EditionId,
    /// Ordinals of the sentences that correspond; none = there are none.
    pub counterparts: Vec<i32>,
    /// The text that was looked at, of each; `None` = the present one.
    pub revisions: (Option<i32>, Option<i32>),
}

/// Says which sentences of two editions correspond. `CONFLICT` if a text is no longer the
/// one that was looked at.
pub async fn correct(db: &Db, editor: &Editor<'_>, correction: Correction) -> Result<()> {
    let atlas = editions(db, editor, &correction).await?;
    let (one, other) = (text(&atlas, correction.edition)?, text(&atlas, correction.counterpart_edition)?);
    let segments = ordinals(&correction.segments, one, "segments")?;
    let counterparts = if correction.counterparts.is_empty() { 0..0 } else { ordinals(&correction.counterparts, other, "counterparts")? };
    let pair = Pair::of(one.id, other.id);
    let (left, right) = if pair.left == one.id { (segments, counterparts) } else { (counterparts, segments) };
    let pin = {
        let (atlas, left, right) = (atlas.clone(), left.clone(), right.clone());
        tokio::task::spawn_blocking(move || {
            let passage = |id: EditionId, ordinals: &Range<usize>| {
                let edition = atlas.editions.get(&id)?;
                PinnedPassage::of(edition, &Document::new(&edition.plain_text), ordinals)
            };
            PinRow { id: SegmentPinId::generate(), left: passage(pair.left, &left), right: passage(pair.right, &right) }
        })
        .await
        .map_err(Error::internal)?
    };
    change(db, editor, &atlas, pair, Some((pin, left, right)), |_| false).await
}

/// Takes back what editors have said of some sentences and another edition.
pub async fn reset(db: &Db, editor: &Editor<'_>, correction: Correction) -> Result<()> {
    let atlas = editions(db, editor, &correction).await?;
    let (one, other) = (text(&atlas, correction.edition)?, text(&atlas, correction.counterpart_edition)?);
    let segments = ordinals(&correction.segments, one, "segments")?;
    let pair = Pair::of(one.id, other.id);
    let (left, right) = if pair.left == one.id { (segments, 0..0) } else { (0..0, segments) };
    change(db, editor, &atlas, pair, None, |pin| pin.meets(&left, &right)).await
}

/// Changes the corrections of two editions, and aligns them anew, all at once.
async fn change(
    db: &Db,
    editor: &Editor<'_>,
    atlas: &Arc<Atlas>,
    pair: Pair,
    new: Option<(PinRow, Range<usize>, Range<usize>)>,
    is_taken_back: impl Fn(&FoundPin) -> bool,
) -> Result<()> {
    let mut found = found_pins(db, atlas, pair).await?;
    let replaced = |pin: &FoundPin| is_taken_back(pin) || new.as_ref().is_some_and(|(_, left, right)| pin.meets(left, right));
    let gone: Vec<_> = found.iter().filter(|pin| replaced(pin)).map(|pin| pin.id).collect();
    found.retain(|pin| !gone.contains(&pin.id));
    if let Some((pin, left, right)) = &new {
        found.insert(0, FoundPin { id: pin.id, left: left.clone(), right: right.clone() });
    }
    let links = aligned(atlas.clone(), pair, rules::in_force(found)).await?;
    let transaction = db.begin().await?;
    if !store::lock(&transaction, atlas.essay, atlas.version).await? {
        return Err(changed_meanwhile());
    }
    store::delete_pins(&transaction, &gone).await?;
    if let Some((pin, ..)) = &new {
        store::insert_pin(&transaction, pair, pin, editor.id(), clock::now()).await?;
    }
    store::save(&transaction, pair, &links).await?;
    store::bump(&transaction, atlas.essay).await?;
    transaction.commit().await?;
    anchor::service::settle_now(db, atlas.essay).await;
    Ok(())
}

async fn editions(db: &Db, editor: &Editor<'_>, correction: &Correction) -> Result<Arc<Atlas>> {
    let essay_id = store::essay_of(db.read(), correction.edition).await?.ok_or_else(|| Error::not_found("edition").at(&["input", "editionId"]))?;
    editor.access.ensure_essay(essay_id)?;
    let atlas = atlas(db, essay_id).await?.ok_or_else(|| Error::not_found("edition").at(&["input", "editionId"]))?;
    if correction.counterpart_edition == correction.edition || !atlas.editions.contains_key(&correction.counterpart_edition) {
        return Err(Error::invalid(&["input", "counterpartEditionId"], "It is not another edition of the same essay."));
    }
    let is_present = |id, revision: Option<i32>| revision.is_none_or(|revision| atlas.editions.get(id).is_some_and(|edition| edition.revision == revision));
    if !is_present(&correction.edition, correction.revisions.0) || !is_present(&correction.counterpart_edition, correction.revisions.1) {
        return Err(changed_meanwhile());
    }
    Ok(atlas)
}

fn text(atlas: &Atlas, id: EditionId) -> Result<&EditionText> {
    atlas.editions.get(&id).ok_or_else(|| Error::internal("an edition was not read"))
}

/// Sentences that follow each other.
fn ordinals(named: &[i32], edition: &EditionText, field: &'static str) -> Result<Range<usize>> {
    let wrong = |message: String| Error::invalid(&["input", field], message);
    let mut sorted: Vec<usize> = named.iter().filter_map(|ordinal| usize::try_from(*ordinal).ok()).collect();
    sorted.sort_unstable();
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return Err(wrong("Name at least one sentence by its ordinal.".to_owned())) };
    if named.len() > MAX_SENTENCES {
        return Err(wrong(format!("Name at most {MAX_SENTENCES} sentences.")));
    }
    let is_run = sorted.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    if sorted.len() != named.len() || *last >= edition.sentences.len() {
        return Err(wrong(format!("This edition has sentences 0 to {}.", edition.sentences.len().saturating_sub(1))));
    }
    if !is_run {
        return Err(wrong("The sentences must follow each other, each named once.".to_owned()));
    }
    Ok(*first..last + 1)
}

/// For whoever acts on texts that are no longer the present ones.
#[must_use]
pub fn changed_meanwhile() -> Error {
    Error::conflict("The essay has changed meanwhile. Read it again.")
}
