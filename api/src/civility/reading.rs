//! A text as the rules read it: words and marks in sentences, normalised, each with
//! its place in the original.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    own_words::{self, Kind},
    rejection,
    segment::{is_han, lengths, simplified},
};

/// Longest quotation within a line that is looked for, in tokens: an opened quotation
/// mark must not silence all that follows.
const LONGEST_QUOTATION: usize = 80;

/// A word or a mark.
#[derive(Debug)]
pub(super) struct Token {
    /// Normalised: compatibility forms and capitals undone, traditional characters simplified.
    pub norm: String,
    /// Start in characters.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// What it is.
    pub sort: Sort,
    /// Whether it stands in quotation marks, of one paragraph.
    pub is_quoted: bool,
    paragraph: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A word in letters, or a number.
    Word,
    /// A Chinese word.
    Han,
    /// A mark.
    Mark,
}

/// A sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Whether it speaks about words: "they called me …".
    pub reports: bool,
    /// Whether it reports, or rejects a claim.
    pub rejects: bool,
    /// Whether it asks.
    pub asks: bool,
}

/// A text, read.
#[derive(Debug)]
pub(super) struct Reading {
    /// The original's characters.
    pub chars: Vec<char>,
    /// What each belongs to.
    pub kinds: Vec<Kind>,
    /// Words and marks of the author's own.
    pub tokens: Vec<Token>,
    /// Sentences.
    pub sentences: Vec<Sentence>,
}

impl Token {
    /// Whether it is this mark or word.
    pub fn is(&self, text: &str) -> bool {
        self.norm == text
    }

    /// Whether it is one of these.
    pub fn is_any(&self, texts: &[&str]) -> bool {
        texts.contains(&self.norm.as_str())
    }

    /// Whether it ends a clause.
    pub fn ends_clause(&self) -> bool {
        self.sort == Sort::Mark && self.is_any(&[",", "、", ":", ";", "(", ")", ".", "!", "?", "。", "…", "—", "–", "-"])
    }

    fn ends_sentence(&self) -> bool {
        self.sort == Sort::Mark && self.is_any(&[".", "!", "?", "。", "…", ";"])
    }
}

impl Reading {
    /// Reads Markdown: the author's own words of it.
    pub fn of_markdown(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let kinds = own_words::kinds(&chars);
        Self::new(chars, kinds)
    }

    /// Reads plain text.
    pub fn of_plain(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let kinds = vec![Kind::Own; chars.len()];
        Self::new(chars, kinds)
    }

    fn new(chars: Vec<char>, kinds: Vec<Kind>) -> Self {
        let mut reading = Self { chars, kinds, tokens: Vec::new(), sentences: Vec::new() };
        reading.tokenise();
        reading.mark_quotations();
        reading.part_sentences();
        reading
    }

    fn tokenise(&mut self) {
        let mut index = 0;
        let mut paragraph = 0;
        while index < self.chars.len() {
            let character = self.chars[index];
            let is_own = |at: usize| matches!(self.kinds[at], Kind::Own);
            if !is_own(index) {
                // Quoted lines and blocks part what stands around them.
                paragraph += usize::from(character == '\n');
                index += 1;
            } else if character.is_whitespace() {
                paragraph += usize::from(character == '\n' && self.begins_block(index + 1));
                index += 1;
            } else {
                let han = is_han(character);
                let mut end = index + 1;
                while end < self.chars.len() && is_own(end) && !self.chars[end].is_whitespace() && is_han(self.chars[end]) == han {
                    end += 1;
                }
                if han {
                    self.push_han(index..end, paragraph);
                } else {
                    self.push_words(index..end, paragraph);
                }
                index = end;
            }
        }
    }

    /// Whether a line that begins here is a new block: empty, a list's item, a heading.
    fn begins_block(&self, index: usize) -> bool {
        let line = self.chars.get(index..).unwrap_or_default();
        let first = line.iter().find(|character| **character != ' ');
        first.is_none_or(|first| matches!(first, '\n' | '-' | '*' | '+' | '#' | '|') || first.is_ascii_digit())
    }

    fn push_han(&mut self, range: Range<usize>, paragraph: usize) {
        let text: Vec<char> = self.chars[range.clone()].iter().map(|character| simplified(compatible(*character))).collect();
        let mut start = 0;
        for length in lengths(&text.iter().collect::<String>()) {
            let norm = text[start..start + length].iter().collect();
            let place = range.start + start;
            self.tokens.push(Token { norm, start: place, end: place + length, sort: Sort::Han, is_quoted: false, paragraph });
            start += length;
        }
    }

    fn push_words(&mut self, range: Range<usize>, paragraph: usize) {
        let text: String = self.chars[range.clone()].iter().collect();
        let mut place = range.start;
        for piece in text.split_word_bounds() {
            let length = piece.chars().count();
            if piece.chars().any(char::is_alphanumeric) {
                self.push_word(piece, place, paragraph);
            } else {
                for (offset, character) in piece.chars().enumerate() {
                    // Emphasis is no part of what is said.
                    if !matches!(character, '*' | '_' | '~') && !is_invisible(character) {
                        let norm = character.nfkc().collect();
                        let start = place + offset;
                        self.tokens.push(Token { norm, start, end: start + 1, sort: Sort::Mark, is_quoted: false, paragraph });
                    }
                }
            }
            place += length;
        }
    }

