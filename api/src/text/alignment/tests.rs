use std::ops::Range;

use proptest::prelude::{Strategy, prop, proptest};

use super::{Alignment, Kind, Link, Paragraph, Pin, Side, align, gold};

/// Paragraphs of sentences.
fn side<'a>(language: &'a str, paragraphs: &[Vec<&'a str>]) -> Side<'a> {
    let mut side = Side { language, paragraphs: Vec::new(), sentences: Vec::new() };
    for sentences in paragraphs {
        let start = side.sentences.len();
        side.sentences.extend(sentences);
        side.paragraphs.push(Paragraph { kind: Kind::Text, sentences: start..side.sentences.len() });
    }
    side
}

fn pairs(links: &[Link]) -> Vec<(Range<usize>, Range<usize>)> {
    links.iter().map(|link| (link.left.clone(), link.right.clone())).collect()
}

/// Each ordinal once; in order but for pins.
fn check(left: &Side<'_>, right: &Side<'_>, pins: &[Pin], found: &Alignment) {
    for (links, lefts, rights) in
        [(&found.paragraphs, left.paragraphs.len(), right.paragraphs.len()), (&found.sentences, left.sentences.len(), right.sentences.len())]
    {
        let mut left_ordinals: Vec<usize> = links.iter().flat_map(|link| link.left.clone()).collect();
        let mut right_ordinals: Vec<usize> = links.iter().flat_map(|link| link.right.clone()).collect();
        if pins.is_empty() {
            let mut at = (0, 0);
            for link in links {
                assert_eq!((link.left.start, link.right.start), at, "{links:?}");
                at = (link.left.end, link.right.end);
            }
        }
        assert!(left_ordinals.is_sorted(), "{links:?}");
        left_ordinals.sort_unstable();
        right_ordinals.sort_unstable();
        assert_eq!(left_ordinals, (0..lefts).collect::<Vec<_>>());
        assert_eq!(right_ordinals, (0..rights).collect::<Vec<_>>());
        assert!(links.iter().all(|link| !link.left.is_empty() || !link.right.is_empty()));
    }
}

/// Links as seen from the other side if wished; where the empty side stands is left out.
fn seen(links: &[Link], mirror: bool) -> Vec<(Range<usize>, Range<usize>)> {
    let some = |range: &Range<usize>| if range.is_empty() { 0..0 } else { range.clone() };
    let seen = links.iter().map(|link| if mirror { (&link.right, &link.left) } else { (&link.left, &link.right) });
    let mut seen: Vec<_> = seen.map(|(left, right)| (some(left), some(right))).collect();
    seen.sort_by_key(|(left, right)| (left.start, left.end, right.start));
    seen
}

/// The same from the other side, in all texts of the measure.
#[test]
fn a_mirror() {
    let works = gold::works();
    for (place, work) in works.iter().enumerate() {
        for language in gold::LANGUAGES {
            let (left, right) = gold::pair(work, &works[(place + 1) % 4], ("en", language), gold::WAYS[3].1, place as u64);
            let (there, back) = (align(&left.side(), &right.side(), &[]), align(&right.side(), &left.side(), &[]));
            assert_eq!(seen(&there.paragraphs, false), seen(&back.paragraphs, true), "{language}");
            assert_eq!(seen(&there.sentences, false), seen(&back.sentences, true), "{language}");
        }
    }
}

#[test]
fn a_short_text_by_hand() {
    let left = side("en", &[vec!["The tea house."], vec!["In 1987 the council met.", "Who came?", "Nobody at all, it seems."], vec!["We close at 22:30."]]);
    let right = side(
        "zh",
        &[
            vec!["茶馆。"],
            vec!["一九八七年，议会开会。", "谁来了？似乎谁也没来。"],
            vec!["（译者注：本节为后来所加，原文没有这一段，特此说明。）"],
            vec!["我们22:30关门。"],
        ],
    );
    let found = align(&left, &right, &[]);
    assert_eq!(pairs(&found.paragraphs), [(0..1, 0..1), (1..2, 1..2), (2..2, 2..3), (2..3, 3..4)]);
    assert_eq!(pairs(&found.sentences), [(0..1, 0..1), (1..2, 1..2), (2..4, 2..3), (4..4, 3..4), (4..5, 4..5)]);
}

#[test]
fn nothing_to_align() {
    let (empty, some) = (side("en", &[]), side("fr", &[vec!["Un.", "Deux."], vec!["Trois."]]));
    assert_eq!(align(&empty, &empty, &[]), Alignment::default());
    check(&empty, &some, &[], &align(&empty, &some, &[]));
    check(&some, &empty, &[], &align(&some, &empty, &[Pin { left: 1..2, right: 0..4 }]));
}

#[test]
fn pins_are_obeyed() {
    let sentences = ["Red apples grow here.", "Blue boats sail there.", "Green hills rise far.", "White birds fly south."];
    let left = side("en", &[sentences[..2].to_vec(), sentences[2..].to_vec()]);
    let right = side("en", &[sentences[..3].to_vec(), sentences[3..].to_vec()]);
    // The second with the third, against all appearance; what is around it follows.
    let found = align(&left, &right, &[Pin { left: 1..2, right: 2..3 }]);
    assert!(found.sentences.contains(&Link { left: 1..2, right: 2..3 }));
    // Two that cross, and one without counterpart.
    let pins = [Pin { left: 0..1, right: 3..4 }, Pin { left: 3..4, right: 0..1 }, Pin { left: 1..2, right: 0..0 }, Pin { left: 1..2, right: 1..2 }];
    let found = align(&left, &right, &pins);
    check(&left, &right, &pins, &found);
    assert!(found.sentences.contains(&Link { left: 0..1, right: 3..4 }) && found.sentences.contains(&Link { left: 3..4, right: 0..1 }));
    assert!(found.sentences.iter().any(|link| link.left == (1..2) && link.right.is_empty()));
}

#[test]
fn a_paragraph_moved_by_pins() {
    let left = side("en", &[vec!["One tea."], vec!["Two cups."], vec!["Three pots."]]);
    let right = side("fr", &[vec!["Trois théières."], vec!["Un thé."], vec!["Deux tasses."]]);
    let pins = [Pin { left: 2..3, right: 0..1 }, Pin { left: 0..1, right: 1..2 }, Pin { left: 1..2, right: 2..3 }];
    let found = align(&left, &right, &pins);
    assert_eq!(pairs(&found.paragraphs), [(0..1, 1..2), (1..2, 2..3), (2..3, 0..1)]);
    check(&left, &right, &pins, &found);
}

#[test]
fn hostile_texts() {
    let long = "a1 ".repeat(50_000);
    let marks = "?!—…「」".repeat(500);
    let emoji = "👩‍👩‍👧‍👦\u{fe0f}🏳️‍🌈\u{202e}مرحبا\u{202c}".repeat(20);
    let digits = "1,2.3 4٫5一万亿".repeat(200);
    let texts = [long.as_str(), marks.as_str(), emoji.as_str(), digits.as_str(), "", " ", "\u{0}", "第", "百分之", "و", "e\u{301}\u{301}"];
    let left = side("", &[texts.to_vec(), vec![]]);
    let right = side("zh-Hant-x-1", &[vec![], texts.iter().rev().copied().collect(), texts[..3].to_vec()]);
    check(&left, &right, &[], &align(&left, &right, &[]));
    check(&right, &left, &[], &align(&right, &left, &[]));
}

/// Texts from a few words in several scripts, so that much is alike.
fn texts() -> impl Strategy<Value = Vec<Vec<String>>> {
    let sentence = "(tea|cup|12|茶|杯|чай|شاي|[?.!:]| ){0,12}";
    prop::collection::vec(prop::collection::vec(sentence, 0..5), 0..12)
}

fn borrowed(paragraphs: &[Vec<String>]) -> Vec<Vec<&str>> {
    paragraphs.iter().map(|sentences| sentences.iter().map(String::as_str).collect()).collect()
}

proptest! {
    #[test]
    fn any_texts_are_aligned(left in texts(), right in texts(), pins in prop::collection::vec((0_usize..30, 0_usize..3, 0_usize..30, 0_usize..3), 0..6)) {
        let (left, right) = (side("en", &borrowed(&left)), side("zh", &borrowed(&right)));
        let pins: Vec<Pin> = pins.iter().map(|pin| Pin { left: pin.0..pin.0 + pin.1, right: pin.2..pin.2 + pin.3 }).collect();
        let found = align(&left, &right, &pins);
        check(&left, &right, &pins, &found);
        assert_eq!(found, align(&left, &right, &pins));
        if let Some(pin) = pins.first().filter(|pin| pin.left.end <= left.sentences.len() && pin.right.end <= right.sentences.len() && !pin.left.is_empty() && !pin.right.is_empty()) {
            assert!(found.sentences.contains(&Link { left: pin.left.clone(), right: pin.right.clone() }));
        }
        check(&left, &right, &[], &align(&left, &right, &[]));
        check(&right, &left, &[], &align(&right, &left, &[]));
    }
}
