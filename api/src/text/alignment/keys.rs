//! What a sentence is compared by: how long it is, and its keys.
//!
//! A key is a word cut to its stem, two neighbouring characters of a script without
//! spaces, a number, a mark, or the consonants of a word, by which a name or a loan
//! word can be known in another script.

use std::collections::HashMap;

use super::{
    Kind, Side, concepts, numerals,
    words::{bare, common_mark, consonants, fold, is_closing, is_joined, is_unspaced, stem},
};

/// What kind of key it is, which says how likely it is to be found in a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A number in figures.
    Number,
    /// A number in words.
    Numeral,
    /// A word's stem.
    Word,
    /// One or two characters of a script without spaces.
    Gram,
    /// A notion of the small dictionary.
    Concept,
    /// A word's first consonants, alike in all scripts.
    Consonants,
    /// A mark that all languages have, in some form.
    Mark,
    /// The number that a paragraph begins with.
    Label,
    /// How a paragraph ends.
    End,
    /// What a paragraph is, if it is not plain.
    Kind,
    /// The whole of a block that is not translated.
    Verbatim,
}

/// The script that most of a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Script {
    /// Latin.
    #[default]
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Arabic.
    Arabic,
    /// One that is written without spaces.
    Unspaced,
    /// Any other.
    Other,
}

/// The keys of a text, by number, in the order of their first use.
#[derive(Debug, Default)]
pub struct Vocabulary {
    numbers: HashMap<String, u32>,
    /// The class of each key.
    pub classes: Vec<Class>,
    /// Each key, with its class before it.
    pub names: Vec<String>,
}

impl Vocabulary {
    fn number(&mut self, class: Class, name: String) -> u32 {
        let next = self.classes.len() as u32;
        *self.numbers.entry(name).or_insert_with_key(|name| {
            self.classes.push(class);
            self.names.push(name.clone());
            next
        })
    }

    /// The number of a key, if the text has it.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
}

/// A sentence as it is compared.
#[derive(Debug, Default)]
pub struct Sentence {
    /// How many letters and digits it has.
    pub letters: usize,
    /// Its keys, each once, in order of their numbers.
    pub keys: Vec<u32>,
    /// The number that it begins with.
    label: Option<String>,
    /// Its last mark.
    end: Option<char>,
}

/// A side as it is compared.
#[derive(Debug)]
pub struct Text {
    /// Its keys.
    pub vocabulary: Vocabulary,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// The primary subtag of its language, in lower case.
    pub language: String,
    /// Its script.
    pub script: Script,
}

impl Text {
    /// Reads a side that will be compared with one in another script.
    pub fn read(side: &Side<'_>, other: Script) -> Self {
        let language = side.language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let script = script(side);
        let loans = script != other && [script, other].iter().all(|script| matches!(script, Script::Latin | Script::Cyrillic | Script::Arabic));
        let mut text = Self { vocabulary: Vocabulary::default(), sentences: Vec::with_capacity(side.sentences.len()), language, script };
        for words in &side.sentences {
            let sentence = Reader { text: &mut text, loans, sentence: Sentence::default(), place: 0, number_before: None }.read(words);
            text.sentences.push(sentence);
        }
        text
    }

