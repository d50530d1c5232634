//! Changes of alignments.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::EditionId;

use crate::{
    alignment::{
        input::{AlignSegmentsInput, ResetAlignmentInput},
        service,
    },
    error::{Error, Result},
    essay::{self, object::Edition},
    graphql::{
        context::{ContextExt, RequestContext},
        walk::Walked,
    },
};

/// What `alignSegments` gives.
#[derive(SimpleObject)]
pub struct AlignSegmentsPayload {
    /// The edition that was named first.
    edition: Walked<Edition>,
}

/// What `resetAlignment` gives.
#[derive(SimpleObject)]
pub struct ResetAlignmentPayload {
    /// The edition that was named first.
    edition: Walked<Edition>,
}

/// Changes of alignments.
#[derive(Default)]
pub struct AlignmentMutation;

#[Object]
impl AlignmentMutation {
    /// Says which sentences of two editions correspond. It holds until somebody says otherwise
    /// of one of these sentences: also when a text is revised, as long as the sentences are
    /// found in it; the others are aligned around it. For editors. `CONFLICT` if the essay
    /// changes meanwhile. Scope: `WRITE_ESSAYS`.
    async fn align_segments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sentences.")] input: AlignSegmentsInput,
    ) -> Result<Option<Walked<AlignSegmentsPayload>>> {
        let request = ctx.request();
        let editor = request.viewer.editor()?;
        let correction = input.correction()?;
        let id = correction.edition;
        service::correct(request.db(), &editor, correction).await?;
        Ok(Some(Walked(AlignSegmentsPayload { edition: edition(request, id).await? })))
    }

    /// Takes back what editors have said of some sentences and another edition: what
    /// corresponds is found by the program again. For editors. Scope: `WRITE_ESSAYS`.
    async fn reset_alignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sentences.")] input: ResetAlignmentInput,
    ) -> Result<Option<Walked<ResetAlignmentPayload>>> {
        let request = ctx.request();
        let editor = request.viewer.editor()?;
        let correction = input.correction()?;
        let id = correction.edition;
        service::reset(request.db(), &editor, correction).await?;
        Ok(Some(Walked(ResetAlignmentPayload { edition: edition(request, id).await? })))
    }
}

async fn edition(request: &RequestContext, id: EditionId) -> Result<Walked<Edition>> {
    let (edition, essay) = essay::service::edition(request.db(), id).await?.ok_or_else(|| Error::not_found("edition"))?;
    Ok(Walked(Edition { data: Arc::new(edition), essay }))
}
