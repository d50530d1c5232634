//! What is indexed of a text, what a query asks for, and how good a hit is. Pure.

pub mod highlight;
pub mod rank;

use entity::{PostStatus, SearchKind};

use crate::{
    error::{Code, Error, Result},
    post,
    text::{
        fold::{self, Class, Token},
        terms::{Match, Phrase, Sequence},
    },
};

/// Characters of a query at most.
pub const MAX_QUERY: usize = 200;
/// Words and phrases of a query at most.
pub const MAX_CLAUSES: usize = 16;
/// Letters that the beginning of a word must have to stand for words.
const MIN_PREFIX: usize = 3;
/// Bytes of a term at most: what is longer is no word, and is cut.
const MAX_TERM: usize = 100;
/// Before each term of a title where it stands for the title alone.
const IN_TITLE: char = '\u{e000}';

/// Whether a post can be found: if everybody reads it. What only its author and moderators
/// read is not found by them either.
#[must_use]
pub fn is_findable(status: PostStatus) -> bool {
    post::rules::is_shown(status)
}

/// A folded text as it is kept: words are parted by spaces, characters stand together.
/// Folding it again gives the same.
#[must_use]
pub fn folded(tokens: &[Token]) -> String {
    let mut text = String::new();
    for (number, token) in tokens.iter().enumerate() {
        if number > 0 && !continues(tokens, number) {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    text
}

/// A text as it is kept, from a person's.
#[must_use]
pub fn fold(text: &str) -> String {
    folded(&fold::tokens(text))
}

/// Whether a token and the one before it are characters of one run.
fn continues(tokens: &[Token], number: usize) -> bool {
    let is_character = |number: usize| tokens.get(number).is_some_and(|token| token.class == Class::Character);
    number > 0 && is_character(number) && is_character(number - 1) && tokens.get(number).is_some_and(|token| token.is_joined)
}

fn cut(term: &str) -> String {
    term.get(..term.floor_char_boundary(MAX_TERM)).unwrap_or_default().to_owned()
}

/// The terms of some tokens, in order: words, and of a run of characters its pairs and then
/// its last character. If the tokens are what is asked for, the last run may go on in the
/// text: its last character is left out.
fn terms(tokens: &[Token], is_query: bool) -> Vec<String> {
    let mut found = Vec::with_capacity(tokens.len());
    for (number, token) in tokens.iter().enumerate() {
        if token.class != Class::Character {
            found.push(cut(&token.text));
        } else if continues(tokens, number + 1) {
            let next = tokens.get(number + 1).map_or("", |next| next.text.as_str());
            found.push(format!("{}{next}", token.text));
        } else if !(is_query && number + 1 == tokens.len() && continues(tokens, number)) {
            found.push(token.text.clone());
        }
    }
    found
}

/// The terms of a title and a body, which may both be folded already.
#[must_use]
pub fn sequence(title: &str, body: &str) -> Sequence {
    let title = terms(&fold::tokens(title), false);
    let marked: Vec<String> = title.iter().map(|term| format!("{IN_TITLE}{term}")).collect();
    let mut sequence: Sequence = marked.into_iter().map(Some).collect();
    sequence.push(None);
    sequence.extend(title.into_iter().map(Some));
    sequence.push(None);
    sequence.extend(terms(&fold::tokens(body), false).into_iter().map(Some));
    sequence
}

fn kind_facet(kind: SearchKind) -> String {
    format!("k{}", kind.as_str().to_ascii_lowercase())
}

fn language_facet(range: &str) -> String {
    format!("l{}", range.replace('-', "").to_ascii_lowercase())
}

/// Properties by which hits are narrowed: kind, essay, and language with all that it is a
/// variety of.
#[must_use]
pub fn facets(kind: SearchKind, essay: uuid::Uuid, language: &str) -> Vec<String> {
    let mut facets = vec![kind_facet(kind), format!("e{}", essay.simple())];
    let ends = language.match_indices('-').map(|(at, _)| at).chain([language.len()]);
    facets.extend(ends.filter_map(|end| language.get(..end)).map(language_facet));
    facets
}

/// A word or a phrase that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its folded tokens.
    pub tokens: Vec<Token>,
    /// Whether its last word may be the beginning of one.
    pub is_prefix: bool,
}

impl Clause {
    fn phrase(&self, mark: &str, is_prefix: bool) -> Phrase {
        let is_lone_character = self.tokens.last().is_some_and(|token| token.class == Class::Character) && !continues(&self.tokens, self.tokens.len() - 1);
        Phrase { terms: terms(&self.tokens, true).into_iter().map(|term| format!("{mark}{term}")).collect(), is_prefix: is_prefix || is_lone_character }
    }
}

/// A query as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its words and phrases: a hit has all of them.
    pub clauses: Vec<Clause>,
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞' | '〟' | '＂' | '﹁' | '﹂' | '﹃' | '﹄')
}

