//! Markdown: rendered by one library, then sanitised by another.
//!
//! Raw HTML in the source is not passed on, and what is passed on is cleaned
//! against a list of what may stay. Text is rendered when it is written, not
//! when it is read.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};
use comrak::{Options, markdown_to_html};

/// Nesting that no reader could follow; deeper quotes and lists are refused,
/// because their HTML grows with the square of the source.
const MAX_NESTING: usize = 32;

/// Renders Markdown to HTML that is safe to put into a page. Links carry
/// `rel="nofollow ugc noopener"`; images are not passed on, only their text.
#[must_use]
pub fn render(source: &str) -> String {
    SANITISER.clean(&markdown_to_html(source, &OPTIONS)).to_string()
}

/// Whether a source would render in reasonable time and size; the reason if not.
pub fn check(source: &str) -> Result<(), Cow<'static, str>> {
    for line in source.lines() {
        let markers =
            line.chars().take_while(|character| matches!(character, '>' | ' ' | '\t' | '-' | '*' | '+')).filter(|character| !character.is_whitespace());
        if markers.take(MAX_NESTING + 1).count() > MAX_NESTING && !is_rule(line) {
            return Err("It nests quotes or lists too deeply.".into());
        }
        if line.len() - line.trim_start().len() > MAX_NESTING * 4 {
            return Err("It indents too deeply.".into());
        }
    }
    Ok(())
}

/// Markdown that shows a plain text as it is, line by line: no mark, tag or address in it is
/// one any more. Empty lines part paragraphs; spaces at the ends of lines, which no reader
/// would see, are dropped, and so are control characters.
#[must_use]
pub fn from_plain(text: &str) -> String {
    let mut source = String::with_capacity(text.len() + text.len() / 8);
    let mut gap = "";
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let line: String = line.chars().map(|character| if character == '\t' { ' ' } else { character }).filter(|character| !character.is_control()).collect();
        let line = line.trim();
        if line.is_empty() {
            gap = if source.is_empty() { "" } else { "\n\n" };
            continue;
        }
        source.push_str(gap);
        push_escaped(&mut source, line);
        gap = "\\\n";
    }
    source
}

/// Not comrak's own `escape_commonmark_inline`: that escapes every full stop and hyphen, and
/// whoever translates a post begins with its source.
fn push_escaped(source: &mut String, line: &str) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, character) in line.char_indices() {
        let rest = line.get(at + character.len_utf8()..).unwrap_or_default();
        let is_mark = match character {
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '`' => true,
            // Headings, lists, rules, and the line under a heading or a table's head.
            '#' | '+' | '-' | '=' => at == 0,
            ':' => at == 0 || rest.starts_with('/'),
            ')' => digits > 0 && at == digits,
            // Lists again, and addresses, which must not hold backslashes.
            '.' => (digits > 0 && at == digits) || line.get(..at).is_some_and(|before| before.ends_with("www")),
            _ => false,
        };
        if is_mark {
            source.push('\\');
        }
        source.push(character);
    }
}

/// A thematic break may be as long as it likes.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|character| !character.is_whitespace());
    marks.next().is_some_and(|first| matches!(first, '-' | '*') && marks.all(|character| character == first))
}

