//! An outside check: an address of the operator's that is asked about each post
//! before it goes out. Its opinion is one more finding; its absence never blocks a
//! post. `docs/moderation.md` describes what is sent and what may be answered.

mod answer;
mod question;
mod signature;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use hyper::{Uri, body::Bytes};
use secrecy::{ExposeSecret, SecretString};
use tokio::time;
use uuid::Uuid;

pub use question::Question;

use crate::{
    civility::Finding,
    clock,
    error::{Error, Result},
    outgoing::{
        End, Line,
        client::{self, Client, Failure},
    },
};

/// Calls that are out at the same time at most; beyond them nobody is asked.
const MAX_CALLS: usize = 64;
/// Bytes of an answer at most.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// Characters of a secret at least.
const MIN_SECRET: usize = 32;

/// Where the check is, and how it knows us.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where questions go.
    pub url: Uri,
    /// What they are signed with.
    pub secret: SecretString,
    /// How long one may take, from connecting to the answer's last byte.
    pub timeout: Duration,
}

/// Takes a secret; what is wrong if it is too short, without showing it.
pub fn parse_secret(secret: String) -> Result<SecretString, String> {
    if secret.chars().count() < MIN_SECRET {
        return Err(format!("it must have at least {MIN_SECRET} characters; `openssl rand -hex 32` makes one"));
    }
    Ok(secret.into())
}

/// The check, as one thread reaches it.
#[derive(Clone)]
pub struct Outside {
    shared: Arc<Shared>,
    client: Client,
}

/// What all threads of the process share.
struct Shared {
    settings: Settings,
    tls: rustls::ClientConfig,
    line: Line,
}

impl Outside {
    /// For these settings. Nothing is asked yet.
    pub fn new(settings: Settings) -> Result<Self> {
        let tls = client::tls().map_err(Error::internal)?;
        let client = Client::new(tls.clone());
        Ok(Self { shared: Arc::new(Shared { settings, tls, line: Line::new("the outside check", MAX_CALLS) }), client })
    }

    /// The same with connections of its own, for another thread: answers wake the thread
    /// that opened their connection.
    #[must_use]
    pub fn for_worker(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), client: Client::new(self.shared.tls.clone()) }
    }

    /// What the check finds in a post; nothing if it has no opinion, cannot be asked or
    /// does not answer as it should. Takes `Settings::timeout` at most.
    pub async fn ask(&self, question: &Question<'_>) -> Vec<Finding> {
        let Some(attempt) = self.shared.line.attempt() else { return Vec::new() };
        let begun = Instant::now();
        let answer = match time::timeout(self.shared.settings.timeout, self.post(question)).await {
            Ok(Ok(None)) => Ok(Vec::new()),
            Ok(Ok(Some(body))) => answer::read(&body, question).ok_or(Failure::Form),
            Ok(Err(failure)) => Err(failure),
            Err(_) => Err(Failure::Timeout),
        };
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        match answer {
            Ok(findings) => {
                attempt.end(End::Answered);
                let gravest = findings.iter().map(|finding| finding.severity).max();
                tracing::info!(findings = findings.len(), ?gravest, milliseconds, "the outside check answered");
                findings
            }
            Err(failure) => {
                tracing::warn!(reason = %failure, milliseconds, "the outside check has no opinion");
                attempt.end(End::Failed);
                Vec::new()
            }
        }
    }

    async fn post(&self, question: &Question<'_>) -> Result<Option<Bytes>, Failure> {
        let Settings { url, secret, .. } = &self.shared.settings;
        let body = question::body(question).map_err(|_| Failure::Form)?;
        let (id, timestamp) = (format!("msg_{}", Uuid::now_v7().simple()), clock::now().0 / 1000);
        let signature = signature::sign(secret.expose_secret(), &id, timestamp, &body);
        let headers = [("webhook-id", id), ("webhook-timestamp", timestamp.to_string()), ("webhook-signature", signature)];
        self.client.post(url, &headers, body, MAX_ANSWER_BYTES).await
    }
}

#[cfg(test)]
mod tests {
    use std::{io::ErrorKind, net::TcpListener, time::Duration};

    use entity::PostKind;
    use secrecy::SecretString;

    use super::{End, MAX_CALLS, Outside, Question, Settings, parse_secret};
    use crate::outgoing::{breaker, parse_url};

    const QUESTION: Question<'static> = Question {
        kind: PostKind::Thread,
        is_edit: false,
        title: None,
        text: "x",
        restatement: None,
        language: "en",
        quote: None,
        is_newcomer: false,
        trust_level: 0,
    };

    /// A check behind a listener that accepts and says nothing.
    fn silent() -> (Outside, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = parse_url(&format!("http://{}/check", listener.local_addr().unwrap())).unwrap();
        let settings = Settings { url, secret: SecretString::from("s".repeat(32)), timeout: Duration::from_millis(50) };
        (Outside::new(settings).unwrap(), listener)
    }

    fn is_untouched(listener: &TcpListener) -> bool {
        listener.accept().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    #[test]
    fn secrets_are_long_and_not_shown() {
        let told = parse_secret("kettle".to_owned()).unwrap_err();
        assert!(!told.contains("kettle"), "{told}");
        let secret = parse_secret("kettle-".repeat(5)).unwrap();
        let settings = Settings { url: parse_url("http://a/").unwrap(), secret, timeout: Duration::ZERO };
        assert!(!format!("{settings:?}").contains("kettle"));
    }

    #[tokio::test]
    async fn no_more_calls_are_out_than_may_be() {
        let (outside, listener) = silent();
        let all = outside.shared.line.calls.try_acquire_many(u32::try_from(MAX_CALLS).unwrap()).unwrap();
        assert_eq!(outside.ask(&QUESTION).await, []);
        assert!(is_untouched(&listener));
        drop(all);
        assert_eq!(outside.ask(&QUESTION).await, []);
        assert!(!is_untouched(&listener));
    }

    #[tokio::test]
    async fn after_failures_nobody_is_asked_by_any_worker() {
        let (outside, listener) = silent();
        for _ in 0..breaker::FAILURES {
            assert_eq!(outside.for_worker().ask(&QUESTION).await, []);
            assert!(!is_untouched(&listener));
        }
        assert_eq!(outside.for_worker().ask(&QUESTION).await, []);
        assert!(is_untouched(&listener));
    }

    #[tokio::test]
    async fn a_trial_that_nobody_waits_for_leaves_its_place() {
        let (outside, _listener) = silent();
        let long_ago = std::time::Instant::now().checked_sub(breaker::PAUSE * 2).unwrap();
        {
            let mut breaker = outside.shared.line.breaker.lock().unwrap();
            for _ in 0..breaker::FAILURES {
                let call = breaker.admit(long_ago).unwrap();
                breaker.end(call, End::Failed, long_ago);
            }
        }
        // The trial is begun, and its asker goes away.
        tokio::select! {
            biased;
            _ = outside.ask(&QUESTION) => unreachable!("nobody answers"),
            () = std::future::ready(()) => {}
        }
        assert!(outside.shared.line.breaker.lock().unwrap().admit(std::time::Instant::now()).is_some());
        assert_eq!(outside.shared.line.calls.available_permits(), MAX_CALLS);
    }
}
