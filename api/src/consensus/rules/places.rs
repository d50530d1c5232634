//! Where votes count: in which country, and in which opinion group.

use std::collections::{BTreeMap, BTreeSet};

use super::release::{Included, MIN_PEOPLE, Vote};

/// A country as ISO 3166-1 names it; `None` = one of those that too few have voted from to be
/// shown alone, all together.
pub type Place = Option<String>;

/// Where each vote counts, if `old` is what is published and `voted` says from where people have voted.
///
/// The essay's own country stands alone whatever its number, so that home and abroad never mix. Another stands alone if it does
/// already, or with [`MIN_PEOPLE`] people. Those who are counted together with other countries stay so until as many can go from
/// there at once, and leave none or as many behind.
#[must_use]
pub fn places(home: Option<&str>, old: &Included<Place>, voted: &Included<String>) -> Included<Place> {
    let is_pooled = |voter: &u64| old.get(voter).is_some_and(|vote| vote.cell.is_none());
    let mut pooled: BTreeMap<&str, usize> = BTreeMap::new();
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for (voter, vote) in voted {
        *if is_pooled(voter) { &mut pooled } else { &mut others }.entry(vote.cell.as_str()).or_default() += 1;
    }
    let mut left = old.values().filter(|vote| vote.cell.is_none()).count();
    let mut leaving: BTreeSet<&str> = BTreeSet::new();
    let mut by_size: Vec<(&str, usize)> = pooled.iter().map(|(country, count)| (*country, *count)).collect();
    by_size.sort_by_key(|(country, count)| (std::cmp::Reverse(*count), *country));
    for (country, count) in by_size {
        if count >= MIN_PEOPLE && (left == count || left >= count + MIN_PEOPLE) {
            left -= count;
            leaving.insert(country);
        }
    }
    let open: BTreeSet<&str> = old.values().filter_map(|vote| vote.cell.as_deref()).collect();
    let stands_alone = |country: &str| {
        let people = others.get(country).copied().unwrap_or(0) + if leaving.contains(country) { pooled[country] } else { 0 };
        home == Some(country) || open.contains(country) || people >= MIN_PEOPLE
    };
    voted
        .iter()
        .map(|(voter, vote)| {
            let country = vote.cell.as_str();
            let may_go = !is_pooled(voter) || leaving.contains(country);
            (*voter, Vote { cell: (may_go && stands_alone(country)).then(|| country.to_owned()), stance: vote.stance })
        })
        .collect()
}

