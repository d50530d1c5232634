//! What becomes of a text that belongs to a post, as it is decided about. Pure.

use entity::{ModerationActionKind as Kind, PostStatus, ReportStatus};

use crate::error::{Error, Result};

/// Whether a text is shown after a decision; an error if there is nothing to decide. `what` names
/// the text, as in "This pledge".
pub fn decided(kind: Kind, visibility: PostStatus, what: &str) -> Result<PostStatus> {
    match (kind, visibility) {
        (_, PostStatus::Deleted) => Err(Error::conflict(format!("Whose it is has taken this {what} back."))),
        (Kind::Remove, PostStatus::Removed) => Err(Error::conflict(format!("This {what} is removed already."))),
        (Kind::Remove, _) => Ok(PostStatus::Removed),
        (_, PostStatus::Published) => Err(Error::conflict(format!("This {what} is not removed."))),
        (_, PostStatus::Held | PostStatus::Removed) => Ok(PostStatus::Published),
    }
}

/// Refuses what is meant for another text than the present one; `None` means any.
pub fn ensure_revision(meant: Option<i32>, present: i32, what: &str) -> Result<()> {
    if meant.is_none_or(|meant| meant == present) { Ok(()) } else { Err(Error::conflict(format!("The {what} has changed since. Read it again."))) }
}

/// What a decision that can be appealed has made of a text: nothing is undone where that is no longer so.
#[must_use]
pub const fn made_by(kind: Kind) -> PostStatus {
    if matches!(kind, Kind::Hold) { PostStatus::Held } else { PostStatus::Removed }
}

/// What follows for a text from resolving a report of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This, which closes the reports as well.
    CarryOut(Kind),
    /// It stands, as the log says.
    LetStand,
    /// There is nothing left to decide: the reports are closed.
    Close,
    /// What was reported is another text by now, which stands: reports of later texts stay open.
    CloseEarlier,
}

/// What follows from resolving a report of the text `reported`, where the present one is `present`.
/// `CONFLICT` if the text has changed since and something would be decided about it. `is_private`:
/// moderators have nothing to decide.
pub fn resolving(status: ReportStatus, visibility: PostStatus, is_private: bool, (reported, present): (i32, i32), what: &str) -> Result<Decision> {
    let is_upheld = status == ReportStatus::Upheld;
    match visibility {
        PostStatus::Removed | PostStatus::Deleted => Ok(Decision::Close),
        PostStatus::Published if is_private => Ok(Decision::Close),
        PostStatus::Published if reported != present && !is_upheld => Ok(Decision::CloseEarlier),
        _ if reported != present => Err(Error::conflict(format!("The {what} has changed since it was reported. Read it again, and decide about it."))),
        PostStatus::Published if !is_upheld => Ok(Decision::LetStand),
        _ => Ok(Decision::CarryOut(if is_upheld { Kind::Remove } else { Kind::Approve })),
    }
}

#[cfg(test)]
mod tests {
    use entity::{ModerationActionKind as Kind, PostStatus, ReportStatus};

    use super::{Decision, decided, ensure_revision, made_by, resolving};

    #[test]
    fn what_is_decided() {
        let of = |kind, visibility| decided(kind, visibility, "pledge");
        for hidden in [PostStatus::Held, PostStatus::Removed] {
            assert_eq!(of(Kind::Restore, hidden).unwrap(), PostStatus::Published);
            assert_eq!(of(Kind::Approve, hidden).unwrap(), PostStatus::Published);
        }
        for shown in [PostStatus::Held, PostStatus::Published] {
            assert_eq!(of(Kind::Remove, shown).unwrap(), PostStatus::Removed);
        }
        assert!(of(Kind::Remove, PostStatus::Removed).is_err() && of(Kind::Restore, PostStatus::Published).is_err());
        for kind in [Kind::Remove, Kind::Restore, Kind::Approve] {
            assert!(of(kind, PostStatus::Deleted).is_err());
        }
        assert_eq!([made_by(Kind::Hold), made_by(Kind::Remove)], [PostStatus::Held, PostStatus::Removed]);
        assert!(ensure_revision(None, 2, "pledge").is_ok() && ensure_revision(Some(2), 2, "pledge").is_ok() && ensure_revision(Some(1), 2, "pledge").is_err());
    }

    #[test]
    fn what_a_report_decides() {
        use PostStatus::{Deleted, Held, Published, Removed};
        use ReportStatus::{Dismissed, Upheld};
        let of = |status, visibility, texts| resolving(status, visibility, false, texts, "pledge").ok();
        for visibility in [Held, Published] {
            assert_eq!(of(Upheld, visibility, (2, 2)), Some(Decision::CarryOut(Kind::Remove)));
            assert_eq!(of(Upheld, visibility, (1, 2)), None);
        }
        assert_eq!([of(Dismissed, Held, (2, 2)), of(Dismissed, Held, (1, 2))], [Some(Decision::CarryOut(Kind::Approve)), None]);
        assert_eq!([of(Dismissed, Published, (2, 2)), of(Dismissed, Published, (1, 2))], [Some(Decision::LetStand), Some(Decision::CloseEarlier)]);
        for (status, visibility) in [(Upheld, Removed), (Dismissed, Removed), (Upheld, Deleted), (Dismissed, Deleted)] {
            assert_eq!(of(status, visibility, (1, 2)), Some(Decision::Close));
        }
        assert_eq!(resolving(Upheld, Published, true, (1, 1), "statement").unwrap(), Decision::Close);
        assert_eq!(resolving(Upheld, Held, true, (1, 1), "statement").unwrap(), Decision::CarryOut(Kind::Remove));
    }
}
