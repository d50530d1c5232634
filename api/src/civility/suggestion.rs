//! What an author could do about a finding, kindly put.

use serde::{Deserialize, Serialize};

use super::language_names::name;

/// A suggestion: a code for clients, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Suggestion {
    /// Say more.
    SayMore,
    /// Say less, or in parts.
    SayLess,
    /// It has been said.
    DoNotRepeat,
    /// Fewer links.
    FewerLinks,
    /// Without coarse words.
    LeaveOutCoarseWords,
    /// Without a word that degrades people.
    LeaveOutSlur,
    /// Without a threat.
    LeaveOutThreat,
    /// Without capitals.
    LowerYourVoice,
    /// One mark will do.
    OneMarkWillDo,
    /// The matter, not the person.
    SpeakOfTheMatter,
    /// The person, not the nation.
    SpeakToThePerson,
    /// Some, not all.
    SayWhoYouMean,
    /// Welcome; nothing to do.
    Welcome,
    /// A moderator reads it first.
    AModeratorReadsFirst,
    /// Too soon.
    Wait {
        /// How long still.
        seconds: u64,
    },
    /// What an outside check says.
    Outside {
        /// Its words: plain text of a stranger, in any language; may be empty.
        message: String,
    },
    /// Another language, or as it is.
    CheckLanguage {
        /// What it seems to be in.
        looks_like: String,
        /// What it is marked as.
        marked: String,
    },
}

impl Suggestion {
    /// The sentence in Chinese if the language is Chinese, else in English; an outside
    /// check's words as they are.
    #[must_use]
    pub fn text(&self, language: &str) -> String {
        let is_chinese = language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("zh"));
        if let Self::Outside { message } = self
            && !message.is_empty()
        {
            return message.clone();
        }
        if let Self::Wait { seconds } = self {
            return if is_chinese {
                format!("这个话题开启了慢速模式，请 {seconds} 秒后再发。")
            } else {
                format!("This thread is in slow mode: please post again in {seconds} seconds.")
            };
        }
        if let Self::CheckLanguage { looks_like, marked } = self {
            let (looks_like, marked) = (name(looks_like, is_chinese), name(marked, is_chinese));
            return if is_chinese {
                format!("这段文字看起来是{looks_like}，而您标注的是{marked}。请更正语言；如果没有标错，可以照原样发表。")
            } else {
                format!("This looks like {looks_like}; you marked it {marked}. Correct the language, or post it as it is.")
            };
        }
        let (english, chinese) = self.sentences();
        if is_chinese { chinese } else { english }.to_owned()
    }

    const fn sentences(&self) -> (&'static str, &'static str) {
        match self {
            Self::SayMore => ("Say a little more, so that others can answer.", "请多说几句，方便别人回应。"),
            Self::SayLess => ("This is long. Say the main point first, or post it in parts.", "内容较长，请先说要点，或者分几次发表。"),
            Self::DoNotRepeat => ("You posted this a moment ago. Add to that post instead.", "您刚刚发过相同的内容，请在原帖中补充。"),
            Self::FewerLinks => {
                ("First posts may have few links. Say in your own words what they are about.", "新成员的帖子链接数量有限，请用自己的话介绍内容。")
            }
            Self::LeaveOutCoarseWords => ("You can say this without that word, and more people will read it.", "去掉这个粗话，会有更多人愿意读下去。"),
            Self::LeaveOutSlur => ("This word degrades people. Name them as they name themselves.", "这个词带有侮辱性，请使用对方自己使用的称呼。"),
            Self::LeaveOutThreat => ("This reads as a threat. Say what troubles you instead.", "这句话像是威胁，请直接说出您在意的事。"),
            Self::LowerYourVoice => ("Capitals read as shouting. Your words carry without them.", "全部大写读起来像在喊叫，平常书写就很有力量。"),
            Self::OneMarkWillDo => ("One mark is enough.", "一个标点就够了。"),
            Self::SpeakOfTheMatter => ("Speak of the matter, not of the person: what exactly do you think is wrong?", "请对事不对人：您认为具体哪里不对？"),
            Self::SpeakToThePerson => {
                ("You speak to one person, not to a nation. Ask what they think themselves.", "您面对的是一个人，而不是一个国家。不妨问问对方自己怎么想。")
            }
            Self::SayWhoYouMean => {
                ("This speaks of a whole people. Say whom you mean, or what you saw.", "这句话说的是整个群体。请说明您指的是谁，或者您看到了什么。")
            }
            Self::Welcome => ("Welcome. Your first posts are looked at with care.", "欢迎您。我们会留意新成员最初的帖子。"),
            Self::AModeratorReadsFirst => ("A moderator reads this before others do.", "版主会先阅读，然后公开。"),
            Self::Outside { .. } => ("Would you read this again, as those who answer will read it?", "请站在读者的角度再看一遍。"),
            Self::Wait { .. } | Self::CheckLanguage { .. } => ("", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Suggestion;

    #[test]
    fn each_language_has_its_sentence() {
        assert!(Suggestion::SayMore.text("zh-Hant-TW").contains("请"));
        assert!(Suggestion::SayMore.text("fr").starts_with("Say"));
        assert_eq!(Suggestion::Wait { seconds: 7 }.text("en"), "This thread is in slow mode: please post again in 7 seconds.");
        assert!(Suggestion::Wait { seconds: 7 }.text("ZH").contains('7'));
        assert_eq!(Suggestion::Outside { message: "Hm?".to_owned() }.text("zh"), "Hm?");
        let check = Suggestion::CheckLanguage { looks_like: "fr".to_owned(), marked: "en-GB".to_owned() };
        assert_eq!(check.text("en"), "This looks like French; you marked it English. Correct the language, or post it as it is.");
        assert!(check.text("zh").contains("法语") && check.text("zh").contains("英语"));
        assert!(Suggestion::Outside { message: String::new() }.text("zh").contains("请"));
    }

    #[test]
    fn what_was_kept_before_is_still_read() {
        assert_eq!(serde_json::from_str::<Suggestion>(r#"{"code":"SAY_MORE"}"#).unwrap(), Suggestion::SayMore);
        let outside = Suggestion::Outside { message: "Hm?".to_owned() };
        assert_eq!(serde_json::from_str::<Suggestion>(&serde_json::to_string(&outside).unwrap()).unwrap(), outside);
    }
}
