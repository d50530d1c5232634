//! `SLOW_MODE`: a pause between two posts of one author in a thread. The caller refuses
//! such a post (`seconds_to_wait`); it is a hold, so that one who forgets does not publish.

use super::{Found, Input, RuleId, Severity, Suggestion, settings::Switch};

pub(super) fn find(input: &Input, settings: Switch, found: &mut Found) {
    let (Some(pause), Some(since)) = (input.slow_mode_seconds, input.seconds_since_last_in_thread) else { return };
    let seconds = u64::from(pause).saturating_sub(since);
    if settings.enabled && seconds > 0 {
        found.push(RuleId::SlowMode, (0, 0), Severity::Hold, Suggestion::Wait { seconds });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Input, Settings, check, seconds_to_wait};

    #[test]
    fn the_rest_of_the_pause_is_told() {
        let wait = |since, pause| {
            let input = Input { text: "Hello", language: "en", seconds_since_last_in_thread: since, slow_mode_seconds: pause, ..Default::default() };
            seconds_to_wait(&check(&input, &Settings::default()))
        };
        assert_eq!(wait(Some(20), Some(60)), Some(40));
        assert_eq!(wait(Some(60), Some(60)), None);
        assert_eq!(wait(None, Some(60)), None);
        assert_eq!(wait(Some(0), None), None);
    }
}
