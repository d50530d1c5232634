//! The civility rules on labelled sentences: how much they find, how much of what they
//! find is rightly found, and that docs/moderation.md says the same.
//!
//! Each set has two parts, with a comment between. The rules were written and corrected
//! with an eye on the first; the second is held out, and is the figure to believe.

use std::{collections::BTreeSet, fmt::Write};

use teahouse::civility::{Input, Outcome, RuleId, Settings, check, outcome};

use crate::sources;

const RULES: [RuleId; 5] = [RuleId::WordLists, RuleId::Shouting, RuleId::SecondPersonInsult, RuleId::AccusationByNationality, RuleId::SweepingClaim];

/// Least recall in per cent, tuned and held out: what was measured, rounded down to fives.
const FLOORS: [(&str, [usize; 2]); 8] = [
    ("WORD_LISTS", [90, 75]),
    ("SHOUTING", [100, 100]),
    ("SECOND_PERSON_INSULT", [80, 55]),
    ("ACCUSATION_BY_NATIONALITY", [85, 50]),
    ("SWEEPING_CLAIM", [85, 65]),
    ("Any rule, English", [85, 60]),
    ("Any rule, Chinese", [85, 60]),
    ("Any rule", [85, 60]),
];

struct Sentence {
    language: &'static str,
    is_held_out: bool,
    expected: BTreeSet<RuleId>,
    found: BTreeSet<RuleId>,
    asked: Outcome,
    insisting: Outcome,
    text: String,
}

fn read(language: &'static str, kind: &str) -> Vec<Sentence> {
    let text = sources::read(&format!("tests/civility/{kind}.{language}.txt"));
    let settings = Settings::default();
    let mut is_held_out = false;
    let mut sentences = Vec::new();
    for line in text.lines().skip(1) {
        if line.starts_with('#') {
            is_held_out = true;
            continue;
        }
        let (labels, text) = line.split_once('\t').unwrap_or(("", line));
        let rule = |name: &str| *RULES.iter().find(|rule| rule.as_str() == name).unwrap_or_else(|| panic!("{line}: {name} is no rule"));
        let expected: BTreeSet<_> = labels.split('+').filter(|name| !name.is_empty()).map(rule).collect();
        assert_eq!(expected.is_empty(), kind == "polite", "{line}");
        let findings = check(&Input { text, language, posts_so_far: 100, ..Default::default() }, &settings);
        sentences.push(Sentence {
            language,
            is_held_out,
            expected,
            found: findings.iter().map(|finding| finding.rule).collect(),
            asked: outcome(&findings, true),
            insisting: outcome(&findings, false),
            text: text.to_owned(),
        });
    }
    assert!(is_held_out, "{kind}.{language}.txt has no part that is held out");
    sentences
}

fn all() -> Vec<Sentence> {
    ["en", "zh"].into_iter().flat_map(|language| [read(language, "polite"), read(language, "uncivil")]).flatten().collect()
}

/// One row of the table, for one half.
#[derive(Clone, Copy)]
struct Score {
    expected: usize,
    hits: usize,
    found: usize,
}

impl Score {
    fn of<'a>(sentences: impl Iterator<Item = &'a Sentence>, is_expected: impl Fn(&Sentence) -> bool, is_found: impl Fn(&Sentence) -> bool) -> Self {
        let mut score = Self { expected: 0, hits: 0, found: 0 };
        for sentence in sentences {
            let (expected, found) = (is_expected(sentence), is_found(sentence));
            score.expected += usize::from(expected);
            score.found += usize::from(found);
            score.hits += usize::from(expected && found);
        }
        score
    }

    fn recall(self) -> usize {
        self.hits * 100 / self.expected.max(1)
    }

    fn cells(self) -> [String; 2] {
        let share = |of: usize| (self.hits * 100).checked_div(of).map_or_else(|| "none".to_owned(), |percent| format!("{} of {of}, {percent} %", self.hits));
        [share(self.expected), share(self.found)]
    }
}

