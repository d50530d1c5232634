//! What trust takes and what it allows, as administrators set it. Pure.

use serde::{Deserialize, Serialize};

/// The highest level.
pub const HIGHEST: usize = 3;

/// What a level takes; all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Whole days since the account was made.
    pub days: u32,
    /// Posts that stood.
    pub posts_stood: u32,
    /// Signs of fairness: people who found themselves rightly restated, and reports
    /// that moderators agreed to.
    pub fairness: u32,
    /// People who found themselves rightly restated.
    pub understood_by: u32,
}

/// What a level allows; 0 = without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// New posts an hour.
    pub posts_per_hour: u32,
    /// Links in one post; one more holds it for a moderator.
    pub links: u32,
    /// Reports a day (UTC).
    pub reports_per_day: u32,
}

/// Trust, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trust {
    /// What levels 1, 2 and 3 take.
    pub marks: [Marks; HIGHEST],
    /// What levels 0, 1, 2 and 3 allow.
    pub limits: [Limits; HIGHEST + 1],
    /// Of all posts that stood or were removed, how many percent may have been removed
    /// on any level above 0.
    pub max_removed_percent: u32,
}

impl Default for Trust {
    fn default() -> Self {
        let marks = |days, posts_stood, fairness, understood_by| Marks { days, posts_stood, fairness, understood_by };
        let limits = |posts_per_hour, links, reports_per_day| Limits { posts_per_hour, links, reports_per_day };
        Self {
            marks: [marks(1, 3, 0, 0), marks(14, 15, 3, 1), marks(60, 60, 15, 5)],
            limits: [limits(20, 3, 10), limits(40, 10, 20), limits(80, 30, 50), limits(160, 100, 100)],
            max_removed_percent: 10,
        }
    }
}

impl Trust {
    /// What is wrong, in plain words.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.max_removed_percent > 100 {
            problems.push("trust.max_removed_percent: between 0 and 100.".to_owned());
        }
        let rises = |pair: &[Marks]| {
            pair[0].days <= pair[1].days
                && pair[0].posts_stood <= pair[1].posts_stood
                && pair[0].fairness <= pair[1].fairness
                && pair[0].understood_by <= pair[1].understood_by
        };
        if !self.marks.windows(2).all(rises) {
            problems.push("trust.marks: a higher level takes at least as much of everything.".to_owned());
        }
        problems
    }

    /// What a level allows.
    #[must_use]
    pub fn limits_of(&self, level: i32) -> Limits {
        self.limits[usize::try_from(level).unwrap_or(0).min(HIGHEST)]
    }
}
