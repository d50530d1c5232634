//! What a pledge must be, how long it lasts, and what is counted. Pure.

use entity::{PledgeStatus, PostStatus, ProposalState, Timestamp};

use crate::{
    error::{Code, Error, Problem, Result},
    text::{
        language,
        plain::{self, Bounds},
    },
};

const WHAT: Bounds = Bounds { min: 1, max: 500 };
const NOTE: Bounds = Bounds { min: 1, max: 1000 };
const STATEMENT: Bounds = Bounds { min: 0, max: 2000 };
const HOURS: std::ops::RangeInclusive<i32> = 1..=200;
const MOST_LANGUAGES: usize = 10;

/// Days that a pledge lasts without a sign of its owner, in milliseconds.
pub const SILENCE_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// A pledge whose last sign is of this time or earlier has lapsed; `now` is the database's.
#[must_use]
pub const fn silent_since(now: Timestamp) -> Timestamp {
    Timestamp(now.0 - SILENCE_MS)
}

/// What somebody promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// What they will do: plain text.
    pub what: String,
    /// Hours a month.
    pub hours_per_month: i32,
    /// The languages that they can work in.
    pub languages: Vec<String>,
    /// What `what` is written in.
    pub language: String,
}

/// Checks a promise whole; what comes back is in canonical form.
pub fn check(promise: Promise) -> Result<Promise> {
    let mut problems = Vec::new();
    let mut note = |field: &'static str, message: String| problems.push(Problem { field: vec!["input".into(), field.into()], message });
    let mut checked = promise;
    match plain::block(&checked.what, WHAT) {
        Ok(what) => checked.what = what,
        Err(why) => note("what", why),
    }
    if !HOURS.contains(&checked.hours_per_month) {
        note("hoursPerMonth", format!("Between {} and {} hours.", HOURS.start(), HOURS.end()));
    }
    let mut known: Vec<String> = Vec::new();
    for tag in &checked.languages {
        match language::parse_tag(tag) {
            Some(tag) if known.contains(&tag) => {}
            Some(tag) => known.push(tag),
            None => note("languages", "It is not a language tag such as `en` or `zh-Hans`.".to_owned()),
        }
    }
    if known.len() > MOST_LANGUAGES {
        note("languages", format!("Name {MOST_LANGUAGES} languages at most."));
    }
    checked.languages = known;
    match language::parse_tag(&checked.language) {
        Some(tag) => checked.language = tag,
        None => note("language", "It is not a language tag such as `en` or `zh-Hans`.".to_owned()),
    }
    Error::problems(problems).map_or(Ok(checked), Err)
}

/// Checks what somebody tells of a pledge.
pub fn check_note(note: &str) -> Result<String> {
    plain::block(note, NOTE).map_err(|why| Error::invalid(&["input", "note"], why))
}

/// Checks what a moderator says of what has come of a proposal; `None` = nothing.
pub fn check_statement(statement: Option<&str>) -> Result<Option<String>> {
    let text = statement.map(|text| plain::block(text, STATEMENT)).transpose().map_err(|why| Error::invalid(&["input", "statement"], why))?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Only what is adopted, and not yet done, is carried out.
pub fn ensure_takes_pledges(state: ProposalState) -> Result<()> {
    match state {
        ProposalState::Adopted | ProposalState::Underway => Ok(()),
        ProposalState::Done => Err(Error::new(Code::ProposalClosed, "This proposal is done already.")),
        _ => Err(Error::new(Code::ProposalClosed, "This proposal is not adopted: there is nothing to carry out yet.")),
    }
}

/// Only what somebody carries out can be done.
pub fn ensure_completable(state: ProposalState) -> Result<()> {
    if state == ProposalState::Underway {
        Ok(())
    } else {
        Err(Error::new(Code::ProposalClosed, "Nobody is carrying this proposal out, or it is done already."))
    }
}

/// Owners tell of a pledge and conclude it while it is active and no moderator has removed it.
pub fn ensure_open(status: PledgeStatus, visibility: PostStatus) -> Result<()> {
    if visibility == PostStatus::Removed {
        return Err(Error::forbidden("A moderator has removed this pledge. You can appeal against the decision."));
    }
    match status {
        PledgeStatus::Active => Ok(()),
        PledgeStatus::Kept => Err(Error::conflict("This pledge is concluded.")),
        PledgeStatus::Lapsed => Err(Error::conflict("This pledge has lapsed. You can pledge again.")),
    }
}

/// Pledges that are shown, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Being kept.
    pub open: i32,
    /// Kept.
    pub kept: i32,
    /// Given up, or silent for too long.
    pub lapsed: i32,
}

