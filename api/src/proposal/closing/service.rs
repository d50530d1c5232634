//! What is done when the time for votes is over.

use std::time::Duration;

use entity::ProposalState;

use crate::{
    clock,
    db::{Db, Transaction},
    error::Result,
    proposal::{
        closing::store,
        store::{ProposalItem, proposal_to_change},
    },
    translation_signal,
};

/// Keeps what came out of votes whose time is over: once, whichever instance does it. Returns how
/// many there were.
pub async fn close_due(db: &Db) -> Result<usize> {
    let due = store::due(db.read(), 100).await?;
    for id in &due {
        let transaction = db.begin().await?;
        let Some(mut item) = proposal_to_change(&transaction, *id).await? else { continue };
        close(&transaction, &mut item).await?;
        transaction.commit().await?;
    }
    Ok(due.len())
}

/// The same for one that is locked.
pub async fn close(transaction: &Transaction, item: &mut ProposalItem) -> Result<()> {
    if item.row.outcome_at.is_none() && item.state() == ProposalState::Closed {
        item.row.outcome = item.outcome();
        item.row.outcome_at = Some(clock::now());
        store::close(transaction, item).await?;
        translation_signal::service::uncover(transaction, item, clock::now()).await?;
    }
    Ok(())
}

/// How often an instance looks for votes whose time is over.
const PAUSE: Duration = Duration::from_secs(2);

/// Closes votes for as long as the program runs.
pub async fn keep_closing(db: Db) {
    loop {
        if let Err(error) = close_due(&db).await {
            tracing::warn!(%error, "votes whose time is over could not be closed");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
