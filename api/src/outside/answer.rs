//! How an outside check's answer is read. Pure. Nothing in it is trusted: it is cut,
//! cleaned, and made into findings that weigh no more than those of other rules.

use serde::Deserialize;

use super::question::Question;
use crate::{
    civility::{self, Finding, Part, RuleId, Severity, Suggestion},
    text::plain,
};

/// Findings of one answer at most; the gravest are kept.
const MAX_FINDINGS: usize = 20;
/// Characters of a message at most.
const MAX_MESSAGE: usize = 300;

#[derive(Deserialize)]
struct Answer {
    findings: Vec<Opinion>,
}

#[derive(Deserialize)]
struct Opinion {
    severity: Severity,
    part: Option<Part>,
    #[serde(default)]
    start: i64,
    #[serde(default)]
    end: i64,
    #[serde(default)]
    message: String,
}

/// The findings of an answer with status 200; `None` if it cannot be read.
pub(super) fn read(body: &[u8], question: &Question<'_>) -> Option<Vec<Finding>> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let mut findings = answer.findings.into_iter().map(|opinion| finding(opinion, question)).collect();
    civility::keep_gravest(&mut findings, MAX_FINDINGS);
    Some(findings)
}

fn finding(opinion: Opinion, question: &Question<'_>) -> Finding {
    let Opinion { severity, part, start, end, message } = opinion;
    let part = part.unwrap_or(Part::Text);
    let text = match part {
        Part::Title => question.title,
        Part::Restatement => question.restatement,
        Part::Text => Some(question.text),
    };
    let span = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let span = span.filter(|(start, end)| start <= end && text.is_some_and(|text| *end <= text.chars().count()));
    let ((start, end), part) = (span.unwrap_or_default(), if text.is_some() { part } else { Part::Text });
    let message = plain::tame(&message, MAX_MESSAGE);
    Finding { rule: RuleId::OutsideCheck, part, start, end, severity, suggestion: Suggestion::Outside { message } }
}

#[cfg(test)]
mod tests {
    use entity::PostKind;
    use serde_json::{Value, json};

    use super::{super::question::Question, read};
    use crate::civility::{Finding, Part, RuleId, Severity, Suggestion};

    const QUESTION: Question<'static> = Question {
        kind: PostKind::Reply,
        is_edit: false,
        title: None,
        text: "茶 is hot",
        restatement: Some("ab"),
        language: "en",
        quote: None,
        is_newcomer: false,
        trust_level: 0,
    };

    fn findings(answer: &Value) -> Option<Vec<Finding>> {
        read(answer.to_string().as_bytes(), &QUESTION)
    }

    fn one(opinion: &Value) -> Finding {
        findings(&json!({ "findings": [opinion] })).unwrap().pop().unwrap()
    }

    #[test]
    fn an_opinion_is_a_finding() {
        let read = one(&json!({ "severity": "NUDGE", "part": "TEXT", "start": 2, "end": 4, "message": "Is it?", "new": 1 }));
        let suggestion = Suggestion::Outside { message: "Is it?".to_owned() };
        assert_eq!(read, Finding { rule: RuleId::OutsideCheck, part: Part::Text, start: 2, end: 4, severity: Severity::Nudge, suggestion });
        assert_eq!(findings(&json!({ "findings": [], "version": 2 })), Some(vec![]));
    }

    #[test]
    fn spans_that_are_not_in_the_text_are_none() {
        let span = |part: &str, start: i64, end: i64| {
            let read = one(&json!({ "severity": "NOTE", "part": part, "start": start, "end": end }));
            (read.part, read.start, read.end)
        };
        assert_eq!(span("TEXT", 0, 8), (Part::Text, 0, 8));
        for (start, end) in [(0, 9), (3, 2), (-1, 2), (0, i64::MAX), (0, -1)] {
            assert_eq!(span("TEXT", start, end), (Part::Text, 0, 0), "{start} to {end}");
        }
        assert_eq!(span("RESTATEMENT", 1, 2), (Part::Restatement, 1, 2));
        assert_eq!(span("RESTATEMENT", 1, 3), (Part::Restatement, 0, 0));
        // A part that the post does not have.
        assert_eq!(span("TITLE", 0, 1), (Part::Text, 0, 0));
        assert_eq!(one(&json!({ "severity": "HOLD" })).part, Part::Text);
    }

    #[test]
    fn messages_are_plain_and_short() {
        let said = |message: &str| one(&json!({ "severity": "NOTE", "message": message })).suggestion.text("en");
        assert_eq!(said("a\u{1b}[31mb\u{0}\u{202e}c\r\nd"), "a[31mbc d");
        assert_eq!(said(&"茶".repeat(400)), "茶".repeat(300));
        // What says nothing has our words.
        assert!(said("\n").len() > 10);
    }

    #[test]
    fn the_gravest_of_too_many_are_kept() {
        let opinion = |severity: &str, start: usize| json!({ "severity": severity, "start": start % 8, "end": 8 });
        let mut all: Vec<Value> = (0..40).map(|start| opinion("NOTE", start)).collect();
        all.push(opinion("HOLD", 7));
        let read = findings(&json!({ "findings": all })).unwrap();
        assert_eq!((read.len(), read.iter().filter(|finding| finding.severity == Severity::Hold).count()), (20, 1));
    }

    #[test]
    fn what_is_something_else_is_no_answer() {
        for wrong in ["", "null", "{}", "[]", r#"{"findings":1}"#, r#"{"findings":[{}]}"#, r#"{"findings":[{"severity":"BAN"}]}"#, "\u{fffd}"] {
            assert_eq!(read(wrong.as_bytes(), &QUESTION), None, "{wrong}");
        }
        let parts = json!({ "findings": [{ "severity": "NOTE", "part": "IMAGE" }] });
        assert_eq!(findings(&parts), None);
    }
}
