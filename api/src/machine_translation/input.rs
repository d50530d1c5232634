//! Inputs about translations by a program.

use async_graphql::{ID, InputObject};

use crate::graphql::scalars::{LanguageTag, Unchecked};

/// What `requestMachineTranslation` needs.
#[derive(InputObject)]
pub struct RequestMachineTranslationInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// The language of the translation: another than the post's.
    pub language: Unchecked<LanguageTag>,
}
