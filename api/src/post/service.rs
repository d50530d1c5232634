//! What can be done with posts of any kind.

use std::{sync::Arc, time::Duration};

use entity::{AllowanceKind, EssayId, PostId, PostKind, PostStatus, ProposalId, ReplyId, ThreadId, Timestamp};

use crate::{
    auth::{Member, Moderator},
    civility::{self, Finding, Input, Outcome, RecentPost, RuleId},
    clock,
    db::{Db, Transaction},
    error::{Error, Result},
    graphql::{
        context::RequestContext,
        id::{self, NodeKey},
    },
    moderation,
    outside::{Outside, Question},
    post::{
        object::Post,
        rules::{self, PostKey, Words},
        store::{self, PostFacts},
    },
    proposal, reply, report,
    search::{self, service::Text},
    site::{InForce, Rules, SiteSettings},
    text::{
        detect::{self, Detected},
        prose,
    },
    thread, trust,
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
                thread::service::count_replies_again(transaction, thread_id, count, change, created_at).await?;
            }
        }
    }
    Ok(())
}

/// Findings that are kept and told at most.
const MAX_FINDINGS: usize = 50;
/// Earlier posts of an author that a new one is compared with.
const MAX_RECENT: u64 = 10;

/// What a post passes before it goes out.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    rules: Option<&'a Rules>,
    outside: Option<&'a Outside>,
    nudge: bool,
}

impl<'a> Gate<'a> {
    /// Lets everything through and asks nobody: for the demo, which answers to nobody.
    pub const OPEN: Gate<'static> = Gate { rules: None, outside: None, nudge: false };

    /// The rules in force, and the outside check if there is one. `nudge` says whether the
    /// author may be asked to look again; yes if it is left out.
    #[must_use]
    pub fn new(request: &'a RequestContext, nudge: Option<bool>) -> Self {
        Self { rules: Some(&request.services.rules), outside: request.services.outside.as_ref(), nudge: nudge.unwrap_or(true) }
    }
}

/// Words on their way out.
#[derive(Clone, Copy)]
pub struct Submission<'a> {
    /// What they will be.
    pub kind: PostKind,
    /// The words.
    pub words: &'a Words,
    /// What the author takes another to have said.
    pub restatement: Option<&'a str>,
    /// The passage of an essay that they are about.
    pub quote: Option<&'a str>,
    /// The post whose text they replace; `None` for a new one.
    pub editing: Option<PostId>,
}

/// What the rules say of a post's words, before it is known where it will stand.
pub struct Reading {
    in_force: Option<Arc<InForce>>,
    findings: Vec<Finding>,
    detected: Option<Detected>,
}

/// Where a post will stand.
#[derive(Clone, Copy, Default)]
pub struct Place<'a> {
    /// The work's slug.
    pub essay_slug: &'a str,
    /// How long one waits between two replies in the thread.
    pub slow_mode_seconds: Option<u32>,
    /// When the author last replied in it.
    pub last_in_thread: Option<Timestamp>,
}

/// What becomes of a post.
pub struct Review {
    /// Whether it is shown, or waits for a moderator.
    pub status: PostStatus,
    findings: Vec<Finding>,
    detected: Option<Detected>,
    /// How many posts an hour its author may write; 0 = without limit.
    posts_per_hour: u32,
}

impl Review {
    /// What the text seems to be written in, to be kept with it.
    #[must_use]
    pub fn detected_language(&self) -> Option<String> {
        self.detected.map(|detected| detected.language.to_owned())
    }

    /// How sure that is.
    #[must_use]
    pub fn language_confidence(&self) -> Option<f64> {
        self.detected.map(|detected| detected.confidence)
    }

    /// Counts a new text for what its author may post in an hour. `RATE_LIMITED`.
    pub async fn spend(&self, transaction: &Transaction, member: &Member) -> Result<()> {
        trust::service::spend(transaction, member, AllowanceKind::Post, self.posts_per_hour).await
    }

