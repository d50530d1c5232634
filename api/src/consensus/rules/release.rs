//! What is published of who voted how, so that nothing can be learnt of fewer than five people.

use std::collections::{BTreeMap, BTreeSet};

use entity::Stance;

use crate::proposal::rules::Tally;

/// Nothing is published of fewer people, nor does it change because of fewer.
pub const MIN_PEOPLE: usize = 5;

/// One person's vote in a cell: a country or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote<C> {
    /// Where it counts.
    pub cell: C,
    /// How.
    pub stance: Stance,
}

/// Votes that are counted, by digests of their voters.
pub type Included<C> = BTreeMap<u64, Vote<C>>;

/// What can be published after `old` was, if `new` is how people have voted.
///
/// A cell changes only if at least [`MIN_PEOPLE`] people in it have come, gone or voted otherwise,
/// and afterwards counts none or at least as many. Whose change would break that waits: what is
/// counted of them stays as it was. As a change out of one cell into another concerns both, waiting
/// may spread; it ends at the latest where nothing changes.
#[must_use]
pub fn release<C: Clone + Ord>(old: &Included<C>, new: &Included<C>) -> Included<C> {
    after(old, new, &settled(old, new, differing(old, new)))
}

/// The same where all votes are published as well, `live`: then those who are in no cell, or whose
/// changes wait, are none or at least [`MIN_PEOPLE`], too, for they are what is left of all less the
/// cells. Else as many of those who come to the largest cell wait as are missing; or if none is large
/// enough, all who come to the smallest or go from it.
#[must_use]
pub fn release_beside<C: Clone + Ord>(old: &Included<C>, new: &Included<C>, live: &BTreeMap<u64, Stance>) -> Included<C> {
    let mut changed = settled(old, new, differing(old, new));
    loop {
        let next = after(old, new, &changed);
        let unlike = |(voter, stance): &(&u64, &Stance)| next.get(voter).map(|vote| vote.stance) != Some(**stance);
        let left = live.iter().filter(unlike).count() + next.keys().filter(|voter| !live.contains_key(voter)).count();
        if changed.is_empty() || !is_small(left) {
            return next;
        }
        let waiting = waiting(old, new, &changed, &next, MIN_PEOPLE - left);
        changed.retain(|voter| !waiting.contains(voter));
        changed = settled(old, new, changed);
    }
}

/// Who is to wait, so that `missing` more do.
fn waiting<C: Clone + Ord>(old: &Included<C>, new: &Included<C>, changed: &BTreeSet<u64>, next: &Included<C>, missing: usize) -> BTreeSet<u64> {
    let (mut movers, mut comers): (BTreeMap<&C, usize>, BTreeMap<&C, Vec<u64>>) = (BTreeMap::new(), BTreeMap::new());
    for voter in changed {
        for cell in cells_of(old, new, *voter) {
            *movers.entry(cell).or_default() += 1;
        }
        if let (None, Some(vote)) = (old.get(voter), new.get(voter)) {
            comers.entry(&vote.cell).or_default().push(*voter);
        }
    }
    let people = tallies(next);
    let enough = MIN_PEOPLE + missing;
    let has_room = |cell: &C| movers[cell] >= enough && people.get(cell).is_some_and(|tally| tally.total().unsigned_abs() as usize >= enough);
    let large = comers.into_iter().filter(|(cell, some)| some.len() >= missing && has_room(cell)).max_by_key(|(_, some)| some.len());
    if let Some((_, some)) = large {
        return some.into_iter().take(missing).collect();
    }
    let smallest = movers.into_iter().min_by_key(|(_, people)| *people).map(|(cell, _)| cell);
    changed.iter().copied().filter(|voter| cells_of(old, new, *voter).any(|cell| Some(cell) == smallest)).collect()
}

fn is_small(people: usize) -> bool {
    (1..MIN_PEOPLE).contains(&people)
}

fn differing<C: PartialEq>(old: &Included<C>, new: &Included<C>) -> BTreeSet<u64> {
    old.keys().chain(new.keys()).copied().filter(|voter| old.get(voter) != new.get(voter)).collect()
}

/// The cells that one person's change concerns, once each.
fn cells_of<'a, C: PartialEq>(old: &'a Included<C>, new: &'a Included<C>, voter: u64) -> impl Iterator<Item = &'a C> {
    let (before, after) = (old.get(&voter).map(|vote| &vote.cell), new.get(&voter).map(|vote| &vote.cell));
    before.into_iter().chain(after.filter(|cell| before != Some(*cell)))
}

