//! Compares what accounts keep of their restatements with the verdicts. The
//! counterpart of [`store::count_verdict`](super::store::count_verdict), and its test
//! oracle.

use entity::{UserId, Verdict, restatement, user};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryResult,
    sea_query::{ColumnRef, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    auth,
    db::{Db, Transaction},
    error::Result,
    recount::{self, Counted},
    restatement::rules::Record,
};

struct Account {
    id: UserId,
    kept: Record,
    counted: Record,
}

/// Checks every account; mends what is wrong if asked. Returns a line for each that
/// was wrong.
pub async fn check(db: &Db, repair: bool, done: impl FnMut(u64)) -> Result<Vec<String>> {
    recount::check::<Account>(db, repair, done).await
}

impl Counted for Account {
    fn key() -> ColumnRef {
        (user::Entity, user::Column::Id).into_column_ref()
    }

    fn query() -> SelectStatement {
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

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let number = |at| row.try_get_by_index::<i64>(at).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        let kept = Record { accurate: row.try_get_by_index(1)?, partly: row.try_get_by_index(2)?, wrong: row.try_get_by_index(3)? };
        let counted = Record { accurate: number(4)?, partly: number(5)?, wrong: number(6)? };
        Ok(Self { id: row.try_get_by_index(0)?, kept, counted })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn difference(&self) -> Option<String> {
        (self.kept != self.counted).then(|| format!("account {}: restatements are {:?}, counted {:?}", self.id.0, self.kept, self.counted))
    }

    async fn lock(transaction: &Transaction, id: Uuid) -> Result<(), DbErr> {
        auth::store::user_to_change(transaction, UserId(id)).await.map(drop)
    }

    async fn write(&self, transaction: &Transaction) -> Result<(), DbErr> {
        let update = user::Entity::update_many()
            .col_expr(user::Column::RestatedAccurate, Expr::value(self.counted.accurate))
            .col_expr(user::Column::RestatedPartly, Expr::value(self.counted.partly))
            .col_expr(user::Column::RestatedWrong, Expr::value(self.counted.wrong))
            .filter(user::Column::Id.eq(self.id));
        update.exec(transaction).await.map(drop)
    }
}
