//! Where a part of a text is after the text was edited.

/// Texts whose lengths have a greater product are not followed.
const MOST_CELLS: usize = 2_000_000;

/// The place in the new text of a part of the old one, along an alignment with the
/// fewest errors; nothing if none of it is left. A word at an end of the part is taken whole.
pub fn follow(old: &[char], new: &[char], start: usize, end: usize) -> Option<(usize, usize)> {
    let pairs = trace(old, new)?;
    let inside: Vec<(usize, usize)> = pairs.iter().copied().filter(|pair| (start..end).contains(&pair.0)).collect();
    let inside = without_stragglers(&inside);
    let (mut from, mut to) = (inside.first()?.1, inside.last()?.1 + 1);
    let floor = pairs.iter().rfind(|pair| pair.0 < start).map_or(0, |pair| pair.1 + 1);
    let ceiling = pairs.iter().find(|pair| pair.0 >= end).map_or(new.len(), |pair| pair.1);
    while from > floor && new[from].is_alphanumeric() && new[from - 1].is_alphanumeric() {
        from -= 1;
    }
    while to < ceiling && new[to - 1].is_alphanumeric() && new[to].is_alphanumeric() {
        to += 1;
    }
    Some((from, to))
}

/// Leaves out single characters at the ends that are farther from the others in the new text than they are many.
fn without_stragglers(mut pairs: &[(usize, usize)]) -> &[(usize, usize)] {
    let is_gap = |pair: &[(usize, usize)]| pair[0].1 + 1 != pair[1].1;
    while let Some(at) = pairs.windows(2).position(is_gap).filter(|at| at + 1 < pairs[at + 1].1 - pairs[*at].1) {
        pairs = &pairs[at + 1..];
    }
    while let Some(at) = pairs.windows(2).rposition(is_gap).filter(|at| pairs.len() - at - 1 < pairs[at + 1].1 - pairs[*at].1) {
        pairs = &pairs[..=at];
    }
    pairs
}

/// Which characters stand for which, in ascending order: equal ones and replaced ones.
fn trace(old: &[char], new: &[char]) -> Option<Vec<(usize, usize)>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    if one.len().saturating_mul(other.len()) > MOST_CELLS {
        return None;
    }
    let width = other.len() + 1;
    let mut cells = vec![0_u32; (one.len() + 1) * width];
    for (at, cell) in (0..).zip(&mut cells[..width]) {
        *cell = at;
    }
    for row in 1..=one.len() {
        cells[row * width] = cells[(row - 1) * width] + 1;
        for column in 1..width {
            let above = (row - 1) * width + column;
            let replaced = cells[above - 1] + u32::from(one[row - 1] != other[column - 1]);
            cells[row * width + column] = replaced.min(cells[above].min(cells[row * width + column - 1]) + 1);
        }
    }
    let (mut row, mut column) = (one.len(), other.len());
    let mut middle = Vec::new();
    while row > 0 && column > 0 {
        let here = cells[row * width + column];
        let diagonal = cells[(row - 1) * width + column - 1];
        let is_equal = one[row - 1] == other[column - 1];
        if here == diagonal + u32::from(!is_equal) {
            row -= 1;
            column -= 1;
            middle.push((head + row, head + column));
        } else if here == cells[(row - 1) * width + column] + 1 {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    let ending = (0..tail).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back));
    Some((0..head).map(|at| (at, at)).chain(middle.into_iter().rev()).chain(ending).collect())
}
