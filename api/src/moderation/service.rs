//! What moderators can do, and the log of it. Every decision is written to the log
//! in the transaction that carries it out.

use entity::{ModerationActionId, ModerationActionKind as Kind, PostStatus, ReasonCode, Role, ThreadId, Timestamp, UserId};

use crate::{
    auth::{self, Auth, Member, Moderator, store::UserRow},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    moderation::{
        rules::{self, Person},
        store::{self, About, ActionRow},
    },
    paging::{Order, Page, Slice},
    post::{
        rules::PostKey,
        service::{self as post_service, Reviewed},
        store::{self as posts, PostFacts},
    },
    report,
    text::plain::{self, Bounds},
    thread,
};

const EXPLANATION: Bounds = Bounds { min: 1, max: 2000 };
/// Bounds of slow mode: five seconds to a day.
const SLOW_MODE_SECONDS: std::ops::RangeInclusive<i32> = 5..=86_400;
/// Rows of the log that are checked at a time.
const BATCH: u64 = 500;

/// Why something is decided.
#[derive(Clone, Debug)]
pub struct Why {
    /// As a code.
    pub reason: Option<ReasonCode>,
    /// In words, for whom it is about.
    pub explanation: Option<String>,
}

impl Why {
    /// Checks an explanation that must be there.
    pub fn stated(reason: Option<ReasonCode>, explanation: &str) -> Result<Self> {
        let text = plain::block(explanation, EXPLANATION).map_err(|why| Error::invalid(&["input", "explanation"], why))?;
        Ok(Self { reason, explanation: Some(text) })
    }

    /// Checks one that may be left out.
    pub fn optional(reason: Option<ReasonCode>, explanation: Option<&str>) -> Result<Self> {
        explanation.filter(|text| !text.trim().is_empty()).map_or(Ok(Self { reason, explanation: None }), |text| Self::stated(reason, text))
    }
}

fn person(member: &Member) -> Person {
    Person { id: member.id(), role: member.user.role }
}

/// A decision of now that says no more than its kind, by whom and why.
#[must_use]
pub fn row(kind: Kind, moderator: Option<UserId>, why: Why) -> ActionRow {
    ActionRow {
        id: ModerationActionId::generate(),
        seq: 0,
        kind,
        moderator_id: moderator,
        post_id: None,
        translation_id: None,
        pledge_id: None,
        joint_statement_id: None,
        revision: None,
        user_id: None,
        language: None,
        reason: why.reason,
        explanation: why.explanation,
        before: None,
        after: None,
        reverts_id: None,
        created_at: clock::now(),
        hash: Vec::new(),
    }
}

/// The same about a post, and so about its author.
fn row_about(post: &PostFacts, kind: Kind, moderator: Option<UserId>, why: Why) -> ActionRow {
    let language = Some(post.language.clone());
    ActionRow { post_id: Some(post.key.post_id()), revision: Some(post.revision), user_id: post.author_id, language, ..row(kind, moderator, why) }
}

/// Carries out a decision about a post and writes it to the log; for all who decide,
/// the program among them. The caller holds the post's lock.
pub async fn carry_out(
    transaction: &Transaction,
    post: &PostFacts,
    kind: Kind,
    moderator: Option<UserId>,
    why: Why,
    reverts: Option<ModerationActionId>,
) -> Result<ActionRow> {
    let mut action = row_about(post, kind, moderator, why);
    action.reverts_id = reverts;
    match (kind, post.key) {
        (Kind::Lock | Kind::Unlock, PostKey::Thread(id)) => {
            let locked_at = (kind == Kind::Lock).then_some(action.created_at);
            if post.locked_at.is_some() == locked_at.is_some() {
                return Err(Error::conflict(if locked_at.is_some() { "This thread is locked already." } else { "This thread is not locked." }));
            }
            thread::store::set_locked(transaction, id, locked_at).await?;
        }
        _ => {
            if let Some(status) = rules::decided_status(kind, post.status)? {
                post_service::set_status(transaction, post, status).await?;
                action.before = Some(post.status.as_str().to_owned());
                action.after = Some(status.as_str().to_owned());
            }
        }
    }
    Ok(store::append(transaction, action).await?)
}

