//! A text made ready to be asked about many passages.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::align::Alignment;
use super::fold::{Folded, Tolerance};
use super::units::{self, Unit};
use super::{CONTEXT, Quote};

/// A text with what is needed to find passages in it. Making it takes time in
/// proportion to its length; asking it is cheap.
#[derive(Debug)]
pub struct Document {
    text: String,
    /// Where each character starts in `text`, and at the end its length.
    bytes: Vec<usize>,
    fingerprint: u64,
    pub(super) folded: Folded,
    /// The text without white space, made when it is first needed.
    tight: OnceLock<Folded>,
    units: OnceLock<Vec<Unit>>,
    /// What became of the sentences of the revision that was asked about last.
    alignment: Mutex<Option<Arc<Alignment>>>,
}

impl Document {
    /// Prepares a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
        bytes.push(text.len());
        Self {
            text: text.to_owned(),
            bytes,
            fingerprint: BuildHasherDefault::<DefaultHasher>::default().hash_one(text),
            folded: Folded::new(text.chars(), Tolerance::Spacing),
            tight: OnceLock::new(),
            units: OnceLock::new(),
            alignment: Mutex::new(None),
        }
    }

    /// The length of the text.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes.len() - 1
    }

    /// A passage of the text; places behind its end are its end.
    #[must_use]
    pub fn text(&self, start: usize, end: usize) -> &str {
        let end = end.min(self.length());
        &self.text[self.bytes[start.min(end)]..self.bytes[end]]
    }

    /// A passage in our own words, with [`CONTEXT`] characters on each side.
    #[must_use]
    pub fn quote(&self, start: usize, end: usize) -> Quote {
        Quote {
            exact: self.text(start, end).to_owned(),
            prefix: self.text(start.saturating_sub(CONTEXT), start).to_owned(),
            suffix: self.text(end, end.saturating_add(CONTEXT)).to_owned(),
        }
    }

    /// How often words occur, up to [`super::MAX_OCCURRENCES`]; white space and Unicode
    /// normalisation make no difference. Occurrences may overlap.
    #[must_use]
    pub fn count(&self, exact: &str) -> usize {
        self.occurrences(exact, "").len()
    }

    pub(super) fn at_byte(&self, byte: usize) -> usize {
        self.bytes.partition_point(|start| *start < byte)
    }

    pub(super) fn tight(&self) -> &Folded {
        self.tight.get_or_init(|| Folded::new(self.text.chars(), Tolerance::Typing))
    }

    pub(super) fn units(&self) -> &[Unit] {
        self.units.get_or_init(|| units::split(&self.folded))
    }

    /// What became of the sentences of an earlier revision. It is kept until another
    /// revision is asked about.
    pub(super) fn alignment(&self, old: &Document) -> Arc<Alignment> {
        let mut kept = self.alignment.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(alignment) if alignment.is_of(old.fingerprint, old.length()) => Arc::clone(alignment),
            _ => Arc::clone(kept.insert(Arc::new(Alignment::new(old, self, old.fingerprint)))),
        }
    }
}
