//! What a text is compared by: its sentences, and pieces of very long ones.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use unicode_segmentation::UnicodeSegmentation;

use super::fold::Folded;

/// Longer sentences are cut.
const LONGEST: usize = 512;
/// No piece of one is shorter than this, but the last.
const SHORTEST: usize = 128;
/// What two texts have in common is estimated with so many times 64 bits.
const WORDS: usize = 16;

/// A sentence, by its place in the folded text. Never empty, no white space at its ends.
#[derive(Debug)]
pub struct Unit {
    pub start: usize,
    pub end: usize,
    /// Equal for equal texts.
    pub fingerprint: u64,
    /// How much it says, about in letters: a character of a script without spaces is
    /// as much as three.
    pub weight: usize,
    pub sketch: Sketch,
}

/// Which short runs of characters a text has: enough to tell quickly what can't be alike.
#[derive(Debug, Clone)]
pub struct Sketch {
    bits: [u64; WORDS],
    set: u32,
}

impl Sketch {
    /// Of runs of three characters, and of two in scripts without spaces.
    pub fn new(text: &[char]) -> Self {
        let mut bits = [0; WORDS];
        for place in 0..text.len().saturating_sub(1) {
            let run = &text[place..text.len().min(place + 3)];
            let run = if is_dense(run[0]) || is_dense(run[1]) { &run[..2] } else { run };
            let mixed = run.iter().fold(0_u64, |hash, character| (hash.rotate_left(21) ^ u64::from(u32::from(*character))).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let bit = usize::try_from(mixed >> 54).unwrap_or(0);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Self { bits, set: bits.iter().map(|word| word.count_ones()).sum() }
    }

    /// How much of this is in the other, from 0 to 1; by chance it may be too much, never too little.
    pub fn share_in(&self, other: &Self) -> f64 {
        let common: u32 = self.bits.iter().zip(&other.bits).map(|(a, b)| (a & b).count_ones()).sum();
        f64::from(common) / f64::from(self.set.max(1))
    }

    /// The same of whichever has less.
    pub fn overlap(&self, other: &Self) -> f64 {
        if self.set <= other.set { self.share_in(other) } else { other.share_in(self) }
    }
}

/// Cuts a text into sentences by Unicode Standard Annex #29, and at each end of line.
pub fn split(text: &Folded) -> Vec<Unit> {
    let mut units = Vec::new();
    let ends = text.breaks.iter().copied().chain([text.len()]);
    let mut from = 0;
    for end in ends {
        let mut place = from;
        let mut start = from;
        for sentence in text.slice(from, end).split_sentence_bounds() {
            place += sentence.chars().count();
            let mut stop = place;
            // The annex doesn't tell a mark that opens from one that closes.
            while place < end && stop > start && is_opening(text.chars[stop - 1]) {
                stop -= 1;
            }
            cut(text, start, stop, &mut units);
            start = stop;
        }
        cut(text, start, end, &mut units);
        from = end;
    }
    units
}

/// Adds a sentence, in pieces if it is long. Where they end depends on the text around
/// the cut alone, so that an edit moves no more than the next.
fn cut(text: &Folded, start: usize, end: usize, units: &mut Vec<Unit>) {
    let mut from = start;
    while end - from > LONGEST {
        let is_cut = |at: &usize| text.chars[at - 8..*at].iter().fold(7_u32, |hash, c| hash.wrapping_mul(0x0100_0193) ^ u32::from(*c)) % 61 == 0;
        let at = (from + SHORTEST..from + LONGEST).find(is_cut).unwrap_or(from + LONGEST);
        add(text, from, at, units);
        from = at;
    }
    add(text, from, end, units);
}

fn is_opening(character: char) -> bool {
    matches!(character, '“' | '‘' | '„' | '‚' | '«' | '‹' | '(' | '[' | '{' | '（' | '【' | '「' | '『' | '《' | '〈' | '〔' | '［')
}

fn add(text: &Folded, mut start: usize, mut end: usize, units: &mut Vec<Unit>) {
    while start < end && text.chars[start] == ' ' {
        start += 1;
    }
    while start < end && text.chars[end - 1] == ' ' {
        end -= 1;
    }
    if start < end {
        let chars = &text.chars[start..end];
        let fingerprint = BuildHasherDefault::<DefaultHasher>::default().hash_one(chars);
        units.push(Unit { start, end, fingerprint, weight: weight(chars), sketch: Sketch::new(chars) });
    }
}

/// About how many letters a text says as much as. A few letters over and over say little.
pub fn weight(text: &[char]) -> usize {
    let letters = text.iter().map(|character| if is_dense(*character) { 3 } else { usize::from(character.is_alphanumeric()) }).sum();
    let different: HashSet<char> = text.iter().copied().collect();
    if different.len() < 5 { different.len() } else { letters }
}

/// Whether a character is of a script without spaces between words.
pub fn is_dense(character: char) -> bool {
    !character.is_ascii()
        && matches!(character,
            '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
            | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