    /// The rules that hold it back, for moderators.
    #[must_use]
    pub fn holding_rules(&self) -> String {
        let mut rules: Vec<&str> =
            self.findings.iter().filter(|finding| finding.severity == civility::Severity::Hold).map(|finding| finding.rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules.join(", ")
    }
}

/// What moderators write need not wait for moderators.
fn is_staff(member: &Member) -> bool {
    Moderator::allows(member.user.role)
}

/// Checks words before they are kept. It is what takes time, and may wait for the outside
/// check: never call it with a transaction open. `NUDGE` if their author is to look again.
pub async fn read(db: &Db, member: &Member, submission: Submission<'_>, gate: Gate<'_>) -> Result<Reading> {
    let Submission { kind, words, restatement, quote, editing } = submission;
    let detected = detect::detect_marked(&words.language, words.title.as_deref(), &words.body);
    let Some(rules) = gate.rules else { return Ok(Reading { in_force: None, findings: Vec::new(), detected }) };
    let in_force = rules.current(db).await?;
    let settings = in_force.checker.settings();
    let since = Timestamp(clock::now().0 - i64::from(settings.repeat.window_seconds) * 1000);
    let recent = store::recent_texts(db.read(), member.id(), since, editing, MAX_RECENT).await?;
    let recent: Vec<RecentPost<'_>> = recent.iter().map(|text| RecentPost { text }).collect();
    let input = Input {
        text: &words.body,
        title: words.title.as_deref(),
        restatement,
        language: &words.language,
        posts_so_far: store::published_count(db.read(), member.id(), u64::from(settings.newcomer.posts)).await?,
        trust_level: if is_staff(member) { 3 } else { u8::try_from(member.user.trust_level).unwrap_or(0) },
        max_links: trust::service::limits_of(&member.user, &in_force.settings.trust).map(|limits| limits.links as usize).filter(|most| *most > 0),
        recent: &recent,
        detected: detected.as_ref().map(|found| of_rules(found, &words.language)),
        ..Input::default()
    };
    let mut findings = in_force.checker.check_words(&input);
    // Who is asked to look again anyway is asked at once: what he insists on, or mends, goes out.
    if let Some(outside) = gate.outside
        && civility::outcome(&findings, gate.nudge) != Outcome::Nudge
    {
        let question = Question {
            kind,
            is_edit: editing.is_some(),
            title: input.title,
            text: input.text,
            restatement,
            language: input.language,
            quote,
            is_newcomer: in_force.checker.is_newcomer(&input),
            trust_level: input.trust_level,
        };
        findings.extend(outside.ask(&question).await);
    }
    civility::keep_gravest(&mut findings, MAX_FINDINGS);
    if civility::outcome(&findings, gate.nudge) == Outcome::Nudge {
        // Who has marked a text wrong reads what he writes, not what he marked.
        let spoken = detected.filter(|_| findings.iter().any(|finding| finding.rule == RuleId::LanguageMismatch));
        let spoken = spoken.map_or(words.language.as_str(), |detected| detected.language);
        let told = findings.iter().map(|finding| {
            serde_json::json!({
                "rule": finding.rule, "part": finding.part, "start": finding.start, "end": finding.end, "severity": finding.severity,
                "suggestion": finding.suggestion.text(spoken),
            })
        });
        return Err(Error::nudge("Would you look at this again before it goes out?", told.collect()));
    }
    Ok(Reading { in_force: Some(in_force), findings, detected })
}

/// What a text seems to be written in, as the rules take it.
#[must_use]
pub fn of_rules<'a>(detected: &Detected, declared: &str) -> civility::Detected<'a> {
    let Detected { language, confidence, letters } = *detected;
    civility::Detected { language, confidence, letters, contradicts_declared: detected.contradicts(declared) }
}

impl Reading {
    /// What becomes of the post in its place. `RATE_LIMITED` if it comes too soon there.
    pub fn review(self, member: &Member, place: Place<'_>) -> Result<Review> {
        let Self { in_force, mut findings, detected } = self;
        let Some(in_force) = in_force else { return Ok(Review { status: PostStatus::Published, findings, detected, posts_per_hour: 0 }) };
        if !is_staff(member) {
            let SiteSettings { is_premoderated, premoderated_essays, .. } = &in_force.settings;
            let seconds_since = |last: Timestamp| u64::try_from((clock::now().0 - last.0) / 1000).unwrap_or(0);
            findings.extend(in_force.checker.check_circumstances(&Input {
                is_author_premoderated: member.user.is_premoderated,
                is_essay_premoderated: premoderated_essays.iter().any(|slug| slug == place.essay_slug),
                is_site_premoderated: *is_premoderated,
                seconds_since_last_in_thread: place.last_in_thread.map(seconds_since),
                slow_mode_seconds: place.slow_mode_seconds,
                ..Input::default()
            }));
        }
        if let Some(seconds) = civility::seconds_to_wait(&findings) {
            return Err(Error::rate_limited(Duration::from_secs(seconds)));
        }
        civility::sort(&mut findings);
        let status = if civility::outcome(&findings, false) == Outcome::Held { PostStatus::Held } else { PostStatus::Published };
        let posts_per_hour = trust::service::limits_of(&member.user, &in_force.settings.trust).map_or(0, |limits| limits.posts_per_hour);
        Ok(Review { status, findings, detected, posts_per_hour })
    }
}

/// The text that was reviewed.
pub struct Reviewed<'a> {
    /// The post.
    pub key: PostKey,
    /// Its work.
    pub essay_id: EssayId,
    /// What it is written in.
    pub language: &'a str,
    /// Which of its texts.
    pub revision: i32,
    /// Its title, if it has one.
    pub title: Option<&'a str>,
    /// The text, as Markdown.
    pub body: &'a str,
    /// Whether the post was shown until now, or will be if it is not held.
    pub status: PostStatus,
    /// When the post was written.
    pub created_at: Timestamp,
}

