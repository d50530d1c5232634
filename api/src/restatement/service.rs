//! What can be done with restatements.

use std::sync::Arc;

use entity::{RestatementId, Verdict};

use crate::{
    auth::Member,
    clock,
    db::Db,
    error::{Error, Result},
    restatement::store::{self, RestatementRow},
    text::plain::{self, Bounds},
};

const NOTE: Bounds = Bounds { min: 0, max: 500 };

/// Says whether a restatement of one's own point is what was meant; once.
pub async fn judge(db: &Db, member: &Member, id: RestatementId, verdict: Verdict, note: Option<String>) -> Result<Arc<RestatementRow>> {
    let note = note.map(|text| plain::block(&text, NOTE)).transpose().map_err(|why| Error::invalid(&["input", "note"], why))?.filter(|text| !text.is_empty());
    let found = store::restatements(db.read(), &[id]).await?.pop();
    let mut row = found.ok_or_else(|| Error::not_found("restatement").at(&["input", "restatementId"]))?;
    if row.judge_id != Some(member.id()) {
        return Err(Error::forbidden("Only whose point it is may judge it."));
    }
    let now = clock::now();
    let transaction = db.begin().await?;
    if !store::judge(&transaction, id, verdict, note.clone(), now).await? {
        return Err(Error::conflict("You have judged this restatement already."));
    }
    store::count_verdict(&transaction, row.author_id, verdict).await?;
    transaction.commit().await?;
    (row.verdict, row.note, row.judged_at) = (Some(verdict), note, Some(now));
    Ok(Arc::new(row))
}
