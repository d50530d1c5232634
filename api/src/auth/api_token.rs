//! The form of API tokens: `tea_`, 30 random characters, and a checksum of 6, all
//! base62. The checksum proves nothing; it lets us refuse a mistyped or invented
//! token without asking the database, and lets scanners of leaked secrets tell a
//! token from other words.

use aws_lc_rs::rand;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// How every API token begins; no JWT does.
pub const PREFIX: &str = "tea_";
const SECRET_LENGTH: usize = 30;
const CHECKSUM_LENGTH: usize = 6;
/// Characters of the secret that its owner sees afterwards.
const HINT_LENGTH: usize = 4;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An API token in full. It has no `Debug`, so that no log can hold one.
pub struct ApiToken(String);

impl ApiToken {
    /// A new one, from the system's generator: 178 bits.
    pub fn generate() -> Result<Self> {
        let mut secret = String::with_capacity(SECRET_LENGTH);
        let mut bytes = [0; 64];
        while secret.len() < SECRET_LENGTH {
            rand::fill(&mut bytes).map_err(|_| Error::internal("the system has no random numbers"))?;
            // 248 is the last multiple of 62 in a byte: what lies beyond would make some characters likelier.
            let fair = bytes.iter().filter(|byte| **byte < 248).filter_map(|byte| DIGITS.get(usize::from(byte % 62)));
            secret.extend(fair.take(SECRET_LENGTH - secret.len()).map(|digit| char::from(*digit)));
        }
        let checksum = checksum(&secret);
        Ok(Self(format!("{PREFIX}{secret}{checksum}")))
    }

    /// Reads one that a client sent; `None` if its form or its checksum is wrong.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let is_whole = rest.len() == SECRET_LENGTH + CHECKSUM_LENGTH && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (secret, given) = rest.split_at_checked(SECRET_LENGTH)?;
        (is_whole && checksum(secret) == given).then(|| Self(text.to_owned()))
    }

    /// As it is shown to its maker, once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps of it.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }

    /// What its owner is shown afterwards.
    #[must_use]
    pub fn hint(&self) -> String {
        self.0.chars().take(PREFIX.len() + HINT_LENGTH).collect()
    }
}

/// CRC-32 of the secret, in base62, the highest digit first.
fn checksum(secret: &str) -> String {
    let mut rest = crc32fast::hash(secret.as_bytes());
    let mut digits = ['0'; CHECKSUM_LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get((rest % 62) as usize).map_or('0', |byte| char::from(*byte));
        rest /= 62;
    }
    digits.iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ApiToken, checksum};

    #[test]
    fn tokens_are_read_back() {
        let token = ApiToken::generate().unwrap();
        assert_eq!(token.reveal().len(), 40);
        assert_eq!(ApiToken::parse(token.reveal()).unwrap().hash(), token.hash());
        assert_eq!(token.hint(), token.reveal()[..8]);
        assert_ne!(ApiToken::generate().unwrap().reveal(), token.reveal());
    }

    #[test]
    fn the_checksum_is_what_the_manual_says() {
        // CRC-32 of "123456789" is CBF43926: 3421780262 in base62.
        assert_eq!(checksum("123456789"), "3jZRME");
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(at in 4_usize..40, with in "[0-9A-Za-z]") {
            let token = ApiToken::generate().unwrap();
            let mut changed = token.reveal().to_owned();
            changed.replace_range(at..=at, &with);
            prop_assert_eq!(ApiToken::parse(&changed).is_some(), changed == token.reveal());
        }

        #[test]
        fn any_text_is_survived(text: String) {
            prop_assert!(ApiToken::parse(&text).is_none());
            let prefixed = format!("tea_{text}");
            prop_assert!(ApiToken::parse(&prefixed).is_none());
        }
    }
}
