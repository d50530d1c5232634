//! Civility: what is checked before a post goes out, so that its author can put it
//! kindly. Pure, like `text`: a post and settings in, findings out; it knows no
//! feature, no database and no clock. One rule a file.
//!
//! The rules look for words and patterns. They know nothing of what is meant, so
//! most of them ask the author to look again, and few keep a post back.

mod accusation_by_nationality;
mod language_mismatch;
mod language_names;
mod length;
mod lexicon;
mod links_by_newcomers;
mod newcomer;
mod own_words;
mod premoderation;
mod reading;
mod rejection;
mod repeat;
mod second_person_insult;
mod segment;
mod settings;
mod shouting;
mod slow_mode;
mod suggestion;
mod sweeping_claim;
#[cfg(test)]
mod tests;
mod word_lists;

use std::{cmp::Reverse, collections::BTreeMap, sync::OnceLock};

use serde::{Deserialize, Serialize};

pub use settings::{LanguageMismatch, Length, LinksByNewcomers, Newcomer, Repeat, Settings, Shouting, Switch, WordLists};
pub use suggestion::Suggestion;

use lexicon::Lexicon;
use reading::Reading;

/// A new or edited post, and what must be known about it.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    /// Body, plain or Markdown.
    pub text: &'a str,
    /// Title, if it has one.
    pub title: Option<&'a str>,
    /// What the author takes another to have said, if that comes with it.
    pub restatement: Option<&'a str>,
    /// Language of all, BCP 47.
    pub language: &'a str,
    /// Published posts of the author.
    pub posts_so_far: u32,
    /// How far the author is trusted.
    pub trust_level: u8,
    /// Links that the author's standing allows; `None` = any number.
    pub max_links: Option<usize>,
    /// The author's posts of the last minutes (`Repeat::window_seconds`), without the one that is edited.
    pub recent: &'a [RecentPost<'a>],
    /// Whether a moderator sees this author's posts first.
    pub is_author_premoderated: bool,
    /// Whether a moderator sees this essay's posts first.
    pub is_essay_premoderated: bool,
    /// Whether a moderator sees all posts first.
    pub is_site_premoderated: bool,
    /// How long ago the author last posted in this thread; `None` for a first post and for an edit.
    pub seconds_since_last_in_thread: Option<u64>,
    /// The pause that the thread asks for between two posts of one author.
    pub slow_mode_seconds: Option<u32>,
    /// What the text seems to be written in; `None` if that is unsure.
    pub detected: Option<Detected<'a>>,
}

/// What a text seems to be written in, as whoever calls the rules has found out.
#[derive(Clone, Copy, Debug)]
pub struct Detected<'a> {
    /// A language subtag.
    pub language: &'a str,
    /// From 0 to 1.
    pub confidence: f64,
    /// How many letters it was told from.
    pub letters: usize,
    /// Whether [`Input::language`] is another language, and no kin.
    pub contradicts_declared: bool,
}

/// An earlier post of the same author.
#[derive(Clone, Copy, Debug)]
pub struct RecentPost<'a> {
    /// Its body.
    pub text: &'a str,
}

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleId {
    /// Too short or too long.
    Length,
    /// The same text again.
    Repeat,
    /// More links than a newcomer may have, or than the author's level of trust allows.
    LinksByNewcomers,
    /// A listed word.
    WordLists,
    /// Capitals or rows of exclamation marks.
    Shouting,
    /// An insult to the reader.
    SecondPersonInsult,
    /// The reader is blamed for a nation or religion.
    AccusationByNationality,
    /// A claim about all of a people, nation or religion.
    SweepingClaim,
    /// One of the author's first posts.
    Newcomer,
    /// A moderator sees it first.
    Premoderation,
    /// It comes too soon.
    SlowMode,
    /// What an outside check found; nothing here looks for it.
    OutsideCheck,
    /// It seems to be in another language than it is marked.
    LanguageMismatch,
}

