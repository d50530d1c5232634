//! `Proposal` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{ApiScope, EssayId};

use crate::{
    account::object::User,
    consensus::object::Support,
    error::{Error, Result},
    essay::object::Essay,
    graphql::{
        connection::{Connection, Count, Listed},
        context::ContextExt,
        id,
        scalars::{DateTime, LanguageTag},
        selection::{asks_for_cursors, wanted_of_items},
        walk::{Walked, WalkedItems},
    },
    joint_statement::{self, object::JointStatement},
    paging::{Cursor, PageArgs, Slice},
    pledge::{
        self,
        object::{Pledge, PledgeCounts},
    },
    post::{
        self,
        object::{Post, PostStatus},
        rules as post_rules,
    },
    proposal::{
        input::{ProposalOrder, ProposalState, VoteOutcome},
        loaders::{Ask, ProposalsOf},
        rules::{self, Tally},
        service,
        store::{self, Filter, ProposalItem},
        wanted,
    },
    reason,
    setting::object::CivilityFinding,
    thread::object::Thread,
    translation::{
        self,
        object::{PostText, Translation},
    },
    vote::{
        loaders::OwnVote,
        object::{ReasonRule, Vote},
    },
};

/// Something to be done, put to the vote.
#[derive(Clone)]
pub struct Proposal {
    /// Everything about it.
    pub item: Arc<ProposalItem>,
    /// Whether it stands in a list: then what is inside is read for all at once.
    pub listed: bool,
}

impl Proposal {
    /// One that stands alone.
    #[must_use]
    pub fn single(item: Arc<ProposalItem>) -> Self {
        Self { item, listed: false }
    }

    /// One of a list.
    #[must_use]
    pub fn listed(item: Arc<ProposalItem>) -> Self {
        Self { item, listed: true }
    }
}

impl Listed for Proposal {
    const CONNECTION: &'static str = "ProposalConnection";
    const EDGE: &'static str = "ProposalEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.item.cursor(tag)
    }
}

