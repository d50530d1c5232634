//! `Segment` of the schema.

use async_graphql::{Context, Object};
use entity::EditionId;

use crate::{
    alignment::loaders::Counterparts,
    anchor::loaders::ThreadCounts,
    error::Result,
    graphql::{context::ContextExt, scalars::LanguageTag, walk::WalkedItems},
    segment::{loaders::SegmentsOf, store::SegmentRow},
};

/// A sentence of an edition.
#[derive(Clone)]
pub struct Segment {
    /// The edition.
    pub edition: EditionId,
    /// The sentence.
    pub row: SegmentRow,
}

/// A sentence of an edition's present text.
#[Object]
impl Segment {
    /// Counts sentences of the edition from 0.
    pub(crate) async fn ordinal(&self) -> i32 {
        self.row.ordinal
    }

    /// The paragraph that it is in; counts from 0.
    pub(crate) async fn paragraph(&self) -> i32 {
        self.row.paragraph
    }

    /// Its words.
    pub(crate) async fn text(&self) -> &str {
        &self.row.text
    }

    /// Where it begins in `Edition.plainText`, in Unicode scalar values.
    pub(crate) async fn start(&self) -> i32 {
        self.row.start
    }

    /// Where it ends, exclusive.
    pub(crate) async fn end(&self) -> i32 {
        self.row.end
    }

    /// The sentences that say the same in the edition of another language: as the program
    /// finds them, and as editors have corrected it. None if they were left out there, if there
    /// is no other edition that suits, or in the moments after a text has changed.
    pub(crate) async fn counterpart(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The other language: the tag itself, or a variety of it.")] language: LanguageTag,
    ) -> Result<WalkedItems<Self>> {
        let loader = &ctx.request().loader;
        let Some(counterparts) = loader.load_one(Counterparts { edition: self.edition, language: language.0 }).await? else {
            return Ok(WalkedItems(Vec::new()));
        };
        let ordinals = usize::try_from(self.row.ordinal).ok().and_then(|ordinal| counterparts.ordinals.get(ordinal));
        let segments = loader.load_one(SegmentsOf(counterparts.edition)).await?.unwrap_or_default();
        let found = ordinals.into_iter().flatten().filter_map(|ordinal| segments.get(*ordinal).cloned());
        Ok(WalkedItems(found.map(|row| Self { edition: counterparts.edition, row }).collect()))
    }

    /// How many threads that are shown are about a passage that touches it, in whichever
    /// language they quote.
    pub(crate) async fn thread_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let counts = ctx.request().loader.load_one(ThreadCounts(self.edition)).await?;
        let count = counts.zip(usize::try_from(self.row.ordinal).ok()).and_then(|(counts, ordinal)| counts.get(&ordinal).copied());
        Ok(i32::try_from(count.unwrap_or(0)).unwrap_or(i32::MAX))
    }
}
