//! `Vote` and `Tally` of the schema.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};

use crate::{
    account::object::User,
    error::Result,
    graphql::{
        connection::Listed,
        context::{ContextExt, RequestContext},
        id,
        scalars::{DateTime, LanguageTag},
        walk::Walked,
    },
    paging::Cursor,
    post::object::PostStatus,
    proposal::{object::Proposal, rules::Tally, store::ProposalItem},
    reason::loaders::MarkedFair,
    translation::object::Translation,
    vote::{input::Stance, store::VoteRow},
};

/// When a vote on a proposal needs a reason; its author says so.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::ReasonRule")]
pub enum ReasonRule {
    /// It never does.
    Never,
    /// If it is against the proposal.
    ForDisagreement,
    /// Always.
    Always,
}

/// Somebody's vote on a proposal.
#[derive(Clone)]
pub struct Vote {
    /// The vote.
    pub row: VoteRow,
    /// On what.
    pub proposal: Arc<ProposalItem>,
}

impl Vote {
    fn is_own(&self, request: &RequestContext) -> bool {
        request.viewer.id() == Some(self.row.voter_id)
    }
}

impl Listed for Vote {
    const CONNECTION: &'static str = "VoteConnection";
    const EDGE: &'static str = "VoteEdge";

    fn cursor(&self, _tag: u8) -> Cursor {
        self.row.cursor()
    }
}

/// A vote on a proposal: one's own, or one whose reason all read. Whose it is, is not told unless
/// the voter wishes.
#[Object]
impl Vote {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.row.id)
    }

    /// What it is about.
    pub(crate) async fn proposal(&self) -> Walked<Proposal> {
        Walked(Proposal::single(self.proposal.clone()))
    }

    /// For, against or neither.
    pub(crate) async fn stance(&self) -> Stance {
        self.row.stance.into()
    }

    /// Why, in plain text, if it was said.
    pub(crate) async fn reason(&self) -> Option<&str> {
        self.row.reason.as_deref()
    }

    /// Whether the reason is shown to everybody: HELD if moderators look at it first, REMOVED if
    /// they have removed it; the vote counts all the same.
    pub(crate) async fn reason_status(&self) -> PostStatus {
        self.row.reason_status.into()
    }

    /// Whether the voter's name stands beside the reason.
    pub(crate) async fn is_named(&self) -> bool {
        self.row.reason_is_named
    }

    /// Who voted: to the voter himself, and to others if he wishes; else null.
    pub(crate) async fn voter(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let request = ctx.request();
        if !self.row.reason_is_named && !self.is_own(request) {
            return Ok(None);
        }
        Ok(request.loader.load_one(self.row.voter_id).await?.map(|user| Walked(User(user))))
    }

    /// How many of those who voted otherwise find the reason fair.
    pub(crate) async fn fair_count(&self) -> i32 {
        self.row.fair_count
    }

    /// Whether whoever is signed in finds it fair.
    pub(crate) async fn viewer_marked_fair(&self, ctx: &Context<'_>) -> Result<bool> {
        let request = ctx.request();
        if request.viewer.id().is_none() {
            return Ok(false);
        }
        Ok(request.loader.load_one(MarkedFair(self.row.id)).await?.is_some())
    }

    /// Whether the proposal's words have changed since: then it counts no more until
    /// `reaffirmVote`, or until one votes again.
    pub(crate) async fn is_stale(&self) -> bool {
        !self.proposal.counts(self.row.proposal_revision)
    }

    /// Which text of the proposal it was cast on: to the voter; null for votes from before that
    /// was noted.
    pub(crate) async fn proposal_revision(&self, ctx: &Context<'_>) -> Option<i32> {
        self.row.proposal_revision.filter(|_| self.is_own(ctx.request()))
    }

    /// The language that the voter read it in: to the voter; null if it was not said.
    pub(crate) async fn seen_language(&self, ctx: &Context<'_>) -> Option<LanguageTag> {
        self.row.seen_language.clone().filter(|_| self.is_own(ctx.request())).map(LanguageTag)
    }

    /// The translation that the voter read: to the voter; null if none, or if it is no longer
    /// shown.
    pub(crate) async fn seen_translation(&self, ctx: &Context<'_>) -> Result<Option<Walked<Translation>>> {
        let Some(id) = self.row.seen_translation_id.filter(|_| self.is_own(ctx.request())) else { return Ok(None) };
        Ok(Translation::load(ctx.request(), id).await?.map(Walked))
    }

    /// When it was cast or last changed.
    pub(crate) async fn cast_at(&self) -> DateTime {
        DateTime(self.row.cast_at)
    }
}

/// Votes by stance.
#[Object]
impl Tally {
    /// For it.
    pub(crate) async fn agree(&self) -> i32 {
        self.agree
    }

    /// Against it.
    pub(crate) async fn disagree(&self) -> i32 {
        self.disagree
    }

    /// Seen, and neither.
    pub(crate) async fn pass(&self) -> i32 {
        self.pass
    }

    /// All votes.
    #[graphql(name = "total")]
    pub(crate) async fn all_votes(&self) -> i32 {
        Tally::total(*self)
    }
}
