//! When a joint statement is published, and who may do what with it. Pure.

use entity::{JointStatementStatus, PostStatus};

use crate::error::{Error, Result};

/// Countries whose people must have signed the same text.
pub const COUNTRIES: usize = 2;
/// Statements of one pair, at most.
pub const MOST_OF_A_PAIR: u64 = 20;

/// What a statement is that people of these countries have signed, each named once a signature.
#[must_use]
pub fn status(countries: &[String]) -> JointStatementStatus {
    let mut different: Vec<&String> = countries.iter().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() >= COUNTRIES { JointStatementStatus::Published } else { JointStatementStatus::Signing }
}

/// Which country somebody signs for: the one that he declares, if he has opened himself to partners with it.
/// Who could change it at will would see by what is published which country the other is of.
pub fn signs_for<'a>(declared: Option<&'a str>, opened_with: Option<&str>) -> Result<&'a str> {
    let refusal = "Declare your country, and open yourself to partners with it, by `setPartnering`, before you sign.";
    declared.filter(|country| opened_with == Some(*country)).ok_or_else(|| Error::forbidden(refusal))
}

/// Nothing is written or signed that a moderator has removed.
pub fn ensure_not_removed(visibility: PostStatus) -> Result<()> {
    if visibility == PostStatus::Removed {
        return Err(Error::forbidden("A moderator has removed this. Who drafted it can appeal against the decision."));
    }
    Ok(())
}

/// Refuses what is meant for another text than the present one.
pub fn ensure_revision(meant: i32, present: i32) -> Result<()> {
    if meant == present { Ok(()) } else { Err(Error::conflict("The statement has changed since. Read it again.")) }
}

/// Whether moderators have anything to decide: what two people prepare in private is not theirs, but for what is held.
#[must_use]
pub fn is_for_moderators(status: JointStatementStatus, visibility: PostStatus) -> bool {
    status == JointStatementStatus::Published || visibility != PostStatus::Published
}

#[cfg(test)]
mod tests {
    use entity::{JointStatementStatus as Status, PostStatus};

    use super::{ensure_not_removed, ensure_revision, is_for_moderators, signs_for, status};

    #[test]
    fn two_countries_publish() {
        let of = |countries: &[&str]| status(&countries.iter().map(|country| (*country).to_owned()).collect::<Vec<_>>());
        assert_eq!([of(&[]), of(&["KE"]), of(&["KE", "KE"])], [Status::Signing; 3]);
        assert_eq!([of(&["KE", "CN"]), of(&["KE", "CN", "KE"])], [Status::Published; 2]);
    }

    #[test]
    fn one_signs_for_the_country_that_one_is_open_with() {
        assert_eq!(signs_for(Some("KE"), Some("KE")).unwrap(), "KE");
        for (declared, opened) in [(None, None), (None, Some("KE")), (Some("KE"), None), (Some("KE"), Some("CN"))] {
            assert!(signs_for(declared, opened).is_err());
        }
    }

    #[test]
    fn what_is_private_is_not_for_moderators() {
        assert!(!is_for_moderators(Status::Signing, PostStatus::Published));
        assert!(is_for_moderators(Status::Published, PostStatus::Published) && is_for_moderators(Status::Signing, PostStatus::Held));
        assert!(ensure_not_removed(PostStatus::Held).is_ok() && ensure_not_removed(PostStatus::Removed).is_err());
        assert!(ensure_revision(2, 2).is_ok() && ensure_revision(1, 2).is_err());
    }
}
