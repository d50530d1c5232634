//! Compares what threads keep with what their replies say. The counterpart of
//! [`store::count_reply`](super::store::count_reply), and its test oracle.

use entity::{PostStatus, ThreadId, Timestamp, reply, thread};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};

use crate::{
    db::{self, Db},
    error::Result,
    thread::rules,
};

/// Threads looked at in one statement.
const BATCH: u64 = 1000;

struct Kept {
    id: ThreadId,
    reply_count: i32,
    last_activity_at: Timestamp,
    hot: f64,
}

/// Checks every thread; mends what is wrong if asked. Returns a line for each
/// that was wrong.
pub async fn check(db: &Db, repair: bool, mut done: impl FnMut(u64)) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut after = None;
    loop {
        let mut query = counted();
        if let Some(id) = after {
            query.and_where(Expr::col((thread::Entity, thread::Column::Id)).gt(id));
        }
        query.order_by((thread::Entity, thread::Column::Id), sea_orm::Order::Asc).limit(BATCH);
        let rows = read(db.read(), &query).await?;
        let Some((last, _)) = rows.last() else { return Ok(wrong) };
        after = Some(last.id);
        done(rows.len() as u64);
        for (kept, counted) in &rows {
            if let Some(line) = difference(kept, counted) {
                wrong.push(line);
                if repair {
                    mend(db, kept.id).await?;
                }
            }
        }
    }
}

fn difference(kept: &Kept, counted: &Kept) -> Option<String> {
    let mut parts = Vec::new();
    if kept.reply_count != counted.reply_count {
        parts.push(format!("reply_count is {}, counted {}", kept.reply_count, counted.reply_count));
    }
    if kept.last_activity_at != counted.last_activity_at {
        parts.push(format!("last_activity_at is {}, found {}", kept.last_activity_at.0, counted.last_activity_at.0));
    }
    if (kept.hot - counted.hot).abs() > 1e-9 {
        parts.push(format!("hot is {}, computed {}", kept.hot, counted.hot));
    }
    (!parts.is_empty()).then(|| format!("thread {}: {}", kept.id.0, parts.join(", ")))
}

/// What is kept and what is counted, side by side.
fn counted() -> SelectStatement {
    let replies = |expr| {
        let mut query = Query::select();
        query.expr(expr).from(reply::Entity).and_where(Expr::col((reply::Entity, reply::Column::ThreadId)).equals((thread::Entity, thread::Column::Id)));
        query
    };
    let mut published = replies(Func::count(Expr::col((reply::Entity, reply::Column::Id))).into());
    published.and_where(Expr::col((reply::Entity, reply::Column::Status)).eq(PostStatus::Published.as_str()));
    let mut newest = replies(Expr::from(Func::max(Expr::col((reply::Entity, reply::Column::CreatedAt)))));
    newest.and_where(Expr::col((reply::Entity, reply::Column::Status)).ne(PostStatus::Held.as_str()));
    let mut query = Query::select();
    query
        .columns(
            [thread::Column::Id, thread::Column::ReplyCount, thread::Column::LastActivityAt, thread::Column::Hot, thread::Column::CreatedAt]
                .map(|column| (thread::Entity, column)),
        )
        .expr(Expr::SubQuery(None, Box::new(published.into())))
        .expr(Expr::SubQuery(None, Box::new(newest.into())))
        .from(thread::Entity);
    query
}

async fn read(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<(Kept, Kept)>, DbErr> {
    db::fetch_all(connection, query)
        .await?
        .iter()
        .map(|row| {
            let kept = Kept {
                id: row.try_get_by_index(0)?,
                reply_count: row.try_get_by_index(1)?,
                last_activity_at: row.try_get_by_index(2)?,
                hot: row.try_get_by_index(3)?,
            };
            let created_at: Timestamp = row.try_get_by_index(4)?;
            let published: i64 = row.try_get_by_index(5)?;
            let newest: Option<i64> = row.try_get_by_index(6)?;
            let reply_count = i32::try_from(published).unwrap_or(i32::MAX);
            let last_activity_at = Ord::max(created_at, Timestamp(newest.unwrap_or(i64::MIN)));
            let counted = Kept { id: kept.id, reply_count, last_activity_at, hot: rules::hot(reply_count, created_at) };
            Ok((kept, counted))
        })
        .collect()
}

/// Writes what is counted, with the thread locked against replies meanwhile.
async fn mend(db: &Db, id: ThreadId) -> Result<()> {
    let transaction = db.begin().await?;
    super::store::thread_to_change(&transaction, id).await?;
    let mut query = counted();
    query.and_where(Expr::col((thread::Entity, thread::Column::Id)).eq(id));
    for (_, counted) in read(&transaction, &query).await? {
        thread::Entity::update_many()
            .col_expr(thread::Column::ReplyCount, Expr::value(counted.reply_count))
            .col_expr(thread::Column::LastActivityAt, db::at(counted.last_activity_at))
            .col_expr(thread::Column::Hot, Expr::value(counted.hot))
            .filter(thread::Column::Id.eq(id))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}
