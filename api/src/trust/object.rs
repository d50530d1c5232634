//! `Trust` of the schema.

use async_graphql::{Enum, SimpleObject};

use crate::{
    graphql::scalars::DateTime,
    trust::{
        rules::{self, Need},
        service::Standing,
    },
};

/// What the next level takes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "rules::NeedKind")]
pub enum TrustNeedKind {
    /// Whole days since the account was made.
    Days,
    /// Posts that are shown, and were written at least 3 days ago.
    PostsStood,
    /// People who found themselves rightly restated, and reports that moderators agreed to.
    Fairness,
    /// People who found themselves rightly restated; each counts once.
    UnderstoodBy,
    /// Posts that moderators have removed: no more than a share of all.
    Removed,
}

/// One thing that the next level takes, and how far it is reached.
#[derive(SimpleObject)]
pub struct TrustNeed {
    /// What.
    kind: TrustNeedKind,
    /// What there is.
    have: i32,
    /// What it takes: at least; of `REMOVED`, at most.
    need: i32,
    /// Whether it is reached.
    is_met: bool,
}

/// The next level.
#[derive(SimpleObject)]
pub struct NextTrustLevel {
    /// 1 to 3.
    level: i32,
    /// All that it takes, reached or not.
    needs: Vec<TrustNeed>,
}

/// What a level allows; null = without limit.
#[derive(SimpleObject)]
pub struct TrustLimits {
    /// New posts an hour; one more is `RATE_LIMITED`.
    posts_per_hour: Option<u32>,
    /// Links in one post; with one more a moderator sees it first.
    links: Option<u32>,
    /// Reports a day (UTC); one more is `RATE_LIMITED`.
    reports_per_day: Option<u32>,
}

/// How far somebody is trusted, and why. Computed every 15 minutes.
#[derive(SimpleObject)]
pub struct Trust {
    /// 0 to 3.
    level: i32,
    /// When something about it last changed; null = not computed yet.
    computed_at: Option<DateTime>,
    /// What the level allows; null to moderators, who have no such limits.
    limits: Option<TrustLimits>,
    /// The level above it; null on the highest.
    next: Option<NextTrustLevel>,
}

impl From<Standing> for Trust {
    fn from(standing: Standing) -> Self {
        let some = |number: u32| (number > 0).then_some(number);
        let need = |need: Need| TrustNeed { kind: need.kind.into(), have: need.have, need: need.need, is_met: need.is_met() };
        Self {
            level: standing.level,
            computed_at: standing.computed_at.map(DateTime),
            limits: standing.limits.map(|limits| TrustLimits {
                posts_per_hour: some(limits.posts_per_hour),
                links: some(limits.links),
                reports_per_day: some(limits.reports_per_day),
            }),
            next: standing.next.map(|(level, needs)| NextTrustLevel { level, needs: needs.into_iter().map(need).collect() }),
        }
    }
}
