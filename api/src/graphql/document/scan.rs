//! A look at a document's characters before it is parsed. The parser recurses
//! for each bracket and makes an allocation for each name, so a small text could
//! cost it its stack or a lot of memory; this loop needs neither.

use super::{MAX_DIRECTIVES, MAX_NAME_LENGTH, MAX_NESTING, MAX_TOKENS, Refusal};

/// What the scan has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Tokens, punctuation included.
    pub tokens: usize,
    /// `@` signs.
    pub directives: usize,
}

/// Counts, and refuses what is over a limit. Text that is not GraphQL is left to
/// the parser: whatever this loop takes it for, the parser stops there.
pub(super) fn scan(text: &str) -> Result<Counts, Refusal> {
    let bytes = text.as_bytes();
    let mut counts = Counts::default();
    let mut nesting = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += run(&bytes[at..], |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => string(&bytes[at..]),
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                let length = run(&bytes[at..], |byte| byte.is_ascii_alphanumeric() || byte == b'_');
                if length > MAX_NAME_LENGTH {
                    return Err(Refusal::too_complex(format!("A name in the document has more than {MAX_NAME_LENGTH} characters.")));
                }
                length
            }
            b'0'..=b'9' | b'-' => 1 + run(&bytes[at + 1..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-')),
            b'.' => run(&bytes[at..], |byte| byte == b'.').min(3),
            b'{' | b'[' | b'(' => {
                nesting += 1;
                if nesting > MAX_NESTING {
                    return Err(Refusal::too_complex(format!("The document has more than {MAX_NESTING} brackets inside each other.")));
                }
                1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                1
            }
            b'@' => {
                counts.directives += 1;
                1
            }
            _ => 1,
        };
        counts.tokens += 1;
        at += length;
        if counts.tokens > MAX_TOKENS {
            return Err(Refusal::too_complex(format!("The document has more than {MAX_TOKENS} tokens.")));
        }
        if counts.directives > MAX_DIRECTIVES {
            return Err(Refusal::too_complex(format!("The document has more than {MAX_DIRECTIVES} directives.")));
        }
    }
    Ok(counts)
}

/// How many bytes from the start are `wanted`.
fn run(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !wanted(*byte)).unwrap_or(bytes.len())
}

/// Length of the string that begins here, with its quotes. One without an end
/// reaches to the end of its line, a block string to the end of the text.
fn string(bytes: &[u8]) -> usize {
    let is_block = bytes.starts_with(br#"""""#);
    let mut at = if is_block { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'\\' if is_block && rest.starts_with(br#"\""""#) => 4,
            b'"' if is_block && rest.starts_with(br#"""""#) => return at + 3,
            b'\\' if !is_block && rest.get(1).is_some_and(|next| !matches!(next, b'\n' | b'\r')) => 2,
            b'"' if !is_block => return at + 1,
            b'\n' | b'\r' if !is_block => return at,
            _ => 1,
        };
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Counts, scan};

    fn tokens(text: &str) -> usize {
        scan(text).unwrap().tokens
    }

    #[test]
    fn tokens_are_counted_as_the_specification_has_them() {
        assert_eq!(tokens("{ a(b: -1.5e3, c: \"x { y\") ...F @skip(if: $no) }"), 21);
        assert_eq!(tokens("# { { {\n{a}"), 3);
        assert_eq!(tokens(r#"{ a(b: """ \""" { " """) }"#), 8);
        assert_eq!(tokens(r#""a\"b" "" "c"#), 3);
        assert_eq!(scan("\u{feff}{a @b @c}").unwrap(), Counts { tokens: 10, directives: 2 });
    }

    #[test]
    fn brackets_names_tokens_and_directives_are_bounded() {
        assert!(scan(&"{".repeat(20_000)).is_err());
        assert!(scan(&format!("{}{}", "[".repeat(64), "]".repeat(64))).is_ok());
        assert!(scan(&"[".repeat(65)).is_err());
        assert!(scan(&"a ".repeat(5_000)).is_ok());
        assert!(scan(&"a ".repeat(5_001)).is_err());
        assert!(scan(&"a".repeat(257)).is_err());
        assert!(scan(&"@a ".repeat(50)).is_ok());
        assert!(scan(&"@a ".repeat(51)).is_err());
        assert!(scan(&format!("\"{}\"", "{".repeat(20_000))).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(?s).{0,200}", marks in "[\"\\\\\n#{}a@. -]{0,80}") {
            let _ = scan(&text);
            let _ = scan(&marks);
        }
    }
}
