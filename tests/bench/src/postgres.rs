//! Fills `PostgreSQL`: binary COPY, and indexes afterwards.

use sea_orm::sqlx::{self, AssertSqlSafe, PgConnection, PgPool};

use crate::{
    Result,
    fill::Progress,
    tables::{Table, Value},
};

/// Rows are sent in pieces of about this many bytes.
const PIECE: usize = 1 << 20;

/// Writes all tables in one transaction, so that a failed run leaves nothing behind.
pub async fn fill(pool: &PgPool, tables: Vec<Table<'_>>, progress: &Progress) -> Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query("SET LOCAL maintenance_work_mem = '256MB'").execute(&mut *transaction).await?;
    // An index that is made at once is compact and takes a fraction of the time.
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY 1",
    )
    .fetch_all(&mut *transaction)
    .await?;
    for (name, _) in &indexes {
        sqlx::query(AssertSqlSafe(format!("DROP INDEX \"{name}\""))).execute(&mut *transaction).await?;
    }
    for table in tables {
        copy(&mut transaction, table, progress).await?;
    }
    progress.stage("indexes");
    for (_, definition) in indexes {
        sqlx::query(AssertSqlSafe(definition)).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    progress.stage("statistics");
    sqlx::query("VACUUM ANALYZE").execute(pool).await?;
    Ok(())
}

async fn copy(connection: &mut PgConnection, table: Table<'_>, progress: &Progress) -> Result<()> {
    progress.stage(table.name);
    let statement = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", table.name, table.columns.join(", "));
    let mut copy = connection.copy_in_raw(&statement).await?;
    let mut piece = Vec::with_capacity(PIECE + (PIECE >> 3));
    piece.extend_from_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    for row in table.rows {
        encode(&mut piece, &row)?;
        progress.row();
        if piece.len() >= PIECE {
            copy.send(piece.as_slice()).await?;
            piece.clear();
        }
    }
    piece.extend_from_slice(&(-1_i16).to_be_bytes());
    copy.send(piece.as_slice()).await?;
    copy.finish().await?;
    Ok(())
}

fn encode(piece: &mut Vec<u8>, row: &[Value]) -> Result<()> {
    piece.extend_from_slice(&i16::try_from(row.len())?.to_be_bytes());
    for value in row {
        match value {
            Value::Id(id) => field(piece, id.as_bytes())?,
            Value::Text(text) => field(piece, text.as_bytes())?,
            Value::Word(word) => field(piece, word.as_bytes())?,
            Value::Int(number) => field(piece, &number.to_be_bytes())?,
            Value::Time(time) => field(piece, &time.to_be_bytes())?,
            Value::Double(number) => field(piece, &number.to_be_bytes())?,
            Value::Bytes(bytes) => field(piece, bytes)?,
            Value::Null => piece.extend_from_slice(&(-1_i32).to_be_bytes()),
        }
    }
    Ok(())
}

fn field(piece: &mut Vec<u8>, bytes: &[u8]) -> Result<()> {
    piece.extend_from_slice(&i32::try_from(bytes.len())?.to_be_bytes());
    piece.extend_from_slice(bytes);
    Ok(())
}
