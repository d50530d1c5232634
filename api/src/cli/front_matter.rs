//! Essays as files: Markdown after front matter in YAML.

use std::fmt;

use chrono::{DateTime, NaiveDate};
use entity::{CreditRole, Timestamp};
use serde::Deserialize;

use super::plain;
use crate::{
    account, clock,
    db::Db,
    error::Error,
    essay::rules::{self, CreditDraft, Draft},
};

/// What is wrong with a file, and where.
#[derive(Debug)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Reason for a person.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.reason)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    slug: String,
    language: String,
    original_language: Option<String>,
    origin_country: Option<String>,
    title: String,
    #[serde(default)]
    credits: Vec<Credit>,
    source_url: Option<String>,
    published: Option<String>,
}

/// One name under an edition, as a file or a flag gives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// What they did.
    pub role: CreditKind,
    /// Their name as printed.
    pub name: String,
    /// Their handle, if they have an account.
    pub handle: Option<String>,
}

/// Roles as files spell them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum CreditKind {
    /// Wrote it.
    Author,
    /// Translated it.
    Translator,
    /// Checked it.
    Reviewer,
    /// Edited it.
    Editor,
}

/// An edition read from a file.
#[derive(Debug)]
pub struct Document {
    /// All but credits.
    pub draft: Draft,
    /// Who made it.
    pub credits: Vec<Credit>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The text of the header, to find lines in; empty for a plain text.
    header: String,
    /// Line on which the body begins.
    body_line: usize,
}

/// Whether a text has front matter.
#[must_use]
pub fn has_header(text: &str) -> bool {
    text.starts_with("---\n") || text.starts_with("---\r\n")
}

/// Reads Markdown with front matter.
pub fn parse(text: &str) -> Result<Document, Fault> {
    let fault = |line: usize, reason: &str| Fault { line, reason: reason.to_owned() };
    if !has_header(text) {
        return Err(fault(1, "the file does not begin with front matter (`---`)"));
    }
    let text = text.replace("\r\n", "\n");
    let rest = &text[4..];
    let end = rest.find("\n---\n").ok_or_else(|| fault(1, "the front matter has no end (`---`)"))?;
    let (header, body) = (&rest[..end], &rest[end + 5..]);
    let fields: Header = serde_saphyr::from_str(header).map_err(|error| {
        let line = error.location().map_or(1, |location| usize::try_from(location.line()).unwrap_or(0)) + 1;
        let message = error.to_string();
        Fault { line, reason: message.lines().next().unwrap_or_default().to_owned() }
    })?;
    let published = fields.published.as_deref().map(date).transpose().map_err(|reason| Fault { line: line_of(header, "published"), reason })?;
    let draft = Draft {
        slug: fields.slug,
        language: fields.language,
        original_language: fields.original_language,
        origin_country: fields.origin_country,
        title: fields.title,
        body: body.trim().to_owned(),
        credits: Vec::new(),
        source_url: fields.source_url,
    };
    Ok(Document { draft, credits: fields.credits, published, header: header.to_owned(), body_line: header.lines().count() + 3 })
}

impl Document {
    /// From a plain text, whose facts came as flags.
    #[must_use]
    pub fn from_plain(draft: Draft, credits: Vec<Credit>, published: Option<Timestamp>) -> Self {
        Self { draft, credits, published, header: String::new(), body_line: 1 }
    }

    /// Checks everything and finds the accounts that credits name.
    pub async fn resolve(mut self, db: &Db) -> Result<Draft, Fault> {
        for credit in &self.credits {
            let user_id = match &credit.handle {
                None => None,
                Some(handle) => {
                    let user = account::service::user_by_handle(db, handle).await.map_err(|error| self.fault("credits", plain(&error)))?;
                    Some(user.ok_or_else(|| self.fault("credits", format!("nobody here has the handle `{handle}`")))?.id)
                }
            };
            let role = match credit.role {
                CreditKind::Author => CreditRole::Author,
                CreditKind::Translator => CreditRole::Translator,
                CreditKind::Reviewer => CreditRole::Reviewer,
                CreditKind::Editor => CreditRole::Editor,
            };
            self.draft.credits.push(CreditDraft { role, name: credit.name.clone(), user_id });
        }
        rules::check(self.draft.clone()).map_err(|error| self.locate(&error))
    }

    /// An error of the rules at its line in the file.
    fn locate(&self, error: &Error) -> Fault {
        let field = error.field().last().map_or("", |field| field.as_ref());
        let key = match field {
            "originalLanguage" => "original_language",
            "originCountry" => "origin_country",
            "sourceUrl" => "source_url",
            other => other,
        };
        self.fault(key, format!("{key}: {error}"))
    }

    fn fault(&self, key: &str, reason: String) -> Fault {
        Fault { line: if key == "body" || self.header.is_empty() { self.body_line } else { line_of(&self.header, key) }, reason }
    }
}

/// A point in time, or a day, which begins at midnight UTC.
pub fn date(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(clock::from_utc(time.to_utc()));
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| format!("`{text}` is neither a time such as 2026-11-24T08:30:00Z nor a day such as 2026-11-24"))?;
    Ok(clock::from_utc(day.and_time(chrono::NaiveTime::MIN).and_utc()))
}

/// The line of a key in the file; the header begins on line 2.
fn line_of(header: &str, key: &str) -> usize {
    header.lines().position(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))).unwrap_or(0) + 2
}

#[cfg(test)]
mod tests {
    use super::{date, parse};

    const GOOD: &str =
        "---\nslug: a-calm-answer\nlanguage: en\ntitle: A calm answer\ncredits:\n  - {role: AUTHOR, name: Mei}\npublished: 2024-05-20\n---\n\nText.\n";

    #[test]
    fn a_file_is_read() {
        let document = parse(GOOD).unwrap();
        assert_eq!((document.draft.slug.as_str(), document.draft.body.as_str(), document.credits.len()), ("a-calm-answer", "Text.", 1));
        assert_eq!(document.published, date("2024-05-20T00:00:00Z").ok());
    }

    #[test]
    fn faults_have_their_line() {
        for (text, line) in [
            ("Text without a header.", 1),
            ("---\nslug: a\n", 1),
            (&GOOD.replace("published: 2024-05-20", "published: yesterday"), 7),
            (&GOOD.replace("title: A calm answer", "titel: A calm answer"), 4),
            (&GOOD.replace("role: AUTHOR", "role: WRITER"), 6),
        ] {
            assert_eq!(parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
