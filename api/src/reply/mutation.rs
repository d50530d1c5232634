//! Changes of replies.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    post::{rules::Words, service::Gate},
    reply::{
        input::{EditReplyInput, PostReplyInput},
        object::Reply,
        service::{self, Draft},
    },
};

/// What `postReply` gives.
#[derive(SimpleObject)]
pub struct PostReplyPayload {
    /// The new reply.
    reply: Walked<Reply>,
}

/// What `editReply` gives.
#[derive(SimpleObject)]
pub struct EditReplyPayload {
    /// The reply as it now is.
    reply: Walked<Reply>,
}

/// Changes of replies.
#[derive(Default)]
pub struct ReplyMutation;

#[Object]
impl ReplyMutation {
    /// Replies to a thread or to another reply of it. Needs to be signed in;
    /// `THREAD_LOCKED` if the thread takes no more replies.
    /// Scope: `WRITE_DISCUSSION`.
    async fn post_reply(&self, ctx: &Context<'_>, #[graphql(desc = "The reply.")] input: PostReplyInput) -> Result<Option<Walked<PostReplyPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let thread_id = input.thread_id.key(&["input", "threadId"])?;
        let parent_id = input.parent_id.map(|id| id.key(&["input", "parentId"])).transpose()?;
        let words = Words { title: None, body: input.body, language: input.language.text };
        let kind = input.kind.map_or(entity::ReplyKind::Build, Into::into);
        let draft = Draft { thread_id, parent_id, words, kind, restatement: input.restatement };
        let reply = service::post(request.db(), member, draft, gate).await?;
        Ok(Some(Walked(PostReplyPayload { reply: Walked(reply) })))
    }

    /// Edits a reply of one's own. Earlier texts are kept. `THREAD_LOCKED` if its
    /// thread is locked.
    /// Scope: `WRITE_DISCUSSION`.
    async fn edit_reply(&self, ctx: &Context<'_>, #[graphql(desc = "What to change.")] input: EditReplyInput) -> Result<Option<Walked<EditReplyPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let reply = service::edit(request.db(), member, input.reply_id.key(&["input", "replyId"])?, input.body, gate).await?;
        Ok(Some(Walked(EditReplyPayload { reply: Walked(reply) })))
    }
}
