//! The program's clock. What decides a vote asks the database's instead
//! (`db::now`), so that instances cannot disagree.

use chrono::{DateTime, Utc};
use entity::Timestamp;

/// After all other times: the last millisecond that a four-digit year can write.
pub const FOREVER: Timestamp = Timestamp(253_402_300_799_999);

/// Now, to the millisecond.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(Utc::now().timestamp_millis())
}

/// As a calendar date and time, UTC.
#[must_use]
pub fn to_utc(time: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(time.0).unwrap_or_default()
}

/// From a calendar date and time; what is finer than a millisecond is cut.
#[must_use]
pub fn from_utc(time: DateTime<Utc>) -> Timestamp {
    Timestamp(time.timestamp_millis())
}