/// Reads a query. Quotation marks of any kind make a phrase of what is between them; nothing
/// else has a meaning. Words that hang together, as `people-to-people`, are a phrase as well.
/// `BAD_USER_INPUT` if it is too long; without any word it asks for nothing.
pub fn parse(query: &str) -> Result<Asked> {
    let invalid = |message: String| Error::new(Code::BadUserInput, message).at(&["query"]);
    if query.chars().count() > MAX_QUERY {
        return Err(invalid(format!("A search may have at most {MAX_QUERY} characters.")));
    }
    let mut clauses: Vec<Clause> = Vec::new();
    let mut rest = query;
    let mut is_phrase = false;
    loop {
        let (part, after) = rest.split_once(is_quote).map_or((rest, None), |(part, after)| (part, Some(after)));
        let is_open = after.is_none();
        let chunks: Vec<&str> = if is_phrase { vec![part] } else { part.split(char::is_whitespace).collect() };
        let last = chunks.len() - 1;
        for (number, chunk) in chunks.into_iter().enumerate() {
            let tokens = fold::tokens(chunk);
            // What is being typed ends with the query itself.
            let is_prefix = is_open
                && number == last
                && tokens
                    .last()
                    .is_some_and(|token| token.class == Class::Word && token.at.end == chunk.len() && token.text.chars().nth(MIN_PREFIX - 1).is_some());
            let mut pieces = if is_phrase { vec![tokens] } else { split(tokens) };
            let end = pieces.pop();
            clauses.extend(pieces.into_iter().map(|tokens| Clause { tokens, is_prefix: false }));
            clauses.extend(end.map(|tokens| Clause { tokens, is_prefix }));
        }
        let Some(after) = after else { break };
        rest = after;
        is_phrase = !is_phrase;
    }
    clauses.retain(|clause| !clause.tokens.is_empty());
    let mut distinct: Vec<Clause> = Vec::new();
    for clause in clauses {
        let is_same = |other: &Clause| folded(&other.tokens) == folded(&clause.tokens) && other.is_prefix == clause.is_prefix;
        if !distinct.iter().any(is_same) {
            distinct.push(clause);
        }
    }
    if distinct.len() > MAX_CLAUSES {
        return Err(invalid(format!("A search may have at most {MAX_CLAUSES} words and phrases.")));
    }
    Ok(Asked { clauses: distinct })
}

/// Parts what is between two spaces where Chinese or Japanese has a mark: those are words of
/// their own.
fn split(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut pieces: Vec<Vec<Token>> = Vec::new();
    for token in tokens {
        let is_apart = |last: &Token| !token.is_joined && token.class != Class::Word && last.class != Class::Word;
        match pieces.last_mut() {
            Some(piece) if !piece.last().is_some_and(is_apart) => piece.push(token),
            _ => pieces.push(vec![token]),
        }
    }
    pieces
}

/// What hits are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds; empty = all.
    pub kinds: Vec<SearchKind>,
    /// Ranges of languages; `None` = all.
    pub languages: Option<Vec<String>>,
    /// The work.
    pub essay: Option<uuid::Uuid>,
}

impl Filter {
    /// Whether nothing can be within it: a list of no languages holds none.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.languages.as_ref().is_some_and(Vec::is_empty)
    }

    fn facets(&self) -> Vec<Vec<String>> {
        let mut groups = Vec::new();
        if !self.kinds.is_empty() && self.kinds.len() < SearchKind::ALL.len() {
            groups.push(self.kinds.iter().map(|kind| kind_facet(*kind)).collect());
        }
        groups.extend(self.languages.as_ref().map(|ranges| ranges.iter().map(|range| language_facet(range)).collect()));
        groups.extend(self.essay.map(|essay| vec![format!("e{}", essay.simple())]));
        groups
    }

    /// The same for one kind, if it is among those asked for.
    fn of_kind(&self, kind: SearchKind) -> Option<Self> {
        (self.kinds.is_empty() || self.kinds.contains(&kind)).then(|| Self { kinds: vec![kind], ..self.clone() })
    }
}

impl Asked {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    fn matching(&self, mark: &str, with_prefix: bool, filter: &Filter) -> Match {
        Match { phrases: self.clauses.iter().map(|clause| clause.phrase(mark, clause.is_prefix && with_prefix)).collect(), facets: filter.facets() }
    }

    /// Where hits are looked for, in order, and how many in each place: in titles, in essays,
    /// in everything; and at last in what has only the beginning of the last word.
    #[must_use]
    pub fn places(&self, filter: &Filter, most: u64) -> Vec<(Match, u64)> {
        let mut places = vec![(self.matching(&IN_TITLE.to_string(), true, filter), most / 4)];
        if let Some(essays) = filter.of_kind(SearchKind::Essay).filter(|narrowed| narrowed != filter) {
            places.push((self.matching("", false, &essays), most / 8));
        }
        places.push((self.matching("", false, filter), most));
        if self.clauses.iter().any(|clause| clause.is_prefix) {
            places.push((self.matching("", true, filter), most));
        }
        places
    }

    /// All that is found, by kind.
    #[must_use]
    pub fn by_kind(&self, filter: &Filter) -> Vec<(SearchKind, Match)> {
        let of_kind = |kind: &SearchKind| filter.of_kind(*kind).map(|narrowed| (*kind, self.matching("", true, &narrowed)));
        SearchKind::ALL.iter().filter_map(of_kind).collect()
    }
}

#[cfg(test)]
#[path = "rules/tests.rs"]
mod tests;
