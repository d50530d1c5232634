//! Which keys of one side go with which of the other, and what that says of two units.
//!
//! At first these are the keys that both sides have: numbers, names, marks, words of a
//! common origin. Later it is what stands opposite each other in the links of the
//! pass before: pairs whose log-likelihood ratio (Dunning 1993) is high, and for
//! neither key far below that of its best partner.

use super::keys::{Class, Script, Text};

/// A pair of keys, and how often one is found where the other is, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Key of the left side.
    pub left: u32,
    /// Key of the right side.
    pub right: u32,
    /// How often.
    pub share: f64,
}

/// Below this ratio a pair may be chance.
const SIGNIFICANT: f64 = 8.0;
/// A pair is dropped if one of its keys has a partner that is this much better.
const RIVAL: f64 = 0.7;
/// How many times a pair counts as seen in advance if its keys are the same.
const PRIOR_COUNT: f64 = 2.0;
/// As many pairs of keys as are counted; beyond it only some of the links are looked at.
const COUNTED: usize = 3_000_000;
/// What a match says is multiplied by this: less of it is chance than of lengths.
const EMPHASIS: f64 = 1.3;
/// The same for characters, as each is in two keys or three.
const GRAM: f64 = 0.6;
/// No pair of keys says more than this, in nats.
const HIGHEST: f64 = 4.0;
/// A key in no more units than this is rare.
const RARE: u32 = 30;
/// How much of what two units match by chance, if each key fell anywhere, is taken off.
const CHANCE: f64 = 0.6;
/// Part of what a match says for a link that its lack says against one.
const AGAINST: f64 = 0.5;

/// How often a translation has the same key, before anything is known of the two texts.
fn prior(class: Class, name: &str, left: &Text, right: &Text) -> Option<f64> {
    let same_language = left.language == right.language;
    Some(match class {
        Class::Label | Class::Verbatim => 0.95,
        Class::Word | Class::Gram if same_language => 0.9,
        Class::Number if name.len() > 2 => 0.9,
        Class::Kind => 0.9,
        Class::Word if left.script != right.script => 0.8,
        Class::Mark if matches!(name, "?" | "%" | "!" | "…") => 0.75,
        Class::Concept => 0.65,
        Class::End if name == "$." => return None,
        Class::Number | Class::End => 0.6,
        Class::Mark => 0.5,
        Class::Numeral | Class::Gram => 0.4,
        Class::Word if name.chars().count() > 4 => 0.35,
        Class::Word => return None,
        Class::Consonants if left.script == Script::Arabic || right.script == Script::Arabic => 0.15,
        Class::Consonants => 0.25,
    })
}

/// The pairs of the same keys.
pub fn common(left: &Text, right: &Text) -> Vec<Pair> {
    let names = left.vocabulary.names.iter().zip(&left.vocabulary.classes).enumerate();
    names
        .filter_map(|(key, (name, &class))| {
            let other = right.vocabulary.find(name)?;
            let share = f64::midpoint(prior(class, name, left, right)?, prior(right.vocabulary.classes[other as usize], name, left, right)?);
            Some(Pair { left: key as u32, right: other, share })
        })
        .collect()
}

/// The keys of both sides of each link.
pub type Opposite = (Vec<u32>, Vec<u32>);

