//! Inputs about translations.

use async_graphql::{Enum, ID, InputObject};
use entity::TranslationId;

use crate::{
    graphql::{
        id::Id,
        scalars::{LanguageTag, Unchecked},
    },
    moderation::input::ReasonCode,
};

/// What `translatePost` needs.
#[derive(InputObject)]
pub struct TranslatePostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// The language of the translation: another than the post's.
    pub language: Unchecked<LanguageTag>,
    /// The title, for threads and proposals: 3 to 300 characters.
    pub title: Option<String>,
    /// Markdown: 1 to 30 000 characters.
    pub body: String,
    /// The post's text that was translated; its present one if left out.
    pub revision: Option<i32>,
    /// Whether one may be asked to look again, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `withdrawTranslation` needs.
#[derive(InputObject)]
pub struct WithdrawTranslationInput {
    /// The translation: one of your own.
    pub translation_id: Id<TranslationId>,
}

/// What somebody who knows both languages says of a translation.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::TranslationVerdict")]
pub enum TranslationVerdict {
    /// It says the same.
    Faithful,
    /// It says the same in another tone.
    ToneOff,
    /// It says something else.
    MeaningChanged,
}

/// What `vouchTranslation` needs.
#[derive(InputObject)]
pub struct VouchTranslationInput {
    /// The translation: not one of your own.
    pub translation_id: Id<TranslationId>,
    /// What you say of it.
    pub verdict: TranslationVerdict,
    /// And why, in plain text: at most 1 000 characters. Everybody reads it.
    pub note: Option<String>,
    /// The translation's text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}

/// What `markTranslationOfficial` needs.
#[derive(InputObject)]
pub struct MarkTranslationOfficialInput {
    /// The translation.
    pub translation_id: Id<TranslationId>,
    /// Whether it is official from now on.
    pub is_official: bool,
    /// The translation's text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}

/// What `removeTranslation` needs.
#[derive(InputObject)]
pub struct RemoveTranslationInput {
    /// The translation.
    pub translation_id: Id<TranslationId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words, for the translator: 1 to 2 000 characters.
    pub explanation: String,
    /// The translation's text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}

/// What `restoreTranslation` needs.
#[derive(InputObject)]
pub struct RestoreTranslationInput {
    /// The translation: removed, or held back.
    pub translation_id: Id<TranslationId>,
    /// In words, for the translator.
    pub explanation: Option<String>,
    /// The translation's text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}
