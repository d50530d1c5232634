//! When a translation divides voters. Pure.

use entity::TranslationId;

use crate::text::language;

/// Votes for and against that readers of each of two texts must have cast.
pub const VOTERS: i32 = 8;
/// From here on, in either direction, two shares differ: 95 %, two-sided.
pub const Z: f64 = 1.96;
/// Numbers of voters are told in steps of so many, downwards.
const STEP: i32 = 4;

/// Votes by readers of one text; those for neither do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// For.
    pub agree: i32,
    /// Against.
    pub disagree: i32,
}

impl Votes {
    /// Both.
    #[must_use]
    pub const fn total(self) -> i32 {
        self.agree + self.disagree
    }
}

/// A proposal as somebody has read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// In which language.
    pub language: String,
    /// By which translation; `None` = the original.
    pub translation_id: Option<TranslationId>,
    /// What its readers voted.
    pub votes: Votes,
}

/// A translation that seems to divide.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// Which.
    pub translation_id: TranslationId,
    /// What the others read.
    pub other_language: String,
    /// By which translation; `None` = the original.
    pub other_translation_id: Option<TranslationId>,
    /// See [`two_proportions`].
    pub z: f64,
    /// Votes by readers of the translation.
    pub voters: i32,
    /// Votes by readers of the other text.
    pub other_voters: i32,
}

/// The pooled two-proportion z of the shares that agree, with one added to each of the four
/// counts, as Polis has it (`two-prop-test` in `stats.clj`): with p₁ = (a₁+1)/(n₁+1), p₂
/// likewise and p̂ = (a₁+a₂+2)/(n₁+n₂+2), (p₁ − p₂) / √(p̂(1−p̂)(1/(n₁+1) + 1/(n₂+1))).
/// 0 if everybody agrees.
#[must_use]
pub fn two_proportions(one: Votes, other: Votes) -> f64 {
    let sums = |votes: Votes| (f64::from(votes.agree) + 1.0, f64::from(votes.total()) + 1.0);
    let ((successes, n), (other_successes, other_n)) = (sums(one), sums(other));
    let pooled = (successes + other_successes) / (n + other_n);
    let variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / other_n);
    if variance > 0.0 { (successes / n - other_successes / other_n) / variance.sqrt() } else { 0.0 }
}

/// The translations among a proposal's texts that divide, each with the text that it differs
/// from; two translations that differ from each other are named both. Texts in one language are
/// not compared.
#[must_use]
pub fn signals(texts: &[Text]) -> Vec<Signal> {
    let mut found = Vec::new();
    for text in texts {
        let Some(translation_id) = text.translation_id else { continue };
        for other in texts {
            if language::primary(&text.language) == language::primary(&other.language) || text.votes.total() < VOTERS || other.votes.total() < VOTERS {
                continue;
            }
            let z = two_proportions(text.votes, other.votes);
            if z.abs() > Z {
                found.push(Signal {
                    translation_id,
                    other_language: other.language.clone(),
                    other_translation_id: other.translation_id,
                    z,
                    voters: text.votes.total(),
                    other_voters: other.votes.total(),
                });
            }
        }
    }
    found
}

/// The texts that votes were cast on, of a proposal in `original`. Who names no translation has
/// read the original, if it was in that language; else what they have read is not known, and
/// their votes are left out.
#[must_use]
pub fn texts(original: &str, read: Vec<Text>) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for mut text in read {
        if text.translation_id.is_none() {
            if language::primary(&text.language) != language::primary(original) {
                continue;
            }
            original.clone_into(&mut text.language);
        }
        match texts.iter_mut().find(|known| known.translation_id == text.translation_id) {
            Some(known) => {
                known.votes.agree += text.votes.agree;
                known.votes.disagree += text.votes.disagree;
            }
            None => texts.push(text),
        }
    }
    texts
}

/// A number of voters as it is told: in steps, so that it does not tell of a single vote.
#[must_use]
pub const fn told_voters(voters: i32) -> i32 {
    voters - voters.rem_euclid(STEP)
}

