//! Whether an edit of a text leaves its words as they were.

use unicode_normalization::UnicodeNormalization;

/// Punctuation of scripts that say nothing by themselves. What is not here counts as a word:
/// better to ask people once too often than to count them for what they have not read.
const SILENT: &str = "¡¿«»·¶§،؛؟۔־׀׃׳״।॥፡።፣፤፥፦、。〃〈〉《》「」『』【】〔〕〖〗〘〙〚〛〝〞〟・！＂＇（）＊，－．／：；？［＼］＿｛｝～｡｢｣､･";

/// Whether two texts have the same words in the same order. White space, punctuation, the size of
/// letters and most of Markdown's signs make no difference; digits, accents, emoji and signs such
/// as `%`, `<` or `€` do, and so does a minus before a number.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    words(one) == words(other)
}

fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.nfc().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let is_minus = *letter == '-' && letters.get(at + 1).is_some_and(char::is_ascii_digit) && before.is_none_or(|before| before.is_whitespace());
        match words.last_mut() {
            Some(word) if is_minus || !is_silent(*letter) => word.extend(letter.to_lowercase()),
            Some(word) if word.is_empty() => {}
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_silent(letter: char) -> bool {
    match letter {
        '%' | '+' | '<' | '=' | '>' | '$' | '&' | '@' | '\u{2030}' => false,
        '\u{2010}'..='\u{205e}' => true,
        _ => letter.is_whitespace() || letter.is_control() || letter.is_ascii_punctuation() || SILENT.contains(letter),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::is_same;

    #[test]
    fn white_space_and_punctuation_are_not_words() {
        for (one, other) in [
            ("Plant trees.", " plant  trees!\n"),
            ("*Plant* `trees`", "Plant trees"),
            ("民间外交，很好。", "民间外交、很好！"),
            ("a-b", "a b"),
            ("“No”, he said", "\"no\" he said"),
            ("e\u{301}t\u{e9}", "\u{e9}te\u{301}"),
            ("هل نزرع؟", "هل نزرع"),
        ] {
            assert!(is_same(one, other), "{one}");
        }
    }

    #[test]
    fn what_changes_the_meaning_is_seen() {
        for (one, other) in [
            ("Plant trees", "Plant no trees"),
            ("10.5", "1.05"),
            ("nowhere", "now here"),
            ("5 %", "5"),
            ("5 < 6", "5 > 6"),
            ("by -5 degrees", "by 5 degrees"),
            ("resume", "résumé"),
            ("क्ष", "कष"),
            ("😀", "😡"),
            ("", "word"),
            ("one two", "two one"),
        ] {
            assert!(!is_same(one, other), "{one}");
        }
    }

    proptest! {
        #[test]
        fn marks_between_words_make_no_difference(words in prop::collection::vec("[a-z0-9é外]{1,6}", 1..8), marks in prop::collection::vec("[ .,;!?\n]{1,3}", 8)) {
            let text: String = words.iter().zip(&marks).flat_map(|(word, mark)| [word.as_str(), mark.as_str()]).collect();
            prop_assert!(is_same(&text, &words.join(" ")));
            let with_more = format!("{text} more");
            prop_assert!(!is_same(&text, &with_more));
        }
    }
}