/// The pairs of keys that these links show, and the common ones as they are borne out.
pub fn induced(left: &Text, right: &Text, links: &[Opposite], common: &[Pair]) -> Vec<Pair> {
    let size: usize = links.iter().map(|(left, right)| left.len() * right.len()).sum();
    let stride = size.div_ceil(COUNTED).max(1);
    let links: Vec<&Opposite> = links.iter().step_by(stride).filter(|(left, right)| left.len() * right.len() <= COUNTED).collect();
    let left_counts = counts(left, links.iter().map(|link| &link.0));
    let right_counts = counts(right, links.iter().map(|link| &link.1));
    let often = |count: u32| count >= 2 && count as usize <= links.len() / 2;
    let mut together: Vec<u64> = Vec::new();
    for (left_keys, right_keys) in &links {
        let right_keys: Vec<u32> = right_keys.iter().copied().filter(|&key| often(right_counts[key as usize]) && is_word(right, key)).collect();
        for &key in left_keys.iter().filter(|&&key| often(left_counts[key as usize]) && is_word(left, key)) {
            together.extend(right_keys.iter().map(|&other| u64::from(key) << 32 | u64::from(other)));
        }
    }
    together.sort_unstable();
    let mut scored = Vec::new();
    let (mut left_best, mut right_best) = (vec![0.0_f64; left_counts.len()], vec![0.0_f64; right_counts.len()]);
    for run in together.chunk_by(|one, next| one == next).filter(|run| run.len() >= 2) {
        let (key, other) = ((run[0] >> 32) as usize, (run[0] & 0xffff_ffff) as usize);
        let score = likelihood_ratio(run.len() as f64, f64::from(left_counts[key]), f64::from(right_counts[other]), links.len() as f64);
        if score >= SIGNIFICANT {
            left_best[key] = left_best[key].max(score);
            right_best[other] = right_best[other].max(score);
            scored.push((key, other, run.len(), score));
        }
    }
    let mut pairs: Vec<Pair> = scored
        .into_iter()
        .filter(|&(key, other, _, score)| score >= RIVAL * left_best[key].max(right_best[other]))
        .map(|(key, other, count, _)| {
            let share = (count as f64 - 0.7) / f64::from(left_counts[key].max(right_counts[other]));
            Pair { left: key as u32, right: other as u32, share }
        })
        .collect();
    let learned = pairs.len();
    for pair in common {
        let seen = together_count(&together, pair);
        let of = left_counts[pair.left as usize].max(right_counts[pair.right as usize]);
        let share = (seen as f64 + PRIOR_COUNT * pair.share) / (f64::from(of) + PRIOR_COUNT);
        match pairs[..learned].binary_search_by_key(&(pair.left, pair.right), |pair| (pair.left, pair.right)) {
            Ok(found) => pairs[found].share = pairs[found].share.max(share),
            Err(_) if is_word(left, pair.left) && often(left_counts[pair.left as usize]) && often(right_counts[pair.right as usize]) => {
                pairs.push(Pair { share, ..*pair });
            }
            Err(_) => pairs.push(*pair),
        }
    }
    pairs
}

fn is_word(text: &Text, key: u32) -> bool {
    matches!(text.vocabulary.classes[key as usize], Class::Word | Class::Gram | Class::Number | Class::Numeral | Class::Mark | Class::Concept)
}

fn counts<'a>(text: &Text, sides: impl Iterator<Item = &'a Vec<u32>>) -> Vec<u32> {
    let mut counts = vec![0; text.vocabulary.names.len()];
    for &key in sides.flatten() {
        counts[key as usize] += 1;
    }
    counts
}

fn together_count(together: &[u64], pair: &Pair) -> usize {
    let wanted = u64::from(pair.left) << 32 | u64::from(pair.right);
    together.partition_point(|&found| found <= wanted) - together.partition_point(|&found| found < wanted)
}

/// Dunning's ratio for two events that happen `left` and `right` times in `all` trials,
/// and `both` times together; 0 if they avoid each other. The same with the two exchanged.
fn likelihood_ratio(both: f64, left: f64, right: f64, all: f64) -> f64 {
    if both * all <= left * right {
        return 0.0;
    }
    let term = |observed: f64, expected: f64| if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 };
    let same = term(both, left * right / all) + term((all + both) - (left + right), (all - left) * (all - right) / all);
    let other = term(left - both, left * (all - right) / all) + term(right - both, (all - left) * right / all);
    2.0 * (same + other)
}

/// What the keys of two units say, in thousandths of a nat. In a link of several units a
/// key counts once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Match {
    /// All matches.
    pub all: i64,
    /// Those whose key on the left is in the unit before, too.
    pub as_above: i64,
    /// Those whose key on the right is in the unit before, too.
    pub as_before: i64,
}

/// What the keys of two sequences of units say, in thousandths of a nat.
pub struct Weights<'a> {
    left_units: &'a [Vec<u32>],
    /// For each key of the left: how many units have it.
    left_counts: Vec<u32>,
    /// For each key of the left: keys of the right and what a match says.
    matches: Vec<Vec<(u32, i64)>>,
    /// For each key of the right: the units that have it.
    postings: Vec<Vec<u32>>,
    /// What it says against any link of a unit that its keys might not be matched.
    pub left_penalties: Vec<i64>,
    /// The same for the right side.
    pub right_penalties: Vec<i64>,
    /// What a unit's matches with one of the other side come to by chance, on average.
    left_chance: Vec<i64>,
    /// The same for the right side.
    right_chance: Vec<i64>,
    /// The mean of that.
    mean_chance: i64,
}

