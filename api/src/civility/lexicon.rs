//! The word lists, ready to be looked up in a reading.

use std::collections::{BTreeMap, HashMap};

use super::{
    reading::{Reading, Sort, normal},
    segment::{is_han, simplified},
    settings::WordLists,
};

/// The lists that apply to a text.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub profanity: Phrases,
    pub slurs: Phrases,
    pub threats: Phrases,
    pub insults: Phrases,
    pub belittling: Phrases,
    pub attacks: Phrases,
    pub groups: Phrases,
    pub faults: Phrases,
}

/// Words and phrases of one kind.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// By the first word: the words that follow.
    words: HashMap<String, Vec<Vec<String>>>,
    /// The same with each row of one letter as one letter: for `stuuupid`.
    squeezed: HashMap<String, Vec<Vec<String>>>,
    /// By the first character: all characters.
    han: HashMap<char, Vec<Vec<char>>>,
    /// Whether a plural in -s counts.
    plurals: bool,
}

/// Languages that the lists of others treat in their own way.
pub(super) const SPECIAL: [&str; 2] = ["ja", "zh"];

/// The language of a tag, without its script and region.
pub(super) fn primary(language: &str) -> String {
    language.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

impl Lexicon {
    /// The lists for a text that calls itself of this language.
    ///
    /// A list also applies to texts of another language if it is in another script,
    /// where its words can be nothing else: Chinese words in an English post, English
    /// ones in a Chinese post. Within a script they would be false friends.
    pub fn new(lists: &BTreeMap<String, WordLists>, language: &str) -> Self {
        let primary = primary(language);
        let mut lexicon = Self::default();
        for (of, words) in lists {
            let is_own = *of == primary;
            // Japanese uses the same characters for other words.
            let with_han = is_own || primary != "ja";
            let with_letters = is_own || (primary == "zh" && of == "en");
            let applies = |word: &str| if word.chars().any(is_han) { with_han } else { with_letters };
            lexicon.profanity.add(words.profanity.iter().filter(|word| applies(word)));
            lexicon.slurs.add(words.slurs.iter().filter(|word| applies(word)));
            lexicon.threats.add(words.threats.iter().filter(|word| applies(word)));
            lexicon.insults.add(words.insults.iter().filter(|word| applies(word)));
            lexicon.belittling.add(words.belittling.iter().filter(|word| applies(word)));
            lexicon.attacks.add(words.attacks.iter().filter(|word| applies(word)));
            lexicon.groups.add(words.groups.iter().filter(|word| applies(word)));
            lexicon.faults.add(words.faults.iter().filter(|word| applies(word)));
        }
        // Of peoples, one and all are different words to the rules.
        for phrases in [&mut lexicon.profanity, &mut lexicon.slurs, &mut lexicon.insults] {
            phrases.plurals = true;
        }
        lexicon
    }

    /// How many tokens of an insult, noun or adjective, begin here.
    pub fn insult_at(&self, reading: &Reading, index: usize) -> Option<usize> {
        self.insults.at(reading, index).max(self.belittling.at(reading, index)).max(self.slurs.at(reading, index))
    }

    /// How many tokens of an insult or of what peoples are blamed for begin here.
    pub fn fault_at(&self, reading: &Reading, index: usize) -> Option<usize> {
        self.faults.at(reading, index).max(self.insult_at(reading, index))
    }
}

impl Phrases {
    fn add<'a>(&mut self, entries: impl Iterator<Item = &'a String>) {
        for entry in entries {
            if entry.chars().any(is_han) {
                let chars: Vec<char> = entry.chars().filter(|character| !character.is_whitespace()).map(simplified).collect();
                self.han.entry(chars[0]).or_default().push(chars);
            } else {
                // Parted as a text's words are; entries are short and plain.
                let plain = normal(entry).replace("'re", " are");
                let mut words = plain.split(|character: char| !character.is_alphanumeric() && character != '\'').filter(|word| !word.is_empty());
                let Some(first) = words.next().map(str::to_owned) else { continue };
                let rest: Vec<String> = words.map(str::to_owned).collect();
                self.squeezed.entry(squeeze(&first)).or_default().push(rest.clone());
                self.words.entry(first).or_default().push(rest);
            }
        }
    }

    /// How many tokens the longest entry that begins here has.
    pub fn at(&self, reading: &Reading, index: usize) -> Option<usize> {
        let token = reading.tokens.get(index)?;
        match token.sort {
            Sort::Mark => None,
            Sort::Han => self.han_at(reading, index),
            Sort::Word => self.words_at(reading, index),
        }
    }

    /// An entry must end where a word ends: what stands inside a longer word, or
    /// reaches from one word into the next, is something else.
    fn han_at(&self, reading: &Reading, index: usize) -> Option<usize> {
        let tokens = &reading.tokens[index..];
        let first = tokens[0].norm.chars().next()?;
        let matched = |entry: &Vec<char>| {
            let mut rest = entry.as_slice();
            for (count, token) in (1..).zip(tokens) {
                for character in token.norm.chars() {
                    rest = rest.strip_prefix(&[character])?;
                }
                if rest.is_empty() {
                    return Some(count);
                }
                if tokens.get(count).is_none_or(|next| next.start != token.end || next.sort != Sort::Han) {
                    return None;
                }
            }
            None
        };
        self.han.get(&first)?.iter().filter_map(matched).max()
    }

    fn words_at(&self, reading: &Reading, index: usize) -> Option<usize> {
        let tokens = &reading.tokens[index..];
        let norm = &tokens[0].norm;
        // Part of a compound, such as dumb-founded.
        let is_joined = |at: Option<usize>| at.and_then(|at| reading.tokens.get(at)).is_some_and(|token| token.is("-"));
        let in_compound = is_joined(Some(index + 1)) && reading.tokens[index + 1].start == tokens[0].end;
        let follows = |rests: &Vec<Vec<String>>| {
            let fits = |rest: &&Vec<String>| rest.iter().enumerate().all(|(offset, word)| tokens.get(offset + 1).is_some_and(|token| token.is(word)));
            rests.iter().filter(fits).map(|rest| rest.len() + 1).max()
        };
        if in_compound {
            return None;
        }
        let found = self.words.get(norm).and_then(follows);
        let found = found.or_else(|| self.words.get(norm.strip_suffix('s').filter(|_| self.plurals)?).and_then(follows));
        found.or_else(|| {
            let squeezed = squeeze(norm);
            let is_drawn_out = has_long_row(norm);
            self.squeezed.get(&squeezed).filter(|_| is_drawn_out).and_then(follows)
        })
    }
}

