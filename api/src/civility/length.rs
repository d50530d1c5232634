//! `LENGTH`: a post that says nothing, or so much that nobody reads it.

use super::{Found, RuleId, Severity, Suggestion, own_words::Kind, reading::Reading, settings::Length};

pub(super) fn find(reading: &Reading, settings: &Length, found: &mut Found) {
    if !settings.enabled {
        return;
    }
    let all = reading.chars.len();
    let own = reading.chars.iter().zip(&reading.kinds).filter(|(_, kind)| matches!(kind, Kind::Own | Kind::Code));
    // A quote alone says nothing; code may.
    let letters = own.filter(|(character, _)| character.is_alphanumeric()).take(settings.min_letters).count();
    if letters < settings.min_letters {
        found.push(RuleId::Length, (0, all), Severity::Nudge, Suggestion::SayMore);
    }
    if all > settings.max_characters {
        found.push(RuleId::Length, (settings.max_characters, all), Severity::Nudge, Suggestion::SayLess);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RuleId, Severity, tests::found};

    #[test]
    fn too_little_and_too_much_is_found() {
        assert_eq!(found("👍", "en", RuleId::Length), [(0, 1, Severity::Nudge)]);
        assert_eq!(found("> a long quote", "en", RuleId::Length), [(0, 14, Severity::Nudge)]);
        assert_eq!(found("同意", "zh", RuleId::Length), []);
        assert_eq!(found("`ls`", "en", RuleId::Length), []);
        assert_eq!(found(&"好".repeat(15_002), "zh", RuleId::Length), [(15_000, 15_002, Severity::Nudge)]);
    }
}
