//! Compares what proposals keep with what their votes say. The counterpart of
//! [`store::count_votes`](super::store::count_votes), and its test oracle.

use entity::{ProposalId, ProposalState, Stance, Timestamp, proposal, vote};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryResult,
    sea_query::{ColumnRef, Expr, ExprTrait, Func, IntoColumnRef, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    db::{Db, Transaction},
    error::Result,
    proposal::rules::Tally,
    recount::{self, Counted},
    vote::store as votes,
};

struct Proposal {
    id: ProposalId,
    kept: Tally,
    agreement: f64,
    counted: Tally,
    /// Whether its rank is hidden: it is open, and no outcome is kept yet.
    is_hidden: bool,
}

/// Checks every proposal; mends what is wrong if asked. Returns a line for each
/// that was wrong.
pub async fn check(db: &Db, repair: bool, done: impl FnMut(u64)) -> Result<Vec<String>> {
    recount::check::<Proposal>(db, repair, done).await
}

impl Proposal {
    fn rank(&self) -> f64 {
        if self.is_hidden { 0.0 } else { self.counted.agreement() }
    }
}

impl Counted for Proposal {
    fn key() -> ColumnRef {
        (proposal::Entity, proposal::Column::Id).into_column_ref()
    }

    fn query() -> SelectStatement {
        let votes = |stance: Stance| {
            let mut query = Query::select();
            query
                .expr(Func::count(Expr::col((vote::Entity, vote::Column::Id))))
                .from(vote::Entity)
                .and_where(Expr::col((vote::Entity, vote::Column::ProposalId)).equals((proposal::Entity, proposal::Column::Id)))
                .and_where(votes::counts(Expr::col((proposal::Entity, proposal::Column::WordingRevision))))
                .and_where(Expr::col((vote::Entity, vote::Column::Stance)).eq(stance.as_str()));
            Expr::SubQuery(None, Box::new(query.into()))
        };
        let mut query = Query::select();
        query
            .columns(
                [
                    proposal::Column::Id,
                    proposal::Column::AgreeCount,
                    proposal::Column::DisagreeCount,
                    proposal::Column::PassCount,
                    proposal::Column::Agreement,
                    proposal::Column::HidesTally,
                    proposal::Column::State,
                    proposal::Column::OutcomeAt,
                ]
                .map(|column| (proposal::Entity, column)),
            )
            .expr(votes(Stance::Agree))
            .expr(votes(Stance::Disagree))
            .expr(votes(Stance::Pass))
            .from(proposal::Entity);
        query
    }

    fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let kept = Tally { agree: row.try_get_by_index(1)?, disagree: row.try_get_by_index(2)?, pass: row.try_get_by_index(3)? };
        let count = |index| row.try_get_by_index::<i64>(index).map(|count| i32::try_from(count).unwrap_or(i32::MAX));
        let counted = Tally { agree: count(8)?, disagree: count(9)?, pass: count(10)? };
        let is_hidden = row.try_get_by_index(5)?
            && row.try_get_by_index::<ProposalState>(6)? == ProposalState::Open
            && row.try_get_by_index::<Option<Timestamp>>(7)?.is_none();
        Ok(Self { id: row.try_get_by_index(0)?, kept, agreement: row.try_get_by_index(4)?, counted, is_hidden })
    }

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn difference(&self) -> Option<String> {
        let computed = self.rank();
        let is_wrong = self.kept != self.counted || (self.agreement - computed).abs() > 1e-9;
        is_wrong.then(|| format!("proposal {}: kept {:?} and agreement {}, counted {:?} and {computed}", self.id.0, self.kept, self.agreement, self.counted))
    }

    async fn lock(transaction: &Transaction, id: Uuid) -> Result<(), DbErr> {
        super::store::proposal_to_change(transaction, ProposalId(id)).await.map(drop)
    }

    async fn write(&self, transaction: &Transaction) -> Result<(), DbErr> {
        let update = proposal::Entity::update_many()
            .col_expr(proposal::Column::AgreeCount, Expr::value(self.counted.agree))
            .col_expr(proposal::Column::DisagreeCount, Expr::value(self.counted.disagree))
            .col_expr(proposal::Column::PassCount, Expr::value(self.counted.pass))
            .col_expr(proposal::Column::Agreement, Expr::value(self.rank()))
            .filter(proposal::Column::Id.eq(self.id));
        update.exec(transaction).await.map(drop)
    }
}