/// Each row of one letter as one letter.
fn squeeze(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for character in word.chars() {
        if !out.ends_with(character) {
            out.push(character);
        }
    }
    out
}

fn has_long_row(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    chars.windows(3).any(|three| three[0] == three[1] && three[1] == three[2])
}

#[cfg(test)]
mod tests {
    use super::{super::Settings, Lexicon, Reading};

    fn insults(text: &str, language: &str) -> usize {
        let lexicon = Lexicon::new(&Settings::default().words, language);
        let reading = Reading::of_markdown(text);
        (0..reading.tokens.len()).filter(|index| lexicon.insults.at(&reading, *index).is_some()).count()
    }

    #[test]
    fn whole_words_alone_are_found() {
        assert_eq!(insults("An idiot, two IDIOTS, an ｉｄｉｏｔ and an idiooot.", "en"), 4);
        assert_eq!(insults("idiotic Pigeons of Liarsfield, a pig-headed fooled classmate", "en"), 0);
    }

    #[test]
    fn chinese_words_are_found_whole() {
        assert_eq!(insults("白痴。你這個騙子", "zh-Hans"), 2);
        // 猪 in 猪肉, 狗 in 热狗, 垃圾 in 垃圾桶 and 愚蠢|货物 across a boundary.
        assert_eq!(insults("猪肉和热狗，垃圾桶，愚蠢货物", "zh"), 0);
    }

    #[test]
    fn false_friends_are_left_alone() {
        assert_eq!(insults("idiot", "fr"), 0);
        assert_eq!(insults("白痴", "en") + insults("idiot", "zh"), 2);
        assert_eq!(insults("馬鹿と白痴", "ja"), 0);
    }
}
