//! Works and editions for lists inside lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{EditionId, EssayId};

use crate::{
    error::Error,
    essay::store::{self, EditionWanted, EditionWithCredits, EssayRow, Which},
    graphql::context::Batch,
    row::Columns,
};

impl Loader<EssayId> for Batch {
    type Value = Arc<EssayRow>;
    type Error = Error;

    async fn load(&self, keys: &[EssayId]) -> Result<HashMap<EssayId, Self::Value>, Error> {
        let rows = store::essays(self.db.read(), keys, Columns::ALL).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// All editions of a work, with what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EditionsOf {
    /// The work.
    pub essay: EssayId,
    /// What of each.
    pub wanted: EditionWanted,
}

impl Loader<EditionsOf> for Batch {
    type Value = Arc<Vec<EditionWithCredits>>;
    type Error = Error;

    async fn load(&self, keys: &[EditionsOf]) -> Result<HashMap<EditionsOf, Self::Value>, Error> {
        let mut found: HashMap<EditionsOf, Self::Value> = HashMap::new();
        let mut asked: HashMap<EditionWanted, Vec<EssayId>> = HashMap::new();
        for key in keys {
            asked.entry(key.wanted).or_default().push(key.essay);
        }
        for (wanted, ids) in asked {
            let mut of_essay: HashMap<EssayId, Vec<EditionWithCredits>> = HashMap::new();
            for edition in store::editions(self.db.read(), Which::OfEssays(&ids), wanted).await? {
                of_essay.entry(edition.row.essay_id).or_default().push(edition);
            }
            found.extend(of_essay.into_iter().map(|(essay, editions)| (EditionsOf { essay, wanted }, Arc::new(editions))));
        }
        Ok(found)
    }
}

impl Loader<EditionId> for Batch {
    type Value = Arc<EditionWithCredits>;
    type Error = Error;

    async fn load(&self, keys: &[EditionId]) -> Result<HashMap<EditionId, Self::Value>, Error> {
        let found = store::editions(self.db.read(), Which::ByIds(keys), EditionWanted::ALL).await?;
        Ok(found.into_iter().map(|edition| (edition.row.id, Arc::new(edition))).collect())
    }
}

/// An edition with what is asked for of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EditionById {
    /// Which.
    pub id: EditionId,
    /// What of it.
    pub wanted: EditionWanted,
}

impl Loader<EditionById> for Batch {
    type Value = Arc<EditionWithCredits>;
    type Error = Error;

    async fn load(&self, keys: &[EditionById]) -> Result<HashMap<EditionById, Self::Value>, Error> {
        let mut asked: HashMap<EditionWanted, Vec<EditionId>> = HashMap::new();
        for key in keys {
            asked.entry(key.wanted).or_default().push(key.id);
        }
        let mut found = HashMap::new();
        for (wanted, ids) in asked {
            for edition in store::editions(self.db.read(), Which::ByIds(&ids), wanted).await? {
                found.insert(EditionById { id: edition.row.id, wanted }, Arc::new(edition));
            }
        }
        Ok(found)
    }
}
