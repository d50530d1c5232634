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

/// The decision by which a report of a text is resolved.
#[must_use]
pub const fn resolving(status: ReportStatus) -> Kind {
    if matches!(status, ReportStatus::Upheld) { Kind::Remove } else { Kind::Approve }
}

#[cfg(test)]
mod tests {
    use entity::{ModerationActionKind as Kind, PostStatus, ReportStatus};

    use super::{decided, ensure_revision, made_by, resolving};

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
        assert_eq!([resolving(ReportStatus::Upheld), resolving(ReportStatus::Dismissed)], [Kind::Remove, Kind::Approve]);
        assert_eq!([made_by(Kind::Hold), made_by(Kind::Remove)], [PostStatus::Held, PostStatus::Removed]);
        assert!(ensure_revision(None, 2, "pledge").is_ok() && ensure_revision(Some(2), 2, "pledge").is_ok() && ensure_revision(Some(1), 2, "pledge").is_err());
    }
}
