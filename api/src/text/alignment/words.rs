//! Characters and words as keys see them: marks, folding, stems, consonants.

use unicode_normalization::UnicodeNormalization;

/// Han, kana, and the scripts of South East Asia that put no space between words.
pub fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Accents that stand as characters of their own, and what may stand inside a word.
pub fn is_joined(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{200c}' | '\u{200d}')
}

pub fn is_closing(character: char) -> bool {
    matches!(character, '"' | '”' | '’' | '»' | '」' | '』' | '）' | ')' | ']' | '》' | '\'')
}

/// The form that stands for a mark in all languages.
pub fn common_mark(character: char) -> Option<char> {
    Some(match character {
        '?' | '？' | '؟' | '¿' => '?',
        '!' | '！' | '¡' => '!',
        '.' | '。' | '．' | '۔' => '.',
        ',' | '，' | '،' | '、' => ',',
        ';' | '；' | '؛' => ';',
        ':' | '：' => ':',
        '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => '"',
        '(' | ')' | '（' | '）' => '(',
        '[' | ']' | '［' | '］' | '【' | '】' => '[',
        '%' | '％' | '٪' => '%',
        '…' | '⋯' => '…',
        '$' | '€' | '£' | '¥' | '₽' | '@' | '#' | '=' | '+' | '§' | '*' => character,
        _ => return None,
    })
}

/// Lower case, without accents; Arabic letters in their plain form.
pub fn fold(word: &[char]) -> String {
    word.iter()
        .flat_map(|character| character.to_lowercase())
        .nfd()
        .filter(|character| !is_joined(*character))
        .map(|character| match character {
            'ى' | 'ی' => 'ي',
            'ة' => 'ه',
            'ک' => 'ك',
            'ٱ' => 'ا',
            _ => character,
        })
        .collect()
}

/// Without the Arabic article and what is written together with it.
pub fn bare(word: &str) -> &str {
    if !word.starts_with(|first: char| matches!(first, '\u{620}'..='\u{64a}')) {
        return word;
    }
    let long = |rest: &&str| rest.chars().count() >= 3;
    for prefix in ["وال", "بال", "كال", "فال", "ولل", "ال", "لل"] {
        if let Some(rest) = word.strip_prefix(prefix).filter(long) {
            return rest;
        }
    }
    word.strip_prefix('و').filter(long).unwrap_or(word)
}

/// The stem of a word as it is written.
pub fn stem_of(word: &str) -> String {
    stem(bare(&fold(&word.chars().collect::<Vec<_>>())))
}

/// The beginning of a word, which its forms have in common.
pub fn stem(word: &str) -> String {
    let first = word.chars().next().unwrap_or_default();
    if matches!(first, '\u{620}'..='\u{64a}') {
        for ending in ["ات", "ون", "ين", "ها", "هم", "يه", "ه", "ي"] {
            if let Some(rest) = word.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3) {
                return rest.chars().take(5).collect();
            }
        }
        return word.chars().take(5).collect();
    }
    let length = word.chars().count();
    match word.strip_suffix('s') {
        Some(rest) if length == 4 || length == 5 => rest.to_owned(),
        _ => word.chars().take(5).collect(),
    }
}

/// The first four consonants, with those as one that scripts and languages exchange.
pub fn consonants(word: &str) -> String {
    let characters: Vec<char> = word.chars().collect();
    let mut found = String::new();
    for (place, &character) in characters.iter().enumerate() {
        let next = characters.get(place + 1).copied().unwrap_or_default();
        let sound = match character {
            'p' if next == 'h' => 'f',
            'c' if matches!(next, 'e' | 'i' | 'y' | 'h') => 's',
            'b' | 'p' | 'б' | 'п' | 'ب' | 'پ' => 'p',
            'f' | 'v' | 'w' | 'в' | 'ф' | 'ف' | 'ڤ' => 'f',
            'c' | 'k' | 'q' | 'g' | 'г' | 'к' | 'х' | 'ك' | 'ق' | 'غ' | 'ج' | 'خ' | 'گ' => 'k',
            's' | 'z' | 'x' | 'j' | 'ж' | 'з' | 'с' | 'ц' | 'ч' | 'ш' | 'щ' | 'س' | 'ص' | 'ش' | 'ز' | 'ظ' => 's',
            't' | 'd' | 'т' | 'д' | 'ت' | 'ط' | 'د' | 'ض' | 'ث' | 'ذ' => 't',
            'l' | 'л' | 'ل' => 'l',
            'm' | 'м' | 'م' => 'm',
            'n' | 'н' | 'ن' => 'n',
            'r' | 'р' | 'ر' => 'r',
            _ => continue,
        };
        if !found.ends_with(sound) {
            found.push(sound);
        }
        if found.len() == 4 {
            break;
        }
    }
    found
}
