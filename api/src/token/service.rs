//! What can be done with API tokens: by their owner in person, never by a token.

use std::sync::Arc;

use entity::{ApiTokenId, UserId};

use crate::{
    auth::{self, Auth, Member, access, api_token::ApiToken},
    clock,
    db::Db,
    error::{Error, Result},
    token::{
        rules::{self, Draft},
        store::{self, ApiTokenRow, Secrets},
    },
};

/// Tokens that a list shows at most; revoked ones are left out first.
const MOST_LISTED: u64 = 100;

/// An account's own tokens.
pub async fn of_owner(db: &Db, owner: UserId) -> Result<Vec<Arc<ApiTokenRow>>> {
    Ok(store::tokens(db.read(), owner, MOST_LISTED).await?.into_iter().map(Arc::new).collect())
}

/// Makes a token. It is returned in full this once.
pub async fn create(db: &Db, owner: &Member, draft: Draft) -> Result<(Arc<ApiTokenRow>, ApiToken)> {
    let now = clock::now();
    let (draft, expires_at) = rules::check(draft, now)?;
    let token = ApiToken::generate()?;
    let row = ApiTokenRow {
        id: ApiTokenId::generate(),
        name: draft.name,
        hint: token.hint(),
        scopes: access::write_scopes(&draft.scopes),
        essay_ids: draft.essays.as_deref().map(access::write_essays),
        created_at: now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let transaction = db.begin().await?;
    // One at a time, so that two cannot both find the last place free.
    auth::store::user_to_change(&transaction, owner.id()).await?.ok_or_else(Error::unauthenticated)?;
    rules::ensure_room(store::count_in_force(&transaction, owner.id(), now).await?)?;
    if let Some(essays) = &draft.essays
        && store::existing_essays(&transaction, essays).await? != essays.len()
    {
        return Err(Error::not_found("essay").at(&["input", "essayIds"]));
    }
    // The version of the session that asks: if the password has changed since, the token ends with the session.
    let secrets = Secrets { owner: owner.id(), hash: token.hash(), auth_version: owner.user.auth_version };
    store::insert(&transaction, &row, secrets).await?;
    transaction.commit().await?;
    Ok((Arc::new(row), token))
}

/// Revokes a token of one's own; one that is revoked already stays as it is.
pub async fn revoke(auth: &Auth, db: &Db, owner: &Member, id: ApiTokenId) -> Result<Arc<ApiTokenRow>> {
    let transaction = db.begin().await?;
    let mut row = store::own_tokens(&transaction, owner.id(), &[id]).await?.pop().ok_or_else(|| Error::not_found("API token").at(&["input", "apiTokenId"]))?;
    if row.revoked_at.is_none() {
        let now = clock::now();
        store::revoke(&transaction, id, now).await?;
        transaction.commit().await?;
        auth.forget_viewer(owner.id());
        row.revoked_at = Some(now);
    }
    Ok(Arc::new(row))
}
