//! Which pairs of places the dynamic programme looks at.

use std::ops::RangeInclusive;

/// For each place between units of the left side, the places of the right that it may
/// be opposite to. It always leads from the first to the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corridor {
    rows: Vec<(usize, usize)>,
}

impl Corridor {
    /// All pairs.
    pub fn full(left: usize, right: usize) -> Self {
        Self { rows: vec![(0, right); left + 1] }
    }

    /// What lies within so many units of a path. The path goes from the first pair of
    /// places to the last and never back.
    pub fn around(path: &[(usize, usize)], width: usize, left: usize, right: usize) -> Self {
        let mut rows = vec![(usize::MAX, 0); left + 1];
        let mut note = |row: usize, from: usize, to: usize| {
            let row = &mut rows[row.min(left)];
            *row = (row.0.min(from.min(right)), row.1.max(to.min(right)));
        };
        let mut before = (0, 0);
        for &(row, column) in path.iter().chain([&(left, right)]) {
            // Straight lines between the points of the path.
            let (rows, columns) = (row.saturating_sub(before.0), column.saturating_sub(before.1));
            for step in 0..=rows {
                let at = |step: usize| before.1 + (columns * step).checked_div(rows).unwrap_or(columns);
                note(before.0 + step, if rows == 0 { before.1 } else { at(step) }, at(step));
            }
            before = (row, column);
        }
        // Wide in both directions: a row reaches as far as those within the width do.
        let widened = (0..=left)
            .map(|row| {
                let (first, last) = (row.saturating_sub(width), (row + width).min(left));
                (rows[first].0.saturating_sub(width), (rows[last].1 + width).min(right))
            })
            .collect();
        Self { rows: widened }.connected(right)
    }

    /// Makes sure that there is a way through.
    fn connected(mut self, right: usize) -> Self {
        let last = self.rows.len() - 1;
        self.rows[0].0 = 0;
        self.rows[last].1 = right;
        for row in 1..=last {
            self.rows[row].1 = self.rows[row].1.max(self.rows[row - 1].1);
            self.rows[row].0 = self.rows[row].0.min(self.rows[row - 1].1);
        }
        for row in (0..last).rev() {
            self.rows[row].0 = self.rows[row].0.min(self.rows[row + 1].0);
        }
        self
    }

    /// The places opposite to this one.
    pub fn row(&self, row: usize) -> RangeInclusive<usize> {
        self.rows[row].0..=self.rows[row].1
    }
}

#[cfg(test)]
mod tests {
    use super::Corridor;

    #[test]
    fn there_is_a_way_through() {
        for (left, right, width) in [(0, 0, 0), (5, 0, 1), (0, 5, 1), (10, 3, 0), (3, 10, 0), (50, 50, 2)] {
            for path in [vec![], vec![(left / 2, right / 3)], vec![(0, right)], vec![(left, 0)]] {
                let corridor = Corridor::around(&path, width, left, right);
                assert_eq!((*corridor.row(0).start(), *corridor.row(left).end()), (0, right));
                for row in 1..=left {
                    let (before, now) = (corridor.row(row - 1), corridor.row(row));
                    assert!(before.start() <= now.start() && before.end() <= now.end() && now.start() <= before.end());
                }
            }
        }
    }

    #[test]
    fn it_is_narrow() {
        let corridor = Corridor::around(&[(50, 50)], 3, 100, 100);
        assert_eq!(corridor.row(50), 44..=56);
    }
}
