//! Inputs of search.

use async_graphql::Enum;

/// What a search finds.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::SearchKind")]
pub enum SearchKind {
    /// An edition of an essay.
    Essay,
    /// What opens a thread: its title and its first text.
    Thread,
    /// What somebody answered in a thread.
    Reply,
    /// What is put to the vote: its title and its text.
    Proposal,
}
