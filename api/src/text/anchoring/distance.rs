//! Edit distances (Levenshtein: insertions, deletions, substitutions), bit-parallel.
//!
//! Source: Myers, *A fast bit-vector algorithm for approximate string matching based
//! on dynamic programming* (1999), in blocks of 64 as in Hyyrö, *Explaining and
//! extending the bit-parallel approximate string matching algorithm of Myers* (2001).

/// A pattern, made ready to be compared with many texts.
pub struct Pattern {
    length: usize,
    /// For each ASCII character its row in `rows`, from 1; 0 if the pattern lacks it.
    ascii: [u16; 128],
    /// The others in ascending order, with their rows.
    others: Vec<(char, usize)>,
    /// For each row and block: where the character is.
    rows: Vec<u64>,
    blocks: usize,
}

/// What runs along the text: the differences down one column.
struct Column {
    plus: Vec<u64>,
    minus: Vec<u64>,
}

/// An end in a text, and how many errors the best match that ends there has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub end: usize,
    pub errors: usize,
}

impl Pattern {
    pub fn new<'a>(pattern: impl ExactSizeIterator<Item = &'a char>) -> Self {
        let length = pattern.len();
        let blocks = length.div_ceil(64).max(1);
        let mut this = Self { length, ascii: [0; 128], others: Vec::new(), rows: vec![0; blocks], blocks };
        let mut found = std::collections::HashMap::new();
        for (place, character) in pattern.enumerate() {
            let next = this.rows.len() / blocks;
            let row = *found.entry(*character).or_insert(next);
            if row == next {
                this.rows.resize(this.rows.len() + blocks, 0);
            }
            this.rows[row * blocks + place / 64] |= 1 << (place % 64);
        }
        for (character, row) in found {
            match usize::try_from(u32::from(character)) {
                Ok(code) if code < 128 => this.ascii[code] = u16::try_from(row).unwrap_or(0),
                _ => this.others.push((character, row)),
            }
        }
        this.others.sort_unstable();
        this
    }

    fn row(&self, character: char) -> &[u64] {
        let row = match usize::try_from(u32::from(character)) {
            Ok(code) if code < 128 => usize::from(self.ascii[code]),
            _ => self.others.binary_search_by_key(&character, |other| other.0).map_or(0, |at| self.others[at].1),
        };
        &self.rows[row * self.blocks..(row + 1) * self.blocks]
    }

    fn column(&self) -> Column {
        Column { plus: vec![u64::MAX; self.blocks], minus: vec![0; self.blocks] }
    }

    /// Goes one character on. `from` is the difference along the top row: 1 if the match
    /// must begin with the text, 0 if it may begin anywhere. Gives the one along the bottom.
    fn step(&self, column: &mut Column, character: char, from: i8) -> i8 {
        let mut carry = from;
        for (block, row) in self.row(character).iter().enumerate() {
            let last = if block + 1 == self.blocks { (self.length + 63) % 64 } else { 63 };
            let (plus, minus) = (column.plus[block], column.minus[block]);
            let vertical = row | minus;
            let equal = row | u64::from(carry < 0);
            let horizontal = (((equal & plus).wrapping_add(plus)) ^ plus) | equal;
            let mut up = minus | !(horizontal | plus);
            let mut down = plus & horizontal;
            let out = i8::from(up >> last & 1 == 1) - i8::from(down >> last & 1 == 1);
            up = up << 1 | u64::from(carry > 0);
            down = down << 1 | u64::from(carry < 0);
            column.plus[block] = down | !(vertical | up);
            column.minus[block] = up & vertical;
            carry = out;
        }
        carry
    }

    /// The distance to a whole text.
    pub fn distance(&self, text: &[char]) -> usize {
        if self.length == 0 {
            return text.len();
        }
        let mut column = self.column();
        text.iter().fold(self.length, |errors, character| errors.saturating_add_signed(self.step(&mut column, *character, 1).into()))
    }

    /// For each end in a text, the fewest errors of a match that ends there.
    pub fn ends<'a>(&'a self, text: impl Iterator<Item = &'a char> + 'a, anchored: bool) -> impl Iterator<Item = End> + 'a {
        let mut column = self.column();
        let mut errors = self.length;
        text.enumerate().map(move |(place, character)| {
            errors = errors.saturating_add_signed(self.step(&mut column, *character, i8::from(anchored)).into());
            End { end: place + 1, errors }
        })
    }
}

/// The distance between two texts.
pub fn between(one: &[char], other: &[char]) -> usize {
    let (one, other) = without_common_ends(one, other);
    if one.is_empty() || other.is_empty() {
        return one.len().max(other.len());
    }
    Pattern::new(one.iter()).distance(other)
}

fn without_common_ends<'a>(one: &'a [char], other: &'a [char]) -> (&'a [char], &'a [char]) {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    (&one[..one.len() - end], &other[..other.len() - end])
}

/// Where a match with so many errors that ends at the end of a text begins: of several
/// places the one whose length is nearest to the pattern's.
pub fn begin(pattern: &[char], text: &[char], errors: usize) -> usize {
    let window = &text[text.len().saturating_sub(pattern.len() + errors)..];
    let backwards = Pattern::new(pattern.iter().rev());
    let best = backwards.ends(window.iter().rev(), true).min_by_key(|end| (end.errors, end.end.abs_diff(pattern.len())));
    text.len() - best.map_or(0, |end| end.end)
}
