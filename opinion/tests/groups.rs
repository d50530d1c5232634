//! Groups that were planted are found, and nothing odd happens at the edges.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{adjusted_rand, planted};
use teahouse_opinion::{Ballots, Columns, Held, MAX_COLUMNS, MAX_VOTERS, MIN_POINT, Refused, Side, Snapshot, compute};

fn groups_of(columns: u32, votes: Vec<(u32, u32, i8)>) -> Snapshot {
    compute(&Ballots::new(columns as usize, votes).unwrap(), None)
}

fn recovered(sizes: &[u32], columns: u32, seen: u32, noise: u32) {
    for seed in 1..=5 {
        let (votes, camps) = planted(sizes, columns, seen, noise, seed);
        let snapshot = groups_of(columns, votes);
        assert_eq!(snapshot.k(), sizes.len(), "{sizes:?}, seed {seed}: {:?}", snapshot.silhouettes);
        let pairs: Vec<(u32, u32)> = snapshot.voters.iter().map(|member| (member.group, camps[member.voter as usize])).collect();
        assert_eq!(pairs.len(), camps.len(), "everybody takes part");
        assert!(adjusted_rand(&pairs) > 0.999_999, "{sizes:?}, seed {seed}");
    }
}

#[test]
fn two_camps_are_found() {
    recovered(&[120, 60], 30, 70, 10);
}

#[test]
fn three_camps_are_found() {
    recovered(&[90, 70, 50], 30, 80, 10);
}

#[test]
fn a_small_group_of_people() {
    recovered(&[12, 9], 12, 100, 5);
}

#[test]
fn groups_are_numbered_by_size_and_described() {
    let (votes, _) = planted(&[40, 100], 20, 90, 10, 3);
    let snapshot = groups_of(20, votes);
    assert_eq!(snapshot.groups.iter().map(|group| group.size).collect::<Vec<_>>(), [100, 40]);
    for (number, group) in snapshot.groups.iter().enumerate() {
        assert_eq!(group.tallies.len(), 20);
        assert_eq!(group.representative.len(), 5);
        assert!(group.representative.windows(2).all(|pair| pair[0].side <= pair[1].side), "agreement first");
        // Camp 1, the larger one, agrees with odd columns.
        assert!(group.representative.iter().all(|found| (found.side == Side::Agree) == (usize::from(found.column % 2 == 1) != number)));
    }
    // Everybody counts here, and 100 of 140 are of camp 1.
    assert!(snapshot.consensus.agree.iter().all(|found| found.column % 2 == 1));
}

#[test]
fn no_votes_give_no_groups() {
    for columns in [0, 5] {
        let snapshot = groups_of(columns, Vec::new());
        assert_eq!((snapshot.k(), snapshot.held, snapshot.is_settled()), (0, None, true));
        assert!(snapshot.voters.is_empty() && snapshot.points.is_empty());
    }
}

#[test]
fn one_voter_is_one_group_without_a_point() {
    let snapshot = groups_of(3, vec![(7, 0, 1), (7, 2, -1)]);
    assert_eq!((snapshot.k(), snapshot.voters.len(), snapshot.voters[0].voter), (1, 1, 7));
    assert!(snapshot.points.is_empty() && snapshot.held.is_none());
}

#[test]
fn all_alike_are_one_group() {
    let votes = (0..30).flat_map(|voter| [(voter, 0, 1), (voter, 1, -1), (voter, 2, 0)]).collect();
    let snapshot = groups_of(4, votes);
    assert_eq!((snapshot.k(), snapshot.groups[0].size, snapshot.points.len()), (1, 30, 1));
    assert!(snapshot.groups[0].representative.is_empty());
    assert_eq!((snapshot.consensus.agree.len(), snapshot.consensus.disagree.len()), (1, 1));
    assert_eq!((snapshot.points[0].x, snapshot.points[0].y), (0.0, 0.0));
}

#[test]
fn passes_only_are_votes() {
    let votes = (0..20).flat_map(|voter| (0..8).map(move |column| (voter, column, 0))).collect();
    assert_eq!(groups_of(8, votes).k(), 1);
    let (mut votes, _) = planted(&[20, 20], 10, 100, 0, 1);
    votes.extend((0..10).map(|column| (99, column, 0)));
    let snapshot = groups_of(10, votes);
    assert!(snapshot.voters.iter().any(|member| member.voter == 99));
    assert_eq!(snapshot.k(), 2);
}

