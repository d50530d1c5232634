//! What a forum may set about the rules, and the values it is shipped with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const EN: &str = include_str!("lists/en.txt");
const ZH: &str = include_str!("lists/zh.txt");

/// More words of one kind than this are a mistake, and cost time with each post.
const MOST_WORDS: usize = 5_000;
const LONGEST_WORD: usize = 60;

/// All settings; what is left out has its shipped value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Too short or too long.
    pub length: Length,
    /// The same again.
    pub repeat: Repeat,
    /// Links of newcomers.
    pub links_by_newcomers: LinksByNewcomers,
    /// Listed words.
    pub word_lists: Switch,
    /// Capitals and exclamation marks.
    pub shouting: Shouting,
    /// Insults to the reader.
    pub second_person_insult: Switch,
    /// Blaming the reader's nation.
    pub accusation_by_nationality: Switch,
    /// Claims about all of a people.
    pub sweeping_claim: Switch,
    /// An author's first posts.
    pub newcomer: Newcomer,
    /// Posts that a moderator sees first.
    pub premoderation: Switch,
    /// A pause between posts in a thread.
    pub slow_mode: Switch,
    /// A language that is marked wrong.
    pub language_mismatch: LanguageMismatch,
    /// Words by primary language subtag. A language that is given replaces the shipped one whole.
    pub words: BTreeMap<String, WordLists>,
}

/// A rule without thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Switch {
    /// Whether it is looked for.
    pub enabled: bool,
}

/// Settings of the rule of lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Length {
    /// Whether it is looked for.
    pub enabled: bool,
    /// Fewest letters or digits; a Chinese character counts as one.
    pub min_letters: usize,
    /// Most characters, in Unicode scalar values.
    pub max_characters: usize,
}

/// Settings of the rule of repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Repeat {
    /// Whether it is looked for.
    pub enabled: bool,
    /// How far back the caller is to look for the author's posts.
    pub window_seconds: u32,
    /// From which likeness on two texts are the same, in per cent.
    pub similarity_percent: u8,
    /// Shorter texts may come again ("Thank you!"); a Chinese character counts as two letters.
    pub min_letters: usize,
}

/// Settings of the rule of newcomers' links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinksByNewcomers {
    /// Whether it is looked for.
    pub enabled: bool,
    /// How many links a newcomer's post may have.
    pub max_links: usize,
}

/// Settings of the rule of shouting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shouting {
    /// Whether it is looked for.
    pub enabled: bool,
    /// Fewest letters that can be a shout; less is an acronym.
    pub min_letters: usize,
    /// Share of capitals from which a whole text shouts, in per cent.
    pub share_percent: u8,
    /// More exclamation and question marks in a row than this are noted.
    pub max_marks: usize,
}

/// Who is a newcomer, and whether a newcomer's posts are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Newcomer {
    /// Whether it is looked for.
    pub enabled: bool,
    /// How many of an author's first posts are a newcomer's.
    pub posts: u32,
    /// From which trust level on nobody is a newcomer.
    pub trusted_from: u8,
    /// Whether a moderator sees a newcomer's posts first.
    pub hold: bool,
}

/// Settings of the rule of languages that are marked wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LanguageMismatch {
    /// Whether it is looked for.
    pub enabled: bool,
    /// Fewest letters that must have been looked at; a Chinese character counts as two.
    pub min_letters: usize,
    /// How sure the detection must be, in per cent.
    pub min_confidence_percent: u8,
}

/// Words of one language by what they are used for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WordLists {
    /// Coarse words.
    pub profanity: Vec<String>,
    /// Words that degrade a people.
    pub slurs: Vec<String>,
    /// Threats, whole phrases.
    pub threats: Vec<String>,
    /// Nouns that insult whoever is called so.
    pub insults: Vec<String>,
    /// Adjectives that do.
    pub belittling: Vec<String>,
    /// Phrases that attack the reader without any "you are".
    pub attacks: Vec<String>,
    /// Peoples, nations, religions.
    pub groups: Vec<String>,
    /// What whole peoples are blamed for.
    pub faults: Vec<String>,
}

