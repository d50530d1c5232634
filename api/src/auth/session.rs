//! Sessions: made at sign-in, prolonged by refreshing, ended by signing out.

use entity::{SessionId, Timestamp, UserId, session};
use sea_orm::ConnectionTrait;

use crate::{
    auth::{Auth, refresh::RefreshToken, store},
    clock,
    db::Db,
    error::{Code, Error, Result},
};

/// How long a session lives whatever its rotation, in milliseconds.
const SESSION_LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// For how long the token before the current one still gives the same
/// successor, in milliseconds: an answer may get lost on its way.
const GRACE_MS: i64 = 10 * 1000;

/// What a client gets at sign-in and at each refresh.
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// Its end.
    pub access_token_expires_at: Timestamp,
    /// For the next refresh, once.
    pub refresh_token: String,
    /// End of the session.
    pub refresh_token_expires_at: Timestamp,
}

/// Starts a session for an account.
pub async fn start(auth: &Auth, connection: &impl ConnectionTrait, user_id: UserId, auth_version: i32) -> Result<Tokens> {
    let now = clock::now();
    let token = RefreshToken::first(SessionId::generate());
    let expires_at = Timestamp(now.0 + SESSION_LIFE_MS);
    let session = session::Model {
        id: token.session_id,
        user_id,
        refresh_hash: token.hash(),
        previous_refresh_hash: None,
        rotated_at: now,
        created_at: now,
        expires_at,
        revoked_at: None,
    };
    store::insert_session(connection, session).await?;
    tokens(auth, user_id, auth_version, &token, expires_at, now)
}

/// Exchanges a refresh token for new tokens.
///
/// The token before the current one gives the same successor for ten seconds.
/// After that, or for any older one, somebody holds a copy: the whole session
/// ends.
pub async fn refresh(auth: &Auth, db: &Db, refresh_token: &str) -> Result<Tokens> {
    let token = RefreshToken::parse(refresh_token).ok_or_else(refused)?;
    let now = clock::now();
    let (session, user) = store::session_with_user(db.read(), token.session_id).await?.ok_or_else(refused)?;
    if session.revoked_at.is_some() || session.expires_at <= now {
        return Err(refused());
    }
    let successor = token.successor(&auth.keys);
    let transaction = db.begin().await?;
    if store::rotate(&transaction, token.session_id, &token.hash(), &successor.hash(), now).await? {
        transaction.commit().await?;
        return tokens(auth, session.user_id, user.auth_version, &successor, session.expires_at, now);
    }
    // Not the current one: read again what is, now that no rotation is under way.
    let (session, user) = store::session_with_user(&transaction, token.session_id).await?.ok_or_else(refused)?;
    let is_previous = session.previous_refresh_hash.as_deref() == Some(token.hash().as_slice());
    if session.revoked_at.is_none() && is_previous && now.0 - session.rotated_at.0 <= GRACE_MS {
        transaction.rollback().await?;
        return tokens(auth, session.user_id, user.auth_version, &successor, session.expires_at, now);
    }
    store::revoke_session(&transaction, token.session_id, now).await?;
    transaction.commit().await?;
    auth.forget_viewer(session.user_id);
    tracing::warn!(session = %token.session_id.0, user = %session.user_id.0, "a refresh token was used twice: its session has ended");
    Err(refused())
}

/// Ends the session of a refresh token. An unknown token is no error: what was
/// to be ended has ended.
pub async fn end(auth: &Auth, db: &Db, refresh_token: &str, everywhere: bool) -> Result<()> {
    let Some(token) = RefreshToken::parse(refresh_token) else { return Ok(()) };
    let Some((session, _)) = store::session_with_user(db.read(), token.session_id).await? else { return Ok(()) };
    let hash = token.hash();
    let is_own = session.refresh_hash == hash || session.previous_refresh_hash.as_deref() == Some(hash.as_slice());
    if !is_own || session.revoked_at.is_some() {
        return Ok(());
    }
    let transaction = db.begin().await?;
    if everywhere {
        store::revoke_all_sessions(&transaction, session.user_id, clock::now()).await?;
    } else {
        store::revoke_session(&transaction, session.id, clock::now()).await?;
    }
    transaction.commit().await?;
    auth.forget_viewer(session.user_id);
    Ok(())
}

fn tokens(auth: &Auth, user_id: UserId, auth_version: i32, refresh: &RefreshToken, expires_at: Timestamp, now: Timestamp) -> Result<Tokens> {
    let (access_token, access_token_expires_at) = auth.keys.sign(user_id, refresh.session_id, auth_version, now)?;
    Ok(Tokens { access_token, access_token_expires_at, refresh_token: refresh.reveal(), refresh_token_expires_at: expires_at })
}

fn refused() -> Error {
    Error::new(Code::Unauthenticated, "The refresh token is not valid, or its session has ended. Sign in again.")
}
