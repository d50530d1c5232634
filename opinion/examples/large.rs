//! How long 1 000 000 votes of 20 000 people on 1 000 proposals take, and how much memory.
//! `large structured` has four camps, `large noise` votes at random, which is the slowest case.
//! Other sizes: `large noise PEOPLE COLUMNS VOTES_OF_EACH`.

use std::error::Error;
use std::time::Instant;

use teahouse_opinion::{Ballots, compute};

fn main() -> Result<(), Box<dyn Error>> {
    let noise = std::env::args().nth(1).is_some_and(|kind| kind == "noise");
    let sizes = std::env::args().skip(2).map(|size| size.parse()).collect::<Result<Vec<u32>, _>>()?;
    let [people, columns, each] = sizes.try_into().unwrap_or([20_000, 1_000, 50]);
    let mut state = 1_u64;
    let mut random = |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state >> 33).unwrap_or(0) % below
    };
    let mut votes = Vec::new();
    for voter in 0..people {
        let camp = voter % 4;
        let mut seen: Vec<u32> = Vec::new();
        while seen.len() < each as usize {
            let column = random(columns);
            if seen.contains(&column) {
                continue;
            }
            seen.push(column);
            let opinion = if (column.wrapping_mul(2_654_435_761) >> (camp * 5 + 8)).is_multiple_of(2) { 1 } else { -1 };
            let vote = if noise || random(10) < 3 { [-1, 0, 1][random(3) as usize] } else { opinion };
            votes.push((voter, column, vote));
        }
    }
    println!("{} votes; memory before {}", votes.len(), memory());
    let started = Instant::now();
    let ballots = Ballots::new(columns as usize, votes)?;
    println!("ordered after {:?}", started.elapsed());
    let snapshot = compute(&ballots, None);
    println!("groups after {:?}: k {}, sizes {:?}", started.elapsed(), snapshot.k(), snapshot.groups.iter().map(|group| group.size).collect::<Vec<_>>());
    println!("silhouettes {:?}", snapshot.silhouettes);
    println!("{} of {} people are in points; peak memory {}", snapshot.points.iter().map(|point| point.people).sum::<u32>(), people, memory());
    Ok(())
}

/// The peak of the process so far, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map_or_else(|| "unknown".to_owned(), |value| value.trim().to_owned())
}