impl Counts {
    /// With some pledges more.
    #[must_use]
    pub fn with(mut self, status: PledgeStatus, number: i32) -> Self {
        match status {
            PledgeStatus::Active => self.open += number,
            PledgeStatus::Kept => self.kept += number,
            PledgeStatus::Lapsed => self.lapsed += number,
        }
        self
    }

    /// Whether there is any.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { open: self.open + other.open, kept: self.kept + other.kept, lapsed: self.lapsed + other.lapsed }
    }
}

#[cfg(test)]
mod tests {
    use entity::{PledgeStatus, PostStatus, ProposalState, Timestamp};

    use super::{Counts, Promise, check, check_note, ensure_completable, ensure_open, ensure_takes_pledges, silent_since};

    #[test]
    fn promises_are_checked_whole() {
        let promise = |what: &str, hours, languages: &[&str], language: &str| Promise {
            what: what.to_owned(),
            hours_per_month: hours,
            languages: languages.iter().map(|tag| (*tag).to_owned()).collect(),
            language: language.to_owned(),
        };
        assert_eq!(check(promise("Pour.\r\n", 200, &["EN", "zh-hans", "en"], "ZH")).unwrap(), promise("Pour.", 200, &["en", "zh-Hans"], "zh"));
        assert!(check(promise(&"字".repeat(500), 1, &[], "zh")).is_ok());
        let fields = |promise| check(promise).unwrap_err().all_problems().iter().map(|problem| problem.field[1].to_string()).collect::<Vec<_>>();
        assert_eq!(fields(promise(&"字".repeat(501), 201, &["??"], "??")), ["what", "hoursPerMonth", "languages", "language"]);
        let many = ["en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "fi", "zh"];
        assert_eq!(fields(promise(" \n", 0, &many, "en")), ["what", "hoursPerMonth", "languages"]);
        assert!(check(promise("x", 1, &many[..10], "en")).is_ok());
        assert!(check_note("").is_err() && check_note(&"字".repeat(1001)).is_err() && check_note("Done.").is_ok());
    }

    #[test]
    fn only_what_is_adopted_is_carried_out() {
        use ProposalState::{Adopted, Closed, Declined, Done, Draft, Open, Underway, Withdrawn};
        for state in [Draft, Open, Closed, Declined, Withdrawn, Done] {
            assert!(ensure_takes_pledges(state).is_err() && ensure_completable(state).is_err(), "{state:?}");
        }
        assert!(ensure_takes_pledges(Adopted).is_ok() && ensure_takes_pledges(Underway).is_ok());
        assert!(ensure_completable(Adopted).is_err() && ensure_completable(Underway).is_ok());
    }

    #[test]
    fn ninety_days_of_silence_are_too_many() {
        let day = 24 * 60 * 60 * 1000;
        let now = Timestamp(1_000 * day);
        assert_eq!(silent_since(now), Timestamp(910 * day));
    }

    #[test]
    fn only_what_is_active_and_not_removed_goes_on() {
        assert!(ensure_open(PledgeStatus::Active, PostStatus::Held).is_ok());
        for (status, visibility) in
            [(PledgeStatus::Active, PostStatus::Removed), (PledgeStatus::Kept, PostStatus::Published), (PledgeStatus::Lapsed, PostStatus::Published)]
        {
            assert!(ensure_open(status, visibility).is_err());
        }
        let counts = Counts::default().with(PledgeStatus::Active, 1).with(PledgeStatus::Kept, 2).with(PledgeStatus::Lapsed, 3);
        assert_eq!(counts, Counts { open: 1, kept: 2, lapsed: 3 });
        assert!(counts.any() && !Counts::default().any());
    }
}
