//! Inputs of search.

use async_graphql::Enum;

/// What a search finds.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::SearchKind")]
pub enum SearchKind {
    /// An edition of an essay.
    Essay,
    /// A thread.
    Thread,
    /// A reply.
    Reply,
    /// A proposal.
    Proposal,
}
