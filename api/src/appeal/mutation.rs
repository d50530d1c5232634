//! Changes of appeals.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    appeal::{
        input::{AnswerAppealInput, AppealDecisionInput, AppealOutcome},
        object::Appeal,
        service,
    },
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
};

/// What `appealDecision` gives.
#[derive(SimpleObject)]
pub struct AppealDecisionPayload {
    /// What the reviewer will read.
    appeal: Walked<Appeal>,
}

/// What `answerAppeal` gives.
#[derive(SimpleObject)]
pub struct AnswerAppealPayload {
    /// The appeal as it now is.
    appeal: Walked<Appeal>,
}

/// Changes of appeals.
#[derive(Default)]
pub struct AppealMutation;

#[Object]
impl AppealMutation {
    /// Appeals against a decision about oneself or what one wrote: once, and within 20
    /// days. Needs to be signed in; who is suspended may do it as well.
    ///
    /// Not for API tokens.
    async fn appeal_decision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: AppealDecisionInput,
    ) -> Result<Option<Walked<AppealDecisionPayload>>> {
        let request = ctx.request();
        let row = service::appeal(request.db(), request.viewer.account_owner()?, input.action_id.key(&["input", "actionId"])?, &input.text).await?;
        Ok(Some(Walked(AppealDecisionPayload { appeal: Walked(Appeal(row)) })))
    }

    /// Answers an appeal; `OVERTURNED` undoes the decision. For moderators: not for who
    /// decided, and for somebody from another country if there is one on the staff.
    ///
    /// Scope: `MODERATE`.
    async fn answer_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: AnswerAppealInput,
    ) -> Result<Option<Walked<AnswerAppealPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let status = match input.outcome {
            AppealOutcome::Upheld => entity::AppealStatus::Upheld,
            AppealOutcome::Overturned => entity::AppealStatus::Overturned,
        };
        let row = service::answer(request.auth(), request.db(), &moderator, input.appeal_id.key(&["input", "appealId"])?, status, &input.answer).await?;
        Ok(Some(Walked(AnswerAppealPayload { appeal: Walked(Appeal(row)) })))
    }
}
