//! What can be done with reports.

use std::sync::Arc;

use entity::{AllowanceKind, EssayId, ModerationActionKind as Kind, PostId, PostStatus, ReasonCode, ReportId, ReportStatus, UserId};

use crate::{
    auth::{Member, Moderator},
    clock,
    db::{Db, Transaction},
    error::{Code, Error, Result},
    moderation::{
        rules::TextKey,
        service::{self as moderation, Why},
        texts::service as texts,
    },
    paging::{Order, Page, Slice},
    post::{
        rules::{self as post_rules, PostKey},
        store as posts,
    },
    report::{
        rules,
        store::{self, Filter, ReportRow},
    },
    site::{InForce, Rules},
    text::plain::{self, Bounds},
    trust,
};

const DETAILS: Bounds = Bounds { min: 0, max: 1000 };

/// What a reader says of a text.
pub struct Complaint {
    /// Why.
    pub reason: ReasonCode,
    /// In words.
    pub details: Option<String>,
}

impl Complaint {
    fn checked(self) -> Result<Self> {
        let details = self.details.map(|text| plain::block(&text, DETAILS)).transpose().map_err(|why| Error::invalid(&["input", "details"], why))?;
        let details = details.filter(|text| !text.is_empty());
        if self.reason == ReasonCode::Other && details.is_none() {
            return Err(Error::invalid(&["input", "details"], "Say in words what is wrong."));
        }
        Ok(Self { details, ..self })
    }
}

/// Reports a post's present text; once a person. If enough weight from people of at
/// least two countries is open about it, the post is held until a moderator has
/// looked.
pub async fn report(db: &Db, site: &Rules, member: &Member, key: PostKey, complaint: Complaint) -> Result<Arc<ReportRow>> {
    let complaint = complaint.checked()?;
    let in_force = site.current(db).await?;
    let transaction = db.begin().await?;
    let post = posts::post_to_change(&transaction, key).await?.filter(|post| post_rules::is_shown(post.status));
    let post = post.ok_or_else(|| Error::not_found("post").at(&["input", "postId"]))?;
    member.access.ensure_essay(post.essay_id)?;
    if post.author_id == Some(member.id()) {
        return Err(Error::forbidden("This is your own post: edit or delete it."));
    }
    let row = by_the_program(key.post_id(), post.essay_id, &post.language, post.revision, String::new());
    let (row, holding) = enter(&transaction, &in_force, member, row, complaint).await?;
    if let Some(why) = holding {
        moderation::carry_out(&transaction, &post, Kind::Hold, None, why, None).await?;
    }
    transaction.commit().await?;
    Ok(Arc::new(row))
}

/// The same of a text that belongs to a post, and that everybody reads.
pub async fn report_text(db: &Db, site: &Rules, member: &Member, key: TextKey, complaint: Complaint) -> Result<Arc<ReportRow>> {
    let complaint = complaint.checked()?;
    let in_force = site.current(db).await?;
    let transaction = db.begin().await?;
    let missing = |error: Error| if error.code() == Code::NotFound { Error::not_found("text").at(&["input", "textId"]) } else { error };
    let text = texts::to_change(&transaction, key).await.map_err(missing)?;
    if !text.is_public || !text.of.is_shown || !post_rules::is_shown(text.visibility) {
        return Err(missing(Error::not_found("text")));
    }
    member.access.ensure_essay(text.of.essay_id)?;
    if texts::authors(&transaction, &text).await?.contains(&member.id()) {
        return Err(Error::forbidden("These are your own words."));
    }
    let mut row = by_the_program(text.post_id, text.of.essay_id, &text.language, text.revision, String::new());
    row.set_text(key);
    let (row, holding) = enter(&transaction, &in_force, member, row, complaint).await?;
    if let Some(why) = holding {
        texts::hold(&transaction, text, why).await?;
    }
    transaction.commit().await?;
    Ok(Arc::new(row))
}

/// Enters what a reader says of the text that `row` names; why it is to be held, if the program has to
/// do so by itself. `RATE_LIMITED`; `CONFLICT` if they have reported it already.
async fn enter(transaction: &Transaction, in_force: &InForce, member: &Member, row: ReportRow, complaint: Complaint) -> Result<(ReportRow, Option<Why>)> {
    let Complaint { reason, details } = complaint;
    let most = trust::service::limits_of(&member.user, &in_force.settings.trust).map_or(0, |limits| limits.reports_per_day);
    trust::service::spend(transaction, member, AllowanceKind::Report, most).await?;
    let (upheld, dismissed) = store::record_of(transaction, member.id()).await?;
    let weight = rules::weight(member.user.role, member.user.trust_level, upheld, dismissed);
    let (open, mut countries) = store::pressure(transaction, (row.post_id, row.text()), row.revision).await?;
    countries.extend(member.user.country.clone());
    let row = ReportRow { reporter_id: Some(member.id()), reason, details, weight, priority: open + weight, ..row };
    store::insert(transaction, &row).await.map_err(|error| Error::from(error).or_conflict("You have reported this text already."))?;
    let hides = reason != ReasonCode::Misunderstood && rules::hides(row.priority, &countries);
    let why = "Several people from several countries have reported it. A moderator will look.";
    Ok((row, hides.then(|| Why { reason: Some(reason), explanation: Some(why.to_owned()) })))
}

