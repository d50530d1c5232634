//! `SWEEPING_CLAIM`: something is said of all of a people, nation or religion. With a
//! fault it is a nudge; without one it is noted.

use super::{
    Found, RuleId, Severity, Suggestion,
    lexicon::Lexicon,
    reading::{Reading, Sentence, Sort, Token},
    second_person_insult::is_step,
};

const REACH: usize = 7;

const ALL: &[&str] = &["all", "every", "each", "any", "所有", "所有的", "全部", "每个", "任何", "凡是", "天下", "全体"];
const SOME: &[&str] = &[
    "some",
    "many",
    "most",
    "few",
    "several",
    "certain",
    "these",
    "those",
    "my",
    "our",
    "their",
    "two",
    "three",
    "other",
    "young",
    "older",
    "a",
    "一些",
    "有些",
    "很多",
    "许多",
    "部分",
    "不少",
    "多数",
    "大多数",
    "有的",
    "某些",
    "个别",
    "少数",
    "几个",
    "两个",
    "我们",
    "年轻",
    "位",
    "这位",
    "那位",
    "这些",
    "那些",
    "一个",
    "个",
    "我",
    "咱们",
];
const PLURAL_VERBS: &[&str] = &[
    "are", "were", "have", "want", "love", "hate", "lie", "think", "believe", "do", "don't", "can't", "cannot", "can", "will", "won't", "care", "support",
    "know", "eat", "steal", "cheat", "always", "never", "only", "just", "all", "simply", "must", "should", "live", "come",
];
/// After "every"; without it they speak of a language: "English is …".
const SINGULAR_VERBS: &[&str] = &["is", "has", "wants", "lies", "thinks", "lives", "comes"];
const UNIVERSAL: &[&str] = &[
    "always",
    "never",
    "only",
    "all",
    "just",
    "都",
    "都是",
    "全",
    "全都",
    "全是",
    "总是",
    "永远",
    "从来",
    "从不",
    "就是",
    "只会",
    "只知道",
    "个个",
    "天生",
    "一贯",
    "没一个",
    "骨子里",
    "从来不",
    "从来没",
    "从来没有",
    "就",
    "只",
    "一向",
    "无一",
];
/// What may be said of all: rights, and what makes them alike.
const HARMLESS: &[&str] = &[
    "equal",
    "human",
    "people",
    "welcome",
    "different",
    "individuals",
    "free",
    "entitled",
    "invited",
    "affected",
    "eligible",
    "citizens",
    "allowed",
    "required",
    "not",
    "need",
    "deserve",
    "able",
    "humans",
    "平等",
    "有权",
    "有权利",
    "应该",
    "可以",
    "欢迎",
    "不同",
    "需要",
    "希望",
    "值得",
    "不一样",
    "能",
    "知道",
    "过",
    "必须",
    "会",
];
const PEOPLE: &[&str] = &["people", "folks", "men", "women", "guys", "person"];
/// Adjectives that stand for a people by themselves.
const COLLECTIVE_ENDINGS: [&str; 4] = ["ese", "sh", "ch", "s"];

pub(super) fn find(reading: &Reading, lexicon: &Lexicon, found: &mut Found) {
    for sentence in reading.sentences.iter().filter(|sentence| !sentence.rejects) {
        let mut index = sentence.tokens.start;
        while index < sentence.tokens.end {
            let hit = if reading.tokens[index].is_quoted { None } else { hit_at(reading, lexicon, sentence, index) };
            // To ask whether all do is not to say so.
            if let Some((start, end, has_fault)) = hit.filter(|(_, _, has_fault)| *has_fault || !sentence.asks) {
                let severity = if has_fault { Severity::Nudge } else { Severity::Note };
                found.push(RuleId::SweepingClaim, reading.span(start..end), severity, Suggestion::SayWhoYouMean);
                index = end;
            } else {
                index += 1;
            }
        }
    }
}

