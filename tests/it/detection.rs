//! How well the language of a text is detected, on labelled sentences, and that
//! docs/languages.md says the same.

use std::{collections::BTreeMap, fmt::Write};

use teahouse::{
    civility::{Input, RuleId, Settings, check},
    post::service::of_rules,
    text::{
        detect::{Detected, detect, detect_marked},
        language::family,
    },
};

use crate::sources;

/// The sentences with their labels; `-` where nothing should be said.
fn sentences() -> Vec<(String, String)> {
    let text = sources::read("tests/language/sentences.txt");
    let pairs = text.lines().skip(1).map(|line| line.split_once('\t').unwrap());
    pairs.map(|(label, text)| (label.to_owned(), text.replace("\\n", "\n"))).collect()
}

/// Whether an author who marks a text with a tag would be asked about it.
fn is_asked(text: &str, language: &str) -> bool {
    let detected = detect_marked(language, None, text);
    let detected = detected.as_ref().map(|found| of_rules(found, language));
    let findings = check(&Input { text, language, posts_so_far: 100, detected, ..Input::default() }, &Settings::default());
    findings.iter().any(|finding| finding.rule == RuleId::LanguageMismatch)
}

#[test]
fn no_sentence_is_taken_for_another_language() {
    for (label, text) in sentences() {
        let wrong = detect(None, &text).filter(|detected| family(detected.language) != family(&label));
        assert_eq!(wrong, None, "{label}: {text}");
    }
}

/// The sentences of one language, in three sizes.
#[derive(Default)]
struct Row {
    short: [usize; 2],
    middle: [usize; 2],
    long: [usize; 2],
}

fn table() -> String {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (label, text) in sentences().iter().filter(|(label, _)| label != "-") {
        let is_wide = ["zh", "yue", "ja", "ko"].contains(&label.as_str());
        let letters = text.chars().filter(|char| char.is_alphabetic()).count() * if is_wide { 2 } else { 1 };
        let row = rows.entry(label.clone()).or_default();
        let size = match letters {
            ..40 => &mut row.short,
            40..80 => &mut row.middle,
            _ => &mut row.long,
        };
        size[1] += 1;
        size[0] += usize::from(detect(None, text).is_some());
    }
    let mut text = String::from("| Language | Under 40 letters | 40 to 79 | 80 and more |\n|---|---|---|---|\n");
    let cell = |[found, all]: [usize; 2]| if all == 0 { String::new() } else { format!("{found} of {all}") };
    let (mut rest, mut others) = (Row::default(), 0);
    for (label, row) in rows {
        if row.short[1] + row.middle[1] + row.long[1] > 1 {
            writeln!(text, "| `{label}` | {} | {} | {} |", cell(row.short), cell(row.middle), cell(row.long)).unwrap();
        } else {
            others += 1;
            for (sum, one) in [(&mut rest.short, row.short), (&mut rest.middle, row.middle), (&mut rest.long, row.long)] {
                *sum = [sum[0] + one[0], sum[1] + one[1]];
            }
        }
    }
    writeln!(text, "| {others} others | {} | {} | {} |", cell(rest.short), cell(rest.middle), cell(rest.long)).unwrap();
    text
}

#[test]
fn the_document_says_what_was_measured() {
    let measured = table();
    let document = sources::read("docs/languages.md");
    assert!(document.contains(&measured), "docs/languages.md lacks this table; put it there:\n\n{measured}");
}

#[test]
fn nobody_is_asked_who_has_marked_a_text_right() {
    let mut texts = sentences();
    for language in ["en", "zh"] {
        for kind in ["polite", "uncivil"] {
            let lines = sources::read(&format!("tests/civility/{kind}.{language}.txt"));
            let lines: Vec<&str> = lines.lines().filter(|line| !line.starts_with('#')).map(|line| line.rsplit('\t').next().unwrap()).collect();
            texts.extend(lines.iter().map(|line| (language.to_owned(), (*line).to_owned())));
            // Posts have more than one sentence.
            texts.extend(lines.chunks(4).map(|lines| (language.to_owned(), lines.join("\n"))));
        }
    }
    assert!(texts.len() > 700);
    for (label, text) in texts {
        assert!(!is_asked(&text, if label == "-" { "en" } else { &label }), "{label}: {text}");
    }
}

#[test]
fn whoever_has_marked_a_long_text_wrong_is_asked() {
    let long: Vec<_> =
        sentences().into_iter().filter(|(label, text)| label != "-" && text.chars().count() > 150 && detect(None, text).is_some_and(is_sure)).collect();
    assert!(long.len() >= 7, "{}", long.len());
    for (label, text) in long {
        for marked in ["en", "zh-Hans", "fr", "de"].into_iter().filter(|marked| family(marked) != family(&label)) {
            assert!(is_asked(&text, marked), "{label} marked {marked}: {text}");
        }
        assert!(!is_asked(&text, "sw"), "nothing is known of Swahili");
    }
}

fn is_sure(detected: Detected) -> bool {
    detected.confidence >= 0.95
}
