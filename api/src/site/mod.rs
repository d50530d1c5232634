//! What administrators have set for the whole forum, as every part of the program
//! reads it. Shared plumbing that knows no feature; the feature `setting` changes it.

pub mod settings;
pub mod store;
pub mod trust;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

pub use settings::SiteSettings;

use entity::Timestamp;

use crate::{
    civility::Checker,
    db::Db,
    error::{Error, Result},
};

/// How long an instance may go on with the settings that it knows.
const TTL: Duration = Duration::from_secs(3);

/// The settings in force, ready for use.
#[derive(Debug)]
pub struct InForce {
    /// The settings.
    pub settings: SiteSettings,
    /// Their rules of civility, compiled.
    pub checker: Checker,
    /// When they were changed; `None` = as shipped.
    changed_at: Option<Timestamp>,
}

impl InForce {
    fn new(settings: SiteSettings, changed_at: Option<Timestamp>) -> Self {
        Self { checker: Checker::new(settings.civility.clone()), settings, changed_at }
    }
}

/// The settings in force, as this instance knows them.
#[derive(Default)]
pub struct Rules(Mutex<Option<(Instant, Arc<InForce>)>>);

impl Rules {
    /// The settings; at most 3 seconds old. What has not changed meanwhile is not made
    /// ready again.
    pub async fn current(&self, db: &Db) -> Result<Arc<InForce>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, in_force)) = known.as_ref().filter(|(read, _)| read.elapsed() < TTL) {
            return Ok(Arc::clone(in_force));
        }
        let stored = store::load(db.read()).await?;
        let changed_at = stored.as_ref().map(|(_, at)| *at);
        if let Some((_, in_force)) = known.filter(|(_, in_force)| in_force.changed_at == changed_at) {
            return Ok(self.keep(in_force));
        }
        let settings = stored.map_or(Ok(SiteSettings::default()), |(data, _)| settings::parse(&data)).map_err(Error::internal)?;
        Ok(self.keep(Arc::new(InForce::new(settings, changed_at))))
    }

    /// Takes over settings that have just been written.
    pub fn take_over(&self, settings: SiteSettings, changed_at: Timestamp) -> Arc<InForce> {
        self.keep(Arc::new(InForce::new(settings, Some(changed_at))))
    }

    fn keep(&self, in_force: Arc<InForce>) -> Arc<InForce> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&in_force)));
        in_force
    }
}
