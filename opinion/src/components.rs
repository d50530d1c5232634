//! The two directions in which votes differ most.
//!
//! A missing vote is replaced by the mean of its column. Once the matrix is centred such an
//! entry is 0: the mean of a mean-filled column is the mean of its votes. So the filled and
//! centred matrix is as sparse as the votes, and nothing dense is ever made.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use crate::ballots::{Ballots, Profile};
use crate::rounded;

/// Steps of the iteration; a matrix with fewer columns needs no more than it has.
const MAX_STEPS: usize = 300;
/// The residual at which an axis counts as found, relative to its eigenvalue.
const TOLERANCE: f64 = 1e-10;
/// Below this share of the first eigenvalue (for the first: of all squares) there is only rounding.
const NOTHING: f64 = 1e-12;
/// What rounding may leave of a vector that should be none, relative to the sum of all squares.
const ROUNDING: f64 = 16.0 * f64::EPSILON;

/// The centre of the votes and the two principal axes, in the space of the columns.
#[derive(Clone, Debug)]
pub(crate) struct Components {
    pub means: Vec<f64>,
    /// Unit vectors; all zeros where votes do not differ in a further direction.
    pub axes: [DVector<f64>; 2],
    /// How many columns have a vote.
    pub seen: usize,
    /// How many were taken out; they count as passed by everybody.
    withheld: usize,
}

impl Components {
    /// Of all voters, also of those with too few votes to be put into a group.
    pub fn of(ballots: &Ballots) -> Self {
        let mut sums = vec![(0_i64, 0_i64); ballots.columns()];
        for profile in ballots.iter() {
            let people = i64::try_from(profile.voters.len()).unwrap_or(i64::MAX);
            for cell in profile.cells {
                let sum = &mut sums[usize::from(cell.column)];
                *sum = (sum.0 + people * i64::from(cell.vote), sum.1 + people);
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "sums over at most 100 000 voters")]
        let means = sums.iter().map(|&(sum, votes)| sum as f64 / votes.max(1) as f64).collect();
        let seen = sums.iter().filter(|sum| sum.1 > 0).count();
        let none = || DVector::zeros(ballots.columns());
        let mut found = Self { means, axes: [none(), none()], seen, withheld: ballots.withheld() };
        let mut squares = 0.0;
        for profile in ballots.iter() {
            squares += profile.weight() * profile.cells.iter().map(|cell| found.off(cell.column, cell.vote)).map(|off| off * off).sum::<f64>();
        }
        let Some((first, spread)) = found.leading(ballots, &[], squares).filter(|axis| axis.1 > NOTHING * squares) else { return found };
        let second = found.leading(ballots, std::slice::from_ref(&first), squares).filter(|axis| axis.1 > NOTHING * spread);
        found.axes = [first, second.map_or_else(none, |axis| axis.0)];
        found.axes.iter_mut().for_each(orient);
        found
    }

    /// How far a vote is from the mean of its column.
    fn off(&self, column: u16, vote: i8) -> f64 {
        f64::from(vote) - self.means[usize::from(column)]
    }

    /// Where someone with these votes stands: projected with what was voted on only, and
    /// pushed outwards by √(columns / votes), since votes not given pull to the centre. A
    /// withheld column is one more column, and one more vote (a pass, at the centre).
    pub fn project(&self, profile: Profile<'_>) -> [f64; 2] {
        #[allow(clippy::cast_precision_loss, reason = "at most 20 000 columns")]
        let scale = ((self.seen + self.withheld) as f64 / (profile.cells.len() + self.withheld).max(1) as f64).sqrt();
        let mut place = [0.0; 2];
        for cell in profile.cells {
            let off = self.off(cell.column, cell.vote);
            for (along, axis) in place.iter_mut().zip(&self.axes) {
                *along += off * axis[usize::from(cell.column)];
            }
        }
        place.map(|along| rounded(along * scale))
    }

