//! What a translation must be, what is found of it, and which one a reader gets. Pure.

use entity::{PostKind, TranslationSource, TranslationStatus, TranslationVerdict};

use crate::{
    error::{Error, Problem, Result},
    post::{self, rules::Words},
    text::{language, plain::Bounds},
};

/// One and a half times what a title may have: languages differ in length.
const TITLE: Bounds = Bounds { min: 3, max: 300 };
/// The same for bodies, and one character of Chinese may be a whole word.
const BODY: Bounds = Bounds { min: 1, max: 30_000 };

/// Faithful verdicts that a translation takes to be vouched for.
pub const FAITHFUL: i32 = 2;
/// One verdict against a translation weighs as much as so many for it.
pub const OUTWEIGHS: i32 = 2;

/// Checks a translation's words whole; what comes back is in canonical form. Threads and
/// proposals have a title, replies have none.
pub fn check(kind: PostKind, mut words: Words) -> Result<Words> {
    let about_title = match (kind, &words.title) {
        (PostKind::Reply, Some(_)) => Some("A reply has no title."),
        (PostKind::Thread | PostKind::Proposal, None) => Some("Translate the title as well."),
        _ => None,
    };
    if kind == PostKind::Reply {
        words.title = None;
    }
    let problem = |message: &str| Problem { field: vec!["input".into(), "title".into()], message: message.to_owned() };
    post::rules::check_within(words, TITLE, BODY, about_title.map(problem).into_iter().collect())
}

/// Refuses a translation into the language that the post is written in, or a variety of it.
pub fn ensure_other_language(post: &str, into: &str) -> Result<()> {
    if language::primary(post) == language::primary(into) {
        return Err(Error::invalid(&["input", "language"], "The post is written in this language already."));
    }
    Ok(())
}

/// Whether languages that somebody has declared, separated by spaces, hold both of these or
/// varieties of them.
#[must_use]
pub fn knows_both(declared: &str, one: &str, other: &str) -> bool {
    let knows = |tag: &str| declared.split_whitespace().any(|known| language::primary(known) == language::primary(tag));
    knows(one) && knows(other)
}

/// What is said of a translation's present text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// It says the same.
    pub faithful: i32,
    /// In another tone.
    pub tone_off: i32,
    /// It says something else.
    pub meaning_changed: i32,
}

impl Counts {
    /// With some verdicts more.
    #[must_use]
    pub fn with(mut self, verdict: TranslationVerdict, number: i32) -> Self {
        match verdict {
            TranslationVerdict::Faithful => self.faithful += number,
            TranslationVerdict::ToneOff => self.tone_off += number,
            TranslationVerdict::MeaningChanged => self.meaning_changed += number,
        }
        self
    }
}

/// What all that together makes of a translation. Vouched for: at least [`FAITHFUL`] find it
/// faithful, and more than [`OUTWEIGHS`] times as many as find anything wrong. Disputed:
/// somebody finds its meaning changed, and those who find it faithful are not more than
/// [`OUTWEIGHS`] times as many. Else proposed.
#[must_use]
pub fn status(counts: Counts) -> TranslationStatus {
    let Counts { faithful, tone_off, meaning_changed } = counts;
    if faithful >= FAITHFUL && faithful > OUTWEIGHS * (tone_off + meaning_changed) {
        TranslationStatus::Vouched
    } else if meaning_changed > 0 && faithful <= OUTWEIGHS * meaning_changed {
        TranslationStatus::Disputed
    } else {
        TranslationStatus::Proposed
    }
}

/// What decides whether one translation of a post is better for a reader than another.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What it is in.
    pub language: &'a str,
    /// Where it comes from.
    pub source: TranslationSource,
    /// What is found of it.
    pub status: TranslationStatus,
    /// Whether the post has changed since.
    pub is_stale: bool,
    /// How many find it faithful.
    pub faithful: i32,
}

/// How a translation stands for a reader of `wanted`: less is better, `None` is not for them.
/// People before programs; what is of the present text before what is stale; what is in the
/// very language before its varieties, those in another script last; then official, vouched,
/// proposed, disputed; then what more find faithful.
#[must_use]
pub fn rank(wanted: &str, candidate: &Candidate<'_>) -> Option<(bool, bool, u8, u8, i32)> {
    let distance = language::distance(wanted, candidate.language)?;
    let standing = match (candidate.source, candidate.status) {
        (TranslationSource::Official, _) => 0,
        (_, TranslationStatus::Vouched) => 1,
        (_, TranslationStatus::Proposed) => 2,
        (_, TranslationStatus::Disputed) => 3,
    };
    let is_machine = candidate.source == TranslationSource::Machine;
    Some((is_machine, candidate.is_stale, distance, standing, -candidate.faithful))
}

#[cfg(test)]
mod tests {
    use entity::{PostKind, TranslationSource as Source, TranslationStatus as Status, TranslationVerdict as Verdict};

