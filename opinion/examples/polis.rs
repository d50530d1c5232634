//! Compares with the groups that Polis published: `polis DIR`, with a conversation that Polis
//! exported (`comments.csv`, `votes.csv`, `participants-votes.csv`).
//!
//! Also what it gives if moderated comments are forgotten instead of counted, and how much
//! remains the same when a tenth of the voters is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use teahouse_opinion::{Ballots, Columns, Snapshot, compute};

type Votes = BTreeMap<(u32, u32), i8>;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args().nth(1).ok_or("which directory?")?;
    let file = |name: &str| std::fs::read_to_string(Path::new(&directory).join(name));
    let moderated = moderated(&file("comments.csv")?);
    let mut votes = Votes::new();
    for line in file("votes.csv")?.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        votes.insert((fields[3].parse()?, fields[2].parse()?), fields[4].trim().parse()?); // the last counts
    }
    let mut published = BTreeMap::new();
    for line in file("participants-votes.csv")?.lines().skip(1) {
        let mut fields = line.split(',');
        if let (Some(Ok(voter)), Some(Ok(group))) = (fields.next().map(str::parse::<u32>), fields.next().map(str::parse::<u32>)) {
            published.insert(voter, group);
        }
    }
    let withheld = votes.keys().map(|vote| vote.1).filter(|column| moderated.contains(column)).collect::<BTreeSet<_>>().len();
    votes.retain(|vote, _| !moderated.contains(&vote.1));

    let started = Instant::now();
    let whole = snapshot(&votes, withheld)?;
    let time = started.elapsed();
    let groups = published.values().collect::<BTreeSet<_>>().len();
    println!("{directory}: {} votes, {withheld} columns withheld, {} people in groups, in {time:?}", votes.len(), whole.voters.len());
    println!("published: k {groups}, {} people in groups", published.len());
    println!("here: k {}, sizes {:?}, {}", whole.k(), whole.groups.iter().map(|group| group.size).collect::<Vec<_>>(), against(&whole, &published));
    for silhouette in &whole.silhouettes {
        println!("  silhouette of {}: {:.4}", silhouette.k, silhouette.value);
    }
    let people = whole.points.iter().map(|point| point.people).sum::<u32>();
    println!(
        "points: {} for {people} people; representative: {:?}",
        whole.points.len(),
        whole.groups.iter().map(|group| group.representative.len()).collect::<Vec<_>>()
    );
    println!("withheld columns forgotten: {}", against(&snapshot(&votes, 0)?, &published));
    let own = whole.voters.iter().map(|member| (member.voter, member.group)).collect();
    for tenth in 0..10_u32 {
        let mut kept = votes.clone();
        kept.retain(|vote, _| vote.0.wrapping_mul(0x9e37_79b1).rotate_left(9) % 10 != tenth);
        let part = snapshot(&kept, withheld)?;
        println!("without tenth {tenth}: k {}, published {}; whole {}", part.k(), against(&part, &published), against(&part, &own));
    }
    Ok(())
}

/// The comments whose `moderated` is -1. Bodies may span lines, but come last.
fn moderated(comments: &str) -> BTreeSet<u32> {
    comments
        .lines()
        .filter_map(|line| {
            let fields: Vec<&str> = line.splitn(8, ',').collect();
            let number = fields.get(2)?.parse().ok()?;
            fields[0].parse::<u64>().ok()?;
            (*fields.get(6)? == "-1").then_some(number)
        })
        .collect()
}

fn snapshot(votes: &Votes, withheld: usize) -> Result<Snapshot, Box<dyn Error>> {
    let columns: BTreeSet<u32> = votes.keys().map(|vote| vote.1).collect();
    let numbers: BTreeMap<u32, u32> = columns.iter().copied().zip(0..).collect();
    let ballots = Ballots::new(Columns { open: columns.len(), withheld }, votes.iter().map(|(key, &vote)| (key.0, numbers[&key.1], vote)))?;
    Ok(compute(&ballots, None))
}

fn against(snapshot: &Snapshot, published: &BTreeMap<u32, u32>) -> String {
    let pairs: Vec<(u32, u32)> = snapshot.voters.iter().filter_map(|member| Some((member.group, *published.get(&member.voter)?))).collect();
    format!("k {}, adjusted Rand index {:.4} over {} people", snapshot.k(), adjusted_rand(&pairs), pairs.len())
}

/// Hubert and Arabie 1985.
#[allow(clippy::cast_precision_loss)]
fn adjusted_rand(pairs: &[(u32, u32)]) -> f64 {
    let (mut both, mut one, mut other) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for &(left, right) in pairs {
        *both.entry((left, right)).or_insert(0.0) += 1.0;
        *one.entry(left).or_insert(0.0) += 1.0;
        *other.entry(right).or_insert(0.0) += 1.0;
    }
    let choose = |count: f64| count * (count - 1.0) / 2.0;
    let sum = |counts: Vec<f64>| counts.into_iter().map(choose).sum::<f64>();
    let (both, one, other) = (sum(both.into_values().collect()), sum(one.into_values().collect()), sum(other.into_values().collect()));
    let expected = one * other / choose(pairs.len() as f64);
    (both - expected) / (f64::midpoint(one, other) - expected)
}