/// Writes to the log that the program holds a post back, by which rules.
pub async fn note_hold(transaction: &Transaction, of: &Reviewed<'_>, author: UserId, rules: &str) -> Result<ActionRow> {
    let mut action = row(Kind::Hold, None, Why { reason: None, explanation: Some(format!("Rules of civility: {rules}.")) });
    action.post_id = Some(of.key.post_id());
    action.revision = Some(of.revision);
    action.user_id = Some(author);
    action.language = Some(of.language.to_owned());
    action.after = Some(PostStatus::Held.as_str().to_owned());
    Ok(store::append(transaction, action).await?)
}

/// Writes to the log that a reply was moved, from and to which thread.
pub async fn note_move(transaction: &Transaction, post: &PostFacts, moderator: UserId, why: Why, from: ThreadId, to: ThreadId) -> Result<ActionRow> {
    let mut action = row_about(post, Kind::Move, Some(moderator), why);
    (action.before, action.after) = (Some(from.0.to_string()), Some(to.0.to_string()));
    Ok(store::append(transaction, action).await?)
}

/// Writes a decision to the log that another feature carries out.
pub async fn note(transaction: &Transaction, action: ActionRow) -> Result<ActionRow> {
    Ok(store::append(transaction, action).await?)
}

/// Writes to the log that a decision was undone which was no longer in force: nothing
/// else changes.
pub async fn note_undoing(transaction: &Transaction, of: &ActionRow, kind: Kind, moderator: UserId, why: Why) -> Result<ActionRow> {
    let mut action = row(kind, Some(moderator), why);
    (action.post_id, action.revision, action.user_id) = (of.post_id, of.revision, of.user_id);
    if let Some(key) = of.text() {
        action.set_text(key);
    }
    action.language.clone_from(&of.language);
    action.reverts_id = Some(of.id);
    Ok(store::append(transaction, action).await?)
}

/// Makes a moderator see somebody's posts first, until they are reinstated.
pub async fn premoderate(auth: &Auth, db: &Db, moderator: &Moderator<'_>, id: UserId, why: Why) -> Result<(UserRow, ActionRow)> {
    let transaction = db.begin().await?;
    let mut user = subject(&transaction, moderator, id).await?;
    let mut action = row(Kind::Premoderate, Some(moderator.id()), why);
    action.user_id = Some(id);
    store::set_premoderated(&transaction, id, true).await?;
    let action = store::append(&transaction, action).await?;
    transaction.commit().await?;
    auth.forget_viewer(id);
    user.is_premoderated = true;
    Ok((user, action))
}

/// Decides about a post. With `revision`, only if that is still its text.
pub async fn decide_post(db: &Db, moderator: &Moderator<'_>, key: PostKey, kind: Kind, why: Why, revision: Option<i32>) -> Result<ActionRow> {
    let transaction = db.begin().await?;
    let post = posts::post_to_change(&transaction, key).await?.filter(|post| post.status != PostStatus::Deleted).ok_or_else(|| Error::not_found("post"))?;
    ensure_may_decide(moderator, &post)?;
    if revision.is_some_and(|revision| revision != post.revision) {
        return Err(Error::conflict("The text has changed since. Read it again."));
    }
    let action = carry_out(&transaction, &post, kind, Some(moderator.id()), why, None).await?;
    if let Some(fate) = rules::fate_of_reports(kind) {
        report::store::resolve_all(&transaction, (key.post_id(), None), None, fate, moderator.id(), action.created_at).await?;
    }
    transaction.commit().await?;
    Ok(action)
}

/// Sets how long one waits between two replies in a thread; `None` ends it.
pub async fn set_slow_mode(db: &Db, moderator: &Moderator<'_>, id: ThreadId, seconds: Option<i32>, why: Why) -> Result<ActionRow> {
    if seconds.is_some_and(|seconds| !SLOW_MODE_SECONDS.contains(&seconds)) {
        return Err(Error::invalid(&["input", "seconds"], format!("Between {} and {} seconds.", SLOW_MODE_SECONDS.start(), SLOW_MODE_SECONDS.end())));
    }
    let transaction = db.begin().await?;
    let post = posts::post_to_change(&transaction, PostKey::Thread(id)).await?.filter(|post| post.status != PostStatus::Deleted);
    let post = post.ok_or_else(|| Error::not_found("thread").at(&["input", "threadId"]))?;
    ensure_may_decide(moderator, &post)?;
    let mut action = row(Kind::SlowMode, Some(moderator.id()), why);
    action.post_id = Some(id.into());
    action.revision = Some(post.revision);
    action.language = Some(post.language);
    action.after = seconds.map(|seconds| seconds.to_string());
    thread::store::set_slow_mode(&transaction, id, seconds).await?;
    let action = store::append(&transaction, action).await?;
    transaction.commit().await?;
    Ok(action)
}

