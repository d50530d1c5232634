//! What became of the sentences of a text.
//!
//! First those that were not changed, by the way of Heckel, *A technique for isolating
//! differences between files* (1978): a sentence that is in both texts once is the same
//! one wherever it is, and so is one with the same words next to it. Then, in
//! [`gaps`](super::gaps), those that were changed between two that were not. Where
//! there is a doubt there is no link.

use std::collections::HashMap;
use std::ops::Range;

use super::distance::Pattern;
use super::document::Document;
use super::gaps::{self, ALIKE, LEAD};
use super::rivals::alike;
use super::units::Unit;

/// A sentence that says less is not known by its words alone.
pub const TELLING: usize = 20;
/// How far neighbours are looked for.
const WINDOW: usize = 32;
/// Of a sentence that is there more often nothing is said if it became more frequent.
const COPIES: usize = 64;
/// So many sentences that moved together are hardly linked in error.
const FIRM: usize = 3;
/// How far from a sentence another is whose copies could be its copies' neighbours.
const NEAR: usize = 3;

/// How sentences are linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Their words are the same.
    Same,
    /// They were changed, and perhaps what they say. `certain`: nothing next to them was, on both sides.
    /// `firm`: their place is certain though more was.
    Changed { certain: bool, keeps_sense: bool, firm: bool },
}

/// Sentences of the old text, and what became of them.
#[derive(Debug, Clone)]
pub struct Link {
    pub old: Range<usize>,
    pub new: Range<usize>,
    pub kind: Kind,
}

/// The links between two texts. A sentence is in at most one.
#[derive(Debug)]
pub struct Alignment {
    old_fingerprint: u64,
    old_length: usize,
    pub links: Vec<Link>,
    pub(super) of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
    /// Sentences that could have two origins.
    doubtful_old: Vec<bool>,
    doubtful_new: Vec<bool>,
}

impl Alignment {
    pub fn new(old: &Document, new: &Document, old_fingerprint: u64) -> Self {
        let (before, now) = (old.units().len(), new.units().len());
        let mut this = Self {
            old_fingerprint,
            old_length: old.length(),
            links: Vec::new(),
            of_old: vec![None; before],
            of_new: vec![None; now],
            doubtful_old: vec![false; before],
            doubtful_new: vec![false; now],
        };
        this.link_same(old, new);
        gaps::link_changed(&mut this, old, new);
        this
    }

    /// Whether this is about that revision.
    pub fn is_of(&self, fingerprint: u64, length: usize) -> bool {
        self.old_fingerprint == fingerprint && self.old_length == length
    }

    pub fn of_old(&self, unit: usize) -> Option<&Link> {
        self.of_old[unit].map(|link| &self.links[link])
    }

    pub fn of_new(&self, unit: usize) -> Option<&Link> {
        self.of_new[unit].map(|link| &self.links[link])
    }

    /// Links sentences, unless one of them is in doubt.
    pub fn add(&mut self, link: Link) {
        if link.old.clone().any(|unit| self.doubtful_old[unit]) || link.new.clone().any(|unit| self.doubtful_new[unit]) {
            return;
        }
        for unit in link.old.clone() {
            self.of_old[unit] = Some(self.links.len());
        }
        for unit in link.new.clone() {
            self.of_new[unit] = Some(self.links.len());
        }
        self.links.push(link);
    }

    fn link_same(&mut self, old: &Document, new: &Document) {
        let (old_units, new_units) = (old.units(), new.units());
        let is_same = |one: usize, other: usize| {
            let (one, other) = (&old_units[one], &new_units[other]);
            one.fingerprint == other.fingerprint && old.folded.chars[one.start..one.end] == new.folded.chars[other.start..other.end]
        };
        let (in_old, in_new) = (only_once(old_units), only_once(new_units));
        let mut known: Vec<Option<usize>> = vec![None; old_units.len()];
        for (fingerprint, place) in in_old {
            if let (Some(place), Some(Some(other))) = (place, in_new.get(&fingerprint))
                && old_units[place].weight >= TELLING
                && is_same(place, *other)
            {
                known[place] = Some(*other);
            }
        }
        let forwards = spread(&known, new_units.len(), &is_same);
        let mut backwards = vec![None; known.len()];
        let mut next = Some(new_units.len());
        for place in (0..known.len()).rev() {
            next = known[place].or_else(|| next.and_then(|next| next.checked_sub(1)).filter(|other| is_same(place, *other)));
            backwards[place] = next;
        }
        // What is claimed twice is nobody's.
        let mut claims: HashMap<usize, (usize, bool)> = HashMap::new();
        for (place, other) in forwards.iter().enumerate().chain(backwards.iter().enumerate()).filter_map(|(place, other)| Some((place, (*other)?))) {
            let claim = claims.entry(other).or_insert((place, true));
            claim.1 &= claim.0 == place;
        }
        // A sentence that isn't known by itself must have both neighbours with it.
        let agreed =
            forwards.into_iter().zip(backwards).map(|(one, other)| one.filter(|one| other == Some(*one) && claims.get(one).is_some_and(|claim| claim.1)));
        let pairs: Vec<Option<usize>> = agreed.collect();
        let sure = Second::new(&pairs, old, new).sure();
        // What is in doubt stays so.
        for (place, other) in pairs.iter().enumerate().filter_map(|(place, other)| Some((place, (*other)?))) {
            if sure[place].is_none() {
                self.doubtful_old[place] = true;
                self.doubtful_new[other] = true;
            }
        }
        for (place, other) in sure.into_iter().enumerate().filter_map(|(place, other)| Some((place, other?))) {
            self.add(Link { old: place..place + 1, new: other..other + 1, kind: Kind::Same });
        }
    }
}

