//! Inputs about reports.

use async_graphql::{Enum, ID, InputObject};
use entity::{JointStatementId, PledgeId, ReportId, TranslationId, VoteId};

use crate::{
    error::{Error, Result},
    graphql::id::{self, Id, NodeKey},
    moderation::{input::ReasonCode, rules::TextKey},
};

/// What `reportPost` needs.
#[derive(InputObject)]
pub struct ReportPostInput {
    /// The id of a thread, a reply or a proposal.
    pub post_id: ID,
    /// Why.
    pub reason: ReasonCode,
    /// In words: at most 1 000 characters. `OTHER` needs them.
    pub details: Option<String>,
}

/// What `reportText` needs.
#[derive(InputObject)]
pub struct ReportTextInput {
    /// The id of a translation, a pledge, a joint statement, or of a vote for its reason.
    pub text_id: ID,
    /// Why.
    pub reason: ReasonCode,
    /// In words: at most 1 000 characters. `OTHER` needs them.
    pub details: Option<String>,
}

/// The text that an id of an input names; `field` is its path.
pub fn text_key(id: &str, field: &'static [&'static str]) -> Result<TextKey> {
    match id::decode_any(id) {
        Some((TranslationId::TAG, uuid)) => Ok(TextKey::Translation(TranslationId(uuid))),
        Some((PledgeId::TAG, uuid)) => Ok(TextKey::Pledge(PledgeId(uuid))),
        Some((JointStatementId::TAG, uuid)) => Ok(TextKey::JointStatement(JointStatementId(uuid))),
        Some((VoteId::TAG, uuid)) => Ok(TextKey::Reason(VoteId(uuid))),
        _ => Err(Error::invalid(field, "This is not the id of a translation, a pledge, a joint statement or a vote.")),
    }
}

/// How a report can be resolved.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportResolution {
    /// The report is right: the text is removed, if it is not removed already.
    Upheld,
    /// The text stands; one that was held is published.
    Dismissed,
}

/// What `resolveReport` needs.
#[derive(InputObject)]
pub struct ResolveReportInput {
    /// The report.
    pub report_id: Id<ReportId>,
    /// How. All open reports of the text go with it.
    pub resolution: ReportResolution,
    /// For the author: 1 to 2 000 characters; may be left out if the post stands.
    pub explanation: Option<String>,
    /// The rule that was broken, if another than was reported.
    pub reason: Option<ReasonCode>,
}

/// What `resolveReports` needs.
#[derive(InputObject)]
pub struct ResolveReportsInput {
    /// The reports: at most 50.
    pub report_ids: Vec<Id<ReportId>>,
    /// How.
    pub resolution: ReportResolution,
    /// For the authors: 1 to 2 000 characters; may be left out if the posts stand.
    pub explanation: Option<String>,
}

/// What `claimReport` needs.
#[derive(InputObject)]
pub struct ClaimReportInput {
    /// The report.
    pub report_id: Id<ReportId>,
}
