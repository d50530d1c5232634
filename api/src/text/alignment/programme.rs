//! The dynamic programme: the best way through two sequences of units, which are
//! paragraphs or sentences.
//!
//! It walks row by row through a corridor and keeps the scores of a few rows only, and
//! one byte for each pair of places.

use std::ops::Range;

use super::{
    corridor::Corridor,
    lengths::{Length, Lengths},
    lexicon::{Match, Weights},
};

/// As many units of a side as one link may hold.
pub const MOST: usize = 8;

/// What is known of a unit apart from its words.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// How many letters it has, in those of the wordier language.
    pub letters: f64,
    /// Whether it has no counterpart, whatever it says.
    pub alone: bool,
    /// What it costs to share a link with others of its side, in thousandths of a nat.
    pub apart: i64,
}

/// What kinds of links cost, in thousandths of a nat.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    /// One unit with one.
    pub one: i64,
    /// A unit without counterpart.
    pub alone: i64,
    /// One with two.
    pub two: i64,
    /// Each more with one.
    pub more: i64,
    /// Two with two.
    pub both: i64,
}

/// A link of so many units of the left with so many of the right.
pub type Step = (usize, usize);

/// Which pairs are looked at, and what each kind of evidence says.
pub struct Programme<'a> {
    /// All units of the left side.
    pub left: &'a [Unit],
    /// All units of the right side.
    pub right: &'a [Unit],
    /// The units that are aligned with each other.
    pub ranges: (Range<usize>, Range<usize>),
    /// For each unit of the left, one of the right that shares a link with it in any case.
    pub forced: &'a [Option<usize>],
    /// What the lengths say.
    pub lengths: &'a Lengths,
    /// What the words say.
    pub weights: &'a Weights<'a>,
    /// What kinds of links cost.
    pub costs: Costs,
}

/// Links of more than one with one are not tried if the logarithms of the lengths differ more.
const FAR: f64 = 1.3;
/// Above anything that evidence can say.
const FORCED: i64 = 1_000_000_000_000;
/// Below any score that can be reached.
const NEVER: i64 = i64::MIN / 4;

/// For each place and each number of units that end there: their length, and what they cost
/// together, or nothing if they may not stand together.
struct Ends {
    spans: Vec<[Option<Span>; MOST]>,
}

#[derive(Clone, Copy)]
struct Span {
    length: Length,
    cost: i64,
}

impl Ends {
    fn new(units: &[Unit], penalties: &[i64], length: impl Fn(f64) -> Length) -> Self {
        let spans = (1..=units.len())
            .map(|end| {
                let mut spans = [None; MOST];
                let (mut letters, mut cost, mut apart) = (0.0, 0, 0);
                for count in 1..=MOST.min(end) {
                    let at = end - count;
                    if units[at].alone {
                        break;
                    }
                    letters += units[at].letters;
                    cost += penalties[at];
                    apart += units[at].apart;
                    spans[count - 1] = Some(Span { length: length(letters.max(1.0).ln()), cost: cost + if count > 1 { apart } else { 0 } });
                }
                spans
            })
            .collect();
        Self { spans }
    }

    /// Units that end at a place, which is at least 1.
    fn at(&self, end: usize, count: usize) -> Option<Span> {
        self.spans[end - 1][count - 1]
    }
}

/// One row: what is best at each place of the corridor, and how well the unit that ends
/// there matches each of the right.
struct Row {
    start: usize,
    best: Vec<i64>,
    matches: Vec<Match>,
}

impl Row {
    fn best(&self, column: usize) -> i64 {
        column.checked_sub(self.start).and_then(|at| self.best.get(at)).copied().unwrap_or(NEVER)
    }

    /// With the unit that ends at this column.
    fn matching(&self, column: usize) -> Match {
        // The row of matches begins MOST columns before that of places.
        (column + MOST).checked_sub(self.start + 1).and_then(|at| self.matches.get(at)).copied().unwrap_or_default()
    }
}

