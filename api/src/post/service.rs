//! What can be done with posts of any kind.

use std::time::Duration;

use entity::{EssayId, PostId, PostStatus, ProposalId, ReplyId, Role, ThreadId, Timestamp};

use crate::{
    auth::Member,
    civility::{self, Finding, Input, Outcome, RecentPost},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    graphql::{
        context::RequestContext,
        id::{self, NodeKey},
    },
    moderation,
    post::{
        object::Post,
        rules::{self, PostKey, Words},
        store::{self, PostFacts},
    },
    proposal, reply, report,
    site::Rules,
    thread,
};

/// Deletes a post for its author: the text is no longer shown, the place and
/// what answers it stay.
pub async fn delete(request: &RequestContext, member: &Member, post_id: &str) -> Result<Post> {
    let field = &["input", "postId"];
    let (tag, uuid) = id::decode_any(post_id).ok_or_else(|| Error::invalid(field, "This is not the id of a post."))?;
    match tag {
        ThreadId::TAG => thread::service::delete(request.db(), member, ThreadId(uuid)).await.map(Post::Thread),
        ReplyId::TAG => reply::service::delete(request.db(), member, ReplyId(uuid)).await.map(Post::Reply),
        ProposalId::TAG => proposal::service::delete(request.db(), member, ProposalId(uuid)).await.map(Post::Proposal),
        _ => Err(Error::invalid(field, "This is not the id of a post.")),
    }
}

/// Changes whether a post is shown, and the count of its thread with it. The caller
/// holds the post's lock.
pub async fn set_status(transaction: &Transaction, post: &PostFacts, status: PostStatus) -> Result<()> {
    match post.key {
        PostKey::Thread(id) => thread::store::set_status(transaction, id, status).await?,
        PostKey::Proposal(id) => proposal::store::set_status(transaction, id, status).await?,
        PostKey::Reply(id) => {
            reply::store::set_status(transaction, id, status).await?;
            let change = i32::from(rules::is_shown(status)) - i32::from(rules::is_shown(post.status));
            if let (Some((thread_id, count, created_at)), true) = (post.thread, change != 0) {
                // What is held back is no activity, and becomes one when it is shown.
                let last_activity_at = thread::store::newest_reply(transaction, thread_id).await?.map_or(created_at, |newest| newest.max(created_at));
                let hot = thread::rules::hot(count + change, created_at);
                thread::store::count_reply(transaction, thread_id, change, hot, last_activity_at).await?;
            }
        }
    }
    Ok(())
}

/// Findings that are kept and told at most: hostile text can have thousands.
const MAX_FINDINGS: usize = 50;
/// Earlier posts of an author that a new one is compared with.
const MAX_RECENT: u64 = 10;

/// What a post passes before it goes out.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    /// The rules; `None` for the demo and for tests of other things.
    pub rules: Option<&'a Rules>,
    /// Whether the author may be asked to look again.
    pub nudge: bool,
}

/// What is reviewed beside the words.
#[derive(Clone, Copy, Default)]
pub struct Setting<'a> {
    /// The work's slug.
    pub essay_slug: &'a str,
    /// The post, if it is edited.
    pub editing: Option<PostId>,
    /// How long one waits between two replies in the thread.
    pub slow_mode_seconds: Option<u32>,
    /// When the author last replied in it.
    pub last_in_thread: Option<Timestamp>,
}

impl Gate<'_> {
    /// Lets everything through.
    pub const OPEN: Gate<'static> = Gate { rules: None, nudge: false };
}

/// What the rules say of a post.
pub struct Review {
    /// Whether it is shown, or waits for a moderator.
    pub status: PostStatus,
    findings: Vec<Finding>,
}

/// Checks words before they are kept. `NUDGE` if their author is to look again.
pub async fn review(db: &Db, member: &Member, words: &Words, setting: Setting<'_>, gate: Gate<'_>) -> Result<Review> {
    let Some(rules) = gate.rules else { return Ok(Review { status: PostStatus::Published, findings: Vec::new() }) };
    let site = rules.current(db).await?;
    let settings = &site.civility;
    let since = Timestamp(clock::now().0 - i64::from(settings.repeat.window_seconds) * 1000);
    let recent = store::recent_texts(db.read(), member.id(), since, setting.editing, MAX_RECENT).await?;
    let recent: Vec<RecentPost<'_>> = recent.iter().map(|text| RecentPost { text }).collect();
    // What moderators write need not wait for moderators.
    let is_staff = matches!(member.user.role, Role::Moderator | Role::Admin);
    let input = Input {
        text: &words.body,
        title: words.title.as_deref(),
        language: &words.language,
        posts_so_far: store::published_count(db.read(), member.id(), u64::from(settings.newcomer.posts)).await?,
        trust_level: if is_staff { 3 } else { 0 },
        recent: &recent,
        is_author_premoderated: member.user.is_premoderated && !is_staff,
        is_essay_premoderated: !is_staff && site.premoderated_essays.iter().any(|slug| slug == setting.essay_slug),
        is_site_premoderated: !is_staff && site.is_premoderated,
        seconds_since_last_in_thread: setting.last_in_thread.map(|last| u64::try_from((clock::now().0 - last.0) / 1000).unwrap_or(0)),
        slow_mode_seconds: setting.slow_mode_seconds.filter(|_| !is_staff),
    };
    let mut findings = civility::check(&input, settings);
    if let Some(seconds) = civility::seconds_to_wait(&findings) {
        return Err(Error::rate_limited(Duration::from_secs(seconds)));
    }
    let outcome = civility::outcome(&findings, gate.nudge);
    findings.truncate(MAX_FINDINGS);
    match outcome {
        Outcome::Nudge => {
            let told: Vec<_> = findings
                .iter()
                .map(|finding| {
                    serde_json::json!({
                        "rule": finding.rule, "part": finding.part, "start": finding.start, "end": finding.end, "severity": finding.severity,
                        "suggestion": finding.suggestion.text(&words.language),
                    })
                })
                .collect();
            Err(Error::nudge("Would you look at this again before it goes out?".to_owned(), told.into()))
        }
        Outcome::Held => Ok(Review { status: PostStatus::Held, findings }),
        Outcome::Published => Ok(Review { status: PostStatus::Published, findings }),
    }
}

/// The text that was reviewed.
pub struct Reviewed<'a> {
    /// The post.
    pub post_id: PostId,
    /// Its work.
    pub essay_id: EssayId,
    /// What it is written in.
    pub language: &'a str,
    /// Which of its texts.
    pub revision: i32,
}

/// Keeps what the rules found with the text, and tells moderators if it is held.
pub async fn record(transaction: &Transaction, member: &Member, review: &Review, of: Reviewed<'_>) -> Result<()> {
    if !review.findings.is_empty() {
        let json = serde_json::to_string(&review.findings).map_err(Error::internal)?;
        store::insert_findings(transaction, of.post_id, of.revision, json).await?;
    }
    if review.status == PostStatus::Held {
        let mut rules: Vec<&str> =
            review.findings.iter().filter(|finding| finding.severity == civility::Severity::Hold).map(|finding| finding.rule.as_str()).collect();
        rules.dedup();
        let rules = rules.join(", ");
        let row = report::service::by_the_program(of.post_id, of.essay_id, of.language, of.revision, rules.clone());
        report::store::insert(transaction, &row).await?;
        moderation::service::note_hold(transaction, &of, member.id(), &rules).await?;
    }
    Ok(())
}
