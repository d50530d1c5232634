//! Which characters of a Markdown text are the author's own words: not quotes, not
//! code, not addresses. A line scanner, no parser: it must keep every offset, and a
//! mistake of its costs a hint only.

/// What a character belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The author's own words.
    Own,
    /// A quoted line: somebody else's.
    Quote,
    /// Code, in a block or in a line.
    Code,
    /// A link's address.
    Address,
}

/// The kind of each character.
pub(super) fn kinds(chars: &[char]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Own; chars.len()];
    let mut fence: Option<(char, usize)> = None;
    let mut start = 0;
    while start < chars.len() {
        let end = chars[start..].iter().position(|character| *character == '\n').map_or(chars.len(), |length| start + length + 1);
        let line = &chars[start..end];
        let marker = fence_of(line);
        let kind = match (fence, marker) {
            (Some(open), Some(close)) if close.0 == open.0 && close.1 >= open.1 => {
                fence = None;
                Kind::Code
            }
            (Some(_), _) => Kind::Code,
            (None, Some(open)) => {
                fence = Some(open);
                Kind::Code
            }
            (None, None) if is_quote(line) => Kind::Quote,
            (None, None) => Kind::Own,
        };
        kinds[start..end].fill(kind);
        start = end;
    }
    mark_code_spans(chars, &mut kinds);
    mark_addresses(chars, &mut kinds);
    kinds
}

fn indent(line: &[char]) -> usize {
    line.iter().take_while(|character| **character == ' ').count()
}

fn is_quote(line: &[char]) -> bool {
    let indent = indent(line);
    indent < 4 && matches!(line.get(indent), Some('>'))
}

/// The character and length of a fence of code, if the line is one.
fn fence_of(line: &[char]) -> Option<(char, usize)> {
    let line = &line[indent(line).min(3)..];
    let first = *line.first().filter(|first| matches!(first, '`' | '~'))?;
    let length = line.iter().take_while(|character| **character == first).count();
    // A row of backticks with more of them behind is a span in a line.
    let is_fence = length >= 3 && (first == '~' || !line[length..].contains(&'`'));
    is_fence.then_some((first, length))
}

/// Marks what stands between two equally long rows of backticks of one paragraph.
fn mark_code_spans(chars: &[char], kinds: &mut [Kind]) {
    let mut rows: Vec<(usize, usize)> = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let ends_paragraph = chars[index] == '\n' && chars.get(index + 1).is_none_or(|next| *next == '\n');
        if ends_paragraph {
            rows.clear();
        }
        if chars[index] != '`' || kinds[index] != Kind::Own {
            index += 1;
            continue;
        }
        let length = chars[index..].iter().take_while(|character| **character == '`').count();
        // At most a few are open at once, so the search is short.
        if let Some(at) = rows.iter().position(|(_, open)| *open == length) {
            kinds[rows[at].0..index + length].fill(Kind::Code);
            rows.clear();
        } else if rows.len() < 8 {
            rows.push((index, length));
        }
        index += length;
    }
}

/// Marks bare addresses, and the address in `[text](address)`.
fn mark_addresses(chars: &[char], kinds: &mut [Kind]) {
    let mut index = 0;
    while index < chars.len() {
        if is_address_start(chars, index) || (index >= 2 && chars[index - 2] == ']' && chars[index - 1] == '(') {
            let ends = |character: &char| character.is_whitespace() || matches!(character, ')' | '>' | ']' | '"' | '）' | '，' | '。' | '`');
            let end = chars[index..].iter().position(ends).map_or(chars.len(), |length| index + length);
            for kind in &mut kinds[index..end] {
                if *kind == Kind::Own {
                    *kind = Kind::Address;
                }
            }
            index = end.max(index + 1);
        } else {
            index += 1;
        }
    }
}

/// Whether an address begins here.
pub(super) fn is_address_start(chars: &[char], index: usize) -> bool {
    let begins = |prefix: &str| {
        let mut rest = chars[index..].iter();
        prefix.chars().all(|wanted| rest.next().is_some_and(|character| character.to_ascii_lowercase() == wanted))
    };
    matches!(chars[index], 'h' | 'H' | 'w' | 'W')
        && (index == 0 || !chars[index - 1].is_ascii_alphanumeric())
        && (begins("http://") || begins("https://") || begins("www."))
}

#[cfg(test)]
mod tests {
    use super::{Kind, kinds};

    fn own(text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        chars.iter().zip(kinds(&chars)).filter(|(_, kind)| *kind == Kind::Own).map(|(character, _)| *character).collect()
    }

    #[test]
    fn quotes_and_code_are_not_own_words() {
        assert_eq!(own("> you idiot\nNo, please."), "No, please.");
        assert_eq!(own("   > 白痴\n好"), "好");
        assert_eq!(own("a `you idiot` b ``x`y`` c"), "a  b  c");
        assert_eq!(own("a\n```\nidiot\n```\nb\n~~~\nidiot"), "a\nb\n");
        assert_eq!(own("an open ` stays\n\nand ` too"), "an open ` stays\n\nand ` too");
    }

    #[test]
    fn addresses_are_not_own_words() {
        assert_eq!(own("see https://example.org/stupid and [here](/idiot) now"), "see  and [here]() now");
    }
}
