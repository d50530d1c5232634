//! A small dictionary of what public texts speak of, in six languages.
//!
//! `concepts.txt` has a notion a line: its words in English, French, Spanish, Russian,
//! Arabic and Chinese, parted by `|`. It lets the first pass see more than lengths; what
//! the texts themselves show outweighs it later.

use std::{collections::HashMap, sync::LazyLock};

use super::words;

/// The languages in the order of the columns.
const COLUMNS: [&str; 6] = ["en", "fr", "es", "ru", "ar", "zh"];

/// For each language: the notions that a stem, or a Chinese word, can stand for.
static WORDS: LazyLock<HashMap<&str, HashMap<String, Vec<u16>>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, HashMap<String, Vec<u16>>> = HashMap::new();
    for (notion, line) in (0_u16..).zip(include_str!("concepts.txt").lines()) {
        for (language, column) in COLUMNS.into_iter().zip(line.split('|')) {
            let known = words.entry(language).or_default();
            for word in column.split_whitespace() {
                let notions = known.entry(if language == "zh" { word.to_owned() } else { words::stem_of(word) }).or_default();
                if !notions.contains(&notion) {
                    notions.push(notion);
                }
            }
        }
    }
    words
});

/// The longest Chinese word of the dictionary, in characters.
pub const LONGEST: usize = 4;

/// The notions that a stem or a Chinese word can stand for.
pub fn of(language: &str, stem: &str) -> &'static [u16] {
    WORDS.get(language).and_then(|words| words.get(stem)).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, of};

    #[test]
    fn every_line_has_all_languages() {
        for line in include_str!("concepts.txt").lines() {
            let columns: Vec<&str> = line.split('|').collect();
            assert!(columns.len() == 6 && columns.iter().all(|column| !column.trim().is_empty()), "{line}");
            assert!(columns[5].split(' ').all(|word| word.chars().count() <= LONGEST), "{line}");
        }
    }

    #[test]
    fn words_are_found() {
        assert!(of("en", "peace").iter().any(|notion| of("zh", "和平").contains(notion)));
        assert!(of("de", "fried").is_empty());
    }
}
