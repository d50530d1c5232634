//! What moderators change.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::ModerationActionKind as Kind;

use crate::{
    account::object::User,
    auth::store::UserRow,
    error::{Error, Result},
    graphql::{context::ContextExt, walk::Walked},
    moderation::{
        input::{
            ApprovePostInput, ConfirmWarningInput, LockThreadInput, MoveReplyInput, PremoderateUserInput, ReinstateUserInput, RemovePostInput,
            RestorePostInput, SetModeratorScopeInput, SetSlowModeInput, SetUserRoleInput, SuspendUserInput, UnlockThreadInput, WarnUserInput,
        },
        object::ModerationAction,
        service::{self, Why},
        staff,
        store::ActionRow,
    },
    post::{
        input::post_key,
        object::{AnyPost, Post},
        rules::PostKey,
    },
    reply::{self, object::Reply, service::Move},
    thread::object::Thread,
};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $field:ident: $kind:ty = $what:literal })*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub struct $name {
            #[doc = $what]
            $field: $kind,
            /// The decision, as it stands in the log.
            action: Walked<ModerationAction>,
        }
    )*};
}

payloads! {
    /// What `removePost` gives.
    RemovePostPayload { post: AnyPost = "The post as it now is." }
    /// What `restorePost` gives.
    RestorePostPayload { post: AnyPost = "The post as it now is." }
    /// What `approvePost` gives.
    ApprovePostPayload { post: AnyPost = "The post as it now is." }
    /// What `lockThread` gives.
    LockThreadPayload { thread: Walked<Thread> = "The thread as it now is." }
    /// What `unlockThread` gives.
    UnlockThreadPayload { thread: Walked<Thread> = "The thread as it now is." }
    /// What `setSlowMode` gives.
    SetSlowModePayload { thread: Walked<Thread> = "The thread as it now is." }
    /// What `moveReply` gives.
    MoveReplyPayload { reply: Walked<Reply> = "The reply where it now stands." }
    /// What `suspendUser` gives.
    SuspendUserPayload { user: Walked<User> = "The person." }
    /// What `warnUser` gives.
    WarnUserPayload { user: Walked<User> = "The person." }
    /// What `premoderateUser` gives.
    PremoderateUserPayload { user: Walked<User> = "The person." }
    /// What `reinstateUser` gives.
    ReinstateUserPayload { user: Walked<User> = "The person." }
    /// What `setUserRole` gives.
    SetUserRolePayload { user: Walked<User> = "The person as they now are." }
    /// What `setModeratorScope` gives.
    SetModeratorScopePayload { user: Walked<User> = "The person as they now are." }
}

/// What `confirmWarning` gives.
#[derive(SimpleObject)]
pub struct ConfirmWarningPayload {
    /// Oneself, who may write again.
    user: Walked<User>,
}

/// What moderators change.
#[derive(Default)]
pub struct ModerationMutation;

fn action(row: ActionRow) -> Walked<ModerationAction> {
    Walked(ModerationAction(Arc::new(row)))
}

fn user(row: UserRow) -> Walked<User> {
    Walked(User(Arc::new(row)))
}

async fn decided(ctx: &Context<'_>, key: PostKey, kind: Kind, why: Why, revision: Option<i32>) -> Result<(Post, Walked<ModerationAction>)> {
    let request = ctx.request();
    let row = service::decide_post(request.db(), &request.viewer.moderator()?, key, kind, why, revision).await?;
    let post = Post::load_key(request, key).await?.ok_or_else(|| Error::not_found("post"))?;
    Ok((post, action(row)))
}

async fn locked(ctx: &Context<'_>, key: PostKey, kind: Kind, why: Why) -> Result<(Walked<Thread>, Walked<ModerationAction>)> {
    match decided(ctx, key, kind, why, None).await? {
        (Post::Thread(thread), action) => Ok((Walked(thread), action)),
        _ => Err(Error::not_found("thread")),
    }
}

