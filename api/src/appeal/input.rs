//! Inputs about appeals.

use async_graphql::{Enum, InputObject};
use entity::{AppealId, ModerationActionId};

use crate::graphql::id::Id;

/// What `appealDecision` needs.
#[derive(InputObject)]
pub struct AppealDecisionInput {
    /// The decision: one about oneself or what one wrote, at most 20 days old.
    pub action_id: Id<ModerationActionId>,
    /// Why it should be undone: 1 to 2 000 characters.
    pub text: String,
}

/// How an appeal can be answered.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppealOutcome {
    /// The decision stands.
    Upheld,
    /// The decision is undone.
    Overturned,
}

/// What `answerAppeal` needs.
#[derive(InputObject)]
pub struct AnswerAppealInput {
    /// The appeal.
    pub appeal_id: Id<AppealId>,
    /// How.
    pub outcome: AppealOutcome,
    /// What the reviewer says to the person: 1 to 2 000 characters.
    pub answer: String,
}
