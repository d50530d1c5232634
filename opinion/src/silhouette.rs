//! How well a clustering keeps apart what it separates.

use crate::kmeans::{Clustering, Spot, apart};

/// The mean silhouette of spots (Rousseeuw 1987), each counting once as in Polis, from -1 to 1: with a the mean
/// distance to the others of the same cluster and b that to the nearest other cluster, a spot
/// has (b - a) / max(a, b), and 0 if it is alone.
pub(crate) fn silhouette(spots: &[Spot], clustering: &Clustering) -> f64 {
    let clusters = clustering.centres.len();
    if clusters < 2 {
        return 0.0;
    }
    let (mut sum, mut total) = (0.0, 0.0);
    for (at, spot) in spots.iter().enumerate() {
        let mut far = vec![(0.0_f64, 0.0_f64); clusters];
        for (other, &cluster) in spots.iter().zip(&clustering.of) {
            far[cluster].0 += apart(spot.at, other.at).sqrt();
            far[cluster].1 += 1.0;
        }
        total += 1.0;
        let own = clustering.of[at];
        let others = far[own].1 - 1.0;
        if others <= 0.0 {
            continue;
        }
        let within = far[own].0 / others;
        let across = far.iter().enumerate().filter(|&(cluster, _)| cluster != own).map(|(_, far)| far.0 / far.1).fold(f64::INFINITY, f64::min);
        let larger = within.max(across);
        if larger > 0.0 {
            sum += (across - within) / larger;
        }
    }
    if total > 0.0 { sum / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(places: &[f64], clusters: &[usize]) -> f64 {
        let spots: Vec<Spot> = places.iter().map(|&x| Spot { at: [x, 0.0], weight: 7.0 }).collect();
        let centres = vec![[0.0; 2]; clusters.iter().max().map_or(0, |&most| most + 1)];
        silhouette(&spots, &Clustering { of: clusters.to_vec(), centres })
    }

    #[test]
    fn by_hand() {
        // 0: a 1, b 10.5; 1: a 1, b 9.5; 10: a 1, b 9.5; 11: a 1, b 10.5.
        let expected = f64::midpoint(9.5 / 10.5, 8.5 / 9.5);
        assert!((of(&[0.0, 1.0, 10.0, 11.0], &[0, 0, 1, 1]) - expected).abs() < 1e-12);
    }

    #[test]
    fn alone_counts_as_nothing() {
        // 0 and 1: a 1, b 10 and 9; 10 is alone.
        assert!((of(&[0.0, 1.0, 10.0], &[0, 0, 1]) - (0.9 + 8.0 / 9.0) / 3.0).abs() < 1e-12);
        assert!(of(&[0.0, 1.0], &[0, 1]).abs() < f64::MIN_POSITIVE);
        assert!(of(&[0.0, 1.0], &[0, 0]).abs() < f64::MIN_POSITIVE);
        assert!(of(&[], &[]).abs() < f64::MIN_POSITIVE);
    }
}
