//! Which language a text is in. `whatlang` says; here is what it is asked about, and when
//! it is not believed.

use std::borrow::Cow;

use comrak::{
    Arena,
    nodes::{AstNode, NodeValue},
    parse_document,
};
use unicode_normalization::UnicodeNormalization;
use whatlang::{Lang, Script};

use super::{language, markdown::OPTIONS};

/// Characters of a text that are looked at; more would not make it surer.
const SAMPLE: usize = 3000;
/// Fewest letters that tell anything. A Chinese character, kana or a Korean syllable
/// counts as two.
const MIN_LETTERS: usize = 10;
/// Chinese characters, without kana, that are surely Chinese: fewer may be Japanese.
const SURE_HAN: f64 = 10.0;
/// Below this, nothing is said.
const MIN_CONFIDENCE: f64 = 0.5;

/// The language that a text seems to be in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detected {
    /// A primary language subtag: the shortest code of ISO 639.
    pub language: &'static str,
    /// How sure that is, from 0.5 to 1.
    pub confidence: f64,
    /// How many letters it was told from; a Chinese character, kana or a Korean syllable
    /// counts as two.
    pub letters: usize,
}

impl Detected {
    /// Whether it speaks against a tag: the tag's language is another, and one that would have
    /// been known. Kin is never held against each other; see [`language::family`].
    #[must_use]
    pub fn contradicts(&self, tag: &str) -> bool {
        contradicts(self.language, tag)
    }
}

/// The same for a language that was detected earlier.
#[must_use]
pub fn contradicts(detected: &str, tag: &str) -> bool {
    let family = language::family(tag);
    family != language::family(detected) && is_known(tag)
}

/// Whether a tag's language, or its kin, can be detected.
fn is_known(tag: &str) -> bool {
    let family = language::family(tag);
    languages().any(|known| language::family(known) == family)
}

/// All languages that can be detected, as primary language subtags.
pub fn languages() -> impl Iterator<Item = &'static str> {
    Lang::all().iter().map(|lang| tag_of(*lang))
}

/// [`detect`], for a text that is marked as in a language. Nothing is said if that one could
/// not have been known: Albanian looks like something else to whoever does not know it.
#[must_use]
pub fn detect_marked(declared: &str, title: Option<&str>, markdown: &str) -> Option<Detected> {
    if is_known(declared) { detect(title, markdown) } else { None }
}

/// What a post is written in, by its title and its own words; `None` if that is unsure: the
/// text is short, mixed, or like several languages.
///
/// The confidence is whatlang's, times the share of the letters that are in the script of
/// that language.
#[must_use]
pub fn detect(title: Option<&str>, markdown: &str) -> Option<Detected> {
    let text = sample(title, markdown);
    let mut of_script = [0; SCRIPTS];
    for character in text.chars().filter(|character| character.is_alphabetic()) {
        of_script[script_of(character) as usize] += weight(character);
    }
    let letters: usize = of_script.iter().sum();
    if letters < MIN_LETTERS {
        return None;
    }
    let info = whatlang::detect(&text)?;
    #[allow(clippy::cast_precision_loss, reason = "a few thousand letters")]
    let (own, all) = (of_script[writing_of(info.script()) as usize] as f64, letters as f64);
    let mut confidence = info.confidence() * own / all;
    if info.lang() == Lang::Cmn {
        confidence = confidence.min(own / 2.0 / SURE_HAN);
    }
    (confidence >= MIN_CONFIDENCE).then(|| Detected { language: tag_of(info.lang()), confidence: confidence.min(1.0), letters })
}

/// whatlang's codes are ISO 639-3; ours are the shortest.
fn tag_of(lang: Lang) -> &'static str {
    match lang.code() {
        "cmn" => "zh",
        "pes" => "fa",
        code => isolang::Language::from_639_3(code).and_then(|language| language.to_639_1()).unwrap_or(code),
    }
}

/// The beginning of the author's own words, in one form of each letter.
fn sample(title: Option<&str>, markdown: &str) -> String {
    let mut text = String::new();
    if let Some(title) = title {
        push(&mut text, title);
        text.push('\n');
    }
    let arena = Arena::new();
    let mut length = text.len();
    let mut open: Vec<&AstNode<'_>> = vec![parse_document(&arena, markdown, &OPTIONS)];
    // Depth first; children are put on the stack in their order, last first.
    while let Some(node) = open.pop() {
        let is_block = match &node.data.borrow().value {
            // Somebody else's words, and what is no language.
            NodeValue::BlockQuote | NodeValue::CodeBlock(_) | NodeValue::Code(_) | NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => continue,
            NodeValue::Text(words) => {
                push(&mut text, words);
                continue;
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => true,
            value => value.block(),
        };
        if is_block && text.len() > length {
            text.push('\n');
            length = text.len();
            // Four bytes a character at most.
            if length >= SAMPLE * 4 {
                break;
            }
        }
        open.extend(node.reverse_children());
    }
    text.nfkc().take(SAMPLE).collect()
}

/// Adds words without addresses, names of accounts and the like.
fn push(text: &mut String, words: &str) {
    let is_address = |word: &str| word.contains("://") || word.contains('@') || word.starts_with("www.");
    if !is_address(words) && !words.contains("www.") {
        text.push_str(words);
        return;
    }
    for word in words.split_inclusive(char::is_whitespace) {
        let kept: Cow<'_, str> = if is_address(word) { " ".into() } else { word.into() };
        text.push_str(&kept);
    }
}

/// Scripts as far as they are told apart here: enough to see that a text is mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    EastAsian,
    Other,
}

