//! The slugs and ids that `fill` leaves for `drive`.

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::prelude::Uuid;
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    model::{self, Forum, Kind},
    tables,
};

/// Slugs and the API's ids.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Slugs of essays.
    pub essays: Vec<String>,
    /// Threads with a full page of replies.
    pub busy_threads: Vec<String>,
    /// Threads of all sorts.
    pub threads: Vec<String>,
    /// Proposals.
    pub proposals: Vec<String>,
}

impl Index {
    /// A sample of the forum, spread evenly.
    pub fn of(forum: &Forum) -> Self {
        let thread = |number| opaque(Kind::Thread, forum.thread_id(number));
        Self {
            essays: spread((0..forum.sizes.essays).collect(), 500).map(tables::slug).collect(),
            busy_threads: spread((0..forum.sizes.threads).filter(|number| model::is_busy(*number)).collect(), 2_000).map(thread).collect(),
            threads: spread((0..forum.sizes.threads).collect(), 2_000).map(thread).collect(),
            proposals: spread((0..forum.sizes.proposals).collect(), 5_000).map(|number| opaque(Kind::Proposal, model::proposal_id(number))).collect(),
        }
    }

    /// Reads what `write` wrote.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let index: Self = serde_json::from_slice(&text).map_err(|error| format!("{} is not an index: {error}", path.display()))?;
        if [&index.essays, &index.busy_threads, &index.threads, &index.proposals].iter().any(|list| list.is_empty()) {
            return Err(format!("{} lacks slugs or ids", path.display()).into());
        }
        Ok(index)
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_vec_pretty(self)?).map_err(|error| format!("cannot write {}: {error}", path.display()).into())
    }
}

/// `count` of `numbers`, or all of them. The step shares no factor with the
/// cycle of busy threads, so a sample of all threads is like all threads.
fn spread(numbers: Vec<u32>, count: usize) -> impl Iterator<Item = u32> {
    let length = numbers.len();
    (0..count.min(length)).filter_map(move |place| numbers.get(place * 7919 % length).copied())
}

/// An id as the API writes it.
fn opaque(kind: Kind, id: Uuid) -> String {
    let mut bytes = vec![kind as u8];
    bytes.extend_from_slice(id.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}
