//! Words: made safe for XML, counted, shortened and broken into lines.
//!
//! Nothing is measured with a font, as there may be none: widths are estimates on the wide side, in
//! units of the font's size (em).

use unicode_bidi::Direction;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// So many marks may stand on one letter: more would reach into the lines above and below.
const MARKS: usize = 4;
const ELLIPSIS: &str = "…";

/// A text that may be put into a picture: one line, without what XML 1.0 forbids, without other control
/// characters and without those that turn the direction of what follows.
pub(crate) fn clean(text: &str) -> String {
    let mut marks = 0;
    let kept: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| {
            marks = if is_combining_mark(c) { marks + 1 } else { 0 };
            marks <= MARKS && !c.is_control() && !turns_direction(c) && !is_no_character(c)
        })
        .collect();
    kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// U+FFFE and U+FFFF, which XML 1.0 forbids, their like in other planes, and the rest of what Unicode sets apart.
fn is_no_character(c: char) -> bool {
    u32::from(c) & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

/// For text between tags.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A text inside a sentence, kept from turning the direction of its neighbours.
pub(crate) fn quoted(text: &str) -> String {
    format!("“\u{2068}{text}\u{2069}”")
}

/// Whether the first letter with a direction is of a script that runs from right to left.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    unicode_bidi::get_base_direction(text) == Direction::Rtl
}

/// `12,345`.
pub(crate) fn count(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 country`, `12 countries`.
pub(crate) fn counted(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// How much narrower the letters of a font are if it is not bold.
pub(crate) const REGULAR: f64 = 0.95;

/// About how wide a text is in a bold font, in em.
pub(crate) fn width(text: &str) -> f64 {
    text.graphemes(true).map(grapheme_width).sum()
}

fn grapheme_width(grapheme: &str) -> f64 {
    let one = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.4,
        'm' | 'M' | 'W' | '@' | '%' | '…' | '—' => 1.1,
        _ if c.is_uppercase() => 0.82,
        _ => 0.66,
    };
    let mut letters = grapheme.chars();
    match (letters.next(), letters.next()) {
        (Some(c), None) if c.is_ascii() || c.is_lowercase() || c.is_uppercase() => one(c),
        _ if grapheme.width() >= 2 && grapheme.chars().any(|c| u32::from(c) >= 0x1_F000 || c == '\u{FE0F}') => 1.35,
        // A ligature, such as one for a whole phrase, is as wide as what it stands for.
        _ => match grapheme.width().max(grapheme.nfkc().filter(|&c| !is_combining_mark(c)).count()) {
            0 => 0.0,
            1 => 0.68,
            columns => f64::from(u16::try_from(columns).unwrap_or(u16::MAX)) * 0.52,
        },
    }
}

/// The text if it fits into `room` em, or as much of it as fits with an ellipsis, cut between graphemes.
pub(crate) fn shortened(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let kept = fitting(text, room - width(ELLIPSIS));
    format!("{}{ELLIPSIS}", text[..kept].trim_end())
}

/// How many bytes of whole graphemes fit.
fn fitting(text: &str, room: f64) -> usize {
    let mut used = 0.0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > room {
            return at;
        }
    }
    text.len()
}

/// At most `lines` lines of `room` em each, broken where the script allows it; the last is shortened.
pub(crate) fn wrapped(text: &str, room: f64, lines: usize) -> Vec<String> {
    let mut rest = text;
    let mut found = Vec::new();
    while found.len() + 1 < lines && width(rest) > room {
        // A space at the end of a line takes no room.
        let fits = fitting(rest, room);
        let at = linebreaks(rest)
            .filter(|&(_, kind)| kind == BreakOpportunity::Allowed)
            .map(|(at, _)| at)
            .take_while(|&at| rest[..at].trim_end().len() <= fits)
            .last()
            .unwrap_or(fits);
        if at == 0 {
            break;
        }
        found.push(rest[..at].trim_end().to_owned());
        rest = rest[at..].trim_start();
    }
    found.push(shortened(rest, room));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 7, 999, 1_000, 12_345, 1_234_567].map(count), ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!([count(u32::MAX), counted(1, "one", "more"), counted(0, "one", "more")], ["4,294,967,295", "1 one", "0 more"]);
    }

    #[test]
    fn texts_are_cleaned() {
        assert_eq!(clean(" a\u{0}\u{1b}b\r\n\tc\u{2028}d\u{ffff}\u{1fffe}\u{fdd0} "), "ab c d");
        assert_eq!(clean("\u{202e}abc\u{2066}\u{200f}"), "abc");
        assert_eq!(clean(&format!("e{}f", "\u{301}".repeat(50))), format!("e{}f", "\u{301}".repeat(MARKS)));
        // Joiners are part of how scripts and families are written.
        assert_eq!(clean("می‌خواهم 👨‍👩‍👧"), "می‌خواهم 👨‍👩‍👧");
    }

    #[test]
    fn long_texts_end_between_graphemes() {
        assert_eq!(shortened("short", 10.0), "short");
        let family = "👨‍👩‍👧".repeat(20);
        let cut = shortened(&family, 10.0);
        assert!(cut.ends_with(ELLIPSIS) && width(&cut) <= 10.0, "{cut}");
        assert_eq!(cut.trim_end_matches(ELLIPSIS).chars().count() % "👨‍👩‍👧".chars().count(), 0);
        let accents = shortened(&"e\u{301}".repeat(40), 10.0);
        assert!(accents.ends_with("e\u{301}…"), "{accents}");
        assert_eq!(shortened("one two three", 3.6), "one…", "no space before the ellipsis");
    }

    #[test]
    fn lines_break_where_the_script_allows() {
        assert_eq!(wrapped("one two three", 6.0, 2), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 60.0, 2), ["one two three"]);
        // A comma does not begin a line.
        assert_eq!(wrapped("四十年跨越，边境", 5.6, 2), ["四十年跨", "越，边境"]);
        let long = wrapped(&"x".repeat(90), 10.0, 2);
        assert!(long.len() == 2 && long[1].ends_with(ELLIPSIS) && long.iter().all(|line| width(line) <= 10.0), "{long:?}");
        assert_eq!(wrapped("", 10.0, 2), [""]);
    }

    #[test]
    fn wide_letters_count_for_more() {
        assert!(width("中文") > width("ab") && width("MW") > width("mi") && width("👩‍👧") < 1.5 && width("\u{FDFA}") > 5.0);
    }

    #[test]
    fn directions() {
        assert!(is_right_to_left("«العربية» and more") && is_right_to_left("עברית"));
        assert!(!is_right_to_left("Arabic: العربية") && !is_right_to_left("中文") && !is_right_to_left("123"));
    }
}