    /// The product of the scatter matrix (the sum of outer products of the centred rows) and a vector.
    fn scatter(&self, ballots: &Ballots, vector: &DVector<f64>) -> DVector<f64> {
        let mut product = DVector::zeros(vector.len());
        for profile in ballots.iter() {
            let along: f64 = profile.cells.iter().map(|cell| self.off(cell.column, cell.vote) * vector[usize::from(cell.column)]).sum();
            let along = along * profile.weight();
            for cell in profile.cells {
                product[usize::from(cell.column)] += along * self.off(cell.column, cell.vote);
            }
        }
        product
    }

    /// The eigenvector of the scatter matrix with the largest eigenvalue among those orthogonal
    /// to the given ones, by Lanczos' method with full reorthogonalisation. Finding one axis at
    /// a time also finds two that have the same eigenvalue.
    fn leading(&self, ballots: &Ballots, before: &[DVector<f64>], squares: f64) -> Option<(DVector<f64>, f64)> {
        let columns = ballots.columns();
        let most = MAX_STEPS.min(columns.saturating_sub(before.len()));
        let mut next = start(columns, before.len());
        without(&mut next, before, &[]);
        if most == 0 || next.norm() <= f64::EPSILON {
            return None; // there is no direction left
        }
        let mut basis: Vec<DVector<f64>> = Vec::new();
        let (mut diagonal, mut beside, mut scale) = (Vec::new(), Vec::new(), 0.0_f64);
        loop {
            next.unscale_mut(next.norm());
            let mut product = self.scatter(ballots, &next);
            diagonal.push(product.dot(&next));
            scale = scale.max(product.dot(&next));
            basis.push(next);
            without(&mut product, before, &basis);
            let (rest, steps) = (product.norm(), basis.len());
            // No rest: the matrix leads nowhere else, and the answer is exact.
            let last = steps >= most || rest <= (NOTHING * scale).max(ROUNDING * squares);
            if last || steps.is_multiple_of(8) {
                let (value, ritz) = largest(&diagonal, &beside)?;
                if last || rest * ritz[steps - 1].abs() <= TOLERANCE * value {
                    let mut axis = DVector::zeros(columns);
                    for (vector, &share) in basis.iter().zip(ritz.iter()) {
                        axis.axpy(share, vector, 1.0);
                    }
                    let length = axis.norm();
                    return (length > 0.0).then(|| (axis.unscale(length), value));
                }
            }
            beside.push(rest);
            next = product;
        }
    }
}

/// The largest eigenvalue of a symmetric tridiagonal matrix, and its vector. nalgebra's
/// method uses square roots and the four operations only, in a fixed order.
fn largest(diagonal: &[f64], beside: &[f64]) -> Option<(f64, DVector<f64>)> {
    let mut matrix = DMatrix::zeros(diagonal.len(), diagonal.len());
    for (at, &value) in diagonal.iter().enumerate() {
        matrix[(at, at)] = value;
    }
    for (at, &value) in beside.iter().enumerate() {
        matrix[(at, at + 1)] = value;
        matrix[(at + 1, at)] = value;
    }
    let found = SymmetricEigen::try_new(matrix, f64::EPSILON, 100 * (diagonal.len() + 1))?;
    let best = (0..diagonal.len()).reduce(|best, at| if found.eigenvalues[at] > found.eigenvalues[best] { at } else { best })?;
    Some((found.eigenvalues[best], found.eigenvectors.column(best).into_owned()))
}

/// Takes out what lies along unit vectors, in two rounds, which is enough for full accuracy.
/// Each round goes over all of them: taking out the second kind brings back a trace of the first.
fn without(vector: &mut DVector<f64>, others: &[DVector<f64>], more: &[DVector<f64>]) {
    for _ in 0..2 {
        for other in others.iter().chain(more) {
            let along = vector.dot(other);
            vector.axpy(-along, other, 1.0);
        }
    }
}

/// A start that lies along no axis one could think of: numbers from -0.5 to 0.5 by
/// `SplitMix64` with a fixed seed for each axis; the same one for both would have nothing
/// left if it is itself the first axis.
fn start(columns: usize, number: usize) -> DVector<f64> {
    let mut state = 0x7ea_u64 << number;
    DVector::from_fn(columns, |_, _| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0);
        f64::from(top) / f64::from(u32::MAX) - 0.5
    })
}

