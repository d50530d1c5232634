//! How the number of groups is kept from flickering.

use serde::{Deserialize, Serialize};

/// So many computations in a row another k must win before it replaces the one that is held.
pub const PATIENCE: u8 = 4;

/// The number of groups that is shown, and the one that may replace it. To be stored with the
/// snapshot and given to the next computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The number of groups that is shown, from 2 to 5.
    pub k: u8,
    /// The k that won the last computation, if it is another one.
    pub rival: Option<u8>,
    /// How many computations in a row the rival has won, below [`PATIENCE`].
    pub streak: u8,
}

impl Held {
    /// After a computation in which `best` won among the possible k. A held k that is not
    /// possible any longer (there may be fewer base clusters now) gives way at once.
    pub(crate) fn after(before: Option<Self>, best: u8, possible: &[u8]) -> Self {
        let settled = Self { k: best, rival: None, streak: 0 };
        let Some(before) = before.filter(|held| held.k != best && possible.contains(&held.k)) else { return settled };
        let streak = if before.rival == Some(best) { before.streak.saturating_add(1) } else { 1 };
        if streak >= PATIENCE { settled } else { Self { k: before.k, rival: Some(best), streak } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(start: Option<Held>, wins: &[u8]) -> Vec<u8> {
        wins.iter()
            .scan(start, |held, &best| {
                *held = Some(Held::after(*held, best, &[2, 3, 4, 5]));
                held.map(|held| held.k)
            })
            .collect()
    }

    #[test]
    fn the_first_computation_decides_at_once() {
        assert_eq!(Held::after(None, 3, &[2, 3]), Held { k: 3, rival: None, streak: 0 });
    }

    #[test]
    fn four_wins_in_a_row_replace() {
        assert_eq!(run(None, &[2, 3, 3, 3, 3, 3]), [2, 2, 2, 2, 3, 3]);
        assert_eq!(run(None, &[2, 3, 3, 3, 2, 3, 3, 3, 3]), [2, 2, 2, 2, 2, 2, 2, 2, 3]);
        assert_eq!(run(None, &[2, 3, 3, 4, 4, 4, 4]), [2, 2, 2, 2, 2, 2, 4]);
    }

    #[test]
    fn an_impossible_k_gives_way_at_once() {
        let held = Held { k: 5, rival: Some(4), streak: 2 };
        assert_eq!(Held::after(Some(held), 2, &[2, 3]), Held { k: 2, rival: None, streak: 0 });
    }

    #[test]
    fn the_state_is_small_json() {
        let held = Held { k: 2, rival: Some(3), streak: 1 };
        assert_eq!(serde_json::to_string(&held).unwrap(), r#"{"k":2,"rival":3,"streak":1}"#);
    }
}
