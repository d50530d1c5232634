//! Pledges for lists of proposals and of people.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{PledgeId, ProposalId, UserId};

use crate::{
    error::Error,
    graphql::context::Batch,
    paging::{PageArgs, Slice},
    pledge::{
        rules::Counts,
        store::{self, PledgeRow, UpdateRow},
    },
};

/// Updates of a pledge that are shown.
const MOST_UPDATES: u64 = 50;

impl Loader<PledgeId> for Batch {
    type Value = Arc<PledgeRow>;
    type Error = Error;

    async fn load(&self, keys: &[PledgeId]) -> Result<HashMap<PledgeId, Self::Value>, Error> {
        let rows = store::pledges(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// A page of one proposal's pledges.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PledgesOf {
    /// The proposal.
    pub proposal: ProposalId,
    /// Which page.
    pub page: Arc<PageArgs>,
}

impl Loader<PledgesOf> for Batch {
    type Value = Slice<Arc<PledgeRow>>;
    type Error = Error;

    async fn load(&self, keys: &[PledgesOf]) -> Result<HashMap<PledgesOf, Self::Value>, Error> {
        let mut of_page: HashMap<Arc<PageArgs>, Vec<ProposalId>> = HashMap::new();
        for key in keys {
            of_page.entry(key.page.clone()).or_default().push(key.proposal);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (args, proposals) in of_page {
            let order = store::by_created_at();
            let page = args.parse(&order)?;
            for (proposal, slice) in store::pledge_pages(self.db.read(), &proposals, &order, &page).await? {
                found.insert(PledgesOf { proposal, page: args.clone() }, slice.map(Arc::new));
            }
        }
        Ok(found)
    }
}

/// The last updates of a pledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UpdatesOf(pub PledgeId);

impl Loader<UpdatesOf> for Batch {
    type Value = Vec<Arc<UpdateRow>>;
    type Error = Error;

    async fn load(&self, keys: &[UpdatesOf]) -> Result<HashMap<UpdatesOf, Self::Value>, Error> {
        let pledges: Vec<PledgeId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<UpdatesOf, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::updates(self.db.read(), &pledges, MOST_UPDATES).await? {
            found.entry(UpdatesOf(row.pledge_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}

/// What is counted of a person's pledges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CountsOf(pub UserId);

impl Loader<CountsOf> for Batch {
    type Value = Counts;
    type Error = Error;

    async fn load(&self, keys: &[CountsOf]) -> Result<HashMap<CountsOf, Counts>, Error> {
        let people: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<CountsOf, Counts> = HashMap::with_capacity(keys.len());
        for (id, part) in store::counts_of_people(self.db.read(), &people).await? {
            let all = found.entry(CountsOf(id)).or_default();
            *all = *all + part;
        }
        Ok(found)
    }
}
