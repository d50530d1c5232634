//! Text: what is accepted, and how it is shown. Pure; knows no feature.

pub mod alignment;
pub mod anchoring;
pub mod detect;
pub mod fold;
pub mod language;
pub mod markdown;
pub mod plain;
pub mod prose;
pub mod sentences;
pub mod terms;
pub mod wording;

/// Which of a post's or an edition's long texts to read: only what is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Texts {
    /// Markdown.
    pub body: bool,
    /// HTML.
    pub body_html: bool,
}

impl Texts {
    /// Both.
    pub const BOTH: Self = Self { body: true, body_html: true };
}
