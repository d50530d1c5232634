//! What is done with what can be searched.

use std::sync::Arc;

use entity::{EditionId, EssayId, PostId, PostKind, SearchKind, Timestamp, TranslationId};
use uuid::Uuid;

use crate::{
    db::{Db, Transaction},
    error::Result,
    paging::{self, Cursor, Key, KeyKind, Order, Page, Slice},
    post::rules::PostKey,
    search::{
        rules::{
            Asked, Filter,
            rank::{Candidate, Ranking},
        },
        store::{self, CandidateRow, Document},
    },
    text::prose,
};

/// Hits that are ranked at most: a list ends with the last of them.
pub const MOST_RANKED: usize = 400;
/// Hits of one kind that are counted at most.
pub const MOST_COUNTED: u64 = 1000;
/// Texts that one transaction of [`reindex`] writes.
const BATCH: u64 = 500;

/// The order of hits: best first.
pub const BY_SCORE: Order<()> = Order { tag: 60, kind: KeyKind::Float, key: (), id: (), ascending: false };

/// A text that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Where it is.
    pub row: CandidateRow,
    /// How good it is; see [`crate::search::rules::rank`].
    pub score: f64,
}

impl Hit {
    /// Its place in the list.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor { tag: BY_SCORE.tag, key: Key::Float(self.score), id: self.row.text_id }
    }
}

/// What was found: a page of it, and all of it if that was not too much to look at.
pub struct Found {
    /// The page.
    pub slice: Slice<Arc<Hit>>,
    /// How many there are of each kind, if all were looked at.
    pub counts: Option<Vec<(SearchKind, u64)>>,
}

/// Searches: the best of what matches, by the score.
pub async fn search(db: &Db, asked: &Asked, filter: &Filter, page: &Page) -> Result<Found> {
    if asked.is_empty() || filter.is_void() {
        return Ok(Found { slice: Slice::new(Vec::new(), page), counts: Some(Vec::new()) });
    }
    let (rows, is_all) = store::candidates(db.read(), &asked.places(filter, MOST_RANKED as u64), MOST_RANKED).await?;
    let counts = is_all.then(|| {
        let of_kind = |kind: &SearchKind| (*kind, rows.iter().filter(|row| row.kind == *kind).count() as u64);
        SearchKind::ALL.iter().map(of_kind).collect()
    });
    let ranking = Ranking::new(asked);
    let hits: Vec<Arc<Hit>> = rows
        .into_iter()
        .map(|row| {
            let score = ranking.score(Candidate { title: &row.title, head: &row.head, created_at: row.created_at });
            Arc::new(Hit { row, score })
        })
        .collect();
    Ok(Found { slice: paging::slice_rows(hits, &BY_SCORE, page, |hit| hit.cursor()), counts })
}

/// How much is found of each kind that was asked for, counted up to [`MOST_COUNTED`].
pub async fn count(db: &Db, asked: &Asked, filter: &Filter) -> Result<Vec<(SearchKind, u64)>> {
    if asked.is_empty() || filter.is_void() {
        return Ok(Vec::new());
    }
    let (kinds, matches): (Vec<SearchKind>, Vec<_>) = asked.by_kind(filter).into_iter().unzip();
    let counts = store::count(db.read(), &matches, MOST_COUNTED).await?;
    Ok(kinds.into_iter().zip(counts).collect())
}

/// A text that can be found.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Its title; empty if there is none.
    pub title: &'a str,
    /// As a reader sees it; see [`crate::text::prose`].
    pub body: &'a str,
    /// What it is written in.
    pub language: &'a str,
    /// When it was published.
    pub published_at: Timestamp,
}

fn document(kind: SearchKind, (subject_id, text_id): (Uuid, Uuid), essay_id: EssayId, text: Text<'_>, is_visible: bool) -> Document {
    Document {
        kind,
        subject_id,
        text_id,
        essay_id,
        language: text.language.to_owned(),
        title: text.title.to_owned(),
        body: text.body.to_owned(),
        is_visible,
        created_at: text.published_at,
    }
}

