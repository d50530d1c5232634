//! `REPEAT`: the same author's same text again within minutes, small changes or not.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

use super::{Found, Input, RuleId, Severity, Suggestion, segment::is_han, settings::Repeat};

/// More than this in a few minutes is what the limit on requests is for.
const MOST_POSTS: usize = 10;

pub(super) fn find(input: &Input, settings: &Repeat, found: &mut Found) {
    if !settings.enabled || input.recent.is_empty() {
        return;
    }
    let letters = letters(input.text);
    let weight: usize = letters.iter().map(|letter| if is_han(*letter) { 2 } else { 1 }).sum();
    if weight < settings.min_letters {
        return;
    }
    let trigrams = trigrams(&letters);
    let is_same = |text: &str| {
        let others = self::letters(text);
        others == letters || is_alike(&trigrams, &self::trigrams(&others), settings.similarity_percent)
    };
    if input.recent.iter().rev().take(MOST_POSTS).any(|post| is_same(post.text)) {
        found.push(RuleId::Repeat, (0, input.text.chars().count()), Severity::Hold, Suggestion::DoNotRepeat);
    }
}

/// A text's letters alone: a digit, a mark or a capital more makes no new text.
fn letters(text: &str) -> Vec<char> {
    text.nfkc().filter(|character| character.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// A text's rows of three letters, each once, in order; each is a number, 21 bits a letter.
fn trigrams(letters: &[char]) -> Vec<u64> {
    let mut trigrams: Vec<u64> =
        letters.windows(3).map(|three| three.iter().fold(0, |packed, letter| (packed << 21) | u64::from(u32::from(*letter)))).collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams
}

/// Whether what two sets share is so much of both together (Jaccard).
fn is_alike(left: &[u64], right: &[u64], percent: u8) -> bool {
    let (mut one, mut other, mut shared) = (0, 0, 0);
    while one < left.len() && other < right.len() {
        match left[one].cmp(&right[other]) {
            Ordering::Less => one += 1,
            Ordering::Greater => other += 1,
            Ordering::Equal => {
                shared += 1;
                one += 1;
                other += 1;
            }
        }
    }
    let together = left.len() + right.len() - shared;
    together > 0 && shared * 100 >= together * usize::from(percent)
}

#[cfg(test)]
mod tests {
    use super::super::{Input, RecentPost, RuleId, Settings, check};

    fn is_repeat(text: &str, before: &[&str]) -> bool {
        let recent: Vec<RecentPost> = before.iter().map(|text| RecentPost { text }).collect();
        let findings = check(&Input { text, language: "en", recent: &recent, ..Default::default() }, &Settings::default());
        findings.iter().any(|finding| finding.rule == RuleId::Repeat && finding.end == text.chars().count())
    }

    #[test]
    fn small_changes_make_no_new_text() {
        let text = "Please look at my proposal about exchange students!";
        assert!(is_repeat("please look at MY proposal about exchange students 2", &["Something else altogether", text]));
        assert!(is_repeat("请大家看看我关于留学生交流的提案！！", &["请大家看看我关于留学生交流的提案。"]));
    }

    #[test]
    fn other_texts_and_short_ones_are_free() {
        assert!(!is_repeat("Thank you!", &["Thank you!"]));
        assert!(!is_repeat("I visited Shanghai twice and loved the tea houses.", &["My proposal is about exchange students."]));
        assert!(!is_repeat("Please look at my proposal about exchange students!", &[]));
    }
}
