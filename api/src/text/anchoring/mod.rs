//! Passages: words of a text, found in it and found again after it was edited.
//!
//! A reader quotes some words with a little of what stands around them, as the
//! `TextQuoteSelector` of the W3C's Web Annotation model has it. [`Document::locate`]
//! says where they are when a thread is started; [`Document::find_again`] follows
//! them to a new revision, and rather gives up than lands on another sentence.
//! This module is pure: a text goes in, a place comes out. Every offset counts
//! Unicode scalar values of the plain text.

mod again;
mod align;
mod context;
mod distance;
mod document;
#[cfg(test)]
mod everyday;
mod fold;
mod gaps;
mod locate;
mod map;
mod nearest;
mod rivals;
mod score;
mod sense;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trials;
mod units;

pub use document::Document;
pub use score::{Parts, score};

/// The least score of a passage whose words were changed.
pub const MIN_SCORE: f64 = 0.75;
/// How far its score must be above that of every other place.
pub const MIN_LEAD: f64 = 0.10;
/// How much of the text before and after a passage is kept with it.
pub const CONTEXT: usize = 32;
/// The longest passage that is looked for by similarity.
pub const MAX_FUZZY: usize = 4_000;
/// Occurrences are counted up to here; more are as many.
pub const MAX_OCCURRENCES: usize = 1_000;

/// Words of a text with what stands around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The words themselves.
    pub exact: String,
    /// What stands before them; empty if it isn't known, or if they begin the text.
    pub prefix: String,
    /// What stands after them; empty if it isn't known, or if they end the text.
    pub suffix: String,
}

/// Where words are that somebody quotes from a text that he sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Located {
    /// They are here and nowhere else, or their context fits here and nowhere else.
    Exact {
        /// Where they start.
        start: usize,
        /// Where they end, exclusive.
        end: usize,
    },
    /// They are at several places, and the context doesn't tell which is meant.
    Ambiguous {
        /// How many places, up to [`MAX_OCCURRENCES`].
        count: usize,
    },
    /// They are nowhere.
    Missing {
        /// What is most like them, if anything is.
        nearest: Option<Candidate>,
    },
}

/// A place, and how well it fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Where it starts.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// From 0 to 1; see [`score`].
    pub score: f64,
}

/// A passage as it was in an earlier revision.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// Its words, with [`CONTEXT`] characters on each side.
    pub quote: &'a Quote,
    /// Where it started.
    pub start: usize,
    /// Whether its words were in that revision only once.
    pub was_unique: bool,
    /// How long that revision was.
    pub old_length: usize,
    /// That revision, if it is still there. Without it far fewer passages are found.
    pub text: Option<&'a Document>,
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The same words where they were.
    Exact,
    /// The same words at another place.
    Shifted,
    /// The words were changed a little.
    Fuzzy,
    /// They are gone, or nothing is certain.
    Orphaned,
}

/// Where a passage is now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// What became of it.
    pub state: State,
    /// Where it starts; 0 if it is orphaned.
    pub start: usize,
    /// Where it ends, exclusive; 0 if it is orphaned.
    pub end: usize,
    /// How well this place fits, from 0 to 1; of an orphan, how well the best one did.
    pub score: f64,
    /// The same of the best other place that was looked at; 0 if there is none.
    pub runner_up: f64,
}
