//! Outlines around the discs of a group.

/// A place in the picture, in pixels.
pub(crate) type Spot = [f64; 2];

/// So many corners stand for a circle.
const CORNERS: usize = 32;
/// The cosine and sine of a 32nd of a turn. The other directions come from it by multiplication, which gives the same
/// bits on every machine; the functions of the standard library need not.
const STEP: Spot = [0.980_785_280_403_230_4, 0.195_090_322_016_128_27];

/// Corners of the convex outline that keeps `room` pixels from the edge of each disc (its middle, its radius).
pub(crate) fn around(discs: &[(Spot, f64)], room: f64) -> Vec<Spot> {
    let mut spots: Vec<Spot> = discs.iter().flat_map(|&(at, radius)| circle(at, radius + room)).collect();
    spots.sort_by(|one, other| one[0].total_cmp(&other[0]).then(one[1].total_cmp(&other[1])));
    // Andrew's monotone chain: the side below, then the side above.
    let mut outline = half(spots.iter().copied());
    outline.extend(half(spots.iter().rev().copied()));
    outline
}

/// One side of the outline, without its last corner, which begins the other side.
fn half(spots: impl Iterator<Item = Spot>) -> Vec<Spot> {
    let mut side: Vec<Spot> = Vec::new();
    for spot in spots {
        while let [.., before, last] = side[..] {
            if turn(before, last, spot) > 0.0 {
                break;
            }
            side.pop();
        }
        side.push(spot);
    }
    side.pop();
    side
}

/// Above zero if the way from `a` by `b` to `c` turns one way, below if the other, zero if it is straight.
fn turn(a: Spot, b: Spot, c: Spot) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn circle([x, y]: Spot, radius: f64) -> impl Iterator<Item = Spot> {
    std::iter::successors(Some([1.0, 0.0]), |&[cos, sin]| Some([cos * STEP[0] - sin * STEP[1], sin * STEP[0] + cos * STEP[1]]))
        .take(CORNERS)
        .map(move |[cos, sin]: Spot| [x + radius * cos, y + radius * sin])
}

/// How far two places are from each other.
pub(crate) fn apart(one: Spot, other: Spot) -> f64 {
    ((one[0] - other[0]).powi(2) + (one[1] - other[1]).powi(2)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_every_disc_and_no_more() {
        let discs = [([0.0, 0.0], 5.0), ([40.0, 0.0], 10.0), ([20.0, 30.0], 3.0), ([20.0, 10.0], 2.0)];
        let outline = around(&discs, 8.0);
        for &(at, radius) in &discs {
            for (one, next) in outline.iter().zip(outline.iter().cycle().skip(1)) {
                // Corners instead of a circle come nearer by less than a hundredth of the radius.
                let gap = turn(*one, *next, at) / apart(*one, *next);
                assert!(gap >= (radius + 8.0) * 0.99, "{at:?} is {gap} from the line {one:?} to {next:?}");
            }
        }
        assert!(outline.iter().all(|&corner| discs.iter().any(|&(at, radius)| (apart(corner, at) - radius - 8.0).abs() < 1e-6)));
    }

    #[test]
    fn one_disc_has_a_circle_and_none_has_nothing() {
        assert_eq!(around(&[([3.0, 4.0], 5.0)], 1.0).len(), CORNERS);
        assert!(around(&[], 1.0).is_empty());
    }
}
