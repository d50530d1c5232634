//! Who may decide about whom, and how the log of decisions is chained. Pure.

use entity::{EssayId, JointStatementId, ModerationActionKind, PledgeId, PostStatus, ReasonCode, ReportStatus, Role, Timestamp, TranslationId, UserId, VoteId};
use sha2::{Digest, Sha256};

use crate::{
    auth::ModeratorScope,
    error::{Error, Problem, Result},
    text::language,
};

/// Somebody who decides, or is decided about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they may do.
    pub role: Role,
}

const fn rank(role: Role) -> u8 {
    match role {
        Role::Member => 0,
        Role::Editor => 1,
        Role::Moderator => 2,
        Role::Admin => 3,
    }
}

/// Refuses to decide about oneself, or about an equal or higher role.
pub fn ensure_power(actor: Person, subject: Person) -> Result<()> {
    if actor.id == subject.id {
        return Err(Error::forbidden("Nobody decides about himself."));
    }
    if rank(subject.role) >= rank(actor.role) {
        return Err(Error::forbidden("This person's role is as high as yours, or higher."));
    }
    Ok(())
}

/// Essays that a moderator can be limited to.
const MOST_ESSAYS: usize = 100;
/// Languages that a moderator can be limited to.
const MOST_LANGUAGES: usize = 50;

/// What a moderator will be limited to, each essay and language once; or all that is
/// wrong with it. `None` = not limited.
pub fn check_scope(essays: Option<Vec<EssayId>>, languages: Option<Vec<String>>) -> Result<ModeratorScope> {
    let mut problems = Vec::new();
    let mut note = |field: &'static str, message: String| problems.push(Problem { field: vec!["input".into(), field.into()], message });
    let essays = essays.map(|mut essays| {
        essays.sort_unstable();
        essays.dedup();
        if essays.is_empty() || essays.len() > MOST_ESSAYS {
            note("essayIds", format!("Name 1 to {MOST_ESSAYS} essays, or leave it out."));
        }
        essays
    });
    let languages = languages.map(|tags| {
        let mut known: Vec<String> = tags.iter().filter_map(|tag| language::parse_tag(tag)).collect();
        if known.len() < tags.len() {
            note("languages", "It is not a language tag such as `en` or `zh-Hans`.".to_owned());
        }
        known.sort_unstable();
        known.dedup();
        if tags.is_empty() || known.len() > MOST_LANGUAGES {
            note("languages", format!("Name 1 to {MOST_LANGUAGES} languages, or leave it out."));
        }
        known
    });
    Error::problems(problems).map_or(Ok(ModeratorScope { essays, languages }), Err)
}

/// A scope as the log keeps it; `None` = everything.
#[must_use]
pub fn scope_text(scope: &ModeratorScope) -> Option<String> {
    let parts = [("essays", scope.essays_text()), ("languages", scope.languages_text())];
    let parts: Vec<String> = parts.into_iter().filter_map(|(name, list)| Some(format!("{name}: {}", list?))).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// A text that belongs to a post and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKey {
    /// A translation of it.
    Translation(TranslationId),
    /// A pledge to carry it out.
    Pledge(PledgeId),
    /// A joint statement about it.
    JointStatement(JointStatementId),
    /// The reason of a vote on it.
    Reason(VoteId),
}

/// The columns of a table that say which text a row is about: one of them, or none.
pub type TextIds = (Option<TranslationId>, Option<PledgeId>, Option<JointStatementId>, Option<VoteId>);

impl TextKey {
    /// From the columns of a row.
    #[must_use]
    pub fn of((translation, pledge, statement, vote): TextIds) -> Option<Self> {
        translation.map(Self::Translation).or(pledge.map(Self::Pledge)).or(statement.map(Self::JointStatement)).or(vote.map(Self::Reason))
    }

    /// For the columns of a row.
    #[must_use]
    pub const fn ids(self) -> TextIds {
        match self {
            Self::Translation(id) => (Some(id), None, None, None),
            Self::Pledge(id) => (None, Some(id), None, None),
            Self::JointStatement(id) => (None, None, Some(id), None),
            Self::Reason(id) => (None, None, None, Some(id)),
        }
    }

    /// What it is, in a word.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Translation(_) => "translation",
            Self::Pledge(_) => "pledge",
            Self::JointStatement(_) => "statement",
            Self::Reason(_) => "reason",
        }
    }
}

/// What becomes of a post's status by a decision; an error if there is nothing to
/// decide. `None` if the status stays.
pub fn decided_status(kind: ModerationActionKind, status: PostStatus) -> Result<Option<PostStatus>> {
    use ModerationActionKind::{Approve, Hold, Remove, Restore};
    match (kind, status) {
        (_, PostStatus::Deleted) => Err(Error::conflict("Its author has deleted this post.")),
        (Remove, PostStatus::Removed) => Err(Error::conflict("This post is removed already.")),
        (Approve, PostStatus::Removed) => Err(Error::conflict("This post is removed. Restore it to show it again.")),
        (Restore, PostStatus::Published) => Err(Error::conflict("This post is not removed.")),
        (Hold, PostStatus::Published) => Ok(Some(PostStatus::Held)),
        (Remove, _) => Ok(Some(PostStatus::Removed)),
        (Restore, _) | (Approve, PostStatus::Held) => Ok(Some(PostStatus::Published)),
        _ => Ok(None),
    }
}

