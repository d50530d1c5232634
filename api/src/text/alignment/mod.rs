//! Which paragraph and which sentence of one edition is which in another. Pure.
//!
//! The method is the dynamic programme of Gale and Church, "A Program for Aligning
//! Sentences in Bilingual Corpora" (1993), paragraphs first and then the sentences
//! inside paragraphs that were linked. To the lengths it adds what both texts have
//! in common (numbers, names, marks, headings), and, in later passes, which words
//! stand opposite each other in the links of the pass before, as Moore (2002) and
//! Varga et al. (2005, hunalign) do. Scores are whole numbers, and nothing depends
//! on the order of a hash table: the same texts always give the same links.

// Counts become real numbers where a probability is estimated, and thousandths of a
// nat where it is used. Counts are far below 2^32.
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "statistics of counts that are far below 2^32"
)]

mod concepts;
mod corridor;
mod finish;
mod keys;
mod lengths;
mod lexicon;
mod numerals;
mod passes;
mod pins;
mod programme;
mod rough;
mod words;

#[cfg(test)]
mod cost;
#[cfg(test)]
mod gold;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// One edition's text.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// Its BCP 47 tag.
    pub language: &'a str,
    /// Its paragraphs in order; together they hold each sentence once.
    pub paragraphs: Vec<Paragraph>,
    /// Its sentences in order.
    pub sentences: Vec<&'a str>,
}

/// A paragraph of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub kind: Kind,
    /// The ordinals of its sentences.
    pub sentences: Range<usize>,
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A heading, with its level from 1.
    Heading(u8),
    /// A plain paragraph.
    Text,
    /// A paragraph of a list's item, with the item's number where the list has numbers.
    ListItem(Option<usize>),
    /// A paragraph of a quotation.
    Quotation,
    /// A block of code.
    Code,
    /// A row of a table.
    Table,
}

impl From<crate::text::prose::ParagraphKind> for Kind {
    fn from(kind: crate::text::prose::ParagraphKind) -> Self {
        use crate::text::prose::ParagraphKind;
        match kind {
            ParagraphKind::Heading(level) => Self::Heading(level),
            ParagraphKind::Text => Self::Text,
            ParagraphKind::ListItem(number) => Self::ListItem(number),
            ParagraphKind::Quotation => Self::Quotation,
            ParagraphKind::Code => Self::Code,
            ParagraphKind::Table => Self::Table,
        }
    }
}

/// Sentences that an editor has said correspond.
///
/// Pins come first: exactly these sentences are linked with each other, and no other
/// with any of them. Ordinals beyond the text are cut off, a pin without any sentence
/// says nothing, and of pins that share a sentence the first counts.
///
/// Pins need not be in order. Of those that cross, as many as can be kept without a
/// crossing lead the alignment of the text around them; the sentences of the others
/// are linked as they are pinned, and the rest is aligned as if they were not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Ordinals of sentences of the left side. Empty: those of the right have no counterpart.
    pub left: Range<usize>,
    /// Ordinals of sentences of the right side. Empty: those of the left have no counterpart.
    pub right: Range<usize>,
}

/// Ordinals that correspond. One side may be empty: then these have no counterpart,
/// and the empty range says between which they would stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Ordinals of the left side.
    pub left: Range<usize>,
    /// Ordinals of the right side.
    pub right: Range<usize>,
}

/// What corresponds to what.
///
/// Each ordinal of each side is in exactly one link. Links are in the order of the
/// text on both sides, except those of pins that cross: they stand where their left
/// side does. A paragraph or sentence without counterpart has a link of its own
/// (several at once only if one pin says so); between two linked ones, those of the
/// left come before those of the right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Links of paragraphs.
    pub paragraphs: Vec<Link>,
    /// Links of sentences.
    pub sentences: Vec<Link>,
}

/// Aligns two editions of one work.
///
/// `align(b, a, …)` is the mirror of `align(a, b, …)`, but for the order of what has no
/// counterpart, and for ways that are exactly as good, as among sentences that repeat each
/// other. Takes time and memory in proportion to the longer text, beyond some
/// thousand paragraphs or sentences in a paragraph.
#[must_use]
pub fn align(left: &Side<'_>, right: &Side<'_>, pins: &[Pin]) -> Alignment {
    passes::run(left, right, &pins::Pins::new(left, right, pins))
}
