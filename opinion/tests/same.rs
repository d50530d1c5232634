//! The same votes give the same bits.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::{Chance, planted};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use teahouse_opinion::{Ballots, Columns, MIN_POINT, Snapshot, compute};

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from_digit(u32::from(digit), 16).unwrap()).collect()
}

fn json(snapshot: &Snapshot) -> String {
    serde_json::to_string(snapshot).unwrap()
}

/// Should another machine, compiler or library give other bits, this fails. If the algorithm
/// is changed on purpose, `ALGORITHM` is to be raised and the digests replaced.
#[test]
fn known_digests() {
    let (votes, _) = planted(&[150, 90, 60], 40, 45, 25, 11);
    let ballots = Ballots::new(Columns { open: 40, withheld: 3 }, votes).unwrap();
    let snapshot = compute(&ballots, None);
    assert_eq!(snapshot.inputs_sha256, "1ca1b3b8a76da051a41aae326ee9361aaaa58639e394a7cc3395a1e82d7f17ab");
    assert_eq!(hex(json(&snapshot).as_bytes()), "05c052afd6a46b321c083308d775daa3b025ed8a4674b5dd514570c5eaba9e8a");
}

/// The bytes that are hashed, spelt out for two voters who voted alike and one who did not.
#[test]
fn the_hash_is_of_the_documented_bytes() {
    let ballots = Ballots::new(Columns { open: 3, withheld: 2 }, [(9, 2, -1), (9, 0, 1), (4, 1, 0), (5, 1, 0)]).unwrap();
    let mut bytes = b"teahouse-opinion\0".to_vec();
    for number in [teahouse_opinion::ALGORITHM, 3, 2] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.push(0);
    bytes.extend([2_u32, 1, 2, 0].map(u32::to_le_bytes).concat());
    bytes.push(1);
    bytes.extend(2_u32.to_le_bytes());
    bytes.push(255);
    bytes.extend([2_u32, 1, 1].map(u32::to_le_bytes).concat());
    bytes.push(0);
    assert_eq!(compute(&ballots, None).inputs_sha256, hex(&bytes));
}

#[test]
fn a_snapshot_survives_json() {
    let (votes, _) = planted(&[40, 30], 25, 60, 30, 5);
    let snapshot = compute(&Ballots::new(25, votes).unwrap(), None);
    assert_eq!(serde_json::from_str::<Snapshot>(&json(&snapshot)).unwrap(), snapshot);
}

#[test]
fn the_held_state_is_part_of_the_inputs() {
    let (votes, _) = planted(&[40, 30], 25, 60, 30, 5);
    let ballots = Ballots::new(25, votes).unwrap();
    let first = compute(&ballots, None);
    let second = compute(&ballots, first.held);
    assert_ne!(first.inputs_sha256, second.inputs_sha256);
    assert_eq!(first.groups, second.groups);
    assert_eq!(json(&second), json(&compute(&ballots, second.held)), "nothing changes any more");
}

type Rows = Vec<Vec<Option<i8>>>;

fn rows() -> impl Strategy<Value = Rows> {
    (1_usize..12).prop_flat_map(|columns| {
        let vote = prop_oneof![Just(None), Just(Some(-1)), Just(Some(0)), Just(Some(1))];
        prop::collection::vec(prop::collection::vec(vote, columns), 0..60)
    })
}

fn votes(rows: &Rows, number: impl Fn(usize) -> u32) -> Vec<(u32, u32, i8)> {
    let row = |(voter, row): (usize, &Vec<Option<i8>>)| {
        let voter = number(voter);
        (0..).zip(row.clone()).filter_map(move |(column, vote)| Some((voter, column, vote?))).collect::<Vec<_>>()
    };
    rows.iter().enumerate().flat_map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_numbers_matter(mut rows in rows(), twins in 0_usize..10, seed in any::<u64>()) {
        let columns = rows.first().map_or(1, Vec::len);
        rows.extend_from_within(..twins.min(rows.len()));
        // Voter i becomes voter renamed[i], and the votes come in another order.
        let mut chance = Chance(seed);
        let mut renamed: Vec<u32> = (0..).take(rows.len()).collect();
        for at in (1..renamed.len()).rev() {
            renamed.swap(at, chance.below(u32::try_from(at).unwrap() + 1) as usize);
        }
        let plain = compute(&Ballots::new(columns, votes(&rows, |voter| u32::try_from(voter).unwrap())).unwrap(), None);
        let mut shuffled = votes(&rows, |voter| renamed[voter]);
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, chance.below(u32::try_from(at).unwrap() + 1) as usize);
        }
        let mut other = compute(&Ballots::new(columns, shuffled).unwrap(), None);
        let back: BTreeMap<u32, u32> = renamed.iter().copied().zip(0..).collect();
        for member in &mut other.voters {
            member.voter = back[&member.voter];
        }
        other.voters.sort_by_key(|member| member.voter);
        prop_assert_eq!(json(&plain), json(&other));

        // What holds of every snapshot.
        let mut seen = BTreeMap::new();
        for member in &plain.voters {
            prop_assert!(member.x.is_finite() && member.y.is_finite());
            let place = (member.group, member.base, member.x.to_bits(), member.y.to_bits());
            prop_assert_eq!(*seen.entry(&rows[member.voter as usize]).or_insert(place), place, "alike, so together");
        }
        let taking_part: Vec<&Vec<Option<i8>>> = seen.into_keys().collect();
        let together = rows.iter().filter(|row| taking_part.contains(row)).count();
        prop_assert_eq!(together, plain.voters.len(), "alike, so all or none take part");
        prop_assert!(plain.points.iter().all(|point| point.people >= MIN_POINT && point.x.is_finite() && point.y.is_finite()));
        prop_assert!(plain.groups.iter().all(|group| group.size > 0 && group.x.is_finite() && group.y.is_finite()));
        prop_assert!(plain.groups.windows(2).all(|pair| pair[0].size >= pair[1].size));
        prop_assert_eq!(plain.groups.iter().map(|group| group.size as usize).sum::<usize>(), plain.voters.len());
        prop_assert!(plain.silhouettes.iter().all(|silhouette| silhouette.value.abs() <= 1.0));
        prop_assert!(plain.is_settled());
        prop_assert_eq!(serde_json::from_str::<Snapshot>(&json(&plain)).unwrap(), plain);
    }
}
