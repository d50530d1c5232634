//! What administrators have set for the whole forum, as every part of the program
//! reads it. Shared plumbing that knows no feature; the feature `setting` changes it.

pub mod settings;
pub mod store;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub use settings::SiteSettings;

use crate::{
    db::Db,
    error::{Error, Result},
};

/// How long an instance may go on with the settings that it knows.
const TTL: Duration = Duration::from_secs(3);

/// The settings in force, as this instance knows them.
#[derive(Default)]
pub struct Rules(Mutex<Option<(Instant, Arc<SiteSettings>)>>);

impl Rules {
    /// The settings; at most 3 seconds old.
    pub async fn current(&self, db: &Db) -> Result<Arc<SiteSettings>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, settings)) = known.filter(|(read, _)| read.elapsed() < TTL) {
            return Ok(settings);
        }
        let settings = match store::load(db.read()).await? {
            Some((data, _)) => serde_json::from_str(&data).map_err(Error::internal)?,
            None => SiteSettings::default(),
        };
        Ok(self.keep(settings))
    }

    /// Takes settings over that have just been written.
    pub fn keep(&self, settings: SiteSettings) -> Arc<SiteSettings> {
        let settings = Arc::new(settings);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&settings)));
        settings
    }
}
