//! Changes of posts of any kind.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    post::{input::DeletePostInput, object::AnyPost, service},
};

/// What `deletePost` gives.
#[derive(SimpleObject)]
pub struct DeletePostPayload {
    /// The post, without its text.
    post: AnyPost,
}

/// Changes of posts of any kind.
#[derive(Default)]
pub struct PostMutation;

#[Object]
impl PostMutation {
    /// Deletes a post of one's own: its text is gone for every reader, its place
    /// and the replies to it stay. A deleted proposal takes no more votes.
    /// Scope: `WRITE_DISCUSSION`.
    async fn delete_post(&self, ctx: &Context<'_>, #[graphql(desc = "The post.")] input: DeletePostInput) -> Result<Option<Walked<DeletePostPayload>>> {
        let request = ctx.request();
        let post = service::delete(request, request.viewer.writer(ApiScope::WriteDiscussion)?, &input.post_id).await?;
        Ok(Some(Walked(DeletePostPayload { post: AnyPost(post) })))
    }
}
