//! Access tokens: JWTs signed with `EdDSA`, good for 15 minutes.

use entity::{SessionId, Timestamp, UserId};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    auth::keys::Keys,
    error::{Error, Result},
};

/// How long an access token is good, in milliseconds.
pub const ACCESS_TOKEN_LIFE_MS: i64 = 15 * 60 * 1000;

/// Clocks of instances may differ by this much, in seconds.
const LEEWAY_S: u64 = 15;

/// Who the token is for; a refresh token or another service's token is not.
const AUDIENCE: &str = "teahouse";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    ver: i32,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// What an access token says once it is verified.
pub struct Verified {
    /// Whose it is.
    pub user_id: UserId,
    /// The session it was made for.
    pub session_id: SessionId,
    /// Must equal the account's.
    pub auth_version: i32,
    /// Its end.
    pub expires_at: Timestamp,
}

impl Keys {
    /// Signs an access token; also tells its end.
    pub fn sign(&self, user_id: UserId, session_id: SessionId, auth_version: i32, now: Timestamp) -> Result<(String, Timestamp)> {
        let seconds = now.0.div_euclid(1000);
        let exp = seconds + ACCESS_TOKEN_LIFE_MS / 1000;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user_id.0,
            sid: session_id.0,
            ver: auth_version,
            iat: seconds,
            nbf: seconds,
            exp,
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = self.verifying.first().map(|key| key.id.clone());
        let token = jsonwebtoken::encode(&header, &claims, &self.signing).map_err(Error::internal)?;
        Ok((token, Timestamp(exp * 1000)))
    }

    /// Checks form, key, signature, issuer, audience and times.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<Verified> {
        if token.len() > 2048 {
            return None;
        }
        let header = jsonwebtoken::decode_header(token).ok()?;
        // The key is chosen from our own, by name only: what else the header
        // says (jku, jwk, x5u) is never followed.
        let key = self.verifying.iter().find(|key| header.kid.as_deref() == Some(key.id.as_str()))?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY_S;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &key.key, &validation).ok()?.claims;
        Some(Verified { user_id: UserId(claims.sub), session_id: SessionId(claims.sid), auth_version: claims.ver, expires_at: Timestamp(claims.exp * 1000) })
    }
}
