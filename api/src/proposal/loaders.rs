//! Proposals for lists inside lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{EssayId, ProposalId, ProposalState};

use crate::{
    error::Error,
    graphql::context::Batch,
    paging::{PageArgs, Slice},
    proposal::{
        input::ProposalOrder,
        store::{self, Filter, ProposalItem},
    },
    row::Wanted,
};

impl Loader<ProposalId> for Batch {
    type Value = Arc<ProposalItem>;
    type Error = Error;

    async fn load(&self, keys: &[ProposalId]) -> Result<HashMap<ProposalId, Self::Value>, Error> {
        let items = store::proposals(self.db.read(), keys, Wanted::ALL).await?;
        Ok(items.into_iter().map(|item| (item.row.id, Arc::new(item))).collect())
    }
}

/// What one field asks for of each work in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The states.
    pub states: Option<Vec<ProposalState>>,
    /// The languages.
    pub languages: Option<Vec<String>>,
    /// The order.
    pub order: Option<ProposalOrder>,
    /// The page.
    pub page: PageArgs,
    /// What of each.
    pub wanted: Wanted,
}

/// A page of one work's proposals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProposalsOf {
    /// The work.
    pub essay: EssayId,
    /// Which page.
    pub ask: Arc<Ask>,
}

impl Loader<ProposalsOf> for Batch {
    type Value = Slice<Arc<ProposalItem>>;
    type Error = Error;

    async fn load(&self, keys: &[ProposalsOf]) -> Result<HashMap<ProposalsOf, Self::Value>, Error> {
        let mut of_ask: HashMap<Arc<Ask>, Vec<EssayId>> = HashMap::new();
        for key in keys {
            of_ask.entry(key.ask.clone()).or_default().push(key.essay);
        }
        let mut found = HashMap::with_capacity(keys.len());
        for (ask, essays) in of_ask {
            let order = ProposalOrder::resolve(ask.order);
            let page = ask.page.parse(&order)?;
            let filter = Filter { essay_id: None, states: ask.states.clone(), languages: ask.languages.clone() };
            for (essay, slice) in store::proposal_pages(self.db.read(), &essays, &filter, &order, &page, ask.wanted).await? {
                found.insert(ProposalsOf { essay, ask: ask.clone() }, slice.map(Arc::new));
            }
        }
        Ok(found)
    }
}
