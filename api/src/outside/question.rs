//! What an outside check is asked. Pure.

use entity::PostKind;
use serde::Serialize;

/// A post on its way out. Who wrote it stays here: neither name nor id goes out.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Thread, reply or proposal.
    pub kind: PostKind,
    /// Whether it replaces an earlier text.
    pub is_edit: bool,
    /// Title, if it has one.
    pub title: Option<&'a str>,
    /// Body, Markdown.
    pub text: &'a str,
    /// What the author takes another to have said, if that comes with it.
    pub restatement: Option<&'a str>,
    /// Language of all, BCP 47.
    pub language: &'a str,
    /// The passage that is answered.
    pub quote: Option<&'a str>,
    /// Whether it is one of the author's first posts.
    pub is_newcomer: bool,
    /// How far the author is trusted.
    pub trust_level: u8,
}

#[derive(Serialize)]
struct Body<'a> {
    action: &'static str,
    kind: &'static str,
    title: Option<&'a str>,
    text: &'a str,
    restatement: Option<&'a str>,
    language: &'a str,
    quote: Option<&'a str>,
    author: Author,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Author {
    is_newcomer: bool,
    trust_level: u8,
}

/// As JSON.
pub(super) fn body(question: &Question<'_>) -> serde_json::Result<Vec<u8>> {
    let Question { kind, is_edit, title, text, restatement, language, quote, is_newcomer, trust_level } = *question;
    let action = if is_edit { "EDIT" } else { "NEW" };
    serde_json::to_vec(&Body { action, kind: kind.as_str(), title, text, restatement, language, quote, author: Author { is_newcomer, trust_level } })
}

#[cfg(test)]
mod tests {
    use entity::PostKind;
    use serde_json::{Value, json};

    use super::{Question, body};

    #[test]
    fn it_has_the_words_and_no_person() {
        let question = Question {
            kind: PostKind::Reply,
            is_edit: true,
            title: None,
            text: "*茶*",
            restatement: Some("You like tea."),
            language: "zh",
            quote: None,
            is_newcomer: true,
            trust_level: 0,
        };
        let expected = json!({
            "action": "EDIT", "kind": "REPLY", "title": null, "text": "*茶*", "restatement": "You like tea.", "language": "zh", "quote": null,
            "author": { "isNewcomer": true, "trustLevel": 0 },
        });
        assert_eq!(serde_json::from_slice::<Value>(&body(&question).unwrap()).unwrap(), expected);
    }
}