/// A claim about the people named here: start, end, and whether it blames.
fn hit_at(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<(usize, usize, bool)> {
    let tokens = &reading.tokens;
    let end = sentence.tokens.end;
    let mut after = index + lexicon.groups.at(reading, index)?;
    // "Never trust a …"
    let near = tokens[sentence.tokens.start..index].iter().rev().take(3);
    let is_warning = |token: &&Token| token.is_any(&["never", "cannot", "can't", "don't"]);
    if near.clone().take(2).any(|token| token.is("trust")) && near.clone().any(|token| is_warning(&token)) {
        return Some((index - 1, after, true));
    }
    let mut start = index;
    // Back over "all of the", "every", "所有的".
    while start > sentence.tokens.start && tokens[start - 1].is_any(&["the", "of", "的", "single", "last", "bloody", "damn"]) {
        start -= 1;
    }
    let quantifier = start.checked_sub(1).filter(|at| *at >= sentence.tokens.start).map(|at| &tokens[at]);
    let is_all = quantifier.is_some_and(|token| token.is_any(ALL));
    let is_some = quantifier.is_some_and(|token| token.is_any(SOME) || token.is_any(&["you", "你", "你们", "您", "您们", "不是", "typical", "典型"]));
    if is_some {
        return None;
    }
    if is_all {
        start -= 1;
        if start > sentence.tokens.start && tokens[start - 1].is_any(&["not", "nearly", "almost", "don't", "不是", "并非", "不"]) {
            return None;
        }
    } else {
        start = index;
    }
    if tokens[index].sort == Sort::Word && after < end {
        if tokens[after].is_any(PEOPLE) {
            after += 1;
        } else if !COLLECTIVE_ENDINGS.iter().any(|ending| tokens[after - 1].norm.ends_with(ending)) && !is_all {
            return None;
        }
        after += usize::from(tokens.get(after).is_some_and(|token| token.is_any(&["here", "today", "alive"])));
        let verbs = if is_all && tokens[after].is_any(SINGULAR_VERBS) { SINGULAR_VERBS } else { PLURAL_VERBS };
        // "Chinese provinces are", "people whom I met": not the people as such.
        if !tokens.get(after).filter(|_| after < end)?.is_any(verbs) {
            return None;
        }
    }
    predicate(reading, lexicon, after, end, is_all).map(|(last, has_fault)| (start, last, has_fault))
}

/// Where what is said of the people ends, and whether it is a fault.
fn predicate(reading: &Reading, lexicon: &Lexicon, after: usize, end: usize, is_all: bool) -> Option<(usize, bool)> {
    let mut is_universal = is_all;
    for at in after..end.min(after + REACH) {
        let token = &reading.tokens[at];
        if let Some(count) = lexicon.fault_at(reading, at) {
            return Some((at + count, true));
        }
        let is_none = token.is_any(&["没", "没有"]) && tokens_follow(reading, at + 1, end, &["一个", "几个"]);
        is_universal |= token.is_any(UNIVERSAL) || is_none;
        let may_go_on = is_none
            || is_step(token)
            || token.is_any(UNIVERSAL)
            || token.is_any(&["by", "nature", "born", "inherently", "basically", "can", "will", "do", "have", "than"]);
        if !may_go_on {
            return (is_universal && !token.ends_clause() && !token.is_any(HARMLESS)).then_some((at + 1, false));
        }
    }
    None
}

fn tokens_follow(reading: &Reading, at: usize, end: usize, texts: &[&str]) -> bool {
    at < end && reading.tokens[at].is_any(texts)
}

#[cfg(test)]
mod tests {
    use super::super::{RuleId, Severity, tests::found};

    #[test]
    fn claims_are_found_in_their_place() {
        assert_eq!(found("I say all Americans are ignorant.", "en", RuleId::SweepingClaim), [(6, 32, Severity::Nudge)]);
        assert_eq!(found("Chinese people never queue.", "en", RuleId::SweepingClaim), [(0, 26, Severity::Note)]);
        assert_eq!(found("Muslims are terrorists.", "en", RuleId::SweepingClaim), [(0, 22, Severity::Nudge)]);
        assert_eq!(found("我看日本人都是骗子。", "zh", RuleId::SweepingClaim), [(2, 9, Severity::Nudge)]);
        assert_eq!(found("所有的美国人都自私。", "zh", RuleId::SweepingClaim), [(0, 9, Severity::Nudge)]);
    }

    #[test]
    fn what_is_limited_harmless_or_rejected_is_free() {
        for kind in [
            "All proposals are open.",
            "All people are equal, and all Chinese people are equal before the law.",
            "Not all Americans are rich.",
            "English is always hard to spell.",
            "Some Germans are rude, most are not.",
            "It is unfair to say that all Muslims are terrorists.",
            "\"All Russians are liars\", he wrote, and nobody objected.",
            "The Chinese government is wrong about this.",
            "All Chinese provinces are listed in the table.",
        ] {
            assert_eq!(found(kind, "en", RuleId::SweepingClaim), [], "{kind}");
        }
        for kind in
            ["所有提案都开放。", "不是所有美国人都自私。", "韩国人都用铁筷子吗？", "有些日本人很冷漠。", "美国人民很友好。", "“日本人都是骗子”这种话不对。"]
        {
            assert_eq!(found(kind, "zh", RuleId::SweepingClaim), [], "{kind}");
        }
    }
}
