//! Inputs about reports.

use async_graphql::{Enum, ID, InputObject};
use entity::ReportId;

use crate::{graphql::id::Id, moderation::input::ReasonCode};

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

/// How a report can be resolved.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportResolution {
    /// The report is right: the post is removed, if it is not removed already.
    Upheld,
    /// The post stands; one that was held is published.
    Dismissed,
}

/// What `resolveReport` needs.
#[derive(InputObject)]
pub struct ResolveReportInput {
    /// The report.
    pub report_id: Id<ReportId>,
    /// How. All open reports of the post go with it.
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
