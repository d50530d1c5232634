//! When a proposal takes votes and edits, and how it is ranked. Pure.

use entity::{PostStatus, ProposalState, ReasonRule, Stance, VoteOutcome};

use crate::{
    error::{Code, Error, Result},
    post::rules,
};

/// Votes by stance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// For.
    pub agree: i32,
    /// Against.
    pub disagree: i32,
    /// Neither.
    pub pass: i32,
}

impl Tally {
    /// With one vote more or less.
    #[must_use]
    pub fn with(mut self, stance: Stance, change: i32) -> Self {
        match stance {
            Stance::Agree => self.agree += change,
            Stance::Disagree => self.disagree += change,
            Stance::Pass => self.pass += change,
        }
        self
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { agree: self.agree + other.agree, disagree: self.disagree + other.disagree, pass: self.pass + other.pass }
    }

    /// All votes.
    #[must_use]
    pub fn total(self) -> i32 {
        self.agree + self.disagree + self.pass
    }

    /// Rank of the order AGREEMENT.
    #[must_use]
    pub fn agreement(self) -> f64 {
        wilson_lower_bound(f64::from(self.agree), f64::from(self.agree + self.disagree))
    }
}

/// Lower bound of the Wilson score interval at 95 % (z = 1.96) for `successes`
/// among `n`, which may be fractions where half a success counts; 0 if there are none.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", 1927: (p̂ + z²/2n − z√((p̂(1−p̂) + z²/4n)/n)) / (1 + z²/n).
#[must_use]
pub fn wilson_lower_bound(successes: f64, n: f64) -> f64 {
    const Z: f64 = 1.96;
    if n <= 0.0 {
        return 0.0;
    }
    let share = successes / n;
    let square = Z * Z;
    let margin = Z * ((share * (1.0 - share) + square / (4.0 * n)) / n).sqrt();
    ((share + square / (2.0 * n) - margin) / (1.0 + square / n)).max(0.0)
}

/// The state that readers see: an open proposal whose time is over is closed.
#[must_use]
pub fn state(stored: ProposalState, is_past_close: bool) -> ProposalState {
    if stored == ProposalState::Open && is_past_close { ProposalState::Closed } else { stored }
}

/// Whether a vote that was cast on revision `cast_on` counts, if the present words are there since
/// revision `wording`. `None` = cast before that was noted, on the first.
#[must_use]
pub fn counts(wording: i32, cast_on: Option<i32>) -> bool {
    cast_on.unwrap_or(1) >= wording
}

/// Whether readers are not to learn yet how a vote stands.
#[must_use]
pub fn hides_tally(hides: bool, state: ProposalState) -> bool {
    hides && matches!(state, ProposalState::Draft | ProposalState::Open)
}

/// Whether a vote needs a reason.
#[must_use]
pub fn needs_reason(rule: ReasonRule, stance: Stance) -> bool {
    match rule {
        ReasonRule::Never => false,
        ReasonRule::ForDisagreement => stance == Stance::Disagree,
        ReasonRule::Always => true,
    }
}

/// What a proposal needs to pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    /// Votes, with those for neither; `None` = any number.
    pub quorum: Option<i32>,
    /// Per cent of agree among agree and disagree; `None` = more than half.
    pub threshold_percent: Option<i32>,
}

impl Bar {
    /// What comes out of these votes. Without agree or disagree nothing passes.
    #[must_use]
    pub fn outcome(self, tally: Tally) -> VoteOutcome {
        let (agree, said) = (i64::from(tally.agree), i64::from(tally.agree) + i64::from(tally.disagree));
        if self.quorum.is_some_and(|quorum| tally.total() < quorum) {
            return VoteOutcome::NoQuorum;
        }
        let is_enough = self.threshold_percent.map_or(agree * 2 > said, |percent| said > 0 && agree * 100 >= i64::from(percent) * said);
        if is_enough { VoteOutcome::Passed } else { VoteOutcome::Failed }
    }
}

/// Whether a proposal takes votes.
#[must_use]
pub fn takes_votes(status: PostStatus, state: ProposalState) -> bool {
    rules::is_shown(status) && state == ProposalState::Open
}

/// The same as an error for who tries.
pub fn ensure_takes_votes(status: PostStatus, state: ProposalState) -> Result<()> {
    if takes_votes(status, state) { Ok(()) } else { Err(Error::new(Code::ProposalClosed, "This proposal takes no more votes.")) }
}

/// Authors edit and withdraw while nothing is decided.
pub fn ensure_undecided(state: ProposalState) -> Result<()> {
    if matches!(state, ProposalState::Draft | ProposalState::Open) {
        Ok(())
    } else {
        Err(Error::new(Code::ProposalClosed, "This proposal is closed, decided or withdrawn."))
    }
}

