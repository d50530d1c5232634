//! What can be done with posts of any kind.

use entity::{ProposalId, ReplyId, ThreadId};

use crate::{
    auth::Member,
    error::{Error, Result},
    graphql::{
        context::RequestContext,
        id::{self, NodeKey},
    },
    post::object::Post,
    proposal, reply, thread,
};

/// Deletes a post for its author: the text is no longer shown, the place and
/// what answers it stay.
pub async fn delete(request: &RequestContext, member: &Member, post_id: &str) -> Result<Post> {
    let field = &["input", "postId"];
    let (tag, uuid) = id::decode_any(post_id).ok_or_else(|| Error::invalid(field, "This is not the id of a post."))?;
    match tag {
        ThreadId::TAG => thread::service::delete(request.db(), member, ThreadId(uuid)).await.map(Post::Thread),
        ReplyId::TAG => reply::service::delete(request.db(), member, ReplyId(uuid)).await.map(Post::Reply),
        ProposalId::TAG => proposal::service::delete(request.db(), member, ProposalId(uuid)).await.map(Post::Proposal),
        _ => Err(Error::invalid(field, "This is not the id of a post.")),
    }
}