impl Programme<'_> {
    /// The best steps in order.
    pub fn run(&self, corridor: &Corridor) -> Vec<Step> {
        let (lefts, rights) = self.ranges.clone();
        let (left, right) = (lefts.len(), rights.len());
        let left_ends = Ends::new(&self.left[lefts.clone()], &self.weights.left_penalties[lefts.clone()], |logarithm| self.lengths.left(logarithm));
        let right_ends = Ends::new(&self.right[rights.clone()], &self.weights.right_penalties[rights.clone()], |logarithm| self.lengths.right(logarithm));
        let mut steps: Vec<(usize, Vec<u8>)> = Vec::with_capacity(left + 1);
        let mut rows: Vec<Row> = Vec::with_capacity(MOST + 1);
        for row in 0..=left {
            let columns = corridor.row(row);
            let (start, end) = (*columns.start(), *columns.end());
            let mut now = if rows.len() > MOST { rows.remove(0) } else { Row { start, best: Vec::new(), matches: Vec::new() } };
            now.start = start;
            now.best.clear();
            now.matches.clear();
            if let Some(unit) = row.checked_sub(1) {
                // Columns start - MOST + 1 to end, so that links which began earlier are seen.
                now.matches.resize(end + MOST - start, Match::default());
                let first = (rights.start + start + 1) as isize - MOST as isize;
                self.weights.fill(lefts.start + unit, first, &mut now.matches);
                let forced = self.forced.get(lefts.start + unit).copied().flatten();
                if let Some(place) = forced.and_then(|other| now.matches.get_mut(usize::try_from(other as isize + 1 - first).ok()?)) {
                    place.all += FORCED;
                }
            }
            let mut taken = Vec::with_capacity(end - start + 1);
            for column in start..=end {
                let (best, step) = self.best(&rows, &now, (row, column), (&left_ends, &right_ends));
                now.best.push(best);
                taken.push(step);
            }
            rows.push(now);
            steps.push((start, taken));
        }
        trace(&steps, (left, right))
    }

    /// The best last step to a pair of places, and the score with it.
    fn best(&self, rows: &[Row], now: &Row, (row, column): (usize, usize), ends: (&Ends, &Ends)) -> (i64, u8) {
        if row == 0 && column == 0 {
            return (0, 0);
        }
        let mut best = (NEVER, 0);
        let mut offer = |score: i64, step: Step| {
            if score > best.0 {
                best = (score, code(step));
            }
        };
        let costs = &self.costs;
        if row > 0 && column > 0 {
            let before = |count: usize| &rows[rows.len() - count];
            let cost = |step: Step| match step {
                (1, 1) => costs.one,
                (1, count) | (count, 1) => costs.two + (count as i64 - 2) * costs.more,
                _ => costs.both,
            };
            let weigh = |step: Step| {
                let (left, right) = (ends.0.at(row, step.0)?, ends.1.at(column, step.1)?);
                if step.0.max(step.1) > 1 && (left.length.logarithm - right.length.logarithm).abs() > FAR {
                    return None;
                }
                Some(self.lengths.weigh(left.length, right.length) - left.cost - right.cost - cost(step))
            };
            let one = now.matching(column);
            let (mut matches, mut again) = (0, 0);
            for count in 1..=MOST.min(column) {
                let first = now.matching(column + 1 - count);
                matches += first.all - again;
                again = first.as_before;
                let Some(weight) = weigh((1, count)) else { break };
                offer(before(1).best(column - count) + matches + weight, (1, count));
            }
            let (mut matches, mut again) = (one.all, one.as_above);
            for count in 2..=MOST.min(row) {
                let first = before(count - 1).matching(column);
                matches += first.all - again;
                again = first.as_above;
                let Some(weight) = weigh((count, 1)) else { break };
                offer(before(count).best(column - 1) + matches + weight, (count, 1));
            }
            if row > 1 && column > 1 {
                let (back, up, across) = (now.matching(column - 1), before(1).matching(column), before(1).matching(column - 1));
                let again = one.as_above + one.as_before + up.as_before + back.as_above;
                if let Some(weight) = weigh((2, 2)) {
                    offer(before(2).best(column - 2) + one.all + back.all + up.all + across.all - again + weight, (2, 2));
                }
            }
        }
        if row > 0 {
            offer(rows[rows.len() - 1].best(column) - costs.alone, (1, 0));
        }
        if column > 0 {
            offer(now.best(column - 1) - costs.alone, (0, 1));
        }
        best
    }
}

fn code((left, right): Step) -> u8 {
    (left * 16 + right) as u8
}

/// Follows the steps back from the end.
fn trace(steps: &[(usize, Vec<u8>)], (mut row, mut column): (usize, usize)) -> Vec<Step> {
    let mut found = Vec::new();
    while row > 0 || column > 0 {
        let (start, taken) = &steps[row];
        let code = column.checked_sub(*start).and_then(|at| taken.get(at)).copied().unwrap_or(0);
        let step = (usize::from(code / 16).min(row), usize::from(code % 16).min(column));
        // The corridor always leads through; this only guards against standing still.
        let step = if step == (0, 0) { (usize::from(row > 0), usize::from(row == 0)) } else { step };
        row -= step.0;
        column -= step.1;
        found.push(step);
    }
    found.reverse();
    found
}