/// Moderators decide what is open or closed, once.
pub fn ensure_decidable(state: ProposalState) -> Result<()> {
    if matches!(state, ProposalState::Open | ProposalState::Closed) {
        Ok(())
    } else {
        Err(Error::new(Code::ProposalClosed, "This proposal is decided or withdrawn already."))
    }
}

#[cfg(test)]
mod tests {
    use entity::{PostStatus, ProposalState, ReasonRule, Stance, VoteOutcome};
    use proptest::prelude::*;

    use super::{Bar, Tally, needs_reason, state, takes_votes, wilson_lower_bound};

    #[test]
    fn wilson_matches_the_published_vectors() {
        for (successes, n, bound) in [(1, 1, 0.2065), (2, 2, 0.3424), (8, 10, 0.4902), (80, 100, 0.7112)] {
            assert!((wilson_lower_bound(f64::from(successes), f64::from(n)) - bound).abs() < 5e-5, "{successes}/{n}");
        }
        assert!(wilson_lower_bound(0.0, 0.0).abs() < f64::EPSILON);
        assert!(wilson_lower_bound(0.0, 10.0).abs() < 1e-12);
    }

    #[test]
    fn what_it_takes_is_what_is_asked() {
        let tally = |agree, disagree, pass| Tally { agree, disagree, pass };
        let bar = |quorum, threshold_percent| Bar { quorum, threshold_percent };
        for (bar, tally, outcome) in [
            (Bar::default(), tally(0, 0, 0), VoteOutcome::Failed),
            (Bar::default(), tally(1, 1, 5), VoteOutcome::Failed),
            (Bar::default(), tally(2, 1, 0), VoteOutcome::Passed),
            (bar(Some(4), None), tally(2, 1, 0), VoteOutcome::NoQuorum),
            (bar(Some(4), None), tally(2, 1, 1), VoteOutcome::Passed),
            (bar(None, Some(67)), tally(2, 1, 0), VoteOutcome::Failed),
            (bar(None, Some(66)), tally(2, 1, 0), VoteOutcome::Passed),
            (bar(None, Some(50)), tally(1, 1, 0), VoteOutcome::Passed),
            (bar(None, Some(1)), tally(0, 0, 3), VoteOutcome::Failed),
            (bar(None, Some(100)), tally(i32::MAX, 0, 0), VoteOutcome::Passed),
        ] {
            assert_eq!(bar.outcome(tally), outcome, "{bar:?} {tally:?}");
        }
    }

    #[test]
    fn reasons_are_needed_as_the_author_says() {
        for (rule, needed) in [(ReasonRule::Never, [false; 3]), (ReasonRule::ForDisagreement, [false, true, false]), (ReasonRule::Always, [true; 3])] {
            assert_eq!([Stance::Agree, Stance::Disagree, Stance::Pass].map(|stance| needs_reason(rule, stance)), needed);
        }
    }

    #[test]
    fn time_closes_what_is_open_and_nothing_else() {
        assert_eq!(state(ProposalState::Open, true), ProposalState::Closed);
        assert_eq!(state(ProposalState::Open, false), ProposalState::Open);
        assert_eq!(state(ProposalState::Adopted, true), ProposalState::Adopted);
        assert!(!takes_votes(PostStatus::Deleted, ProposalState::Open));
    }

    proptest! {
        #[test]
        fn the_bound_is_a_share_below_the_share_and_grows_with_agreement(agree in 0..10_000_i32, disagree in 0..10_000_i32) {
            let bound = wilson_lower_bound(f64::from(agree), f64::from(agree + disagree));
            prop_assert!((0.0..=1.0).contains(&bound));
            prop_assert!(bound <= f64::from(agree) / f64::from((agree + disagree).max(1)) + 1e-9);
            prop_assert!(wilson_lower_bound(f64::from(agree + 1), f64::from(agree + disagree + 1)) >= bound);
        }

        #[test]
        fn a_tally_is_what_was_cast(stances in prop::collection::vec(0..3_u8, 0..50)) {
            let stances: Vec<Stance> = stances.iter().map(|n| [Stance::Agree, Stance::Disagree, Stance::Pass][usize::from(*n)]).collect();
            let tally = stances.iter().fold(Tally::default(), |tally, stance| tally.with(*stance, 1));
            prop_assert_eq!(tally.total(), i32::try_from(stances.len()).unwrap());
            let empty = stances.iter().fold(tally, |tally, stance| tally.with(*stance, -1));
            prop_assert_eq!(empty, Tally::default());
        }
    }
}
