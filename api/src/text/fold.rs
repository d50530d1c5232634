//! Words and characters of a text, as search compares them.
//!
//! One function, [`tokens`], reads what is kept and what is searched for, so that both
//! are always folded alike:
//!
//! - compatibility forms are one: full and half width, ligatures, circled digits (NFKC);
//! - capitals are small letters, and Latin and Greek letters lose their accents; `ß` is
//!   `ss`, `ø` is `o`, `ł` is `l`; in Cyrillic `ё` is `е`, and `й` stays what it is;
//! - traditional Chinese characters become simplified ones;
//! - Arabic loses its vowel signs and the tatweel; the forms of alef are one, as are those
//!   of yeh and of kaf, and teh marbuta is heh; Arabic digits are `0` to `9`; Hebrew loses
//!   its points.
//!
//! What is no letter, digit or pictograph parts words and is nothing else.

use std::{ops::Range, sync::LazyLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A word: letters and digits of a script that parts words by spaces.
    Word,
    /// A character of a script that does not: Chinese, Japanese, Thai, and Korean, whose
    /// words take endings without a space.
    Character,
    /// A pictograph: emoji and its kin.
    Symbol,
}

/// A folded word, character or pictograph, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As it is compared.
    pub text: String,
    /// What it is.
    pub class: Class,
    /// Where it stands in the source, in bytes.
    pub at: Range<usize>,
    /// Whether it follows the token before it without anything between.
    pub is_joined: bool,
}

/// All tokens of a text, in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut folded = String::new();
    for (start, grapheme) in text.grapheme_indices(true) {
        folded.clear();
        let Some(class) = fold(grapheme, &mut folded) else { continue };
        let at = start..start + grapheme.len();
        // A mark alone, such as a tatweel, parts nothing.
        if folded.is_empty() {
            if let Some(last) = found.last_mut().filter(|last| last.at.end == start) {
                last.at.end = at.end;
            }
            continue;
        }
        let is_joined = found.last().is_some_and(|last| last.at.end == start);
        match found.last_mut() {
            Some(last) if is_joined && class == Class::Word && last.class == Class::Word => {
                last.text.push_str(&folded);
                last.at.end = at.end;
            }
            // One source character that stands for several, such as ㍿.
            _ if class == Class::Character => {
                for (number, letter) in folded.chars().enumerate() {
                    match found.last_mut().filter(|_| number > 0 && is_combining_mark(letter)) {
                        Some(last) => last.text.push(letter),
                        None => found.push(Token { text: letter.to_string(), class, at: at.clone(), is_joined: is_joined || number > 0 }),
                    }
                }
            }
            _ => found.push(Token { text: folded.clone(), class, at, is_joined }),
        }
    }
    found
}

/// Folds a grapheme; `None` if it parts words.
fn fold(grapheme: &str, out: &mut String) -> Option<Class> {
    if let [byte] = grapheme.as_bytes() {
        out.push(byte.to_ascii_lowercase() as char);
        return byte.is_ascii_alphanumeric().then_some(Class::Word);
    }
    let base = grapheme.chars().next()?;
    if grapheme.chars().all(is_dropped) {
        return Some(Class::Word);
    }
    // A mark that belongs to no letter, or to a space, says nothing.
    if is_combining_mark(base) || !base.nfkc().any(|letter| class_of(letter).is_some()) {
        return None;
    }
    let mut class = None;
    for letter in grapheme.nfkc().filter(|letter| !is_dropped(*letter)) {
        // What the first says of itself holds for the whole: ZWJ sequences, syllables with signs.
        let Some(found) = class.or_else(|| class_of(letter)) else { continue };
        class = Some(found);
        match found {
            Class::Word => fold_letter(letter, out),
            Class::Character if letter.is_alphanumeric() || is_combining_mark(letter) => out.push(simplified(letter)),
            Class::Symbol if is_symbol(letter) => out.push(letter),
            _ => {}
        }
    }
    class
}

fn class_of(letter: char) -> Option<Class> {
    if is_dropped(letter) || is_combining_mark(letter) {
        None
    } else if is_character(letter) {
        Some(Class::Character)
    } else if is_symbol(letter) {
        Some(Class::Symbol)
    } else {
        letter.is_alphanumeric().then_some(Class::Word)
    }
}

/// Folds a letter of a script with words.
fn fold_letter(letter: char, out: &mut String) {
    for letter in letter.to_lowercase().filter(|letter| !is_dropped(*letter)) {
        match letter {
            // Cyrillic letters with marks are letters of their own.
            '\u{451}' => out.push('\u{435}'),
            '\u{400}'..='\u{52f}' => out.push(letter),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
            'ى' | 'ی' => out.push('ي'),
            'ک' => out.push('ك'),
            'ة' => out.push('ه'),
            '٠'..='٩' => out.extend(char::from_digit(letter as u32 - '٠' as u32, 10)),
            '۰'..='۹' => out.extend(char::from_digit(letter as u32 - '۰' as u32, 10)),
            '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}' => out.extend([letter].into_iter().nfd().filter(|mark| !is_dropped(*mark))),
            // A composed letter of another script keeps its marks, which are not accents.
            _ if letter.is_alphanumeric() || is_combining_mark(letter) => out.push(letter),
            _ => {}
        }
    }
}

