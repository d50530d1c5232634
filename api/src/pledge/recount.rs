//! Compares what proposals keep of their pledges with the pledges. The counterpart of
//! [`store::keep_counts`](super::store::keep_counts), and its test oracle.

use entity::{PledgeStatus, PostStatus, ProposalId, pledge, proposal};
use sea_orm::{
    DbErr, QueryResult,
    sea_query::{ColumnRef, Expr, ExprTrait, IntoColumnRef, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    db::{Db, Transaction},
    error::Result,
    pledge::{rules::Counts, store},
    proposal::store as proposals,
    recount::{self, Counted},
};

struct Pledges {
    id: ProposalId,
    kept: Counts,
    counted: Counts,
}

/// Checks every proposal; mends what is wrong if asked. Returns a line for each that was
/// wrong.
pub async fn check(db: &Db, repair: bool, done: impl FnMut(u64)) -> Result<Vec<String>> {
    recount::check::<Pledges>(db, repair, done).await
}

impl Counted for Pledges {
    fn key() -> ColumnRef {
        (proposal::Entity, proposal::Column::Id).into_column_ref()
    }

    fn query() -> SelectStatement {
        let column = |column| (proposal::Entity, column);
        let mut query = Query::select();
        query.columns([proposal::Column::Id, proposal::Column::PledgesOpen, proposal::Column::PledgesKept, proposal::Column::PledgesLapsed].map(column));
        for status in [PledgeStatus::Active, PledgeStatus::Kept, PledgeStatus::Lapsed] {
            let mut count = Query::select();
            count
                .expr(Expr::col((pledge::Entity, pledge::Column::Id)).count())
                .from(pledge::Entity)
                .and_where(Expr::col((pledge::Entity, pledge::Column::ProposalId)).equals(column(proposal::Column::Id)))
                .and_where(Expr::col((pledge::Entity, pledge::Column::Status)).eq(status.as_str()))
                .and_where(Expr::col((pledge::Entity, pledge::Column::Visibility)).eq(PostStatus::Published.as_str()));
            query.expr(Expr::SubQuery(None, Box::new(count.into())));
        }
        query.from(proposal::Entity);
        query
    }

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let number = |at| row.try_get_by_index::<i64>(at).map(|number| i32::try_from(number).unwrap_or(i32::MAX));
        let kept = Counts { open: row.try_get_by_index(1)?, kept: row.try_get_by_index(2)?, lapsed: row.try_get_by_index(3)? };
        Ok(Self { id: row.try_get_by_index(0)?, kept, counted: Counts { open: number(4)?, kept: number(5)?, lapsed: number(6)? } })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn difference(&self) -> Option<String> {
        (self.kept != self.counted).then(|| format!("proposal {}: pledges are {:?}, counted {:?}", self.id.0, self.kept, self.counted))
    }

    async fn lock(transaction: &Transaction, id: Uuid) -> Result<(), DbErr> {
        proposals::proposal_to_change(transaction, ProposalId(id)).await.map(drop)
    }

    async fn write(&self, transaction: &Transaction) -> Result<(), DbErr> {
        store::keep_counts(transaction, self.id, self.counted).await
    }
}
