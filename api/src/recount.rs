//! Kept counters against what they count, once for all tables: in batches by key, and
//! mended one row at a time, under the lock that keeps others from counting meanwhile.

use sea_orm::{
    DbErr, QueryResult,
    sea_query::{ColumnRef, Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use crate::{
    db::{self, Db, Transaction},
    error::Result,
};

/// Rows looked at in one statement.
const BATCH: u64 = 1000;

/// A row's kept counters and what is counted, side by side.
pub trait Counted: Sized + Send + Sync {
    /// The key of the table that keeps them.
    fn key() -> ColumnRef;

    /// What is kept and what is counted, of every row.
    fn query() -> SelectStatement;

    /// Reads a row of it.
    fn read(row: &QueryResult) -> Result<Self, DbErr>;

    /// Which row.
    fn id(&self) -> Uuid;

    /// A line that says what is wrong; `None` if nothing is.
    fn difference(&self) -> Option<String>;

    /// Locks the row against what would change its counters.
    fn lock(transaction: &Transaction, id: Uuid) -> impl Future<Output = Result<(), DbErr>> + Send;

    /// Writes what is counted.
    fn write(&self, transaction: &Transaction) -> impl Future<Output = Result<(), DbErr>> + Send;
}

/// Checks every row; mends what is wrong if asked. Returns a line for each that was wrong.
pub async fn check<C: Counted>(db: &Db, repair: bool, mut done: impl FnMut(u64)) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut after: Option<Uuid> = None;
    loop {
        let mut query = C::query();
        if let Some(id) = after {
            query.and_where(Expr::col(C::key()).gt(id));
        }
        query.order_by(C::key(), sea_orm::Order::Asc).limit(BATCH);
        let rows: Vec<C> = db::fetch_all(db.read(), &query).await?.iter().map(C::read).collect::<Result<_, DbErr>>()?;
        let Some(last) = rows.last() else { return Ok(wrong) };
        after = Some(last.id());
        done(rows.len() as u64);
        for row in &rows {
            if let Some(line) = row.difference() {
                wrong.push(line);
                if repair {
                    mend::<C>(db, row.id()).await?;
                }
            }
        }
    }
}

async fn mend<C: Counted>(db: &Db, id: Uuid) -> Result<()> {
    let transaction = db.begin().await?;
    C::lock(&transaction, id).await?;
    let mut query = C::query();
    query.and_where(Expr::col(C::key()).eq(id));
    if let Some(row) = db::fetch_one(&transaction, &query).await? {
        C::read(&row)?.write(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}