pub(super) static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.footnotes = false;
    // Chinese has no spaces around emphasis.
    options.extension.cjk_friendly_emphasis = true;
    options
});

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style", "iframe", "object", "svg", "math", "template", "noscript"]))
        .tag_attributes(
            [("a", HashSet::from(["href", "title"])), ("ol", HashSet::from(["start"])), ("td", HashSet::from(["align"])), ("th", HashSet::from(["align"]))]
                .into(),
        )
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow ugc noopener"));
    builder
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{check, from_plain, render};
    use crate::text::prose;

    #[test]
    fn a_plain_text_shows_as_it_is() {
        assert_eq!(from_plain("A calm answer. It costs 3.50, or 10-12 (about)!"), "A calm answer. It costs 3.50, or 10-12 (about)!");
        assert_eq!(from_plain(" 1. one\r\n\r\n\r\n- *two*\n  <b>three</b>\0\n"), "1\\. one\n\n\\- \\*two\\*\\\n\\<b\\>three\\</b\\>");
        assert_eq!(
            render(&from_plain("<script>alert(1)</script> & [x](javascript:y)")),
            "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; [x](javascript:y)</p>\n"
        );
        assert_eq!(render(&from_plain("see https://example.org/a_b, www.x_y.org")), "<p>see https://example.org/a_b, www.x_y.org</p>\n");
        assert_eq!(from_plain(" \n\t\n"), "");
    }

    /// Texts of what Markdown gives a meaning, line by line.
    fn marked() -> impl Strategy<Value = String> {
        let marks = [
            "*", "_", "`", "~", "#", "+", "-", "=", ">", "<", "&", "|", ":", "[", "]", "(", ")", "!", "\\", "/", ".", "1", "12", "a", "word", "茶", " ", "  ",
            "\t", "\n", "\n\n", "\r\n", "http", "www", "@", "amp;", "#35;", "<b>", "<!--", "://", "--", "```", "x.org", "\"", "'", "$", "^", "%",
        ];
        proptest::collection::vec(proptest::sample::select(marks.to_vec()), 0..40).prop_map(|parts| parts.concat())
    }

    /// What is left of a text when nobody sees how many spaces there are.
    fn words(text: &str) -> Vec<Vec<String>> {
        let lines = text.split('\n').map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        lines.filter(|line| !line.is_empty()).collect()
    }

    proptest! {
        #[test]
        fn no_plain_text_is_read_as_marks(text in prop_oneof![marked(), any::<String>()]) {
            let clean: String = text.replace("\r\n", "\n").chars().map(|c| if matches!(c, '\r' | '\u{2028}' | '\u{2029}') { '\n' } else { c })
                .filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            let source = from_plain(&text);
            let shown = prose::of_markdown(&source);
            prop_assert_eq!(words(&shown.text), words(&clean), "{:?}", source);
            let only_text = shown.paragraphs.iter().all(|paragraph| paragraph.kind == prose::ParagraphKind::Text);
            prop_assert!(only_text, "{:?}", source);
            let html = render(&source);
            for tag in ["<h", "<li", "<ul", "<ol", "<table", "<pre", "<code", "<blockquote", "<em", "<strong", "<del", "href=\"http", "<b>"] {
                prop_assert!(!html.contains(tag), "{:?} gave {}", source, html);
            }
            prop_assert!(check(&source).is_ok());
        }
    }

    #[test]
    fn ordinary_text_renders() {
        assert_eq!(render("A *calm* answer."), "<p>A <em>calm</em> answer.</p>\n");
        assert_eq!(render("她说：**“你好。”**然后"), "<p>她说：<strong>“你好。”</strong>然后</p>\n");
        assert_eq!(
            render("[here](https://example.org/a \"b\")"),
            "<p><a href=\"https://example.org/a\" title=\"b\" rel=\"nofollow ugc noopener\">here</a></p>\n"
        );
    }

    #[test]
    fn nothing_dangerous_is_left() {
        for source in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "[x](java\nscript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "![x](javascript:alert(1))",
            "<svg/onload=alert(1)>",
            "<javascript:alert(1)>",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
        ] {
            let html = render(source);
            for bad in ["<script", "javascript:\"", "href=\"javascript", "href=\"data", "<img", "<svg", "<iframe"] {
                assert!(!html.to_lowercase().contains(bad), "{source} gave {html}");
            }
        }
    }

    #[test]
    fn hostile_nesting_is_refused_and_rules_are_not() {
        assert!(check(&">".repeat(50_000)).is_err());
        assert!(check(&format!("{}x", "- ".repeat(200))).is_err());
        assert!(check(&format!("{}x", " ".repeat(500))).is_err());
        assert!(check(&"-".repeat(80)).is_ok());
        assert!(check(&"* ".repeat(40)).is_ok());
        assert!(check("> > a quote in a quote\n\n- a\n  - b\n    - c").is_ok());
    }

    #[test]
    fn long_runs_render_in_linear_time() {
        // No assertion on time: the runner's limit would catch a square.
        for unit in ["[", "*_", "![", "`", "<", "&", "~"] {
            let _ = render(&unit.repeat(20_000 / unit.len()));
        }
    }
}