    /// Adds a word: `_it_` without its emphasis, `you're` as two.
    fn push_word(&mut self, piece: &str, place: usize, paragraph: usize) {
        let mut start = place;
        for part in piece.split('_') {
            let length = part.chars().count();
            if length > 0 {
                let norm = normal(part);
                let mut add = |norm: String, start: usize, end: usize| {
                    self.tokens.push(Token { norm, start, end, sort: Sort::Word, is_quoted: false, paragraph });
                };
                match norm.strip_suffix("'re").filter(|subject| subject.chars().count() + 3 == length) {
                    Some(subject) => {
                        add(subject.to_owned(), start, start + length - 3);
                        add("are".to_owned(), start + length - 3, start + length);
                    }
                    None => add(norm, start, start + length),
                }
            }
            start += length + 1;
        }
    }

    fn mark_quotations(&mut self) {
        let mut index = 0;
        while index < self.tokens.len() {
            let closing = match self.tokens[index].norm.as_str() {
                "\u{201c}" => "\u{201d}",
                "\"" => "\"",
                "「" => "」",
                "『" => "』",
                "«" => "»",
                "'" => "'",
                "\u{2018}" => "\u{2019}",
                _ => {
                    index += 1;
                    continue;
                }
            };
            let end = self.end_of_quotation(index, closing);
            if let Some(end) = end {
                for token in &mut self.tokens[index + 1..end] {
                    token.is_quoted = true;
                }
            }
            index = end.unwrap_or(index) + 1;
        }
    }

    fn end_of_quotation(&self, opening: usize, closing: &str) -> Option<usize> {
        let open = &self.tokens[opening];
        let rest = &self.tokens[opening + 1..];
        let found = rest.iter().take(LONGEST_QUOTATION).take_while(|token| token.paragraph == open.paragraph).position(|token| token.is(closing))?;
        Some(opening + 1 + found)
    }

    fn part_sentences(&mut self) {
        let mut start = 0;
        for index in 0..self.tokens.len() {
            let token = &self.tokens[index];
            let next = self.tokens.get(index + 1);
            let is_last = next.is_none_or(|next| next.paragraph != token.paragraph || (token.ends_sentence() && !next.ends_sentence()));
            if is_last {
                let tokens = start..index + 1;
                let slice = &self.tokens[tokens.clone()];
                let (reports, rejects) = rejection::of(slice);
                let asks = slice.iter().rev().take(3).any(|token| token.is_any(&["?", "吗", "呢"]));
                self.sentences.push(Sentence { tokens, reports, rejects, asks });
                start = index + 1;
            }
        }
    }

    /// The place of tokens in the original.
    pub fn span(&self, tokens: Range<usize>) -> (usize, usize) {
        (self.tokens[tokens.start].start, self.tokens[tokens.end - 1].end)
    }
}

/// A word without capitals and compatibility forms, with straight apostrophes.
pub(super) fn normal(word: &str) -> String {
    let straight = |character| if matches!(character, '\u{2019}' | '\u{2018}' | '\u{ff07}') { '\'' } else { character };
    word.nfkc().filter(|character| !is_invisible(*character)).flat_map(char::to_lowercase).map(straight).collect()
}

fn compatible(character: char) -> char {
    let mut forms = character.nfkc();
    match (forms.next(), forms.next()) {
        (Some(only), None) => only,
        _ => character,
    }
}

/// Joiners and selectors, which bodies may contain: emoji and some scripts need them.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::Reading;

    fn words(text: &str) -> Vec<String> {
        Reading::of_markdown(text).tokens.into_iter().map(|token| token.norm).collect()
    }

    #[test]
    fn words_are_normal_and_keep_their_place() {
        assert_eq!(words("You\u{2019}re **VERY** ｓｉｌｌｙ!"), ["you", "are", "very", "silly", "!"]);
        assert_eq!(words("你們是騙子"), ["你们", "是", "骗子"]);
        let reading = Reading::of_markdown("a 你們 _Ｂ_");
        let places: Vec<_> = reading.tokens.iter().map(|token| (token.start, token.end)).collect();
        assert_eq!(places, [(0, 1), (2, 4), (6, 7)]);
    }

    #[test]
    fn quotations_are_known() {
        let quoted = |text: &str| Reading::of_markdown(text).tokens.iter().filter(|token| token.is_quoted).map(|token| token.norm.clone()).collect::<Vec<_>>();
        assert_eq!(quoted("He said \"you fool\" and left"), ["you", "fool"]);
        assert_eq!(quoted("他说“你是白痴”，不对"), ["你", "是", "白痴"]);
        assert_eq!(quoted("the word 'fool' isn't 'kind'"), ["fool", "kind"]);
        assert!(quoted("an open \" mark\n\nand another \" mark").is_empty());
    }

    #[test]
    fn sentences_are_parted() {
        let count = |text: &str| Reading::of_markdown(text).sentences.len();
        assert_eq!(count("One. Two! Three?! Four"), 4);
        assert_eq!(count("一。二！三？"), 3);
        assert_eq!(count("one\ntwo\n\nthree\n- four"), 3);
        assert_eq!(count("The U.S. said 3.5 per cent."), 2);
    }
}