const SCRIPTS: usize = 7;

fn script_of(character: char) -> Writing {
    match u32::from(character) {
        0..=0x24F | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF => Writing::Latin,
        0x370..=0x3FF | 0x1F00..=0x1FFF => Writing::Greek,
        0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Writing::Cyrillic,
        0x590..=0x5FF => Writing::Hebrew,
        0x600..=0x6FF | 0x750..=0x77F | 0x870..=0x8FF => Writing::Arabic,
        0x1100..=0x11FF | 0x3000..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => {
            Writing::EastAsian
        }
        _ => Writing::Other,
    }
}

fn writing_of(script: Script) -> Writing {
    match script {
        Script::Latin => Writing::Latin,
        Script::Greek => Writing::Greek,
        Script::Cyrillic => Writing::Cyrillic,
        Script::Hebrew => Writing::Hebrew,
        Script::Arabic => Writing::Arabic,
        Script::Mandarin | Script::Hiragana | Script::Katakana | Script::Hangul => Writing::EastAsian,
        _ => Writing::Other,
    }
}

fn weight(character: char) -> usize {
    if script_of(character) == Writing::EastAsian { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{contradicts, detect, languages, sample};
    use crate::text::language;

    fn language_of(text: &str) -> Option<&'static str> {
        detect(None, text).map(|detected| detected.language)
    }

    #[test]
    fn every_language_that_can_be_detected_has_a_tag() {
        for tag in languages() {
            assert_eq!(language::parse_tag(tag).as_deref(), Some(tag));
        }
    }

    #[test]
    fn the_sample_is_the_authors_own_words() {
        for (markdown, own) in [
            ("> Guten Morgen\n\nGood *morning*, **all**", "Good morning, all"),
            ("One\ntwo\n\n- three\n- four", "One\ntwo\nthree\nfour"),
            ("See `let x = 1` and https://example.org/une-autre-langue there", "See  and   there"),
            ("```\ncode\n```\n\n    more code\n\nwords", "words"),
            ("[words](https://example.org/) by @somebody <b>x</b>", "words by  x"),
            ("Ｆｕｌｌ　ｗｉｄｔｈ", "Full width"),
        ] {
            assert_eq!(sample(None, markdown).trim(), own, "{markdown}");
        }
        assert_eq!(sample(Some("A title"), "A body"), "A title\nA body");
        assert_eq!(sample(None, &"word ".repeat(5_000)).chars().count(), super::SAMPLE);
    }

    #[test]
    fn quotations_and_code_do_not_count() {
        let german = "> The harbour was closed to all foreign ships in that year.\n\nDas ist ein Missverständnis, denn der Hafen war immer für alle offen.";
        assert_eq!(language_of(german), Some("de"));
        assert_eq!(language_of("> The harbour was closed to all foreign ships in that year."), None);
    }

    #[test]
    fn short_and_mixed_texts_are_unsure() {
        for text in ["", "OK", "谢谢！", "外交再開", "👍👍👍", "2024: 45 %, 2025: 52 %"] {
            assert_eq!(detect(None, text), None, "{text}");
        }
        let chinese = detect(None, "我的邻居每年冬天都为这件事争论").unwrap();
        let with_latin = detect(None, "我的邻居每年冬天都为这件事争论 neighbours").unwrap();
        assert!((chinese.confidence - 1.0).abs() < f64::EPSILON && with_latin.confidence < 0.8, "{with_latin:?}");
        // Chinese characters alone may be Japanese.
        assert!(detect(None, "外交交渉再開発表").unwrap().confidence < 0.9);
        // Full-width marks are no Korean.
        assert_eq!(language_of("这条消息是谁转来的！！！！！！！！！！！！"), Some("zh"));
    }

    #[test]
    fn only_what_would_have_been_known_is_contradicted() {
        for (detected, tag) in [("fr", "en"), ("zh", "en-GB"), ("en", "zh-Hant"), ("ja", "zh")] {
            assert!(contradicts(detected, tag), "{detected} {tag}");
        }
        // Galician looks like Portuguese to whoever does not know it.
        for (detected, tag) in
            [("zh", "zh-Hant"), ("zh", "yue"), ("hr", "sr-Cyrl"), ("id", "ms"), ("nb", "nn"), ("ar", "ary"), ("fa", "prs"), ("pt", "gl"), ("fr", "fr-CA")]
        {
            assert!(!contradicts(detected, tag), "{detected} {tag}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(title in any::<Option<String>>(), text in any::<String>()) {
            if let Some(detected) = detect(title.as_deref(), &text) {
                prop_assert!((0.5..=1.0).contains(&detected.confidence));
            }
        }
    }
}
