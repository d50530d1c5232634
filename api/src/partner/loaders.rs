//! Invitations and pairs by their ids.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::{InvitationId, PairId};

use crate::{
    error::Error,
    graphql::context::Batch,
    partner::store::{self, InvitationRow, PairRow},
};

impl Loader<InvitationId> for Batch {
    type Value = Arc<InvitationRow>;
    type Error = Error;

    async fn load(&self, keys: &[InvitationId]) -> Result<HashMap<InvitationId, Self::Value>, Error> {
        let rows = store::invitations(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

impl Loader<PairId> for Batch {
    type Value = Arc<PairRow>;
    type Error = Error;

    async fn load(&self, keys: &[PairId]) -> Result<HashMap<PairId, Self::Value>, Error> {
        let rows = store::pairs(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
