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
    use super::{check, render};

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