    /// The keys of a paragraph that is made of these sentences.
    pub fn paragraph(&mut self, side: &Side<'_>, kind: Kind, sentences: &[usize]) -> Vec<u32> {
        let mut keys: Vec<u32> = sentences.iter().flat_map(|&sentence| self.sentences[sentence].keys.iter().copied()).collect();
        let label = match kind {
            Kind::ListItem(Some(number)) => Some(number.to_string()),
            _ => sentences.first().and_then(|&first| self.sentences[first].label.clone()),
        };
        keys.extend(label.map(|label| self.vocabulary.number(Class::Label, format!("@{label}"))));
        let end = sentences.last().and_then(|&last| self.sentences[last].end);
        keys.extend(end.map(|end| self.vocabulary.number(Class::End, format!("${end}"))));
        let name = match kind {
            Kind::Text => None,
            Kind::Heading(level) => Some(format!("=heading {level}")),
            Kind::ListItem(_) => Some("=item".to_owned()),
            Kind::Quotation => Some("=quotation".to_owned()),
            Kind::Code => Some("=code".to_owned()),
            Kind::Table => Some("=table".to_owned()),
        };
        keys.extend(name.map(|name| self.vocabulary.number(Class::Kind, name)));
        if matches!(kind, Kind::Code | Kind::Table) {
            let words: Vec<&str> = sentences.iter().map(|&sentence| side.sentences[sentence]).collect();
            keys.push(self.vocabulary.number(Class::Verbatim, format!("&{}", words.join(" "))));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The script of most letters among the first some thousand.
pub fn script(side: &Side<'_>) -> Script {
    let mut counts = [0_usize; 5];
    for character in side.sentences.iter().flat_map(|words| words.chars().take(400)).filter(|character| character.is_alphabetic()).take(20_000) {
        let (place, weight) = match character {
            '\u{41}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => (0, 1),
            '\u{400}'..='\u{52f}' => (1, 1),
            '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fefc}' => (2, 1),
            _ if is_unspaced(character) => (3, 3),
            _ => (4, 1),
        };
        counts[place] += weight;
    }
    let most = (0..5).rev().max_by_key(|&place| counts[place]).unwrap_or_default();
    [Script::Latin, Script::Cyrillic, Script::Arabic, Script::Unspaced, Script::Other][most]
}

/// Reads one sentence.
struct Reader<'t> {
    text: &'t mut Text,
    loans: bool,
    sentence: Sentence,
    place: usize,
    /// The figures of the number just read, without zeros at their end.
    number_before: Option<String>,
}

/// A number this near to the beginning, in characters, is the label of a paragraph.
const LABEL_WITHIN: usize = 14;

impl Reader<'_> {
    fn read(mut self, words: &str) -> Sentence {
        let characters: Vec<char> = words.chars().collect();
        self.sentence.letters = characters.iter().filter(|character| character.is_alphanumeric()).count();
        let mut at = 0;
        while at < characters.len() {
            self.place = at;
            let character = characters[at];
            let length = if numerals::digit(character).is_some() {
                self.figures(&characters[at..])
            } else if is_unspaced(character) {
                self.unspaced(&characters[at..])
            } else if character.is_alphabetic() {
                self.word(&characters[at..])
            } else {
                self.mark(character);
                1
            };
            at += length;
        }
        self.sentence.end =
            characters.iter().rev().find(|character| !character.is_whitespace() && !is_closing(**character)).and_then(|&last| common_mark(last));
        self.sentence.keys.sort_unstable();
        self.sentence.keys.dedup();
        self.sentence
    }

    fn add(&mut self, class: Class, name: String) {
        let number = self.text.vocabulary.number(class, name);
        self.sentence.keys.push(number);
    }

    fn label(&mut self, number: &str) {
        if self.place <= LABEL_WITHIN && self.sentence.label.is_none() {
            self.sentence.label = Some(number.to_owned());
        }
    }

    /// A number in figures, with the separators of its thousands and decimals.
    fn figures(&mut self, rest: &[char]) -> usize {
        let mut groups = vec![String::new()];
        let mut separators = Vec::new();
        let mut length = 0;
        while let Some(&character) = rest.get(length) {
            if let (Some(digit), Some(group)) = (numerals::digit(character), groups.last_mut()) {
                if group.len() < 24 {
                    group.extend(char::from_digit(digit, 10));
                }
            } else if matches!(character, '.' | ',' | '٫' | '٬' | ' ' | '\u{a0}' | '\u{202f}' | '’' | '\'')
                && rest.get(length + 1).is_some_and(|next| numerals::digit(*next).is_some())
            {
                separators.push(character);
                groups.push(String::new());
            } else {
                break;
            }
            length += 1;
        }
        let thousands = groups.len() > 1 && groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
        let decimals = groups.len() == 2 && matches!(separators[0], '.' | ',' | '٫');
        let numbers = if thousands || decimals { vec![groups.concat()] } else { groups };
        for number in numbers {
            let whole = number.trim_start_matches('0');
            let whole = if whole.is_empty() { "0" } else { whole };
            self.label(whole);
            self.add(Class::Number, format!("#{whole}"));
            let leading = whole.trim_end_matches('0').to_owned();
            if whole.len() > 3 && leading != whole || decimals {
                self.add(Class::Number, format!("~{leading}"));
            }
            self.number_before = Some(leading);
        }
        length
    }

    /// Characters one by one and in twos, and Chinese numerals.
    fn unspaced(&mut self, rest: &[char]) -> usize {
        let length = rest.iter().take_while(|character| is_unspaced(**character)).count();
        let run = &rest[..length];
        if run.first().is_some_and(|first| matches!(first, '万' | '萬' | '亿' | '億')) {
            self.scaled();
        }
        self.number_before = None;
        self.chinese_concepts(run);
        let mut at = 0;
        while at < run.len() {
            let numeral = run[at..].iter().take_while(|character| numerals::is_han(**character)).count();
            let fraction = run[at..].len() > 2 && run[at + 1..at + 3] == ['分', '之'] && matches!(run[at], '百' | '千');
            if fraction {
                self.add(Class::Mark, "%".to_owned());
                at += 3;
            } else if numeral > 0 {
                self.place += at;
                if let Some(value) = numerals::of_han(&run[at..at + numeral]) {
                    self.label(&value.to_string());
                    let class = if numeral > 1 || at > 0 && run[at - 1] == '第' { Class::Number } else { Class::Numeral };
                    self.add(class, format!("#{value}"));
                }
                self.place -= at;
                at += numeral;
            } else {
                self.add(Class::Gram, format!(":{}", run[at]));
                if let Some(next) = run.get(at + 1).filter(|next| !numerals::is_han(**next)) {
                    self.add(Class::Gram, format!(":{}{next}", run[at]));
                }
                at += 1;
            }
        }
        length
    }

    fn concepts(&mut self, word: &str) {
        for notion in concepts::of(&self.text.language, word) {
            self.add(Class::Concept, format!("^{notion}"));
        }
    }

    /// The longest words of the dictionary that the characters hold, one after the other.
    fn chinese_concepts(&mut self, run: &[char]) {
        if self.text.language != "zh" {
            return;
        }
        let mut at = 0;
        while at < run.len() {
            let known = (1..=concepts::LONGEST.min(run.len() - at)).rev().find_map(|length| {
                let word: String = run[at..at + length].iter().collect();
                (!concepts::of("zh", &word).is_empty()).then_some((word, length))
            });
            at += known.map_or(1, |(word, length)| {
                self.concepts(&word);
                length
            });
        }
    }

    /// A number just read was followed by a word for thousands or more.
    fn scaled(&mut self) {
        if let Some(leading) = self.number_before.take() {
            self.add(Class::Number, format!("~{leading}"));
        }
    }

    fn word(&mut self, rest: &[char]) -> usize {
        let length = rest.iter().take_while(|character| (character.is_alphabetic() || is_joined(**character)) && !is_unspaced(**character)).count().max(1);
        let word: String = fold(&rest[..length.min(64)]);
        if numerals::is_scale(&word) {
            self.scaled();
        }
        self.number_before = None;
        let word = bare(&word);
        if let Some(value) = numerals::of_word(&self.text.language, word) {
            self.label(&value.to_string());
            self.add(Class::Numeral, format!("#{value}"));
            return length;
        }
        let stem = stem(word);
        self.concepts(&stem);
        if stem.chars().count() > 1 {
            self.add(Class::Word, format!(":{stem}"));
        }
        if self.loans {
            let consonants = consonants(word);
            if consonants.len() >= 3 {
                self.add(Class::Consonants, format!("-{consonants}"));
            }
        }
        length
    }

    fn mark(&mut self, character: char) {
        if !character.is_whitespace() {
            self.number_before = None;
        }
        if let Some(mark) = common_mark(character).filter(|mark| !matches!(mark, '.' | ',')) {
            self.add(Class::Mark, mark.to_string());
        }
    }
}
