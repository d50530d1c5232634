//! What can be done with settings.

use std::sync::Arc;

use crate::{
    auth::{Admin, Moderator},
    civility::{self, Finding, Input, Outcome},
    clock,
    db::Db,
    error::{Error, Result},
    site::{Rules, SiteSettings, store},
};

/// The settings, for moderators.
pub async fn settings(db: &Db, rules: &Rules, _moderator: &Moderator<'_>) -> Result<Arc<SiteSettings>> {
    rules.current(db).await
}

/// Replaces the settings, for an administrator; in force everywhere after 3 seconds.
pub async fn update(db: &Db, rules: &Rules, admin: &Admin<'_>, change: impl FnOnce(&mut SiteSettings) -> Result<()>) -> Result<Arc<SiteSettings>> {
    let transaction = db.begin().await?;
    let mut settings = match store::load(&transaction).await? {
        Some((data, _)) => serde_json::from_str(&data).map_err(Error::internal)?,
        None => SiteSettings::default(),
    };
    change(&mut settings)?;
    let problems = settings.check();
    if !problems.is_empty() {
        return Err(Error::invalid(&["input"], problems.join(" ")));
    }
    let data = serde_json::to_string(&settings).map_err(Error::internal)?;
    store::save(&transaction, data, admin.id(), clock::now()).await?;
    transaction.commit().await?;
    Ok(rules.keep(settings))
}

/// What the rules would find in a text, and what would become of it: first if its
/// author may be asked, then if he insists.
pub async fn test(
    db: &Db,
    rules: &Rules,
    _moderator: &Moderator<'_>,
    text: &str,
    title: Option<&str>,
    language: &str,
) -> Result<(Vec<Finding>, Outcome, Outcome)> {
    let settings = rules.current(db).await?;
    let input = Input { text, title, language, posts_so_far: u32::MAX, ..Input::default() };
    let findings = civility::check(&input, &settings.civility);
    let (asked, insisting) = (civility::outcome(&findings, true), civility::outcome(&findings, false));
    Ok((findings, asked, insisting))
}
