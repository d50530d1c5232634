//! Inputs about languages of posts.

use async_graphql::{ID, InputObject};

use crate::graphql::scalars::{LanguageTag, Unchecked};

/// What `correctPostLanguage` needs.
#[derive(InputObject)]
pub struct CorrectPostLanguageInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// The language that it is written in.
    pub language: Unchecked<LanguageTag>,
}
