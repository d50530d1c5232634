//! The SHA-256 that says what a snapshot was computed from.

use sha2::{Digest, Sha256};

use crate::ballots::Ballots;
use crate::{ALGORITHM, Held};

/// Of this text of bytes, numbers being little-endian and 32 bits wide unless stated:
///
/// - `teahouse-opinion` and a zero byte; the algorithm; the columns, open and withheld;
/// - the state held before: one byte 0, or one byte 1 and one byte each for k, the rival (0 if
///   there is none) and the streak;
/// - the number of profiles (different sets of votes), and for each, in ascending order of
///   its votes (column, then vote): how many people voted like this, how many votes they
///   are, and for each vote its column and one byte, the vote as two's complement.
///
/// Who cast the votes is not part of it. The bytes are hashed as they are made.
pub(crate) fn inputs(ballots: &Ballots, held: Option<Held>) -> String {
    let mut hash = Sha256::new();
    hash.update(b"teahouse-opinion\0");
    hash.update(ALGORITHM.to_le_bytes());
    hash.update(short(ballots.columns()));
    hash.update(short(ballots.withheld()));
    match held {
        None => hash.update([0]),
        Some(held) => hash.update([1, held.k, held.rival.unwrap_or(0), held.streak]),
    }
    hash.update(short(ballots.profiles()));
    for profile in ballots.iter() {
        hash.update(short(profile.voters.len()));
        hash.update(short(profile.cells.len()));
        for cell in profile.cells {
            hash.update(u32::from(cell.column).to_le_bytes());
            hash.update(cell.vote.to_le_bytes());
        }
    }
    hash.finalize().iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// All counts are within the limits of the crate, so far below 2^32.
fn short(count: usize) -> [u8; 4] {
    u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes()
}
