//! What a report weighs, and when reports hide a post by themselves. Pure.

use std::collections::BTreeSet;

use entity::Role;

use crate::auth::Moderator;

/// Weight of open reports that hides a post until a moderator has looked: Discourse's
/// 12.5 at medium sensitivity, 12.5 · 6 / 9.
pub const HIDING_WEIGHT: f64 = 8.33;

/// Countries that must be among the reporters before reports hide a post by
/// themselves: one bloc cannot silence another.
pub const HIDING_COUNTRIES: usize = 2;

/// How long a claim lasts, in milliseconds: 15 minutes.
pub const CLAIM_MS: i64 = 15 * 60 * 1000;

/// What a report by the program itself weighs: as much as hides a post.
pub const OWN_WEIGHT: f64 = HIDING_WEIGHT;

/// Bonus or malus for past reports: 0 up to five decided ones; with the share p that
/// moderators agreed to, above 0.7 ((p − 0.7) / 0.3) · 5 · log₄(decided), below it
/// −((0.7 − p) / 0.7) · 5 · log₄(decided). After Discourse's accuracy bonus.
#[must_use]
pub fn accuracy_bonus(upheld: u32, dismissed: u32) -> f64 {
    const AXIS: f64 = 0.7;
    let decided = upheld + dismissed;
    if decided <= 5 {
        return 0.0;
    }
    let share = f64::from(upheld) / f64::from(decided);
    let scale = 5.0 * f64::from(decided).log(4.0);
    if share >= AXIS { (share - AXIS) / (1.0 - AXIS) * scale } else { -(AXIS - share) / AXIS * scale }
}

/// What a report weighs: 1, with the level of trust more (5 for staff), and the bonus;
/// never below 0.
#[must_use]
pub fn weight(role: Role, trust_level: i32, upheld: u32, dismissed: u32) -> f64 {
    let trust = if Moderator::allows(role) { 5.0 } else { f64::from(trust_level.clamp(0, 3)) };
    (1.0 + trust + accuracy_bonus(upheld, dismissed)).max(0.0)
}

/// Whether reports hide a post by themselves: enough weight, and from at least two
/// declared countries. Where too few have declared one, a moderator decides.
#[must_use]
pub fn hides(weight: f64, countries: &BTreeSet<String>) -> bool {
    weight >= HIDING_WEIGHT && countries.len() >= HIDING_COUNTRIES
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use entity::Role;

    use super::{accuracy_bonus, hides, weight};

    #[test]
    fn the_bonus_has_the_values_that_are_known() {
        for (upheld, dismissed, bonus) in [(16, 0, 10.0), (14, 2, 5.83), (8, 8, -2.86), (5, 0, 0.0), (0, 0, 0.0)] {
            assert!((accuracy_bonus(upheld, dismissed) - bonus).abs() < 0.005, "{upheld}/{dismissed}: {}", accuracy_bonus(upheld, dismissed));
        }
    }

    #[test]
    fn nobody_weighs_less_than_nothing() {
        assert!((weight(Role::Member, 0, 0, 0) - 1.0).abs() < f64::EPSILON);
        assert!((weight(Role::Moderator, 3, 0, 0) - 6.0).abs() < f64::EPSILON);
        assert!((weight(Role::Member, 2, 0, 0) - 3.0).abs() < f64::EPSILON);
        assert!(weight(Role::Member, 0, 0, 100).abs() < f64::EPSILON);
    }

    #[test]
    fn one_bloc_hides_nothing() {
        let countries = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>();
        assert!(!hides(1000.0, &countries(&["FR"])));
        assert!(!hides(1000.0, &countries(&[])));
        assert!(!hides(8.0, &countries(&["FR", "KE"])));
        assert!(hides(8.5, &countries(&["FR", "KE"])));
    }
}
