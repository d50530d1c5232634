//! Reports for lists.

use std::{collections::HashMap, sync::Arc};

use async_graphql::dataloader::Loader;
use entity::ReportId;

use crate::{
    error::Error,
    graphql::context::Batch,
    report::store::{self, ReportRow},
};

impl Loader<ReportId> for Batch {
    type Value = Arc<ReportRow>;
    type Error = Error;

    async fn load(&self, keys: &[ReportId]) -> Result<HashMap<ReportId, Self::Value>, Error> {
        let rows = store::reports(self.db.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}
