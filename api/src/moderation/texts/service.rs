//! How texts that belong to a post are held back and decided about. Whoever calls with a transaction
//! holds the lock of the post: it is taken before the text's.

use entity::{EssayId, ModerationActionId, ModerationActionKind as Kind, PostId, PostStatus, ReportStatus, UserId};

use crate::{
    account::store::users,
    auth::{Member, Moderator},
    clock,
    db::Transaction,
    error::{Error, Result},
    joint_statement,
    moderation::{
        rules::{self as moderation_rules, TextKey},
        service::{self as moderation, Why},
        store::{self, ActionRow},
        texts::rules::{self, Decision},
    },
    pledge,
    post::{
        rules as post_rules,
        service::{Place, Reading, Review},
        store::PostFacts,
    },
    proposal::store::ProposalItem,
    reason, report, translation,
};

/// A post as far as moderation of what belongs to it depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    /// Its work.
    pub essay_id: EssayId,
    /// Its text: what the log names where it does not name what belongs to it.
    pub revision: i32,
    /// Whether it is shown.
    pub is_shown: bool,
}

impl From<&PostFacts> for Of {
    fn from(post: &PostFacts) -> Self {
        Self { essay_id: post.essay_id, revision: post.revision, is_shown: post_rules::is_shown(post.status) }
    }
}

impl From<&ProposalItem> for Of {
    fn from(item: &ProposalItem) -> Self {
        Self { essay_id: item.row.essay_id, revision: item.row.revision, is_shown: post_rules::is_shown(item.row.status) }
    }
}

/// A text as far as moderation depends on it.
#[derive(Clone, Debug)]
pub struct ModeratedText {
    /// Which.
    pub key: TextKey,
    /// What it belongs to.
    pub post_id: PostId,
    /// The same, as far as it matters.
    pub of: Of,
    /// Counts its texts, from 1.
    pub revision: i32,
    /// Whose it is, for the log; `None` = a program's, or the account is gone.
    pub author_id: Option<UserId>,
    /// What it is in.
    pub language: String,
    /// Whether moderators let it be read.
    pub visibility: PostStatus,
    /// Whether everybody finds it unless moderators hide it.
    pub is_public: bool,
    /// Whether it is between two people: moderators have nothing to decide about it.
    pub is_private: bool,
}

/// What the rules of civility make of a text that belongs to a proposal.
pub fn review(reading: Reading, member: &Member, item: &ProposalItem) -> Result<Review> {
    let essay_slug = item.essay.as_ref().map_or("", |essay| essay.slug.as_str());
    reading.review(member, Place { essay_slug, ..Place::default() })
}

/// Tells moderators, and the log, of a text that the rules of civility hold back. `before` says
/// whether it was shown; `None` = it is new. `found` is by which rules. The log has no holds of reasons:
/// it would tell when somebody voted.
pub async fn note_hold(transaction: &Transaction, text: &ModeratedText, before: Option<PostStatus>, found: String) -> Result<()> {
    let why = Why { reason: None, explanation: Some(format!("Rules of civility: {found}.")) };
    let mut report = report::service::by_the_program(text.post_id, text.of.essay_id, &text.language, text.revision, found);
    report.set_text(text.key);
    report::store::insert(transaction, &report).await?;
    log_hold(transaction, (text, before), why).await
}

/// Hides a text that readers have reported until a moderator has looked: for the program.
pub async fn hold(transaction: &Transaction, mut text: ModeratedText, why: Why) -> Result<()> {
    let before = std::mem::replace(&mut text.visibility, PostStatus::Held);
    write(transaction, &text).await?;
    log_hold(transaction, (&text, Some(before)), why).await
}

async fn log_hold(transaction: &Transaction, of: (&ModeratedText, Option<PostStatus>), why: Why) -> Result<()> {
    match of.0.key {
        TextKey::Reason(_) => Ok(()),
        _ => note(transaction, Kind::Hold, None, why, of, None).await.map(drop),
    }
}

/// Writes to the log what was decided about a text that was `before`, or that is new. Its post is
/// not named: decisions about the post itself are found by that.
async fn note(
    transaction: &Transaction,
    kind: Kind,
    moderator: Option<UserId>,
    why: Why,
    (text, before): (&ModeratedText, Option<PostStatus>),
    reverts: Option<ModerationActionId>,
) -> Result<ActionRow> {
    let mut action = ActionRow {
        revision: Some(text.revision),
        user_id: text.author_id,
        language: Some(text.language.clone()),
        before: before.map(|status| status.as_str().to_owned()),
        after: Some(text.visibility.as_str().to_owned()),
        reverts_id: reverts,
        ..moderation::row(kind, moderator, why)
    };
    action.set_text(text.key);
    if let TextKey::Reason(_) = text.key {
        // Which vote it is, and whose, nobody is to learn from the log: it names the proposal.
        action.kind = if kind == Kind::Remove { Kind::RemoveReason } else { Kind::RestoreReason };
        (action.post_id, action.revision, action.user_id) = (Some(text.post_id), Some(text.of.revision), None);
    }
    Ok(store::append(transaction, action).await?)
}

