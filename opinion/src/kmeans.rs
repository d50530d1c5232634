//! k-means of weighted points in the plane, without chance.
//!
//! No library does this. `linfa-clustering` takes no weights, counts the old centre as one
//! more point of its cluster (so the result depends on the number of rounds) and assigns
//! points in parallel; `kmeans` needs unstable SIMD and, like `klaster`, starts at random.
//! Two dimensions and at most 100 000 points need little.

/// A place where so many people stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub at: [f64; 2],
    pub weight: f64,
}

/// Which cluster each spot is in, and the centre of each cluster. No cluster is empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clustering {
    pub of: Vec<usize>,
    pub centres: Vec<[f64; 2]>,
}

/// Rounds of assigning and averaging, as in Polis.
const ROUNDS: usize = 100;

/// The square of the distance.
pub(crate) fn apart(one: [f64; 2], other: [f64; 2]) -> f64 {
    let (x, y) = (one[0] - other[0], one[1] - other[1]);
    x * x + y * y
}

/// The weighted mean of spots. Of no spots, the origin.
pub(crate) fn mean<'a>(spots: impl Iterator<Item = &'a Spot>) -> [f64; 2] {
    let (mut sum, mut weight) = ([0.0; 2], 0.0);
    for spot in spots {
        sum = [sum[0] + spot.weight * spot.at[0], sum[1] + spot.weight * spot.at[1]];
        weight += spot.weight;
    }
    if weight > 0.0 { [sum[0] / weight, sum[1] / weight] } else { sum }
}

/// The sum of weighted squared distances to a centre.
fn scatter<'a>(spots: impl Iterator<Item = &'a Spot>, centre: [f64; 2]) -> f64 {
    spots.map(|spot| spot.weight * apart(spot.at, centre)).sum()
}

/// The nearest centre, the first of equals, and the square of its distance.
fn nearest(at: [f64; 2], centres: &[[f64; 2]]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (number, &centre) in centres.iter().enumerate() {
        let distance = apart(at, centre);
        if distance < best.1 {
            best = (number, distance);
        }
    }
    best
}

/// Lloyd's rounds from given centres until nothing changes; with the remaining cost. A centre
/// that loses all its spots is dropped at the end.
fn settle(spots: &[Spot], mut centres: Vec<[f64; 2]>) -> (Clustering, f64) {
    let mut of = vec![usize::MAX; spots.len()];
    let mut cost = 0.0;
    for _ in 0..ROUNDS {
        let mut changed = false;
        let mut sums = vec![([0.0_f64; 2], 0.0_f64); centres.len()];
        cost = 0.0;
        for (spot, of) in spots.iter().zip(&mut of) {
            let (number, distance) = nearest(spot.at, &centres);
            changed |= *of != number;
            *of = number;
            cost += spot.weight * distance;
            let sum = &mut sums[number];
            sum.0 = [sum.0[0] + spot.weight * spot.at[0], sum.0[1] + spot.weight * spot.at[1]];
            sum.1 += spot.weight;
        }
        if !changed {
            break;
        }
        for (centre, (sum, weight)) in centres.iter_mut().zip(sums) {
            if weight > 0.0 {
                *centre = [sum[0] / weight, sum[1] / weight];
            }
        }
    }
    let mut used = vec![false; centres.len()];
    for &number in &of {
        used[number] = true;
    }
    let renumbered: Vec<usize> = used.iter().scan(0, |next, &used| Some(std::mem::replace(next, *next + usize::from(used)))).collect();
    for number in &mut of {
        *number = renumbered[*number];
    }
    let mut keep = used.into_iter();
    centres.retain(|_| keep.next().unwrap_or(false));
    (Clustering { of, centres }, cost)
}

/// Many small clusters. Spots at different places that are no more than that number stay as
/// they are; otherwise the start is found by splitting, again and again, the cluster of the
/// largest scatter at its mean across its wider side (as in Su and Dy 2007, "In search of
/// deterministic methods for initializing K-means").
pub(crate) fn fine(spots: &[Spot], wanted: usize) -> Clustering {
    let mut parts: Vec<(Vec<usize>, f64)> = vec![((0..spots.len()).collect(), f64::INFINITY)];
    while parts.len() < wanted {
        let Some(widest) = (0..parts.len()).reduce(|best, at| if parts[at].1 > parts[best].1 { at } else { best }) else { break };
        let members = &parts[widest].0;
        let centre = mean(members.iter().map(|&at| &spots[at]));
        let spread =
            |axis: usize| members.iter().map(|&at| spots[at].weight * (spots[at].at[axis] - centre[axis]) * (spots[at].at[axis] - centre[axis])).sum::<f64>();
        let axis = usize::from(spread(1) > spread(0));
        let (low, high): (Vec<usize>, Vec<usize>) = members.iter().partition(|&&at| spots[at].at[axis] <= centre[axis]);
        if low.is_empty() || high.is_empty() {
            if parts[widest].1 <= 0.0 {
                break; // every cluster is one place
            }
            parts[widest].1 = 0.0;
            continue;
        }
        let sized = |part: Vec<usize>| {
            let centre = mean(part.iter().map(|&at| &spots[at]));
            let scatter = scatter(part.iter().map(|&at| &spots[at]), centre);
            (part, scatter)
        };
        parts[widest] = sized(low);
        parts.push(sized(high));
    }
    let centres = parts.iter().map(|(part, _)| mean(part.iter().map(|&at| &spots[at]))).collect();
    settle(spots, centres).0
}

