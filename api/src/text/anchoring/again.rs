//! A passage found again in a new revision.

use std::ops::Range;

use super::align::{Kind, Link};
use super::document::Document;
use super::fold::{Tolerance, folded};
use super::locate::places;
use super::rivals::shortlist;
use super::score::{likeness, nearness, prefix_likeness, suffix_likeness};
use super::units::Sketch;
use super::{Earlier, MAX_FUZZY, MAX_OCCURRENCES, MIN_LEAD, MIN_SCORE, Parts, Placement, State, distance, map, score, sense};

/// So many other places with the same words are compared by their context.
const SAME_WORDS: usize = 64;
/// So much of the text is searched at most for a place that is like a passage.
const SEARCHED: usize = 20_000;
/// Of a longer passage one place is enough in each stretch that is searched.
const LONG: usize = 500;
/// Words with a lower score lost what stood on one side of them; so may have those that they were copied from.
const KNOWN: f64 = 0.95;
/// They must be so much better than any other place.
const MIN_LEAD_BESIDE: f64 = 0.15;

/// A passage as it is compared.
pub(super) struct Sought {
    pub words: Vec<char>,
    pub prefix: Vec<char>,
    pub suffix: Vec<char>,
    pub start: usize,
    pub old_length: usize,
}

/// A place in the folded text.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Found {
    place: Range<usize>,
    /// Whether nothing was changed around it, so that even a change of sense is an edit of this sentence.
    is_certain: bool,
    /// Whether it is this sentence though more was changed.
    is_firm: bool,
    /// Whether its sentence may say something else, and something beside it was changed, too.
    is_doubtful: bool,
    /// Whether its sentence was there several times.
    is_refrain: bool,
}

impl Document {
    /// Finds a passage of an earlier revision.
    ///
    /// What became of its sentences tells where it is; its words are looked for nowhere
    /// else. [`State::Orphaned`] is the answer whenever there is a doubt.
    #[must_use]
    pub fn find_again(&self, earlier: &Earlier<'_>) -> Placement {
        let fold = |text: &str| folded(text, Tolerance::Spacing).chars;
        let mut sought = Sought {
            words: fold(&earlier.quote.exact),
            prefix: fold(&earlier.quote.prefix),
            suffix: fold(&earlier.quote.suffix),
            start: earlier.start,
            old_length: earlier.old_length,
        };
        if sought.words.iter().all(|character| *character == ' ') {
            return orphan(0.0, 0.0);
        }
        let length = earlier.quote.exact.chars().count();
        match earlier.text.filter(|old| old.text(earlier.start, earlier.start + length) == earlier.quote.exact) {
            Some(old) => {
                // As they were among their neighbours: marks at their ends may have another order alone.
                let (from, to) = old.folded.place(earlier.start, earlier.start + length);
                sought.words = old.folded.chars[from..to].to_vec();
                match self.follow(old, from, to) {
                    Some(found) => self.judge(&sought, &found, old),
                    None => orphan(0.0, 0.0),
                }
            }
            None => self.find_by_context(&sought, earlier.was_unique),
        }
    }

