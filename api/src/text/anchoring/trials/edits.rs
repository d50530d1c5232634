//! Texts as rows of sentences that are known by a number, and what is done to them.

use std::collections::HashSet;

use super::texts::{Chance, Language};

/// A sentence.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Which one it is, whatever is done to it.
    pub id: usize,
    /// If it is a copy: of which.
    pub copy_of: Option<usize>,
    pub text: String,
    /// What follows: a space, or an empty line.
    pub after: &'static str,
}

#[derive(Clone)]
pub struct Text {
    pub language: &'static Language,
    pub pieces: Vec<Piece>,
    next: usize,
    /// Every sentence that ever was in it: what is new is really new.
    seen: HashSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Insert,
    InsertLookAlike,
    Delete,
    Replace,
    Typo,
    Word,
    Turn,
    Number,
    MoveSentence,
    MoveParagraph,
    SwapParagraphs,
    DuplicateParagraph,
    SplitParagraph,
    JoinParagraphs,
    SplitSentence,
    JoinSentences,
}

pub const EDITS: [Edit; 16] = [
    Edit::Insert,
    Edit::InsertLookAlike,
    Edit::Delete,
    Edit::Replace,
    Edit::Typo,
    Edit::Word,
    Edit::Turn,
    Edit::Number,
    Edit::MoveSentence,
    Edit::MoveParagraph,
    Edit::SwapParagraphs,
    Edit::DuplicateParagraph,
    Edit::SplitParagraph,
    Edit::JoinParagraphs,
    Edit::SplitSentence,
    Edit::JoinSentences,
];

impl Text {
    pub fn new(language: &'static Language, sentences: usize, chance: &mut Chance) -> Self {
        let mut text = Self { language, pieces: Vec::new(), next: 0, seen: HashSet::new() };
        while text.pieces.len() < sentences {
            let piece = if chance.one_in(10) {
                let refrain = (*chance.of(language.refrains)).to_owned();
                text.piece(refrain)
            } else if chance.one_in(6) && !text.pieces.is_empty() {
                // One like an earlier one, often the one before.
                let like = if chance.one_in(2) { text.pieces.len() - 1 } else { chance.below(text.pieces.len()) };
                text.look_alike(like, chance)
            } else {
                text.fresh(chance)
            };
            text.pieces.push(piece);
            if chance.one_in(5) {
                text.pieces.last_mut().unwrap().after = "\n\n";
            }
        }
        text
    }

    fn piece(&mut self, text: String) -> Piece {
        self.next += 1;
        self.seen.insert(text.clone());
        Piece { id: self.next, copy_of: None, text, after: self.language.space }
    }

    fn fresh(&mut self, chance: &mut Chance) -> Piece {
        for _ in 0..50 {
            let text = self.language.sentence(chance);
            if !self.seen.contains(&text) {
                return self.piece(text);
            }
        }
        let text = format!("{} {}", self.language.sentence(chance), chance.next() % 100_000);
        self.piece(text)
    }

    fn look_alike(&mut self, like: usize, chance: &mut Chance) -> Piece {
        let model = self.pieces[like].text.clone();
        let text = match chance.below(3) {
            0 => turned(&model, self.language, chance),
            1 => renumbered(&model, chance),
            _ => reworded(&model, self.language, chance),
        };
        if self.seen.contains(&text) { self.fresh(chance) } else { self.piece(text) }
    }

    /// The plain text, and of each sentence where it starts and ends.
    pub fn plain(&self) -> (String, Vec<(usize, usize)>) {
        let (mut text, mut places, mut length) = (String::new(), Vec::new(), 0);
        for (index, piece) in self.pieces.iter().enumerate() {
            text.push_str(&piece.text);
            let end = length + piece.text.chars().count();
            places.push((length, end));
            length = end;
            if index + 1 < self.pieces.len() {
                text.push_str(piece.after);
                length += piece.after.chars().count();
            }
        }
        (text, places)
    }

    /// Where paragraphs begin, and the end.
    fn paragraphs(&self) -> Vec<usize> {
        let ends = self.pieces.iter().enumerate().filter(|(_, piece)| piece.after == "\n\n").map(|(index, _)| index + 1);
        let mut starts: Vec<usize> = std::iter::once(0).chain(ends).chain([self.pieces.len()]).collect();
        starts.dedup();
        starts
    }

