//! `PREMODERATION`: a moderator sees the post first, whatever it says.

use super::{Found, Input, RuleId, Severity, Suggestion, settings::Switch};

pub(super) fn find(input: &Input, settings: Switch, found: &mut Found) {
    if settings.enabled && (input.is_author_premoderated || input.is_essay_premoderated || input.is_site_premoderated) {
        found.push(RuleId::Premoderation, (0, 0), Severity::Hold, Suggestion::AModeratorReadsFirst);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Input, Outcome, RuleId, Settings, check, outcome};

    #[test]
    fn each_kind_holds_once_and_asks_nothing() {
        let input = Input { text: "Hello, everybody.", language: "en", posts_so_far: 9, ..Default::default() };
        for input in
            [Input { is_author_premoderated: true, ..input.clone() }, Input { is_essay_premoderated: true, is_site_premoderated: true, ..input.clone() }]
        {
            let findings = check(&input, &Settings::default());
            assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [RuleId::Premoderation]);
            assert_eq!(outcome(&findings, true), Outcome::Held);
        }
    }
}
