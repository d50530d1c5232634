//! `TranslationSignal` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};

use crate::{
    error::Result,
    graphql::{
        context::{ContextExt, RequestContext},
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    translation::{object::Translation, store::TranslationRow},
    translation_signal::{loaders::SignalsOf, rules, store::SignalRow},
};

/// What may be wrong with a translation.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranslationSignalKind {
    /// Of people of one country, those who read this translation agree with the proposal
    /// more, or less, than those who read it in another language.
    TranslationSuspect,
}

/// What votes tell of a translation of a proposal.
#[derive(Clone)]
pub struct TranslationSignal(Arc<SignalRow>);

/// What votes tell of a translation of a proposal. Which country's is not said, and numbers are
/// coarse, so that nothing is told of a single vote.
#[Object]
impl TranslationSignal {
    /// What may be wrong.
    pub(crate) async fn kind(&self) -> TranslationSignalKind {
        TranslationSignalKind::TranslationSuspect
    }

    /// What the others have read it in.
    pub(crate) async fn other_language(&self) -> LanguageTag {
        LanguageTag(self.0.other_language.clone())
    }

    /// The translation that the others have read; null if it was the original.
    pub(crate) async fn other_translation(&self, ctx: &Context<'_>) -> Result<Option<Walked<Translation>>> {
        let Some(id) = self.0.other_translation_id else { return Ok(None) };
        Ok(Translation::load(ctx.request(), id).await?.map(Walked))
    }

    /// How far the shares that agree are apart: the pooled two-proportion z, to a half; above 0
    /// if more agree in this translation. Beyond 1.96 in either direction it is told.
    pub(crate) async fn z(&self) -> f64 {
        rules::told_z(self.0.z)
    }

    /// Votes for or against by readers of this translation, rounded down to a multiple of 4: at
    /// least 8.
    pub(crate) async fn voters(&self) -> i32 {
        rules::told_voters(self.0.voters)
    }

    /// The same by readers of the other text.
    pub(crate) async fn other_voters(&self) -> i32 {
        rules::told_voters(self.0.other_voters)
    }

    /// Since when.
    pub(crate) async fn raised_at(&self) -> DateTime {
        DateTime(self.0.raised_at)
    }
}

/// What votes tell of a translation of a post's text `revision`: for its translator, for editors and
/// for moderators; nothing to others.
pub async fn signals(request: &RequestContext, row: &TranslationRow, revision: i32) -> Result<Option<WalkedItems<TranslationSignal>>> {
    let viewer = &request.viewer;
    let is_own = row.translator_id.is_some() && row.translator_id == viewer.id();
    if !is_own && !viewer.is_moderator() && viewer.editor().is_err() {
        return Ok(None);
    }
    let rows = request.loader.load_one(SignalsOf(row.id)).await?.unwrap_or_default();
    Ok(Some(WalkedItems(rows.into_iter().filter(|signal| signal.proposal_revision == revision).map(TranslationSignal).collect())))
}
