//! Whether a sentence reports what others say, or tells a claim in order to reject it:
//! "they called me …", "it is unfair to say that all …". Its words are not held against
//! the author.

use super::reading::{Sort, Token};

/// Words about words: they excuse everything but a threat.
const REPORTS: &[&str] = &[
    "called me",
    "called us",
    "call me",
    "was called",
    "were called",
    "being called",
    "was told",
    "were told",
    "accused me",
    "accused of",
    "words like",
    "word like",
    "phrases like",
    "insults like",
    "comments like",
    "the word",
    "the phrase",
    "the term",
    "please don't call",
    "please do not call",
    "instead of calling",
    "rather than calling",
    "stop calling",
    "wrong to call",
    "unfair to call",
    "sorry that i",
    "sorry for calling",
    "sorry i called",
    "apologise for",
    "apologize for",
];
const CHINESE_REPORTS: &[&str] =
    &["骂我", "骂我们", "骂他", "骂她", "被骂", "被称为", "这个词", "一词", "之类的词", "不该骂", "不要骂", "别骂", "道歉", "说我是"];

/// What rejects a claim about a people.
const REJECTIONS: &[&str] = &[
    "not true",
    "isn't true",
    "untrue",
    "is false",
    "a myth",
    "stereotype",
    "stereotypes",
    "stereotyping",
    "prejudice",
    "prejudices",
    "unfair to say",
    "wrong to say",
    "wrong to think",
    "wrong to claim",
    "not fair to say",
    "rude to say",
    "hurtful to say",
    "i disagree that",
    "the idea that",
    "the claim that",
    "the notion that",
    "the belief that",
    "claims that",
    "who say that",
    "who says that",
    "who claim that",
    "who think that",
    "people say",
    "instead of saying",
    "rather than saying",
    "stop saying",
    "nobody should",
    "no one should",
    "should not say",
    "shouldn't say",
    "generalisation",
    "generalization",
    "generalise",
    "generalize",
    "cliche",
    "caricature",
    "i don't believe",
    "i do not believe",
    "i don't think",
    "i do not think",
    "doesn't mean",
    "does not mean",
    "i would never say",
    "nobody is saying",
    "no one is saying",
    "i am not saying",
    "i'm not saying",
    "used to think",
    "once believed",
    "grew up hearing",
    "to assume that",
    "assuming that",
    "cannot say",
    "can't say",
    "easy to say",
];
const CHINESE_REJECTIONS: &[&str] = &[
    "不同意",
    "不能说",
    "不该说",
    "不应该说",
    "不要说",
    "别说",
    "偏见",
    "刻板印象",
    "成见",
    "谣言",
    "误解",
    "的说法",
    "这种话",
    "这样的话",
    "这类话",
    "以偏概全",
    "一概而论",
    "不认为",
    "不觉得",
    "不相信",
    "有人说",
    "有些人说",
    "很多人说",
    "是错误的",
    "是错的",
    "不公平",
    "不公正",
    "并不是",
    "并非",
    "不是所有",
    "不等于",
    "不代表",
    "不意味着",
    "没说",
    "没有说",
    "不是说",
    "不会说",
    "从不说",
    "不应把",
    "不应该把",
    "不要把",
    "不能把",
    "歧视",
    "标签",
    "曾经以为",
    "以前以为",
    "小时候听",
    "污名",
    "谁说",
];

/// Whether the sentence reports, and whether it reports or rejects.
pub(super) fn of(sentence: &[Token]) -> (bool, bool) {
    let latin = joined(sentence, Sort::Word, " ");
    let han = joined(sentence, Sort::Han, "");
    let has = |words: &[&str], chinese: &[&str]| words.iter().any(|phrase| contains_words(&latin, phrase)) || chinese.iter().any(|phrase| han.contains(phrase));
    let reports = has(REPORTS, CHINESE_REPORTS);
    (reports, reports || has(REJECTIONS, CHINESE_REJECTIONS))
}

fn joined(sentence: &[Token], sort: Sort, between: &str) -> String {
    let mut text = String::new();
    for token in sentence.iter().filter(|token| token.sort == sort) {
        text.push_str(&token.norm);
        text.push_str(between);
    }
    text
}

fn contains_words(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = at == 0 || text.as_bytes()[at - 1] == b' ';
        before && text[at + phrase.len()..].starts_with(' ')
    })
}

#[cfg(test)]
mod tests {
    use super::super::reading::Reading;

    #[test]
    fn what_is_rejected_is_known() {
        let rejects = |text: &str| Reading::of_markdown(text).sentences.iter().any(|sentence| sentence.rejects);
        assert!(rejects("It is unfair to say that all Germans are cold."));
        assert!(rejects("不能说日本人都冷漠。"));
        assert!(!rejects("All Germans are cold."));
        assert!(!rejects("日本人都冷漠。"));
    }
}
