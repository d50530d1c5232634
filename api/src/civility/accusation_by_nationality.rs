//! `ACCUSATION_BY_NATIONALITY`: the reader is blamed for a nation or religion: "you
//! Americans only …", "typical Russian lie", "你们中国人就是…".

use super::{
    Found, RuleId, Severity, Suggestion,
    lexicon::Lexicon,
    reading::{Reading, Sentence, Token},
    second_person_insult::is_step,
};

/// How far behind the nation its fault is looked for, in tokens.
const REACH: usize = 9;

const PEOPLE: &[&str] = &["people", "guys", "folks", "lot", "men", "women", "types"];
/// What makes of a reader one of a kind, with scorn.
const SCORN: &[&str] = &[
    "only",
    "never",
    "can't",
    "cannot",
    "shouldn't",
    "no",
    "nothing",
    "dare",
    "就是",
    "只",
    "只会",
    "只是",
    "只知道",
    "只能",
    "永远",
    "凭什么",
    "资格",
    "不配",
    "懂什么",
    "就会",
    "就知道",
    "整天",
    "天天",
    "除了",
    "也配",
];
/// The same without: it may be meant kindly, so it is noted only.
const ALWAYS: &[&str] = &["always", "all", "everywhere", "都", "都是", "总是", "总", "从来", "一向", "一贯", "全", "全都", "全是"];
const ASKING: &[&str] = &[
    "do", "does", "did", "can", "could", "would", "will", "may", "how", "what", "when", "where", "which", "who", "is", "are", "have", "has", "so", "and", "but",
];
const EXCUSES: &[&str] =
    &["might", "may", "could", "would", "must", "tell", "explain", "help", "share", "invite", "welcome", "请", "可能", "应该", "能不能", "可以", "欢迎"];

pub(super) fn find(reading: &Reading, lexicon: &Lexicon, found: &mut Found) {
    for sentence in reading.sentences.iter().filter(|sentence| !sentence.rejects) {
        let mut index = sentence.tokens.start;
        while index < sentence.tokens.end {
            let hit = if reading.tokens[index].is_quoted { None } else { hit_at(reading, lexicon, sentence, index) };
            if let Some((end, severity)) = hit {
                found.push(RuleId::AccusationByNationality, reading.span(index..end), severity, Suggestion::SpeakToThePerson);
            }
            index = hit.map_or(index + 1, |(end, _)| end);
        }
    }
}

