//! Sentences, by the Unicode rules and a few repairs.
//!
//! The cuts are those of Unicode Standard Annex #29 (sentence boundaries). It knows
//! no words, so it takes the full stop of "Mr. Smith", "art. 5" or "г. Москва" for
//! the end of a sentence; such cuts are taken back. Closing marks stay with the
//! sentence that they close, a list's number with what it numbers, and `"Stop!" she
//! said` is one sentence. A hard line break ends a sentence, as the annex says.

use unicode_segmentation::UnicodeSegmentation;

use super::prose::{ParagraphKind, Prose};

/// One sentence of a plain text. Never empty, and without white space at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its place among the sentences of the whole text, from 0.
    pub ordinal: usize,
    /// The index of its paragraph.
    pub paragraph: usize,
    /// Where it starts, in Unicode scalar values of the plain form.
    pub start: usize,
    /// Where it ends, in Unicode scalar values, exclusive.
    pub end: usize,
}

/// The sentences of a plain text in their order: every character that is not white
/// space is in exactly one, and none reaches over the end of a paragraph. A code
/// block is one sentence.
#[must_use]
pub fn of_prose(prose: &Prose) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut rest = prose.text.chars();
    let mut place = 0;
    for (index, paragraph) in prose.paragraphs.iter().enumerate() {
        skip(&mut rest, paragraph.start.saturating_sub(place));
        let before = rest.as_str();
        skip(&mut rest, paragraph.end.saturating_sub(paragraph.start));
        let text = &before[..before.len() - rest.as_str().len()];
        let pieces = if paragraph.kind == ParagraphKind::Code { vec![text] } else { split(text) };
        place = paragraph.start;
        for piece in pieces {
            let (start, inner) = (place + leading(piece), piece.trim());
            place += piece.chars().count();
            if !inner.is_empty() {
                sentences.push(Sentence { ordinal: sentences.len(), paragraph: index, start, end: start + inner.chars().count() });
            }
        }
        place = paragraph.end;
    }
    sentences
}

/// The words of each sentence, borrowed from the text that they were found in.
#[must_use]
pub fn texts<'a>(prose: &'a Prose, sentences: &[Sentence]) -> Vec<&'a str> {
    let mut rest = prose.text.chars();
    let mut place = 0;
    let mut texts = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        skip(&mut rest, sentence.start.saturating_sub(place));
        let before = rest.as_str();
        skip(&mut rest, sentence.end.saturating_sub(sentence.start));
        texts.push(&before[..before.len() - rest.as_str().len()]);
        place = sentence.end;
    }
    texts
}

fn skip(characters: &mut std::str::Chars<'_>, count: usize) {
    if count > 0 {
        characters.nth(count - 1);
    }
}

fn leading(piece: &str) -> usize {
    piece.chars().take_while(|character| character.is_whitespace()).count()
}

