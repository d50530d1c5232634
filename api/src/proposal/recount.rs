//! Compares what proposals keep with what their votes say. The counterpart of
//! [`store::count_votes`](super::store::count_votes), and its test oracle.

use entity::{ProposalId, Stance, proposal, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};

use crate::{
    db::{self, Db},
    error::Result,
    proposal::rules::Tally,
};

/// Proposals looked at in one statement.
const BATCH: u64 = 1000;

struct Kept {
    id: ProposalId,
    tally: Tally,
    agreement: f64,
}

/// Checks every proposal; mends what is wrong if asked. Returns a line for each
/// that was wrong.
pub async fn check(db: &Db, repair: bool, mut done: impl FnMut(u64)) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut after = None;
    loop {
        let mut query = counted();
        if let Some(id) = after {
            query.and_where(Expr::col((proposal::Entity, proposal::Column::Id)).gt(id));
        }
        query.order_by((proposal::Entity, proposal::Column::Id), sea_orm::Order::Asc).limit(BATCH);
        let rows = read(db.read(), &query).await?;
        let Some((last, _)) = rows.last() else { return Ok(wrong) };
        after = Some(last.id);
        done(rows.len() as u64);
        for (kept, counted) in &rows {
            if kept.tally != *counted || (kept.agreement - counted.agreement()).abs() > 1e-9 {
                wrong.push(format!(
                    "proposal {}: kept {:?} and agreement {}, counted {:?} and {}",
                    kept.id.0,
                    kept.tally,
                    kept.agreement,
                    counted,
                    counted.agreement()
                ));
                if repair {
                    mend(db, kept.id).await?;
                }
            }
        }
    }
}

/// What is kept and what is counted, side by side.
fn counted() -> SelectStatement {
    let votes = |stance: Stance| {
        let mut query = Query::select();
        query
            .expr(Func::count(Expr::col((vote::Entity, vote::Column::Id))))
            .from(vote::Entity)
            .and_where(Expr::col((vote::Entity, vote::Column::ProposalId)).equals((proposal::Entity, proposal::Column::Id)))
            .and_where(Expr::col((vote::Entity, vote::Column::Stance)).eq(stance.as_str()));
        Expr::SubQuery(None, Box::new(query.into()))
    };
    let mut query = Query::select();
    query
        .columns(
            [proposal::Column::Id, proposal::Column::AgreeCount, proposal::Column::DisagreeCount, proposal::Column::PassCount, proposal::Column::Agreement]
                .map(|column| (proposal::Entity, column)),
        )
        .expr(votes(Stance::Agree))
        .expr(votes(Stance::Disagree))
        .expr(votes(Stance::Pass))
        .from(proposal::Entity);
    query
}

async fn read(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<(Kept, Tally)>, DbErr> {
    db::fetch_all(connection, query)
        .await?
        .iter()
        .map(|row| {
            let tally = Tally { agree: row.try_get_by_index(1)?, disagree: row.try_get_by_index(2)?, pass: row.try_get_by_index(3)? };
            let kept = Kept { id: row.try_get_by_index(0)?, tally, agreement: row.try_get_by_index(4)? };
            let count = |index| row.try_get_by_index::<i64>(index).map(|count| i32::try_from(count).unwrap_or(i32::MAX));
            Ok((kept, Tally { agree: count(5)?, disagree: count(6)?, pass: count(7)? }))
        })
        .collect()
}

/// Writes what is counted, with the proposal locked against votes meanwhile.
async fn mend(db: &Db, id: ProposalId) -> Result<()> {
    let transaction = db.begin().await?;
    super::store::proposal_to_change(&transaction, id).await?;
    let mut query = counted();
    query.and_where(Expr::col((proposal::Entity, proposal::Column::Id)).eq(id));
    for (_, counted) in read(&transaction, &query).await? {
        proposal::Entity::update_many()
            .col_expr(proposal::Column::AgreeCount, Expr::value(counted.agree))
            .col_expr(proposal::Column::DisagreeCount, Expr::value(counted.disagree))
            .col_expr(proposal::Column::PassCount, Expr::value(counted.pass))
            .col_expr(proposal::Column::Agreement, Expr::value(counted.agreement()))
            .filter(proposal::Column::Id.eq(id))
            .exec(&transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}
