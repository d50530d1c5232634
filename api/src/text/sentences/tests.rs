use proptest::prelude::*;

use super::{of_prose, texts};
use crate::text::prose::{Prose, of_markdown};

fn sentences(source: &str) -> Vec<String> {
    let prose = of_markdown(source);
    let sentences = of_prose(&prose);
    let characters = prose.text.chars().collect::<Vec<_>>();
    let sliced = sentences.iter().map(|sentence| characters[sentence.start..sentence.end].iter().collect()).collect::<Vec<String>>();
    assert_eq!(texts(&prose, &sentences), sliced);
    sliced
}

#[track_caller]
fn check(expected: &[&str]) {
    let unspaced = |character: char| ('\u{3000}'..'\u{a000}').contains(&character) || ('\u{ff00}'..'\u{fff0}').contains(&character) || character == '”';
    let mut source = String::new();
    for sentence in expected {
        if !source.is_empty() && !source.ends_with(unspaced) {
            source.push(' ');
        }
        source.push_str(sentence);
    }
    assert_eq!(sentences(&source), expected);
}

#[test]
fn english() {
    check(&["Tea is served.", "Who pours?", "The youngest does!", "So it goes…", "Then all drink."]);
    check(&["Mr. Smith met Dr. Jones, e.g. at No. 5 Tea Street.", "J. S. Mill was read.", "It cost 3.50 at 10 a.m. in St. Ives."]);
    check(&["She said: “Come in.”", "(The door was open.)", "“Stop!” he cried."]);
    check(&["\"Stop!\" she said, and left.", "See art. 5 of the charter."]);
    check(&["The U.S. Senate met.", "So did I.", "Then Plan B.", "The end came on Jan. 5 of that year."]);
    check(&["See p. 12 and Fig. 3.", "Vol. II is lost.", "What...?", "Nobody knows..."]);
    check(&["Visit example.org/tea.html for v1.2.3.", "Done."]);
}

#[test]
fn numbers_before_what_they_number() {
    assert_eq!(sentences("1\\. Everyone drinks. Nobody pays."), ["1. Everyone drinks.", "Nobody pays."]);
    assert_eq!(sentences("(a). Everyone. IV. Nobody. 2.1. Somebody."), ["(a). Everyone.", "IV. Nobody.", "2.1. Somebody."]);
    assert_eq!(sentences("# 3\\. The house"), ["3. The house"]);
}

#[test]
fn chinese() {
    check(&["茶馆开门了。", "谁来倒茶？", "我！", "好；大家坐下。"]);
    check(&["她说：“请进。”", "（门开着。）", "大家都来了……"]);
    check(&["“你是谁？”他问道。", "「不知道！」老人說。", "人均3.5杯。"]);
    check(&["他读了A. Smith的书。", "一共12人！！", "完。"]);
}

#[test]
fn arabic() {
    check(&["فُتح المقهى.", "من يصب الشاي؟", "أنا!"]);
    check(&["قالت: «تفضلوا بالدخول.»", "«من أنت؟»", "دفع 3.5 دنانير؛ ثم خرج."]);
    check(&["جاء د. محمد إلى المجلس.", "یہ چائے ہے۔", "وہ کون ہے؟"]);
}

#[test]
fn russian() {
    check(&["Он жил в г. Москва и т. д. до старости.", "Это было в 1990 г.", "Потом он уехал."]);
    check(&["А. С. Пушкин пил чай.", "См. ст. 5 закона.", "«Стой!» — сказал он.", "Ну… ладно.", "Да…", "Нет!"]);
}

#[test]
fn french_and_spanish() {
    check(&["M. Dupont boit du thé.", "« Qui est là ? » demanda-t-elle.", "« Moi ! »", "Voir p. 12."]);
    check(&["Mme Durand et J.-P. Martin sont là.", "«\u{a0}Entrez.\u{a0}»", "C’est l’art. 5."]);
    check(&["El Sr. López llegó.", "¿Quién sirve?", "¡Yo!", "Véase el núm. 7.", "Vive en EE. UU. con la Dra. Gil."]);
    check(&["»So ist es.«", "»Nein!« rief er."]);
}

#[test]
fn mixed_and_odd() {
    check(&["我们喝tea。", "Then we said: 好！", "ثم قال: ok."]);
    assert_eq!(sentences("one  \nTwo. Three"), ["one", "Two.", "Three"]);
    assert_eq!(sentences("```\na. B. c\n\nD. E\n```"), ["a. B. c\n\nD. E"]);
    assert_eq!(sentences("... \\. Hm. … !"), ["... . Hm. … !"]);
    assert_eq!(sentences(""), Vec::<String>::new());
}

#[test]
fn hostile_runs_take_linear_time() {
    // No assertion on time: the runner's limit would catch a square.
    for unit in [")", "\u{a0}", ".)", ". ", "… ", "…)", "1", ".1 ", "!\u{a0}", "»\u{a0}", "a.)", "A. ", "(. "] {
        let text = format!("X.{}", unit.repeat(200_000 / unit.len()));
        let end = text.trim_end().chars().count();
        let text = text.trim_end().to_owned();
        let prose = Prose { text, paragraphs: vec![crate::text::prose::Paragraph { kind: crate::text::prose::ParagraphKind::Text, start: 0, end }] };
        tile(&prose);
    }
}

fn tile(prose: &Prose) {
    let sentences = of_prose(prose);
    let characters = prose.text.chars().collect::<Vec<_>>();
    let mut end = 0;
    for (ordinal, sentence) in sentences.iter().enumerate() {
        assert_eq!(sentence.ordinal, ordinal);
        assert!(sentence.start < sentence.end);
        assert!(characters[end..sentence.start].iter().all(|character| character.is_whitespace()));
        assert!(!characters[sentence.start].is_whitespace() && !characters[sentence.end - 1].is_whitespace());
        let paragraph = prose.paragraphs[sentence.paragraph];
        assert!(paragraph.start <= sentence.start && sentence.end <= paragraph.end);
        end = sentence.end;
    }
    assert!(characters[end..].iter().all(|character| character.is_whitespace()));
}

proptest! {
    #[test]
    fn sentences_tile_any_text(source in "\\PC{0,300}") {
        tile(&of_markdown(&source));
    }

    #[test]
    fn sentences_tile_any_mix(pieces in prop::collection::vec(
        prop::sample::select(vec!["Mr", ".", ". ", "!", "? ", "…", "\u{a0}", "»", "«", "”", "“", ")", "(", "1", "a", "B", "茶", "。", "！", "说", "ا", "؟", "г", " ", "\n\n", "  \n", "，", "—", "́", "\u{200d}", "🙂"]),
        0..80,
    )) {
        tile(&of_markdown(&pieces.concat()));
    }
}
