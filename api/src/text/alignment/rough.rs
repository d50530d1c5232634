//! Where to look in long texts: not at all pairs of places, but near a path.

use super::{
    corridor::Corridor,
    programme::{Programme, Unit},
};

/// Up to so many pairs of places all are looked at.
const ALL: usize = 400_000;
/// How far beyond the path of the pass before a large table is looked at.
const NEAR: usize = 20;
/// How far beyond the rough path.
const WIDE: usize = 100;
/// Into how many parts a long sequence is cut for the rough path.
const PARTS: usize = 400;

/// The corridor for a programme: everything if that is little, else what is near the path
/// that was found before, or near a rough one.
pub fn corridor(programme: &Programme<'_>, tied: &[(usize, usize)], before: &[(usize, usize)]) -> Corridor {
    let (left, right) = (programme.ranges.0.len(), programme.ranges.1.len());
    if (left + 1).saturating_mul(right + 1) <= ALL {
        return Corridor::full(left, right);
    }
    let (path, width) = if before.is_empty() { (rough(programme), WIDE) } else { (before.to_vec(), NEAR) };
    let mut through: Vec<(usize, usize)> = Vec::with_capacity(path.len() + 2 * tied.len());
    let mut path = path.into_iter().peekable();
    for &(one, other) in tied {
        while let Some(point) = path.next_if(|point| point.0 <= one && point.1 <= other) {
            through.push(point);
        }
        while path.next_if(|point| point.0 <= one || point.1 <= other).is_some() {}
        through.extend([(one, other), (one + 1, other + 1)]);
    }
    through.extend(path);
    Corridor::around(&through, width, left, right)
}

/// A rough path: both sides are cut into parts of equal length, and the best way through the
/// parts by what rare keys they share is found.
fn rough(programme: &Programme<'_>) -> Vec<(usize, usize)> {
    let (lefts, rights) = (&programme.ranges.0, &programme.ranges.1);
    let left = Parts::new(&programme.left[lefts.clone()]);
    let right = Parts::new(&programme.right[rights.clone()]);
    let (rows, columns) = (left.starts.len(), right.starts.len());
    let mut shared = vec![0_i64; rows * columns];
    programme.weights.each_rare(|one, other, weight| {
        if lefts.contains(&one) && rights.contains(&other) {
            shared[left.of[one - lefts.start] * columns + right.of[other - rights.start]] += weight;
        }
    });
    let width = columns + 1;
    let mut best = vec![0_i64; (rows + 1) * width];
    for row in 1..=rows {
        for column in 1..=columns {
            let both = best[(row - 1) * width + column - 1] + shared[(row - 1) * columns + column - 1] + 300;
            best[row * width + column] = both.max(best[(row - 1) * width + column]).max(best[row * width + column - 1]);
        }
    }
    let (mut row, mut column) = (rows, columns);
    let mut path = Vec::new();
    while row > 0 && column > 0 {
        let here = best[row * width + column];
        let both = best[(row - 1) * width + column - 1] + shared[(row - 1) * columns + column - 1] + 300;
        if here == both {
            row -= 1;
            column -= 1;
            path.push((left.starts[row], right.starts[column]));
        } else {
            // Towards the diagonal, if both are as good: so it is the same from the other side.
            let (up, back) = (here == best[(row - 1) * width + column], here == best[row * width + column - 1]);
            let lean = (row * columns).cmp(&(column * rows));
            row -= usize::from(up && (!back || lean.is_ge()));
            column -= usize::from(back && (!up || lean.is_le()));
        }
    }
    path.reverse();
    path
}

/// A sequence of units in parts of about equal length.
struct Parts {
    /// The part of each unit.
    of: Vec<usize>,
    /// The first unit of each part.
    starts: Vec<usize>,
}

impl Parts {
    fn new(units: &[Unit]) -> Self {
        let whole: f64 = units.iter().map(|unit| unit.letters).sum();
        let count = units.len().min(PARTS);
        let mut parts = Self { of: Vec::with_capacity(units.len()), starts: Vec::new() };
        let mut letters = 0.0;
        for (place, unit) in units.iter().enumerate() {
            if letters * count as f64 >= whole * parts.starts.len() as f64 {
                parts.starts.push(place);
            }
            parts.of.push(parts.starts.len().max(1) - 1);
            letters += unit.letters;
        }
        parts
    }
}
