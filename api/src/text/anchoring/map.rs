//! Where a part of a text is after the text was edited.

use std::ops::Range;

use super::align::TELLING;
use super::units::{is_dense, weight};

/// Texts whose lengths have a greater product are not followed.
const MOST_CELLS: usize = 2_000_000;
/// What stands in the place of a word is at most so many times as long.
const MOST_IN_PLACE: usize = 4;

/// The place in the new text of a part of the old one, along an alignment with the
/// fewest errors; nothing if none of it is left. A word at an end of the part is taken whole.
pub fn follow(old: &[char], new: &[char], start: usize, end: usize) -> Option<(usize, usize)> {
    // Words that are still there once are there, wherever the fewest errors are.
    let part = &old[start..end];
    if part.len() <= new.len() && weight(part) >= TELLING {
        let is_here = |text: &[char], at: usize| &text[at..at + part.len()] == part;
        let mut found = (0..=new.len() - part.len()).filter(|at| is_here(new, *at));
        let was_once = (0..=old.len() - part.len()).filter(|at| is_here(old, *at)).nth(1).is_none();
        if let (true, Some(only), None) = (was_once, found.next(), found.next()) {
            return Some((only, only + part.len()));
        }
    }
    let pairs = trace(old, new)?;
    let inside: Vec<(usize, usize)> = pairs.iter().copied().filter(|pair| (start..end).contains(&pair.0)).collect();
    let whole = inside.clone();
    let inside = without_stragglers(&inside);
    let (mut from, mut to) = (inside.first()?.1, inside.last()?.1 + 1);
    let floor = pairs.iter().rfind(|pair| pair.0 < start).map_or(0, |pair| pair.1 + 1);
    let ceiling = pairs.iter().find(|pair| pair.0 >= end).map_or(new.len(), |pair| pair.1);
    while from > floor && is_inside_word(new[from - 1], new[from]) {
        from -= 1;
    }
    while to < ceiling && is_inside_word(new[to - 1], new[to]) {
        to += 1;
    }
    // If the first word or the last was replaced, all is taken that stands in its place.
    let is_kept = |word: Range<usize>, at: Option<usize>| {
        let Some(now) = at.and_then(|at| new.get(at..at + word.len())) else { return false };
        let word = &old[word];
        !word.iter().any(|character| character.is_alphanumeric()) || word.iter().flat_map(|c| c.to_lowercase()).eq(now.iter().flat_map(|c| c.to_lowercase()))
    };
    let first = (start + 1..end).find(|at| !is_inside_word(old[at - 1], old[*at])).unwrap_or(end);
    let last = (start + 1..end).rfind(|at| !is_inside_word(old[at - 1], old[*at])).unwrap_or(start);
    let is_between = |character: char| (character.is_alphanumeric() && !is_dense(character)) || matches!(character, ' ' | '\'' | '’');
    let is_in_place = |skipped: usize, word: usize| skipped <= MOST_IN_PLACE * word;
    if !is_kept(start..first, Some(from)) {
        let is_first = start == 0 && whole.first() == Some(&(0, 0)) && (start..first).all(|place| whole.contains(&(place, place)));
        if is_first && 2 * from <= part.len() {
            from = 0;
        } else if is_in_place(from - floor, first - start) {
            from = (floor..from).rev().take_while(|at| is_between(new[*at])).last().unwrap_or(from);
        }
    }
    if !is_kept(last..end, to.checked_sub(end - last)) && is_in_place(ceiling - to, end - last) {
        to = (to..ceiling).take_while(|at| is_between(new[*at])).last().map_or(to, |at| at + 1);
    }
    while from + 1 < to && new[from] == ' ' && old[start] != ' ' {
        from += 1;
    }
    while from + 1 < to && new[to - 1] == ' ' && old[end - 1] != ' ' {
        to -= 1;
    }
    Some((from, to))
}

/// Whether two neighbouring characters are of one word.
fn is_inside_word(one: char, other: char) -> bool {
    one.is_alphanumeric() && other.is_alphanumeric() && !is_dense(one) && !is_dense(other)
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
