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

/// `1 voter`, `12 voters`.
pub(crate) fn counted(number: u32, one: &str, more: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { more })
}

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
        _ => f64::from(u16::try_from(grapheme.width().max(grapheme.nfkc().filter(|&c| !is_combining_mark(c)).count())).unwrap_or(u16::MAX)) * 0.55,
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