    pub fn edit(&mut self, edit: Edit, chance: &mut Chance) {
        if self.pieces.len() < 4 {
            return;
        }
        let at = chance.below(self.pieces.len());
        match edit {
            Edit::Insert => {
                let piece = self.fresh(chance);
                self.pieces.insert(at, piece);
            }
            Edit::InsertLookAlike => {
                let like = chance.below(self.pieces.len());
                let piece = self.look_alike(like, chance);
                self.pieces.insert(at, piece);
            }
            Edit::Delete => self.remove(at),
            Edit::Replace => {
                let piece = self.fresh(chance);
                let after = self.pieces[at].after;
                self.pieces[at] = Piece { after, ..piece };
            }
            Edit::Typo | Edit::Word | Edit::Turn | Edit::Number => {
                let text = &self.pieces[at].text;
                let text = match edit {
                    Edit::Typo => mistyped(text, self.language, chance),
                    Edit::Word => reworded(text, self.language, chance),
                    Edit::Turn => turned(text, self.language, chance),
                    _ => renumbered(text, chance),
                };
                // A sentence that became another one to the letter is that one to any reader.
                if self.seen.insert(text.clone()) {
                    self.pieces[at].text = text;
                }
            }
            Edit::MoveSentence => {
                let mut piece = self.pieces[at].clone();
                self.remove(at);
                piece.after = self.language.space;
                let to = chance.below(self.pieces.len());
                self.pieces.insert(to, piece);
            }
            Edit::MoveParagraph | Edit::SwapParagraphs | Edit::DuplicateParagraph => self.shuffle(edit, chance),
            Edit::SplitParagraph => self.pieces[at].after = "\n\n",
            Edit::JoinParagraphs => self.pieces[at].after = self.language.space,
            Edit::SplitSentence => {
                let chars: Vec<char> = self.pieces[at].text.chars().collect();
                let marks: Vec<usize> = (1..chars.len().saturating_sub(1)).filter(|place| matches!(chars[*place], ',' | ';' | '，' | '،')).collect();
                if !marks.is_empty() {
                    let mark = *chance.of(&marks);
                    let mut chars = chars;
                    chars[mark] = if self.language.space.is_empty() { '。' } else { '.' };
                    if let Some(next) = chars.get_mut(mark + 2) {
                        *next = next.to_uppercase().next().unwrap();
                    }
                    self.pieces[at].text = chars.into_iter().collect();
                }
            }
            Edit::JoinSentences => {
                if at + 1 < self.pieces.len() {
                    let text = self.pieces[at].text.trim_end_matches(['.', '。']).to_owned();
                    self.pieces[at].text = text + if self.language.space.is_empty() { "，" } else { "," };
                    self.pieces[at].after = self.language.space;
                    let next = self.pieces[at + 1].text.clone();
                    let mut chars = next.chars();
                    let first = chars.next().unwrap().to_lowercase();
                    self.pieces[at + 1].text = first.chain(chars).collect();
                }
            }
        }
    }

    fn remove(&mut self, at: usize) {
        let gone = self.pieces.remove(at);
        if gone.after == "\n\n" && at > 0 {
            self.pieces[at - 1].after = "\n\n";
        }
    }

    fn shuffle(&mut self, edit: Edit, chance: &mut Chance) {
        if let Some(last) = self.pieces.last_mut() {
            last.after = "\n\n";
        }
        let starts = self.paragraphs();
        if starts.len() < 4 {
            return;
        }
        let which = chance.below(starts.len() - 1);
        let range = starts[which]..starts[which + 1];
        if edit == Edit::DuplicateParagraph {
            let copies: Vec<Piece> = self.pieces[range.clone()].to_vec();
            // A copy beside what it was made of can't be told from it once either is changed.
            let to = *chance.of(&starts);
            if to == range.start || to == range.end {
                return;
            }
            for (index, piece) in copies.into_iter().enumerate() {
                self.next += 1;
                self.pieces.insert(to + index, Piece { id: self.next, copy_of: piece.copy_of.or(Some(piece.id)), ..piece });
            }
            return;
        }
        let first: Vec<Piece> = self.pieces.drain(range).collect();
        let starts = self.paragraphs();
        let to = chance.below(starts.len());
        let place = starts[to];
        self.pieces.splice(place..place, first);
        if edit == Edit::SwapParagraphs && to + 1 < starts.len() {
            // The one that stood here goes where the first came from, about.
            let starts = self.paragraphs();
            let other: Vec<Piece> = self.pieces.drain(starts[0]..starts[1]).collect();
            let place = *chance.of(&self.paragraphs());
            self.pieces.splice(place..place, other);
        }
    }
}

/// A slip of the pen.
fn mistyped(text: &str, language: &Language, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = chance.below(chars.len().saturating_sub(1));
    match chance.below(4) {
        0 => chars.swap(at, (at + 1).min(text.chars().count() - 1)),
        1 if chars.len() > 6 => {
            chars.remove(at);
        }
        2 => chars.insert(at, chars[at]),
        _ => {
            let word: Vec<char> = language.word(chance).chars().collect();
            chars[at] = *chance.of(&word);
        }
    }
    chars.into_iter().collect()
}

/// One word for another.
fn reworded(text: &str, language: &Language, chance: &mut Chance) -> String {
    let known: Vec<&str> = [language.things, language.deeds, language.qualities, language.cities, language.names]
        .into_iter()
        .flatten()
        .copied()
        .filter(|word| text.contains(*word))
        .collect();
    if known.is_empty() {
        return turned(text, language, chance);
    }
    let word = *chance.of(&known);
    text.replacen(word, &language.word(chance), 1)
}

/// A short word put in that turns the sense, or one taken out.
fn turned(text: &str, language: &Language, chance: &mut Chance) -> String {
    if let Some(turn) = language.turns.iter().find(|turn| text.contains(**turn)).filter(|_| chance.one_in(2)) {
        return text.replacen(turn, "", 1);
    }
    let chars: Vec<char> = text.chars().collect();
    let gaps: Vec<usize> = (1..chars.len()).filter(|at| language.space.is_empty() || chars[at - 1] == ' ').collect();
    let Some(at) = gaps.get(chance.below(gaps.len())) else { return text.to_owned() };
    let (before, after): (String, String) = (chars[..*at].iter().collect(), chars[*at..].iter().collect());
    format!("{before}{}{after}", chance.of(language.turns))
}

/// Another digit.
fn renumbered(text: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let digits: Vec<usize> = (0..chars.len()).filter(|at| chars[*at].is_ascii_digit()).collect();
    if !digits.is_empty() {
        let at = *chance.of(&digits);
        chars[at] = char::from_digit(u32::try_from(chance.below(10)).unwrap(), 10).unwrap();
    }
    chars.into_iter().collect()
}
