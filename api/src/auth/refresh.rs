//! Refresh tokens: long random strings that are exchanged for new ones.
//!
//! A token is its session's id and 32 secret bytes. Its successor's secret is a
//! keyed hash of its own, so that any instance, asked twice at the same moment,
//! gives the same successor, while the database holds nothing but hashes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::SessionId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::auth::keys::Keys;

const PREFIX: &str = "thr_";

/// A refresh token.
#[derive(Clone)]
pub struct RefreshToken {
    /// The session it belongs to.
    pub session_id: SessionId,
    secret: [u8; 32],
}

impl RefreshToken {
    /// The first of a new session: its secret is random.
    #[must_use]
    pub fn first(session_id: SessionId) -> Self {
        let mut secret = [0; 32];
        // Two v4 UUIDs are 244 random bits from the system's generator.
        secret[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        secret[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        Self { session_id, secret }
    }

    /// Reads one that a client sent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (id, secret) = bytes.split_first_chunk::<16>()?;
        Some(Self { session_id: SessionId(Uuid::from_bytes(*id)), secret: secret.try_into().ok()? })
    }

    /// As it is sent to the client.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut bytes = [0; 48];
        bytes[..16].copy_from_slice(self.session_id.0.as_bytes());
        bytes[16..].copy_from_slice(&self.secret);
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What the database keeps of it.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.secret).to_vec()
    }

    /// The one that replaces it.
    #[must_use]
    pub fn successor(&self, keys: &Keys) -> Self {
        Self { session_id: self.session_id, secret: keys.mac(&[self.session_id.0.as_bytes(), &self.secret]) }
    }
}

#[cfg(test)]
mod tests {
    use entity::SessionId;

    use super::RefreshToken;

    #[test]
    fn tokens_are_read_back_and_others_refused() {
        let token = RefreshToken::first(SessionId::generate());
        let read = RefreshToken::parse(&token.reveal()).unwrap();
        assert_eq!(read.hash(), token.hash());
        assert_eq!(read.session_id, token.session_id);
        for bad in ["", "thr_", "thr_AAAA", &token.reveal()[4..], &format!("{}A", token.reveal())] {
            assert!(RefreshToken::parse(bad).is_none(), "{bad}");
        }
    }
}