/// Something to be done, put to the vote.
#[Object]
impl Proposal {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.item.row.id)
    }

    /// The essay that it grew out of.
    #[allow(clippy::unused_async, reason = "every field is a future")]
    pub(crate) async fn essay(&self) -> Result<Walked<Essay>> {
        let row = self.item.essay.clone().ok_or_else(|| Error::internal("a post's essay was not read"))?;
        Ok(Walked(Essay { row, listed: self.listed }))
    }

    /// The thread that it grew out of, if any.
    pub(crate) async fn thread(&self, ctx: &Context<'_>) -> Result<Option<Walked<Thread>>> {
        let Some(thread_id) = self.item.row.thread_id else { return Ok(None) };
        let thread = ctx.request().loader.load_one(thread_id).await?;
        Ok(thread.map(|item| Walked(Thread { item, listed: self.listed })))
    }

    /// The title: plain text; empty if the proposal is removed.
    pub(crate) async fn title(&self, ctx: &Context<'_>) -> String {
        post_rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.row.title).to_owned()
    }

    /// What is proposed, as Markdown; empty if the proposal is removed.
    pub(crate) async fn body(&self, ctx: &Context<'_>) -> String {
        post_rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.texts.body).to_owned()
    }

    /// What is proposed, as HTML, rendered and sanitised: safe to put into a page.
    /// Empty if the proposal is removed.
    pub(crate) async fn body_html(&self, ctx: &Context<'_>) -> String {
        post_rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.texts.body_html).to_owned()
    }

    /// The language it was written in, as its author says.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.item.row.language.clone())
    }

    /// The language that its present text seems to be written in, without quotations and code:
    /// a primary language subtag such as `fr`. Null if that is unsure, as it is for short
    /// texts, or if the viewer may not read the text.
    pub(crate) async fn detected_language(&self, ctx: &Context<'_>) -> Option<LanguageTag> {
        let row = &self.item.row;
        row.detected_language.clone().filter(|_| post_rules::reads(row.status, row.author_id, &ctx.request().viewer)).map(LanguageTag)
    }

    /// How sure `detectedLanguage` is, from 0 to 1; null with it.
    pub(crate) async fn language_confidence(&self, ctx: &Context<'_>) -> Option<f64> {
        let row = &self.item.row;
        row.language_confidence.filter(|_| post_rules::reads(row.status, row.author_id, &ctx.request().viewer))
    }

    /// Its text for a reader of a language: the original if that is in this language or a
    /// variety of it; else the best translation: official, vouched, proposed, disputed, of its
    /// present text before earlier ones, a program's last; else the original. Null if the
    /// viewer may not read it. Without a language, the original.
    pub(crate) async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>,
    ) -> Result<Option<Walked<PostText>>> {
        translation::object::text(ctx, &Post::Proposal(self.clone()), language).await
    }

    /// Its translations by language and age, those of earlier texts as well. Empty if the
    /// viewer may not read it.
    pub(crate) async fn translations(&self, ctx: &Context<'_>) -> Result<WalkedItems<Translation>> {
        translation::object::translations(ctx, &Post::Proposal(self.clone())).await
    }

    /// Who made it; null if the account is gone.
    pub(crate) async fn author(&self) -> Option<Walked<User>> {
        self.item.author.clone().map(|user| Walked(User(user)))
    }

    /// When it was made.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.item.row.created_at)
    }

    /// When its text was last changed; null if never.
    pub(crate) async fn edited_at(&self) -> Option<DateTime> {
        self.item.row.edited_at.map(DateTime)
    }

    /// What the rules of civility found in its present text: for its author and for
    /// moderators, null to others.
    pub(crate) async fn findings(&self, ctx: &Context<'_>) -> Result<Option<WalkedItems<CivilityFinding>>> {
        post::object::findings(ctx, self.item.row.id.into(), self.item.row.revision, self.item.row.author_id).await
    }

    /// Whether its text is shown to everybody, and if not, why.
    pub(crate) async fn status(&self) -> PostStatus {
        self.item.row.status.into()
    }

    /// Whether its text is gone: the proposal keeps its place and its votes.
    pub(crate) async fn is_removed(&self) -> bool {
        !post_rules::is_shown(self.item.row.status)
    }

    /// Counts the texts that it has had, from 1.
    pub(crate) async fn revision(&self) -> i32 {
        self.item.row.revision
    }

    /// Where it stands: CLOSED once the database's clock has passed `closesAt`.
    pub(crate) async fn state(&self) -> ProposalState {
        self.item.state().into()
    }

    /// The votes so far, on its present words. All zero while `isTallyHidden`.
    pub(crate) async fn tally(&self) -> Walked<Tally> {
        Walked(self.item.shown_tally())
    }

    /// Whom it persuades, at home, abroad, and across groups that usually differ. Empty while
    /// `isTallyHidden`, and if the viewer may not read the proposal.
    pub(crate) async fn support(&self, ctx: &Context<'_>) -> Walked<Support> {
        let is_read = post_rules::reads(self.item.row.status, self.item.row.author_id, &ctx.request().viewer);
        Walked(Support::of(&self.item, is_read))
    }

    /// Whether nobody learns how the vote stands before it is over, neither its author nor
    /// moderators: no tally, no reasons, no rank.
    pub(crate) async fn is_tally_hidden(&self) -> bool {
        self.item.hides_tally()
    }

    /// When a vote on it needs a reason.
    pub(crate) async fn reason_rule(&self) -> ReasonRule {
        self.item.row.reason_rule.into()
    }

    /// How many votes it takes, with those that pass; null = any number.
    pub(crate) async fn quorum(&self) -> Option<i32> {
        self.item.row.quorum
    }

    /// Per cent of agree among agree and disagree that it takes; null = more than half.
    pub(crate) async fn threshold_percent(&self) -> Option<i32> {
        self.item.row.threshold_percent
    }

    /// What came out when the time for votes was over; null until then, and if it was decided or
    /// withdrawn before.
    pub(crate) async fn outcome(&self) -> Option<VoteOutcome> {
        self.item.outcome().map(Into::into)
    }

    /// The reasons of votes on its present words, the newest first; without who gave them unless
    /// they wish. Null while `isTallyHidden`, and if the viewer may not read the proposal.
    /// Moderators get those that are held or removed as well.
    pub(crate) async fn votes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
    ) -> Result<Option<Walked<Connection<Vote>>>> {
        let request = ctx.request();
        let order = reason::service::NEWEST_FIRST;
        let page = PageArgs { first, after, last, before }.parse(&order)?;
        if self.item.hides_tally() || !post_rules::reads(self.item.row.status, self.item.row.author_id, &request.viewer) {
            return Ok(None);
        }
        let slice = reason::service::reasons(request.db(), &request.viewer, &self.item, &order, &page).await?;
        let item = self.item.clone();
        let count: Count = Box::new(move |request| {
            let item = item.clone();
            Box::pin(async move { reason::service::count(request.db(), &request.viewer, &item).await })
        });
        let proposal = self.item.clone();
        Ok(Some(Connection::new(slice.map(|row| Vote { row, proposal: proposal.clone() }), order.tag, count)))
    }

    /// Whether one's own vote is for words that have changed since, and no longer counts: see
    /// `reaffirmVote`. False without a vote.
    pub(crate) async fn viewer_vote_is_stale(&self, ctx: &Context<'_>) -> Result<bool> {
        let request = ctx.request();
        if request.viewer.id().is_none() {
            return Ok(false);
        }
        let vote = request.loader.load_one(OwnVote(self.item.row.id)).await?;
        Ok(vote.is_some_and(|row| !self.item.counts(row.proposal_revision)))
    }

    /// One's own vote; null if nobody is signed in or no vote was cast.
    pub(crate) async fn viewer_vote(&self, ctx: &Context<'_>) -> Result<Option<Walked<Vote>>> {
        let request = ctx.request();
        if request.viewer.id().is_none() {
            return Ok(None);
        }
        let vote = request.loader.load_one(OwnVote(self.item.row.id)).await?;
        Ok(vote.map(|row| Walked(Vote { row, proposal: self.item.clone() })))
    }

    /// Whether whoever is signed in may vote.
    pub(crate) async fn viewer_can_vote(&self, ctx: &Context<'_>) -> bool {
        ctx.request().viewer.writer_id(ApiScope::WriteVotes).is_some() && rules::takes_votes(self.item.row.status, self.item.state())
    }

    /// Votes are taken before this time by the database's clock; null = no end is set.
    pub(crate) async fn closes_at(&self) -> Option<DateTime> {
        self.item.row.closes_at.map(DateTime)
    }

    /// When a moderator decided; null if none has.
    pub(crate) async fn decided_at(&self) -> Option<DateTime> {
        self.item.row.decided_at.map(DateTime)
    }

    /// What the moderator said about the decision: plain text.
    pub(crate) async fn decision_statement(&self) -> Option<&str> {
        self.item.row.decision_statement.as_deref()
    }

    /// What people will do to carry it out, the newest first; those that moderators hide keep
    /// their place without their text. None if the viewer may not read the proposal.
    pub(crate) async fn pledges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
    ) -> Result<Walked<Connection<Pledge>>> {
        let may_read = post_rules::reads(self.item.row.status, self.item.row.author_id, &ctx.request().viewer);
        pledge::object::connection(ctx, self.item.row.id, may_read, PageArgs { first, after, last, before }).await
    }

    /// What people of two countries say together about it, the last published first: at most 20,
    /// to be shown above what single people say. None if the viewer may not read the proposal.
    pub(crate) async fn joint_statements(&self, ctx: &Context<'_>) -> Result<WalkedItems<JointStatement>> {
        let request = ctx.request();
        if !post_rules::reads(self.item.row.status, self.item.row.author_id, &request.viewer) {
            return Ok(WalkedItems(Vec::new()));
        }
        joint_statement::object::of_proposal(request, self.item.row.id).await
    }

    /// Its pledges by what became of them, without those that are not shown.
    pub(crate) async fn pledge_counts(&self) -> PledgeCounts {
        let row = &self.item.row;
        PledgeCounts { open: row.pledges_open, kept: row.pledges_kept, lapsed: row.pledges_lapsed }
    }

    /// When a moderator called it done; null if none has.
    pub(crate) async fn completed_at(&self) -> Option<DateTime> {
        self.item.row.completed_at.map(DateTime)
    }

    /// What the moderator said of what has come of it: plain text.
    pub(crate) async fn completion_statement(&self) -> Option<&str> {
        self.item.row.completion_statement.as_deref()
    }

    /// Whether whoever is signed in may edit and delete it.
    pub(crate) async fn viewer_can_edit(&self, ctx: &Context<'_>) -> bool {
        post_rules::viewer_can_edit(self.item.row.status, self.item.row.author_id, &ctx.request().viewer) && rules::ensure_undecided(self.item.state()).is_ok()
    }
}

