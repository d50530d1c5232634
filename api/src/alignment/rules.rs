//! An essay's editions with their sentences, and which correspond. Pure.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use entity::{EditionId, EssayId, ParagraphKind, SegmentPinId};
use serde::{Deserialize, Serialize};

use crate::{
    segment::rules::cut,
    text::{
        alignment::{self, Kind, Link, Paragraph, Pin, Side},
        anchoring::{Document, Earlier, Quote, State},
    },
};

/// A sentence's place in its edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Counts paragraphs from 0.
    pub paragraph: usize,
    /// What the paragraph is.
    pub kind: ParagraphKind,
    /// The level of a heading, or the number in a list; else 0.
    pub number: usize,
    /// In Unicode scalar values of the plain text.
    pub start: usize,
    /// Exclusive.
    pub end: usize,
}

/// An edition's present text.
#[derive(Clone, Debug)]
pub struct EditionText {
    /// The edition.
    pub id: EditionId,
    /// Its language.
    pub language: String,
    /// Which of its texts.
    pub revision: i32,
    /// What a reader sees.
    pub plain_text: String,
    /// In order.
    pub sentences: Vec<Sentence>,
}

impl EditionText {
    /// The ordinals of the sentences that a passage touches; empty if none.
    #[must_use]
    pub fn touched(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.sentences.partition_point(|sentence| sentence.end <= start);
        let last = self.sentences.partition_point(|sentence| sentence.start < end);
        first..last.max(first)
    }

    /// Where these sentences begin and end; `None` if there are none such.
    #[must_use]
    pub fn span(&self, ordinals: &Range<usize>) -> Option<(usize, usize)> {
        let sentences = self.sentences.get(ordinals.clone())?;
        Some((sentences.first()?.start, sentences.last()?.end))
    }

    /// The words between two offsets; what reaches beyond the text is cut.
    #[must_use]
    pub fn words(&self, start: usize, end: usize) -> &str {
        cut(&self.plain_text, [(start, end)]).pop().unwrap_or_default()
    }

    fn side(&self) -> Side<'_> {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut paragraph = None;
        for (ordinal, sentence) in self.sentences.iter().enumerate() {
            match paragraphs.last_mut() {
                Some(last) if paragraph == Some(sentence.paragraph) => last.sentences.end = ordinal + 1,
                _ => paragraphs.push(Paragraph { kind: kind(sentence), sentences: ordinal..ordinal + 1 }),
            }
            paragraph = Some(sentence.paragraph);
        }
        let sentences = cut(&self.plain_text, self.sentences.iter().map(|sentence| (sentence.start, sentence.end)));
        Side { language: &self.language, paragraphs, sentences }
    }
}

fn kind(sentence: &Sentence) -> Kind {
    match sentence.kind {
        ParagraphKind::Heading => Kind::Heading(u8::try_from(sentence.number).unwrap_or(6)),
        ParagraphKind::Text => Kind::Text,
        ParagraphKind::ListItem => Kind::ListItem(Some(sentence.number).filter(|number| *number > 0)),
        ParagraphKind::Quotation => Kind::Quotation,
        ParagraphKind::Code => Kind::Code,
        ParagraphKind::Table => Kind::Table,
    }
}

/// Two editions, the smaller id first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// The smaller.
    pub left: EditionId,
    /// The greater.
    pub right: EditionId,
}

impl Pair {
    /// Of two different editions, in any order.
    #[must_use]
    pub fn of(one: EditionId, other: EditionId) -> Self {
        if one < other { Self { left: one, right: other } } else { Self { left: other, right: one } }
    }
}

/// Which sentences of two editions correspond.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The texts that were aligned.
    pub left_revision: i32,
    /// The texts that were aligned.
    pub right_revision: i32,
    /// In the order of the left side.
    pub links: Vec<Link>,
}

