//! Compares what accounts keep of their restatements with the verdicts.

use entity::{UserId, Verdict, restatement, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    db::{self, Db},
    error::Result,
    moderation,
    restatement::rules::Record,
};

/// Accounts looked at in one statement.
const BATCH: u64 = 1000;

/// Checks every account; mends what is wrong if asked. Returns a line for each that
/// was wrong.
pub async fn check(db: &Db, repair: bool, mut done: impl FnMut(u64)) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut after = None;
    loop {
        let mut query = counted();
        if let Some(id) = after {
            query.and_where(Expr::col((user::Entity, user::Column::Id)).gt(id));
        }
        query.order_by((user::Entity, user::Column::Id), sea_orm::Order::Asc).limit(BATCH);
        let rows = read(db.read(), &query).await?;
        let Some((last, ..)) = rows.last() else { return Ok(wrong) };
        after = Some(*last);
        done(rows.len() as u64);
        for (id, kept, counted) in &rows {
            if kept != counted {
                wrong.push(format!("account {}: restatements are {kept:?}, counted {counted:?}", id.0));
                if repair {
                    mend(db, *id).await?;
                }
            }
        }
    }
}

fn counted() -> SelectStatement {
    let column = |column| (user::Entity, column);
    let mut query = Query::select();
    query.columns([user::Column::Id, user::Column::RestatedAccurate, user::Column::RestatedPartly, user::Column::RestatedWrong].map(column));
    for verdict in [Verdict::Accurate, Verdict::Partly, Verdict::NotWhatIMeant] {
        let mut count = Query::select();
        count
            .expr(Expr::col((restatement::Entity, restatement::Column::Id)).count())
            .from(restatement::Entity)
            .and_where(Expr::col((restatement::Entity, restatement::Column::AuthorId)).equals(column(user::Column::Id)))
            .and_where(Expr::col((restatement::Entity, restatement::Column::Verdict)).eq(verdict.as_str()));
        query.expr(Expr::SubQuery(None, Box::new(count.into())));
    }
    query.from(user::Entity);
    query
}

async fn read(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<(UserId, Record, Record)>, DbErr> {
    let number = |row: &sea_orm::QueryResult, at: usize| row.try_get_by_index::<i64>(at).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
    db::fetch_all(connection, query)
        .await?
        .iter()
        .map(|row| {
            let kept = Record { accurate: row.try_get_by_index(1)?, partly: row.try_get_by_index(2)?, wrong: row.try_get_by_index(3)? };
            let counted = Record { accurate: number(row, 4)?, partly: number(row, 5)?, wrong: number(row, 6)? };
            Ok((row.try_get_by_index(0)?, kept, counted))
        })
        .collect()
}

/// Writes what is counted, with the account locked against verdicts meanwhile.
async fn mend(db: &Db, id: UserId) -> Result<()> {
    let transaction = db.begin().await?;
    moderation::store::user_to_change(&transaction, id).await?;
    let mut query = counted();
    query.and_where(Expr::col((user::Entity, user::Column::Id)).eq(id));
    for (_, _, counted) in read(&transaction, &query).await? {
        user::Entity::update_many()
            .col_expr(user::Column::RestatedAccurate, Expr::value(counted.accurate))
            .col_expr(user::Column::RestatedPartly, Expr::value(counted.partly))
            .col_expr(user::Column::RestatedWrong, Expr::value(counted.wrong))
            .filter(user::Column::Id.eq(id))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}
