//! `Anchor` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::{
    anchor::{
        loaders::{AnchorOf, Everywhere},
        store::InEdition,
    },
    error::{Error, Result},
    essay::{object::Edition, store::EssayRow},
    graphql::{context::ContextExt, scalars::LanguageTag, walk::Walked},
    text::language,
    thread::store::ThreadItem,
};

/// How a passage stands in an edition's present text.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::AnchorState")]
pub enum AnchorState {
    /// Word for word where it was quoted.
    Exact,
    /// Word for word at another place.
    Shifted,
    /// Changed a little: the score is at least 0.75, and 0.10 above any other place.
    Fuzzy,
    /// In another language: the sentences that correspond.
    Projected,
    /// Not to be found: kept with its original words.
    Orphaned,
}

/// Words of an edition with what stood around them, as they were quoted.
#[derive(SimpleObject)]
pub struct Quote {
    /// The words.
    exact: String,
    /// What stood before them: up to 32 characters.
    prefix: String,
    /// What stood after them.
    suffix: String,
    /// The language that was quoted.
    language: LanguageTag,
    /// `Edition.revision` of the text that was quoted.
    revision: i32,
}

/// The passage that a thread is about, in one edition.
pub struct Anchor {
    everywhere: Arc<Everywhere>,
    at: InEdition,
    essay: Arc<EssayRow>,
}

impl Anchor {
    /// A thread's passage in the edition that suits a reader best; in the one that was quoted
    /// if no language is given or none suits.
    pub async fn load(ctx: &Context<'_>, thread: &ThreadItem, wanted: Option<&LanguageTag>) -> Result<Option<Self>> {
        let Some(everywhere) = ctx.request().loader.load_one(AnchorOf(thread.row.id)).await? else { return Ok(None) };
        let quoted = everywhere.editions.iter().find(|edition| edition.edition_id == everywhere.passage.edition_id);
        let quoted = quoted.ok_or_else(|| Error::internal("a passage's edition was not read"))?;
        let best = wanted.map_or(quoted.language.as_str(), |wanted| {
            language::best_match(&wanted.0, &everywhere.editions.iter().map(|edition| edition.language.as_str()), &quoted.language)
        });
        let at = everywhere.editions.iter().find(|edition| edition.language == best).unwrap_or(quoted).clone();
        let essay = thread.essay.clone().ok_or_else(|| Error::internal("a post's essay was not read"))?;
        Ok(Some(Self { everywhere, at, essay }))
    }
}

/// The passage that a thread is about, in one edition.
#[Object]
impl Anchor {
    /// Whose text this is a place in.
    pub(crate) async fn edition(&self, ctx: &Context<'_>) -> Result<Walked<Edition>> {
        Edition::load(ctx, self.at.edition_id, self.essay.clone()).await
    }

    /// The words that stand there now; of an orphan those that were quoted.
    pub(crate) async fn text(&self) -> &str {
        self.at.place.as_ref().map_or(self.everywhere.passage.quote.exact.as_str(), |place| place.text.as_str())
    }

    /// Where it begins in `Edition.plainText`, in Unicode scalar values; 0 for an orphan.
    pub(crate) async fn start(&self) -> i32 {
        self.at.place.as_ref().map_or(0, |place| i32::try_from(place.start).unwrap_or(i32::MAX))
    }

    /// Where it ends, exclusive; 0 for an orphan.
    pub(crate) async fn end(&self) -> i32 {
        self.at.place.as_ref().map_or(0, |place| i32::try_from(place.end).unwrap_or(i32::MAX))
    }

    /// How it stands there.
    pub(crate) async fn state(&self) -> AnchorState {
        self.at.place.as_ref().map_or(AnchorState::Orphaned, |place| place.state.into())
    }

    /// How well it fits, from 0 to 1: (50 · words + 20 · before + 20 · after + 2 · place) / 92,
    /// after Hypothesis. Of PROJECTED that of the passage in its own edition; 0 for an orphan.
    pub(crate) async fn score(&self) -> f64 {
        self.at.place.as_ref().map_or(0.0, |place| place.score)
    }

    /// True for the moments after a text has changed in which it is still to be found there; it
    /// is shown as ORPHANED until then.
    pub(crate) async fn is_pending(&self) -> bool {
        self.at.place.is_none()
    }

    /// As it was quoted.
    pub(crate) async fn quote(&self) -> Quote {
        let passage = &self.everywhere.passage;
        let language = self.everywhere.editions.iter().find(|edition| edition.edition_id == passage.edition_id);
        Quote {
            exact: passage.quote.exact.clone(),
            prefix: passage.quote.prefix.clone(),
            suffix: passage.quote.suffix.clone(),
            language: LanguageTag(language.map(|edition| edition.language.clone()).unwrap_or_default()),
            revision: passage.revision,
        }
    }
}
