//! What can be done with settings.

use std::sync::Arc;

use entity::Timestamp;

use crate::{
    auth::{Admin, Moderator},
    civility::{self, Finding, Input, Outcome},
    clock,
    db::Db,
    error::{Error, Result},
    post,
    site::{self, InForce, Rules, SiteSettings, store},
    text::detect,
};

/// The settings, for moderators.
pub async fn settings(db: &Db, rules: &Rules, _moderator: &Moderator<'_>) -> Result<Arc<InForce>> {
    rules.current(db).await
}

/// Changes the settings, for an administrator; in force everywhere after 3 seconds.
pub async fn update(db: &Db, rules: &Rules, admin: &Admin<'_>, change: impl FnOnce(&mut SiteSettings) -> Result<()>) -> Result<Arc<InForce>> {
    let now = clock::now();
    let transaction = db.begin().await?;
    let (stored, changed_at) = store::load_to_change(&transaction, admin.id(), now).await?;
    // Instances tell by its time whether the settings have changed: no two share one.
    let now = now.max(Timestamp(changed_at.0 + 1));
    let mut settings = site::settings::parse(&stored).map_err(Error::internal)?;
    change(&mut settings)?;
    let problems = settings.check();
    if !problems.is_empty() {
        return Err(Error::invalid(&["input"], problems.join(" ")));
    }
    let data = serde_json::to_string(&settings).map_err(Error::internal)?;
    store::save(&transaction, data, admin.id(), now).await?;
    transaction.commit().await?;
    Ok(rules.take_over(settings, now))
}

/// What the rules find in a text, and what would become of it.
pub struct Trial {
    /// In order.
    pub findings: Vec<Finding>,
    /// If its author may be asked.
    pub asked: Outcome,
    /// If he insists.
    pub insisting: Outcome,
}

/// Tries the rules on a text.
pub async fn test(db: &Db, rules: &Rules, _moderator: &Moderator<'_>, text: &str, title: Option<&str>, language: &str) -> Result<Trial> {
    let in_force = rules.current(db).await?;
    let detected = detect::detect_marked(language, title, text);
    let detected = detected.as_ref().map(|found| post::service::of_rules(found, language));
    let findings = in_force.checker.check(&Input { text, title, language, posts_so_far: u32::MAX, detected, ..Input::default() });
    Ok(Trial { asked: civility::outcome(&findings, true), insisting: civility::outcome(&findings, false), findings })
}