    /// Follows the sentences of a passage.
    fn follow(&self, old: &Document, mut from: usize, mut to: usize) -> Option<Found> {
        let (alignment, units) = (self.alignment(old), old.units());
        let is_space = |place: usize| old.folded.chars[place] == ' ';
        let (mut before, mut after) = (false, false);
        while from < to && is_space(from) {
            (from, before) = (from + 1, true);
        }
        while from < to && is_space(to - 1) {
            (to, after) = (to - 1, true);
        }
        let first = units.partition_point(|unit| unit.end <= from);
        let last = units.partition_point(|unit| unit.start < to);
        let links = chain((first..last).filter_map(|unit| alignment.of_old(unit)))?;
        let (head, tail) = (links.first()?, links.last()?);
        let now_from = self.edge(old, head, from, to)?.0;
        let now_to = self.edge(old, tail, from, to)?.1;
        // Nothing of another sentence may have come between.
        let between = head.new.start..tail.new.end;
        if now_from >= now_to || between.clone().any(|unit| alignment.of_new(unit).is_some_and(|link| link.old.start >= last || link.old.end <= first)) {
            return None;
        }
        let is_certain = links.iter().all(|link| !matches!(link.kind, Kind::Changed { certain: false, .. }));
        let is_firm = links.iter().all(|link| !matches!(link.kind, Kind::Changed { firm: false, .. }));
        let is_doubtful = links.iter().any(|link| link.kind == Kind::Changed { certain: false, keeps_sense: false, firm: false });
        let now_from = if before && now_from > 0 && self.folded.chars[now_from - 1] == ' ' { now_from - 1 } else { now_from };
        let now_to = if after && self.folded.chars.get(now_to) == Some(&' ') { now_to + 1 } else { now_to };
        let is_refrain = (first..last).all(|unit| units.iter().filter(|other| other.fingerprint == units[unit].fingerprint).count() > 1);
        Some(Found { place: now_from..now_to, is_certain, is_firm, is_doubtful, is_refrain })
    }

    /// Where the part of a passage that is in linked sentences begins and ends.
    fn edge(&self, old: &Document, link: &Link, from: usize, to: usize) -> Option<(usize, usize)> {
        let (units, now) = (old.units(), self.units());
        let was = units[link.old.start].start..units[link.old.end - 1].end;
        let is = now[link.new.start].start..now[link.new.end - 1].end;
        let (from, to) = (from.max(was.start) - was.start, to.min(was.end) - was.start);
        if link.kind == Kind::Same {
            return Some((is.start + from, is.start + to));
        }
        let (start, end) = map::follow(&old.folded.chars[was], &self.folded.chars[is.clone()], from, to)?;
        Some((is.start + start, is.start + end))
    }

    /// Whether a place is good enough.
    fn judge(&self, sought: &Sought, found: &Found, old: &Document) -> Placement {
        let words = &self.folded.chars[found.place.clone()];
        let (start, end) = self.folded.original(found.place.start, found.place.end);
        let is_same = trimmed(words) == trimmed(&sought.words);
        if !is_same && (sought.words.len() > MAX_FUZZY || words.len() > 2 * sought.words.len()) {
            return orphan(0.0, 0.0);
        }
        let parts = self.parts(sought, &found.place);
        let score = score(&parts);
        let mut runner_up = self.best_same(sought, &found.place);
        let state = match (is_same, start == sought.start) {
            (true, true) => State::Exact,
            (true, false) => State::Shifted,
            (false, _) => State::Fuzzy,
        };
        let is_unchanged_around = parts.prefix >= 1.0 && parts.suffix >= 1.0;
        let is_good = if found.is_doubtful && !is_unchanged_around {
            false
        } else if is_same {
            // Somebody may have copied them, and then changed them or what stood around them where they were.
            if score < KNOWN {
                runner_up = runner_up.max(self.best_like(sought, &found.place));
            }
            let lead = score - runner_up;
            if score >= KNOWN { lead >= MIN_LEAD || !self.has_more(old, &sought.words) } else { !found.is_refrain && lead >= MIN_LEAD_BESIDE }
        } else {
            let keeps_sense = || sense::change(&sought.words, words).words == 0;
            let may_be = score >= MIN_SCORE && (found.is_firm || (found.is_certain && is_unchanged_around) || keeps_sense());
            if may_be {
                runner_up = runner_up.max(self.best_like(sought, &found.place));
            }
            may_be && score - runner_up >= MIN_LEAD
        };
        if is_good { Placement { state, start, end, score, runner_up } } else { orphan(score, runner_up) }
    }

