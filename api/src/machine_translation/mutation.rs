//! Changes of translations by a program.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::{Error, Result},
    graphql::{context::ContextExt, walk::Walked},
    machine_translation::{input::RequestMachineTranslationInput, service},
    post::{
        input::post_key,
        object::{AnyPost, Post},
    },
    translation::object::Translation,
};

/// What `requestMachineTranslation` gives.
#[derive(SimpleObject)]
pub struct RequestMachineTranslationPayload {
    /// What the program has made of the post's present text.
    translation: Walked<Translation>,
    /// What is translated.
    post: AnyPost,
}

/// Changes of translations by a program.
#[derive(Default)]
pub struct MachineTranslationMutation;

#[Object]
impl MachineTranslationMutation {
    /// Has a post translated by a program, or gives what that made of the present text before. It
    /// is kept with the source MACHINE, for all readers, and never stands before a person's.
    /// `FORBIDDEN` if this forum has no such program, `UNAVAILABLE` if it does not answer. At
    /// most 30 an hour.
    /// Scope: `WRITE_DISCUSSION`.
    async fn request_machine_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and into what.")] input: RequestMachineTranslationInput,
    ) -> Result<Option<Walked<RequestMachineTranslationPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let made = service::request(request.db(), request.services.translator.as_deref(), member, key, &input.language.text).await?;
        let post = Post::load_key(request, key).await?.ok_or_else(|| Error::internal("a post has gone"))?;
        Ok(Some(Walked(RequestMachineTranslationPayload { translation: Walked(Translation::from(made)), post: AnyPost(post) })))
    }
}