    use super::{Candidate, Counts, Words, check, ensure_other_language, knows_both, rank, status};

    #[test]
    fn words_are_checked_by_the_kind_of_post() {
        let words =
            |title: Option<&str>, body: &str, language: &str| Words { language: language.to_owned(), title: title.map(str::to_owned), body: body.to_owned() };
        let fields = |kind, words| check(kind, words).unwrap_err().all_problems().iter().map(|problem| problem.field[1].to_string()).collect::<Vec<_>>();
        assert_eq!(check(PostKind::Thread, words(Some(" 谁来倒茶？"), "主人\r\n", "ZH-hans")).unwrap(), words(Some("谁来倒茶？"), "主人", "zh-Hans"));
        assert_eq!(check(PostKind::Reply, words(None, "主人", "zh")).unwrap(), words(None, "主人", "zh"));
        assert_eq!(fields(PostKind::Reply, words(Some("谁来倒茶？"), "", "x")), ["title", "body", "language"]);
        assert_eq!(fields(PostKind::Proposal, words(None, "x", "zh")), ["title"]);
        assert!(check(PostKind::Thread, words(Some(&"t".repeat(300)), &"b".repeat(30_000), "zh")).is_ok());
        assert_eq!(fields(PostKind::Thread, words(Some(&"t".repeat(301)), &"b".repeat(30_001), "zh")), ["title", "body"]);
    }

    #[test]
    fn a_post_is_not_translated_into_its_own_language() {
        assert!(ensure_other_language("en-GB", "en").is_err() && ensure_other_language("zh-Hans", "zh-Hant").is_err());
        assert!(ensure_other_language("en", "fr").is_ok() && ensure_other_language("yue", "zh").is_ok());
    }

    #[test]
    fn who_vouches_knows_both_languages() {
        assert!(knows_both("en-GB zh-Hans", "en", "zh-Hant") && !knows_both("en fr", "en", "zh") && !knows_both("", "en", "zh"));
    }

    #[test]
    fn two_faithful_verdicts_vouch_and_one_changed_meaning_disputes() {
        let of = |faithful, tone_off, meaning_changed| status(Counts { faithful, tone_off, meaning_changed });
        for proposed in [(0, 0, 0), (1, 0, 0), (0, 5, 0), (2, 1, 0), (4, 2, 0), (3, 1, 1)] {
            assert_eq!(of(proposed.0, proposed.1, proposed.2), Status::Proposed, "{proposed:?}");
        }
        for vouched in [(2, 0, 0), (3, 1, 0), (3, 0, 1), (5, 1, 1)] {
            assert_eq!(of(vouched.0, vouched.1, vouched.2), Status::Vouched, "{vouched:?}");
        }
        for disputed in [(0, 0, 1), (1, 0, 1), (2, 0, 1), (4, 9, 2)] {
            assert_eq!(of(disputed.0, disputed.1, disputed.2), Status::Disputed, "{disputed:?}");
        }
        let counts = Counts::default().with(Verdict::Faithful, 2).with(Verdict::ToneOff, 1).with(Verdict::MeaningChanged, 3);
        assert_eq!(counts, Counts { faithful: 2, tone_off: 1, meaning_changed: 3 });
    }

    #[test]
    fn readers_get_the_best() {
        let one = |language, source, status, is_stale| Candidate { language, source, status, is_stale, faithful: 0 };
        // From the best to the worst, for a reader of traditional Chinese as in Taiwan.
        let order = [
            one("zh-Hant-TW", Source::Official, Status::Disputed, false),
            one("zh-Hant-TW", Source::Community, Status::Vouched, false),
            one("zh-Hant-TW", Source::Community, Status::Proposed, false),
            one("zh-Hant-TW", Source::Community, Status::Disputed, false),
            one("zh-Hant", Source::Official, Status::Vouched, false),
            one("zh", Source::Official, Status::Vouched, false),
            one("zh-Hans", Source::Official, Status::Vouched, false),
            one("zh-Hant-TW", Source::Official, Status::Vouched, true),
            one("zh-Hant", Source::Community, Status::Proposed, true),
            one("zh-Hant-TW", Source::Machine, Status::Proposed, false),
            one("zh-Hant-TW", Source::Machine, Status::Proposed, true),
        ];
        let ranks: Vec<_> = order.iter().map(|candidate| rank("zh-Hant-TW", candidate).unwrap()).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] < pair[1] || (pair[0].2 == pair[1].2 && pair[0].3 == pair[1].3)), "{ranks:?}");
        assert!(rank("zh", &one("ja", Source::Official, Status::Vouched, false)).is_none());
        let liked = Candidate { faithful: 1, ..order[2] };
        assert!(rank("zh-Hant-TW", &liked) < rank("zh-Hant-TW", &order[2]));
    }
}
