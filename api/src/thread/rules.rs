//! How threads are ranked. Pure.

use entity::Timestamp;

/// Seconds that count as much as ten times the replies.
const SECONDS_A_DECADE: f64 = 45_000.0;

/// Rank of the order HOT: log₁₀(replies + 1) + seconds of creation / 45 000.
///
/// Reddit's hot rank (`_sorts.pyx` of its published source) with replies in place
/// of votes. A thread twelve and a half hours younger is worth ten times the
/// replies. It grows with the replies and does not depend on the present time, so
/// it is kept with the thread and sorted by an index.
#[must_use]
pub fn hot(reply_count: i32, created_at: Timestamp) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "times before the year 287 000 are exact")]
    let seconds = created_at.0 as f64 / 1000.0;
    f64::from(reply_count.max(0) + 1).log10() + seconds / SECONDS_A_DECADE
}

#[cfg(test)]
mod tests {
    use entity::Timestamp;
    use proptest::prelude::*;

    use super::hot;

    #[test]
    fn ten_times_the_replies_make_up_for_twelve_and_a_half_hours() {
        let day = Timestamp(1_700_000_000_000);
        let earlier = Timestamp(day.0 - 45_000_000);
        assert!((hot(99, earlier) - hot(9, day)).abs() < 1e-6);
        assert!((hot(0, Timestamp(0))).abs() < f64::EPSILON);
        assert!((hot(9, Timestamp(0)) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn replies_and_youth_never_lower_the_rank(replies in 0..1_000_000_i32, created in 0..4_000_000_000_000_i64) {
            prop_assert!(hot(replies + 1, Timestamp(created)) > hot(replies, Timestamp(created)));
            prop_assert!(hot(replies, Timestamp(created + 1)) >= hot(replies, Timestamp(created)));
        }
    }
}