impl RuleId {
    /// All rules, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::Length,
        Self::Repeat,
        Self::LinksByNewcomers,
        Self::WordLists,
        Self::Shouting,
        Self::SecondPersonInsult,
        Self::AccusationByNationality,
        Self::SweepingClaim,
        Self::Newcomer,
        Self::Premoderation,
        Self::SlowMode,
        Self::OutsideCheck,
        Self::LanguageMismatch,
    ];

    /// The name that clients and settings see.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Length => "LENGTH",
            Self::Repeat => "REPEAT",
            Self::LinksByNewcomers => "LINKS_BY_NEWCOMERS",
            Self::WordLists => "WORD_LISTS",
            Self::Shouting => "SHOUTING",
            Self::SecondPersonInsult => "SECOND_PERSON_INSULT",
            Self::AccusationByNationality => "ACCUSATION_BY_NATIONALITY",
            Self::SweepingClaim => "SWEEPING_CLAIM",
            Self::Newcomer => "NEWCOMER",
            Self::Premoderation => "PREMODERATION",
            Self::SlowMode => "SLOW_MODE",
            Self::OutsideCheck => "OUTSIDE_CHECK",
            Self::LanguageMismatch => "LANGUAGE_MISMATCH",
        }
    }

    /// Whether other words would cure it. What is not recoverable is never a nudge:
    /// it would ask for what the author cannot do.
    #[must_use]
    pub const fn is_recoverable(self) -> bool {
        !matches!(self, Self::Newcomer | Self::Premoderation | Self::SlowMode)
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Told, and nothing else.
    Note,
    /// The author is asked to look again, and may insist.
    Nudge,
    /// A moderator sees the post first, if the author insists.
    Hold,
}

/// Which text a finding's span counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// The title.
    Title,
    /// The restatement.
    Restatement,
    /// The body.
    Text,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// The text that the span is in.
    pub part: Part,
    /// Start in Unicode scalar values.
    pub start: usize,
    /// End, exclusive; equal to `start` if it concerns no passage.
    pub end: usize,
    /// How much it weighs.
    pub severity: Severity,
    /// What the author could do.
    pub suggestion: Suggestion,
}

/// What becomes of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It goes out.
    Published,
    /// It is not kept yet: its author looks again.
    Nudge,
    /// A moderator sees it first.
    Held,
}

/// Settings ready for use: their word lists are compiled once a language, when the
/// first text in it comes.
#[derive(Debug)]
pub struct Checker {
    settings: Settings,
    /// By language; the empty one stands for all that no list treats in its own way, so
    /// that texts cannot make this grow.
    lexicons: BTreeMap<String, OnceLock<Lexicon>>,
}

impl Checker {
    /// For these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let own = settings.words.keys().map(String::as_str).chain(lexicon::SPECIAL).chain([""]);
        let lexicons = own.map(|language| (language.to_owned(), OnceLock::new())).collect();
        Self { settings, lexicons }
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether a post is one of its author's first.
    #[must_use]
    pub fn is_newcomer(&self, input: &Input) -> bool {
        newcomer::is_newcomer(input, &self.settings.newcomer)
    }

    /// All findings of all rules, in order of position: the title's, the restatement's,
    /// then the body's.
    #[must_use]
    pub fn check(&self, input: &Input) -> Vec<Finding> {
        let mut findings = self.check_words(input);
        findings.extend(self.check_circumstances(input));
        sort(&mut findings);
        findings
    }