/// What is published by group, with the groups' numbers of today: each old group is that with which
/// it shares most people; what is left over gets numbers from [`GHOSTS`] on, which are not shown.
#[must_use]
pub fn relabel(old: &Included<u32>, new: &Included<u32>) -> Included<u32> {
    let mut shared: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (voter, vote) in old {
        if let Some(now) = new.get(voter) {
            *shared.entry((vote.cell, now.cell)).or_default() += 1;
        }
    }
    let mut pairs: Vec<_> = shared.into_iter().collect();
    pairs.sort_by_key(|(pair, people)| (std::cmp::Reverse(*people), *pair));
    let (mut names, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for ((before, now), _) in pairs {
        if !names.contains_key(&before) && taken.insert(now) {
            names.insert(before, now);
        }
    }
    let strays: BTreeSet<u32> = old.values().map(|vote| vote.cell).filter(|cell| !names.contains_key(cell)).collect();
    names.extend(strays.into_iter().zip(GHOSTS..));
    old.iter().map(|(voter, vote)| (*voter, Vote { cell: names[&vote.cell], stance: vote.stance })).collect()
}

/// Groups that are gone, with people who could not be counted elsewhere yet.
const GHOSTS: u32 = 1000;

#[cfg(test)]
mod tests {
    use entity::Stance;
    use proptest::prelude::*;

    use super::{GHOSTS, Included, Place, Vote, places, relabel};
    use crate::consensus::rules::release::{release, tallies};

    fn voted(countries: &[(u64, u64, &str)]) -> Included<String> {
        let all = countries.iter().flat_map(|&(from, count, country)| (from..from + count).map(move |voter| (voter, country)));
        all.map(|(voter, country)| (voter, Vote { cell: country.to_owned(), stance: Stance::Agree })).collect()
    }

    fn next(old: &Included<Place>, countries: &[(u64, u64, &str)]) -> Included<Place> {
        release(old, &places(Some("KE"), old, &voted(countries)))
    }

    fn shown(included: &Included<Place>) -> Vec<(String, i32)> {
        tallies(included).into_iter().map(|(place, tally)| (place.unwrap_or_else(|| "others".to_owned()), tally.total())).collect()
    }

    #[test]
    fn countries_with_few_voters_are_counted_together() {
        let public = next(&Included::new(), &[(0, 6, "KE"), (10, 5, "CN"), (20, 3, "FR"), (30, 2, "DE")]);
        assert_eq!(shown(&public), [("others".to_owned(), 5), ("CN".to_owned(), 5), ("KE".to_owned(), 6)]);
        let public = next(&Included::new(), &[(0, 4, "KE"), (20, 3, "FR"), (30, 1, "DE")]);
        assert!(public.is_empty(), "neither home nor the others are five");
    }

    #[test]
    fn a_country_leaves_the_others_only_if_enough_remain() {
        let public = next(&Included::new(), &[(20, 4, "FR"), (30, 4, "DE")]);
        assert_eq!(shown(&public), [("others".to_owned(), 8)]);
        let stays = next(&public, &[(20, 4, "FR"), (24, 1, "FR"), (30, 4, "DE")]);
        assert_eq!(shown(&stays), [("others".to_owned(), 8)], "four of France are among them, and do not go");
        let public = next(&Included::new(), &[(20, 4, "FR"), (30, 4, "DE"), (40, 3, "PL")]);
        let public = next(&public, &[(20, 4, "FR"), (30, 4, "DE"), (40, 3, "PL"), (24, 5, "FR")]);
        assert_eq!(shown(&public), [("others".to_owned(), 11), ("FR".to_owned(), 5)]);
        // Nor do countries of which too few are there go together, nor one that leaves three, though others come.
        let public = next(&Included::new(), &[(20, 4, "FR"), (30, 4, "DE"), (40, 3, "PL"), (50, 2, "US")]);
        let stays = next(&public, &[(20, 4, "FR"), (60, 5, "FR"), (30, 4, "DE"), (70, 5, "DE"), (40, 3, "PL"), (50, 2, "US")]);
        assert_eq!(shown(&stays), [("others".to_owned(), 13), ("DE".to_owned(), 5), ("FR".to_owned(), 5)]);
        let public = next(&Included::new(), &[(20, 4, "FR"), (30, 3, "DE"), (40, 2, "PL")]);
        let stays = next(&public, &[(20, 4, "FR"), (30, 3, "DE"), (40, 2, "FR"), (50, 2, "US")]);
        assert_eq!(shown(&stays), [("others".to_owned(), 9)]);
    }

    #[test]
    fn groups_keep_their_people_whatever_their_number() {
        let votes = |groups: &[(u64, u64, u32)]| -> Included<u32> {
            let all = groups.iter().flat_map(|&(from, count, cell)| (from..from + count).map(move |voter| (voter, cell)));
            all.map(|(voter, cell)| (voter, Vote { cell, stance: Stance::Agree })).collect()
        };
        let old = votes(&[(0, 10, 0), (10, 9, 1)]);
        let turned = votes(&[(0, 10, 1), (10, 12, 0)]);
        assert_eq!(relabel(&old, &turned), votes(&[(0, 10, 1), (10, 9, 0)]));
        let merged = votes(&[(0, 19, 0)]);
        assert_eq!(relabel(&old, &merged), votes(&[(0, 10, 0), (10, 9, GHOSTS)]));
    }

    proptest! {
        /// Home, abroad, each country, and what is left of abroad: none counts one to four, nor differs by as few.
        #[test]
        fn no_sum_of_countries_tells_of_fewer_than_five(steps in prop::collection::vec(prop::collection::vec((0..50_u64, 0..6_usize), 0..60), 1..8)) {
            let mut public: Included<Place> = Included::new();
            for step in steps {
                let now: Included<String> = step.iter().map(|&(voter, country)| (voter, Vote { cell: ["KE", "CN", "FR", "DE", "PL", "US"][country].to_owned(), stance: Stance::Agree })).collect();
                let after = release(&public, &places(Some("KE"), &public, &now));
                for tally in tallies(&after).values() {
                    prop_assert!(tally.total() >= 5);
                }
                public = after;
            }
        }
    }
}
