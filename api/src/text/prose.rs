//! The plain form of a Markdown text: what a reader sees, without the marks.
//!
//! It comes from the same tree that the HTML is rendered from. Raw HTML is left
//! out, as the renderer leaves it out; an image stands for its alternative text, a
//! link for its text. White space is what a browser makes of it: a run of it is
//! one space. A line broken in the source is a space too, but nothing between two
//! Chinese or Japanese characters, which are written without spaces. A hard break
//! is `\n`, and the cells of a table row are parted by `\t`, as browsers copy them.
//!
//! All offsets count Unicode scalar values of the plain form.

use std::sync::LazyLock;

use comrak::{
    Arena, Options,
    arena_tree::NodeEdge,
    nodes::{ListType, NodeValue},
    parse_document,
};

/// What parts two paragraphs in the plain form.
const BETWEEN: &str = "\n\n";

/// The plain form of a text, and where its paragraphs are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    /// What a reader sees; paragraphs are parted by an empty line.
    pub text: String,
    /// The paragraphs in their order; between two of them there is only `\n\n`.
    pub paragraphs: Vec<Paragraph>,
}

/// One block of text: a paragraph, a heading, a paragraph of a list item or of a
/// quotation, a code block, or a row of a table. Never empty, and without white
/// space at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// What the block is.
    pub kind: ParagraphKind,
    /// Where it starts, in Unicode scalar values of the plain form.
    pub start: usize,
    /// Where it ends, in Unicode scalar values, exclusive.
    pub end: usize,
}

/// What a block of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParagraphKind {
    /// A heading, with its level from 1 to 6.
    Heading(u8),
    /// A plain paragraph.
    Text,
    /// A paragraph inside a list item. The first paragraph of an item of a numbered
    /// list has the number that a reader sees before it; it is not in the text.
    ListItem(Option<usize>),
    /// A paragraph inside a block quotation.
    Quotation,
    /// A code block, with its lines as they are.
    Code,
    /// One row of a table.
    Table,
}

/// The same extensions that the HTML is rendered with, so that both see one tree.
static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.footnotes = false;
    options.extension.cjk_friendly_emphasis = true;
    options
});

/// The plain form of a Markdown text.
///
/// Takes any input; time grows with the length of the source. Nesting is walked
/// without recursion.
#[must_use]
pub fn of_markdown(source: &str) -> Prose {
    let arena = Arena::new();
    let root = parse_document(&arena, source, &OPTIONS);
    let mut writer = Writer::default();
    let mut containers = Vec::new();
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data.borrow().value {
                NodeValue::List(list) => {
                    let next = (list.list_type == ListType::Ordered).then_some(list.start);
                    containers.push(Container::List { next });
                }
                NodeValue::Item(_) => {
                    let number = containers.last_mut().and_then(Container::count);
                    containers.push(Container::Item { number });
                }
                NodeValue::BlockQuote => containers.push(Container::Quotation),
                NodeValue::Paragraph => writer.open(containers.last_mut().map_or(ParagraphKind::Text, Container::kind)),
                NodeValue::Heading(heading) => writer.open(ParagraphKind::Heading(heading.level)),
                NodeValue::TableRow(_) => writer.open(ParagraphKind::Table),
                NodeValue::TableCell => writer.pause(Gap::Cell),
                NodeValue::CodeBlock(block) => {
                    writer.open(ParagraphKind::Code);
                    writer.code(block.literal.trim());
                    writer.close();
                }
                NodeValue::Text(text) => writer.words(text),
                NodeValue::Code(code) => writer.words(&code.literal),
                NodeValue::SoftBreak => writer.pause(Gap::Wrapped),
                NodeValue::LineBreak => writer.pause(Gap::Line),
                _ => {}
            },
            NodeEdge::End(node) => match &node.data.borrow().value {
                NodeValue::List(_) | NodeValue::Item(_) | NodeValue::BlockQuote => {
                    containers.pop();
                }
                NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableRow(_) => writer.close(),
                _ => {}
            },
        }
    }
    writer.close();
    writer.prose
}