/// Cuts one paragraph; the pieces joined are the paragraph.
fn split(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let mut start = 0;
    // Up to where the piece was looked through, and whether it has a letter.
    let (mut seen, mut lettered) = (0, false);
    for cut in cuts(text) {
        if cut < seen {
            continue;
        }
        let cut = cut - opening(&text[start..cut]) + closing(&text[start..cut], &text[cut..]);
        if cut < seen {
            continue;
        }
        lettered |= has_letter(&text[seen..cut]);
        seen = cut;
        if lettered && cut < text.len() && !belongs_together(&text[start..cut], &text[cut..]) {
            starts.push(cut);
            (start, lettered) = (cut, false);
        }
    }
    // What has no letter at the end of a paragraph closes the sentence before it.
    if starts.len() > 1 && !lettered && !has_letter(&text[seen..]) {
        starts.pop();
    }
    starts.iter().zip(starts.iter().skip(1).chain([&text.len()])).map(|(start, end)| &text[*start..*end]).collect()
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// A run of marks and spaces longer than this is not looked through whole: the
/// library looks ahead again from each mark that follows a full stop.
const LONGEST_RUN: usize = 16;

/// Where the annex cuts, and after "… " before a capital, which it does not know.
fn cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut from = 0;
    let mut run = 0;
    for (place, character) in text.char_indices() {
        run = if character.is_alphabetic() { 0 } else { run + 1 };
        if run > LONGEST_RUN {
            cuts.extend(text[from..place].split_sentence_bound_indices().map(|(start, _)| from + start).skip(1));
            (from, run) = (place, 1);
        }
    }
    cuts.extend(text[from..].split_sentence_bound_indices().map(|(start, _)| from + start).skip(1));
    for (place, _) in text.match_indices('…') {
        let after = text[place..].trim_start_matches('…').trim_start_matches(is_closing);
        let next = after.trim_start();
        if next.len() < after.len() && first_letter(next).is_some_and(char::is_uppercase) {
            cuts.push(text.len() - next.len());
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// How many bytes at the end of a piece open the next, as in `他走了。（门开着。）`:
/// to the annex they are like closing marks.
fn opening(before: &str) -> usize {
    before.len() - before.trim_end_matches(|character| is_opening(character) && !is_closing(character)).len()
}

/// How many bytes of what follows close what is before: `« Non ! » dit-il`.
fn closing(before: &str, after: &str) -> usize {
    if !before.ends_with(char::is_whitespace) {
        return 0;
    }
    let rest = after.trim_start_matches(is_closing);
    // An opening mark of the same shape stands before a letter: »So.« »Nein.«
    if rest.len() == after.len() || rest.starts_with(char::is_alphanumeric) {
        return 0;
    }
    after.len() - rest.trim_start().len()
}

fn is_closing(character: char) -> bool {
    matches!(character, '»' | '›' | '”' | '’' | '"' | '\'' | ')' | ']' | '}' | '）' | '］' | '」' | '』' | '】' | '》' | '〉')
}

fn is_opening(character: char) -> bool {
    matches!(character, '«' | '‹' | '“' | '‘' | '„' | '"' | '\'' | '(' | '[' | '{' | '（' | '［' | '「' | '『' | '【' | '《' | '〈' | '¿' | '¡')
}

/// The first character of a text behind opening marks.
fn first_letter(text: &str) -> Option<char> {
    text.trim_start_matches(is_opening).chars().next()
}

/// Whether a cut is to be taken back.
fn belongs_together(before: &str, after: &str) -> bool {
    if before.ends_with(['\n', '\u{2028}', '\u{2029}', '\r']) {
        return false;
    }
    // Marks alone close what is before them.
    let marks =
        after.trim_start().chars().take(LONGEST_RUN).take_while(|character| !character.is_alphanumeric() && *character != '\n' && !is_opening(*character));
    if marks.into_iter().any(|character| matches!(character, '.' | '!' | '?' | '。' | '！' | '？')) {
        return true;
    }
    let ended = before.trim_end();
    first_letter(after).is_some_and(char::is_lowercase) || is_marker(ended) || is_abbreviated(ended, after) || is_speech_tag(ended, after)
}

/// Whether a piece is only what numbers the next: "1.", "(b).", "IV.", "（1）".
fn is_marker(piece: &str) -> bool {
    if piece.len() > 24 || piece.ends_with(['!', '?', '！', '？', '؟']) {
        return false;
    }
    let core = piece.trim_matches(|character: char| !character.is_alphanumeric());
    let mut letters = core.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => only.is_alphanumeric() && !is_han(only) || "一二三四五六七八九十".contains(only),
        _ => (core.len() <= 4 && core.chars().all(char::is_numeric)) || is_roman(core) || is_dotted_number(core),
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_roman(word: &str) -> bool {
    (1..=5).contains(&word.len()) && word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C'))
}

fn is_dotted_number(word: &str) -> bool {
    word.len() <= 8 && word.contains('.') && word.split('.').all(|part| !part.is_empty() && part.len() <= 2 && part.chars().all(char::is_numeric))
}

/// Abbreviations that a name or anything else follows.
const BEFORE_NAMES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "st",
    "ste",
    "rev",
    "gen",
    "sen",
    "rep",
    "gov",
    "capt",
    "col",
    "lt",
    "sgt",
    "hon",
    "messrs",
    "mt",
    "ft",
    "vs",
    "cf",
    "e.g",
    "i.e",
    "viz",
    "approx",
    "mm",
    "mme",
    "mlle",
    "mgr",
    "sr",
    "sra",
    "srta",
    "dra",
    "ud",
    "uds",
    "vd",
    "dña",
    "ee",
    "p.ej",
    "p. ej",
    "ej",
    "им",
    "ул",
    "пл",
    "пр",
    "просп",
    "обл",
    "проф",
    "акад",
    "св",
    "тов",
    "гр",
    "напр",
    "г-н",
    "гос",
    "т.е",
    "т.к",
];

/// Abbreviations that a number follows.
const BEFORE_NUMBERS: &[&str] = &[
    "no", "nos", "nr", "art", "arts", "p", "pp", "pg", "vol", "vols", "ch", "chap", "sec", "sect", "fig", "figs", "eq", "para", "paras", "par", "n", "núm",
    "num", "nº", "n.º", "pág", "págs", "cap", "t", "s", "abs", "bd", "ref", "doc", "res", "op", "ст", "п", "пп", "ч", "гл", "стр", "с", "рис", "табл", "разд",
    "т", "д", "кв", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "ص", "ج",
];

/// Words that begin a sentence more often than they follow an initial.
const BEGINNERS: &[&str] =
    &["The", "This", "That", "It", "He", "She", "We", "They", "You", "But", "And", "In", "If", "When", "There", "A", "An", "Le", "La", "El"];

/// Whether the full stop is that of an abbreviation.
fn is_abbreviated(before: &str, after: &str) -> bool {
    let Some(stem) = before.strip_suffix('.') else { return false };
    let word = last_word(stem);
    let word = word.rsplit(|character| matches!(character, '’' | '\'') || is_opening(character) || is_han(character)).next().unwrap_or(word);
    let earlier = stem[..stem.len() - word.len()].trim_end();
    let Some(next) = first_letter(after.trim_start()) else { return false };
    let lower = word.to_lowercase();
    if BEFORE_NAMES.contains(&lower.as_str()) {
        return true;
    }
    if BEFORE_NUMBERS.contains(&lower.as_str()) {
        let following = after.trim_start().split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        if next.is_numeric() || is_roman(following) {
            return true;
        }
    }
    // "г." is a town before a name, and a year behind a number.
    if lower == "г" {
        return next.is_uppercase() && !earlier.ends_with(char::is_numeric);
    }
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some('\u{621}'..='\u{64a}'), None) => true,
        (Some(letter), None) if letter.is_uppercase() => next.is_uppercase() && !begins_sentence(after) && (letter != 'I' || earlier.ends_with('.')),
        _ => is_initials(word) && next.is_uppercase() && !begins_sentence(after),
    }
}

/// The end of a text behind its last white space, as far as a word can be long.
fn last_word(text: &str) -> &str {
    let start = text.char_indices().rev().take(12).find(|(_, character)| character.is_whitespace());
    start.map_or(text, |(place, character)| &text[place + character.len_utf8()..])
}

/// "U.S", "J.-P": capitals parted by full stops.
fn is_initials(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            let mut letters = part.trim_start_matches('-').chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
        })
}

fn begins_sentence(after: &str) -> bool {
    let word = after.trim_start().split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    BEGINNERS.contains(&word)
}

/// “……？”他问道: who speaks, behind the closing mark of what is said.
fn is_speech_tag(before: &str, after: &str) -> bool {
    before.ends_with(['”', '」', '』', '’'])
        && after
            .chars()
            .take(8)
            .take_while(|character| is_han(*character))
            .any(|character| matches!(character, '说' | '說' | '道' | '问' | '問' | '答' | '喊' | '叫'))
}

#[cfg(test)]
mod tests;
