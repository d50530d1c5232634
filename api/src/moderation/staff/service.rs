//! What administrators decide about who moderates.

use entity::{EssayId, ModerationActionKind as Kind, Role, UserId};

use crate::{
    auth::{self, Admin, Auth, ModeratorScope, store::UserRow},
    db::Db,
    error::{Error, Result},
    essay,
    moderation::{
        rules,
        service::{self, Why},
        store::{self, ActionRow},
    },
    row::Columns,
};

const WITHOUT_WORDS: Why = Why { reason: None, explanation: None };

/// Gives somebody another role. Their sessions end: what they may do has changed. What a
/// moderator was limited to ends with the role.
pub async fn set_role(auth: &Auth, db: &Db, admin: &Admin<'_>, id: UserId, role: Role) -> Result<(UserRow, ActionRow)> {
    let transaction = db.begin().await?;
    let admins = store::admins_to_change(&transaction).await?;
    if !admins.contains(&admin.id()) {
        return Err(Error::forbidden("Only administrators may do this."));
    }
    if id == admin.id() {
        return Err(Error::forbidden("Nobody decides about himself."));
    }
    let mut user = auth::store::user_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("user").at(&["input", "userId"]))?;
    let mut action = service::row(Kind::SetRole, Some(admin.id()), WITHOUT_WORDS);
    action.user_id = Some(id);
    action.before = Some(user.role.as_str().to_owned());
    action.after = Some(role.as_str().to_owned());
    if user.role != role {
        store::set_role(&transaction, id, role).await?;
        store::set_moderator_scope(&transaction, id, &ModeratorScope::default()).await?;
        user.auth_version = auth::store::revoke_all_sessions(&transaction, id, action.created_at).await?;
        (user.role, user.moderated_essay_ids, user.moderated_languages) = (role, None, None);
    }
    let action = store::append(&transaction, action).await?;
    transaction.commit().await?;
    auth.forget_viewer(id);
    Ok((user, action))
}

/// Limits a moderator to some essays, to some languages, or to both; or to nothing again.
/// `CONFLICT` if they are no moderator.
pub async fn set_moderator_scope(
    auth: &Auth,
    db: &Db,
    admin: &Admin<'_>,
    id: UserId,
    essays: Option<Vec<EssayId>>,
    languages: Option<Vec<String>>,
) -> Result<(UserRow, ActionRow)> {
    let scope = rules::check_scope(essays, languages)?;
    let transaction = db.begin().await?;
    let mut user = auth::store::user_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("user").at(&["input", "userId"]))?;
    if user.role != Role::Moderator {
        return Err(Error::conflict("Only moderators are limited, and this person is none.").at(&["input", "userId"]));
    }
    if let Some(essays) = &scope.essays
        && essay::store::essays(&transaction, essays, Columns::KEY).await?.len() != essays.len()
    {
        return Err(Error::not_found("essay").at(&["input", "essayIds"]));
    }
    let mut action = service::row(Kind::SetScope, Some(admin.id()), WITHOUT_WORDS);
    action.user_id = Some(id);
    action.before = rules::scope_text(&ModeratorScope::of(&user));
    action.after = rules::scope_text(&scope);
    store::set_moderator_scope(&transaction, id, &scope).await?;
    let action = store::append(&transaction, action).await?;
    transaction.commit().await?;
    auth.forget_viewer(id);
    (user.moderated_essay_ids, user.moderated_languages) = (scope.essays_text(), scope.languages_text());
    Ok((user, action))
}