/// A block that holds blocks.
enum Container {
    /// A list, with the number of its next item if it is numbered.
    List { next: Option<usize> },
    /// An item, with the number that its first paragraph takes.
    Item { number: Option<usize> },
    /// A block quotation.
    Quotation,
}

impl Container {
    fn count(&mut self) -> Option<usize> {
        let Self::List { next } = self else { return None };
        let number = *next;
        *next = number.map(|number| number.saturating_add(1));
        number
    }

    fn kind(&mut self) -> ParagraphKind {
        match self {
            Self::Item { number } => ParagraphKind::ListItem(number.take()),
            Self::Quotation => ParagraphKind::Quotation,
            Self::List { .. } => ParagraphKind::Text,
        }
    }
}

/// White space that is owed before the next character; the later ones outweigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Wrapped,
    Space,
    Cell,
    Line,
}

/// Writes the plain form and counts its characters.
#[derive(Default)]
struct Writer {
    prose: Prose,
    length: usize,
    last: Option<char>,
    kind: Option<ParagraphKind>,
    start: Option<usize>,
    gap: Gap,
}

impl Writer {
    fn open(&mut self, kind: ParagraphKind) {
        self.close();
        self.kind = Some(kind);
    }

    fn close(&mut self) {
        if let (Some(kind), Some(start)) = (self.kind, self.start) {
            while self.prose.text.chars().next_back().is_some_and(char::is_whitespace) {
                self.prose.text.pop();
                self.length -= 1;
            }
            self.prose.paragraphs.push(Paragraph { kind, start, end: self.length });
        }
        self.kind = None;
        self.start = None;
        self.gap = Gap::None;
    }

    /// Inline text: a run of white space becomes one space.
    fn words(&mut self, text: &str) {
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.pause(Gap::Space);
            } else {
                self.character(character);
            }
        }
    }

    /// Code: as it is.
    fn code(&mut self, text: &str) {
        for character in text.chars() {
            self.character(character);
        }
    }

    fn pause(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn character(&mut self, character: char) {
        if self.kind.is_none() || (self.start.is_none() && character.is_whitespace()) {
            return;
        }
        if self.start.is_none() {
            if !self.prose.paragraphs.is_empty() {
                self.prose.text.push_str(BETWEEN);
                self.length += BETWEEN.len();
            }
            self.start = Some(self.length);
        } else {
            let unspaced = is_unspaced(character) && self.last.is_some_and(is_unspaced);
            match self.gap {
                Gap::Wrapped if !unspaced => self.push(' '),
                Gap::None | Gap::Wrapped => {}
                Gap::Space => self.push(' '),
                Gap::Cell => self.push('\t'),
                Gap::Line => self.push('\n'),
            }
        }
        self.gap = Gap::None;
        self.push(character);
    }

    fn push(&mut self, character: char) {
        self.prose.text.push(character);
        self.length += 1;
        self.last = Some(character);
    }
}