/// A text, locked after its post.
pub async fn to_change(transaction: &Transaction, key: TextKey) -> Result<ModeratedText> {
    match key {
        TextKey::Translation(id) => translation::service::text_to_change(transaction, id).await,
        TextKey::Pledge(id) => pledge::service::text_to_change(transaction, id).await,
        TextKey::JointStatement(id) => joint_statement::service::text_to_change(transaction, id).await,
        TextKey::Reason(id) => reason::service::text_to_change(transaction, id).await,
    }
}

/// Writes whether a text is shown, and what follows from that.
async fn write(transaction: &Transaction, text: &ModeratedText) -> Result<()> {
    match text.key {
        TextKey::Translation(id) => translation::service::set_visibility(transaction, id, text.visibility).await,
        TextKey::Pledge(id) => pledge::service::set_visibility(transaction, id, text.visibility).await,
        TextKey::JointStatement(id) => joint_statement::service::set_visibility(transaction, id, text.visibility).await,
        TextKey::Reason(id) => reason::service::set_visibility(transaction, id, text.visibility).await,
    }
}

/// Whose words a text is.
pub async fn authors(transaction: &Transaction, text: &ModeratedText) -> Result<Vec<UserId>> {
    match text.key {
        TextKey::JointStatement(id) => joint_statement::service::authors(transaction, id).await,
        _ => Ok(text.author_id.into_iter().collect()),
    }
}

/// Refuses to decide about a text outside one's scope, about one's own, or one of somebody as high.
pub async fn ensure_may_decide(transaction: &Transaction, moderator: &Moderator<'_>, text: &ModeratedText) -> Result<()> {
    moderator.ensure_covers(text.of.essay_id, &text.language)?;
    if let TextKey::Reason(_) = text.key {
        // What role somebody has who has voted is not told.
        let is_own = text.author_id == Some(moderator.id());
        return if is_own { Err(Error::forbidden("Another moderator decides about your own words.")) } else { Ok(()) };
    }
    for user in users(transaction, &authors(transaction, text).await?).await? {
        moderation::ensure_power_over(moderator, user.id, user.role)?;
    }
    Ok(())
}

/// Carries out a decision about a text, writes it to the log, and resolves what it settles of the
/// open reports.
pub async fn carry_out(
    transaction: &Transaction,
    moderator: &Moderator<'_>,
    text: &mut ModeratedText,
    kind: Kind,
    why: Why,
    reverts: Option<ModerationActionId>,
) -> Result<ActionRow> {
    let before = text.visibility;
    text.visibility = rules::decided(kind, before, text.key.noun())?;
    write(transaction, text).await?;
    let action = note(transaction, kind, Some(moderator.id()), why, (text, Some(before)), reverts).await?;
    if let Some(fate) = moderation_rules::fate_of_reports(kind) {
        report::store::resolve_all(transaction, (text.post_id, Some(text.key)), None, fate, moderator.id(), action.created_at).await?;
    }
    Ok(action)
}

/// Decides about a text. With `revision`, only if there is no later one.
pub async fn decide(
    transaction: &Transaction,
    moderator: &Moderator<'_>,
    mut text: ModeratedText,
    kind: Kind,
    why: Why,
    revision: Option<i32>,
) -> Result<ActionRow> {
    ensure_may_decide(transaction, moderator, &text).await?;
    rules::ensure_revision(revision, text.revision, text.key.noun())?;
    carry_out(transaction, moderator, &mut text, kind, why, None).await
}

/// Decides about a text as a report of its text `revision` is resolved, and resolves with it all that
/// are open about the text. Of what is removed, gone or private meanwhile, only the reports are left to close.
pub async fn resolve(
    transaction: &Transaction,
    moderator: &Moderator<'_>,
    mut text: ModeratedText,
    revision: i32,
    status: ReportStatus,
    why: Why,
) -> Result<()> {
    ensure_may_decide(transaction, moderator, &text).await?;
    let decision = rules::resolving(status, text.visibility, text.is_private, (revision, text.revision), text.key.noun())?;
    if let Decision::CarryOut(kind) = decision {
        return carry_out(transaction, moderator, &mut text, kind, why, None).await.map(drop);
    }
    if decision == Decision::LetStand {
        note(transaction, Kind::Approve, Some(moderator.id()), why, (&text, Some(text.visibility)), None).await?;
    }
    let up_to = (decision == Decision::CloseEarlier).then_some(revision);
    Ok(report::store::resolve_all(transaction, (text.post_id, Some(text.key)), up_to, status, moderator.id(), clock::now()).await?)
}