impl Default for Switch {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for Length {
    fn default() -> Self {
        Self { enabled: true, min_letters: 1, max_characters: 15_000 }
    }
}

impl Default for Repeat {
    fn default() -> Self {
        Self { enabled: true, window_seconds: 600, similarity_percent: 80, min_letters: 20 }
    }
}

impl Default for LinksByNewcomers {
    fn default() -> Self {
        Self { enabled: true, max_links: 1 }
    }
}

impl Default for Shouting {
    fn default() -> Self {
        Self { enabled: true, min_letters: 20, share_percent: 70, max_marks: 4 }
    }
}

impl Default for Newcomer {
    fn default() -> Self {
        Self { enabled: true, posts: 2, trusted_from: 2, hold: false }
    }
}

impl Default for LanguageMismatch {
    fn default() -> Self {
        Self { enabled: true, min_letters: 40, min_confidence_percent: 95 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            length: Length::default(),
            repeat: Repeat::default(),
            links_by_newcomers: LinksByNewcomers::default(),
            word_lists: Switch::default(),
            shouting: Shouting::default(),
            second_person_insult: Switch::default(),
            accusation_by_nationality: Switch::default(),
            sweeping_claim: Switch::default(),
            newcomer: Newcomer::default(),
            premoderation: Switch::default(),
            slow_mode: Switch::default(),
            language_mismatch: LanguageMismatch::default(),
            words: BTreeMap::from([("en".to_owned(), WordLists::parse(EN)), ("zh".to_owned(), WordLists::parse(ZH))]),
        }
    }
}

impl Settings {
    /// What is wrong with these settings, in words for who set them; empty if nothing is.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut bound = |name: &str, value: usize, least: usize, most: usize| {
            if value < least || value > most {
                problems.push(format!("{name} is {value}; it must be from {least} to {most}."));
            }
        };
        bound("length.min_letters", self.length.min_letters, 0, 1_000);
        bound("length.max_characters", self.length.max_characters, 100, 100_000);
        bound("repeat.window_seconds", self.repeat.window_seconds as usize, 1, 86_400);
        bound("repeat.similarity_percent", self.repeat.similarity_percent.into(), 50, 100);
        bound("repeat.min_letters", self.repeat.min_letters, 3, 1_000);
        bound("links_by_newcomers.max_links", self.links_by_newcomers.max_links, 0, 100);
        bound("shouting.min_letters", self.shouting.min_letters, 5, 1_000);
        bound("shouting.share_percent", self.shouting.share_percent.into(), 50, 100);
        bound("shouting.max_marks", self.shouting.max_marks, 1, 100);
        bound("language_mismatch.min_letters", self.language_mismatch.min_letters, 10, 1_000);
        bound("language_mismatch.min_confidence_percent", self.language_mismatch.min_confidence_percent.into(), 50, 100);
        bound("newcomer.posts", self.newcomer.posts as usize, 0, 1_000);
        for (language, lists) in &self.words {
            let is_primary = (2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
            if !is_primary {
                problems.push(format!("words.{language}: it must be a primary language subtag in small letters, such as `en`."));
            }
            for (kind, words) in lists.kinds() {
                if words.len() > MOST_WORDS {
                    problems.push(format!("words.{language}.{kind} has {} words; it may have {MOST_WORDS}.", words.len()));
                }
                let is_wrong = |word: &&String| word.chars().count() > LONGEST_WORD || !word.chars().any(char::is_alphanumeric);
                if let Some(word) = words.iter().find(is_wrong) {
                    problems.push(format!("words.{language}.{kind} has \u{201c}{word}\u{201d}; a word has a letter and at most {LONGEST_WORD} characters."));
                }
            }
        }
        problems
    }
}

impl WordLists {
    /// Reads a shipped list; what stands under no known heading is left out.
    fn parse(text: &str) -> Self {
        let mut lists = Self::default();
        let mut heading = "";
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                heading = name;
                continue;
            }
            let list = match heading {
                "profanity" => &mut lists.profanity,
                "slurs" => &mut lists.slurs,
                "threats" => &mut lists.threats,
                "insults" => &mut lists.insults,
                "belittling" => &mut lists.belittling,
                "attacks" => &mut lists.attacks,
                "groups" => &mut lists.groups,
                "faults" => &mut lists.faults,
                _ => continue,
            };
            list.extend(line.split([',', '，']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned));
        }
        lists
    }

    /// The lists with their names.
    pub(super) fn kinds(&self) -> [(&'static str, &[String]); 8] {
        [
            ("profanity", &self.profanity),
            ("slurs", &self.slurs),
            ("threats", &self.threats),
            ("insults", &self.insults),
            ("belittling", &self.belittling),
            ("attacks", &self.attacks),
            ("groups", &self.groups),
            ("faults", &self.faults),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn what_is_shipped_is_sound_and_full() {
        let settings = Settings::default();
        assert_eq!(settings.check(), Vec::<String>::new());
        for (language, lists) in &settings.words {
            for (kind, words) in lists.kinds() {
                assert!(words.len() > 5, "{language}.{kind}");
            }
        }
    }

    #[test]
    fn what_is_left_out_is_as_shipped() {
        let settings: Settings = serde_json::from_str(r#"{"shouting":{"share_percent":90}}"#).unwrap();
        assert_eq!(settings.shouting.share_percent, 90);
        assert_eq!(settings.shouting.min_letters, 20);
        assert_eq!(settings.words, Settings::default().words);
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    }

    #[test]
    fn problems_are_named() {
        let mut settings = Settings::default();
        settings.repeat.similarity_percent = 10;
        settings.words.insert("English".into(), super::WordLists { slurs: vec!["!".into()], ..Default::default() });
        let problems = settings.check();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].contains("repeat.similarity_percent is 10"));
    }
}
