//! What an edition must be, and which one suits a reader. Pure.

use std::collections::BTreeMap;

use entity::{CreditRole, UserId};

use crate::{
    error::{Error, Problem},
    text::{
        language, markdown,
        plain::{self, Bounds},
    },
};

const TITLE: Bounds = Bounds { min: 3, max: 200 };
const BODY: Bounds = Bounds { min: 1, max: 500_000 };
const CREDIT_NAME: Bounds = Bounds { min: 1, max: 100 };
const MAX_CREDITS: usize = 50;

/// An edition to be published, as it comes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Names the work in addresses.
    pub slug: String,
    /// Of this edition.
    pub language: String,
    /// Of the work; `None` = this edition is the original, unless the work exists.
    pub original_language: Option<String>,
    /// Country that the work is about or from.
    pub origin_country: Option<String>,
    /// Title in this language.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// Who made it, in order.
    pub credits: Vec<CreditDraft>,
    /// Where it was published first.
    pub source_url: Option<String>,
}

/// One name under an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditDraft {
    /// What they did.
    pub role: CreditRole,
    /// Their name as printed.
    pub name: String,
    /// Their account.
    pub user_id: Option<UserId>,
}

/// Checks a draft whole; what comes back is in canonical form.
pub fn check(draft: Draft) -> Result<Draft, Error> {
    let mut problems = Vec::new();
    let mut note = |field: &'static str, message: String| problems.push(Problem { field: vec!["input".into(), field.into()], message });
    let mut checked = draft;
    match slug(&checked.slug) {
        Ok(slug) => checked.slug = slug,
        Err(reason) => note("slug", reason),
    }
    let not_a_language = "It is not a language tag such as `en` or `zh-Hans`.";
    match language::parse_tag(&checked.language) {
        Some(tag) => checked.language = tag,
        None => note("language", not_a_language.to_owned()),
    }
    if let Some(original) = &checked.original_language {
        match language::parse_tag(original) {
            Some(tag) => checked.original_language = Some(tag),
            None => note("originalLanguage", not_a_language.to_owned()),
        }
    }
    if let Some(country) = &checked.origin_country {
        match language::parse_country(country) {
            Some(code) => checked.origin_country = Some(code),
            None => note("originCountry", "It is not a country code such as `KE`.".to_owned()),
        }
    }
    match plain::line(&checked.title, TITLE) {
        Ok(title) => checked.title = title,
        Err(reason) => note("title", reason),
    }
    match plain::block(&checked.body, BODY).and_then(|body| markdown::check(&body).map(|()| body).map_err(Into::into)) {
        Ok(body) => checked.body = body,
        Err(reason) => note("body", reason),
    }
    if let Some(url) = &checked.source_url {
        match source_url(url) {
            Ok(url) => checked.source_url = Some(url),
            Err(reason) => note("sourceUrl", reason),
        }
    }
    if checked.credits.len() > MAX_CREDITS {
        note("credits", format!("There may be at most {MAX_CREDITS}."));
    }
    for credit in &mut checked.credits {
        match plain::line(&credit.name, CREDIT_NAME) {
            Ok(name) => credit.name = name,
            Err(reason) => note("credits", reason),
        }
    }
    Error::problems(problems).map_or(Ok(checked), Err)
}

/// A slug: 3 to 100 of `a-z`, `0-9` and single hyphens between them.
pub fn slug(text: &str) -> Result<String, String> {
    let fits = (3..=100).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--");
    if fits { Ok(text.to_owned()) } else { Err("A slug has 3 to 100 characters: a–z, 0–9 and single hyphens between them.".to_owned()) }
}

fn source_url(text: &str) -> Result<String, String> {
    let url = text.trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = url.len() <= 2000
        && rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'));
    if fits { Ok(url.to_owned()) } else { Err("It is not an address that begins with https:// or http://.".to_owned()) }
}

/// Titles of a work by language, as they are kept with it.
pub type Titles = BTreeMap<String, String>;

/// The language of the edition that suits a reader: see [`language::best_match`].
#[must_use]
pub fn best_language<'a>(titles: &'a Titles, original: &'a str, wanted: Option<&str>) -> &'a str {
    let fallback = if titles.contains_key(original) { original } else { titles.keys().next().map_or(original, String::as_str) };
    wanted.map_or(fallback, |wanted| language::best_match(wanted, &titles.keys().map(String::as_str), fallback))
}

#[cfg(test)]
mod tests {
    use super::{Draft, Titles, best_language, check, slug};

    fn draft() -> Draft {
        Draft {
            slug: "a-calm-answer".to_owned(),
            language: "EN".to_owned(),
            original_language: None,
            origin_country: Some("cn".to_owned()),
            title: " A calm answer ".to_owned(),
            body: "Text.".to_owned(),
            credits: Vec::new(),
            source_url: None,
        }
    }

    #[test]
    fn drafts_come_back_in_canonical_form() {
        let checked = check(draft()).unwrap();
        assert_eq!((checked.language.as_str(), checked.origin_country.as_deref(), checked.title.as_str()), ("en", Some("CN"), "A calm answer"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let wrong = Draft {
            slug: "A Calm".to_owned(),
            language: "english".to_owned(),
            title: String::new(),
            source_url: Some("javascript:alert(1)".to_owned()),
            ..draft()
        };
        let fields: Vec<String> = check(wrong).unwrap_err().all_problems().iter().map(|problem| problem.field[1].to_string()).collect();
        assert_eq!(fields, ["slug", "language", "title", "sourceUrl"]);
    }

    #[test]
    fn slugs() {
        assert!(slug("the-long-table").is_ok());
        for bad in ["", "ab", "-ab", "ab-", "a--b", "a_b", "Ab-c", "茶馆茶馆"] {
            assert!(slug(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn readers_get_the_original_if_nothing_suits() {
        let titles: Titles = [("en".to_owned(), "A".to_owned()), ("zh-Hans".to_owned(), "甲".to_owned())].into();
        assert_eq!(best_language(&titles, "zh-Hans", None), "zh-Hans");
        assert_eq!(best_language(&titles, "zh-Hans", Some("en-GB")), "en");
        assert_eq!(best_language(&titles, "zh-Hans", Some("fr")), "zh-Hans");
        assert_eq!(best_language(&titles, "fr", Some("de")), "en");
    }
}