/// What a decision's hash is made of, in this order.
#[derive(Clone, Debug, Default)]
pub struct Hashed<'a> {
    /// Counts decisions from 1.
    pub seq: i64,
    /// All columns as text, absent ones as `None`; their order is part of the format.
    pub columns: &'a [Option<String>],
}

/// Hash of a decision: SHA-256 over the hash before it and each column with its
/// length in front, so that no two rows can be written as the same bytes. The first
/// decision follows 32 zero bytes.
#[must_use]
pub fn hash(previous: &[u8], row: &Hashed<'_>) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(b"teahouse moderation log 1\n");
    hasher.update(previous);
    hasher.update(row.seq.to_be_bytes());
    for column in row.columns {
        match column {
            None => hasher.update([0]),
            Some(text) => {
                hasher.update([1]);
                hasher.update((text.len() as u64).to_be_bytes());
                hasher.update(text.as_bytes());
            }
        }
    }
    hasher.finalize().to_vec()
}

/// For how long a decision can be appealed, in milliseconds: 20 days.
pub const APPEAL_PERIOD_MS: i64 = 20 * 24 * 60 * 60 * 1000;

/// Whether a decision of that kind can be appealed at all.
#[must_use]
pub const fn is_appealable(kind: ModerationActionKind) -> bool {
    use ModerationActionKind::{Ban, Hold, Lock, Premoderate, Remove, Suspend, Warn};
    matches!(kind, Hold | Remove | Lock | Warn | Suspend | Ban | Premoderate)
}

/// Whether it still can.
#[must_use]
pub const fn is_in_time(decided_at: Timestamp, now: Timestamp) -> bool {
    now.0 - decided_at.0 <= APPEAL_PERIOD_MS
}

/// Decisions that take the same thing away as one of this kind: the last of them is the
/// one in force, and the only one whose undoing gives the thing back.
#[must_use]
pub const fn rivals(kind: ModerationActionKind) -> &'static [ModerationActionKind] {
    use ModerationActionKind::{Ban, Hold, Lock, Premoderate, Remove, Suspend, Warn};
    match kind {
        Hold | Remove => &[Hold, Remove],
        Suspend | Ban => &[Suspend, Ban],
        Lock => &[Lock],
        Warn => &[Warn],
        Premoderate => &[Premoderate],
        _ => &[],
    }
}

/// What becomes of the open reports about a post when it is decided about; `None` if
/// they stay.
#[must_use]
pub const fn fate_of_reports(kind: ModerationActionKind) -> Option<ReportStatus> {
    use ModerationActionKind::{Approve, Remove, Restore};
    match kind {
        Remove => Some(ReportStatus::Upheld),
        Approve | Restore => Some(ReportStatus::Dismissed),
        _ => None,
    }
}

/// The decision that undoes another; `None` for what cannot be undone.
#[must_use]
pub const fn undoing(kind: ModerationActionKind) -> Option<ModerationActionKind> {
    use ModerationActionKind::{Approve, Ban, Hold, Lock, Premoderate, Reinstate, Remove, Restore, Suspend, Unlock, Warn};
    match kind {
        Hold => Some(Approve),
        Remove => Some(Restore),
        Lock => Some(Unlock),
        Suspend | Ban | Warn | Premoderate => Some(Reinstate),
        _ => None,
    }
}

/// The middle of some numbers; of an even count the mean of the two in the middle.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "milliseconds of years fit")]
pub fn median(mut numbers: Vec<i64>) -> Option<f64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)? as f64;
    Some(if numbers.len() % 2 == 1 { upper } else { f64::midpoint(*numbers.get(middle - 1)? as f64, upper) })
}

/// A reason in words, for readers of Chinese in Chinese, for all others in English.
#[must_use]
pub fn reason_text(reason: ReasonCode, language: Option<&str>) -> &'static str {
    let is_chinese = language.is_some_and(|tag| tag == "zh" || tag.starts_with("zh-"));
    let (english, chinese) = match reason {
        ReasonCode::Offensive => ("It is coarse or insulting.", "言语粗鲁或带有侮辱。"),
        ReasonCode::Harassment => ("It is aimed at a person again and again.", "反复针对某个人。"),
        ReasonCode::Hate => ("It is directed against people for what they are.", "因人们的身份而敌视他们。"),
        ReasonCode::Spam => ("It is advertising, or the same text everywhere.", "属于广告或重复内容。"),
        ReasonCode::OffTopic => ("It is not about the essay.", "与文章无关。"),
        ReasonCode::Misinformation => ("It is untrue in a way that does harm.", "内容不实并会造成伤害。"),
        ReasonCode::Illegal => ("It is against the law.", "违反法律。"),
        ReasonCode::PersonalData => ("It tells what somebody keeps private.", "透露了他人的隐私。"),
        ReasonCode::Misunderstood => ("Somebody feels misunderstood.", "有人觉得被误解了。"),
        ReasonCode::Other => ("The moderator's explanation says why.", "原因见管理员的说明。"),
    };
    if is_chinese { chinese } else { english }
}

