//! The passage that is most like a quotation, wherever it is.

use super::distance::{self, Pattern};
use super::document::Document;
use super::fold::{Tolerance, folded};
use super::score::{likeness, prefix_likeness, suffix_likeness};
use super::{Candidate, MAX_FUZZY, Parts, Quote, score};

/// How many of the best ends are compared by their context.
const ENDS: usize = 16;

impl Document {
    /// What is most like a quotation that is nowhere in the text; nothing if more than
    /// half of it would have to be changed, or if it is longer than [`MAX_FUZZY`].
    pub(super) fn nearest(&self, quote: &Quote) -> Option<Candidate> {
        let words = folded(quote.exact.trim(), Tolerance::Spacing).chars;
        if words.is_empty() || words.len() > MAX_FUZZY {
            return None;
        }
        let text = &self.folded.chars;
        let (prefix, suffix) = (folded(&quote.prefix, Tolerance::Spacing).chars, folded(&quote.suffix, Tolerance::Spacing).chars);
        let pattern = Pattern::new(words.iter());
        let most = words.len() / 2;
        // The best end of each stretch as long as the quotation: neighbouring ends are the same place.
        let mut ends: Vec<distance::End> = Vec::new();
        for end in pattern.ends(text.iter(), false).filter(|end| end.errors <= most) {
            match ends.last_mut() {
                Some(last) if end.end - last.end < words.len() => {
                    if end.errors < last.errors {
                        *last = end;
                    }
                }
                _ => ends.push(end),
            }
        }
        ends.sort_by_key(|end| end.errors);
        ends.truncate(ENDS);
        let candidates = ends.into_iter().map(|end| {
            let start = distance::begin(&words, &text[..end.end], end.errors);
            let parts = Parts {
                quote: likeness(end.errors, words.len()),
                prefix: prefix_likeness(&prefix, &text[..start]),
                suffix: suffix_likeness(&suffix, &text[end.end..]),
                position: 1.0,
            };
            let (start, end) = self.folded.original(start, end.end);
            Candidate { start, end, score: score(&parts) }
        });
        candidates.max_by(|one, other| one.score.total_cmp(&other.score))
    }
}