#[test]
fn two_opinions_are_two_groups() {
    let votes = (0..20_u32).flat_map(|voter| (0..4).map(move |column| (voter, column, if voter < 8 { 1 } else { -1 }))).collect();
    let snapshot = groups_of(4, votes);
    assert_eq!(snapshot.groups.iter().map(|group| group.size).collect::<Vec<_>>(), [12, 8]);
    assert_eq!(snapshot.points.iter().map(|point| point.people).collect::<Vec<_>>(), [12, 8]);
}

#[test]
fn columns_without_votes_change_no_group() {
    let (votes, _) = planted(&[30, 20], 10, 90, 10, 4);
    let narrow = groups_of(10, votes.clone());
    let wide = groups_of(17, votes);
    assert_eq!(narrow.voters, wide.voters);
    assert_eq!(narrow.points, wide.points);
    assert_ne!(narrow.inputs_sha256, wide.inputs_sha256);
}

#[test]
fn who_voted_little_takes_part_only_if_needed() {
    let (mut votes, _) = planted(&[10, 10], 10, 100, 0, 1);
    votes.extend((0..6).map(|column| (50, column, 1)));
    assert!(groups_of(10, votes.clone()).voters.iter().all(|member| member.voter != 50));
    votes.retain(|vote| !(4..=12).contains(&vote.0)); // 11 remain, and voter 50
    assert!(groups_of(10, votes).voters.iter().any(|member| member.voter == 50));
}

#[test]
fn withheld_columns_bring_people_nearer() {
    let (votes, _) = planted(&[30, 20], 20, 60, 10, 4);
    let spread = |withheld| {
        let ballots = Ballots::new(Columns { open: 20, withheld }, votes.clone()).unwrap();
        compute(&ballots, None).voters.iter().map(|member| member.x.abs()).sum::<f64>()
    };
    assert!(spread(20) < spread(0));
}

#[test]
fn a_held_k_gives_way_in_the_end() {
    let (votes, _) = planted(&[60, 40], 20, 90, 10, 2);
    let ballots = Ballots::new(20, votes).unwrap();
    let fresh = compute(&ballots, None);
    assert_eq!(fresh.k(), 2);
    let mut held = Some(Held { k: 4, rival: None, streak: 0 });
    let mut seen = Vec::new();
    loop {
        let snapshot = compute(&ballots, held);
        seen.push(snapshot.k());
        assert_eq!(snapshot.held_before, held);
        held = snapshot.held;
        if snapshot.is_settled() {
            assert_eq!((snapshot.voters, snapshot.groups), (fresh.voters, fresh.groups));
            break;
        }
    }
    assert_eq!(seen, [4, 4, 4, 2]);
}

#[test]
fn limits_are_kept() {
    assert_eq!(Ballots::new(MAX_COLUMNS + 1, []), Err(Refused::TooManyColumns { columns: MAX_COLUMNS + 1 }));
    assert_eq!(Ballots::new(2, [(1, 2, 1)]), Err(Refused::NoSuchColumn { voter: 1, column: 2 }));
    assert_eq!(Ballots::new(2, [(1, 70_000, 1)]), Err(Refused::NoSuchColumn { voter: 1, column: 70_000 }));
    assert_eq!(Ballots::new(2, [(1, 1, 2)]), Err(Refused::NotAVote { voter: 1, vote: 2 }));
    assert_eq!(Ballots::new(2, [(1, 1, 1), (1, 1, 1)]), Err(Refused::VotedTwice { voter: 1, column: 1 }));
    let crowd = u32::try_from(MAX_VOTERS).unwrap() + 1;
    assert_eq!(Ballots::new(1, (0..crowd).map(|voter| (voter, 0, 1))), Err(Refused::TooManyVoters { voters: MAX_VOTERS + 1 }));
}

#[test]
fn no_point_is_about_a_few() {
    for seed in 1..20 {
        let (votes, _) = planted(&[11, 7, 4], 15, 80, 30, seed);
        let snapshot = groups_of(15, votes);
        for (number, group) in (0..).zip(&snapshot.groups) {
            let people: u32 = snapshot.points.iter().filter(|point| point.group == number).map(|point| point.people).sum();
            assert_eq!(people, if group.size < MIN_POINT { 0 } else { group.size });
        }
        assert!(snapshot.points.iter().all(|point| point.people >= MIN_POINT));
    }
}
