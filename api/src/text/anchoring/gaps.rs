//! Sentences that were changed, between those that were not.

use std::collections::HashMap;
use std::ops::Range;

use super::align::{Alignment, Kind, Link};
use super::distance::{self, Pattern};
use super::document::Document;
use super::rivals::{alike, most_alike};
use super::score::likeness;
use super::sense;
use super::units::{Sketch, Unit, is_dense};

/// Sentences that are less alike are not the same one, wherever they are.
pub const ALIKE: f64 = 0.6;
/// The same where only one neighbour is known.
const ALIKE_BESIDE: f64 = 0.8;
/// So much more alike than any other.
pub const LEAD: f64 = 0.1;
/// The same where only one neighbour is known.
const LEAD_BESIDE: f64 = 0.25;
/// Sentences that have less in common are not compared.
const COMMON: f64 = 0.2;
/// So many comparisons in one gap: beyond that nothing in it is certain.
const COMPARISONS: usize = 20_000;
/// At most one word in so many may be another one.
const WORDS_A_CHANGE: usize = 6;
/// And such words may be at one place in so many words.
const WORDS_A_SPOT: usize = 16;
/// A sentence that is at one place for certain may be changed so far: 1 − errors ÷ its old length.
const LIKE: f64 = 0.7;
/// Of several in a row each must be at least so much like the one in its place.
const LIKE_IN_A_ROW: f64 = 0.5;
/// Longer rows are not compared one by one.
const ROW: usize = 8;
/// And so much more like it than any other of them.
const LEAD_IN_A_ROW: f64 = 0.15;

/// A run of sentences that are not linked yet, and those that may be what became of it.
struct Gap {
    old: Range<usize>,
    new: Range<usize>,
    /// Whether the neighbours on both sides were not changed.
    is_certain: bool,
}

/// Links what was changed, from what is linked already outwards.
pub fn link_changed(alignment: &mut Alignment, old: &Document, new: &Document) {
    let work = Work { old, new };
    for _ in 0..3 {
        let before = alignment.links.len();
        for gap in gaps(alignment, old.units().len(), new.units().len()).into_iter().filter(|gap| gap.is_certain) {
            work.trim(alignment, &gap);
        }
        for gap in gaps(alignment, old.units().len(), new.units().len()) {
            work.fill(alignment, &gap);
        }
        if alignment.links.len() == before {
            break;
        }
    }
    work.link_beside(alignment);
}

/// The gaps that are closed on both sides.
fn gaps(alignment: &Alignment, old_length: usize, new_length: usize) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for old in runs(alignment, old_length) {
        let left = old.start.checked_sub(1).map(|unit| alignment.of_old(unit));
        let right = (old.end < old_length).then(|| alignment.of_old(old.end));
        let start = left.map_or(Some(0), |link| link.map(|link| link.new.end));
        let end = right.map_or(Some(new_length), |link| link.map(|link| link.new.start));
        let is_same = |link: Option<Option<&Link>>| link.is_none_or(|link| link.is_some_and(|link| link.kind == Kind::Same));
        if let (Some(start), Some(end)) = (start, end)
            && start < end
            && (start..end).all(|unit| alignment.of_new(unit).is_none())
        {
            gaps.push(Gap { old, new: start..end, is_certain: is_same(left) && is_same(right) });
        }
    }
    gaps
}

/// The runs of old sentences that are not linked.
fn runs(alignment: &Alignment, length: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for unit in (0..length).filter(|unit| alignment.of_old(*unit).is_none()) {
        match runs.last_mut() {
            Some(run) if run.end == unit => run.end = unit + 1,
            _ => runs.push(unit..unit + 1),
        }
    }
    runs
}