/// Where an accusation ends that begins here, and what it weighs.
fn hit_at(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<(usize, Severity)> {
    if reading.tokens[index].is_any(&["you", "u", "ya", "你", "你们", "您", "您们", "妳"]) {
        return addressed(reading, lexicon, sentence, index);
    }
    unaddressed(reading, lexicon, sentence, index).map(|end| (end, Severity::Nudge))
}

/// Where one ends that does not begin with "you".
fn unaddressed(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<usize> {
    let token = &reading.tokens[index];
    if token.is_any(&["typical", "typically", "classic", "usual", "典型"]) {
        return typical(reading, lexicon, sentence, index);
    }
    if token.is_any(&["your"]) {
        let after = index + 1 + lexicon.groups.at(reading, index + 1)?;
        return (after..sentence.tokens.end.min(after + 2)).find_map(|at| lexicon.fault_at(reading, at).map(|count| at + count));
    }
    if token.is_any(&["as"]) {
        return as_one(reading, lexicon, sentence, index);
    }
    if token.is("from") && index > sentence.tokens.start && reading.tokens[index - 1].is("coming") {
        let at = (index + 1..sentence.tokens.end.min(index + 3)).find(|at| lexicon.groups.at(reading, *at).is_some())?;
        let after = at + lexicon.groups.at(reading, at)?;
        return ends_clause(reading, sentence, after).then_some(after);
    }
    if token.is_any(&["expect", "果然", "难怪", "怪不得"]) {
        // "What can one expect from a …"
        let is_bitter = token.is_any(&["果然", "难怪", "怪不得"]) || is_bitter(&reading.tokens[sentence.tokens.start..index]);
        let at = (index + 1..sentence.tokens.end.min(index + 4)).find(|at| lexicon.groups.at(reading, *at).is_some())?;
        let between =
            reading.tokens[index + 1..at].iter().all(|token| token.is_any(&["from", "a", "an", "the", "of", "any", "又", "是", "你们", "你", "都是", "这些"]));
        let after = at + lexicon.groups.at(reading, at)?;
        // "from an American president", 果然是法国人做的面包: something of theirs is meant.
        return (is_bitter && between && ends_clause(reading, sentence, after)).then_some(after);
    }
    None
}

/// "As a Chinese you have no right …".
fn as_one(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<usize> {
    let at = (index + 1..sentence.tokens.end.min(index + 3)).find(|at| lexicon.groups.at(reading, *at).is_some())?;
    let after = at + lexicon.groups.at(reading, at)?;
    let rest = reading.tokens.get(after..sentence.tokens.end.min(after + 6))?;
    let subject = rest.iter().take(2).position(|token| token.is("you"))?;
    let refusal = rest[subject..].iter().position(|token| token.is_any(&["no", "not", "never", "can't", "cannot", "shouldn't", "only"]))?;
    let refused = after + subject + refusal + 1;
    let silences = |at: &usize| reading.tokens[*at].is_any(&["right", "business", "speak", "talk", "lecture", "judge", "idea", "place", "complain", "teach"]);
    (refused..sentence.tokens.end.min(refused + 3)).find(silences).map(|at| at + 1)
}

/// Whether a clause ends before this token.
fn ends_clause(reading: &Reading, sentence: &Sentence, at: usize) -> bool {
    at >= sentence.tokens.end || reading.tokens[at].ends_clause()
}

fn is_bitter(before: &[Token]) -> bool {
    before.iter().rev().take(6).any(|token| token.is_any(&["else", "what", "never", "can't", "cannot", "don't", "more"]))
}

/// "you Chinese only …", "you are a typical American", "你一个日本人有什么资格".
fn addressed(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<(usize, Severity)> {
    let end = sentence.tokens.end;
    let at = (index + 1..end.min(index + 6)).take_while(|at| is_step_to(reading, lexicon, index, *at)).last().map_or(index + 1, |at| at + 1);
    let count = lexicon.groups.at(reading, at)?;
    let steps = &reading.tokens[index + 1..at];
    if steps.iter().any(|token| token.is_any(&["typical", "典型"])) {
        return Some((at + count, Severity::Nudge));
    }
    let is_copula = steps.iter().any(|token| token.is_any(&["are", "is", "were", "r", "是"]));
    if is_copula {
        // "You only say that because you are American." is meant; "you are Chinese, and …" is not.
        let before = &reading.tokens[sentence.tokens.start..index];
        let gives_reason = before.last().is_some_and(|token| token.is_any(&["because", "since", "因为"]));
        let is_scornful = reading.tokens[at..sentence.tokens.end].iter().any(|token| token.is("才"))
            || before.iter().any(|token| token.is_any(&["only", "course", "obviously", "just", "naturally", "当然", "不过"]));
        return (gives_reason && is_scornful).then_some((at + count, Severity::Nudge));
    }
    let rest = at + count..end.min(at + count + REACH);
    let clause = rest.take_while(|at| !reading.tokens[*at].ends_clause());
    let mut is_excused = sentence.asks && is_open_question(&reading.tokens[sentence.tokens.clone()]);
    let mut accused = None;
    for at in clause {
        let token = &reading.tokens[at];
        if let Some(count) = lexicon.fault_at(reading, at) {
            return Some((at + count, Severity::Nudge));
        }
        is_excused |= token.is_any(EXCUSES) && accused.is_none();
        if token.is_any(SCORN) && accused.is_none_or(|(_, severity)| severity == Severity::Note) {
            accused = Some((at + 1, Severity::Nudge));
        } else if accused.is_none() && token.is_any(ALWAYS) {
            accused = Some((at + 1, Severity::Note));
        }
    }
    accused.filter(|_| !is_excused)
}

/// Whether a question is one: "You Germans never learn, do you?" is none, nor is 有什么资格.
fn is_open_question(sentence: &[Token]) -> bool {
    let first = sentence.first().is_some_and(|token| token.is_any(ASKING));
    first || sentence.iter().any(|token| token.is_any(&["吗", "呢", "请问", "怎么", "如何", "是否", "是不是", "会不会", "为什么"]))
}

/// Whether a token may stand between "you" and the nation.
fn is_step_to(reading: &Reading, lexicon: &Lexicon, index: usize, at: usize) -> bool {
    let token = &reading.tokens[at];
    at > index && lexicon.groups.at(reading, at).is_none() && (is_step(token) || token.is_any(PEOPLE) || lexicon.insult_at(reading, at).is_some())
}

/// "typical American lie", "典型的日本人做派".
fn typical(reading: &Reading, lexicon: &Lexicon, sentence: &Sentence, index: usize) -> Option<usize> {
    let at = if reading.tokens.get(index + 1)?.is_any(&["的", "你们"]) { index + 2 } else { index + 1 };
    let after = at + lexicon.groups.at(reading, at)?;
    let fault = (after..sentence.tokens.end.min(after + 4))
        .take_while(|at| !reading.tokens[*at].ends_clause())
        .find_map(|at| lexicon.fault_at(reading, at).map(|count| at + count));
    let is_alone = index == sentence.tokens.start && ends_clause(reading, sentence, after);
    fault.or(is_alone.then_some(after))
}

#[cfg(test)]
mod tests {
    use super::super::{RuleId, Severity, tests::found};

    fn spans(text: &str, language: &str) -> Vec<(usize, usize)> {
        found(text, language, RuleId::AccusationByNationality).iter().map(|(start, end, _)| (*start, *end)).collect()
    }

    #[test]
    fn accusations_are_found_in_their_place() {
        assert_eq!(found("So you Chinese only care about money.", "en", RuleId::AccusationByNationality), [(3, 36, Severity::Nudge)]);
        assert_eq!(found("You Italians always cook well.", "en", RuleId::AccusationByNationality), [(0, 19, Severity::Note)]);
        assert_eq!(spans("Typical American lie, that one.", "en"), [(0, 20)]);
        assert_eq!(spans("What else would one expect from a Russian?", "en"), [(20, 41)]);
        assert_eq!(spans("你们美国人就是这样。", "zh"), [(0, 7)]);
        assert_eq!(spans("典型的日本人做派。", "zh"), [(0, 8)]);
    }

    #[test]
    fn naming_a_nation_is_no_accusation() {
        for kind in [
            "You Germans have lovely bread, and I miss it.",
            "Do you Chinese always celebrate with your family?",
            "You Germans know a lot about bread and should visit us.",
            "As you are Chinese, may I ask how you see it?",
            "A typical Chinese breakfast is congee.",
            "I expect the French to object.",
            "It is unfair to say \"you Americans only care about money\".",
        ] {
            assert_eq!(spans(kind, "en"), [], "{kind}");
        }
        for kind in ["你们中国人过年都回家吗？", "您是日本人，请问您怎么看？", "很多美国人喜欢喝茶。", "不能说你们美国人都自私。"]
        {
            assert_eq!(spans(kind, "zh"), [], "{kind}");
        }
    }
}