/// Of these people those whose changes need not wait.
fn settled<C: Clone + Ord>(old: &Included<C>, new: &Included<C>, mut changed: BTreeSet<u64>) -> BTreeSet<u64> {
    loop {
        let mut cells: BTreeMap<&C, (usize, isize)> = BTreeMap::new();
        for vote in old.values() {
            cells.entry(&vote.cell).or_default().1 += 1;
        }
        for voter in &changed {
            for cell in cells_of(old, new, *voter) {
                cells.entry(cell).or_default().0 += 1;
            }
            if let Some(vote) = old.get(voter) {
                cells.entry(&vote.cell).or_default().1 -= 1;
            }
            if let Some(vote) = new.get(voter) {
                cells.entry(&vote.cell).or_default().1 += 1;
            }
        }
        let held: BTreeSet<&C> = cells
            .into_iter()
            .filter(|(_, (changes, people))| *changes > 0 && (is_small(*changes) || is_small(people.unsigned_abs())))
            .map(|(cell, _)| cell)
            .collect();
        if held.is_empty() {
            return changed;
        }
        changed.retain(|voter| !cells_of(old, new, *voter).any(|cell| held.contains(cell)));
    }
}

/// `old` with the changes of these people.
fn after<C: Clone>(old: &Included<C>, new: &Included<C>, changed: &BTreeSet<u64>) -> Included<C> {
    let mut next = old.clone();
    for voter in changed {
        match new.get(voter) {
            Some(vote) => next.insert(*voter, vote.clone()),
            None => next.remove(voter),
        };
    }
    next
}

/// The votes of each cell.
#[must_use]
pub fn tallies<C: Clone + Ord>(included: &Included<C>) -> BTreeMap<C, Tally> {
    let mut tallies: BTreeMap<C, Tally> = BTreeMap::new();
    for vote in included.values() {
        let tally = tallies.entry(vote.cell.clone()).or_default();
        *tally = tally.with(vote.stance, 1);
    }
    tallies
}

#[cfg(test)]
mod tests {
    use entity::Stance;
    use proptest::prelude::*;

    use super::{Included, MIN_PEOPLE, Vote, release, release_beside, tallies};

    fn votes(cells: &[(u64, u8, u8)]) -> Included<u8> {
        cells
            .iter()
            .map(|&(voter, cell, stance)| (voter, Vote { cell, stance: [Stance::Agree, Stance::Disagree, Stance::Pass][usize::from(stance)] }))
            .collect()
    }

    fn people(from: u64, count: u64, cell: u8, stance: u8) -> Vec<(u64, u8, u8)> {
        (from..from + count).map(|voter| (voter, cell, stance)).collect()
    }

    #[test]
    fn a_cell_opens_with_five() {
        let four = votes(&people(0, 4, 0, 0));
        let five = votes(&people(0, 5, 0, 0));
        assert!(release(&Included::new(), &four).is_empty());
        assert_eq!(release(&Included::new(), &five), five);
    }

    #[test]
    fn the_next_wait_until_they_are_five() {
        let old = votes(&people(0, 5, 0, 0));
        let more = |count| votes(&[people(0, 5, 0, 0), people(5, count, 0, 1)].concat());
        assert_eq!(release(&old, &more(4)), old);
        assert_eq!(release(&old, &more(5)), more(5));
    }

    #[test]
    fn one_who_changes_his_mind_waits_for_four_others() {
        let old = votes(&people(0, 12, 0, 0));
        let turned = |count| votes(&[people(0, count, 0, 1), people(count, 12 - count, 0, 0)].concat());
        assert_eq!(release(&old, &turned(1)), old);
        assert_eq!(release(&old, &turned(4)), old);
        assert_eq!(release(&old, &turned(5)), turned(5));
    }

    #[test]
    fn nobody_is_left_alone_where_others_go() {
        let old = votes(&people(0, 8, 0, 0));
        let moved = votes(&[people(0, 6, 1, 0), people(6, 2, 0, 0)].concat());
        assert_eq!(release(&old, &moved), old, "two would remain");
        let all = votes(&people(0, 8, 1, 0));
        assert_eq!(release(&old, &all), all);
    }

