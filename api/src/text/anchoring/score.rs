//! How well a place fits a quotation.

use super::distance;

/// What a score is made of, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// How alike the words are: 1 − errors ÷ length of the quotation.
    pub quote: f64,
    /// The same of what stands before them.
    pub prefix: f64,
    /// The same of what stands after them.
    pub suffix: f64,
    /// How near the place is: 1 − distance ÷ length of the text.
    pub position: f64,
}

/// The score of a place, from 0 to 1: (50 · quote + 20 · prefix + 20 · suffix + 2 · position) ÷ 92.
///
/// Source: Hypothesis client, `src/annotator/anchoring/match-quote.ts`. A context that
/// isn't known counts as one that fits, as it does there.
#[must_use]
pub fn score(parts: &Parts) -> f64 {
    (50.0 * parts.quote + 20.0 * parts.prefix + 20.0 * parts.suffix + 2.0 * parts.position) / 92.0
}

/// A share of a whole, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "lengths of texts are far below 2^52")]
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { (part as f64 / whole as f64).clamp(0.0, 1.0) }
}

/// 1 − errors ÷ length.
pub fn likeness(errors: usize, length: usize) -> f64 {
    share(length.saturating_sub(errors), length)
}

/// How alike what stands before a place is to a prefix.
pub fn prefix_likeness(prefix: &[char], before: &[char]) -> f64 {
    let before = &before[before.len().saturating_sub(prefix.len())..];
    likeness(distance::between(prefix, before), prefix.len())
}

/// How alike what stands after a place is to a suffix.
pub fn suffix_likeness(suffix: &[char], after: &[char]) -> f64 {
    let after = &after[..after.len().min(suffix.len())];
    likeness(distance::between(suffix, after), suffix.len())
}

/// How near two places are in texts of these lengths.
pub fn nearness(old: usize, new: usize, old_length: usize, new_length: usize) -> f64 {
    likeness(old.abs_diff(new), old_length.max(new_length))
}