    /// Findings of the rules that read the words, and who wrote them. What takes time is here.
    #[must_use]
    pub fn check_words(&self, input: &Input) -> Vec<Finding> {
        let settings = &self.settings;
        let primary = lexicon::primary(input.language);
        let key = if self.lexicons.contains_key(&primary) { primary.as_str() } else { "" };
        let unknown = Lexicon::default();
        let lexicon = self.lexicons.get(key).map_or(&unknown, |lexicon| lexicon.get_or_init(|| Lexicon::new(&settings.words, key)));
        let body = Reading::of_markdown(input.text);
        let (title, restatement) = (input.title.map(Reading::of_plain), input.restatement.map(Reading::of_plain));
        let mut findings = Vec::new();
        for (part, reading) in [(Part::Title, title.as_ref()), (Part::Restatement, restatement.as_ref()), (Part::Text, Some(&body))] {
            let Some(reading) = reading else { continue };
            let mut found = Found { part, findings: &mut findings };
            if settings.word_lists.enabled {
                word_lists::find(reading, lexicon, &mut found);
            }
            if settings.shouting.enabled {
                shouting::find(reading, &settings.shouting, &mut found);
            }
            if settings.second_person_insult.enabled {
                second_person_insult::find(reading, lexicon, &mut found);
            }
            if settings.accusation_by_nationality.enabled {
                accusation_by_nationality::find(reading, lexicon, &mut found);
            }
            if settings.sweeping_claim.enabled {
                sweeping_claim::find(reading, lexicon, &mut found);
            }
        }
        let mut found = Found { part: Part::Text, findings: &mut findings };
        length::find(&body, &settings.length, &mut found);
        repeat::find(input, &settings.repeat, &mut found);
        language_mismatch::find(input, &settings.language_mismatch, &mut found);
        let mut max_links = input.max_links;
        if self.is_newcomer(input) {
            newcomer::find(&settings.newcomer, &mut found);
            let of_newcomers = settings.links_by_newcomers.max_links;
            max_links = Some(max_links.map_or(of_newcomers, |most| most.min(of_newcomers)));
        }
        if let Some(most) = max_links.filter(|_| settings.links_by_newcomers.enabled) {
            links_by_newcomers::find(&body, most, &mut found);
        }
        sort(&mut findings);
        findings
    }

    /// Findings of the rules that ask only where a post would stand, and when.
    #[must_use]
    pub fn check_circumstances(&self, input: &Input) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = Found { part: Part::Text, findings: &mut findings };
        premoderation::find(input, self.settings.premoderation, &mut found);
        slow_mode::find(input, self.settings.slow_mode, &mut found);
        findings
    }
}

/// [`Checker::check`] with settings that are used once.
#[must_use]
pub fn check(input: &Input, settings: &Settings) -> Vec<Finding> {
    Checker::new(settings.clone()).check(input)
}

/// Brings findings into the order of position.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (finding.part, finding.start, finding.end, finding.rule));
}

/// Keeps the gravest findings, in the order of position: hostile text can have
/// thousands, and what holds it back must not get lost among them.
pub fn keep_gravest(findings: &mut Vec<Finding>, most: usize) {
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings.truncate(most);
    sort(findings);
}

/// What becomes of a post with these findings. `nudge` says whether its author may
/// still be asked; it is false when the author insists.
///
/// Look for [`seconds_to_wait`] first: what comes too soon is refused, not kept.
#[must_use]
pub fn outcome(findings: &[Finding], nudge: bool) -> Outcome {
    if nudge && findings.iter().any(|finding| finding.rule.is_recoverable() && finding.severity >= Severity::Nudge) {
        return Outcome::Nudge;
    }
    if findings.iter().any(|finding| finding.severity == Severity::Hold) { Outcome::Held } else { Outcome::Published }
}

/// How long the author must wait before this post, if slow mode says so.
#[must_use]
pub fn seconds_to_wait(findings: &[Finding]) -> Option<u64> {
    findings.iter().find_map(|finding| match finding.suggestion {
        Suggestion::Wait { seconds } => Some(seconds),
        _ => None,
    })
}

/// Loads what the first check would otherwise wait for (the Chinese dictionary).
pub fn warm_up() {
    segment::warm_up();
}

/// Where rules put what they find.
struct Found<'a> {
    part: Part,
    findings: &'a mut Vec<Finding>,
}

impl Found<'_> {
    fn push(&mut self, rule: RuleId, span: (usize, usize), severity: Severity, suggestion: Suggestion) {
        self.findings.push(Finding { rule, part: self.part, start: span.0, end: span.1, severity, suggestion });
    }
}