/// Resolves a report, and with it all that are open about the same post. `CONFLICT` if
/// the text has changed since it was reported.
pub async fn resolve(
    db: &Db,
    moderator: &Moderator<'_>,
    id: ReportId,
    status: ReportStatus,
    reason: Option<ReasonCode>,
    explanation: Option<&str>,
) -> Result<Arc<ReportRow>> {
    let found = store::reports(db.read(), &[id]).await?.pop().ok_or_else(|| Error::not_found("report").at(&["input", "reportId"]))?;
    let why =
        |reason| if status == ReportStatus::Upheld { Why::stated(Some(reason), explanation.unwrap_or_default()) } else { Why::optional(None, explanation) };
    let why = why(reason.unwrap_or(found.reason))?;
    let transaction = db.begin().await?;
    // The post first, then the report: the order in which deciding about posts locks them.
    let post = posts::referred_post_to_change(&transaction, found.post_id).await?;
    let mut row = store::report_to_change(&transaction, id).await?.ok_or_else(|| Error::not_found("report"))?;
    if row.status != ReportStatus::Open {
        return Err(Error::conflict("This report is resolved already."));
    }
    let now = clock::now();
    if row.claimed_by_id.is_some_and(|by| by != moderator.id()) && row.claimed_until.is_some_and(|until| until > now) {
        return Err(Error::conflict("Another moderator is looking at this report."));
    }
    if let Some(key) = row.text() {
        let text = texts::to_change(&transaction, key).await?;
        texts::resolve(&transaction, moderator, text, row.revision, status, why).await?;
        transaction.commit().await?;
        (row.status, row.resolved_at) = (status, Some(now));
        return Ok(Arc::new(row));
    }
    moderation::ensure_may_decide(moderator, &post)?;
    if post.status != PostStatus::Deleted {
        if row.revision != post.revision {
            return Err(Error::conflict("The text has changed since it was reported. Read it again, and decide about the post."));
        }
        // Of what somebody has removed meanwhile, only the reports are left to close.
        if post.status != PostStatus::Removed {
            let kind = if status == ReportStatus::Upheld { Kind::Remove } else { Kind::Approve };
            moderation::carry_out(&transaction, &post, kind, Some(moderator.id()), why, None).await?;
        }
    }
    store::resolve_all(&transaction, (row.post_id, None), None, status, moderator.id(), now).await?;
    transaction.commit().await?;
    (row.status, row.resolved_at) = (status, Some(now));
    Ok(Arc::new(row))
}

/// Claims a report that one may decide about for 15 minutes, so that two moderators do
/// not decide at once.
pub async fn claim(db: &Db, moderator: &Moderator<'_>, id: ReportId) -> Result<Arc<ReportRow>> {
    let now = clock::now();
    let until = entity::Timestamp(now.0 + rules::CLAIM_MS);
    let found = store::reports(db.read(), &[id]).await?.pop().ok_or_else(|| Error::not_found("report").at(&["input", "reportId"]))?;
    let transaction = db.begin().await?;
    let post = posts::referred_post_to_change(&transaction, found.post_id).await?;
    match found.text() {
        None => moderation::ensure_may_decide(moderator, &post)?,
        Some(key) => texts::ensure_may_decide(&transaction, moderator, &texts::to_change(&transaction, key).await?).await?,
    }
    let is_claimed = store::claim(&transaction, id, moderator.id(), now, until).await?;
    let row = store::reports(&transaction, &[id]).await?.pop().ok_or_else(|| Error::not_found("report").at(&["input", "reportId"]))?;
    if !is_claimed {
        return Err(Error::conflict("This report is resolved, or another moderator is looking at it."));
    }
    transaction.commit().await?;
    Ok(Arc::new(row))
}

/// A page of the queue.
pub async fn queue(db: &Db, filter: &Filter, order: &Order<entity::report::Column>, page: &Page) -> Result<Slice<Arc<ReportRow>>> {
    Ok(store::report_page(db.read(), filter, order, page).await?.map(Arc::new))
}

/// How long the queue is.
pub async fn count(db: &Db, filter: &Filter) -> Result<u64> {
    Ok(store::count_reports(db.read(), filter).await?)
}

/// Requests to clarify, about what somebody wrote.
pub async fn to_clarify(db: &Db, author: UserId, page: &Page) -> Result<Slice<Arc<ReportRow>>> {
    Ok(store::to_clarify(db.read(), author, &store::by_priority(), page).await?.map(Arc::new))
}

/// A report by the program itself, of a post that it holds back.
#[must_use]
pub fn by_the_program(post_id: PostId, essay_id: EssayId, language: &str, revision: i32, found: String) -> ReportRow {
    ReportRow {
        id: ReportId::generate(),
        post_id,
        translation_id: None,
        pledge_id: None,
        joint_statement_id: None,
        vote_id: None,
        essay_id,
        language: language.to_owned(),
        revision,
        reporter_id: None,
        reason: ReasonCode::Other,
        details: Some(found),
        weight: rules::OWN_WEIGHT,
        priority: rules::OWN_WEIGHT,
        status: ReportStatus::Open,
        claimed_by_id: None,
        claimed_until: None,
        created_at: clock::now(),
        resolved_at: None,
    }
}
