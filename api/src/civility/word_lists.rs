//! `WORD_LISTS`: listed words. Slurs and threats are held if the author insists; coarse
//! words are a nudge. In quotation marks, or in a report, they are noted only: to speak about a word
//! is not to use it.

use super::{Found, RuleId, Severity, Suggestion, lexicon::Lexicon, reading::Reading};

pub(super) fn find(reading: &Reading, lexicon: &Lexicon, found: &mut Found) {
    let lists = [
        (&lexicon.threats, Severity::Hold, Suggestion::LeaveOutThreat),
        (&lexicon.slurs, Severity::Hold, Suggestion::LeaveOutSlur),
        (&lexicon.profanity, Severity::Nudge, Suggestion::LeaveOutCoarseWords),
    ];
    for sentence in &reading.sentences {
        let mut index = sentence.tokens.start;
        while index < sentence.tokens.end {
            // "I want to go die" calls for care, not for a reproof.
            let is_own_despair = index > sentence.tokens.start && reading.tokens[index - 1].is_any(&["我", "想", "不想", "to"]);
            let hit = lists
                .iter()
                .skip(usize::from(is_own_despair))
                .find_map(|(phrases, severity, suggestion)| Some((phrases.at(reading, index)?, *severity, suggestion.clone())));
            let Some((count, severity, suggestion)) = hit else {
                index += 1;
                continue;
            };
            let is_mentioned = reading.tokens[index].is_quoted || (sentence.reports && suggestion != Suggestion::LeaveOutThreat);
            let severity = if is_mentioned { Severity::Note } else { severity };
            found.push(RuleId::WordLists, reading.span(index..index + count), severity, suggestion);
            index += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RuleId, Severity, tests::found};

    #[test]
    fn listed_words_are_found_in_their_place() {
        let hits = found("What a shit show, said the chinks.", "en", RuleId::WordLists);
        assert_eq!(hits, [(7, 11, Severity::Nudge), (27, 33, Severity::Hold)]);
        assert_eq!(found("他妈的，小日本", "zh", RuleId::WordLists), [(0, 3, Severity::Nudge), (4, 7, Severity::Hold)]);
    }

    #[test]
    fn a_chinese_word_inside_others_is_no_hit() {
        for innocent in ["他去死海旅游了", "我们乘船经过死海", "请把放屁股的垫子拿来", "我妈的生日在五月"] {
            let hits = found(innocent, "zh", RuleId::WordLists);
            assert!(hits.is_empty(), "{innocent}: {hits:?}");
        }
    }

    #[test]
    fn despair_is_no_threat() {
        assert_eq!(found("我不想去死，我只是累了。", "zh", RuleId::WordLists), []);
        assert_eq!(found("去死吧！", "zh", RuleId::WordLists), [(0, 3, Severity::Hold)]);
    }

    #[test]
    fn to_speak_of_a_word_is_noted_only() {
        assert_eq!(found("Being called \"chink\" hurts.", "en", RuleId::WordLists), [(14, 19, Severity::Note)]);
        assert_eq!(found("They called me a chink.", "en", RuleId::WordLists), [(17, 22, Severity::Note)]);
        assert_eq!(found("> chink\n\nThis hurts.", "en", RuleId::WordLists), []);
    }
}