/// Makes a post's text findable, or puts a new one in the place of what was; with
/// `is_visible` false it waits until [`store::set_status`]. In the transaction that writes it.
pub async fn index_post(transaction: &Transaction, key: PostKey, essay_id: EssayId, text: Text<'_>, is_visible: bool) -> Result<()> {
    let kind = match key {
        PostKey::Thread(_) => SearchKind::Thread,
        PostKey::Reply(_) => SearchKind::Reply,
        PostKey::Proposal(_) => SearchKind::Proposal,
    };
    let id = key.post_id().0;
    Ok(store::put(transaction, document(kind, (id, id), essay_id, text, is_visible)).await?)
}

/// Makes a post findable by a translation of it that is shown, or puts its new text in the place
/// of the old one. It is found as long as the post is. In the transaction that writes it.
pub async fn index_translation(transaction: &Transaction, post: PostId, id: TranslationId, text: Text<'_>) -> Result<()> {
    // A post from before there was search gets its document, and those of its translations, by
    // `teahouse reindex`.
    let Some((kind, essay_id, is_visible)) = store::of_post(transaction, post).await? else { return Ok(()) };
    Ok(store::put(transaction, document(kind, (post.0, id.0), essay_id, text, is_visible)).await?)
}

/// Lets a post no longer be found by a translation that is not shown any more.
pub async fn forget_translation(transaction: &Transaction, id: TranslationId) -> Result<()> {
    Ok(store::forget(transaction, id.0).await?)
}

/// Makes an edition findable, or puts its new text in the place of the old one. In the
/// transaction that writes it.
pub async fn index_edition(transaction: &Transaction, id: EditionId, essay_id: EssayId, text: Text<'_>) -> Result<()> {
    Ok(store::put(transaction, document(SearchKind::Essay, (essay_id.0, id.0), essay_id, text, true)).await?)
}

/// How many texts [`reindex`] will go through.
pub async fn count_sources(db: &Db) -> Result<u64> {
    Ok(store::count_sources(db.read()).await?)
}

/// Makes the index anew from the texts, in batches of 500, each a transaction; what is
/// searched meanwhile finds the old form of a text or the new one. Ended early it can be run
/// again. `done` hears of each batch. Returns how many rows stood for nothing and are gone.
pub async fn reindex(db: &Db, mut done: impl FnMut(u64)) -> Result<u64> {
    let transaction = db.begin().await?;
    store::begin_bulk(&transaction).await?;
    transaction.commit().await?;
    let mut after: Option<EditionId> = None;
    loop {
        let transaction = db.begin().await?;
        let documents = store::editions_after(&transaction, after, BATCH / 25).await?;
        let Some(last) = documents.last() else { break };
        after = Some(EditionId(last.text_id));
        let number = documents.len() as u64;
        store::put_all(&transaction, documents).await?;
        transaction.commit().await?;
        done(number);
    }
    let mut after: Option<PostId> = None;
    loop {
        let posts = store::posts_after(db.read(), after, BATCH).await?;
        let Some((last, _)) = posts.last() else { break };
        after = Some(*last);
        let transaction = db.begin().await?;
        let mut documents = Vec::with_capacity(posts.len());
        for kind in [PostKind::Thread, PostKind::Reply, PostKind::Proposal] {
            let ids: Vec<PostId> = posts.iter().filter(|(_, its)| *its == kind).map(|(id, _)| *id).collect();
            documents.extend(store::sources(&transaction, kind, &ids).await?);
        }
        let translations = store::translations_of(&transaction, &documents).await?;
        documents.extend(translations);
        // Oldest first: what is indexed later counts as newer.
        documents.sort_by_key(|document| (document.created_at, document.text_id));
        for document in &mut documents {
            document.body = prose::of_markdown(&document.body).text;
        }
        store::put_all(&transaction, documents).await?;
        transaction.commit().await?;
        done(posts.len() as u64);
    }
    let transaction = db.begin().await?;
    let strays = store::remove_strays(&transaction).await?;
    transaction.commit().await?;
    let (mut is_first, mut is_done) = (true, false);
    while !is_done {
        let transaction = db.begin().await?;
        is_done = store::end_bulk(&transaction, is_first).await?;
        transaction.commit().await?;
        is_first = false;
    }
    Ok(strays)
}
