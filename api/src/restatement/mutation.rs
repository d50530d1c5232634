//! Changes of restatements.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    restatement::{input::JudgeRestatementInput, object::Restatement, service},
};

/// What `judgeRestatement` gives.
#[derive(SimpleObject)]
pub struct JudgeRestatementPayload {
    /// It, with the verdict.
    restatement: Walked<Restatement>,
}

/// Changes of restatements.
#[derive(Default)]
pub struct RestatementMutation;

#[Object]
impl RestatementMutation {
    /// Says whether a restatement of one's own point is what was meant; once, then
    /// `CONFLICT`. It counts for how well its author understands others. Needs to be
    /// signed in.
    ///
    /// Scope: `WRITE_DISCUSSION`.
    async fn judge_restatement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and what of it.")] input: JudgeRestatementInput,
    ) -> Result<Option<Walked<JudgeRestatementPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let id = input.restatement_id.key(&["input", "restatementId"])?;
        let row = service::judge(request.db(), member, id, input.verdict.into(), input.note).await?;
        Ok(Some(Walked(JudgeRestatementPayload { restatement: Walked(Restatement(row)) })))
    }
}
