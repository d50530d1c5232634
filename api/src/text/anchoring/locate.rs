//! Where words are that somebody quotes from the text that he sees.

use memchr::memmem;

use super::document::Document;
use super::fold::{Folded, Tolerance, extends, folded};
use super::{Located, MAX_OCCURRENCES, Quote};

impl Document {
    /// Finds quoted words. White space, line ends and Unicode normalisation make no
    /// difference; if nothing is found, neither does the shape of quotation marks,
    /// what can't be seen, or white space that is missing altogether.
    ///
    /// Of several occurrences it is the one whose context fits better than that of
    /// every other, if there is one.
    #[must_use]
    pub fn locate(&self, quote: &Quote) -> Located {
        let found = self.occurrences(&quote.exact, &quote.suffix);
        let found = if found.is_empty() { self.occurrences(quote.exact.trim(), &quote.suffix) } else { found };
        let found = if found.is_empty() { self.typed(&quote.exact, &quote.suffix) } else { found };
        let (start, end) = match found[..] {
            [] => return Located::Missing { nearest: self.nearest(quote) },
            [only] => only,
            _ => match self.fitting(quote, &found) {
                Some(one) => one,
                None => return Located::Ambiguous { count: found.len() },
            },
        };
        Located::Exact { start, end }
    }

    /// The places of some words in ascending order, at most [`MAX_OCCURRENCES`]. What
    /// ends inside of a character as it is drawn is one only if the words are
    /// followed by the same rest of it.
    pub(super) fn occurrences(&self, exact: &str, suffix: &str) -> Vec<(usize, usize)> {
        let words = folded(exact, Tolerance::Spacing);
        let mut found = Vec::new();
        for (from, to) in places(&self.folded, &words.text) {
            let (start, end) = self.folded.original(from, to);
            let is_whole = self.folded.place(start, end) == (from, to);
            if is_whole && self.is_whole(end, suffix) {
                found.push((start, end));
            }
        }
        if found.is_empty()
            || exact.starts_with(char::is_whitespace)
            || exact.ends_with(char::is_whitespace)
            || exact.chars().next().is_some_and(extends)
            || suffix.starts_with(extends)
        {
            // Words that were cut inside of a character or of white space.
            self.literally(exact, suffix, &mut found);
        }
        found
    }

    /// Whether words that end here don't end inside of a character, or are followed by the same rest of it.
    fn is_whole(&self, end: usize, suffix: &str) -> bool {
        let rest = self.text(end, end + 1).chars().next().filter(|next| extends(*next));
        rest.is_none_or(|rest| suffix.starts_with(rest))
    }

    fn literally(&self, exact: &str, suffix: &str, found: &mut Vec<(usize, usize)>) {
        if exact.is_empty() {
            return;
        }
        let length = exact.chars().count();
        let text = self.text(0, self.length());
        let mut places = Vec::new();
        let finder = memmem::Finder::new(exact);
        let mut from = 0;
        while let Some(at) = finder.find(&text.as_bytes()[from..]) {
            let byte = from + at;
            let start = self.at_byte(byte);
            if self.is_whole(start + length, suffix) {
                places.push((start, start + length));
            }
            if places.len() == MAX_OCCURRENCES {
                break;
            }
            from = byte + text[byte..].chars().next().map_or(1, char::len_utf8);
        }
        found.retain(|(start, end)| !places.iter().any(|place| place.0 < *end && *start < place.1));
        found.append(&mut places);
        found.sort_unstable();
    }

    /// The places of words that were typed, or taken from a page without its white space.
    fn typed(&self, exact: &str, suffix: &str) -> Vec<(usize, usize)> {
        let words = folded(exact, Tolerance::Typing);
        let found = places(self.tight(), &words.text).into_iter().map(|(from, to)| self.tight().original(from, to));
        found.filter(|place| self.is_whole(place.1, suffix)).collect()
    }

    /// The one of several places whose context fits: on each side as well as that of every
    /// other, on one side better, and on one side to the end of what is known.
    fn fitting(&self, quote: &Quote, found: &[(usize, usize)]) -> Option<(usize, usize)> {
        let (prefix, suffix) = (folded(&quote.prefix, Tolerance::Typing).chars, folded(&quote.suffix, Tolerance::Typing).chars);
        let text = self.tight();
        let fit = |(start, end): (usize, usize)| {
            let (before, after) = (&text.chars[..text.place(0, start).1], &text.chars[text.place(0, end).1..]);
            let left = before.iter().rev().zip(prefix.iter().rev()).take_while(|(a, b)| a == b).count();
            let right = after.iter().zip(&suffix).take_while(|(a, b)| a == b).count();
            (left, right)
        };
        let fits: Vec<(usize, usize)> = found.iter().map(|place| fit(*place)).collect();
        let (best, (left, right)) = fits.iter().copied().enumerate().max_by_key(|(_, fit)| fit.0 + fit.1)?;
        let fits_a_side = (left == prefix.len() && left > 0) || (right == suffix.len() && right > 0);
        let leads = fits.iter().enumerate().all(|(index, other)| index == best || (other.0 <= left && other.1 <= right && *other != (left, right)));
        // Where occurrences were no longer counted there may be another that fits.
        (fits_a_side && leads && found.len() < MAX_OCCURRENCES).then(|| found[best])
    }
}

/// Where folded words are in a folded text; at most [`MAX_OCCURRENCES`], which may overlap.
pub fn places(text: &Folded, words: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if words.is_empty() {
        return found;
    }
    let length = words.chars().count();
    let finder = memmem::Finder::new(words);
    let mut from = 0;
    while let Some(at) = finder.find(&text.text.as_bytes()[from..]) {
        let byte = from + at;
        let start = text.at_byte(byte);
        found.push((start, start + length));
        if found.len() == MAX_OCCURRENCES {
            break;
        }
        from = byte + text.text[byte..].chars().next().map_or(1, char::len_utf8);
    }
    found
}
