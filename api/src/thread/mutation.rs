//! Changes of threads.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    anchor::input::QuoteInput,
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    post::{rules::Words, service::Gate},
    thread::{
        input::{EditThreadInput, StartThreadInput},
        object::Thread,
        service::{self, Draft},
    },
};

/// What `startThread` gives.
#[derive(SimpleObject)]
pub struct StartThreadPayload {
    /// The new thread.
    thread: Walked<Thread>,
}

/// What `editThread` gives.
#[derive(SimpleObject)]
pub struct EditThreadPayload {
    /// The thread as it now is.
    thread: Walked<Thread>,
}

/// Changes of threads.
#[derive(Default)]
pub struct ThreadMutation;

#[Object]
impl ThreadMutation {
    /// Starts a thread on an essay. Needs to be signed in.
    /// Scope: `WRITE_DISCUSSION`.
    async fn start_thread(&self, ctx: &Context<'_>, #[graphql(desc = "The thread.")] input: StartThreadInput) -> Result<Option<Walked<StartThreadPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let words = Words { title: Some(input.title), body: input.body, language: input.language.text };
        let essay_id = input.essay_id.key(&["input", "essayId"])?;
        let quote = input.quote.map(QuoteInput::draft).transpose()?;
        let draft = Draft { essay_id, words, differ_requires_restatement: input.differ_requires_restatement.unwrap_or(false), quote };
        let thread = service::start(request.db(), member, draft, gate).await?;
        Ok(Some(Walked(StartThreadPayload { thread: Walked(thread) })))
    }

    /// Edits a thread of one's own. Earlier texts are kept. `THREAD_LOCKED` if it is locked.
    /// Scope: `WRITE_DISCUSSION`.
    async fn edit_thread(&self, ctx: &Context<'_>, #[graphql(desc = "What to change.")] input: EditThreadInput) -> Result<Option<Walked<EditThreadPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let thread = service::edit(request.db(), member, input.thread_id.key(&["input", "threadId"])?, input.title, input.body, gate).await?;
        Ok(Some(Walked(EditThreadPayload { thread: Walked(thread) })))
    }
}
