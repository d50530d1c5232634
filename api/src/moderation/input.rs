//! Inputs of moderators.

use async_graphql::{Enum, ID, InputObject};
use entity::{EssayId, ModerationActionId, ReplyId, ThreadId, UserId};

use crate::graphql::{
    id::Id,
    scalars::{DateTime, LanguageTag, Unchecked},
};

/// Why a post is reported, or why something was decided.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[graphql(remote = "entity::ReasonCode")]
pub enum ReasonCode {
    /// Coarse or insulting.
    Offensive,
    /// Aimed at a person, again and again.
    Harassment,
    /// Against people for what they are.
    Hate,
    /// Advertising, or the same everywhere.
    Spam,
    /// Not about the essay.
    OffTopic,
    /// Untrue in a way that does harm.
    Misinformation,
    /// Against the law.
    Illegal,
    /// Tells what somebody keeps private.
    PersonalData,
    /// The reporter feels misunderstood: goes to the author as a request to clarify,
    /// not to moderators.
    Misunderstood,
    /// Anything else; the details say what.
    Other,
}

/// What `removePost` needs.
#[derive(InputObject)]
pub struct RemovePostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words, for the author: 1 to 2 000 characters.
    pub explanation: String,
    /// The text that was read: `CONFLICT` if the author has changed it since.
    pub revision: Option<i32>,
}

/// What `approvePost` needs.
#[derive(InputObject)]
pub struct ApprovePostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// In words, for the author.
    pub explanation: Option<String>,
    /// The text that was read: `CONFLICT` if the author has changed it since.
    pub revision: Option<i32>,
}

/// What `confirmWarning` needs.
#[derive(InputObject)]
pub struct ConfirmWarningInput {
    /// The warning: one's own `openWarningId`.
    pub warning_id: Id<ModerationActionId>,
}

/// What `restorePost` needs.
#[derive(InputObject)]
pub struct RestorePostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// In words, for the author.
    pub explanation: Option<String>,
    /// The text that was read: `CONFLICT` if the author has changed it since.
    pub revision: Option<i32>,
}

/// What `lockThread` needs.
#[derive(InputObject)]
pub struct LockThreadInput {
    /// The thread.
    pub thread_id: Id<ThreadId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words: 1 to 2 000 characters.
    pub explanation: String,
}

/// What `unlockThread` needs.
#[derive(InputObject)]
pub struct UnlockThreadInput {
    /// The thread.
    pub thread_id: Id<ThreadId>,
    /// In words.
    pub explanation: Option<String>,
}

/// What `setSlowMode` needs.
#[derive(InputObject)]
pub struct SetSlowModeInput {
    /// The thread.
    pub thread_id: Id<ThreadId>,
    /// How long one waits between two replies: 5 to 86 400; null ends it.
    pub seconds: Option<i32>,
    /// In words.
    pub explanation: Option<String>,
}

/// What `moveReply` needs.
#[derive(InputObject)]
pub struct MoveReplyInput {
    /// The reply; all that answers it moves with it, 1 000 replies in all at most.
    pub reply_id: Id<ReplyId>,
    /// The thread where it will stand, on the same essay.
    pub thread_id: Id<ThreadId>,
    /// The reply of that thread that it will answer; the thread itself if left out.
    pub parent_id: Option<Id<ReplyId>>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// In words, for the author.
    pub explanation: Option<String>,
    /// The text that was read: `CONFLICT` if the author has changed it since.
    pub revision: Option<i32>,
}

/// What `suspendUser` needs.
#[derive(InputObject)]
pub struct SuspendUserInput {
    /// Who.
    pub user_id: Id<UserId>,
    /// The end; without end if left out.
    pub until: Option<DateTime>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words: 1 to 2 000 characters.
    pub explanation: String,
}

/// What `warnUser` needs.
#[derive(InputObject)]
pub struct WarnUserInput {
    /// Who.
    pub user_id: Id<UserId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words: 1 to 2 000 characters.
    pub explanation: String,
}

/// What `premoderateUser` needs.
#[derive(InputObject)]
pub struct PremoderateUserInput {
    /// Who.
    pub user_id: Id<UserId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words: 1 to 2 000 characters.
    pub explanation: String,
}

/// What `reinstateUser` needs.
#[derive(InputObject)]
pub struct ReinstateUserInput {
    /// Who.
    pub user_id: Id<UserId>,
    /// In words.
    pub explanation: Option<String>,
}

/// What `setUserRole` needs.
#[derive(InputObject)]
pub struct SetUserRoleInput {
    /// Who.
    pub user_id: Id<UserId>,
    /// What they may do from now on.
    pub role: crate::account::object::Role,
}

/// What `setModeratorScope` needs: the whole scope, for it replaces the one until now.
#[derive(InputObject)]
pub struct SetModeratorScopeInput {
    /// Who: a moderator.
    pub user_id: Id<UserId>,
    /// The essays whose posts they decide about, 1 to 100. Null: any.
    pub essay_ids: Option<Vec<Id<EssayId>>>,
    /// The languages whose posts they decide about, 1 to 50; `zh` holds `zh-Hans` as well.
    /// Null: any.
    pub languages: Option<Vec<Unchecked<LanguageTag>>>,
}