/// All editions of an essay at one moment.
#[derive(Clone, Debug)]
pub struct Atlas {
    /// The essay.
    pub essay: EssayId,
    /// Its `layout_version`: another one = this is no longer how it is.
    pub version: i32,
    /// The version that all passages were placed for.
    pub anchored_version: i32,
    /// Its editions by id.
    pub editions: BTreeMap<EditionId, EditionText>,
    /// Alignments, also of earlier texts.
    pub links: HashMap<Pair, Links>,
}

impl Atlas {
    /// The pairs of editions whose present texts are not aligned yet.
    #[must_use]
    pub fn unaligned(&self) -> Vec<Pair> {
        let mut pairs = Vec::new();
        for (left, one) in &self.editions {
            for (right, other) in self.editions.range(left..).skip(1) {
                let pair = Pair { left: *left, right: *right };
                let is_kept = self.links.get(&pair).is_some_and(|kept| (kept.left_revision, kept.right_revision) == (one.revision, other.revision));
                if !is_kept {
                    pairs.push(pair);
                }
            }
        }
        pairs
    }

    /// The sentences of `to` that correspond to some of `from`. `None` while their present
    /// texts are not aligned; an empty range if there are none.
    #[must_use]
    pub fn counterpart(&self, from: EditionId, ordinals: &Range<usize>, to: EditionId) -> Option<Range<usize>> {
        let pair = Pair::of(from, to);
        let kept = self.links.get(&pair)?;
        let (left, right) = (self.editions.get(&pair.left)?, self.editions.get(&pair.right)?);
        ((kept.left_revision, kept.right_revision) == (left.revision, right.revision)).then(|| counterpart(&kept.links, from == pair.left, ordinals))
    }
}

/// From the first to the last sentence that corresponds to any of `ordinals`; empty if none does.
#[must_use]
pub fn counterpart(links: &[Link], from_left: bool, ordinals: &Range<usize>) -> Range<usize> {
    let sides = |link: &Link| if from_left { (link.left.clone(), link.right.clone()) } else { (link.right.clone(), link.left.clone()) };
    let mut found: Option<Range<usize>> = None;
    for link in links {
        let (from, to) = sides(link);
        if from.start < ordinals.end && ordinals.start < from.end && !to.is_empty() {
            found = Some(found.map_or(to.clone(), |found| found.start.min(to.start)..found.end.max(to.end)));
        }
    }
    found.unwrap_or(0..0)
}

/// For each of so many sentences of one side, those that correspond.
#[must_use]
pub fn counterparts(links: &[Link], from_left: bool, count: usize) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); count];
    for link in links {
        let (from, to) = if from_left { (&link.left, &link.right) } else { (&link.right, &link.left) };
        for ordinal in from.clone() {
            if let Some(counterparts) = found.get_mut(ordinal) {
                counterparts.extend(to.clone());
            }
        }
    }
    found
}

/// As links are stored.
pub fn encode(links: &[Link]) -> Result<String, serde_json::Error> {
    let numbers: Vec<[usize; 4]> = links.iter().map(|link| [link.left.start, link.left.end, link.right.start, link.right.end]).collect();
    serde_json::to_string(&numbers)
}

/// Reads stored links; what cannot be read is none.
#[must_use]
pub fn decode(text: &str) -> Vec<Link> {
    let numbers: Vec<[usize; 4]> = serde_json::from_str(text).unwrap_or_default();
    numbers.into_iter().map(|[a, b, c, d]| Link { left: a..b, right: c..d }).collect()
}

/// Sentences that an editor named, so that they are found in later texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedPassage {
    /// The text that they were named in.
    pub revision: i32,
    /// From the first sentence's start, in Unicode scalar values of its plain text.
    pub start: usize,
    /// To the last one's end.
    pub end: usize,
    /// The words.
    pub exact: String,
    /// What stood before.
    pub prefix: String,
    /// What stood after.
    pub suffix: String,
    /// Whether the words stood there only once.
    pub was_unique: bool,
}

impl PinnedPassage {
    /// Sentences of a present text; `None` if there are none such.
    #[must_use]
    pub fn of(edition: &EditionText, document: &Document, ordinals: &Range<usize>) -> Option<Self> {
        let (start, end) = edition.span(ordinals)?;
        let Quote { exact, prefix, suffix } = document.quote(start, end);
        let was_unique = document.count(&exact) == 1;
        Some(Self { revision: edition.revision, start, end, exact, prefix, suffix, was_unique })
    }

