//! The measures of support, and the state that they make.

use serde::{Deserialize, Serialize};

use crate::proposal::rules::Tally;

/// A group counts if so many of its people voted.
pub const MIN_VOTERS: i32 = 5;
/// How far a measure must be beyond a border before a proposal leaves its state.
pub const MARGIN: f64 = 0.01;

/// How far a proposal persuades people who usually differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SupportState {
    /// Fewer than two groups have voted.
    #[default]
    Gathering,
    /// In every group more agree than disagree.
    SharedGround,
    /// Groups differ, and on both sides others find reasons fair.
    RespectfulDivergence,
    /// Neither.
    Contested,
}

/// What the groups that have voted make of a proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    /// ∏ (A + 1) / (S + 2) over groups, with A who agree and S all who voted, as Polis defines
    /// group-informed consensus (Small et al. 2021). `None` without groups.
    pub group_informed_consensus: Option<f64>,
    /// Its geometric mean, which is comparable whatever the number of groups. `None` with fewer than two.
    pub bridging: Option<f64>,
    /// The largest less the smallest of these shares, 0 to 1. `None` with fewer than two.
    pub divergence: Option<f64>,
}

impl Measures {
    /// Of the votes of each group; groups in which fewer than [`MIN_VOTERS`] voted do not count.
    #[must_use]
    pub fn of(groups: &[Tally]) -> Self {
        let shares: Vec<f64> = eligible(groups).map(|tally| f64::from(tally.agree + 1) / f64::from(tally.total() + 2)).collect();
        if shares.is_empty() {
            return Self::default();
        }
        let product: f64 = shares.iter().product();
        let mean = || product.powf(1.0 / f64::from(u32::try_from(shares.len()).unwrap_or(u32::MAX)));
        let spread = || shares.iter().copied().fold(0.0, f64::max) - shares.iter().copied().fold(1.0, f64::min);
        Self { group_informed_consensus: Some(product), bridging: (shares.len() > 1).then(mean), divergence: (shares.len() > 1).then(spread) }
    }
}

fn eligible(groups: &[Tally]) -> impl Iterator<Item = &Tally> {
    groups.iter().filter(|tally| tally.total() >= MIN_VOTERS)
}

/// The state after `before`. With n = (agree - disagree) / votes of each group that counts: shared
/// ground if the least n is above 0; respectful divergence if the least is below 0, the greatest
/// above, and reasons on both sides are found fair. A state that is there stays until it fails by
/// [`MARGIN`], and another takes its place only if it holds by as much; from gathering, at once.
#[must_use]
pub fn state(before: SupportState, groups: &[Tally], is_fair_on_both_sides: bool) -> SupportState {
    let nets: Vec<f64> = eligible(groups).map(|tally| f64::from(tally.agree - tally.disagree) / f64::from(tally.total())).collect();
    if nets.len() < 2 {
        return SupportState::Gathering;
    }
    let (least, most) = (nets.iter().copied().fold(1.0, f64::min), nets.iter().copied().fold(-1.0, f64::max));
    let border = |state| match before {
        SupportState::Gathering => 0.0,
        _ if before == state => -MARGIN,
        _ => MARGIN,
    };
    if least > border(SupportState::SharedGround) {
        return SupportState::SharedGround;
    }
    let by = border(SupportState::RespectfulDivergence);
    if is_fair_on_both_sides && most > by && least < -by { SupportState::RespectfulDivergence } else { SupportState::Contested }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Measures, SupportState, state};
    use crate::proposal::rules::Tally;

    /// A agree of S; the others disagree.
    fn voted(agree: i32, votes: i32) -> Tally {
        Tally { agree, disagree: votes - agree, pass: 0 }
    }

    fn net(thousandths: i32) -> Tally {
        Tally { agree: 500 + thousandths / 2, disagree: 500 - thousandths / 2, pass: 0 }
    }

    fn near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() - expected).abs() < 5e-5, "{found:?} {expected}");
    }

    #[test]
    fn consensus_is_that_of_polis() {
        near(Measures::of(&[voted(40, 50), voted(2, 20)]).group_informed_consensus, 0.1075);
        near(Measures::of(&[voted(24, 35), voted(24, 35)]).group_informed_consensus, 0.4565);
        near(Measures::of(&[voted(40, 50), voted(2, 20)]).bridging, 0.327_87);
        assert_eq!(Measures::of(&[]), Measures::default());
        assert_eq!(Measures::of(&[voted(3, 5)]).bridging, None, "one group bridges nothing");
    }

    #[test]
    fn a_group_without_votes_or_with_too_few_changes_nothing() {
        let two = [voted(40, 50), voted(2, 20)];
        for other in [Tally::default(), voted(4, 4), voted(0, 1)] {
            let three = [two[0], other, two[1]];
            assert_eq!(Measures::of(&two), Measures::of(&three));
            assert_eq!(state(SupportState::Gathering, &two, true), state(SupportState::Gathering, &three, true));
        }
    }

    #[test]
    fn states_are_left_only_by_a_margin() {
        use SupportState::{Contested, Gathering, RespectfulDivergence, SharedGround};
        for (before, least, most, is_fair, after) in [
            (Gathering, 2, 500, false, SharedGround),
            (Gathering, 0, 500, false, Contested),
            (Gathering, 0, 500, true, Contested),
            (Gathering, -2, 500, true, RespectfulDivergence),
            (Gathering, -500, -2, true, Contested),
            (SharedGround, -8, 500, false, SharedGround),
            (SharedGround, -10, 500, false, Contested),
            (SharedGround, -12, 500, true, RespectfulDivergence),
            (Contested, 8, 500, false, Contested),
            (Contested, 10, 500, false, Contested),
            (Contested, 12, 500, false, SharedGround),
            (Contested, -8, 500, true, Contested),
            (Contested, -12, 500, true, RespectfulDivergence),
            (RespectfulDivergence, 8, 500, true, RespectfulDivergence),
            (RespectfulDivergence, 12, 500, true, SharedGround),
            (RespectfulDivergence, -500, -8, true, RespectfulDivergence),
            (RespectfulDivergence, -500, -12, true, Contested),
            (RespectfulDivergence, -500, 500, false, Contested),
        ] {
            assert_eq!(state(before, &[net(least), net(most)], is_fair), after, "{before:?} {least} {most} {is_fair}");
        }
        assert_eq!(state(SharedGround, &[net(500)], true), Gathering);
    }

    proptest! {
        #[test]
        fn measures_are_shares_and_the_order_of_groups_is_nothing(groups in prop::collection::vec((0..200_i32, 0..200_i32, 0..200_i32), 0..6)) {
            let groups: Vec<Tally> = groups.into_iter().map(|(agree, disagree, pass)| Tally { agree, disagree, pass }).collect();
            let found = Measures::of(&groups);
            for share in [found.group_informed_consensus, found.bridging, found.divergence].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&share));
            }
            if let (Some(product), Some(mean)) = (found.group_informed_consensus, found.bridging) {
                prop_assert!(mean >= product);
            }
            let turned: Vec<Tally> = groups.iter().rev().copied().collect();
            prop_assert!((Measures::of(&turned).bridging.unwrap_or(0.0) - found.bridging.unwrap_or(0.0)).abs() < 1e-12);
        }
    }
}