/// Where a list of proposals is.
pub enum Scope {
    /// Of the whole forum.
    Forum,
    /// Of one work.
    Essay {
        /// The work.
        id: EssayId,
        /// Whether that stands in a list.
        listed: bool,
    },
}

/// A page of a list of proposals.
pub async fn connection(
    ctx: &Context<'_>,
    scope: Scope,
    args: PageArgs,
    states: Option<Vec<ProposalState>>,
    languages: Option<Vec<LanguageTag>>,
    order_by: Option<ProposalOrder>,
) -> Result<Walked<Connection<Proposal>>> {
    let request = ctx.request();
    let order = ProposalOrder::resolve(order_by);
    let page = args.parse(&order)?;
    let mut wanted = wanted_of_items(&ctx.field(), wanted::of_proposal);
    if asks_for_cursors(ctx) {
        wanted.row.add(store::sort_key(&order));
    }
    let states = states.map(|states| states.into_iter().map(Into::into).collect());
    let mut filter = Filter { essay_id: None, states, languages: post::input::languages(languages)? };
    let slice = match scope {
        Scope::Forum => service::proposals(request.db(), &filter, &order, &page, wanted).await?,
        Scope::Essay { id, listed: false } => {
            filter.essay_id = Some(id);
            service::proposals(request.db(), &filter, &order, &page, wanted).await?
        }
        Scope::Essay { id, listed: true } => {
            filter.essay_id = Some(id);
            let ask = Arc::new(Ask { states: filter.states.clone(), languages: filter.languages.clone(), order: order_by, page: args, wanted });
            request.loader.load_one(ProposalsOf { essay: id, ask }).await?.unwrap_or_else(|| Slice::new(Vec::new(), &page))
        }
    };
    let count: Count = Box::new(move |request| {
        let filter = filter.clone();
        Box::pin(async move { service::count_proposals(request.db(), &filter).await })
    });
    Ok(Connection::new(slice.map(Proposal::listed), order.tag, count))
}
