//! Points in time.

use sea_orm::DeriveValueType;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Stored as a 64-bit integer on both databases, so that order, equality and
/// arithmetic mean the same on both and an index sorts as time does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Timestamp(pub i64);
