//! What groups stand for, and what everybody agrees on.

use crate::ballots::{Ballots, Profile};
use crate::groups::{Grouping, narrow};
use crate::rounded;
use crate::snapshot::{Agreed, Consensus, Representative, Side, Tally};
use crate::stats::{Z_90, proportion_test, share, two_proportion_test};

/// The longest list.
const MOST: usize = 5;

fn count(tallies: &mut [Tally], profile: Profile<'_>) {
    let people = narrow(profile.voters.len());
    for cell in profile.cells {
        let tally = &mut tallies[usize::from(cell.column)];
        match cell.vote {
            1.. => tally.agree += people,
            0 => tally.pass += people,
            _ => tally.disagree += people,
        }
    }
}

/// The votes of each group, by column.
pub(crate) fn tallies(ballots: &Ballots, grouping: &Grouping<'_>) -> Vec<Vec<Tally>> {
    let mut tallies = vec![vec![Tally::default(); ballots.columns()]; grouping.groups];
    for (profile, group) in grouping.grouped() {
        count(&mut tallies[group], profile);
    }
    tallies
}

/// The votes of all people, by column.
pub(crate) fn whole(ballots: &Ballots) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); ballots.columns()];
    ballots.iter().for_each(|profile| count(&mut tallies, profile));
    tallies
}

/// The proposals that a group is known by: where most of the group are on one side, and more
/// of them than of the others, both at 90 %. Sorted by ratio · z of the ratio · share · z;
/// the best that the group agrees with is kept in any case; then what it agrees with before
/// what it disagrees with. Without another group there is nothing to differ from.
///
/// Polis always lists something, by weaker tests if it must. Here the list may be empty.
pub(crate) fn representative(tallies: &[Vec<Tally>], group: usize) -> Vec<Representative> {
    if tallies.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<(f64, Representative)> = Vec::new();
    for (column, &own) in tallies[group].iter().enumerate() {
        for side in [Side::Agree, Side::Disagree] {
            let others = tallies.iter().enumerate().filter(|&(other, _)| other != group).map(|(_, tallies)| tallies[column]);
            let (on, votes) = others.fold((0, 0), |sum, tally| (sum.0 + tally.on(side), sum.1 + tally.votes()));
            let (p, z) = (share(own.on(side), own.votes()), proportion_test(own.on(side), own.votes()));
            let (ratio, z_ratio) = (p / share(on, votes), two_proportion_test((own.on(side), own.votes()), (on, votes)));
            if z > Z_90 && z_ratio > Z_90 {
                let shown = Representative { column: narrow(column), side, p: rounded(p), z: rounded(z), ratio: rounded(ratio), z_ratio: rounded(z_ratio) };
                found.push((ratio * z_ratio * p * z, shown));
            }
        }
    }
    // Stable: of equals, the first column.
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    if let Some(best) = found.iter().position(|(_, found)| found.side == Side::Agree) {
        found[..=best].rotate_right(1);
    }
    found.truncate(MOST);
    found.sort_by_key(|(_, found)| found.side);
    found.into_iter().map(|(_, found)| found).collect()
}

/// What more than half say, at 90 %, sorted by share · z.
pub(crate) fn consensus(whole: &[Tally]) -> Consensus {
    let on = |side: Side| {
        let mut found: Vec<(f64, Agreed)> = Vec::new();
        for (column, tally) in whole.iter().enumerate() {
            let (p, z) = (share(tally.on(side), tally.votes()), proportion_test(tally.on(side), tally.votes()));
            if p > 0.5 && z > Z_90 {
                found.push((p * z, Agreed { column: narrow(column), p: rounded(p), z: rounded(z) }));
            }
        }
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        found.into_iter().take(MOST).map(|(_, found)| found).collect()
    };
    Consensus { agree: on(Side::Agree), disagree: on(Side::Disagree) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(agree: u32, disagree: u32, pass: u32) -> Tally {
        Tally { agree, disagree, pass }
    }

    #[test]
    fn what_a_group_says_and_others_do_not() {
        let here = vec![tally(20, 1, 0), tally(20, 1, 0), tally(1, 20, 1), tally(5, 5, 5)];
        let there = vec![tally(2, 20, 0), tally(25, 1, 0), tally(15, 2, 1), tally(5, 5, 5)];
        let found = representative(&[here, there], 0);
        assert_eq!(found.iter().map(|found| (found.column, found.side)).collect::<Vec<_>>(), [(0, Side::Agree), (2, Side::Disagree)]);
        assert!(found.iter().all(|found| found.z > Z_90 && found.z_ratio > Z_90 && found.ratio > 1.0));
    }

    #[test]
    fn agreement_has_a_place_even_if_weaker() {
        let here: Vec<Tally> = (0..6).map(|_| tally(0, 40, 0)).chain([tally(20, 8, 0)]).collect();
        let there: Vec<Tally> = (0..6).map(|_| tally(40, 0, 0)).chain([tally(8, 20, 0)]).collect();
        let found = representative(&[here, there], 0);
        assert_eq!(found.len(), MOST);
        assert_eq!((found[0].column, found[0].side), (6, Side::Agree));
        assert_eq!(found[1..].iter().map(|found| found.column).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn one_group_stands_for_nothing_beyond_others() {
        assert!(representative(&[vec![tally(20, 0, 0)]], 0).is_empty());
    }

    #[test]
    fn consensus_needs_more_than_half() {
        let found = consensus(&[tally(30, 2, 1), tally(10, 10, 0), tally(0, 0, 0), tally(1, 9, 0), tally(40, 1, 0)]);
        assert_eq!(found.agree.iter().map(|found| found.column).collect::<Vec<_>>(), [4, 0]);
        assert_eq!(found.disagree.iter().map(|found| found.column).collect::<Vec<_>>(), [3]);
    }
}