    pub(super) fn parts(&self, sought: &Sought, place: &Range<usize>) -> Parts {
        let (before, after) = (&self.folded.chars[..place.start], &self.folded.chars[place.end..]);
        let start = self.folded.original(place.start, place.end).0;
        Parts {
            quote: likeness(distance::between(&sought.words, &self.folded.chars[place.clone()]), sought.words.len()),
            prefix: prefix_likeness(&sought.prefix, before),
            suffix: suffix_likeness(&sought.suffix, after),
            position: nearness(sought.start, start, sought.old_length, self.length()),
        }
    }

    /// Whether words are in the text more often than in an earlier one, or too often to tell.
    fn has_more(&self, old: &Document, words: &[char]) -> bool {
        let words: String = trimmed(words).iter().collect();
        let now = places(&self.folded, &words).len();
        now == MAX_OCCURRENCES || now > places(&old.folded, &words).len()
    }

    /// The best score of another place with the same words.
    pub(super) fn best_same(&self, sought: &Sought, place: &Range<usize>) -> f64 {
        let words: String = sought.words.iter().collect();
        let others = places(&self.folded, &words).into_iter().filter(|other| other.1 <= place.start || other.0 >= place.end).take(SAME_WORDS);
        others.map(|(from, to)| score(&self.parts(sought, &(from..to)))).fold(0.0, f64::max)
    }

    /// The best score of another place that is like a passage: around sentences that have
    /// much in common with it.
    pub(super) fn best_like(&self, sought: &Sought, place: &Range<usize>) -> f64 {
        let (units, reach) = (self.units(), sought.words.len());
        let sketch = Sketch::new(&sought.words);
        let pattern = distance::Pattern::new(sought.words.iter());
        let mut list = shortlist(units, |unit| units[unit].end <= place.start || units[unit].start >= place.end, |unit| sketch.overlap(&unit.sketch));
        list.sort_unstable();
        // As far around each as the words could reach, without the place itself. Stretches that meet are one.
        let mut stretches: Vec<Range<usize>> = Vec::new();
        for unit in list.into_iter().map(|index| &units[index]) {
            let mut stretch = unit.start.saturating_sub(reach)..(unit.end + reach).min(self.folded.len());
            if unit.end <= place.start {
                stretch.end = stretch.end.min(place.start);
            } else {
                stretch.start = stretch.start.max(place.end);
            }
            match stretches.last_mut() {
                Some(before) if before.end >= stretch.start && reach > LONG => before.end = before.end.max(stretch.end),
                _ => stretches.push(stretch),
            }
        }
        let mut left = SEARCHED.max(2 * reach);
        let scores = stretches.into_iter().filter_map(|stretch| {
            let text = &self.folded.chars[stretch.start..stretch.end.min(stretch.start + left)];
            left -= text.len();
            let best = pattern.ends(text.iter(), false).min_by_key(|end| end.errors)?;
            let begin = distance::begin(&sought.words, &text[..best.end], best.errors);
            Some(score(&self.parts(sought, &(stretch.start + begin..stretch.start + best.end))))
        });
        scores.fold(0.0, f64::max)
    }
}

/// The links of a passage's sentences, as far as they follow each other in both texts:
/// those that cover the most sentences.
fn chain<'a>(links: impl Iterator<Item = &'a Link>) -> Option<Vec<Link>> {
    let mut chains: Vec<Vec<Link>> = Vec::new();
    for link in links {
        match chains.last_mut().and_then(|chain| Some((chain.last()?.clone(), chain))) {
            Some((last, _)) if last.old == link.old => {}
            Some((last, chain)) if last.new.end <= link.new.start && link.new.start - last.new.end <= 3 => chain.push(link.clone()),
            _ => chains.push(vec![link.clone()]),
        }
    }
    chains.into_iter().max_by_key(|chain| chain.iter().map(|link| link.old.len()).sum::<usize>())
}

fn trimmed(words: &[char]) -> &[char] {
    let words = words.strip_prefix(&[' ']).unwrap_or(words);
    words.strip_suffix(&[' ']).unwrap_or(words)
}

pub(super) fn orphan(score: f64, runner_up: f64) -> Placement {
    Placement { state: State::Orphaned, start: 0, end: 0, score, runner_up }
}