/// The best two of each row or column.
fn best_two(pairs: &[(usize, usize, f64)], of: impl Fn(&(usize, usize, f64)) -> usize) -> HashMap<usize, (f64, f64)> {
    let mut best: HashMap<usize, (f64, f64)> = HashMap::new();
    for pair in pairs {
        let two = best.entry(of(pair)).or_insert((0.0, 0.0));
        *two = if pair.2 > two.0 { (pair.2, two.0) } else { (two.0, two.1.max(pair.2)) };
    }
    best
}

/// How far the best is ahead of the second; nothing for any other.
fn lead_of(alikeness: f64, best: (f64, f64)) -> f64 {
    if alikeness < best.0 { -1.0 } else { best.0 - best.1 }
}

struct Work<'a> {
    old: &'a Document,
    new: &'a Document,
}

impl Work<'_> {
    fn fill(&self, alignment: &mut Alignment, gap: &Gap) {
        // One sentence became one, was split in two, or two were joined.
        if gap.old.len() == 1 && gap.new.len() == 1 {
            self.fill_whole(alignment, gap);
            return;
        }
        if gap.old.len().min(gap.new.len()) == 1 && gap.old.len().max(gap.new.len()) == 2 && self.is_whole(gap) {
            self.fill_whole(alignment, gap);
            return;
        }
        self.fill_in_order(alignment, gap);
        if gap.old.clone().any(|unit| alignment.of_old(unit).is_some()) {
            return;
        }
        let Some(pairs) = self.pairs(gap) else { return };
        let (rows, columns) = (best_two(&pairs, |pair| pair.0), best_two(&pairs, |pair| pair.1));
        let mut links: Vec<(usize, usize, bool, bool)> = Vec::new();
        for &(one, other, alikeness) in &pairs {
            let lead = [rows.get(&one), columns.get(&other)].into_iter().flatten().map(|best| lead_of(alikeness, *best)).fold(f64::MAX, f64::min);
            let (before, after) = (self.old_text(one..one + 1), self.new_text(other..other + 1));
            let is_same = before == after;
            // Sentences were put in beside it, or left out: it must be far more like the one than any other.
            let is_firm = !is_same
                && gap.is_certain
                && alikeness >= ALIKE_BESIDE
                && lead >= LEAD_BESIDE
                && is_revised(before, after)
                && is_at_one_place(before, after)
                && self.is_in_no_other(gap, one, other, alikeness)
                && self.is_not_taken(alignment, one, alikeness);
            let needed = if is_same || !keeps_sense(before, after) { LEAD_BESIDE } else { LEAD };
            if lead >= needed
                && (!is_same || !self.is_refrain(one))
                && (is_same || is_firm || alikeness >= ALIKE && is_edit(before, after))
                && self.has_no_rival(alignment, one..one + 1, other..other + 1, alikeness, needed)
            {
                links.push((one, other, is_same, is_firm));
            }
        }
        let crosses = |a: &(usize, usize, bool, bool), b: &(usize, usize, bool, bool)| (a.0 < b.0) != (a.1 < b.1) && a.0 != b.0;
        for link in &links {
            if !links.iter().any(|other| crosses(link, other)) {
                let kind = if link.2 { Kind::Same } else { self.changed(link.0..link.0 + 1, link.1..link.1 + 1, false, link.3) };
                alignment.add(Link { old: link.0..link.0 + 1, new: link.1..link.1 + 1, kind });
            }
        }
    }

    /// Links sentences that were edited, as many as there were, each in its place.
    fn fill_in_order(&self, alignment: &mut Alignment, gap: &Gap) {
        if gap.old.len() != gap.new.len() || gap.old.len() > ROW {
            return;
        }
        let alike = |one: usize, other: usize| alike(self.old_text(one..one + 1), self.new_text(other..other + 1));
        let pairs: Vec<(usize, usize, f64)> = gap.old.clone().zip(gap.new.clone()).map(|(one, other)| (one, other, alike(one, other))).collect();
        if pairs.iter().any(|pair| pair.2 < LIKE_IN_A_ROW) {
            return;
        }
        let leads = |pair: &(usize, usize, f64)| {
            let others = pairs.iter().filter(|other| other.0 != pair.0);
            others.into_iter().all(|other| alike(pair.0, other.1).max(alike(other.0, pair.1)) <= pair.2 - LEAD_IN_A_ROW)
        };
        if !pairs.iter().all(leads) {
            return;
        }
        for &(one, other, alikeness) in &pairs {
            let (old, new) = (one..one + 1, other..other + 1);
            let (before, after) = (self.old_text(old.clone()), self.new_text(new.clone()));
            if before == after {
                continue;
            }
            let beside = |unit: usize| {
                pairs.iter().find(|pair| pair.0 == unit).is_none_or(|pair| {
                    let (text, now) = (self.old_text(pair.0..pair.0 + 1), self.new_text(pair.1..pair.1 + 1));
                    is_revised(text, now) && is_at_one_place(text, now)
                })
            };
            let is_known = is_at_one_place(before, after) || (one.checked_sub(1).is_none_or(beside) && beside(one + 1));
            if is_known && is_revised(before, after) && self.has_no_rival(alignment, old.clone(), new.clone(), alikeness, LEAD) {
                alignment.add(Link { old: old.clone(), new: new.clone(), kind: self.changed(old, new, false, true) });
            }
        }
    }

    fn changed(&self, old: Range<usize>, new: Range<usize>, certain: bool, firm: bool) -> Kind {
        Kind::Changed { certain, keeps_sense: keeps_sense(self.old_text(old), self.new_text(new)), firm }
    }

    /// Links a refrain at the edge of a gap, next to what was not changed.
    fn trim(&self, alignment: &mut Alignment, gap: &Gap) {
        let (old, new) = (self.old.units(), self.new.units());
        let count = |units: &[Unit], fingerprint: u64| units.iter().filter(|unit| unit.fingerprint == fingerprint).count();
        for (one, other) in [(gap.old.start, gap.new.start), (gap.old.end - 1, gap.new.end - 1)] {
            let fingerprint = old[one].fingerprint;
            if self.old_text(one..one + 1) == self.new_text(other..other + 1)
                && alignment.of_old(one).is_none()
                && count(&old[gap.old.clone()], fingerprint) == 1
                && count(&new[gap.new.clone()], fingerprint) == 1
                && count(old, fingerprint) >= count(new, fingerprint)
                && gap.new.clone().filter(|unit| *unit != other).all(|unit| alike(self.old_text(one..one + 1), self.new_text(unit..unit + 1)) < ALIKE - LEAD)
            {
                alignment.add(Link { old: one..one + 1, new: other..other + 1, kind: Kind::Same });
            }
        }
    }

    /// Whether a sentence is or was there several times.
    fn is_refrain(&self, unit: usize) -> bool {
        let (old, new) = (self.old.units(), self.new.units());
        let count = |units: &[Unit]| units.iter().filter(|other| other.fingerprint == old[unit].fingerprint).count();
        count(old) > 1 || count(new) > 1
    }

    /// Whether two sentences together are far more like the one than either of them alone.
    fn is_whole(&self, gap: &Gap) -> bool {
        let whole = alike(self.old_text(gap.old.clone()), self.new_text(gap.new.clone()));
        let each = gap.old.clone().flat_map(|one| gap.new.clone().map(move |other| (one, other)));
        each.into_iter().all(|(one, other)| alike(self.old_text(one..one + 1), self.new_text(other..other + 1)) <= whole - LEAD)
    }

    fn fill_whole(&self, alignment: &mut Alignment, gap: &Gap) {
        let (before, after) = (self.old_text(gap.old.clone()), self.new_text(gap.new.clone()));
        let alikeness = alike(before, after);
        let is_same = before == after;
        let is_firm = gap.old.len() == 1 && gap.new.len() == 1 && is_revised(before, after);
        if is_same && gap.old.len() == 1 && !gap.is_certain && self.is_refrain(gap.old.start) {
            return;
        }
        if is_same
            || ((is_firm || alikeness >= ALIKE && is_edit(before, after)) && self.has_no_rival(alignment, gap.old.clone(), gap.new.clone(), alikeness, LEAD))
        {
            let kind = if is_same { Kind::Same } else { self.changed(gap.old.clone(), gap.new.clone(), gap.is_certain, is_firm) };
            alignment.add(Link { old: gap.old.clone(), new: gap.new.clone(), kind });
        }
    }

    /// Every two sentences of a gap that are alike, unless there is too much to compare.
    fn pairs(&self, gap: &Gap) -> Option<Vec<(usize, usize, f64)>> {
        let (old, new) = (self.old.units(), self.new.units());
        let mut pairs = Vec::new();
        let mut compared = 0;
        for one in gap.old.clone() {
            for other in gap.new.clone() {
                let (before, after) = (self.old_text(one..one + 1), self.new_text(other..other + 1));
                if old[one].fingerprint != new[other].fingerprint {
                    let (short, long) = (before.len().min(after.len()), before.len().max(after.len()));
                    if short * 2 < long || old[one].sketch.overlap(&new[other].sketch) < COMMON {
                        continue;
                    }
                }
                compared += 1;
                if compared > COMPARISONS {
                    return None;
                }
                let alikeness = alike(before, after);
                if alikeness >= ALIKE - LEAD {
                    pairs.push((one, other, alikeness));
                }
            }
        }
        Some(pairs)
    }

    /// Sentences beside one that was not changed, where the other neighbour is unknown:
    /// at the edge of what was moved.
    fn link_beside(&self, alignment: &mut Alignment) {
        let (old_length, new_length) = (self.old.units().len(), self.new.units().len());
        for run in runs(alignment, old_length) {
            let after = run.start.checked_sub(1).and_then(|unit| alignment.of_old(unit)).map(|link| (run.start, link.new.end));
            let before =
                alignment.of_old.get(run.end).and_then(|_| alignment.of_old(run.end)).and_then(|link| Some((run.end - 1, link.new.start.checked_sub(1)?)));
            for (one, other) in [after, before].into_iter().flatten() {
                if other >= new_length || alignment.of_new(other).is_some() || alignment.of_old(one).is_some() {
                    continue;
                }
                let (text, now) = (self.old_text(one..one + 1), self.new_text(other..other + 1));
                let alikeness = alike(text, now);
                let is_same = text == now;
                // A paragraph begins or ends there in both texts.
                let is_firm = self.is_not_taken(alignment, one, alikeness)
                    && self.is_at_edge(one, other, after == Some((one, other)))
                    && is_edit(text, now)
                    && is_revised(text, now);
                if alikeness >= ALIKE_BESIDE
                    && (is_firm || keeps_sense(text, now))
                    && self.has_no_rival(alignment, one..one + 1, other..other + 1, alikeness, LEAD_BESIDE)
                {
                    let kind = if is_same { Kind::Same } else { self.changed(one..one + 1, other..other + 1, false, is_firm) };
                    alignment.add(Link { old: one..one + 1, new: other..other + 1, kind });
                }
            }
        }
    }

    /// Whether no sentence of the new text that is known already is more like this one.
    fn is_not_taken(&self, alignment: &Alignment, one: usize, alikeness: f64) -> bool {
        let before = self.old_text(one..one + 1);
        most_alike(before, &Sketch::new(before), self.new, |unit| alignment.of_new(unit).is_some()) <= alikeness
    }

    /// Whether no other sentence of a gap has either of two sentences within itself.
    fn is_in_no_other(&self, gap: &Gap, one: usize, other: usize, alikeness: f64) -> bool {
        let within = |part: &[char], whole: &[char]| {
            let errors = Pattern::new(part.iter()).ends(whole.iter(), false).map(|end| end.errors).min();
            errors.is_some_and(|errors| likeness(errors, part.len()) > alikeness - LEAD_BESIDE)
        };
        let (before, after) = (self.old_text(one..one + 1), self.new_text(other..other + 1));
        gap.new.clone().filter(|unit| *unit != other).all(|unit| !within(before, self.new_text(unit..unit + 1)))
            && gap.old.clone().filter(|unit| *unit != one).all(|unit| !within(after, self.old_text(unit..unit + 1)))
    }

    /// Whether a new sentence begins with the character that the one before it ended with:
    /// a full stop slipped.
    fn has_slipped(&self, old: usize, new: usize) -> bool {
        let last = |text: &[char]| text.iter().rfind(|character| character.is_alphanumeric()).copied();
        let (Some(before), Some(now)) = (old.checked_sub(1), new.checked_sub(1)) else { return false };
        let first = self.new_text(new..new + 1).first().copied();
        first.is_some_and(is_dense) && last(self.old_text(before..before + 1)) == first && last(self.new_text(now..now + 1)) != first
    }

    /// Whether paragraphs end after two sentences, or begin with them.
    fn is_at_edge(&self, one: usize, other: usize, ends: bool) -> bool {
        let is_edge = |document: &Document, unit: usize| {
            let units = document.units();
            let beside = if ends {
                units.get(unit + 1).map(|next| (units[unit].end, next.start))
            } else {
                unit.checked_sub(1).map(|before| (units[before].end, units[unit].start))
            };
            beside.is_none_or(|(from, to)| document.folded.breaks.iter().any(|at| (from..=to).contains(at)))
        };
        is_edge(self.old, one) && is_edge(self.new, other)
    }

    /// Whether nothing else explains these sentences as well: no other old sentence the new
    /// ones, and no other new sentence what became of the old ones.
    fn has_no_rival(&self, alignment: &Alignment, old: Range<usize>, new: Range<usize>, alikeness: f64, lead: f64) -> bool {
        let (before, after) = (self.old_text(old.clone()), self.new_text(new.clone()));
        let sketch = Sketch::new(after);
        let settled = most_alike(after, &sketch, self.old, |unit| alignment.of_old(unit).is_some());
        let open = most_alike(after, &sketch, self.old, |unit| !old.contains(&unit) && alignment.of_old(unit).is_none());
        let elsewhere = most_alike(before, &Sketch::new(before), self.new, |unit| !new.contains(&unit) && alignment.of_new(unit).is_none());
        !self.has_slipped(old.start, new.start) && settled <= alikeness && open <= alikeness - lead && elsewhere <= alikeness - lead
    }

    fn old_text(&self, units: Range<usize>) -> &[char] {
        let list = self.old.units();
        &self.old.folded.chars[list[units.start].start..list[units.end - 1].end]
    }

    fn new_text(&self, units: Range<usize>) -> &[char] {
        let list = self.new.units();
        &self.new.folded.chars[list[units.start].start..list[units.end - 1].end]
    }
}

fn keeps_sense(before: &[char], after: &[char]) -> bool {
    sense::change(before, after).words == 0
}

/// Whether a sentence was edited, and not replaced by one on the same pattern.
fn is_edit(before: &[char], after: &[char]) -> bool {
    let change = sense::change(before, after);
    change.words <= (change.of / WORDS_A_CHANGE).max(1) && change.spots <= (change.of / WORDS_A_SPOT).max(1)
}

/// Whether words were changed at one place only.
fn is_at_one_place(before: &[char], after: &[char]) -> bool {
    let change = sense::change(before, after);
    change.spots <= (change.of / WORDS_A_SPOT).max(1)
}

/// Whether enough of a sentence is left for it to be the same one, if its place is certain.
fn is_revised(before: &[char], after: &[char]) -> bool {
    let change = sense::change(before, after);
    let errors = distance::between(before, after);
    // Words that were only put in or left out are known by the others.
    change.words * 2 <= change.of && (likeness(errors, before.len()) >= LIKE || (change.is_one_way && likeness(errors, before.len().max(after.len())) >= ALIKE))
}
