//! Questions about settings.

use async_graphql::{Context, Object};

use crate::{
    error::Result,
    graphql::{context::ContextExt, scalars::LanguageTag, walk::Walked},
    setting::{
        object::{CivilityFinding, RuleTest, SiteSettingsView},
        service,
    },
};

/// Questions about settings.
#[derive(Default)]
pub struct SettingQuery;

#[Object]
impl SettingQuery {
    /// Settings of the whole forum. For moderators.
    async fn site_settings(&self, ctx: &Context<'_>) -> Result<Option<Walked<SiteSettingsView>>> {
        let request = ctx.request();
        let settings = service::settings(request.db(), &request.services.rules, &request.viewer.moderator()?).await?;
        Ok(Some(Walked(SiteSettingsView::from(&settings.settings))))
    }

    /// What the rules of civility would find in a text. For moderators.
    async fn test_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text, as Markdown.")] text: String,
        #[graphql(desc = "A title, if there is one.")] title: Option<String>,
        #[graphql(desc = "The language of both.")] language: LanguageTag,
    ) -> Result<Option<Walked<RuleTest>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let trial = service::test(request.db(), &request.services.rules, &moderator, &text, title.as_deref(), &language.0).await?;
        let findings = trial.findings.into_iter().map(CivilityFinding).collect();
        Ok(Some(Walked(RuleTest { findings, outcome: trial.asked.into(), outcome_if_insisting: trial.insisting.into() })))
    }
}
