//! A text as it is compared: canonically decomposed, each run of white space as one
//! space; and with a way back to the places of the text itself.

use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};

/// What is overlooked when two texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tolerance {
    /// How white space is written, and what Unicode holds canonically equal.
    Spacing,
    /// White space altogether, the shape of quotation marks and what can't be seen.
    /// Pages show blocks without anything between them that could be selected.
    Typing,
}

/// A folded text.
#[derive(Debug)]
pub struct Folded {
    /// Its characters.
    pub chars: Vec<char>,
    /// The same as a string.
    pub text: String,
    /// Of each character the place in the text that it comes from, and at the end its length.
    origin: Vec<usize>,
    /// Of each character where it starts in `text`, and at the end its length.
    bytes: Vec<usize>,
    /// Places of the spaces that stand for an end of line.
    pub breaks: Vec<usize>,
}

impl Folded {
    pub fn new(text: impl Iterator<Item = char>, tolerance: Tolerance) -> Self {
        let mut folded = Self { chars: Vec::new(), text: String::new(), origin: Vec::new(), bytes: Vec::new(), breaks: Vec::new() };
        let mut length = 0;
        let mut in_space = false;
        for (place, character) in text.enumerate() {
            length = place + 1;
            if character.is_whitespace() {
                if tolerance == Tolerance::Spacing {
                    if !in_space {
                        folded.chars.push(' ');
                        folded.origin.push(place);
                    }
                    let at = folded.chars.len() - 1;
                    if matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}') && folded.breaks.last() != Some(&at) {
                        folded.breaks.push(at);
                    }
                }
                in_space = true;
                continue;
            }
            in_space = false;
            let Some(character) = (if tolerance == Tolerance::Typing { typed(character) } else { Some(character) }) else { continue };
            decompose_canonical(character, |part| {
                folded.chars.push(part);
                folded.origin.push(place);
            });
        }
        folded.origin.push(length);
        folded.order_marks();
        for character in &folded.chars {
            folded.bytes.push(folded.text.len());
            folded.text.push(*character);
        }
        folded.bytes.push(folded.text.len());
        folded
    }

    /// Combining marks in canonical order. `origin` stays in ascending order.
    fn order_marks(&mut self) {
        let mut start = 0;
        while start < self.chars.len() {
            let mut end = start;
            while end < self.chars.len() && !self.chars[end].is_ascii() && canonical_combining_class(self.chars[end]) > 0 {
                end += 1;
            }
            if end > start + 1 {
                self.chars[start..end].sort_by_key(|mark| canonical_combining_class(*mark));
            }
            start = end.max(start + 1);
        }
    }

    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Where characters of the folded text are in the text itself.
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        if end <= start {
            return (self.origin[start], self.origin[start]);
        }
        // A run of white space ends where the next character begins.
        let last = if self.chars[end - 1] == ' ' { self.origin[end] } else { self.origin[end - 1] + 1 };
        (self.origin[start], last)
    }

    /// The folded characters of a passage of the text.
    pub fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let parts = &self.origin[..self.chars.len()];
        let from = parts.partition_point(|origin| *origin < start);
        // Inside of a run of white space: its one space.
        let from = if self.origin[from] > start && from > 0 && self.chars[from - 1] == ' ' { from - 1 } else { from };
        (from, parts.partition_point(|origin| *origin < end).max(from))
    }

    /// The character that starts at a byte of `text`.
    pub fn at_byte(&self, byte: usize) -> usize {
        self.bytes.partition_point(|start| *start < byte)
    }

    pub fn slice(&self, start: usize, end: usize) -> &str {
        &self.text[self.bytes[start]..self.bytes[end]]
    }
}

/// A text folded, when the way back isn't needed.
pub fn folded(text: &str, tolerance: Tolerance) -> Folded {
    Folded::new(text.chars(), tolerance)
}

/// Whether a character is drawn as a part of the one before.
pub fn extends(character: char) -> bool {
    !character.is_ascii()
        && (is_combining_mark(character)
            || matches!(character, '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}'))
}

/// A character as a keyboard has it, or nothing if it can't be seen.
fn typed(character: char) -> Option<char> {
    match character {
        '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' | 'ʼ' => Some('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => Some('"'),
        other => Some(other),
    }
}
