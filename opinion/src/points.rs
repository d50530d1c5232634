//! The map: people merged until no point can be about a few.

use crate::groups::{Grouping, narrow};
use crate::kmeans::{Spot, apart, mean};
use crate::snapshot::Point;
use crate::{MIN_POINT, rounded};

/// The base clusters of each group; the smallest is merged with its nearest neighbour of the
/// same group until each stands for enough people. A group that has not enough has no point.
pub(crate) fn points(grouping: &Grouping<'_>) -> Vec<Point> {
    let mut points = Vec::new();
    for group in 0..grouping.groups {
        let spots = grouping.bases.iter().zip(&grouping.group_of).filter(|&(_, &of)| of == group).map(|(&spot, _)| spot).collect();
        for (spot, people) in large_enough(spots) {
            let [x, y] = spot.at.map(rounded);
            points.push(Point { group: narrow(group), x, y, people });
        }
    }
    points
}

fn large_enough(mut spots: Vec<Spot>) -> Vec<(Spot, u32)> {
    let least = f64::from(MIN_POINT);
    while let Some(small) = (0..spots.len()).reduce(|best, at| if spots[at].weight < spots[best].weight { at } else { best }) {
        if spots[small].weight >= least {
            break;
        }
        let alone = spots.remove(small);
        let nearest = (0..spots.len()).reduce(|best, at| if apart(spots[at].at, alone.at) < apart(spots[best].at, alone.at) { at } else { best });
        if let Some(nearest) = nearest {
            let at = mean([spots[nearest], alone].iter());
            spots[nearest] = Spot { at, weight: spots[nearest].weight + alone.weight };
        }
    }
    spots.into_iter().map(|spot| (spot, whole(spot.weight))).collect()
}

/// A number of people, which is whole and at most 100 000.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of counts")]
fn whole(weight: f64) -> u32 {
    weight as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(x: f64, weight: f64) -> Spot {
        Spot { at: [x, 0.0], weight }
    }

    #[test]
    fn small_ones_join_their_neighbours() {
        let found = large_enough(vec![spot(0.0, 1.0), spot(1.0, 4.0), spot(9.0, 3.0), spot(10.0, 6.0)]);
        assert_eq!(found.iter().map(|&(_, people)| people).collect::<Vec<_>>(), [5, 9]);
        assert!((found[0].0.at[0] - 0.8).abs() < 1e-12);
    }

    #[test]
    fn too_few_make_no_point() {
        assert!(large_enough(vec![spot(0.0, 2.0), spot(1.0, 2.0)]).is_empty());
        assert!(large_enough(Vec::new()).is_empty());
        assert_eq!(large_enough(vec![spot(0.0, 2.0), spot(1.0, 3.0)]).len(), 1);
    }
}
