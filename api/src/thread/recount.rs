//! Compares what threads keep with what their replies say. The counterpart of
//! [`store::count_reply`](super::store::count_reply), and its test oracle.

use entity::{PostStatus, ThreadId, Timestamp, reply, thread};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryResult,
    sea_query::{ColumnRef, Expr, ExprTrait, Func, IntoColumnRef, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    db::{self, Db, Transaction},
    error::Result,
    recount::{self, Counted},
    thread::rules,
};

struct Numbers {
    reply_count: i32,
    last_activity_at: Timestamp,
    hot: f64,
}

struct Thread {
    id: ThreadId,
    kept: Numbers,
    counted: Numbers,
}

/// Checks every thread; mends what is wrong if asked. Returns a line for each that was wrong.
pub async fn check(db: &Db, repair: bool, done: impl FnMut(u64)) -> Result<Vec<String>> {
    recount::check::<Thread>(db, repair, done).await
}

impl Counted for Thread {
    fn key() -> ColumnRef {
        (thread::Entity, thread::Column::Id).into_column_ref()
    }

    fn query() -> SelectStatement {
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

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let kept = Numbers { reply_count: row.try_get_by_index(1)?, last_activity_at: row.try_get_by_index(2)?, hot: row.try_get_by_index(3)? };
        let created_at: Timestamp = row.try_get_by_index(4)?;
        let published: i64 = row.try_get_by_index(5)?;
        let newest: Option<i64> = row.try_get_by_index(6)?;
        let reply_count = i32::try_from(published).unwrap_or(i32::MAX);
        let last_activity_at = Ord::max(created_at, Timestamp(newest.unwrap_or(i64::MIN)));
        let counted = Numbers { reply_count, last_activity_at, hot: rules::hot(reply_count, created_at) };
        Ok(Self { id: row.try_get_by_index(0)?, kept, counted })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn difference(&self) -> Option<String> {
        let Self { kept, counted, .. } = self;
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
        (!parts.is_empty()).then(|| format!("thread {}: {}", self.id.0, parts.join(", ")))
    }

    async fn lock(transaction: &Transaction, id: Uuid) -> Result<(), DbErr> {
        super::store::thread_to_change(transaction, ThreadId(id)).await.map(drop)
    }

    async fn write(&self, transaction: &Transaction) -> Result<(), DbErr> {
        let update = thread::Entity::update_many()
            .col_expr(thread::Column::ReplyCount, Expr::value(self.counted.reply_count))
            .col_expr(thread::Column::LastActivityAt, db::at(self.counted.last_activity_at))
            .col_expr(thread::Column::Hot, Expr::value(self.counted.hot))
            .filter(thread::Column::Id.eq(self.id));
        update.exec(transaction).await.map(drop)
    }
}
