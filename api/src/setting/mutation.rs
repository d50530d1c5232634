//! Changes of settings.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    error::{Error, Result},
    graphql::{context::ContextExt, walk::Walked},
    setting::{input::UpdateSiteSettingsInput, object::SiteSettingsView, service},
    site::settings::parse_part,
};

/// What `updateSiteSettings` gives.
#[derive(SimpleObject)]
pub struct UpdateSiteSettingsPayload {
    /// The settings as they now are.
    settings: Walked<SiteSettingsView>,
}

/// Changes of settings.
#[derive(Default)]
pub struct SettingMutation;

#[Object]
impl SettingMutation {
    /// Changes settings of the whole forum; in force on every instance after 3 seconds.
    /// For administrators.
    ///
    /// Not for API tokens.
    async fn update_site_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateSiteSettingsInput,
    ) -> Result<Option<Walked<UpdateSiteSettingsPayload>>> {
        let request = ctx.request();
        let admin = request.viewer.admin()?;
        let settings = service::update(request.db(), &request.services.rules, &admin, |settings| {
            if let Some(civility) = input.civility {
                settings.civility = parse_part(&civility.0).map_err(|problem| Error::invalid(&["input", "civility"], problem))?;
            }
            if let Some(trust) = input.trust {
                settings.trust = parse_part(&trust.0).map_err(|problem| Error::invalid(&["input", "trust"], problem))?;
            }
            settings.is_premoderated = input.is_premoderated.unwrap_or(settings.is_premoderated);
            if let Some(essays) = input.premoderated_essays {
                settings.premoderated_essays = essays;
            }
            Ok(())
        })
        .await?;
        Ok(Some(Walked(UpdateSiteSettingsPayload { settings: Walked(SiteSettingsView::from(&settings.settings)) })))
    }
}