#[Object]
impl ModerationMutation {
    /// Takes a post's text away from readers; its place and the replies to it stay.
    /// Open reports of it are upheld. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn remove_post(&self, ctx: &Context<'_>, #[graphql(desc = "What, and why.")] input: RemovePostInput) -> Result<Option<Walked<RemovePostPayload>>> {
        ctx.request().viewer.moderator()?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (post, action) = decided(ctx, key, Kind::Remove, why, input.revision).await?;
        Ok(Some(Walked(RemovePostPayload { post: AnyPost(post), action })))
    }

    /// Shows a removed or held post again. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn restore_post(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: RestorePostInput) -> Result<Option<Walked<RestorePostPayload>>> {
        ctx.request().viewer.moderator()?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (post, action) = decided(ctx, key, Kind::Restore, why, input.revision).await?;
        Ok(Some(Walked(RestorePostPayload { post: AnyPost(post), action })))
    }

    /// Lets a post stand; one that is held is published. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn approve_post(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: ApprovePostInput) -> Result<Option<Walked<ApprovePostPayload>>> {
        ctx.request().viewer.moderator()?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (post, action) = decided(ctx, key, Kind::Approve, why, input.revision).await?;
        Ok(Some(Walked(ApprovePostPayload { post: AnyPost(post), action })))
    }

    /// Closes a thread for replies and edits. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn lock_thread(&self, ctx: &Context<'_>, #[graphql(desc = "Which, and why.")] input: LockThreadInput) -> Result<Option<Walked<LockThreadPayload>>> {
        ctx.request().viewer.moderator()?;
        let key = PostKey::Thread(input.thread_id.key(&["input", "threadId"])?);
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (thread, action) = locked(ctx, key, Kind::Lock, why).await?;
        Ok(Some(Walked(LockThreadPayload { thread, action })))
    }

    /// Opens a locked thread again. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn unlock_thread(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: UnlockThreadInput) -> Result<Option<Walked<UnlockThreadPayload>>> {
        ctx.request().viewer.moderator()?;
        let key = PostKey::Thread(input.thread_id.key(&["input", "threadId"])?);
        let (thread, action) = locked(ctx, key, Kind::Unlock, Why::optional(None, input.explanation.as_deref())?).await?;
        Ok(Some(Walked(UnlockThreadPayload { thread, action })))
    }

    /// Sets how long one waits between two replies in a thread, or ends it; who comes too
    /// soon gets `RATE_LIMITED`. For moderators, whom it does not bind.
    ///
    /// Scope: `MODERATE`.
    async fn set_slow_mode(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, and how long.")] input: SetSlowModeInput,
    ) -> Result<Option<Walked<SetSlowModePayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.thread_id.key(&["input", "threadId"])?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let row = service::set_slow_mode(request.db(), &moderator, id, input.seconds, why).await?;
        match Post::load_key(request, PostKey::Thread(id)).await? {
            Some(Post::Thread(thread)) => Ok(Some(Walked(SetSlowModePayload { thread: Walked(thread), action: action(row) }))),
            _ => Err(Error::not_found("thread")),
        }
    }

    /// Moves a reply, and all that answers it, to another thread on the same essay or to
    /// another place in its own. `CONFLICT` if it stands there already or the thread is not
    /// shown, `THREAD_LOCKED` if that is locked. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn move_reply(&self, ctx: &Context<'_>, #[graphql(desc = "What, and where to.")] input: MoveReplyInput) -> Result<Option<Walked<MoveReplyPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let wanted = Move {
            reply_id: input.reply_id.key(&["input", "replyId"])?,
            thread_id: input.thread_id.key(&["input", "threadId"])?,
            parent_id: input.parent_id.map(|id| id.key(&["input", "parentId"])).transpose()?,
            why: Why::optional(input.reason.map(Into::into), input.explanation.as_deref())?,
            revision: input.revision,
        };
        let key = PostKey::Reply(wanted.reply_id);
        let row = reply::service::move_to(request.db(), &moderator, wanted).await?;
        match Post::load_key(request, key).await? {
            Some(Post::Reply(reply)) => Ok(Some(Walked(MoveReplyPayload { reply: Walked(reply), action: action(row) }))),
            _ => Err(Error::not_found("reply")),
        }
    }

    /// Takes somebody's right to write until a time, or without end. They still read,
    /// and may appeal. For moderators, about people of a lower role.
    ///
    /// Scope: `MODERATE`.
    async fn suspend_user(&self, ctx: &Context<'_>, #[graphql(desc = "Whom, and why.")] input: SuspendUserInput) -> Result<Option<Walked<SuspendUserPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let id = input.user_id.key(&["input", "userId"])?;
        let (row, decision) = service::suspend(request.auth(), request.db(), &moderator, id, input.until.map(|until| until.0), why).await?;
        Ok(Some(Walked(SuspendUserPayload { user: user(row), action: action(decision) })))
    }

    /// Warns somebody: they must confirm it before they write again. For moderators,
    /// about people of a lower role.
    ///
    /// Scope: `MODERATE`.
    async fn warn_user(&self, ctx: &Context<'_>, #[graphql(desc = "Whom, and why.")] input: WarnUserInput) -> Result<Option<Walked<WarnUserPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (row, decision) = service::warn(request.auth(), request.db(), &moderator, input.user_id.key(&["input", "userId"])?, why).await?;
        Ok(Some(Walked(WarnUserPayload { user: user(row), action: action(decision) })))
    }

    /// Makes a moderator see somebody's posts before they go out, until `reinstateUser`.
    /// For moderators, about people of a lower role.
    ///
    /// Scope: `MODERATE`.
    async fn premoderate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: PremoderateUserInput,
    ) -> Result<Option<Walked<PremoderateUserPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (row, decision) = service::premoderate(request.auth(), request.db(), &moderator, input.user_id.key(&["input", "userId"])?, why).await?;
        Ok(Some(Walked(PremoderateUserPayload { user: user(row), action: action(decision) })))
    }

    /// Confirms that one has read a moderator's warning. Needs to be signed in.
    ///
    /// Not for API tokens.
    async fn confirm_warning(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ConfirmWarningInput,
    ) -> Result<Option<Walked<ConfirmWarningPayload>>> {
        let request = ctx.request();
        let person = request.viewer.account_owner()?;
        let row = service::confirm_warning(request.auth(), request.db(), person, input.warning_id.key(&["input", "warningId"])?).await?;
        Ok(Some(Walked(ConfirmWarningPayload { user: user(row) })))
    }

    /// Gives somebody's right to write, and to be read at once, back. For moderators, about people of a lower role.
    ///
    /// Scope: `MODERATE`.
    async fn reinstate_user(&self, ctx: &Context<'_>, #[graphql(desc = "Whom.")] input: ReinstateUserInput) -> Result<Option<Walked<ReinstateUserPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (row, decision) = service::reinstate(request.auth(), request.db(), &moderator, input.user_id.key(&["input", "userId"])?, why).await?;
        Ok(Some(Walked(ReinstateUserPayload { user: user(row), action: action(decision) })))
    }

    /// Gives somebody another role and ends their sessions. For administrators, about
    /// others.
    ///
    /// Not for API tokens.
    async fn set_user_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and which.")] input: SetUserRoleInput,
    ) -> Result<Option<Walked<SetUserRolePayload>>> {
        let request = ctx.request();
        let admin = request.viewer.admin()?;
        let (row, decision) =
            staff::service::set_role(request.auth(), request.db(), &admin, input.user_id.key(&["input", "userId"])?, input.role.into()).await?;
        Ok(Some(Walked(SetUserRolePayload { user: user(row), action: action(decision) })))
    }

    /// Limits a moderator to the posts of some essays, or in some languages, or both; or to
    /// nothing again. In force within 3 seconds on every instance, and until they get another
    /// role. `CONFLICT` if they are no moderator. For administrators.
    ///
    /// Not for API tokens.
    async fn set_moderator_scope(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to what.")] input: SetModeratorScopeInput,
    ) -> Result<Option<Walked<SetModeratorScopePayload>>> {
        let request = ctx.request();
        let admin = request.viewer.admin()?;
        let id = input.user_id.key(&["input", "userId"])?;
        let essays = input.essay_ids.map(|ids| ids.iter().map(|id| id.key(&["input", "essayIds"])).collect::<Result<Vec<_>>>()).transpose()?;
        let languages = input.languages.map(|tags| tags.into_iter().map(|tag| tag.text).collect());
        let (row, decision) = staff::service::set_moderator_scope(request.auth(), request.db(), &admin, id, essays, languages).await?;
        Ok(Some(Walked(SetModeratorScopePayload { user: user(row), action: action(decision) })))
    }
}
