//! The tests by which Polis finds what a group stands for.

/// The normal quantile for 90 %, one-sided.
pub const Z_90: f64 = 1.2816;

/// The share of successes with one success and one failure added: (s + 1) / (n + 2).
pub fn share(successes: u32, votes: u32) -> f64 {
    (f64::from(successes) + 1.0) / (f64::from(votes) + 2.0)
}

/// Whether more than half agree, as a z value: 2 √(n + 1) · ((s + 1) / (n + 1) - 1/2).
pub fn proportion_test(successes: u32, votes: u32) -> f64 {
    let votes = f64::from(votes) + 1.0;
    2.0 * votes.sqrt() * ((f64::from(successes) + 1.0) / votes - 0.5)
}

/// Whether the first share is larger than the second, as a z value: the pooled two-sample
/// test with 1 added to all four counts. 0 if everybody agrees.
pub fn two_proportion_test(first: (u32, u32), second: (u32, u32)) -> f64 {
    let plus = |count: u32| f64::from(count) + 1.0;
    let (here, of_here, there, of_others) = (plus(first.0), plus(first.1), plus(second.0), plus(second.1));
    let pooled = (here + there) / (of_here + of_others);
    let variance = pooled * (1.0 - pooled) * (1.0 / of_here + 1.0 / of_others);
    if variance > 0.0 { (here / of_here - there / of_others) / variance.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert!((proportion_test(8, 10) - 2.1106).abs() < 5e-5);
        assert!((two_proportion_test((8, 10), (3, 12)) - 2.5009).abs() < 5e-5);
        assert!((share(8, 10) - 0.75).abs() < 1e-15);
    }

    #[test]
    fn no_votes_and_unanimity_are_numbers() {
        assert!(two_proportion_test((0, 0), (0, 0)).abs() < 1e-15);
        assert!(two_proportion_test((10, 10), (7, 7)).abs() < 1e-15);
        assert!((proportion_test(0, 0) - 1.0).abs() < 1e-15);
        assert!(two_proportion_test((0, 100_000), (100_000, 100_000)).is_finite());
    }
}
