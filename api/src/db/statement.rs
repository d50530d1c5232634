//! Statements, as each database wants them written.

use std::fmt::{self, Write};

use entity::Timestamp;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value,
    sea_query::{
        Expr, IntoTableRef, LockType, PostgresQueryBuilder, SelectStatement, SimpleExpr, SqliteQueryBuilder,
        backend::QueryBuilder,
        prepare::{SqlWriter, SqlWriterValues},
    },
};

/// Runs a query for all its rows.
pub async fn fetch_all(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<QueryResult>, DbErr> {
    connection.query_all_raw(written(connection, query)).await
}

/// Runs a query for its first row.
pub async fn fetch_one(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Option<QueryResult>, DbErr> {
    connection.query_one_raw(written(connection, query)).await
}

fn written(connection: &impl ConnectionTrait, query: &SelectStatement) -> Statement {
    let backend = connection.get_database_backend();
    let (sql, values) = if backend == DbBackend::Postgres {
        let mut writer = PlainLimits(SqlWriterValues::new("$", true));
        query.build_collect_any_into(&PostgresQueryBuilder, &mut writer);
        writer.0.into_parts()
    } else {
        let mut writer = PlainLimits(SqlWriterValues::new("?", false));
        query.build_collect_any_into(&SqliteQueryBuilder, &mut writer);
        writer.0.into_parts()
    };
    Statement { sql, values: Some(values), db_backend: backend }
}

/// Writes LIMIT as a number and everything else as a parameter. A plan that is
/// kept for all values assumes that a limit it cannot see lets a tenth of the
/// table through, and would sort the table instead of reading its index. Limits
/// are the only unsigned values in our queries, and 100 of them at most.
struct PlainLimits(SqlWriterValues);

impl Write for PlainLimits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)
    }
}

impl fmt::Display for PlainLimits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl SqlWriter for PlainLimits {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, builder: &T) {
        if let Value::BigUnsigned(Some(limit)) = value {
            // A `String` underneath: writing cannot fail.
            let _ = write!(self.0, "{limit}");
        } else {
            self.0.push_param(value, builder);
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

/// The database's own clock as an expression: milliseconds since 1970 UTC. All
/// instances agree on it, whatever their own clocks say.
pub fn now(connection: &impl ConnectionTrait) -> SimpleExpr {
    match connection.get_database_backend() {
        // Not `extract`, whose decimal numbers cost as much as the rest of a short row.
        DbBackend::Postgres => Expr::cust("(date_part('epoch', clock_timestamp()) * 1000)::bigint"),
        _ => Expr::cust("CAST(unixepoch('subsec') * 1000 AS INTEGER)"),
    }
}

/// Locks the rows of `table` that `select` finds until the transaction ends.
/// `SQLite` needs no words for it: `Db::begin` holds the only write lock already.
pub fn lock_rows(connection: &impl ConnectionTrait, select: &mut SelectStatement, table: impl IntoTableRef) {
    if connection.get_database_backend() == DbBackend::Postgres {
        select.lock_with_tables(LockType::NoKeyUpdate, [table]);
    }
}

/// Values that one statement may bind at most: `SQLite`'s limit, which is half of `PostgreSQL`'s.
const MOST_VALUES: usize = 32_766;

/// Rows that one statement may write if it binds so many values for each; at least one.
#[must_use]
pub const fn rows_at_once(values: usize) -> usize {
    if values == 0 || values > MOST_VALUES { 1 } else { MOST_VALUES / values }
}

/// Lets the statements of a transaction take the time that they need: for work on many rows that
/// nobody waits for.
pub async fn take_time(transaction: &impl ConnectionTrait) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    }
    Ok(())
}

/// A timestamp as a value in a statement.
#[must_use]
pub fn at(time: Timestamp) -> SimpleExpr {
    Expr::value(time.0)
}
