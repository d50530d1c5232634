//! What a driver's errors mean.

use sea_orm::sqlx;

/// What a driver's error means for the one who asked.
pub enum Fault {
    /// No connection, or it broke, or the database gave way to another who wrote.
    OutOfReach,
    /// The statement was ended for taking too long.
    OutOfTime,
    /// Nothing more can be written.
    DiskFull,
    /// Anything else.
    Other,
}

/// Sorts a driver's error by what the database says of it.
#[must_use]
pub fn sort_error(error: &sqlx::Error) -> Fault {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Fault::OutOfReach,
        sqlx::Error::Database(inner) => match inner.code().as_deref() {
            // PostgreSQL: query_canceled, lock_not_available
            Some("57014" | "55P03") => Fault::OutOfTime,
            // PostgreSQL: serialization_failure and deadlock_detected, after which trying again
            // helps; connection exceptions, shutdown, too many connections; SQLite: BUSY and its kin
            Some("40001" | "40P01" | "57P01" | "57P02" | "57P03" | "53300" | "5" | "261" | "517" | "6") => Fault::OutOfReach,
            Some(code) if code.starts_with("08") => Fault::OutOfReach,
            // PostgreSQL: disk_full; SQLite: FULL and an I/O error on write
            Some("53100" | "13" | "778") => Fault::DiskFull,
            _ => Fault::Other,
        },
        _ => Fault::Other,
    }
}
