//! Who may be suggested to whom, in which order, and who may answer. Pure.

use entity::{InvitationStatus, Timestamp, UserId};

use crate::{
    error::{Error, Result},
    text::{
        language,
        plain::{self, Bounds},
    },
};

const INVITATION: Bounds = Bounds { min: 1, max: 500 };
const MESSAGE: Bounds = Bounds { min: 1, max: 5000 };

/// Proposals of one essay on which two people agreed, and on which they differed, at least: also
/// all that is told of their numbers.
pub const AT_LEAST: i32 = 2;
/// People who are suggested at once, at most.
pub const MOST_SUGGESTED: i32 = 20;
/// Invitations of one person that wait for an answer, at most.
pub const MOST_OPEN: u64 = 10;
/// How long one stays of the country that one has opened oneself with, in milliseconds: 90 days.
/// Who could change it at will would see by who is suggested which country others are of.
pub const COUNTRY_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Languages that both have declared, or varieties of them: primary subtags, sorted.
#[must_use]
pub fn shared(mine: &str, theirs: &str) -> Vec<String> {
    let theirs: Vec<String> = theirs.split_whitespace().map(language::primary).collect();
    let mut both: Vec<String> = mine.split_whitespace().map(language::primary).filter(|tag| theirs.contains(tag)).collect();
    both.sort_unstable();
    both.dedup();
    both
}

/// What the order of suggestions goes by, the greatest first: who has pledged to carry the
/// proposal out, then with whom one shares more languages. Votes are not part of it: a vote that
/// moved somebody up or down would be told by that.
#[must_use]
pub fn score(has_pledged: bool, shared_languages: usize) -> i32 {
    i32::from(has_pledged) * 10 + i32::try_from(shared_languages.min(9)).unwrap_or(9)
}

/// Whether somebody may open himself with this country; `kept` is the last one, and since when.
pub fn ensure_may_open(country: &str, kept: Option<(&str, Timestamp)>, now: Timestamp) -> Result<()> {
    match kept {
        Some((old, since)) if old != country && now.0 - since.0 < COUNTRY_MS => {
            Err(Error::conflict("You were open with another country less than 90 days ago. Come again later."))
        }
        _ => Ok(()),
    }
}

/// Checks what comes with an invitation.
pub fn check_invitation(message: &str) -> Result<String> {
    plain::block(message, INVITATION).map_err(|why| Error::invalid(&["input", "message"], why))
}

/// Checks what somebody writes to a partner: Markdown.
pub fn check_message(body: &str) -> Result<String> {
    let checked = plain::block(body, MESSAGE).and_then(|body| crate::text::markdown::check(&body).map(|()| body).map_err(Into::into));
    checked.map_err(|why| Error::invalid(&["input", "body"], why))
}

/// What becomes of an open invitation: who was invited accepts or declines, who invited takes it back.
pub fn answered(status: InvitationStatus, is_invited: bool, accept: bool) -> Result<InvitationStatus> {
    match (status, is_invited, accept) {
        (InvitationStatus::Open, true, true) => Ok(InvitationStatus::Accepted),
        (InvitationStatus::Open, true, false) => Ok(InvitationStatus::Declined),
        (InvitationStatus::Open, false, false) => Ok(InvitationStatus::Withdrawn),
        (InvitationStatus::Open, false, true) => Err(Error::forbidden("Nobody accepts his own invitation.")),
        _ => Err(Error::conflict("This invitation is answered already.")),
    }
}

/// Nothing more happens in a pair that one of the two has left.
pub fn ensure_going_on(ended_at: Option<Timestamp>) -> Result<()> {
    if ended_at.is_none() { Ok(()) } else { Err(Error::conflict("This pair has ended: one of you two has left it.")) }
}

/// Two people in the order in which they are kept: each two once.
#[must_use]
pub fn in_order(one: UserId, other: UserId) -> (UserId, UserId) {
    if one <= other { (one, other) } else { (other, one) }
}

#[cfg(test)]
mod tests {
    use entity::{InvitationStatus as Status, Timestamp, UserId};

    use super::{COUNTRY_MS, answered, check_invitation, check_message, ensure_may_open, in_order, score, shared};

    #[test]
    fn varieties_of_a_language_are_shared() {
        assert_eq!(shared("en-GB zh-Hans fr", "zh-Hant en sw"), ["en", "zh"]);
        assert!(shared("en", "fr").is_empty() && shared("", "").is_empty());
        assert_eq!(shared("en-GB en-US", "en"), ["en"]);
    }

    #[test]
    fn who_has_pledged_comes_first() {
        assert!(score(true, 1) > score(false, 50) && score(false, 2) > score(false, 1));
    }

    #[test]
    fn a_country_is_kept_for_ninety_days() {
        let since = Timestamp(5);
        let at = |time| ensure_may_open("FR", Some(("KE", since)), Timestamp(time)).is_ok();
        assert!(!at(5) && !at(4 + COUNTRY_MS) && at(5 + COUNTRY_MS));
        assert!(ensure_may_open("KE", Some(("KE", since)), since).is_ok() && ensure_may_open("KE", None, since).is_ok());
    }

    #[test]
    fn invitations_are_answered_once_and_by_the_right_one() {
        assert_eq!(answered(Status::Open, true, true).unwrap(), Status::Accepted);
        assert_eq!(answered(Status::Open, true, false).unwrap(), Status::Declined);
        assert_eq!(answered(Status::Open, false, false).unwrap(), Status::Withdrawn);
        assert!(answered(Status::Open, false, true).is_err());
        for status in [Status::Accepted, Status::Declined, Status::Withdrawn] {
            assert!(answered(status, true, true).is_err() && answered(status, false, false).is_err());
        }
        let (one, other) = (UserId::generate(), UserId::generate());
        assert_eq!(in_order(one, other), in_order(other, one));
    }

    #[test]
    fn words_have_bounds() {
        assert!(check_invitation("").is_err() && check_invitation(&"字".repeat(501)).is_err() && check_invitation("Shall we?").is_ok());
        assert!(check_message(" ").is_err() && check_message(&"字".repeat(5001)).is_err() && check_message("*Yes.*").is_ok());
    }
}