/// The same for z: to a half.
#[must_use]
pub fn told_z(z: f64) -> f64 {
    (z * 2.0).round() / 2.0
}

#[cfg(test)]
mod tests {
    use entity::TranslationId;
    use proptest::prelude::*;

    use super::{Text, Votes, signals, texts, told_voters, told_z, two_proportions};

    const fn votes(agree: i32, disagree: i32) -> Votes {
        Votes { agree, disagree }
    }

    #[test]
    fn z_has_the_values_that_are_known() {
        // 8 of 10 against 3 of 12, as Polis computes it; the others by hand.
        for (one, other, expected) in [
            (votes(8, 2), votes(3, 9), 2.5009),
            (votes(3, 9), votes(8, 2), -2.5009),
            (votes(8, 0), votes(8, 0), 0.0),
            (votes(5, 5), votes(5, 5), 0.0),
            (votes(7, 1), votes(2, 6), 2.4175),
            (votes(6, 2), votes(3, 5), 1.4505),
        ] {
            assert!((two_proportions(one, other) - expected).abs() < 1e-4, "{one:?} {other:?}: {}", two_proportions(one, other));
        }
    }

    fn text(language: &str, translation: Option<u128>, votes: Votes) -> Text {
        Text { language: language.to_owned(), translation_id: translation.map(|number| TranslationId(uuid::Uuid::from_u128(number))), votes }
    }

    #[test]
    fn only_what_differs_among_enough_is_told() {
        let found = |texts: &[Text]| signals(texts).iter().map(|signal| (signal.translation_id.0.as_u128(), signal.other_language.clone())).collect::<Vec<_>>();
        let original = text("en", None, votes(7, 1));
        assert_eq!(found(&[original.clone(), text("zh", Some(1), votes(2, 6))]), [(1, "en".to_owned())]);
        // Too few, too near, or the same language.
        assert_eq!(found(&[original.clone(), text("zh", Some(1), votes(0, 7))]), []);
        assert_eq!(found(&[text("en", None, votes(7, 0)), text("zh", Some(1), votes(0, 9))]), []);
        assert_eq!(found(&[original.clone(), text("zh", Some(1), votes(4, 4))]), []);
        assert_eq!(found(&[original.clone(), text("en-GB", Some(1), votes(2, 6))]), []);
        // 1.9580 is not beyond the bound, 1.9621 is.
        assert_eq!(found(&[text("en", None, votes(6, 3)), text("zh", Some(1), votes(2, 8))]), []);
        assert_eq!(found(&[text("en", None, votes(10, 0)), text("zh", Some(1), votes(6, 3))]), [(1, "en".to_owned())]);
        // Two translations that differ are both named; texts that are none are not.
        let both = [text("fr", Some(2), votes(8, 0)), text("zh", Some(1), votes(0, 8))];
        assert_eq!(found(&both), [(2, "zh".to_owned()), (1, "fr".to_owned())]);
        assert_eq!(found(&[original, text("fr", None, votes(0, 8))]), []);
    }

    #[test]
    fn readers_of_the_original_are_counted_together() {
        let read = vec![text("en-GB", None, votes(1, 2)), text("zh", Some(1), votes(4, 0)), text("en", None, votes(2, 0)), text("fr", None, votes(9, 9))];
        assert_eq!(texts("en", read), [text("en", None, votes(3, 2)), text("zh", Some(1), votes(4, 0))]);
    }

    #[test]
    fn single_votes_are_not_told() {
        assert_eq!([8, 9, 11, 12].map(told_voters), [8, 8, 8, 12]);
        for (z, told) in [(1.97, 2.0), (2.4175, 2.5), (-3.384, -3.5), (-3.51, -3.5)] {
            assert!((told_z(z) - told).abs() < 1e-9, "{z}");
        }
    }

    proptest! {
        #[test]
        fn sides_are_alike(a in 0..50, b in 0..50, c in 0..50, d in 0..50) {
            let (one, other) = (votes(a, b), votes(c, d));
            prop_assert!((two_proportions(one, other) + two_proportions(other, one)).abs() < 1e-9);
            prop_assert!(two_proportions(one, other).is_finite());
        }
    }
}
