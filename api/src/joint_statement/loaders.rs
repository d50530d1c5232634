//! Joint statements for lists of proposals, of threads and of pairs.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{JointStatementId, PairId, ProposalId, ThreadId};

use crate::{
    error::Error,
    graphql::context::Batch,
    joint_statement::store::{self, SignatureRow, StatementRow},
};

/// Statements of a proposal or a thread that are shown.
const MOST: u64 = 20;

impl Loader<JointStatementId> for Batch {
    type Value = Arc<StatementRow>;
    type Error = Error;

    async fn load(&self, keys: &[JointStatementId]) -> Result<HashMap<JointStatementId, Self::Value>, Error> {
        let rows = store::statements(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// What is published about a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatementsOf(pub ProposalId);

impl Loader<StatementsOf> for Batch {
    type Value = Vec<Arc<StatementRow>>;
    type Error = Error;

    async fn load(&self, keys: &[StatementsOf]) -> Result<HashMap<StatementsOf, Self::Value>, Error> {
        let ids: Vec<ProposalId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<StatementsOf, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::of_proposals(self.db.read(), &ids, MOST).await? {
            found.entry(StatementsOf(row.proposal_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}

/// What is published about proposals that came out of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatementsOfThread(pub ThreadId);

impl Loader<StatementsOfThread> for Batch {
    type Value = Vec<Arc<StatementRow>>;
    type Error = Error;

    async fn load(&self, keys: &[StatementsOfThread]) -> Result<HashMap<StatementsOfThread, Self::Value>, Error> {
        let ids: Vec<ThreadId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<StatementsOfThread, Self::Value> = HashMap::with_capacity(keys.len());
        for (thread, row) in store::of_threads(self.db.read(), &ids, MOST).await? {
            found.entry(StatementsOfThread(thread)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}

/// What a pair has drafted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatementsOfPair(pub PairId);

impl Loader<StatementsOfPair> for Batch {
    type Value = Vec<Arc<StatementRow>>;
    type Error = Error;

    async fn load(&self, keys: &[StatementsOfPair]) -> Result<HashMap<StatementsOfPair, Self::Value>, Error> {
        let ids: Vec<PairId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<StatementsOfPair, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::of_pairs(self.db.read(), &ids).await? {
            found.entry(StatementsOfPair(row.pair_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}

/// Signatures under a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignaturesOf(pub JointStatementId);

impl Loader<SignaturesOf> for Batch {
    type Value = Vec<Arc<SignatureRow>>;
    type Error = Error;

    async fn load(&self, keys: &[SignaturesOf]) -> Result<HashMap<SignaturesOf, Self::Value>, Error> {
        let ids: Vec<JointStatementId> = keys.iter().map(|key| key.0).collect();
        let mut found: HashMap<SignaturesOf, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::signatures(self.db.read(), &ids).await? {
            found.entry(SignaturesOf(row.statement_id)).or_default().push(Arc::new(row));
        }
        Ok(found)
    }
}