fn scores(sentences: &[Sentence]) -> Vec<(String, [Score; 2])> {
    let halves = |is_expected: &dyn Fn(&Sentence) -> bool, is_found: &dyn Fn(&Sentence) -> bool| {
        [false, true].map(|half| Score::of(sentences.iter().filter(|sentence| sentence.is_held_out == half), is_expected, is_found))
    };
    let mut rows: Vec<_> = RULES
        .iter()
        .map(|rule| (rule.as_str().to_owned(), halves(&|sentence| sentence.expected.contains(rule), &|sentence| sentence.found.contains(rule))))
        .collect();
    for (name, language) in [("Any rule, English", "en"), ("Any rule, Chinese", "zh"), ("Any rule", "")] {
        let is_of = |sentence: &Sentence| language.is_empty() || sentence.language == language;
        let expected = |sentence: &Sentence| is_of(sentence) && !sentence.expected.is_empty();
        let found = |sentence: &Sentence| is_of(sentence) && !sentence.found.is_empty();
        rows.push((name.to_owned(), halves(&expected, &found)));
    }
    rows
}

fn table(sentences: &[Sentence]) -> String {
    let mut text = String::from("| Rule | Recall, tuned | Recall, held out | Precision, tuned | Precision, held out |\n|---|---|---|---|---|\n");
    for (name, [tuned, held_out]) in scores(sentences) {
        let ([recall, precision], [recall_held_out, precision_held_out]) = (tuned.cells(), held_out.cells());
        let name = if name.contains(' ') { name } else { format!("`{name}`") };
        writeln!(text, "| {name} | {recall} | {recall_held_out} | {precision} | {precision_held_out} |").unwrap();
    }
    text.push_str("\n| Polite sentences | Number | Asked to look again | Held if the author insists |\n|---|---|---|---|\n");
    for (name, is_held_out) in [("Tuned", false), ("Held out", true)] {
        let polite: Vec<_> = sentences.iter().filter(|sentence| sentence.expected.is_empty() && sentence.is_held_out == is_held_out).collect();
        let asked = polite.iter().filter(|sentence| sentence.asked == Outcome::Nudge).count();
        let held = polite.iter().filter(|sentence| sentence.insisting == Outcome::Held).count();
        writeln!(text, "| {name} | {} | {asked} | {held} |", polite.len()).unwrap();
    }
    text
}

/// What went wrong in the half that may be looked at.
fn mistakes(sentences: &[Sentence]) -> String {
    let wrong = sentences.iter().filter(|sentence| !sentence.is_held_out && sentence.expected != sentence.found);
    wrong.map(|sentence| format!("{:?} instead of {:?}: {}\n", sentence.found, sentence.expected, sentence.text)).collect()
}

#[test]
fn polite_sentences_go_out() {
    let sentences = all();
    for half in [false, true] {
        let polite: Vec<_> = sentences.iter().filter(|sentence| sentence.expected.is_empty() && sentence.is_held_out == half).collect();
        let held = polite.iter().filter(|sentence| sentence.insisting == Outcome::Held).count();
        let asked = polite.iter().filter(|sentence| sentence.asked == Outcome::Nudge).count();
        assert!(held * 100 <= polite.len() * 2, "{held} of {} polite sentences are held\n{}", polite.len(), mistakes(&sentences));
        assert!(asked * 100 <= polite.len() * 5, "{asked} of {} polite sentences are a nudge\n{}", polite.len(), mistakes(&sentences));
    }
}

#[test]
fn as_much_is_found_as_was_measured() {
    let sentences = all();
    let rows = scores(&sentences);
    assert_eq!(rows.len(), FLOORS.len());
    for ((name, halves), (of, floors)) in rows.iter().zip(FLOORS) {
        assert_eq!(name, of);
        for (score, floor) in halves.iter().zip(floors) {
            assert!(score.recall() >= floor, "{name}: recall is {} %, it was {floor} %\n{}", score.recall(), mistakes(&sentences));
        }
    }
}

#[test]
fn the_document_says_what_was_measured() {
    let measured = table(&all());
    let document = sources::read("docs/moderation.md");
    assert!(document.contains(&measured), "docs/moderation.md lacks this table; put it there:\n\n{measured}");
}
