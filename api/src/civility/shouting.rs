//! `SHOUTING`: capitals, of a whole text or of several words in a row, and rows of
//! exclamation marks, which are noted only: thanks are given with them as well.

use std::ops::Range;

use super::{
    Found, RuleId, Severity, Suggestion,
    reading::{Reading, Sort, Token},
    settings::Shouting,
};

/// Fewer capitalised words in a row are names of organisations.
const FEWEST_WORDS: usize = 4;

pub(super) fn find(reading: &Reading, settings: &Shouting, found: &mut Found) {
    if is_all_shouted(reading, settings) {
        found.push(RuleId::Shouting, reading.span(0..reading.tokens.len()), Severity::Nudge, Suggestion::LowerYourVoice);
    } else {
        find_rows(reading, settings, found);
    }
    find_marks(reading, settings, found);
}

fn is_all_shouted(reading: &Reading, settings: &Shouting) -> bool {
    let mut large = 0;
    let mut small = 0;
    for token in &reading.tokens {
        for character in &reading.chars[token.start..token.end] {
            large += usize::from(character.is_uppercase());
            small += usize::from(character.is_lowercase());
        }
    }
    let is_loud = large >= settings.min_letters && large * 100 >= (large + small) * usize::from(settings.share_percent);
    is_loud && rows(reading).any(|(_, words)| words >= FEWEST_WORDS)
}

/// Rows of tokens in capitals: which, and how many words. A comma ends a row: "UN, WTO,
/// ASEAN" is a list.
fn rows(reading: &Reading) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let tokens = reading.tokens.get(start..).filter(|tokens| !tokens.is_empty())?;
        let length = tokens.iter().take_while(|token| is_shouted(reading, token)).count();
        let row = start..start + length;
        start += length + 1;
        Some((row, tokens[..length].iter().filter(|token| token.sort == Sort::Word).count()))
    })
}

fn find_rows(reading: &Reading, settings: &Shouting, found: &mut Found) {
    for (row, words) in rows(reading) {
        let letters: usize = reading.tokens[row.clone()].iter().map(|token| token.end - token.start).sum();
        if words >= FEWEST_WORDS && letters >= settings.min_letters {
            found.push(RuleId::Shouting, reading.span(row), Severity::Nudge, Suggestion::LowerYourVoice);
        }
    }
}

fn is_shouted(reading: &Reading, token: &Token) -> bool {
    let chars = &reading.chars[token.start..token.end];
    // A_NAME of a program: whole words are parted at its lines.
    let is_joined = |at: Option<usize>, beyond: Option<usize>| {
        let get = |place: Option<usize>| place.and_then(|place| reading.chars.get(place));
        get(at) == Some(&'_') && get(beyond).is_some_and(|character| character.is_alphanumeric())
    };
    let is_part = is_joined(token.start.checked_sub(1), token.start.checked_sub(2)) || is_joined(Some(token.end), Some(token.end + 1));
    match token.sort {
        Sort::Word if is_part => false,
        Sort::Word => !chars.iter().any(|character| character.is_lowercase()) && chars.iter().any(|character| character.is_uppercase()),
        Sort::Mark => matches!(chars, ['!' | '?']),
        Sort::Han => false,
    }
}

fn find_marks(reading: &Reading, settings: &Shouting, found: &mut Found) {
    let mut start = 0;
    while start < reading.tokens.len() {
        let length = reading.tokens[start..].iter().take_while(|token| token.is("!") || token.is("?")).count();
        if length > settings.max_marks {
            found.push(RuleId::Shouting, reading.span(start..start + length), Severity::Note, Suggestion::OneMarkWillDo);
        }
        start += length + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RuleId, Severity, tests::found};

    #[test]
    fn shouts_are_found() {
        assert_eq!(found("WHY DOES NOBODY HERE ANSWER ME", "en", RuleId::Shouting), [(0, 30, Severity::Nudge)]);
        let text = "I asked you politely, twice, and then a third time: PLEASE ANSWER THE QUESTION NOW. It is about the fees and the dates.";
        assert_eq!(found(text, "en", RuleId::Shouting), [(52, 82, Severity::Nudge)]);
        assert_eq!(found("为什么！！！！！", "zh", RuleId::Shouting), [(3, 8, Severity::Note)]);
    }

    #[test]
    fn acronyms_and_other_scripts_do_not_shout() {
        assert_eq!(found("The UN, WTO, ASEAN, UNESCO, UNICEF and OECD met.", "en", RuleId::Shouting), []);
        assert_eq!(found("Set A_VERY_LONG_NAME_OF_A_CONSTANT to one.", "en", RuleId::Shouting), []);
        assert_eq!(found("OK, NATO!", "en", RuleId::Shouting), []);
        assert_eq!(found("> STOP THIS AT ONCE ALL OF YOU\n\nWhy so loud?", "en", RuleId::Shouting), []);
    }
}
