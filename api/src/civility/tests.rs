//! The whole: outcomes, order, hostile and arbitrary texts.

use proptest::prelude::*;

use super::{Finding, Input, Outcome, Part, RuleId, Settings, Severity, Suggestion, check, outcome};

/// Findings of one rule in a text by an author who is no newcomer.
pub(super) fn found(text: &str, language: &str, rule: RuleId) -> Vec<(usize, usize, Severity)> {
    let findings = check(&Input { text, language, posts_so_far: 100, ..Default::default() }, &Settings::default());
    findings.iter().filter(|finding| finding.rule == rule).map(|finding| (finding.start, finding.end, finding.severity)).collect()
}

fn finding(rule: RuleId, severity: Severity) -> Finding {
    Finding { rule, part: Part::Text, start: 0, end: 0, severity, suggestion: Suggestion::SayMore }
}

#[test]
fn outcomes_follow_from_severities() {
    use Outcome::{Held, Nudge, Published};
    use RuleId::{Newcomer, Premoderation, SweepingClaim, WordLists};
    for (findings, asked, insisting) in [
        (vec![], Published, Published),
        (vec![finding(SweepingClaim, Severity::Note)], Published, Published),
        (vec![finding(SweepingClaim, Severity::Nudge)], Nudge, Published),
        (vec![finding(WordLists, Severity::Hold)], Nudge, Held),
        (vec![finding(Premoderation, Severity::Hold)], Held, Held),
        (vec![finding(Newcomer, Severity::Hold), finding(SweepingClaim, Severity::Nudge)], Nudge, Held),
    ] {
        assert_eq!(outcome(&findings, true), asked, "{findings:?}");
        assert_eq!(outcome(&findings, false), insisting, "{findings:?}");
    }
}

#[test]
fn all_findings_come_in_order_the_titles_first() {
    let input =
        Input { text: "You idiot. All Americans are liars.", title: Some("Typical Russian lies"), language: "en", posts_so_far: 9, ..Default::default() };
    let findings = check(&input, &Settings::default());
    let places: Vec<_> = findings.iter().map(|finding| (finding.part, finding.rule, finding.start)).collect();
    assert_eq!(
        places,
        [(Part::Title, RuleId::AccusationByNationality, 0), (Part::Text, RuleId::SecondPersonInsult, 0), (Part::Text, RuleId::SweepingClaim, 11)]
    );
}

#[test]
fn a_rule_that_is_off_finds_nothing() {
    let settings: Settings = serde_json::from_str(r#"{"second_person_insult":{"enabled":false},"words":{}}"#).unwrap();
    let input = Input { text: "You idiot. Fuck you.", language: "en", posts_so_far: 9, ..Default::default() };
    assert_eq!(check(&input, &settings), []);
}

#[test]
fn names_are_those_of_serde() {
    for rule in RuleId::ALL {
        assert_eq!(serde_json::to_string(&rule).unwrap(), format!("\"{}\"", rule.as_str()));
    }
    let text = serde_json::to_string(&finding(RuleId::SlowMode, Severity::Hold)).unwrap();
    assert!(text.contains("\"SLOW_MODE\"") && text.contains("\"HOLD\"") && text.contains("\"SAY_MORE\""), "{text}");
}

/// 20,000 characters each of what might make a rule run away. A rule whose time grows
/// with the square of the text takes minutes here, and nobody overlooks that.
#[test]
fn hostile_texts_are_read_to_their_end() {
    super::warm_up();
    let pieces = [
        "you are ",
        "you ",
        "你们",
        "美国人都",
        "all Americans ",
        "\"",
        "`a``b```",
        "](",
        "\u{201c}you ",
        "your stupid ",
        "fuck",
        "a",
        "我",
        "> ",
        "\n\n",
        "not think you ",
        "AAAA ",
    ];
    for piece in pieces {
        let text: String = piece.chars().cycle().take(20_000).collect();
        let findings = check(&Input { text: &text, title: Some(&text), language: "zh", ..Default::default() }, &Settings::default());
        assert!(findings.len() < 40_000, "{piece:?}: {} findings", findings.len());
        assert!(findings.iter().all(|finding| finding.start <= finding.end && finding.end <= 20_000), "{piece:?}");
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "you",
        " are ",
        "stuuupid",
        "idiot",
        "not ",
        "all ",
        "Americans",
        "你们",
        "美国人",
        "都是",
        "骗子",
        "白痴",
        "不",
        "`",
        "```\n",
        "> ",
        "\n",
        "\"",
        "“",
        "”",
        "https://a.b",
        "](",
        "！",
        "ＹＯＵ",
        "e\u{301}",
        "\u{200d}",
        "👩‍👩‍👧",
        "ﬁ",
        "㍿",
        "们",
        "們",
        "_",
        "*",
        "'re",
        "’re",
        " ",
        "-",
        "豈",
        "\u{1F1E8}\u{1F1F3}",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_survived_and_spans_are_within_it(text in any_text(), title in any_text(), restatement in prop::option::of(any_text()), language in "en|zh|fr|ja||-") {
        let recent = [super::RecentPost { text: &title }];
        let input = Input { text: &text, title: Some(&title), restatement: restatement.as_deref(), language: &language, recent: &recent, ..Default::default() };
        let findings = check(&input, &Settings::default());
        for finding in &findings {
            let of = match finding.part {
                Part::Title => &title,
                Part::Restatement => restatement.as_ref().unwrap(),
                Part::Text => &text,
            };
            let length = of.chars().count();
            prop_assert!(finding.start <= finding.end && finding.end <= length, "{finding:?}");
        }
        prop_assert!(findings.is_sorted_by_key(|finding| (finding.part, finding.start)));
        prop_assert_eq!(check(&input, &Settings::default()), findings);
    }
}