    /// Which sentences these are in the present text; `None` if they are not to be found.
    /// `old` is the text that they were named in, if it is another.
    #[must_use]
    pub fn find(&self, edition: &EditionText, document: &Document, old: Option<&Document>) -> Option<Range<usize>> {
        let (start, end) = if self.revision == edition.revision {
            (self.start, self.end)
        } else {
            let quote = Quote { exact: self.exact.clone(), prefix: self.prefix.clone(), suffix: self.suffix.clone() };
            let earlier = Earlier { quote: &quote, start: self.start, was_unique: self.was_unique, old_length: old.map_or(0, Document::length), text: old };
            let found = document.find_again(&earlier);
            if found.state == State::Orphaned {
                return None;
            }
            (found.start, found.end)
        };
        Some(edition.touched(start, end)).filter(|ordinals| !ordinals.is_empty())
    }
}

/// A correction as it applies to the present texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPin {
    /// Which.
    pub id: SegmentPinId,
    /// Sentences of the left side.
    pub left: Range<usize>,
    /// Sentences of the right side.
    pub right: Range<usize>,
}

impl FoundPin {
    /// Whether both say something of the same sentence.
    #[must_use]
    pub fn meets(&self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let meet = |one: &Range<usize>, other: &Range<usize>| one.start < other.end && other.start < one.end;
        meet(&self.left, left) || meet(&self.right, right)
    }
}

/// The corrections that hold: of those that speak of the same sentence the newest. Takes them
/// newest first.
#[must_use]
pub fn in_force(newest_first: Vec<FoundPin>) -> Vec<FoundPin> {
    let mut kept: Vec<FoundPin> = Vec::new();
    for pin in newest_first {
        if !kept.iter().any(|other| other.meets(&pin.left, &pin.right)) {
            kept.push(pin);
        }
    }
    kept
}

/// Which sentences of two texts correspond, corrections obeyed.
#[must_use]
pub fn align(left: &EditionText, right: &EditionText, pins: &[FoundPin]) -> Links {
    let mut pins: Vec<Pin> = pins.iter().map(|pin| Pin { left: pin.left.clone(), right: pin.right.clone() }).collect();
    pins.sort_by_key(|pin| (pin.left.start, pin.right.start));
    let aligned = alignment::align(&left.side(), &right.side(), &pins);
    Links { left_revision: left.revision, right_revision: right.revision, links: aligned.sentences }
}

#[cfg(test)]
mod tests {
    use entity::SegmentPinId;

    use super::{FoundPin, counterpart, counterparts, decode, encode, in_force};
    use crate::text::alignment::Link;

    fn link(left: std::ops::Range<usize>, right: std::ops::Range<usize>) -> Link {
        Link { left, right }
    }

    #[test]
    fn what_corresponds_is_read_from_both_sides() {
        let links = [link(0..1, 0..2), link(1..3, 2..3), link(3..4, 3..3), link(4..4, 3..4)];
        assert_eq!(counterpart(&links, true, &(0..2)), 0..3);
        assert_eq!(counterpart(&links, true, &(3..4)), 0..0);
        assert_eq!(counterpart(&links, false, &(2..3)), 1..3);
        assert_eq!(counterpart(&links, false, &(3..4)), 0..0);
        assert_eq!(counterparts(&links, true, 4), [vec![0, 1], vec![2], vec![2], vec![]]);
        assert_eq!(decode(&encode(&links).unwrap()), links);
        assert!(decode("nonsense").is_empty());
    }

    #[test]
    fn of_two_corrections_the_newer_holds() {
        let pin = |left, right| FoundPin { id: SegmentPinId::generate(), left, right };
        let (new, old, other) = (pin(1..2, 1..2), pin(0..2, 5..6), pin(3..4, 0..0));
        assert_eq!(in_force(vec![new.clone(), old, other.clone()]), [new, other]);
    }
}