impl<'a> Weights<'a> {
    /// Weighs pairs by how rare their keys are among these units.
    pub fn new(texts: (&Text, &Text), pairs: &[Pair], left_units: &'a [Vec<u32>], right_units: &'a [Vec<u32>]) -> Self {
        let left_counts = counts(texts.0, left_units.iter());
        let right_counts = counts(texts.1, right_units.iter());
        let common = |count: u32, units: usize| count as usize > if units > 2000 { units / 20 } else { units.div_ceil(2) };
        let mut matches = vec![Vec::new(); left_counts.len()];
        let mut lacking = (vec![0_i64; left_counts.len()], vec![0_i64; right_counts.len()]);
        let mut by_chance = lacking.clone();
        let mut wanted = vec![false; right_counts.len()];
        for pair in pairs {
            let (left, right) = (left_counts[pair.left as usize], right_counts[pair.right as usize]);
            if left == 0 || right == 0 || common(left, left_units.len()) || common(right, right_units.len()) {
                continue;
            }
            let chance = (f64::from(left) / left_units.len() as f64).max(f64::from(right) / right_units.len() as f64);
            let redundant = [texts.0.vocabulary.classes[pair.left as usize], texts.1.vocabulary.classes[pair.right as usize]].contains(&Class::Gram);
            let weight = (pair.share / chance).ln().min(HIGHEST) * if redundant { GRAM } else { EMPHASIS };
            if weight < 0.1 {
                continue;
            }
            matches[pair.left as usize].push((pair.right, (weight * 1000.0).round() as i64));
            wanted[pair.right as usize] = true;
            let against = (AGAINST / 2.0 * pair.share * weight * 1000.0).round() as i64;
            lacking.0[pair.left as usize] += against;
            lacking.1[pair.right as usize] += against;
            let expected = |count: u32, units: usize| (CHANCE * weight * 1000.0 * f64::from(count) / units as f64).round() as i64;
            by_chance.0[pair.left as usize] += expected(right, right_units.len());
            by_chance.1[pair.right as usize] += expected(left, left_units.len());
        }
        let mut postings = vec![Vec::new(); right_counts.len()];
        for (unit, keys) in right_units.iter().enumerate() {
            for &key in keys.iter().filter(|&&key| wanted[key as usize]) {
                postings[key as usize].push(unit as u32);
            }
        }
        let sum = |units: &[Vec<u32>], of: &[i64]| -> Vec<i64> { units.iter().map(|keys| keys.iter().map(|&key| of[key as usize]).sum()).collect() };
        let (left_chance, right_chance) = (sum(left_units, &by_chance.0), sum(right_units, &by_chance.1));
        let total = left_chance.iter().sum::<i64>() + right_chance.iter().sum::<i64>();
        Self {
            left_units,
            left_counts,
            matches,
            postings,
            left_penalties: sum(left_units, &lacking.0),
            right_penalties: sum(right_units, &lacking.1),
            mean_chance: (total / (left_chance.len() + right_chance.len()).max(1) as i64).max(1),
            left_chance,
            right_chance,
        }
    }

    /// Sets what the matches of a unit of the left with those of the right say, beyond what
    /// they would by chance. The first of `row` is for the unit `first`, counted from 1.
    pub fn fill(&self, left: usize, first: isize, row: &mut [Match]) {
        let from = usize::try_from(first - 1).unwrap_or(0);
        let chance = self.left_chance[left];
        for (at, place) in row.iter_mut().enumerate() {
            let unit = usize::try_from(at as isize + first - 1).ok();
            let chance = unit.and_then(|unit| self.right_chance.get(unit)).map_or(0, |other| chance * other / self.mean_chance);
            *place = Match { all: -chance, ..Match::default() };
        }
        let before = left.checked_sub(1).map_or(&[][..], |before| &self.left_units[before]);
        for &key in &self.left_units[left] {
            let matches = &self.matches[key as usize];
            let again = !matches.is_empty() && before.binary_search(&key).is_ok();
            for &(other, weight) in matches {
                let units = &self.postings[other as usize];
                let begin = units.partition_point(|&unit| (unit as usize) < from);
                let mut last = begin.checked_sub(1).map(|place| units[place]);
                for &unit in &units[begin..] {
                    let Some(place) = usize::try_from(unit as isize + 1 - first).ok().and_then(|at| row.get_mut(at)) else { break };
                    place.all += weight;
                    if again {
                        place.as_above += weight;
                    }
                    if unit.checked_sub(1).is_some_and(|before| last == Some(before)) {
                        place.as_before += weight;
                    }
                    last = Some(unit);
                }
            }
        }
    }

    /// Calls back with each match of keys that are rare on both sides, as units and weight.
    pub fn each_rare(&self, mut found: impl FnMut(usize, usize, i64)) {
        for (left, keys) in self.left_units.iter().enumerate() {
            for &key in keys.iter().filter(|&&key| self.left_counts[key as usize] <= RARE) {
                for &(other, weight) in &self.matches[key as usize] {
                    let units = &self.postings[other as usize];
                    for &unit in units.iter().filter(|_| units.len() <= RARE as usize) {
                        found(left, unit as usize, weight);
                    }
                }
            }
        }
    }
}
