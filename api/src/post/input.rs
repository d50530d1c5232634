//! Inputs about posts of any kind.

use async_graphql::{ID, InputObject};

/// What `deletePost` needs.
#[derive(InputObject)]
pub struct DeletePostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
}
