//! Inputs about settings.

use async_graphql::{InputObject, Json};

/// What `updateSiteSettings` needs: what is left out stays.
#[derive(InputObject)]
pub struct UpdateSiteSettingsInput {
    /// The rules of civility, whole; what is left out inside has its shipped value.
    pub civility: Option<Json<serde_json::Value>>,
    /// What trust takes and allows, whole; what is left out inside has its shipped value.
    pub trust: Option<Json<serde_json::Value>>,
    /// Whether a moderator sees every post first.
    pub is_premoderated: Option<bool>,
    /// Slugs of the essays on which a moderator sees every post first.
    pub premoderated_essays: Option<Vec<String>>,
}
