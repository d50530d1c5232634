//! What can be done with posts of any kind.

use entity::{PostStatus, ProposalId, ReplyId, ThreadId};

use crate::{
    auth::Member,
    db::Transaction,
    error::{Error, Result},
    graphql::{
        context::RequestContext,
        id::{self, NodeKey},
    },
    post::{
        object::Post,
        rules::{self, PostKey},
        store::PostFacts,
    },
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

/// Changes whether a post is shown, and the count of its thread with it. The caller
/// holds the post's lock.
pub async fn set_status(transaction: &Transaction, post: &PostFacts, status: PostStatus) -> Result<()> {
    match post.key {
        PostKey::Thread(id) => thread::store::set_status(transaction, id, status).await?,
        PostKey::Proposal(id) => proposal::store::set_status(transaction, id, status).await?,
        PostKey::Reply(id) => {
            reply::store::set_status(transaction, id, status).await?;
            let change = i32::from(rules::is_shown(status)) - i32::from(rules::is_shown(post.status));
            if let (Some((thread_id, count, created_at, last_activity_at)), true) = (post.thread, change != 0) {
                let hot = thread::rules::hot(count + change, created_at);
                thread::store::count_reply(transaction, thread_id, change, hot, last_activity_at).await?;
            }
        }
    }
    Ok(())
}