/// Clusterings into 1, 2, … k clusters: each next one starts from the one before and one of
/// the spots as a new centre, and every spot is tried (Likas, Vlassis and Verbeek 2003, "The
/// global k-means clustering algorithm"). The least cost wins, the first of equals.
pub(crate) fn coarse(spots: &[Spot], k: usize) -> Vec<Clustering> {
    let mut found = vec![settle(spots, vec![mean(spots.iter())]).0];
    while let Some(before) = found.last().filter(|_| found.len() < k) {
        let mut best: Option<(Clustering, f64)> = None;
        for spot in spots {
            let tried = settle(spots, before.centres.iter().copied().chain([spot.at]).collect());
            if tried.0.centres.len() > found.len() && best.as_ref().is_none_or(|best| tried.1 < best.1) {
                best = Some(tried);
            }
        }
        let Some((best, _)) = best else { break };
        found.push(best);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(places: &[(f64, f64, f64)]) -> Vec<Spot> {
        places.iter().map(|&(x, y, weight)| Spot { at: [x, y], weight }).collect()
    }

    #[test]
    fn few_places_stay_apart() {
        let places = spots(&[(0.0, 0.0, 1.0), (1.0, 0.0, 5.0), (0.0, 1.0, 1.0), (1.0, 0.0, 2.0)]);
        let found = fine(&places, 100);
        assert_eq!(found.centres.len(), 3);
        assert_eq!(found.of[1], found.of[3]);
        assert_eq!(fine(&places[1..2], 100).centres, [[1.0, 0.0]]);
    }

    #[test]
    fn many_places_become_as_many_clusters_as_wanted() {
        let places: Vec<Spot> = (0..500_u32).map(|at| Spot { at: [f64::from(at * 7919 % 1009), f64::from(at * 104_729 % 997)], weight: 1.0 }).collect();
        let found = fine(&places, 100);
        assert!((95..=100).contains(&found.centres.len()));
        assert!(found.of.iter().all(|&cluster| cluster < found.centres.len()));
    }

    #[test]
    fn the_best_of_all_starts_is_found() {
        // Three heaps; a start in one of them would leave two heaps together.
        let places = spots(&[(0.0, 0.0, 1.0), (0.0, 1.0, 1.0), (9.0, 0.0, 1.0), (9.0, 1.0, 1.0), (4.0, 9.0, 1.0), (5.0, 9.0, 1.0)]);
        let found = coarse(&places, 3);
        assert_eq!(found.iter().map(|found| found.centres.len()).collect::<Vec<_>>(), [1, 2, 3]);
        let of = &found[2].of;
        assert!(of[0] == of[1] && of[2] == of[3] && of[4] == of[5] && of[0] != of[2] && of[2] != of[4] && of[4] != of[0]);
    }

    #[test]
    fn weights_pull() {
        let light = coarse(&spots(&[(0.0, 0.0, 1.0), (4.0, 0.0, 1.0), (10.0, 0.0, 1.0)]), 1);
        let heavy = coarse(&spots(&[(0.0, 0.0, 1.0), (4.0, 0.0, 1.0), (10.0, 0.0, 8.0)]), 1);
        assert!((light[0].centres[0][0] - 14.0 / 3.0).abs() < 1e-12);
        assert!((heavy[0].centres[0][0] - 8.4).abs() < 1e-12);
        let places = [(0.0, 0.0), (4.0, 0.0), (7.0, 0.0)];
        let two = |weights: [f64; 3]| coarse(&spots(&std::array::from_fn::<_, 3, _>(|at| (places[at].0, places[at].1, weights[at]))), 2).pop().unwrap().of;
        assert_eq!(
            {
                let of = two([1.0, 1.0, 1.0]);
                (of[0] == of[1], of[1] == of[2])
            },
            (false, true)
        );
        assert_eq!(
            {
                let of = two([1.0, 1.0, 50.0]);
                (of[0] == of[1], of[1] == of[2])
            },
            (true, false)
        );
    }

    #[test]
    fn there_are_no_more_clusters_than_places() {
        assert_eq!(coarse(&spots(&[(0.0, 0.0, 3.0), (1.0, 0.0, 1.0)]), 5).len(), 2);
        assert_eq!(coarse(&spots(&[(0.0, 0.0, 3.0)]), 5).len(), 1);
    }
}
