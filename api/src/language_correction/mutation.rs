//! Changes of languages of posts.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::{Error, Result},
    graphql::{context::ContextExt, walk::Walked},
    language_correction::{
        input::CorrectPostLanguageInput,
        service::{self, Who},
    },
    post::{
        input::post_key,
        object::{AnyPost, Post},
    },
};

/// What `correctPostLanguage` gives.
#[derive(SimpleObject)]
pub struct CorrectPostLanguagePayload {
    /// The post as it now is.
    post: AnyPost,
    /// How many people whose word counts say that it is in this language, the viewer among them
    /// if theirs does: members of trust level 1 and above, editors and moderators.
    agreeing: i32,
    /// Whether the post is marked as in this language now.
    is_applied: bool,
}

/// Changes of languages of posts.
#[derive(Default)]
pub struct LanguageCorrectionMutation;

#[Object]
impl LanguageCorrectionMutation {
    /// Says which language a post is written in. Its author sets `language` so at any time, and
    /// then nobody else does: `CONFLICT`. An editor or a moderator sets it alone. Of other
    /// members 3 of trust level 1 or above must agree, more than say that it is right as it
    /// is, and `detectedLanguage` must not plainly be another. Saying it again replaces what one
    /// said before. `NOT_FOUND` for a post that one may not read.
    /// Scope: `WRITE_DISCUSSION`.
    async fn correct_post_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post, and its language.")] input: CorrectPostLanguageInput,
    ) -> Result<Option<Walked<CorrectPostLanguagePayload>>> {
        let request = ctx.request();
        let viewer = &request.viewer;
        let member = viewer.writer(ApiScope::WriteDiscussion)?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let who = Who { viewer, member, moderator: viewer.moderator().ok(), editor: viewer.editor().ok() };
        let corrected = service::correct(request.db(), &who, key, &input.language.text).await?;
        let post = Post::load_key(request, key).await?.ok_or_else(|| Error::internal("a post has gone"))?;
        Ok(Some(Walked(CorrectPostLanguagePayload { post: AnyPost(post), agreeing: corrected.agreeing, is_applied: corrected.is_applied })))
    }
}
