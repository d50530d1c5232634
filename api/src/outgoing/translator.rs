//! Programs that translate: what one must be able to do, and `LibreTranslate`, the one that ships.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use hyper::Uri;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time;

use super::{
    End, Line,
    client::{self, Client, Failure},
};
use crate::{
    error::{Error, Result},
    text::language,
};

/// Translations that are out at the same time at most.
const MAX_CALLS: usize = 16;
/// Bytes of an answer at most: longer than any translation may be.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// Where the program is.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its address; `/translate` comes after it.
    pub url: Uri,
    /// What it knows us by.
    pub key: Option<SecretString>,
    /// How long one translation may take, from connecting to the answer's last byte.
    pub timeout: Duration,
    /// Characters that it is given at once at most.
    pub max_characters: usize,
}

/// Texts to be translated together.
#[derive(Clone, Debug)]
pub struct Texts {
    /// What they are in, BCP 47.
    pub from: String,
    /// What they shall be in.
    pub into: String,
    /// The texts.
    pub texts: Vec<String>,
}

/// A program that translates.
pub trait Translator: Send + Sync {
    /// Translates texts, each into one; `None` if it cannot be asked or does not answer as it
    /// should. What it says is not trusted: whoever asks checks it like anybody's words.
    fn translate(&self, texts: Texts) -> BoxFuture<'_, Option<Vec<String>>>;

    /// Characters that it takes at once at most.
    fn max_characters(&self) -> usize;

    /// The same with connections of its own, for another thread.
    fn for_worker(&self) -> Arc<dyn Translator>;
}

/// A server that speaks `LibreTranslate`'s API.
#[derive(Clone)]
pub struct LibreTranslate {
    shared: Arc<Shared>,
    client: Client,
}

/// What all threads of the process share.
struct Shared {
    settings: Settings,
    url: Uri,
    tls: rustls::ClientConfig,
    line: Line,
}

#[derive(Serialize)]
struct Question<'a> {
    q: &'a [String],
    source: &'a str,
    target: &'a str,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    translated_text: Vec<String>,
}

impl LibreTranslate {
    /// For these settings. Nothing is asked yet.
    pub fn new(settings: Settings) -> Result<Self> {
        let url = format!("{}/translate", settings.url.to_string().trim_end_matches('/')).parse().map_err(Error::internal)?;
        let tls = client::tls().map_err(Error::internal)?;
        let client = Client::new(tls.clone());
        Ok(Self { shared: Arc::new(Shared { settings, url, tls, line: Line::new("the translator", MAX_CALLS) }), client })
    }

    async fn ask(&self, Texts { from, into, texts }: &Texts) -> Result<Vec<String>, Failure> {
        let Shared { settings, url, .. } = self.shared.as_ref();
        let api_key = settings.key.as_ref().map(ExposeSecret::expose_secret);
        let (source, target) = (code(from), code(into));
        let body = serde_json::to_vec(&Question { q: texts, source: &source, target: &target, format: "text", api_key }).map_err(|_| Failure::Form)?;
        let answer = self.client.post(url, &[], body, MAX_ANSWER_BYTES).await?.ok_or(Failure::Form)?;
        let answer: Answer = serde_json::from_slice(&answer).map_err(|_| Failure::Form)?;
        if answer.translated_text.len() == texts.len() { Ok(answer.translated_text) } else { Err(Failure::Form) }
    }
}

impl Translator for LibreTranslate {
    fn translate(&self, texts: Texts) -> BoxFuture<'_, Option<Vec<String>>> {
        Box::pin(async move {
            let attempt = self.shared.line.attempt()?;
            let answer = time::timeout(self.shared.settings.timeout, self.ask(&texts)).await.unwrap_or(Err(Failure::Timeout));
            match answer {
                Ok(translated) => {
                    attempt.end(End::Answered);
                    Some(translated)
                }
                Err(failure) => {
                    tracing::warn!(reason = %failure, "the translator has no translation");
                    // It refuses what it does not know: a language, for one. That says nothing of others.
                    let is_refusal = matches!(failure, Failure::Status(400..=499));
                    attempt.end(if is_refusal { End::Answered } else { End::Failed });
                    None
                }
            }
        })
    }

    fn max_characters(&self) -> usize {
        self.shared.settings.max_characters
    }

    fn for_worker(&self) -> Arc<dyn Translator> {
        Arc::new(Self { shared: Arc::clone(&self.shared), client: Client::new(self.shared.tls.clone()) })
    }
}

/// A language as `LibreTranslate` calls it: the primary subtag, and `zt` for Chinese in
/// traditional script.
fn code(tag: &str) -> String {
    let primary = language::primary(tag);
    let is_traditional = primary == "zh" && tag.split('-').any(|part| ["hant", "tw", "hk", "mo"].contains(&part.to_ascii_lowercase().as_str()));
    if is_traditional { "zt".to_owned() } else { primary }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn languages_have_the_names_that_it_knows() {
        for (tag, name) in [("en-GB", "en"), ("zh-Hans", "zh"), ("zh", "zh"), ("zh-Hant", "zt"), ("zh-TW", "zt"), ("pt-BR", "pt")] {
            assert_eq!(code(tag), name);
        }
    }
}
