//! `Node` of the schema: everything that has an id.

use std::borrow::Cow;

use async_graphql::{
    Context, ContextSelectionSet, ID, Interface, Object, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry,
};
use entity::{
    ApiTokenId, AppealId, EditionId, EssayId, InvitationId, JointStatementId, ModerationActionId, PairId, PledgeId, ProposalId, ReplyId, ReportId,
    RestatementId, ThreadId, TranslationId, UserId, VoteId,
};

use crate::{
    account::object::User,
    appeal::object::Appeal,
    error::{Code, Error, Result},
    essay::object::{Edition, Essay},
    graphql::{
        context::{ContextExt, RequestContext},
        id::{self, NodeKey},
        walk::walk,
    },
    joint_statement::object::JointStatement,
    moderation::object::ModerationAction,
    partner::object::{Invitation, Pair},
    pledge::object::Pledge,
    proposal::object::Proposal,
    reply::object::Reply,
    report::object::Report,
    restatement::object::Restatement,
    thread::object::Thread,
    token::object::ApiToken,
    translation::object::Translation,
    vote::object::Vote,
};

/// Ids that `nodes` takes at most.
const MAX_IDS: usize = 100;

/// Something with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque id: unique in the whole forum, never reused."))]
pub enum Node {
    /// A work.
    Essay(Essay),
    /// A work in one language.
    Edition(Edition),
    /// A thread.
    Thread(Thread),
    /// A reply.
    Reply(Reply),
    /// A proposal.
    Proposal(Proposal),
    /// A vote of one's own.
    Vote(Vote),
    /// Somebody with an account.
    User(User),
    /// An API token of one's own.
    ApiToken(ApiToken),
    /// What somebody takes another to have said.
    Restatement(Restatement),
    /// A report, for who made it and for moderators.
    Report(Report),
    /// A decision of a moderator.
    ModerationAction(ModerationAction),
    /// An appeal, for who made it and for moderators.
    Appeal(Appeal),
    /// A post in another language.
    Translation(Translation),
    /// What somebody will do to carry a proposal out.
    Pledge(Pledge),
    /// An invitation, for the two and nobody else.
    Invitation(Invitation),
    /// A pair, for the two and nobody else.
    Pair(Pair),
    /// What two people of two countries say together.
    JointStatement(JointStatement),
}

/// Any node, resolved as the type that it is.
pub struct AnyNode(pub Node);

impl OutputType for AnyNode {
    fn type_name() -> Cow<'static, str> {
        <Node as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Node as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        match &self.0 {
            Node::Essay(node) => walk(ctx, node).await,
            Node::Edition(node) => walk(ctx, node).await,
            Node::Thread(node) => walk(ctx, node).await,
            Node::Reply(node) => walk(ctx, node).await,
            Node::Proposal(node) => walk(ctx, node).await,
            Node::Vote(node) => walk(ctx, node).await,
            Node::User(node) => walk(ctx, node).await,
            Node::ApiToken(node) => walk(ctx, node).await,
            Node::Restatement(node) => walk(ctx, node).await,
            Node::Report(node) => walk(ctx, node).await,
            Node::ModerationAction(node) => walk(ctx, node).await,
            Node::Appeal(node) => walk(ctx, node).await,
            Node::Translation(node) => walk(ctx, node).await,
            Node::Pledge(node) => walk(ctx, node).await,
            Node::Invitation(node) => walk(ctx, node).await,
            Node::Pair(node) => walk(ctx, node).await,
            Node::JointStatement(node) => walk(ctx, node).await,
        }
    }
}

/// Questions about anything with an id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its id; null if it is absent or not for the viewer to see.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id of anything.")] id: ID) -> Result<Option<AnyNode>> {
        Ok(find(ctx.request(), &id).await?.map(AnyNode))
    }

    /// Several by their ids, in their order; null in place of what is absent or not
    /// for the viewer to see. At most 100.
    async fn nodes(&self, ctx: &Context<'_>, #[graphql(desc = "The ids of anything.")] ids: Vec<ID>) -> Result<Vec<Option<AnyNode>>> {
        if ids.len() > MAX_IDS {
            return Err(Error::new(Code::BadUserInput, format!("Ask for {MAX_IDS} ids at most.")).at(&["ids"]));
        }
        let request = ctx.request();
        let found = futures_util::future::try_join_all(ids.iter().map(|id| find(request, id))).await?;
        Ok(found.into_iter().map(|node| node.map(AnyNode)).collect())
    }
}

/// Through the loaders: many ids of one kind are one statement.
async fn find(request: &RequestContext, id: &ID) -> Result<Option<Node>> {
    let Some((tag, uuid)) = id::decode_any(id) else { return Ok(None) };
    let loader = &request.loader;
    Ok(match tag {
        EssayId::TAG => loader.load_one(EssayId(uuid)).await?.map(|row| Node::Essay(Essay::single(row))),
        EditionId::TAG => match loader.load_one(EditionId(uuid)).await? {
            Some(data) => loader.load_one(data.row.essay_id).await?.map(|essay| Node::Edition(Edition { data, essay })),
            None => None,
        },
        ThreadId::TAG => loader.load_one(ThreadId(uuid)).await?.map(|item| Node::Thread(Thread::single(item))),
        ReplyId::TAG => loader.load_one(ReplyId(uuid)).await?.map(|item| Node::Reply(Reply { item, thread: None, listed: false })),
        ProposalId::TAG => loader.load_one(ProposalId(uuid)).await?.map(|item| Node::Proposal(Proposal::single(item))),
        VoteId::TAG => match loader.load_one(VoteId(uuid)).await? {
            Some(row) => loader.load_one(row.proposal_id).await?.map(|proposal| Node::Vote(Vote { row, proposal })),
            None => None,
        },
        UserId::TAG => loader.load_one(UserId(uuid)).await?.map(|row| Node::User(User(row))),
        ApiTokenId::TAG => loader.load_one(ApiTokenId(uuid)).await?.map(|row| Node::ApiToken(ApiToken(row))),
        RestatementId::TAG => {
            // As visible as the reply that it comes with.
            let Some(row) = loader.load_one(RestatementId(uuid)).await? else { return Ok(None) };
            let reply = loader.load_one(row.reply_id).await?;
            let is_read = reply.is_some_and(|reply| crate::post::rules::reads(reply.row.status, reply.row.author_id, &request.viewer));
            is_read.then_some(Node::Restatement(Restatement(row)))
        }
        ReportId::TAG => loader.load_one(ReportId(uuid)).await?.map(Report).filter(|report| report.is_open_to(&request.viewer)).map(Node::Report),
        ModerationActionId::TAG => loader.load_one(ModerationActionId(uuid)).await?.map(|row| Node::ModerationAction(ModerationAction(row))),
        AppealId::TAG => loader.load_one(AppealId(uuid)).await?.map(Appeal).filter(|appeal| appeal.is_open_to(&request.viewer)).map(Node::Appeal),
        TranslationId::TAG => Translation::load(request, TranslationId(uuid)).await?.map(Node::Translation),
        PledgeId::TAG => Pledge::load(request, PledgeId(uuid)).await?.map(Node::Pledge),
        InvitationId::TAG => Invitation::load(request, InvitationId(uuid)).await?.map(Node::Invitation),
        PairId::TAG => Pair::load(request, PairId(uuid)).await?.map(Node::Pair),
        JointStatementId::TAG => JointStatement::load(request, JointStatementId(uuid)).await?.map(Node::JointStatement),
        _ => None,
    })
}