/// An axis and its opposite are the same axis: the one whose largest entry is positive is
/// taken, and of entries that are equal but for rounding the first counts.
fn orient(axis: &mut DVector<f64>) {
    let largest = axis.amax();
    if axis.iter().find(|entry| entry.abs() >= largest * (1.0 - 1e-9)).is_some_and(|&entry| entry < 0.0) {
        axis.neg_mut();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn votes(seed: u64, people: u32, columns: u32, empty: usize) -> Ballots {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(state >> 40).unwrap()
        };
        let mut given = Vec::new();
        for (voter, column) in (0..people).flat_map(|voter| (0..columns).map(move |column| (voter, column))) {
            if !next().is_multiple_of(3) {
                let lean = i8::from((voter + column).is_multiple_of(3)) - i8::from(next().is_multiple_of(2));
                given.push((voter, column, lean));
            }
        }
        Ballots::new(columns as usize + empty, given).unwrap()
    }

    /// The scatter matrix of the dense, mean-filled, centred matrix.
    fn dense(ballots: &Ballots, means: &[f64]) -> DMatrix<f64> {
        let mut scatter = DMatrix::zeros(means.len(), means.len());
        for profile in ballots.iter() {
            let mut row = DVector::from_row_slice(means);
            profile.cells.iter().for_each(|cell| row[usize::from(cell.column)] = f64::from(cell.vote));
            let off = row - DVector::from_row_slice(means);
            scatter += &off * off.transpose() * profile.weight();
        }
        scatter
    }

    #[test]
    fn as_a_dense_decomposition_finds_it() {
        // As many columns without votes as make the iteration end early.
        for (seed, empty) in [(1, 0), (2, 0), (3, 1), (4, 3), (5, 9), (6, 40), (7, 17)] {
            let ballots = votes(seed, 80, 12 + 2 * u32::try_from(seed).unwrap(), empty);
            let found = Components::of(&ballots);
            let exact = SymmetricEigen::new(dense(&ballots, &found.means));
            let mut order: Vec<usize> = (0..ballots.columns()).collect();
            order.sort_by(|&one, &other| exact.eigenvalues[other].total_cmp(&exact.eigenvalues[one]));
            for (axis, &at) in found.axes.iter().zip(&order) {
                assert!((axis.norm() - 1.0).abs() < 1e-12);
                assert!((axis.dot(&exact.eigenvectors.column(at)).abs() - 1.0).abs() < 1e-9, "seed {seed}");
                assert!(axis.max() >= -axis.min() - 1e-9, "the largest entry is positive");
            }
            assert!(found.axes[0].dot(&found.axes[1]).abs() < 1e-12);
        }
    }

    #[test]
    fn equal_eigenvalues_give_two_axes() {
        // Two independent questions, each splitting people in the same way.
        let given = (0..4_u32).flat_map(|voter| [(voter, 0, if voter < 2 { 1 } else { -1 }), (voter, 1, if voter.is_multiple_of(2) { 1 } else { -1 })]);
        let found = Components::of(&Ballots::new(2, given).unwrap());
        assert!((found.axes[0].norm() - 1.0).abs() < 1e-12 && (found.axes[1].norm() - 1.0).abs() < 1e-12);
        assert!(found.axes[0].dot(&found.axes[1]).abs() < 1e-12);
    }

    #[test]
    fn one_difference_is_one_axis() {
        let given = (0..6_u32).flat_map(|voter| (0..3).map(move |column| (voter, column, if voter < 2 { 1 } else { -1 })));
        let found = Components::of(&Ballots::new(3, given).unwrap());
        assert!((found.axes[0].norm() - 1.0).abs() < 1e-12);
        assert!(found.axes[1].iter().all(|&entry| entry == 0.0));
    }

    #[test]
    fn little_is_pushed_outwards() {
        let ballots = votes(1, 40, 16, 0);
        let found = Components::of(&ballots);
        let profile = ballots.profile(0);
        let whole: f64 = profile.cells.iter().map(|cell| found.off(cell.column, cell.vote) * found.axes[0][usize::from(cell.column)]).sum();
        let few = f64::from(u32::try_from(profile.cells.len()).unwrap());
        assert!((found.project(profile)[0] - whole * (16.0 / few).sqrt()).abs() < 1e-8);
    }
}
