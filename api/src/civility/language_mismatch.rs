//! A post that is marked as in another language than it seems to be in: who reads that
//! language would not find it, and who reads the other would wonder.

use super::{Found, Input, RuleId, Severity, Suggestion, settings::LanguageMismatch};

/// The text was looked at before: here is only whether that is sure enough to ask.
pub(super) fn find(input: &Input, settings: &LanguageMismatch, found: &mut Found) {
    let Some(detected) = &input.detected else { return };
    let is_sure = detected.confidence * 100.0 >= f64::from(settings.min_confidence_percent) && detected.letters >= settings.min_letters;
    if settings.enabled && detected.contradicts_declared && is_sure {
        let suggestion = Suggestion::CheckLanguage { looks_like: detected.language.to_owned(), marked: input.language.to_owned() };
        found.push(RuleId::LanguageMismatch, (0, 0), Severity::Nudge, suggestion);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Detected, Input, RuleId, Settings, Severity, check, settings::LanguageMismatch};

    fn found(detected: Option<Detected>, settings: LanguageMismatch) -> Vec<(RuleId, Severity, String)> {
        let settings = Settings { language_mismatch: settings, ..Settings::default() };
        let input = Input { text: "words", language: "en", posts_so_far: 100, detected, ..Input::default() };
        check(&input, &settings).into_iter().map(|finding| (finding.rule, finding.severity, finding.suggestion.text("en"))).collect()
    }

    #[test]
    fn only_what_is_sure_is_asked_about() {
        let french = Detected { language: "fr", confidence: 0.95, letters: 40, contradicts_declared: true };
        let shipped = LanguageMismatch::default();
        let asked = found(Some(french), shipped);
        assert_eq!((asked.len(), asked[0].0, asked[0].1), (1, RuleId::LanguageMismatch, Severity::Nudge));
        assert!(asked[0].2.starts_with("This looks like French; you marked it English."), "{asked:?}");
        for (detected, settings) in [
            (None, shipped),
            (Some(Detected { confidence: 0.94, ..french }), shipped),
            (Some(Detected { letters: 39, ..french }), shipped),
            (Some(Detected { contradicts_declared: false, ..french }), shipped),
            (Some(french), LanguageMismatch { enabled: false, ..shipped }),
            (Some(french), LanguageMismatch { min_letters: 41, ..shipped }),
            (Some(french), LanguageMismatch { min_confidence_percent: 96, ..shipped }),
        ] {
            assert_eq!(found(detected, settings), [], "{detected:?} {settings:?}");
        }
    }
}
