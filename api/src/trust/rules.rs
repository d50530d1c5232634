//! What makes a level of trust. Pure.

use entity::Timestamp;

use crate::site::trust::{HIGHEST, Marks, Trust};

/// How old a post is before it counts as one that stood, in milliseconds: 3 days, in
/// which readers could report it.
pub const STANDING_MS: i64 = 3 * DAY_MS;

/// A day in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Whole days of an account's life.
#[must_use]
pub fn days(joined_at: Timestamp, now: Timestamp) -> i32 {
    i32::try_from((now.0 - joined_at.0) / DAY_MS).unwrap_or(0).max(0)
}

/// What somebody has done, as far as trust asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Whole days since the account was made.
    pub days: i32,
    /// Posts that are shown, and are at least 3 days old.
    pub posts_stood: i32,
    /// Posts that moderators have removed.
    pub posts_removed: i32,
    /// People who have found a restatement of their point accurate; each counts once.
    pub understood_by: i32,
    /// Reports that moderators agreed to.
    pub reports_upheld: i32,
}

/// Something that the next level takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedKind {
    /// Days since the account was made.
    Days,
    /// Posts that stood.
    PostsStood,
    /// People rightly restated, and reports that moderators agreed to.
    Fairness,
    /// People rightly restated.
    UnderstoodBy,
    /// Posts that stood for each that was removed.
    Removed,
}

/// How far it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// What.
    pub kind: NeedKind,
    /// What there is.
    pub have: i32,
    /// What it takes: at least, and of `Removed` at most.
    pub need: i32,
}

impl Need {
    /// Whether it is reached.
    #[must_use]
    pub const fn is_met(&self) -> bool {
        match self.kind {
            NeedKind::Removed => self.have <= self.need,
            _ => self.have >= self.need,
        }
    }
}

/// All that a level takes, reached or not; nothing for level 0 and for levels that do
/// not exist.
#[must_use]
pub fn needs(level: i32, signals: Signals, trust: &Trust) -> Vec<Need> {
    let Some(marks) = usize::try_from(level - 1).ok().and_then(|index| trust.marks.get(index)) else { return Vec::new() };
    let Marks { days, posts_stood, fairness, understood_by } = *marks;
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let judged = i64::from(signals.posts_stood) + i64::from(signals.posts_removed);
    let may_be_removed = i32::try_from(judged * i64::from(trust.max_removed_percent) / 100).unwrap_or(i32::MAX);
    let need = |kind, have, need| Need { kind, have, need };
    vec![
        need(NeedKind::Days, signals.days, number(days)),
        need(NeedKind::PostsStood, signals.posts_stood, number(posts_stood)),
        need(NeedKind::Fairness, signals.understood_by.saturating_add(signals.reports_upheld), number(fairness)),
        need(NeedKind::UnderstoodBy, signals.understood_by, number(understood_by)),
        need(NeedKind::Removed, signals.posts_removed, may_be_removed),
    ]
}

/// The level that somebody has: the highest of which every need is met, with those
/// of all levels below it.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are three levels")]
pub fn level(signals: Signals, trust: &Trust) -> i32 {
    (1..=HIGHEST as i32).take_while(|level| needs(*level, signals, trust).iter().all(Need::is_met)).count() as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NeedKind, Signals, level, needs};
    use crate::site::trust::Trust;

    const FAIR: Signals = Signals { days: 365, posts_stood: 500, posts_removed: 0, understood_by: 50, reports_upheld: 50 };

    #[test]
    fn levels_begin_where_their_marks_are() {
        let trust = Trust::default();
        let of =
            |days, posts_stood, understood_by, reports_upheld| level(Signals { days, posts_stood, posts_removed: 0, understood_by, reports_upheld }, &trust);
        assert_eq!(of(0, 3, 0, 0), 0);
        assert_eq!(of(1, 2, 0, 0), 0);
        assert_eq!(of(1, 3, 0, 0), 1);
        assert_eq!(of(14, 15, 0, 3), 1, "nobody was understood");
        assert_eq!(of(14, 15, 1, 2), 2);
        assert_eq!(of(60, 60, 4, 11), 2);
        assert_eq!(of(60, 60, 5, 10), 3);
        assert_eq!(of(1000, 1000, 0, 0), 1, "writing much is not being fair");
    }

    #[test]
    fn what_was_removed_takes_all_trust() {
        let trust = Trust::default();
        assert_eq!(level(Signals { posts_stood: 9, posts_removed: 1, ..FAIR }, &trust), 1);
        assert_eq!(level(Signals { posts_stood: 8, posts_removed: 1, ..FAIR }, &trust), 0);
    }

    #[test]
    fn needs_say_what_is_there_and_what_it_takes() {
        let needs = needs(2, Signals { days: 20, ..Signals::default() }, &Trust::default());
        let days = needs.iter().find(|need| need.kind == NeedKind::Days).unwrap();
        assert_eq!((days.have, days.need, days.is_met()), (20, 14, true));
        assert!(super::needs(0, FAIR, &Trust::default()).is_empty() && super::needs(4, FAIR, &Trust::default()).is_empty());
    }

    proptest! {
        #[test]
        fn more_of_what_is_good_never_lowers_a_level(days in 0..100_i32, stood in 0..100_i32, removed in 0..20_i32, understood in 0..10_i32, upheld in 0..20_i32) {
            let trust = Trust::default();
            let signals = Signals { days, posts_stood: stood, posts_removed: removed, understood_by: understood, reports_upheld: upheld };
            let now = level(signals, &trust);
            for better in [
                Signals { days: days + 1, ..signals },
                Signals { posts_stood: stood + 1, ..signals },
                Signals { understood_by: understood + 1, ..signals },
                Signals { reports_upheld: upheld + 1, ..signals },
            ] {
                prop_assert!(level(better, &trust) >= now);
            }
            let worse = level(Signals { posts_removed: removed + 1, ..signals }, &trust);
            prop_assert!(worse <= now);
        }
    }
}
