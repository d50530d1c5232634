//! Inputs about posts of any kind.

use async_graphql::{ID, InputObject};
use entity::{ProposalId, ReplyId, ThreadId};

use crate::{
    error::{Code, Error, Result},
    graphql::{
        id::{self, NodeKey},
        scalars::LanguageTag,
    },
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

/// Languages that a list can be narrowed to at once.
const MAX_LANGUAGES: usize = 20;

/// The argument `languages` of a list, each once and in one order: two lists that ask for the
/// same are read together.
pub fn languages(tags: Option<Vec<LanguageTag>>) -> Result<Option<Vec<String>>> {
    let Some(tags) = tags else { return Ok(None) };
    if tags.len() > MAX_LANGUAGES {
        return Err(Error::new(Code::BadUserInput, format!("`languages` may have at most {MAX_LANGUAGES} tags.")).at(&["languages"]));
    }
    let mut ranges: Vec<String> = tags.into_iter().map(|tag| tag.0).collect();
    ranges.sort_unstable();
    ranges.dedup();
    Ok(Some(ranges))
}