/// Makes the text findable, keeps what the rules found with it, and counts a new one for
/// what its author may post in an hour (`RATE_LIMITED`). If it is held, moderators are told,
/// and a post that was shown until now is no longer, nor is it found.
pub async fn record(transaction: &Transaction, member: &Member, review: &Review, of: Reviewed<'_>) -> Result<()> {
    let post_id = of.key.post_id();
    let text = Text { title: of.title.unwrap_or_default(), body: &prose::of_markdown(of.body).text, language: of.language, published_at: of.created_at };
    let is_visible = rules::is_shown(of.status) && review.status != PostStatus::Held;
    search::service::index_post(transaction, of.key, of.essay_id, text, is_visible).await?;
    if of.revision == 1 {
        review.spend(transaction, member).await?;
    }
    if !review.findings.is_empty() {
        let json = serde_json::to_string(&review.findings).map_err(Error::internal)?;
        store::insert_findings(transaction, post_id, of.revision, json).await?;
    }
    if review.status != PostStatus::Held {
        return Ok(());
    }
    let rules = review.holding_rules();
    let row = report::service::by_the_program(post_id, of.essay_id, of.language, of.revision, rules.clone());
    report::store::insert(transaction, &row).await?;
    moderation::service::note_hold(transaction, &of, member.id(), &rules).await?;
    if of.revision > 1
        && let Some(post) = store::post_to_change(transaction, of.key).await?.filter(|post| post.status == PostStatus::Published)
    {
        set_status(transaction, &post, PostStatus::Held).await?;
    }
    Ok(())
}

/// Posts whose languages one transaction keeps.
const DETECTED_AT_ONCE: usize = 200;

/// Detects the language of all posts that have none yet: how many were looked at, and of how many it
/// was told. For posts from before there was detection; the others stay unsure.
pub async fn detect_missing(db: &Db) -> Result<(usize, usize)> {
    let (mut seen, mut told) = (0, 0);
    for kind in [PostKind::Thread, PostKind::Reply, PostKind::Proposal] {
        let mut after = None;
        loop {
            let posts = store::undetected(db.read(), kind, after, DETECTED_AT_ONCE as u64).await?;
            let Some(last) = posts.last() else { break };
            after = Some(last.id);
            seen += posts.len();
            let found: Vec<_> = posts
                .iter()
                .filter_map(|post| detect::detect_marked(&post.language, post.title.as_deref(), &post.body).map(|detected| (post, detected)))
                .collect();
            told += found.len();
            let transaction = db.begin().await?;
            for (post, detected) in found {
                store::set_detected(&transaction, PostKey::new(kind, post.id), post.revision, detected.language, detected.confidence).await?;
            }
            transaction.commit().await?;
        }
    }
    Ok((seen, told))
}
