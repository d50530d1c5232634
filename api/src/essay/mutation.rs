//! Changes of essays.

use std::sync::Arc;

use async_graphql::{Context, Object};

use crate::{
    error::{Error, Result},
    essay::{
        input::PublishEditionInput,
        object::{Edition, Essay, PublishEditionPayload},
        service,
    },
    graphql::{context::ContextExt, walk::Walked},
};

/// Changes of essays.
#[derive(Default)]
pub struct EssayMutation;

#[Object]
impl EssayMutation {
    /// Publishes an essay in one language. Makes the essay if there is none of that
    /// slug, a new edition if it has none in that language, and otherwise a new
    /// text of that edition; the old one is kept. For editors. Scope: `WRITE_ESSAYS`.
    async fn publish_edition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edition.")] input: PublishEditionInput,
    ) -> Result<Option<Walked<PublishEditionPayload>>> {
        let request = ctx.request();
        let (essay, edition_id) = service::publish(request.db(), &request.viewer.editor()?, input.draft()?).await?;
        let (edition, _) = service::edition(request.db(), edition_id).await?.ok_or_else(|| Error::not_found("edition"))?;
        Ok(Some(Walked(PublishEditionPayload { essay: Walked(Essay::single(essay.clone())), edition: Walked(Edition { data: Arc::new(edition), essay }) })))
    }
}
