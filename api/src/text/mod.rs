//! Text: what is accepted, and how it is shown. Pure; knows no feature.

pub mod language;
pub mod markdown;
pub mod plain;

/// Which of a post's or an edition's long texts to read: only what is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Texts {
    /// Markdown.
    pub body: bool,
    /// HTML.
    pub body_html: bool,
}

impl Texts {
    /// Every choice there is.
    pub const ALL: [Self; 4] = [
        Self { body: false, body_html: false },
        Self { body: false, body_html: true },
        Self { body: true, body_html: false },
        Self { body: true, body_html: true },
    ];

    /// Both.
    pub const BOTH: Self = Self { body: true, body_html: true };
}
