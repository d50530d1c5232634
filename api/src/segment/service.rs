//! What is done with segments.

use crate::{
    alignment,
    db::Db,
    error::{Error, Result},
    segment::{rules, store},
};

/// Makes plain texts and sentences for editions that have none of their present text:
/// those from before there were any, or revised by an older release beside this one.
/// Returns how many it has made.
pub async fn complete(db: &Db) -> Result<u64> {
    let (mut after, mut made) = (None, 0_u64);
    while let Some((id, revision, body)) = store::next_incomplete(db.read(), after).await? {
        after = Some(id);
        let segmentation = tokio::task::spawn_blocking(move || rules::segment(&body)).await.map_err(Error::internal)?;
        let transaction = db.begin().await?;
        // If it was revised meanwhile, whoever did so has made them.
        if store::replace(&transaction, id, revision, &segmentation).await? {
            made += 1;
            if let Some(essay_id) = alignment::store::essay_of(&transaction, id).await? {
                alignment::store::bump(&transaction, essay_id).await?;
            }
        }
        transaction.commit().await?;
    }
    Ok(made)
}
