//! Inputs about posts of any kind.

use async_graphql::{ID, InputObject};
use entity::{ProposalId, ReplyId, ThreadId};

use crate::{
    error::{Error, Result},
    graphql::id::{self, NodeKey},
    post::rules::PostKey,
};

/// What `deletePost` needs.
#[derive(InputObject)]
pub struct DeletePostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
}

/// The post that an id of an input names; `field` is its path.
pub fn post_key(id: &str, field: &'static [&'static str]) -> Result<PostKey> {
    match id::decode_any(id) {
        Some((ThreadId::TAG, uuid)) => Ok(PostKey::Thread(ThreadId(uuid))),
        Some((ReplyId::TAG, uuid)) => Ok(PostKey::Reply(ReplyId(uuid))),
        Some((ProposalId::TAG, uuid)) => Ok(PostKey::Proposal(ProposalId(uuid))),
        _ => Err(Error::invalid(field, "This is not the id of a post.")),
    }
}