#[cfg(test)]
mod tests {
    use entity::{EssayId, ModerationActionKind as Kind, PostStatus, Role, UserId};
    use proptest::prelude::*;

    use super::{Hashed, Person, check_scope, decided_status, ensure_power, hash, is_appealable, median, rivals, scope_text, undoing};

    #[test]
    fn medians_of_none_odd_and_even() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3, 1, 2]), Some(2.0));
        assert_eq!(median(vec![4, 1, 3, 2]), Some(2.5));
    }

    #[test]
    fn a_scope_names_something_and_not_too_much() {
        let essay = EssayId(uuid::Uuid::from_u128(7));
        let tags = |tags: &[&str]| Some(tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        let scope = check_scope(Some(vec![essay, essay]), tags(&["zh-hans", "EN", "en"])).unwrap();
        assert_eq!((scope.essays.clone(), scope.languages.clone()), (Some(vec![essay]), tags(&["en", "zh-Hans"])));
        assert_eq!(scope_text(&scope).unwrap(), "essays: 00000000-0000-0000-0000-000000000007; languages: en zh-Hans");
        assert_eq!(scope_text(&check_scope(None, None).unwrap()), None);
        assert_eq!(check_scope(Some(Vec::new()), Some(Vec::new())).unwrap_err().all_problems().len(), 2);
        assert!(check_scope(None, tags(&["en", "nonsense"])).is_err());
        let essays = |count| Some((0..count).map(|number| EssayId(uuid::Uuid::from_u128(number))).collect::<Vec<_>>());
        assert!(check_scope(essays(100), None).is_ok() && check_scope(essays(101), None).is_err());
        let regions = |count| Some((0..count).map(|number| format!("en-{}", 100 + number)).collect::<Vec<_>>());
        assert!(check_scope(None, regions(50)).is_ok() && check_scope(None, regions(51)).is_err());
    }

    #[test]
    fn power_ends_at_ones_own_height() {
        let person = |number: u128, role| Person { id: UserId(uuid::Uuid::from_u128(number)), role };
        let roles = [Role::Member, Role::Editor, Role::Moderator, Role::Admin];
        for (high, actor) in roles.iter().enumerate() {
            for (low, subject) in roles.iter().enumerate() {
                assert_eq!(ensure_power(person(1, *actor), person(2, *subject)).is_ok(), high > low);
                assert!(ensure_power(person(1, *actor), person(1, *subject)).is_err());
            }
        }
    }

    #[test]
    fn what_is_deleted_is_beyond_decisions() {
        for kind in [Kind::Hold, Kind::Remove, Kind::Restore, Kind::Approve] {
            assert!(decided_status(kind, PostStatus::Deleted).is_err());
        }
        assert_eq!(decided_status(Kind::Approve, PostStatus::Held).unwrap(), Some(PostStatus::Published));
        assert_eq!(decided_status(Kind::Approve, PostStatus::Published).unwrap(), None);
        assert_eq!(decided_status(Kind::Restore, PostStatus::Removed).unwrap(), Some(PostStatus::Published));
        assert!(decided_status(Kind::Restore, PostStatus::Published).is_err());
        assert!(decided_status(Kind::Approve, PostStatus::Removed).is_err());
    }

    #[test]
    fn what_can_be_appealed_can_be_undone_and_has_rivals() {
        for kind in Kind::ALL.iter().copied() {
            assert_eq!(is_appealable(kind), undoing(kind).is_some(), "{kind:?}");
            assert_eq!(is_appealable(kind), rivals(kind).contains(&kind), "{kind:?}");
        }
    }

    proptest! {
        #[test]
        fn other_rows_have_other_hashes(left in prop::collection::vec(prop::option::of("[a-c]{0,3}"), 0..5), right in prop::collection::vec(prop::option::of("[a-c]{0,3}"), 0..5)) {
            let of = |columns: &[Option<String>]| hash(&[0; 32], &Hashed { seq: 1, columns });
            prop_assert_eq!(of(&left) == of(&right), left == right);
            prop_assert_ne!(of(&left), hash(&[1; 32], &Hashed { seq: 1, columns: &left }));
            prop_assert_ne!(of(&left), hash(&[0; 32], &Hashed { seq: 2, columns: &left }));
        }
    }
}
