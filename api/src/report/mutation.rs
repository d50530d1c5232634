//! Changes of reports.

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    error::{Error, Result},
    graphql::{
        context::ContextExt,
        walk::{Walked, WalkedItems},
    },
    post::input::post_key,
    report::{
        input::{ClaimReportInput, ReportPostInput, ReportResolution, ReportTextInput, ResolveReportInput, ResolveReportsInput, text_key},
        object::Report,
        service::{self, Complaint},
    },
};

/// Reports that can be resolved at once.
const MAX_REPORTS: usize = 50;

/// What `reportPost` gives.
#[derive(SimpleObject)]
pub struct ReportPostPayload {
    /// What moderators will read.
    report: Walked<Report>,
}

/// What `reportText` gives.
#[derive(SimpleObject)]
pub struct ReportTextPayload {
    /// What moderators will read.
    report: Walked<Report>,
}

/// What `resolveReport` gives.
#[derive(SimpleObject)]
pub struct ResolveReportPayload {
    /// The report as it now is.
    report: Walked<Report>,
}

/// What `resolveReports` gives.
#[derive(SimpleObject)]
pub struct ResolveReportsPayload {
    /// Those that were resolved, each by a decision of its own.
    reports: WalkedItems<Report>,
    /// What stood in the way of the others, in the order of the input.
    problems: Vec<String>,
}

/// What `claimReport` gives.
#[derive(SimpleObject)]
pub struct ClaimReportPayload {
    /// The report as it now is.
    report: Walked<Report>,
}

/// Changes of reports.
#[derive(Default)]
pub struct ReportMutation;

const fn status(resolution: ReportResolution) -> entity::ReportStatus {
    match resolution {
        ReportResolution::Upheld => entity::ReportStatus::Upheld,
        ReportResolution::Dismissed => entity::ReportStatus::Dismissed,
    }
}

#[Object]
impl ReportMutation {
    /// Reports a post to moderators; once a person and text, then `CONFLICT`.
    /// `MISUNDERSTOOD` goes to the author as a request to clarify. Needs to be signed in.
    ///
    /// Scope: `WRITE_DISCUSSION`.
    async fn report_post(&self, ctx: &Context<'_>, #[graphql(desc = "What, and why.")] input: ReportPostInput) -> Result<Option<Walked<ReportPostPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let complaint = Complaint { reason: input.reason.into(), details: input.details };
        let row = service::report(request.db(), &request.services.rules, member, key, complaint).await?;
        Ok(Some(Walked(ReportPostPayload { report: Walked(Report(row)) })))
    }

    /// Reports what belongs to a post to moderators: a translation, a pledge with what is told of it,
    /// a joint statement, or the reason of a vote; once a person and text, then `CONFLICT`.
    /// `MISUNDERSTOOD` goes to whose it is as a request to clarify. Needs to be signed in.
    ///
    /// Scope: `WRITE_DISCUSSION`.
    async fn report_text(&self, ctx: &Context<'_>, #[graphql(desc = "What, and why.")] input: ReportTextInput) -> Result<Option<Walked<ReportTextPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let key = text_key(&input.text_id, &["input", "textId"])?;
        let complaint = Complaint { reason: input.reason.into(), details: input.details };
        let row = service::report_text(request.db(), &request.services.rules, member, key, complaint).await?;
        Ok(Some(Walked(ReportTextPayload { report: Walked(Report(row)) })))
    }

    /// Resolves a report, and with it all that are open about the same post, or about the same text
    /// that belongs to one.
    /// `CONFLICT` if it is resolved already, if somebody else has claimed it, or if the
    /// text has changed since. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn resolve_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: ResolveReportInput,
    ) -> Result<Option<Walked<ResolveReportPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.report_id.key(&["input", "reportId"])?;
        let reason = input.reason.map(Into::into);
        let row = service::resolve(request.db(), &moderator, id, status(input.resolution), reason, input.explanation.as_deref()).await?;
        Ok(Some(Walked(ResolveReportPayload { report: Walked(Report(row)) })))
    }

    /// Resolves several reports in one way. Each is decided and logged by itself: one
    /// that cannot be resolved stops none of the others. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn resolve_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: ResolveReportsInput,
    ) -> Result<Option<Walked<ResolveReportsPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        if input.report_ids.len() > MAX_REPORTS {
            return Err(Error::invalid(&["input", "reportIds"], format!("Name {MAX_REPORTS} reports at most.")));
        }
        let (mut reports, mut problems) = (Vec::new(), Vec::new());
        for id in &input.report_ids {
            let id = id.key(&["input", "reportIds"])?;
            match service::resolve(request.db(), &moderator, id, status(input.resolution), None, input.explanation.as_deref()).await {
                Ok(row) => reports.push(Report(row)),
                Err(error) if error.detail().is_none() => problems.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(Some(Walked(ResolveReportsPayload { reports: WalkedItems(reports), problems })))
    }

    /// Claims a report for 15 minutes: until then nobody else can resolve it. `CONFLICT`
    /// if somebody else was first. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn claim_report(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: ClaimReportInput) -> Result<Option<Walked<ClaimReportPayload>>> {
        let request = ctx.request();
        let row = service::claim(request.db(), &request.viewer.moderator()?, input.report_id.key(&["input", "reportId"])?).await?;
        Ok(Some(Walked(ClaimReportPayload { report: Walked(Report(row)) })))
    }
}
