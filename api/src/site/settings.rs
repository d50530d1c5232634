//! What can be set for the whole forum. Pure.

use serde::{Deserialize, Serialize};

use crate::civility::Settings;

/// Essays that can be under pre-moderation at once.
const MAX_ESSAYS: usize = 1000;

/// What administrators set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteSettings {
    /// The rules that posts are checked by.
    pub civility: Settings,
    /// Whether a moderator sees every post first.
    pub is_premoderated: bool,
    /// Slugs of the essays on which a moderator sees every post first.
    pub premoderated_essays: Vec<String>,
}

impl SiteSettings {
    /// What is wrong, in plain words.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let mut problems = self.civility.check();
        if self.premoderated_essays.len() > MAX_ESSAYS {
            problems.push(format!("Name {MAX_ESSAYS} essays at most."));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::SiteSettings;

    #[test]
    fn what_is_shipped_is_sound_and_comes_back() {
        let shipped = SiteSettings::default();
        assert_eq!(shipped.check(), Vec::<String>::new());
        assert_eq!(serde_json::from_str::<SiteSettings>("{}").unwrap(), shipped);
        assert_eq!(serde_json::from_str::<SiteSettings>(&serde_json::to_string(&shipped).unwrap()).unwrap(), shipped);
        assert!(serde_json::from_str::<SiteSettings>("{\"nothing\": 1}").is_err());
    }
}
