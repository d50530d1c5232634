//! Compares the signals that are kept with what votes say. The counterpart of
//! [`service::recompute`](super::service::recompute), and its test oracle.

use std::collections::BTreeSet;

use crate::{
    clock,
    db::Db,
    error::Result,
    proposal,
    translation_signal::{
        rules::{self, Signal},
        store,
    },
};

/// Proposals looked at in one statement.
const BATCH: u64 = 200;

/// What tells signals apart, and their figures.
fn figures(signals: &[Signal]) -> BTreeSet<String> {
    signals
        .iter()
        .map(|signal| format!("{:?} {:?} {} {} {:.6}", signal.translation_id.0, signal.other_translation_id, signal.voters, signal.other_voters, signal.z))
        .collect()
}

/// Checks every proposal of which somebody has said what they read; mends what is wrong if asked.
/// Returns a line for each proposal and country that was wrong, without the country.
pub async fn check(db: &Db, repair: bool) -> Result<Vec<String>> {
    let (mut wrong, mut after) = (Vec::new(), None);
    loop {
        let ids = store::proposals(db.read(), after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(wrong) };
        after = Some(*last);
        for id in ids {
            let transaction = db.begin().await?;
            let Some(item) = proposal::store::proposal_to_change(&transaction, id).await? else { continue };
            if item.hides_tally() {
                continue;
            }
            let kept = store::kept(&transaction, id, None).await?;
            let mut countries: BTreeSet<String> = store::countries(&transaction, id).await?.into_iter().collect();
            countries.extend(kept.iter().map(|row| row.country.clone()));
            for country in countries {
                let read = store::read_by(&transaction, id, item.row.wording_revision, &country).await?;
                let signals = rules::signals(&rules::texts(&item.row.language, read));
                // Those of an earlier text are not shown, and go with the next vote.
                let known = kept.iter().filter(|row| row.country == country && row.proposal_revision == item.row.revision);
                let known: Vec<Signal> = known
                    .map(|row| Signal {
                        translation_id: row.translation_id,
                        other_language: row.other_language.clone(),
                        other_translation_id: row.other_translation_id,
                        z: row.z,
                        voters: row.voters,
                        other_voters: row.other_voters,
                    })
                    .collect();
                if figures(&known) == figures(&signals) {
                    continue;
                }
                wrong.push(format!("proposal {}: {} signals about translations are kept, {} found", id.0, known.len(), signals.len()));
                if repair {
                    store::replace(&transaction, (id, item.row.revision), &country, signals, clock::now()).await?;
                }
            }
            transaction.commit().await?;
        }
    }
}
