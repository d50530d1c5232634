//! Passwords: which are accepted, and how they are kept.

use std::{collections::HashSet, sync::Arc};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use zxcvbn::matching::patterns::MatchPattern;

use crate::error::{Error, Result};

/// Fewest characters of a password.
const MIN_CHARS: usize = 8;
/// Most characters of a password.
const MAX_CHARS: usize = 128;
/// Passwords that are among this many most common ones are refused.
const COMMON_RANK: usize = 3000;

/// Hashes and checks passwords with Argon2id (19 MiB, 2 passes), a few at a
/// time, so that many sign-ins at once cost time and not memory.
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// A hash of no one's password: what is checked when there is no account, so
    /// that the answer takes as long.
    decoy: String,
}

impl Passwords {
    /// With at most `permits` hashed at the same time.
    #[must_use]
    pub fn new(permits: usize) -> Self {
        let decoy = hash(&SecretString::from(uuid::Uuid::new_v4().to_string())).unwrap_or_default();
        Self { permits: Arc::new(Semaphore::new(permits)), decoy }
    }

    /// Hashes a password, in PHC form.
    pub async fn hash(&self, password: SecretString) -> Result<String> {
        self.run(move || hash(&password)).await?
    }

    /// Checks a password against a stored hash; without one, takes as long and
    /// says no. Also tells whether the hash should be made anew.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<Verdict> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        self.run(move || {
            let Ok(parsed) = PasswordHash::new(&stored) else { return Verdict::Wrong };
            let right = Argon2::default().verify_password(password.expose_secret().as_bytes(), &parsed).is_ok();
            match (right && exists, is_current(&stored)) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::RightButWeak,
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        let outcome = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        outcome.await.map_err(Error::internal)
    }
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not the one, or there is no account.
    Wrong,
    /// It is.
    Right,
    /// It is, and its hash was made by weaker rules: replace it.
    RightButWeak,
}

fn hash(password: &SecretString) -> Result<String> {
    Argon2::default().hash_password(password.expose_secret().as_bytes()).map(|hash| hash.to_string()).map_err(Error::internal)
}

/// Whether a stored hash is as strong as those made today.
fn is_current(stored: &str) -> bool {
    stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
}

/// Whether a password may be chosen; the reason if not. Any Unicode is accepted
/// and taken byte for byte.
pub fn check(password: &str, personal: &[&str]) -> Result<(), &'static str> {
    let chars = password.chars().take(MAX_CHARS + 1).count();
    if chars < MIN_CHARS {
        return Err("A password needs at least 8 characters.");
    }
    if chars > MAX_CHARS {
        return Err("A password may have at most 128 characters.");
    }
    let lower = password.to_lowercase();
    if personal.iter().any(|word| word.to_lowercase() == lower) {
        return Err("A password may not be your own name or address.");
    }
    let distinct: HashSet<char> = lower.chars().collect();
    if distinct.len() < 3 || is_common(&lower) {
        return Err("This password is among the most common ones. Choose another.");
    }
    Ok(())
}

fn is_common(lower: &str) -> bool {
    let estimate = zxcvbn::zxcvbn(lower, &[]);
    match estimate.sequence() {
        [only] => match &only.pattern {
            MatchPattern::Dictionary(word) => word.rank <= COMMON_RANK,
            MatchPattern::Sequence(_) | MatchPattern::Repeat(_) | MatchPattern::Spatial(_) => true,
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::{Passwords, Verdict, check};

    #[test]
    fn common_and_short_passwords_are_refused() {
        for bad in ["short", "password", "Password", "12345678", "iloveyou", "qwertyuiop", "sunshine", "football", "aaaaaaaaaa", "abcdefgh", "princess"] {
            assert!(check(bad, &[]).is_err(), "{bad}");
        }
        assert!(check("mei@example.org", &["mei@example.org"]).is_err());
        assert!(check(&"长".repeat(129), &[]).is_err());
        for good in ["correct horse battery", "春风又绿江南岸x", "teahouse-demo", &format!("{}y{}", "x".repeat(60), "z".repeat(67))] {
            assert!(check(good, &[]).is_ok(), "{good}");
        }
    }

    #[tokio::test]
    async fn hashes_are_strong_and_checked() {
        let passwords = Passwords::new(1);
        let stored = passwords.hash(SecretString::from("a calm answer")).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(passwords.verify(SecretString::from("a calm answer"), Some(stored.clone())).await.unwrap(), Verdict::Right);
        assert_eq!(passwords.verify(SecretString::from("a rash answer"), Some(stored)).await.unwrap(), Verdict::Wrong);
        assert_eq!(passwords.verify(SecretString::from("a calm answer"), None).await.unwrap(), Verdict::Wrong);
    }
}
