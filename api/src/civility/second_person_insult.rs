//! `SECOND_PERSON_INSULT`: the reader is insulted: "you are an idiot", "你真是个白痴".
//!
//! From "you" the rule walks over what may stand between it and an insult, and stops
//! at anything else, a negation first of all. It also knows names called at the reader
//! ("Shut up, moron.") and phrases that attack without any "you are".

use std::ops::Range;

use super::{
    Found, RuleId, Severity, Suggestion,
    lexicon::Lexicon,
    reading::{Reading, Sentence, Sort, Token},
};

const LONGEST_WALK: usize = 8;

const SUBJECTS: &[&str] = &["you", "u", "ya", "youre", "yall", "y'all", "你", "您", "你们", "您们", "妳", "你俩", "你这"];
const POSSESSIVES: &[&str] = &["your", "ur"];

/// What may stand between "you" and the insult.
const STEPS: &[&str] = &[
    "are",
    "r",
    "re",
    "were",
    "is",
    "am",
    "sound",
    "sounds",
    "look",
    "looks",
    "seem",
    "act",
    "acting",
    "behave",
    "talk",
    "write",
    "be",
    "being",
    "must",
    "always",
    "still",
    "such",
    "a",
    "an",
    "the",
    "these",
    "this",
    "really",
    "so",
    "just",
    "all",
    "nothing",
    "but",
    "complete",
    "completely",
    "total",
    "totally",
    "utter",
    "utterly",
    "absolute",
    "absolutely",
    "fucking",
    "bloody",
    "damn",
    "goddamn",
    "very",
    "pretty",
    "quite",
    "truly",
    "clearly",
    "obviously",
    "simply",
    "plain",
    "both",
    "biggest",
    "most",
    "more",
    "like",
    "as",
    "bunch",
    "of",
    "piece",
    "pack",
    "lot",
    "people",
    "guys",
    "folks",
    "little",
    "old",
    "poor",
    "sad",
    "big",
    "real",
    "even",
    "only",
    "one",
    "some",
    "kind",
    "sort",
    "too",
    "how",
    "ever",
    "incredibly",
    "extremely",
    "unbelievably",
    "remarkably",
    "lying",
    "filthy",
    "paid",
    "sir",
    "madam",
    "dear",
    "friend",
    "my",
    "dirty",
    "naive",
    "typical",
    "same",
];
const CHINESE_STEPS: &[&str] = &[
    "彻头彻尾",
    "典型",
    "十足",
    "完全",
    "根本",
    "简直",
    "绝对",
    "明明",
    "显然",
    "果然",
    "确实",
    "脑子",
    "脑袋",
    "家伙",
    "东西",
    "不过",
    "是不是",
    "不就是",
    "不愧是",
    "纯粹",
    "不折不扣",
    "无非",
    "什么",
    "难道",
    "分明",
    "到底",
    "究竟",
    "不仅",
    "还有",
    "以为",
    "自己",
    "非常",
    "特别",
    "实在",
    "极其",
    "如此",
    "活脱脱",
    "一副",
    "帮助",
    "这样",
    "那样",
];
/// A word made of these alone is a step as well: 真是个, 就是一群.
const CHINESE_STEP_CHARACTERS: &str = "是真就这那个一太很好都简直怎么才也还又全群帮种的人们些算啊呀他妈像跟有更最可多够条";

const NEGATIONS: &[&str] =
    &["not", "never", "nobody", "none", "no", "cannot", "without", "hardly", "don't", "dont", "doesn't", "didn't", "won't", "wouldn't", "isn't"];
const SAYINGS: &[&str] = &[
    "think",
    "thinks",
    "thought",
    "believe",
    "believes",
    "say",
    "says",
    "said",
    "saying",
    "claim",
    "claiming",
    "suggest",
    "suggesting",
    "mean",
    "meant",
    "imply",
    "implying",
    "call",
    "called",
    "calling",
    "feel",
    "consider",
    "find",
    "make",
    "makes",
    "because",
];
const CHINESE_DENIALS: &[&str] =
    &["不认为", "不觉得", "没说", "没有说", "不会说", "不是说", "从没说", "不相信", "没觉得", "没有觉得", "没人说", "没有人说", "不能说", "并非说", "以为"];
/// Before "you" these report, and do not insult: "they called you a fool".
const CALLINGS: &[&str] = &["called", "calling", "calls", "whether", "if"];

