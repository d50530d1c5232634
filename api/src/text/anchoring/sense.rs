//! Whether a change could have changed what a sentence says.
//!
//! A slip of the pen is what may not: one letter in a word of at least five, not its
//! first, and not in a name or a number. Everything else (a word more, a word less,
//! "not", 1972 for 1978) may.

use unicode_normalization::char::is_combining_mark;

use super::distance;
use super::units::is_dense;

/// Texts with more words are not compared word by word.
const MOST_WORDS: usize = 600;

/// What was changed between two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Words that were put in, left out or replaced by others.
    pub words: usize,
    /// At how many places.
    pub spots: usize,
    /// Of how many, in the longer text.
    pub of: usize,
    /// Whether words were only put in, or only left out.
    pub is_one_way: bool,
}

struct Word {
    /// As it is compared: lower case, without marks.
    letters: Vec<char>,
    /// A slip in it isn't taken for one.
    is_delicate: bool,
}

/// Compares two folded texts word by word. Case, marks and punctuation make no difference.
pub fn change(old: &[char], new: &[char]) -> Change {
    let (old, new) = (words(old), words(new));
    let of = old.len().max(new.len());
    let differ = old.len().abs_diff(new.len());
    let start = old.iter().zip(&new).take_while(|(a, b)| a.letters == b.letters).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a.letters == b.letters).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.is_empty() || new.is_empty() || old.len().max(new.len()) > MOST_WORDS {
        let words = old.len().max(new.len());
        return Change { words, spots: words.min(1), of, is_one_way: words == differ };
    }
    // Levenshtein over words, where a slip costs nothing.
    let width = new.len() + 1;
    let mut cells: Vec<usize> = (0..width * (old.len() + 1)).collect();
    for row in 1..=old.len() {
        cells[row * width] = row;
        for column in 1..width {
            let above = (row - 1) * width + column;
            let replaced = cells[above - 1] + cost(&old[row - 1], &new[column - 1]);
            cells[row * width + column] = replaced.min(cells[above].min(cells[row * width + column - 1]) + 1);
        }
    }
    let (mut row, mut column) = (old.len(), new.len());
    let (mut spots, mut is_inside) = (0, false);
    while row > 0 || column > 0 {
        let here = cells[row * width + column];
        let is_changed = match (row, column) {
            (1.., 1..) if here == cells[(row - 1) * width + column - 1] + cost(&old[row - 1], &new[column - 1]) => {
                (row, column) = (row - 1, column - 1);
                cost(&old[row], &new[column]) > 0
            }
            (1.., _) if here == cells[(row - 1) * width + column] + 1 => {
                row -= 1;
                true
            }
            _ => {
                column -= 1;
                true
            }
        };
        spots += usize::from(is_changed && !is_inside);
        is_inside = is_changed;
    }
    let words = cells[old.len() * width + new.len()];
    Change { words, spots, of, is_one_way: words == differ }
}

fn cost(old: &Word, new: &Word) -> usize {
    usize::from(old.letters != new.letters && !is_slip(old, new))
}

fn words(text: &[char]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut is_open = false;
    let mut begins = true;
    for character in text {
        if is_combining_mark(*character) {
            continue;
        }
        if !character.is_alphanumeric() {
            // The apostrophe of "don't" is in the word.
            is_open = is_open && matches!(character, '\'' | '’');
            begins = begins || matches!(character, '.' | '!' | '?' | ':' | '"' | '“' | '؟');
            continue;
        }
        let is_single = is_dense(*character);
        if !is_open || is_single {
            words.push(Word { letters: Vec::new(), is_delicate: is_single || (character.is_uppercase() && !begins) });
            begins = false;
        }
        if let Some(word) = words.last_mut() {
            word.letters.extend(character.to_lowercase());
            word.is_delicate |= character.is_numeric();
        }
        is_open = !is_single;
    }
    words
}

fn is_slip(old: &Word, new: &Word) -> bool {
    if old.is_delicate || new.is_delicate || old.letters.len().min(new.letters.len()) < 5 || old.letters[0] != new.letters[0] {
        return false;
    }
    let errors = distance::between(&old.letters, &new.letters);
    errors == 1 || (errors == 2 && is_swap(&old.letters, &new.letters))
}

/// Whether two neighbouring letters changed places.
fn is_swap(old: &[char], new: &[char]) -> bool {
    let differs: Vec<usize> = (0..old.len().min(new.len())).filter(|place| old[*place] != new[*place]).collect();
    old.len() == new.len() && matches!(differs[..], [a, b] if b == a + 1 && old[a] == new[b] && old[b] == new[a])
}
