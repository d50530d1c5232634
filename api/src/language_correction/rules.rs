//! Who may change the language that a post is marked as. Pure.

/// Members who must agree.
pub const AGREEING: i32 = 3;
/// From this trust level on a member's word counts.
pub const TRUST_LEVEL: i32 = 1;
/// From this confidence on a detected language stands against what members say.
const PLAIN: f64 = 0.95;

/// What is known when a language has been named for a post.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whether the author names it, or somebody on the staff who may alone.
    pub alone: bool,
    /// The language that is named.
    pub named: &'a str,
    /// What the post is marked as.
    pub declared: &'a str,
    /// How many members say what is named.
    pub agreeing: i32,
    /// How many members say what it is marked as.
    pub content: i32,
    /// What was detected, and how sure that is.
    pub detected: Option<(&'a str, f64)>,
}

/// Whether the post is marked anew.
#[must_use]
pub fn is_changed(facts: &Facts<'_>, contradicts: impl Fn(&str, &str) -> bool) -> bool {
    if facts.named == facts.declared {
        return false;
    }
    let is_contradicted = || facts.detected.is_some_and(|(detected, confidence)| confidence >= PLAIN && contradicts(detected, facts.named));
    facts.alone || (facts.agreeing >= AGREEING && facts.agreeing > facts.content && !is_contradicted())
}

#[cfg(test)]
mod tests {
    use super::{Facts, is_changed};
    use crate::text::detect::contradicts;

    #[test]
    fn three_agree_or_one_may_alone() {
        let facts = Facts { alone: false, named: "fr", declared: "en", agreeing: 3, content: 0, detected: None };
        let changes = |facts: Facts<'_>| is_changed(&facts, contradicts);
        assert!(changes(facts));
        assert!(changes(Facts { alone: true, agreeing: 0, ..facts }));
        assert!(!changes(Facts { agreeing: 2, ..facts }));
        assert!(!changes(Facts { content: 3, ..facts }));
        assert!(changes(Facts { agreeing: 4, content: 3, ..facts }));
        assert!(!changes(Facts { alone: true, named: "en", ..facts }));
    }

    #[test]
    fn what_was_plainly_detected_stands_against_members_and_not_against_the_author() {
        let facts = Facts { alone: false, named: "fr", declared: "en", agreeing: 3, content: 0, detected: Some(("de", 0.95)) };
        let changes = |facts: Facts<'_>| is_changed(&facts, contradicts);
        assert!(!changes(facts));
        assert!(changes(Facts { alone: true, ..facts }));
        assert!(changes(Facts { detected: Some(("de", 0.94)), ..facts }));
        assert!(changes(Facts { detected: Some(("fr", 1.0)), ..facts }));
        // Nobody would have known Galician.
        assert!(changes(Facts { named: "gl", detected: Some(("pt", 1.0)), ..facts }));
    }
}
