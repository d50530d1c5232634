//! What is done about translations that divide.

use entity::{Timestamp, TranslationId};

use crate::{
    db::Transaction,
    error::Result,
    proposal::store::ProposalItem,
    translation_signal::{rules, store},
};

/// Looks anew at what people of a country have read of a proposal and voted, and keeps which
/// translations divide them. The caller holds the proposal's lock, and has written the vote
/// that may have changed it. Without a country nothing is known.
pub async fn recompute(transaction: &Transaction, item: &ProposalItem, country: Option<&str>, now: Timestamp) -> Result<()> {
    let Some(country) = country else { return Ok(()) };
    if item.hides_tally() {
        // It would tell how the vote stands.
        return Ok(());
    }
    let read = store::read_by(transaction, item.row.id, item.row.wording_revision, country).await?;
    let signals = rules::signals(&rules::texts(&item.row.language, read));
    Ok(store::replace(transaction, (item.row.id, item.row.revision), country, signals, now).await?)
}

/// Looks at what people of all countries have read and voted, once a tally that was hidden is
/// hidden no more. The caller holds the proposal's lock.
pub async fn uncover(transaction: &Transaction, item: &ProposalItem, now: Timestamp) -> Result<()> {
    if item.row.hides_tally {
        for country in store::countries(transaction, item.row.id).await? {
            recompute(transaction, item, Some(&country), now).await?;
        }
    }
    Ok(())
}

/// A translation's text is another, or is shown or hidden: what its readers voted says nothing of
/// it any more.
pub async fn forget(transaction: &Transaction, id: TranslationId) -> Result<()> {
    Ok(store::clear(transaction, id).await?)
}
