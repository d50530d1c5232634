//! Fills `SQLite`: one transaction of prepared inserts of many rows, and indexes
//! afterwards.

use sea_orm::sqlx::{self, AssertSqlSafe, SqliteConnection, SqlitePool};

use crate::{
    Result,
    fill::Progress,
    tables::{Table, Value},
};

/// Rows of one statement: more are not faster.
const ROWS: usize = 100;

/// Writes all tables in one transaction, so that a failed run leaves nothing behind.
pub async fn fill(pool: &SqlitePool, tables: Vec<Table<'_>>, progress: &Progress) -> Result<()> {
    let mut connection = pool.acquire().await?;
    // Nothing is lost if the machine fails meanwhile: one would fill again. The
    // journal of an empty database is small, a write-ahead log would hold all.
    sqlx::raw_sql("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; PRAGMA temp_store = MEMORY; BEGIN EXCLUSIVE")
        .execute(&mut *connection)
        .await?;
    let indexes: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name").fetch_all(&mut *connection).await?;
    for (name, _) in &indexes {
        sqlx::query(AssertSqlSafe(format!("DROP INDEX \"{name}\""))).execute(&mut *connection).await?;
    }
    for table in tables {
        insert(&mut connection, table, progress).await?;
    }
    progress.stage("indexes");
    for (_, definition) in indexes {
        sqlx::query(AssertSqlSafe(definition)).execute(&mut *connection).await?;
    }
    sqlx::raw_sql("COMMIT").execute(&mut *connection).await?;
    progress.stage("statistics");
    // As the server keeps it.
    // Statistics of an empty index would mislead the planner once it is filled.
    sqlx::raw_sql("ANALYZE; DELETE FROM sqlite_stat1 WHERE tbl LIKE 'search_index%'; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        .execute(&mut *connection)
        .await?;
    Ok(())
}

async fn insert(connection: &mut SqliteConnection, mut table: Table<'_>, progress: &Progress) -> Result<()> {
    progress.stage(table.name);
    let marks = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let mut statement = String::new();
    let mut prepared = 0;
    loop {
        let rows: Vec<Vec<Value>> = table.rows.by_ref().take(ROWS).collect();
        if rows.is_empty() {
            return Ok(());
        }
        if rows.len() != prepared {
            prepared = rows.len();
            statement = format!("INSERT INTO {} ({}) VALUES {}", table.name, table.columns.join(", "), vec![marks.as_str(); prepared].join(", "));
        }
        let mut query = sqlx::query(AssertSqlSafe(statement.as_str()));
        for value in rows.into_iter().flatten() {
            query = match value {
                Value::Id(id) => query.bind(id.into_bytes().to_vec()),
                Value::Text(text) => query.bind(text),
                Value::Word(word) => query.bind(word),
                Value::Int(number) => query.bind(number),
                Value::Time(time) => query.bind(time),
                Value::Double(number) => query.bind(number),
                Value::Bytes(bytes) => query.bind(bytes),
                Value::Null => query.bind(None::<i64>),
            };
        }
        query.execute(&mut *connection).await?;
        (0..prepared).for_each(|_| progress.row());
    }
}