/// Sentences that stayed together.
struct Block {
    old: Range<usize>,
    new: Range<usize>,
    has_moved: bool,
}

/// What is linked so far, with a second look at what could have two origins.
struct Second<'a> {
    old: &'a Document,
    new: &'a Document,
    pairs: &'a [Option<usize>],
    of_new: Vec<Option<usize>>,
}

impl<'a> Second<'a> {
    fn new(pairs: &'a [Option<usize>], old: &'a Document, new: &'a Document) -> Self {
        let mut of_new = vec![None; new.units().len()];
        for (place, other) in pairs.iter().enumerate().filter_map(|(place, other)| Some((place, (*other)?))) {
            of_new[other] = Some(place);
        }
        Self { old, new, pairs, of_new }
    }

    /// Leaves out a sentence that moved, if another one like it was where it is now, or is
    /// where it was: then that may have been changed, and this is a copy. And one of which,
    /// or of whose neighbours, there are more than there were, if it could be another one.
    fn sure(&self) -> Vec<Option<usize>> {
        let (was, is) = (places(self.old.units()), places(self.new.units()));
        let blocks = self.blocks();
        // Where there may be something else: what isn't linked, and what may have been linked in error.
        let (mut open_before, mut open_now) = (vec![true; self.pairs.len()], vec![true; self.of_new.len()]);
        for block in blocks.iter().filter(|block| !block.has_moved || block.old.len() >= FIRM) {
            open_before[block.old.clone()].fill(false);
            open_now[block.new.clone()].fill(false);
        }
        let mut sure = vec![None; self.pairs.len()];
        for block in &blocks {
            for (place, other) in block.old.clone().zip(block.new.clone()) {
                let has_look_alike = || {
                    window(&self.of_new, &block.new, &open_before).any(|unit| unit != place && alike(self.was(unit), self.was(place)) >= ALIKE - LEAD)
                        || window(self.pairs, &block.old, &open_now).any(|unit| unit != other && alike(self.is(unit), self.was(place)) >= ALIKE - LEAD)
                };
                let is_doubtful = (block.has_moved && has_look_alike()) || self.may_be_copy(place, other, &was, &is);
                sure[place] = (!is_doubtful).then_some(other);
            }
        }
        sure
    }