pub(super) fn find(reading: &Reading, lexicon: &Lexicon, found: &mut Found) {
    for sentence in reading.sentences.iter().filter(|sentence| !sentence.reports) {
        let mut index = sentence.tokens.start;
        while index < sentence.tokens.end {
            let hit = if reading.tokens[index].is_quoted { None } else { hit_at(reading, lexicon, sentence, index) };
            if let Some((start, end)) = hit {
                found.push(RuleId::SecondPersonInsult, reading.span(start..end), Severity::Nudge, Suggestion::SpeakOfTheMatter);
                index = end.max(index + 1);
            } else {
                index += 1;
            }
        }
    }
}

fn hit_at(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<(usize, usize)> {
    let token = &reading.tokens[index];
    let here = &reading.tokens[sentence.tokens.clone()];
    let before = &here[..index - sentence.tokens.start];
    if let Some(count) = lexicon.attacks.at(reading, index).filter(|count| is_attack(reading, before, sentence, index..index + count)) {
        return Some((index, index + count));
    }
    if token.is_any(SUBJECTS) && !is_denied(before) {
        return walk(reading, lexicon, index + 1, sentence.tokens.end).map(|end| (index, end));
    }
    if token.is_any(POSSESSIVES) {
        let (count, at) = (index + 1..index + 3).find_map(|at| Some((lexicon.belittling.at(reading, at)?, at)))?;
        return (at + count <= sentence.tokens.end && (at == index + 1 || reading.tokens[at - 1].is_any(STEPS))).then_some((index, at + count));
    }
    if let Some(count) = lexicon.belittling.at(reading, index) {
        // "How stupid are you"
        let after = reading.tokens.get(index + count..sentence.tokens.end).unwrap_or_default();
        let is_asked = before.last().is_some_and(|token| token.is_any(&["how", "so", "that"]));
        let is_you = matches!(after, [verb, subject, ..] if verb.is_any(&["are", "can"]) && subject.is_any(SUBJECTS));
        return (is_asked && is_you).then(|| (index - 1, index + count + 2));
    }
    let count = lexicon.insults.at(reading, index)?;
    let after = reading.tokens.get(index + count..sentence.tokens.end).unwrap_or_default();
    is_called(reading, lexicon, before, after, index).then_some((index, index + count))
}

/// Whether a phrase that attacks does so here: nobody is said to have been told to go
/// to hell, and water that boils (滚) is no "get out".
fn is_attack(reading: &Reading, before: &[Token], sentence: &Sentence, phrase: Range<usize>) -> bool {
    let is_told = match before {
        [.., verb, to] if to.is("to") => !verb.is_any(&["need", "have", "ought", "want", "time"]),
        [.., who] => who.is_any(&["i", "he", "she", "they", "we", "it"]),
        [] => false,
    };
    let opens = before.last().is_none_or(|token| token.ends_clause() || token.is_any(&["你", "给我", "我"]));
    let closes = phrase.end >= sentence.tokens.end || reading.tokens[phrase.end].sort != Sort::Han || reading.tokens[phrase.end].is_any(&["吧", "啊", "远点"]);
    let is_one_character = phrase.len() == 1 && reading.tokens[phrase.start].sort == Sort::Han && reading.tokens[phrase.start].norm.chars().count() == 1;
    !is_told && !is_denied(before) && (!is_one_character || (opens && closes))
}

/// Walks to an insult; answers where it ends.
fn walk(reading: &Reading, lexicon: &Lexicon, start: usize, end: usize) -> Option<usize> {
    for index in start..end.min(start + LONGEST_WALK) {
        if let Some(count) = lexicon.insult_at(reading, index) {
            let mut last = index + count;
            // "you stupid idiot" is one insult.
            while last < end
                && let Some(more) = lexicon.insult_at(reading, last)
            {
                last += more;
            }
            return Some(last);
        }
        let token = &reading.tokens[index];
        // "You, sir, are …"; 你不就是: a question that denies nothing.
        let next_is = |texts: &[&str]| reading.tokens.get(index + 1).is_some_and(|next| next.is_any(texts));
        let is_aside = token.is(",") && (next_is(&["sir", "madam", "my", "dear"]) || next_is(&["are", "r"]));
        let is_rhetorical = token.is("不") && next_is(&["就是", "就", "过"]);
        // "You like dumb jokes" is not "you look like a fool"; 你的狗 is a dog.
        let is_other = index == start && token.is_any(&["like", "的"]);
        if is_other || (!is_step(token) && !is_aside && !is_rhetorical) {
            return None;
        }
    }
    None
}

/// Whether a word may stand between a subject and what is said of it.
pub(super) fn is_step(token: &Token) -> bool {
    match token.sort {
        Sort::Word => token.is_any(STEPS),
        Sort::Han => token.is_any(CHINESE_STEPS) || token.norm.chars().all(|character| CHINESE_STEP_CHARACTERS.contains(character)),
        // "you are an \"expert\" idiot": marks of quotation do not excuse.
        Sort::Mark => token.is_any(&["\"", "\u{201c}", "\u{201d}", "'"]),
    }
}

/// Whether what stands before denies or reports: "I do not think that you are …".
fn is_denied(before: &[Token]) -> bool {
    let near = &before[before.len().saturating_sub(6)..];
    let is_mine = matches!(near, [.., me, _] if me.is("我"));
    if near.last().is_some_and(|token| token.is_any(CALLINGS) || token.is_any(&["别", "不要", "不是"]) || (token.is_any(&["骂", "说"]) && !is_mine)) {
        return true;
    }
    let han: String = near.iter().filter(|token| token.sort == Sort::Han).map(|token| token.norm.as_str()).collect();
    if CHINESE_DENIALS.iter().any(|denial| han.contains(denial)) {
        return true;
    }
    let Some(negation) = near.iter().position(|token| token.is_any(NEGATIONS)) else { return false };
    near[negation..].iter().any(|token| token.is_any(SAYINGS))
}

/// Whether an insult stands alone between marks, as what somebody is called:
/// "Shut up, moron." In a row of such words none is.
fn is_called(reading: &Reading, lexicon: &Lexicon, before: &[Token], after: &[Token], index: usize) -> bool {
    let is_comma = |token: &Token| token.is_any(&[",", "、"]);
    let closes = after.first().is_none_or(Token::ends_clause);
    let opens_sentence = before.is_empty() || matches!(before, [dear] if dear.is("dear"));
    let follows_comma = before.last().is_some_and(is_comma) && (index < 2 || lexicon.insults.at(reading, index - 2).is_none());
    let ends = after.first().is_none_or(|token| !is_comma(token));
    let is_row = !ends && lexicon.insults.at(reading, index + 2).is_some();
    closes && !is_row && (opens_sentence || (follows_comma && ends))
}

#[cfg(test)]
mod tests {
    use super::super::{RuleId, Severity, tests::found};

    fn spans(text: &str, language: &str) -> Vec<(usize, usize)> {
        found(text, language, RuleId::SecondPersonInsult).iter().map(|(start, end, _)| (*start, *end)).collect()
    }

    #[test]
    fn insults_are_found_in_their_place() {
        assert_eq!(found("Well, you are such an idiot.", "en", RuleId::SecondPersonInsult), [(6, 27, Severity::Nudge)]);
        assert_eq!(spans("You're really a stuuupid **fool**!", "en"), [(0, 31)]);
        assert_eq!(spans("Shut your mouth, moron.", "en"), [(0, 15), (17, 22)]);
        assert_eq!(spans("Are you blind? How stupid are you?", "en"), [(0, 13), (15, 33)]);
        assert_eq!(spans("This is your pathetic excuse", "en"), [(8, 21)]);
        assert_eq!(spans("Sorry, but you are a moron.", "en"), [(11, 26)]);
        assert_eq!(spans("我说你是白痴。", "zh"), [(2, 6)]);
        assert_eq!(spans("我看你真是个白痴。", "zh"), [(2, 8)]);
        assert_eq!(spans("你們這些騙子！", "zh-Hant"), [(0, 6)]);
        assert_eq!(spans("滚，别回来。", "zh"), [(0, 1)]);
        assert_eq!(spans("闭嘴吧，蠢货！", "zh"), [(0, 2), (4, 6)]);
    }

    #[test]
    fn what_is_denied_or_quoted_is_no_insult() {
        for kind in [
            "You are not stupid.",
            "I do not think you are an idiot.",
            "I never said that you are a liar, only that the figure is wrong.",
            "\"You are an idiot\" is no argument.",
            "> you idiot\n\nThat was unkind.",
            "I am sorry I called you a fool.",
            "He told me to shut up.",
            "You like dumb jokes, and so do I.",
            "Sheep, pigs and goats live on the farm.",
            "Fools, liars and cowards: the play has them all.",
            "You are welcome, and the clown in your photo is lovely.",
        ] {
            assert_eq!(spans(kind, "en"), [], "{kind}");
        }
        for kind in [
            "你不是白痴。",
            "我不认为你是骗子。",
            "“你是白痴”这种话不该说。",
            "> 你是白痴\n\n请不要这样说。",
            "你的猪肉菜谱很好。",
            "水滚了再下面条。",
            "你们的垃圾怎么分类？",
            "他骂你是白痴，这很不好。",
        ] {
            assert_eq!(spans(kind, "zh"), [], "{kind}");
        }
    }
}
