//! When a reply needs a restatement, and how well somebody is understood. Pure.

use entity::{ReplyKind, Verdict};

use crate::{
    error::{Error, Result},
    proposal::rules::wilson_lower_bound,
    text::plain::{self, Bounds},
};

const TEXT: Bounds = Bounds { min: 10, max: 1000 };

/// Checks the restatement that comes with a reply: only who differs restates; on a
/// thread that asks for it, who differs must.
pub fn check(kind: ReplyKind, text: Option<&str>, is_required: bool) -> Result<Option<String>> {
    let field = &["input", "restatement"];
    match text {
        None if kind == ReplyKind::Differ && is_required => Err(Error::invalid(field, "In this thread, say first in your own words what you differ from.")),
        None => Ok(None),
        Some(_) if kind != ReplyKind::Differ => Err(Error::invalid(field, "A restatement comes with a reply of the kind DIFFER.")),
        Some(text) => plain::block(text, TEXT).map(Some).map_err(|why| Error::invalid(field, why)),
    }
}

/// Judged restatements of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Accurate.
    pub accurate: i32,
    /// Partly so.
    pub partly: i32,
    /// Not what was meant.
    pub wrong: i32,
}

impl Record {
    /// With one verdict more.
    #[must_use]
    pub fn with(mut self, verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accurate => self.accurate += 1,
            Verdict::Partly => self.partly += 1,
            Verdict::NotWhatIMeant => self.wrong += 1,
        }
        self
    }

    /// Lower bound of the Wilson score interval at 95 % (z = 1.96) for the share of
    /// restatements that were accurate, those partly so counting half; `None` if none
    /// was judged.
    #[must_use]
    pub fn understood_rate(self) -> Option<f64> {
        let judged = self.accurate + self.partly + self.wrong;
        (judged > 0).then(|| wilson_lower_bound(f64::from(self.accurate) + f64::from(self.partly) / 2.0, f64::from(judged)))
    }
}

#[cfg(test)]
mod tests {
    use entity::{ReplyKind, Verdict};

    use super::{Record, check};

    #[test]
    fn only_who_differs_restates() {
        let text = Some("You say that the host should pour.");
        assert!(check(ReplyKind::Differ, text, true).unwrap().is_some());
        assert!(check(ReplyKind::Differ, None, true).is_err());
        assert!(check(ReplyKind::Differ, None, false).unwrap().is_none());
        assert!(check(ReplyKind::Build, text, false).is_err());
        assert!(check(ReplyKind::Thank, None, true).unwrap().is_none());
        assert!(check(ReplyKind::Differ, Some("short"), false).is_err());
    }

    #[test]
    fn the_rate_has_the_values_that_are_known() {
        let rate = |accurate, partly, wrong| Record { accurate, partly, wrong }.understood_rate();
        assert_eq!(rate(0, 0, 0), None);
        for (record, expected) in [((1, 0, 0), 0.2065), ((2, 0, 0), 0.3424), ((8, 0, 2), 0.4902), ((80, 0, 20), 0.7112), ((7, 2, 1), 0.4902)] {
            assert!((rate(record.0, record.1, record.2).unwrap() - expected).abs() < 1e-4, "{record:?}");
        }
        assert_eq!(Record::default().with(Verdict::Partly), Record { accurate: 0, partly: 1, wrong: 0 });
    }
}
