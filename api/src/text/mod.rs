//! Text: what is accepted, and how it is shown. Pure; knows no feature.

use std::fmt::Write;

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

/// Bytes as hexadecimal digits in lower case.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

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
