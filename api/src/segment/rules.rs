//! What an edition's plain text and sentences are. Pure.

use crate::text::{prose, sentences};

/// A sentence in a plain text; offsets count its Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Counts paragraphs from 0.
    pub paragraph: usize,
    /// Where it begins.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
}

/// A text as a reader sees it, with its sentences in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segmentation {
    /// Without marks.
    pub plain_text: String,
    /// Its sentences.
    pub sentences: Vec<Span>,
}

/// Splits a Markdown text. The same text always comes out the same.
#[must_use]
pub fn segment(body: &str) -> Segmentation {
    let prose = prose::of_markdown(body);
    let sentences =
        sentences::of_prose(&prose).into_iter().map(|sentence| Span { paragraph: sentence.paragraph, start: sentence.start, end: sentence.end }).collect();
    Segmentation { plain_text: prose.text, sentences }
}

/// The words of sentences that stand in a text in order: `(start, end)` each. One pass,
/// however many there are; what reaches beyond the text is cut.
#[must_use]
pub fn cut(text: &str, spans: impl IntoIterator<Item = (usize, usize)>) -> Vec<&str> {
    let (mut rest, mut at) = (text, 0);
    let mut words = Vec::new();
    for (start, end) in spans {
        let (_, after) = split(rest, start.saturating_sub(at));
        let (inside, after) = split(after, end.saturating_sub(start));
        words.push(inside);
        (rest, at) = (after, end.max(start));
    }
    words
}

/// The first so many scalar values, and what follows.
fn split(text: &str, count: usize) -> (&str, &str) {
    text.split_at(text.char_indices().nth(count).map_or(text.len(), |(byte, _)| byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, proptest};

    use super::{cut, segment};

    fn sentences(body: &str) -> Vec<(usize, String)> {
        let found = segment(body);
        let words = cut(&found.plain_text, found.sentences.iter().map(|span| (span.start, span.end)));
        found.sentences.iter().zip(words).map(|(span, words)| (span.paragraph, words.to_owned())).collect()
    }

    #[test]
    fn several_scripts_in_one_text() {
        let body = "# 茶 and *tea*\n\n我们先听。你再说！\n\nقال: اجلس. هل تشرب الشاي؟ نعم.";
        let expected = [(0, "茶 and tea"), (1, "我们先听。"), (1, "你再说！"), (2, "قال: اجلس."), (2, "هل تشرب الشاي؟"), (2, "نعم.")];
        let found = sentences(body);
        assert_eq!(found.iter().map(|(paragraph, words)| (*paragraph, words.as_str())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn nothing_is_cut_beyond_the_text() {
        assert_eq!(cut("茶a", [(0, 1), (1, 9), (20, 30)]), ["茶", "a", ""]);
        assert!(segment("").sentences.is_empty());
        assert!(segment("<!-- nothing to see -->").sentences.is_empty());
    }

    proptest! {
        #[test]
        fn every_letter_is_in_one_sentence(lines in prop::collection::vec("[a-zA-Z0-9 茶你好。！？.؟العر😀*_#>`-]{0,30}", 0..12)) {
            let found = segment(&lines.join("\n"));
            let letters: String = found.plain_text.chars().filter(|letter| !letter.is_whitespace()).collect();
            let in_sentences: String = cut(&found.plain_text, found.sentences.iter().map(|span| (span.start, span.end))).concat();
            let in_sentences: String = in_sentences.chars().filter(|letter| !letter.is_whitespace()).collect();
            assert_eq!(letters, in_sentences);
            for pair in found.sentences.windows(2) {
                assert!(pair[0].end <= pair[1].start && pair[0].paragraph <= pair[1].paragraph);
            }
        }

        #[test]
        fn any_text_is_split(body in any::<String>()) {
            let found = segment(&body);
            let length = found.plain_text.chars().count();
            assert!(found.sentences.iter().all(|span| span.start < span.end && span.end <= length));
        }
    }
}
