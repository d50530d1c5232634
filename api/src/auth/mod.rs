//! Who is asking: passwords, sessions, access tokens, and what each may do.
//! Shared plumbing that knows no feature.

pub mod keys;
pub mod password;
pub mod refresh;
pub mod session;
pub mod store;
pub mod throttle;
pub mod token;
pub mod viewer;

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;

pub use viewer::{Admin, Editor, Member, Moderator, Viewer};

use crate::{
    auth::{keys::Keys, password::Passwords, throttle::SignInThrottle},
    config::Config,
    db::Db,
    error::{Code, Error, Result},
};

/// How long an instance may go on believing what it knows of a session. What
/// ends a session elsewhere (a sign-out, a changed password, a ban) is in force
/// here after this time at the latest.
const VIEWER_TTL: Duration = Duration::from_secs(3);

/// Everything that tells who is asking; one for the whole process.
pub struct Auth {
    /// The keys that sign and verify.
    pub keys: Keys,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Slows down who guesses passwords.
    pub throttle: SignInThrottle,
    viewers: Cache<String, Arc<Member>>,
}

impl Auth {
    /// From settings; reads the keys.
    pub fn new(config: &Config) -> Result<Self> {
        Ok(Self {
            keys: Keys::load(config)?,
            passwords: Passwords::new(config.password_hash_permits),
            throttle: SignInThrottle::default(),
            viewers: Cache::builder().max_capacity(100_000).time_to_live(VIEWER_TTL).build(),
        })
    }

    /// Who holds an access token. One statement, or none if the answer is fresh.
    pub async fn viewer(&self, db: &Db, access_token: &str) -> Result<Viewer> {
        if let Some(member) = self.viewers.get(access_token) {
            if member.token_expires_at > crate::clock::now() {
                return Ok(Viewer::Member(member));
            }
            self.viewers.invalidate(access_token);
        }
        let claims = self.keys.verify(access_token).ok_or_else(invalid_token)?;
        let user = store::user_of_session(db.read(), claims.session_id, claims.user_id).await?;
        let user = user.filter(|user| user.auth_version == claims.auth_version).ok_or_else(invalid_token)?;
        let member = Arc::new(Member { user: Arc::new(user), session_id: claims.session_id, token_expires_at: claims.expires_at });
        self.viewers.insert(access_token.to_owned(), Arc::clone(&member));
        Ok(Viewer::Member(member))
    }

    /// Forgets what this instance knows of sessions: called when some have ended.
    pub fn forget_viewers(&self) {
        self.viewers.invalidate_all();
    }
}

fn invalid_token() -> Error {
    Error::new(Code::Unauthenticated, "The access token is not valid, or its session has ended. Refresh the session or sign in.")
}
