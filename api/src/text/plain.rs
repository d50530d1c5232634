//! Plain text: titles, names, handles, reasons. Lengths count Unicode scalar values.

/// Bounds of a plain text, in Unicode scalar values after trimming.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Fewest.
    pub min: usize,
    /// Most.
    pub max: usize,
}

/// One line of plain text, trimmed: a title or a name.
///
/// Refuses control characters, and those that hide or turn what is around them
/// (zero-width and bidirectional formatting): a name must look like what it is.
pub fn line(text: &str, bounds: Bounds) -> Result<String, String> {
    let text = text.trim();
    if let Some(character) = text.chars().find(|character| is_deceptive(*character)) {
        return Err(format!("It may not contain the invisible character U+{:04X}.", u32::from(character)));
    }
    check_length(text, bounds)?;
    Ok(text.to_owned())
}

/// Several lines of text: a body or a reason. Line ends become `\n`; control
/// characters other than line ends and tabs are refused.
pub fn block(text: &str, bounds: Bounds) -> Result<String, String> {
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    if let Some(character) = text.chars().find(|character| character.is_control() && !matches!(character, '\n' | '\t')) {
        return Err(format!("It may not contain the control character U+{:04X}.", u32::from(character)));
    }
    let trimmed = text.trim_end();
    let trimmed = trimmed.trim_start_matches('\n');
    check_length(trimmed, bounds)?;
    if bounds.min > 0 && trimmed.trim().is_empty() {
        return Err("It may not be empty.".to_owned());
    }
    Ok(trimmed.to_owned())
}

/// One line of plain text out of what is not ours to refuse: cut to so many Unicode
/// scalar values, without control characters and those that deceive. Line ends and tabs
/// become spaces.
#[must_use]
pub fn tame(text: &str, most: usize) -> String {
    let spaced = text.trim().replace("\r\n", " ").replace(['\r', '\n', '\t', '\u{2028}', '\u{2029}'], " ");
    let tame: String = spaced.chars().filter(|character| !is_deceptive(*character)).take(most).collect();
    tame.trim().to_owned()
}

fn check_length(text: &str, bounds: Bounds) -> Result<(), String> {
    // Bytes bound characters from above: most texts need no counting.
    let short_enough = text.len() <= bounds.max || text.chars().count() <= bounds.max;
    if text.is_empty() && bounds.min > 0 {
        return Err("It may not be empty.".to_owned());
    }
    if !short_enough {
        return Err(format!("It may have at most {} characters.", bounds.max));
    }
    if text.chars().take(bounds.min).count() < bounds.min {
        return Err(format!("It must have at least {} characters.", bounds.min));
    }
    Ok(())
}

/// Controls, zero-width characters, bidirectional formatting, line separators,
/// fillers and tags: what no name needs and impostors use.
fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::{Bounds, block, line};

    const TITLE: Bounds = Bounds { min: 3, max: 5 };

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert_eq!(line("  民间外交  ", TITLE).as_deref(), Ok("民间外交"));
        assert!(line("民间外交之道", TITLE).is_err());
        assert!(line("ab", TITLE).is_err());
        assert!(line("   ", TITLE).is_err());
    }

    #[test]
    fn names_hide_nothing() {
        for bad in ["a\u{200B}bc", "ab\u{202E}c", "a\nbc", "a\0bc", "\u{FEFF}abc"] {
            assert!(line(bad, TITLE).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn bodies_keep_their_lines() {
        assert_eq!(block("a\r\nb\rc\n\n", TITLE).as_deref(), Ok("a\nb\nc"));
        assert!(block("a\u{7}bc", TITLE).is_err());
        assert!(block(" \n\t ", Bounds { min: 1, max: 9 }).is_err());
    }
}
