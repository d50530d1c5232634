//! The ways out: what all who ask other servers share. Connections, time, and leaving off for a
//! while when the other side fails.

pub(crate) mod breaker;
pub(crate) mod client;
pub mod translator;

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use hyper::Uri;
use tokio::sync::{Semaphore, SemaphorePermit};

pub(crate) use breaker::End;
use breaker::{Breaker, Call};

/// Reads the address of somebody who is asked; what is wrong if it is none.
pub fn parse_url(url: &str) -> Result<Uri, String> {
    let wrong = || "it must be an address that begins with http:// or https://, without a user's name".to_owned();
    let url: Uri = url.parse().map_err(|_| wrong())?;
    let is_host = |authority: &hyper::http::uri::Authority| !authority.host().is_empty() && !authority.as_str().contains('@');
    let is_good = matches!(url.scheme_str(), Some("http" | "https")) && url.authority().is_some_and(is_host);
    if is_good { Ok(url) } else { Err(wrong()) }
}

/// What goes to one address: so many calls at a time, and none for a while after failures.
pub(crate) struct Line {
    /// Who is asked, for the log.
    what: &'static str,
    pub(crate) breaker: Mutex<Breaker>,
    pub(crate) calls: Semaphore,
}

impl Line {
    pub(crate) fn new(what: &'static str, most: usize) -> Self {
        Self { what, breaker: Mutex::new(Breaker::new()), calls: Semaphore::new(most) }
    }

    /// Leave for one call; `None` if none may go out now.
    pub(crate) fn attempt(&self) -> Option<Attempt<'_>> {
        let Ok(permit) = self.calls.try_acquire() else {
            tracing::warn!("{} is not asked: too many calls are out", self.what);
            return None;
        };
        let call = self.breaker.lock().unwrap_or_else(PoisonError::into_inner).admit(Instant::now());
        if call.is_none() {
            tracing::debug!("{} is not asked: it failed too often", self.what);
        }
        Some(Attempt { line: self, call: Some(call?), _permit: permit })
    }
}

/// Leave for one call. Whoever goes away in the middle gives it back by dropping it.
pub(crate) struct Attempt<'a> {
    line: &'a Line,
    call: Option<Call>,
    _permit: SemaphorePermit<'a>,
}

impl Attempt<'_> {
    /// Says how it ended.
    pub(crate) fn end(mut self, end: End) {
        self.report(end);
    }

    fn report(&mut self, end: End) {
        let Some(call) = self.call.take() else { return };
        if self.line.breaker.lock().unwrap_or_else(PoisonError::into_inner).end(call, end, Instant::now()) {
            tracing::warn!(seconds = breaker::PAUSE.as_secs(), "{} failed too often and is not asked for a while", self.line.what);
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.report(End::Abandoned);
    }
}

#[cfg(test)]
mod tests {
    use super::parse_url;

    #[test]
    fn addresses_are_checked() {
        for good in ["http://127.0.0.1:9/check", "https://check.example", "https://check.example/a?key=b"] {
            assert!(parse_url(good).is_ok(), "{good}");
        }
        for bad in ["check.example", "/check", "ftp://check.example/", "http://", "https://user:secret@check.example/", "http:// /", "http://:80/"] {
            assert!(parse_url(bad).is_err(), "{bad}");
        }
    }
}
