//! `NEWCOMER`: an author's first posts, noted for moderators, or held if the forum
//! wants it so. No rewording cures it.

use super::{Found, Input, RuleId, Severity, Suggestion, settings::Newcomer};

/// Whether the author is one. It does not depend on the rule being enabled alone:
/// the rule of links asks the same.
pub(super) fn is_newcomer(input: &Input, settings: &Newcomer) -> bool {
    input.posts_so_far < settings.posts && input.trust_level < settings.trusted_from
}

pub(super) fn find(settings: &Newcomer, found: &mut Found) {
    if settings.enabled {
        let (severity, suggestion) = if settings.hold { (Severity::Hold, Suggestion::AModeratorReadsFirst) } else { (Severity::Note, Suggestion::Welcome) };
        found.push(RuleId::Newcomer, (0, 0), severity, suggestion);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Input, Outcome, Settings, check, outcome};

    #[test]
    fn first_posts_are_noted_or_held_but_never_a_nudge() {
        let input = Input { text: "Hello, everybody.", language: "en", posts_so_far: 1, ..Default::default() };
        let mut settings = Settings::default();
        assert_eq!(outcome(&check(&input, &settings), true), Outcome::Published);
        settings.newcomer.hold = true;
        assert_eq!(outcome(&check(&input, &settings), true), Outcome::Held);
        assert_eq!(check(&Input { posts_so_far: 2, ..input.clone() }, &settings), []);
        assert_eq!(check(&Input { trust_level: 2, ..input }, &settings), []);
    }
}
