//! How good a hit is. Pure.
//!
//! `score = log2(relevance) + years since the beginning of 2025`, where
//!
//! ```text
//! relevance = 1 + 3 · title + 2 · frequency + nearness
//! title     = share of the query's words and phrases that stand in the title
//! frequency = mean over them of n / (n + 0.5 + characters / 600), n = how often it stands in the text
//! nearness  = share of neighbours in the query that are neighbours in title or text, 0 for one word
//! ```
//!
//! So a text of today is as good as one of a year ago that is twice as relevant, and the order
//! of two hits never changes with time. The form of `frequency` is that of BM25's (Robertson
//! and Zaragoza 2009) without the weight of rare words, which all hits have alike. Of a long
//! text only the first [`HEAD`] characters are looked at.

use entity::Timestamp;

use super::{Asked, Clause, folded};
use crate::text::fold::Class;

/// Characters of a text that are looked at.
pub const HEAD: usize = 2000;
/// 2025-01-01 in milliseconds.
const BEGINNING: i64 = 1_735_689_600_000;
/// A year of 365.25 days in milliseconds.
const YEAR: f64 = 31_557_600_000.0;

/// A query made ready to be looked for in folded texts.
pub struct Ranking {
    needles: Vec<String>,
    pairs: Vec<String>,
}

/// A text that may be a hit, folded.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its title.
    pub title: &'a str,
    /// The beginning of its body.
    pub head: &'a str,
    /// When it was published.
    pub created_at: Timestamp,
}

impl Ranking {
    /// Of a query.
    #[must_use]
    pub fn new(asked: &Asked) -> Self {
        let of_all = |clauses: &[Clause]| {
            let tokens: Vec<_> = clauses.iter().flat_map(|clause| clause.tokens.iter().cloned()).collect();
            let is_open = clauses.last().is_some_and(|clause| clause.is_prefix);
            let begins = tokens.first().is_some_and(|token| token.class != Class::Character);
            let ends = !is_open && tokens.last().is_some_and(|token| token.class != Class::Character);
            format!("{}{}{}", if begins { " " } else { "" }, folded(&tokens), if ends { " " } else { "" })
        };
        Self {
            needles: asked.clauses.iter().map(|clause| of_all(std::slice::from_ref(clause))).collect(),
            pairs: asked.clauses.windows(2).map(of_all).collect(),
        }
    }

    /// The score of a text.
    #[must_use]
    pub fn score(&self, of: Candidate<'_>) -> f64 {
        let (title, head) = (format!(" {} ", of.title), format!(" {} ", of.head));
        let length = float(of.head.chars().count());
        let mean = |sum: f64, number: usize| if number == 0 { 0.0 } else { sum / float(number) };
        let in_title = self.needles.iter().filter(|needle| title.contains(needle.as_str())).count();
        let frequency: f64 = self
            .needles
            .iter()
            .map(|needle| {
                let times = float(head.matches(needle.as_str()).count());
                times / (times + 0.5 + length / 600.0)
            })
            .sum();
        let near = self.pairs.iter().filter(|pair| title.contains(pair.as_str()) || head.contains(pair.as_str())).count();
        let relevance = 1.0 + 3.0 * mean(float(in_title), self.needles.len()) + 2.0 * mean(frequency, self.needles.len()) + mean(float(near), self.pairs.len());
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of some centuries")]
        let years = (of.created_at.0 - BEGINNING) as f64 / YEAR;
        relevance.log2() + years
    }
}

#[allow(clippy::cast_precision_loss, reason = "lengths and counts of short texts")]
fn float(number: usize) -> f64 {
    number as f64
}