/// Refuses to decide about a post outside one's scope, about one's own, or one of somebody as high.
pub fn ensure_may_decide(moderator: &Moderator<'_>, post: &PostFacts) -> Result<()> {
    moderator.ensure_covers(post.essay_id, &post.language)?;
    match (post.author_id, post.author_role) {
        (Some(id), Some(role)) => ensure_power_over(moderator, id, role),
        _ => Ok(()),
    }
}

/// Refuses to decide about oneself, or about an equal or higher role.
pub fn ensure_power_over(moderator: &Moderator<'_>, id: UserId, role: Role) -> Result<()> {
    rules::ensure_power(person(moderator), Person { id, role })
}

/// Takes somebody's right to write until a time, or without end.
pub async fn suspend(auth: &Auth, db: &Db, moderator: &Moderator<'_>, id: UserId, until: Option<Timestamp>, why: Why) -> Result<(UserRow, ActionRow)> {
    if until.is_some_and(|until| until <= clock::now()) {
        return Err(Error::invalid(&["input", "until"], "It must lie in the future."));
    }
    let kind = if until.is_some() { Kind::Suspend } else { Kind::Ban };
    let until = until.unwrap_or(clock::FOREVER);
    let transaction = db.begin().await?;
    let mut user = subject(&transaction, moderator, id).await?;
    let mut action = row(kind, Some(moderator.id()), why);
    action.user_id = Some(id);
    action.before = user.suspended_until.map(|time| time.0.to_string());
    action.after = Some(until.0.to_string());
    store::set_standing(&transaction, id, Some(until), user.open_warning_id).await?;
    let action = store::append(&transaction, action).await?;
    transaction.commit().await?;
    auth.forget_viewer(id);
    user.suspended_until = Some(until);
    Ok((user, action))
}

/// Warns somebody: they confirm it before they write again.
pub async fn warn(auth: &Auth, db: &Db, moderator: &Moderator<'_>, id: UserId, why: Why) -> Result<(UserRow, ActionRow)> {
    let transaction = db.begin().await?;
    let mut user = subject(&transaction, moderator, id).await?;
    let mut action = row(Kind::Warn, Some(moderator.id()), why);
    action.user_id = Some(id);
    let action = store::append(&transaction, action).await?;
    store::set_standing(&transaction, id, user.suspended_until, Some(action.id)).await?;
    transaction.commit().await?;
    auth.forget_viewer(id);
    user.open_warning_id = Some(action.id);
    Ok((user, action))
}

/// Gives somebody's right to write back, and takes an open warning away.
pub async fn reinstate(auth: &Auth, db: &Db, moderator: &Moderator<'_>, id: UserId, why: Why) -> Result<(UserRow, ActionRow)> {
    let transaction = db.begin().await?;
    let user = subject(&transaction, moderator, id).await?;
    if user.suspended_until.is_none() && user.open_warning_id.is_none() && !user.is_premoderated {
        return Err(Error::conflict("This person may write already."));
    }
    let all = [Kind::Suspend, Kind::Warn, Kind::Premoderate];
    let (user, action) = carry_out_reinstatement(&transaction, user, &all, moderator.id(), why, None).await?;
    transaction.commit().await?;
    auth.forget_viewer(id);
    Ok((user, action))
}

/// Takes back what decisions of some kinds have done to somebody, and writes it to the
/// log. The caller holds the account's lock.
pub async fn carry_out_reinstatement(
    transaction: &Transaction,
    mut user: UserRow,
    from: &[Kind],
    moderator: UserId,
    why: Why,
    reverts: Option<ModerationActionId>,
) -> Result<(UserRow, ActionRow)> {
    let mut action = row(Kind::Reinstate, Some(moderator), why);
    action.user_id = Some(user.id);
    action.before = user.suspended_until.map(|time| time.0.to_string());
    action.reverts_id = reverts;
    for kind in from {
        match kind {
            Kind::Suspend | Kind::Ban => user.suspended_until = None,
            Kind::Warn => user.open_warning_id = None,
            Kind::Premoderate => user.is_premoderated = false,
            _ => {}
        }
    }
    action.after = user.suspended_until.map(|time| time.0.to_string());
    store::set_standing(transaction, user.id, user.suspended_until, user.open_warning_id).await?;
    store::set_premoderated(transaction, user.id, user.is_premoderated).await?;
    let action = store::append(transaction, action).await?;
    Ok((user, action))
}

