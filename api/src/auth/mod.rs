//! Who is asking: passwords, sessions, access tokens, and what each may do.
//! Shared plumbing that knows no feature.

pub mod access;
pub mod api_token;
pub mod keys;
pub mod moderator_scope;
pub mod password;
pub mod refresh;
pub mod session;
pub mod store;
pub mod throttle;
pub mod token;
pub mod viewer;

use std::{sync::Arc, time::Duration};

use entity::{ApiTokenId, Timestamp, UserId};
use moka::sync::Cache;

pub use access::Access;
pub use moderator_scope::ModeratorScope;
pub use viewer::{Admin, Editor, Member, Moderator, Viewer};

use crate::{
    auth::{api_token::ApiToken, keys::Keys, password::Passwords, throttle::SignInThrottle},
    clock,
    config::Config,
    db::Db,
    error::{Code, Error, Result},
};

/// How long an instance may go on believing what it knows of a session. What
/// ends a session elsewhere (a sign-out, a changed password, a ban) is in force
/// here after this time at the latest.
const VIEWER_TTL: Duration = Duration::from_secs(3);

/// How old the time of an API token's last use may become before it is written
/// again, in milliseconds: with what an instance believes meanwhile, a minute.
const USE_GRAIN_MS: i64 = 57_000;

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
            viewers: Cache::builder().max_capacity(100_000).time_to_live(VIEWER_TTL).support_invalidation_closures().build(),
        })
    }

    /// Who holds an access token or an API token. One statement, or none if the
    /// answer is fresh; once a minute an API token's use is written down as well.
    pub async fn viewer(&self, db: &Db, token: &str) -> Result<Viewer> {
        if let Some(member) = self.viewers.get(token) {
            if member.token_expires_at > clock::now() {
                return Ok(Viewer::Member(member));
            }
            self.viewers.invalidate(token);
        }
        let member = if token.starts_with(api_token::PREFIX) { self.api_client(db, token).await? } else { self.person(db, token).await? };
        let member = Arc::new(member);
        self.viewers.insert(token.to_owned(), Arc::clone(&member));
        Ok(Viewer::Member(member))
    }

    /// Whose session an access token belongs to.
    async fn person(&self, db: &Db, access_token: &str) -> Result<Member> {
        let claims = self.keys.verify(access_token).ok_or_else(invalid_token)?;
        let user = store::user_of_session(db.read(), claims.session_id, claims.user_id).await?;
        let user = user.filter(|user| user.auth_version == claims.auth_version).ok_or_else(invalid_token)?;
        Ok(Member::new(Arc::new(user), Access::Session(claims.session_id), claims.expires_at))
    }

    /// In whose name an API token acts, and how far.
    async fn api_client(&self, db: &Db, token: &str) -> Result<Member> {
        let token = ApiToken::parse(token).ok_or_else(invalid_api_token)?;
        let (token, user) = store::user_of_api_token(db.read(), &token.hash()).await?.ok_or_else(invalid_api_token)?;
        let now = clock::now();
        if token.last_used_at.is_none_or(|at| at.0 <= now.0 - USE_GRAIN_MS)
            && let Err(error) = note_use(db, token.id, now).await
        {
            // The disk may be full; reading goes on.
            tracing::warn!(token = %token.id.0, %error, detail = error.detail(), "the use of an API token could not be written down");
        }
        let access = Access::Token { id: token.id, scopes: access::read_scopes(&token.scopes), essays: token.essay_ids.as_deref().map(access::read_essays) };
        Ok(Member::new(Arc::new(user), access, token.expires_at))
    }

    /// Forgets what this instance knows of somebody's sessions and tokens: called when
    /// some have ended, or what the account may do has changed.
    pub fn forget_viewer(&self, id: UserId) {
        if let Err(error) = self.viewers.invalidate_entries_if(move |_, member| member.user.id == id) {
            tracing::error!(%error, "the sessions of one account could not be forgotten alone");
            self.viewers.invalidate_all();
        }
    }
}

async fn note_use(db: &Db, id: ApiTokenId, now: Timestamp) -> Result<()> {
    let transaction = db.begin().await?;
    store::note_use(&transaction, id, now, Timestamp(now.0 - USE_GRAIN_MS)).await?;
    transaction.commit().await?;
    Ok(())
}

fn invalid_api_token() -> Error {
    Error::new(Code::Unauthenticated, "The API token is not valid, has expired, or was revoked.")
}

fn invalid_token() -> Error {
    Error::new(Code::Unauthenticated, "The access token is not valid, or its session has ended. Refresh the session or sign in.")
}
