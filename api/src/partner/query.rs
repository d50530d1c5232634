//! Questions about partners.

use async_graphql::{Context, Object};
use entity::ProposalId;

use crate::{
    error::Result,
    graphql::{context::ContextExt, id::Id, walk::WalkedItems},
    partner::{object::SuggestedPartner, service},
};

/// Questions about partners.
#[derive(Default)]
pub struct PartnerQuery;

#[Object]
impl PartnerQuery {
    /// People of another country, open to partners, with whom one shares a declared language, and
    /// who agreed with one on at least two proposals of the same essay and differed on at least
    /// two; votes count once their proposal takes no more. First who has pledged to carry this
    /// proposal out, then with whom one shares more languages; then by age of the account. Nobody
    /// who has declined one's invitation, or whose one has declined. Null for who is not open to
    /// partners himself, and to API tokens.
    async fn suggest_partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To carry out what.")] proposal_id: Id<ProposalId>,
        #[graphql(desc = "How many: 1 to 20, 10 if left out.")] first: Option<i32>,
    ) -> Result<Option<WalkedItems<SuggestedPartner>>> {
        let request = ctx.request();
        let id = proposal_id.key(&["proposalId"])?;
        let found = service::suggestions(request.db(), &request.viewer, id, first.unwrap_or(10)).await?;
        Ok(found.map(|found| WalkedItems(found.into_iter().map(SuggestedPartner::from).collect())))
    }
}