/// Confirms that one has read a warning: the one that is open.
pub async fn confirm_warning(auth: &Auth, db: &Db, member: &Member, warning_id: ModerationActionId) -> Result<UserRow> {
    let transaction = db.begin().await?;
    let mut user = auth::store::user_to_change(&transaction, member.id()).await?.ok_or_else(|| Error::not_found("user"))?;
    if user.open_warning_id != Some(warning_id) {
        return Err(Error::not_found("open warning").at(&["input", "warningId"]));
    }
    store::set_standing(&transaction, user.id, user.suspended_until, None).await?;
    transaction.commit().await?;
    auth.forget_viewer(user.id);
    user.open_warning_id = None;
    Ok(user)
}

async fn subject(transaction: &Transaction, moderator: &Moderator<'_>, id: UserId) -> Result<UserRow> {
    moderator.ensure_whole_forum()?;
    let user = auth::store::user_to_change(transaction, id).await?.ok_or_else(|| Error::not_found("user").at(&["input", "userId"]))?;
    rules::ensure_power(person(moderator), Person { id: user.id, role: user.role })?;
    Ok(user)
}

/// A page of the log.
pub async fn log(db: &Db, about: About, order: &Order<entity::moderation_action::Column>, page: &Page) -> Result<Slice<ActionRow>> {
    Ok(store::action_page(db.read(), about, order, page).await?)
}

/// How long the log is.
pub async fn count(db: &Db, about: About) -> Result<u64> {
    Ok(store::count_actions(db.read(), about).await?)
}

/// What a check of the log found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Decisions that were checked.
    pub checked: i64,
    /// Number of the first that is missing or was changed.
    pub first_break: Option<i64>,
}

/// Recomputes the whole chain, from the first decision to the end that is kept apart.
pub async fn verify(db: &Db) -> Result<Verification> {
    // The end first: what is added meanwhile comes after it.
    let (last, last_hash) = store::head(db.read()).await?;
    let mut previous = vec![0_u8; 32];
    let mut checked = 0;
    loop {
        let rows = store::actions_after(db.read(), checked, BATCH).await?;
        for row in rows.iter().take_while(|row| row.seq <= last) {
            if row.seq != checked + 1 || row.hash != row.expected_hash(&previous) {
                return Ok(Verification { checked, first_break: Some(checked + 1) });
            }
            checked = row.seq;
            previous.clone_from(&row.hash);
        }
        if rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX) || checked >= last {
            break;
        }
    }
    let is_whole = checked == last && previous == last_hash;
    Ok(Verification { checked, first_break: (!is_whole).then_some(checked + 1) })
}

/// Reports whose times are looked at for the median.
const MAX_TIMES: u64 = 10_000;

/// How moderation fares.
pub struct Stats {
    /// By reason and language.
    pub fates: Vec<store::Fate>,
    /// Half of the reports were resolved faster, in seconds; `None` if none was.
    pub median_seconds: Option<f64>,
}

/// How moderation fared in the last days, for moderators.
pub async fn stats(db: &Db, _moderator: &Moderator<'_>, days: i32) -> Result<Stats> {
    if !(1..=365).contains(&days) {
        return Err(Error::invalid(&["days"], "Between 1 and 365."));
    }
    let since = Timestamp(clock::now().0 - i64::from(days) * 86_400_000);
    let kinds = [Kind::Hold, Kind::Remove, Kind::Lock, Kind::Warn, Kind::Suspend, Kind::Ban, Kind::Premoderate];
    let fates = store::fates(db.read(), &kinds, since).await?;
    let times = report::store::times_to_resolve(db.read(), since, MAX_TIMES).await?;
    Ok(Stats { fates, median_seconds: rules::median(times).map(|milliseconds| milliseconds / 1000.0) })
}
