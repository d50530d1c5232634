//! A passage found again when the revision that it was quoted from is gone.

use super::again::{Sought, orphan};
use super::document::Document;
use super::locate::places;
use super::{MAX_OCCURRENCES, Placement, State, score};

/// How far the place must be above any other that is like it.
const LEAD: f64 = 0.25;

impl Document {
    /// Finds words by what stood around them: only the same words, and only where their
    /// context is the same on both sides. More can't be known: they may have been copied, and
    /// of words that were there several times it may be others that are left.
    pub(super) fn find_by_context(&self, sought: &Sought, was_unique: bool) -> Placement {
        let words: String = sought.words.iter().collect();
        let found = places(&self.folded, &words);
        let whole = |place: &(usize, usize)| {
            let original = self.folded.original(place.0, place.1);
            self.folded.place(original.0, original.1) == *place
        };
        let fits: Vec<(super::Parts, (usize, usize))> =
            found.iter().filter(|place| whole(place)).map(|place| (self.parts(sought, &(place.0..place.1)), *place)).collect();
        let both = |parts: &super::Parts| parts.prefix >= 1.0 && parts.suffix >= 1.0;
        let mut fitting = fits.iter().filter(|(parts, _)| both(parts));
        let known = !sought.prefix.is_empty() || !sought.suffix.is_empty();
        let only = match (fitting.next(), fitting.next(), &fits[..]) {
            (Some(one), None, _) if was_unique && found.len() < MAX_OCCURRENCES && known => Some(one),
            _ => None,
        };
        let mut scores: Vec<f64> = fits.iter().map(|(parts, _)| score(parts)).collect();
        scores.sort_by(|one, other| other.total_cmp(one));
        let best = scores.first().copied().unwrap_or(0.0);
        let Some((parts, place)) = only else { return orphan(best, scores.get(1).copied().unwrap_or(0.0)) };
        let (start, end) = self.folded.original(place.0, place.1);
        let state = if start == sought.start { State::Exact } else { State::Shifted };
        let score = score(parts);
        let runner_up = self.best_same(sought, &(place.0..place.1)).max(self.best_like(sought, &(place.0..place.1)));
        // Perhaps they were copied, and changed where they were.
        if score - runner_up < LEAD {
            return orphan(score, runner_up);
        }
        Placement { state, start, end, score, runner_up }
    }
}
