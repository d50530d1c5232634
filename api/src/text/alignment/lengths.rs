//! How likely two lengths are to be of the same text in two languages.
//!
//! Gale and Church (1993) take the difference of two lengths as normal, with a
//! variance that grows with the length. Here it is the logarithm of their ratio, so
//! that a translator's ease counts as well as chance, and it is weighed against
//! the lengths of any two passages of the same texts.

/// The variance of a length per letter. Gale and Church found 6.8 for sentences of two
/// languages of Europe; this did best on the texts of the tests.
const VARIANCE_A_LETTER: f64 = 4.5;
/// How far translators differ from each other however long the text is.
const SPREAD: f64 = 0.12;
/// No pair of lengths says more than this against a link, in nats.
const FLOOR: f64 = -5.5;
/// Steps of the table, per unit of the logarithm.
const STEPS: f64 = 8.0;

/// Weighs pairs of lengths.
#[derive(Debug)]
pub struct Lengths {
    /// By the logarithm of the length: one over twice the variance, and its constant.
    table: Vec<(f64, f64)>,
    left: Spread,
    right: Spread,
}

/// Mean and variance of logarithms.
#[derive(Clone, Copy, Debug)]
struct Spread {
    mean: f64,
    variance: f64,
}

impl Spread {
    fn of(logarithms: &[f64]) -> Self {
        let count = logarithms.len().max(1) as f64;
        let mean = logarithms.iter().sum::<f64>() / count;
        let variance = logarithms.iter().map(|logarithm| (logarithm - mean).powi(2)).sum::<f64>() / count;
        Self { mean, variance: variance.max(0.05) }
    }

    /// How rare a length is among those of the text.
    fn rarity(self, logarithm: f64) -> f64 {
        ((logarithm - self.mean).powi(2) / (2.0 * self.variance)).min(2.0)
    }
}

impl Lengths {
    /// From the logarithms of the lengths of all units, in letters of the wordier language.
    pub fn new(left: &[f64], right: &[f64]) -> Self {
        let (left, right) = (Spread::of(left), Spread::of(right));
        let wide = f64::midpoint(left.variance, right.variance);
        let table = (0..=160)
            .map(|step| {
                let variance = SPREAD.powi(2) + VARIANCE_A_LETTER / (f64::from(step) / STEPS).exp();
                (1.0 / (2.0 * variance), (wide.sqrt().ln() - variance.sqrt().ln()).clamp(-0.5, 2.0))
            })
            .collect();
        Self { table, left, right }
    }

    /// A length of the left side, by its logarithm.
    pub fn left(&self, logarithm: f64) -> Length {
        Length { logarithm, rarity: self.left.rarity(logarithm) }
    }

    /// A length of the right side.
    pub fn right(&self, logarithm: f64) -> Length {
        Length { logarithm, rarity: self.right.rarity(logarithm) }
    }

    /// The logarithm of how much likelier these lengths are in a link than by chance, in
    /// thousandths of a nat.
    #[inline]
    pub fn weigh(&self, left: Length, right: Length) -> i64 {
        let step = (((left.logarithm + right.logarithm) * (STEPS / 2.0)) as usize).min(self.table.len() - 1);
        let (precision, constant) = self.table[step];
        let rare = (left.rarity + right.rarity) * 0.5;
        let difference = left.logarithm - right.logarithm;
        let score = constant + rare - difference * difference * precision;
        (score.max(FLOOR) * 1000.0) as i64
    }
}

/// A length as it is weighed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Length {
    /// Its logarithm.
    pub logarithm: f64,
    /// How rare it is on its side.
    rarity: f64,
}

/// Letters that say as much as 100 letters of English do, for languages where it is known.
fn usual(language: &str) -> Option<f64> {
    Some(match language {
        "zh" => 29.0,
        "ja" => 42.0,
        "ko" => 48.0,
        "ar" => 84.0,
        "ru" => 104.0,
        "fr" => 112.0,
        "es" => 108.0,
        "en" => 100.0,
        _ => return None,
    })
}

/// The logarithm of how many letters the left side takes for one of the right, from
/// all letters of both; where both languages are known, not too far from what is usual.
pub fn ratio(languages: (&str, &str), letters: (usize, usize)) -> f64 {
    let total = (letters.0.max(1) as f64).ln() - (letters.1.max(1) as f64).ln();
    match (usual(languages.0), usual(languages.1)) {
        (Some(left), Some(right)) => {
            let usual = left.ln() - right.ln();
            total.clamp(usual - 0.3, usual + 0.3)
        }
        _ => total,
    }
}

/// The same from what was linked: the median of single links, which is not moved by what
/// only one side has.
pub fn ratio_of_links(mut ratios: Vec<f64>) -> Option<f64> {
    if ratios.len() < 5 {
        return None;
    }
    ratios.sort_unstable_by(f64::total_cmp);
    Some(f64::midpoint(ratios[(ratios.len() - 1) / 2], ratios[ratios.len() / 2]))
}
