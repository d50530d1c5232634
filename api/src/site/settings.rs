//! What can be set for the whole forum. Pure.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{civility::Settings, site::trust::Trust};

/// Essays that can be under pre-moderation at once.
const MAX_ESSAYS: usize = 1000;

/// What administrators set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// The rules that posts are checked by.
    pub civility: Settings,
    /// Whether a moderator sees every post first.
    pub is_premoderated: bool,
    /// Slugs of the essays on which a moderator sees every post first.
    pub premoderated_essays: Vec<String>,
    /// What trust takes and allows.
    pub trust: Trust,
}

impl SiteSettings {
    /// What is wrong, in plain words.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let mut problems = self.civility.check();
        problems.extend(self.trust.check());
        if self.premoderated_essays.len() > MAX_ESSAYS {
            problems.push(format!("Name {MAX_ESSAYS} essays at most."));
        }
        problems
    }
}

/// Settings as they were stored. What a newer instance has added is passed over: an
/// older one goes on beside it.
pub fn parse(data: &str) -> serde_json::Result<SiteSettings> {
    serde_json::from_str(data)
}

/// Settings of one kind as an administrator writes them: an object in which nothing is
/// misspelt.
pub fn parse_part<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, String> {
    if !value.is_object() {
        return Err("It must be an object.".to_owned());
    }
    let mut unknown = Vec::new();
    let settings = serde_ignored::deserialize(value, |path| unknown.push(path.to_string())).map_err(|problem| problem.to_string())?;
    if unknown.is_empty() { Ok(settings) } else { Err(format!("There is no such setting: {}.", unknown.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::{Settings, SiteSettings, Trust, parse, parse_part};

    #[test]
    fn what_is_shipped_is_sound_and_comes_back() {
        let shipped = SiteSettings::default();
        assert_eq!(shipped.check(), Vec::<String>::new());
        assert_eq!(parse("{}").unwrap(), shipped);
        assert_eq!(parse(&serde_json::to_string(&shipped).unwrap()).unwrap(), shipped);
    }

    #[test]
    fn what_is_unknown_is_refused_from_people_and_passed_over_in_the_database() {
        for wrong in [r#"{"nothing": 1}"#, r#"{"shouting": {"nothing": 1}}"#, "[]", "1", r#"{"shouting": 1}"#] {
            assert!(parse_part::<Settings>(&serde_json::from_str(wrong).unwrap()).is_err(), "{wrong}");
            assert!(parse_part::<Trust>(&serde_json::from_str(wrong).unwrap()).is_err(), "{wrong}");
        }
        let right = serde_json::json!({ "shouting": { "enabled": false }, "words": { "fr": { "insults": ["crétin"] } } });
        assert!(!parse_part::<Settings>(&right).unwrap().shouting.enabled);
        let newer = r#"{"civility": {"irony": {"enabled": true}, "shouting": {"enabled": false}}, "theme": "dark"}"#;
        assert!(!parse(newer).unwrap().civility.shouting.enabled);
    }
}