/// Marks that no word differs by: accents, vowel signs, the tatweel, joiners, variation
/// selectors and skin tones.
fn is_dropped(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Letters of scripts that do not part words by spaces.
fn is_character(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{e01}'..='\u{e33}' | '\u{e40}'..='\u{e46}' | '\u{e81}'..='\u{eb3}' | '\u{ebd}'..='\u{ec6}' | '\u{1000}'..='\u{103f}' | '\u{1780}'..='\u{17b3}')
        && (letter.is_alphanumeric() || letter == '\u{3007}' || letter == '\u{3005}')
}

/// Pictographs.
fn is_symbol(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23f3}' | '\u{2190}'..='\u{21ff}')
}

/// Pairs of a traditional and a simplified character.
const VARIANTS: &str = include_str!("han_variants.txt");

/// The first code point of the table, and the end of the part that is looked up by place.
const TABLE: Range<u32> = 0x3400..0xa000;

struct Simplified {
    /// By code point, 0 = itself.
    near: Vec<char>,
    /// The others, sorted.
    far: Vec<(char, char)>,
}

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| {
    let mut near = vec!['\0'; TABLE.len()];
    let mut far = Vec::new();
    let lines = VARIANTS.lines().filter(|line| !line.starts_with('#'));
    for pair in lines.flat_map(str::split_whitespace) {
        let mut pair = pair.chars();
        let (Some(from), Some(to)) = (pair.next(), pair.next()) else { continue };
        let place = (from as u32).checked_sub(TABLE.start).and_then(|place| near.get_mut(place as usize));
        match place {
            Some(place) => *place = to,
            None => far.push((from, to)),
        }
    }
    far.sort_unstable();
    Simplified { near, far }
});

fn simplified(letter: char) -> char {
    let table = &*SIMPLIFIED;
    let near = (letter as u32).checked_sub(TABLE.start).and_then(|place| table.near.get(place as usize));
    match near {
        Some('\0') => letter,
        Some(found) => *found,
        None => table.far.binary_search_by_key(&letter, |pair| pair.0).ok().and_then(|place| table.far.get(place)).map_or(letter, |pair| pair.1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Class, tokens};

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_of_scripts_with_spaces() {
        assert_eq!(folded("The café, RÉSUMÉ & naïve"), ["the", "cafe", "resume", "naive"]);
        assert_eq!(folded("cafe\u{301} Straße Łódź Ærø"), ["cafe", "strasse", "lodz", "aero"]);
        assert_eq!(folded("ＦＵＬＬ　ｗｉｄｔｈ ﬁne ①"), ["full", "width", "fine", "1"]);
        assert_eq!(folded("Ёлка ёж йод Ἀθῆναι Σοφός"), ["елка", "еж", "йод", "αθηναι", "σοφοσ"]);
        assert_eq!(folded("İstanbul ISPARTA ısı"), ["istanbul", "isparta", "isi"]);
        assert_eq!(folded("people-to-people 3.14 covid19 don’t"), ["people", "to", "people", "3", "14", "covid19", "don", "t"]);
        assert_eq!(folded("हिन्दी में"), ["हिन्दी", "में"]);
    }

    #[test]
    fn arabic_and_hebrew() {
        assert_eq!(folded("مُحَمَّد"), folded("محمد"));
        assert_eq!(folded("السـلام"), folded("السلام"));
        assert_eq!(folded("أحمد إلى آمن"), folded("احمد الي امن"));
        assert_eq!(folded("مدرسة ٢٠٢٤ ۱۲"), ["مدرسه", "2024", "12"]);
        assert_eq!(folded("שָׁלוֹם"), ["שלום"]);
    }

    #[test]
    fn characters_of_scripts_without_spaces() {
        assert_eq!(folded("民間外交，國際"), ["民", "间", "外", "交", "国", "际"]);
        assert_eq!(folded("ﾊﾞﾅﾅ"), folded("バナナ"));
        assert_eq!(folded("か\u{3099}"), ["が"]);
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}"), ["한"]);
        assert_eq!(folded("GDP增长"), ["gdp", "增", "长"]);
        let found = tokens("外，交");
        assert!(found.iter().all(|token| token.class == Class::Character && !token.is_joined));
        assert_eq!(&"外，交"[found[1].at.clone()], "交");
    }

    #[test]
    fn pictographs_are_one_each() {
        assert_eq!(folded("ok 👍🏽 👍 ❤️"), ["ok", "👍", "👍", "❤"]);
        assert_eq!(tokens("👨‍👩‍👧").len(), 1);
        assert_eq!(folded("🇨🇳🇫🇷").len(), 2);
        assert_eq!(folded("1️⃣"), ["1"]);
        assert_eq!(folded("… — !? \u{0} %_'\"\\"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "[A-Za-zÀ-ÿĀ-žḀ-ỿА-яЁёІїҐΑ-ώ一-龥㐀-㐒ぁ-んァ-ヶ가-힣ｦ-ﾟ０-９Ａ-ｚا-ي\u{64b}-\u{652}٠-٩א-תक-हिก-ฮ①-⑳0-9 .,'\"_+*👍🏽❤️☕️-]{0,40}") {
            let once: Vec<String> = folded(&text);
            prop_assert_eq!(folded(&once.join(" ")), once);
        }

        #[test]
        fn words_hold_nothing_else(text in any::<String>()) {
            let once: Vec<String> = folded(&text);
            for word in &once {
                let is_word = !word.chars().any(|letter| letter.is_whitespace() || letter.is_ascii_punctuation() || letter.is_control());
                prop_assert!(is_word, "{:?}", word);
            }
        }

        #[test]
        fn places_lie_in_the_text(text in "\\PC{0,40}") {
            let mut end = 0;
            for token in tokens(&text) {
                prop_assert!(text.get(token.at.clone()).is_some());
                prop_assert!(token.at.end >= end);
                end = token.at.end;
            }
        }
    }
}
