//! What else is like a passage.

use super::distance::{self, Pattern};
use super::document::Document;
use super::score::likeness;
use super::units::{Sketch, Unit};

/// So much of the shorter text's runs must be in the other for them to be compared.
const COMMON: f64 = 0.15;
/// How many are compared at most: those that have most in common.
const COMPARED: usize = 48;

/// How alike two texts are: 1 − errors ÷ length of the longer.
pub fn alike(one: &[char], other: &[char]) -> f64 {
    likeness(distance::between(one, other), one.len().max(other.len()))
}

/// How alike a text is to that sentence of a document which is most like it, among those that are asked for.
pub fn most_alike(text: &[char], sketch: &Sketch, document: &Document, asked: impl Fn(usize) -> bool) -> f64 {
    let units = document.units();
    let pattern = Pattern::new(text.iter());
    let sentences = shortlist(units, asked, |unit| sketch.overlap(&unit.sketch));
    sentences
        .into_iter()
        .map(|index| {
            let other = &document.folded.chars[units[index].start..units[index].end];
            likeness(pattern.distance(other), text.len().max(other.len()))
        })
        .fold(0.0, f64::max)
}

/// The sentences that have most in common with a text.
pub fn shortlist(units: &[Unit], asked: impl Fn(usize) -> bool, common: impl Fn(&Unit) -> f64) -> Vec<usize> {
    let mut list: Vec<(f64, usize)> = units
        .iter()
        .enumerate()
        .filter(|(index, _)| asked(*index))
        .map(|(index, unit)| (common(unit), index))
        .filter(|(common, _)| *common >= COMMON)
        .collect();
    if list.len() > COMPARED {
        list.select_nth_unstable_by(COMPARED, |one, other| other.0.total_cmp(&one.0));
        list.truncate(COMPARED);
    }
    list.into_iter().map(|(_, index)| index).collect()
}