/// Whether a character belongs to writing without spaces: Han, kana, their
/// punctuation and the full-width forms. Korean is written with spaces.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ParagraphKind, Prose, of_markdown};

    fn slice(prose: &Prose, start: usize, end: usize) -> String {
        prose.text.chars().skip(start).take(end - start).collect()
    }

    fn shown(source: &str) -> Vec<(ParagraphKind, String)> {
        let prose = of_markdown(source);
        prose.paragraphs.iter().map(|paragraph| (paragraph.kind, slice(&prose, paragraph.start, paragraph.end))).collect()
    }

    #[test]
    fn marks_are_not_seen() {
        assert_eq!(
            shown(
                "# A *calm* title\n\nSee [the **house**](https://example.org \"t\"), ![a cup](x.png) and `x  <y>`.<br>\n\n---\n\n<div>raw</div>\n\n~~old~~ &amp; new"
            ),
            [
                (ParagraphKind::Heading(1), "A calm title".to_owned()),
                (ParagraphKind::Text, "See the house, a cup and x <y>.".to_owned()),
                (ParagraphKind::Text, "old & new".to_owned()),
            ]
        );
    }

    #[test]
    fn breaks_are_what_a_browser_shows() {
        assert_eq!(shown("one\ntwo  \nthree   four"), [(ParagraphKind::Text, "one two\nthree four".to_owned())]);
        assert_eq!(shown("我们在\n茶馆。\nTea 好\nかな"), [(ParagraphKind::Text, "我们在茶馆。 Tea 好かな".to_owned())]);
        assert_eq!(shown("차를\n마시다"), [(ParagraphKind::Text, "차를 마시다".to_owned())]);
    }

    #[test]
    fn blocks_have_kinds() {
        assert_eq!(
            shown("3. three\n\n   more\n4. four\n   - under\n\n> quoted\n> - in it\n\n```\nlet a;\n\n  b\n```\n\n| a | b |\n|---|---|\n| c | |"),
            [
                (ParagraphKind::ListItem(Some(3)), "three".to_owned()),
                (ParagraphKind::ListItem(None), "more".to_owned()),
                (ParagraphKind::ListItem(Some(4)), "four".to_owned()),
                (ParagraphKind::ListItem(None), "under".to_owned()),
                (ParagraphKind::Quotation, "quoted".to_owned()),
                (ParagraphKind::ListItem(None), "in it".to_owned()),
                (ParagraphKind::Code, "let a;\n\n  b".to_owned()),
                (ParagraphKind::Table, "a\tb".to_owned()),
                (ParagraphKind::Table, "c".to_owned()),
            ]
        );
    }

    #[test]
    fn offsets_count_characters() {
        let prose = of_markdown("茶😀\n\n**馆**");
        assert_eq!(prose.text, "茶😀\n\n馆");
        assert_eq!(prose.paragraphs.iter().map(|paragraph| (paragraph.start, paragraph.end)).collect::<Vec<_>>(), [(0, 2), (4, 5)]);
        assert_eq!(of_markdown(" \u{a0}\n\n&nbsp;\n\n<b></b>"), Prose::default());
    }

    #[test]
    fn hostile_sources_take_linear_time() {
        // No assertion on time: the runner's limit would catch a square.
        for unit in ["[", "*_", "![", "`", "<", "&", "~", "> ", "- ", "|a", "\\\n", "a  \n", "\u{a0}"] {
            let _ = of_markdown(&unit.repeat(30_000 / unit.len()));
        }
    }

    fn well_formed(prose: &Prose) {
        let characters = prose.text.chars().collect::<Vec<_>>();
        let mut end = 0;
        for (index, paragraph) in prose.paragraphs.iter().enumerate() {
            assert_eq!(characters[end..paragraph.start].iter().collect::<String>(), if index == 0 { "" } else { "\n\n" });
            assert!(paragraph.start < paragraph.end);
            assert!(!characters[paragraph.start].is_whitespace() && !characters[paragraph.end - 1].is_whitespace());
            end = paragraph.end;
        }
        assert_eq!(end, characters.len());
    }

    proptest! {
        #[test]
        fn paragraphs_tile_any_text(source in "\\PC{0,300}") {
            well_formed(&of_markdown(&source));
        }

        #[test]
        fn paragraphs_tile_any_markdown(pieces in prop::collection::vec(
            prop::sample::select(vec!["# ", "> ", "- ", "1. ", "\n", "\n\n", "  \n", "```\n", "| a | b |\n|-|-|\n", "`", "*", "[x](y)", "![z](w)", "<b>", "茶", "a", " ", "\t", "\u{a0}", "\\", "&nbsp;", "😀"]),
            0..60,
        )) {
            well_formed(&of_markdown(&pieces.concat()));
        }
    }
}