    #[test]
    fn who_goes_where_too_few_go_stays() {
        let old = votes(&people(0, 20, 0, 0));
        // Five come to cell 2; two go from 0 to 1.
        let new = votes(&[people(0, 2, 1, 0), people(2, 18, 0, 0), people(20, 5, 2, 0)].concat());
        let expected = votes(&[people(0, 20, 0, 0), people(20, 5, 2, 0)].concat());
        assert_eq!(release(&old, &new), expected);
    }

    #[test]
    fn what_is_left_of_all_is_five_or_none() {
        let live = |cells: &[(u64, u8, u8)]| votes(cells).into_iter().map(|(voter, vote)| (voter, vote.stance)).collect();
        let (here, there) = (people(0, 6, 0, 0), people(10, 5, 1, 0));
        let new = votes(&[here.clone(), there.clone()].concat());
        for (others, shown) in [(0, vec![(0, 6), (1, 5)]), (1, vec![(0, 6)]), (3, vec![(0, 6)]), (4, vec![(0, 5), (1, 5)]), (5, vec![(0, 6), (1, 5)])] {
            let all = live(&[here.clone(), there.clone(), people(20, others, 9, 1)].concat());
            let published = tallies(&release_beside(&Included::new(), &new, &all));
            assert_eq!(published.into_iter().map(|(cell, tally)| (cell, tally.total())).collect::<Vec<_>>(), shown, "{others}");
        }
        // One alone, and thirteen elsewhere, of whom four wait with him.
        let many = people(30, 13, 2, 0);
        let published = tallies(&release_beside(&Included::new(), &votes(&many), &live(&[many.clone(), people(20, 1, 9, 1)].concat())));
        assert_eq!(published.into_iter().map(|(cell, tally)| (cell, tally.total())).collect::<Vec<_>>(), [(2, 9)]);
        let few = live(&[here.clone(), people(20, 3, 9, 1)].concat());
        assert!(release_beside(&Included::new(), &votes(&here), &few).is_empty());
    }

    proptest! {
        #[test]
        fn all_less_the_cells_tells_of_nobody(steps in prop::collection::vec((prop::collection::vec((0..40_u64, 0..4_u8, 0..3_u8), 0..60), 40..60_u64), 1..8)) {
            let mut public = Included::new();
            for (step, others) in steps {
                let new = votes(&step);
                let live: std::collections::BTreeMap<u64, Stance> = new.iter().map(|(voter, vote)| (*voter, vote.stance)).chain((40..others).map(|voter| (voter, Stance::Pass))).collect();
                let next = release_beside(&public, &new, &live);
                for (_, tally) in tallies(&next) {
                    prop_assert!(tally.total() >= 5);
                }
                let left = live.iter().filter(|(voter, stance)| next.get(voter).map(|vote| vote.stance) != Some(**stance)).count() + next.keys().filter(|voter| !live.contains_key(voter)).count();
                prop_assert!(next == public || left == 0 || left >= MIN_PEOPLE);
                public = next;
            }
        }

        /// Whatever people do, and however often one looks: no cell counts or differs by one to four.
        #[test]
        fn no_answer_and_no_difference_tells_of_fewer_than_five(steps in prop::collection::vec(prop::collection::vec((0..40_u64, 0..4_u8, 0..3_u8), 0..60), 1..8)) {
            let mut public = Included::new();
            for step in steps {
                let next = release(&public, &votes(&step));
                for cell in 0..4_u8 {
                    let of = |all: &Included<u8>| all.iter().filter(|(_, vote)| vote.cell == cell).map(|(voter, vote)| (*voter, vote.stance)).collect::<Vec<_>>();
                    let (before, after) = (of(&public), of(&next));
                    let voters: std::collections::BTreeSet<u64> = before.iter().chain(&after).filter(|vote| !(before.contains(vote) && after.contains(vote))).map(|vote| vote.0).collect();
                    prop_assert!(voters.is_empty() || voters.len() >= MIN_PEOPLE);
                    prop_assert!(after.is_empty() || after.len() >= MIN_PEOPLE);
                }
                public = next;
            }
        }

        #[test]
        fn from_nothing_all_large_cells_are_published(step in prop::collection::vec((0..60_u64, 0..4_u8, 0..3_u8), 0..80)) {
            let new = votes(&step);
            let published = tallies(&release(&Included::new(), &new));
            let expected: Vec<_> = tallies(&new).into_iter().filter(|(_, tally)| tally.total() >= 5).collect();
            prop_assert_eq!(published.into_iter().collect::<Vec<_>>(), expected);
        }
    }
}
