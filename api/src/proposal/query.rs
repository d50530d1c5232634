//! Questions about proposals.

use async_graphql::{Context, Object};
use entity::{EssayId, ProposalId};

use crate::{
    error::Result,
    graphql::{connection::Connection, context::ContextExt, id::Id, scalars::LanguageTag, walk::Walked},
    paging::PageArgs,
    proposal::{
        input::{ProposalOrder, ProposalState},
        object::{self, Proposal, Scope},
        service, wanted,
    },
    row::Wanted,
};

/// Questions about proposals.
#[derive(Default)]
pub struct ProposalQuery;

#[Object]
impl ProposalQuery {
    /// A proposal by id; null if there is none.
    async fn proposal(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: Id<ProposalId>) -> Result<Option<Walked<Proposal>>> {
        let mut wanted = Wanted::default();
        wanted::of_proposal(&ctx.field(), &mut wanted);
        Ok(service::proposal(ctx.request().db(), id.key(&["id"])?, wanted).await?.map(|item| Walked(Proposal::single(item))))
    }

    /// Proposals of the whole forum, or of one essay; newest first by default.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only proposals that grew out of this essay.")] essay_id: Option<Id<EssayId>>,
        #[graphql(desc = "Only those in one of these states.")] states: Option<Vec<ProposalState>>,
        #[graphql(desc = "How to sort.")] order_by: Option<ProposalOrder>,
        #[graphql(desc = "Only posts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Walked<Connection<Proposal>>> {
        let scope = match essay_id {
            None => Scope::Forum,
            Some(id) => Scope::Essay { id: id.key(&["essayId"])?, listed: false },
        };
        object::connection(ctx, scope, PageArgs { first, after, last, before }, states, languages, order_by).await
    }
}