    /// The links as runs in which they follow each other in both texts.
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut next = 0;
        while let Some((start, first)) = (next..self.pairs.len()).find_map(|place| Some((place, self.pairs[place]?))) {
            next = start + 1;
            while next < self.pairs.len() && self.pairs[next] == Some(first + next - start) {
                next += 1;
            }
            let (old, new) = (start..next, first..first + next - start);
            let has_moved = self.has_moved(&old, &new);
            blocks.push(Block { old, new, has_moved });
        }
        blocks
    }

    /// Whether sentences are no longer between their neighbours.
    fn has_moved(&self, block: &Range<usize>, now: &Range<usize>) -> bool {
        let left = self.pairs[..block.start].iter().rev().take(WINDOW).find_map(|link| *link);
        let right = self.pairs[block.end..].iter().take(WINDOW).find_map(|link| *link);
        left.is_some_and(|left| left >= now.start) || right.is_some_and(|right| right < now.end) || (left.is_none() && right.is_none() && block.len() < 3)
    }

    /// Whether a sentence or one near it was copied, and something like it is near the other copy, too.
    fn may_be_copy(&self, place: usize, other: usize, was: &Places, is: &Places) -> bool {
        let near = place.saturating_sub(NEAR)..(place + NEAR + 1).min(self.pairs.len());
        let mut copied = near.filter_map(|unit| {
            let fingerprint = self.old.units()[unit].fingerprint;
            let (before, now) = (was.get(&fingerprint).map_or(0, Vec::len), is.get(&fingerprint)?);
            (now.len() > before).then_some((unit, now))
        });
        copied.any(|(unit, copies)| {
            let is_here = |copy: usize| copy + place == other + unit;
            copies.len() > COPIES
                || copies.iter().filter(|copy| !is_here(**copy) && self.of_new[**copy].is_none_or(|origin| origin == unit)).any(|copy| {
                    if unit == place {
                        return self.has_neighbours_of(*copy, place);
                    }
                    let like = (copy + place).saturating_sub(unit);
                    let (start, end) = (like.saturating_sub(1), (like + 2).min(self.of_new.len()));
                    // Not the sentence itself, if it is so near.
                    [start..end.min(other), start.max(other + 1)..end].into_iter().any(|near| self.has_words_of(place, &near))
                })
        })
    }

    /// Whether sentences have most of the words of another, in one piece or in several.
    fn has_words_of(&self, place: usize, near: &Range<usize>) -> bool {
        let units = self.new.units();
        let (Some(first), Some(last)) = (units.get(near.start), near.end.checked_sub(1).and_then(|unit| units.get(unit))) else { return false };
        let (words, text) = (self.was(place), &self.new.folded.chars[first.start..last.end.max(first.start)]);
        let most = words.len() * 9 / 20;
        !near.is_empty() && Pattern::new(words.iter()).ends(text.iter(), false).any(|end| end.errors <= most)
    }

    fn has_neighbours_of(&self, copy: usize, place: usize) -> bool {
        let is_alike = |unit: Option<usize>, other: Option<usize>| match (unit, other) {
            (Some(unit), Some(other)) if unit < self.pairs.len() && other < self.of_new.len() => alike(self.was(unit), self.is(other)) >= ALIKE - LEAD,
            _ => false,
        };
        is_alike(place.checked_sub(1), copy.checked_sub(1)) || is_alike(Some(place + 1), Some(copy + 1))
    }

    fn was(&self, unit: usize) -> &[char] {
        let unit = &self.old.units()[unit];
        &self.old.folded.chars[unit.start..unit.end]
    }

    fn is(&self, unit: usize) -> &[char] {
        let unit = &self.new.units()[unit];
        &self.new.folded.chars[unit.start..unit.end]
    }
}

/// The sentences of the other text that are open, where this one would be by its
/// nearest neighbours that are.
fn window<'a>(links: &[Option<usize>], block: &Range<usize>, open: &'a [bool]) -> impl Iterator<Item = usize> + 'a {
    let left = links[..block.start].iter().rev().take(WINDOW).find_map(|link| *link).map(|unit| unit + 1);
    let right = links[block.end..].iter().take(WINDOW).find_map(|link| *link);
    let left = left.or((block.start <= WINDOW).then_some(0));
    let right = right.or((links.len() - block.end <= WINDOW).then_some(open.len()));
    let range = match (left, right) {
        (Some(left), Some(right)) if left <= right && right - left <= WINDOW => left..right,
        (Some(left), _) => left..(left + 2).min(open.len()),
        (None, Some(right)) => right.saturating_sub(2)..right,
        (None, None) => 0..0,
    };
    // Where the neighbours were parted, what is beside each of them.
    let beside = right.filter(|right| left.is_some_and(|left| left > *right || right - left > WINDOW)).map_or(0..0, |right| right.saturating_sub(2)..right);
    range.chain(beside).filter(|unit| open[*unit])
}

type Places = HashMap<u64, Vec<usize>>;

fn places(units: &[Unit]) -> Places {
    let mut places: Places = HashMap::with_capacity(units.len());
    for (place, unit) in units.iter().enumerate() {
        places.entry(unit.fingerprint).or_default().push(place);
    }
    places
}

/// From each known sentence on, as long as the next ones are the same. The beginnings of
/// both texts count as known.
fn spread(known: &[Option<usize>], length: usize, is_same: &impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    let mut next = Some(0);
    known
        .iter()
        .enumerate()
        .map(|(place, known)| {
            let this = known.or(next.filter(|other| *other < length && is_same(place, *other)));
            next = this.map(|other| other + 1);
            this
        })
        .collect()
}

/// Where each text is, if it is at one place.
fn only_once(units: &[Unit]) -> HashMap<u64, Option<usize>> {
    let mut places = HashMap::with_capacity(units.len());
    for (place, unit) in units.iter().enumerate() {
        places.entry(unit.fingerprint).and_modify(|place| *place = None).or_insert(Some(place));
    }
    places
}
