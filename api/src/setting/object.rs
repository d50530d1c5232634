//! Settings and findings of the schema.

use async_graphql::{Enum, Json, Object, SimpleObject};

use crate::{
    civility::{self, Finding},
    graphql::scalars::LanguageTag,
    site::{SiteSettings, trust},
};

/// A rule of civility. `docs/moderation.md` says what each looks for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "civility::RuleId")]
pub enum CivilityRule {
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
    /// What the forum's outside check found, if it has one; its `suggestion` is in the check's own words.
    OutsideCheck,
    /// It seems to be written in another language than it is marked.
    LanguageMismatch,
}

/// How much a finding weighs.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "civility::Severity")]
pub enum CivilitySeverity {
    /// Told, and nothing else.
    Note,
    /// The author is asked to look again, and may insist.
    Nudge,
    /// A moderator sees the post first, if the author insists.
    Hold,
}

/// Which of a post's texts a finding is in.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "civility::Part")]
pub enum CivilityPart {
    /// The heading of a thread or a proposal.
    Title,
    /// What the author takes another to have said.
    Restatement,
    /// The body.
    Text,
}

/// What becomes of a post.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "civility::Outcome")]
pub enum CivilityOutcome {
    /// It goes out.
    Published,
    /// It is not kept yet: its author looks again.
    Nudge,
    /// A moderator sees it first.
    Held,
}

/// Something that a rule found in a post.
#[derive(Clone)]
pub struct CivilityFinding(pub Finding);

/// Something that a rule found in a post, and where.
#[Object]
impl CivilityFinding {
    /// Which rule found it.
    async fn rule(&self) -> CivilityRule {
        self.0.rule.into()
    }

    /// Which of the post's texts the span counts in.
    async fn part(&self) -> CivilityPart {
        self.0.part.into()
    }

    /// Start of the passage in Unicode scalar values.
    async fn start(&self) -> i64 {
        i64::try_from(self.0.start).unwrap_or(i64::MAX)
    }

    /// End of the passage, exclusive; equal to `start` if it concerns no passage.
    async fn end(&self) -> i64 {
        i64::try_from(self.0.end).unwrap_or(i64::MAX)
    }

    /// How much it weighs.
    async fn severity(&self) -> CivilitySeverity {
        self.0.severity.into()
    }

    /// What the author could do, kindly put: in Chinese for readers of Chinese, else in English.
    async fn suggestion(&self, #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>) -> String {
        self.0.suggestion.text(language.as_ref().map_or("en", |tag| tag.0.as_str()))
    }
}

/// What the rules would do with a text.
#[derive(SimpleObject)]
pub struct RuleTest {
    /// All that they find, in order.
    pub findings: Vec<CivilityFinding>,
    /// What would become of it while the author may be asked (`nudge: true`).
    pub outcome: CivilityOutcome,
    /// What would become of it if the author insists (`nudge: false`).
    pub outcome_if_insisting: CivilityOutcome,
}

/// Settings of the whole forum.
#[derive(SimpleObject)]
#[graphql(name = "SiteSettings")]
pub struct SiteSettingsView {
    /// The rules of civility: which are on, thresholds, word lists.
    pub civility: Json<civility::Settings>,
    /// What trust takes (`marks` of levels 1 to 3) and allows (`limits` of levels 0 to 3; 0 = without limit).
    pub trust: Json<trust::Trust>,
    /// Whether a moderator sees every post first.
    pub is_premoderated: bool,
    /// Slugs of the essays on which a moderator sees every post first.
    pub premoderated_essays: Vec<String>,
}

impl From<&SiteSettings> for SiteSettingsView {
    fn from(settings: &SiteSettings) -> Self {
        Self {
            civility: Json(settings.civility.clone()),
            trust: Json(settings.trust.clone()),
            is_premoderated: settings.is_premoderated,
            premoderated_essays: settings.premoderated_essays.clone(),
        }
    }
}
