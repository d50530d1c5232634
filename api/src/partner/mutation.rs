//! Changes of partners.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::ApiScope;

use crate::{
    account::object::User,
    auth::Member,
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    partner::{
        input::{AnswerInvitationInput, InvitePartnerInput, LeavePairInput, SendPairMessageInput, SetPartneringInput},
        object::{Invitation, Pair, PairMessage},
        service,
    },
    post::service::Gate,
};

/// What `setPartnering` gives.
#[derive(SimpleObject)]
pub struct SetPartneringPayload {
    /// Oneself.
    viewer: Walked<User>,
}

/// What `invitePartner` gives.
#[derive(SimpleObject)]
pub struct InvitePartnerPayload {
    /// What now waits for an answer.
    invitation: Walked<Invitation>,
}

/// What `answerInvitation` gives.
#[derive(SimpleObject)]
pub struct AnswerInvitationPayload {
    /// The invitation as it now is.
    invitation: Walked<Invitation>,
    /// The two, if it is accepted.
    pair: Option<Walked<Pair>>,
}

/// What `sendPairMessage` gives.
#[derive(SimpleObject)]
pub struct SendPairMessagePayload {
    /// What was written.
    message: Walked<PairMessage>,
    /// The two.
    pair: Walked<Pair>,
}

/// What `leavePair` gives.
#[derive(SimpleObject)]
pub struct LeavePairPayload {
    /// The pair that has ended.
    pair: Walked<Pair>,
}

/// Changes of partners.
#[derive(Default)]
pub struct PartnerMutation;

/// Who writes, here in person: no program does.
fn person<'a>(ctx: &Context<'a>) -> Result<&'a Member> {
    let member = ctx.request().viewer.writer(ApiScope::WriteDiscussion)?;
    member.access.ensure_session()?;
    Ok(member)
}

#[Object]
impl PartnerMutation {
    /// Opens oneself to partners, or closes oneself: who is open may be suggested to others by
    /// handle, display name and the languages that both have declared, without the country. Needs
    /// a declared country and language; off by default, and off again when `declarePerspective`
    /// changes the country or clears either. `CONFLICT` within 90 days with another country.
    /// Not for API tokens.
    async fn set_partnering(&self, ctx: &Context<'_>, #[graphql(desc = "Whether.")] input: SetPartneringInput) -> Result<Option<Walked<SetPartneringPayload>>> {
        let request = ctx.request();
        let member = request.viewer.account_owner()?;
        service::set_open(request.db(), member, input.open).await?;
        Ok(Some(Walked(SetPartneringPayload { viewer: Walked(User(member.user.clone())) })))
    }

    /// Invites somebody whom `suggestPartners` could name to talk in private about a proposal;
    /// `NOT_FOUND` for anybody else. `CONFLICT` if an invitation between the two is open for
    /// this proposal, or if 10 of one's own wait for an answer.
    /// Not for API tokens.
    async fn invite_partner(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and for what.")] input: InvitePartnerInput,
    ) -> Result<Option<Walked<InvitePartnerPayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let gate = Gate::new(request, input.nudge);
        let (proposal, to) = (input.proposal_id.key(&["input", "proposalId"])?, input.user_id.key(&["input", "userId"])?);
        let row = service::invite(request.db(), &request.viewer, member, proposal, to, &input.message, gate).await?;
        Ok(Some(Walked(InvitePartnerPayload { invitation: Walked(Invitation(Arc::new(row))) })))
    }

    /// Accepts or declines an invitation; who invited takes it back with `accept: false`. Who is
    /// declined is not suggested again, nor is who declines. Accepting begins a private talk of
    /// the two. `CONFLICT` if it is answered.
    /// Not for API tokens.
    async fn answer_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: AnswerInvitationInput,
    ) -> Result<Option<Walked<AnswerInvitationPayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let id = input.invitation_id.key(&["input", "invitationId"])?;
        let (row, pair) = service::answer(request.db(), member, id, input.accept).await?;
        let pair = pair.map(|row| Walked(Pair(Arc::new(row))));
        Ok(Some(Walked(AnswerInvitationPayload { invitation: Walked(Invitation(Arc::new(row))), pair })))
    }

    /// Writes to one's partner; nobody else reads it, moderators neither. `NOT_FOUND` for a pair
    /// that one is not of, `CONFLICT` if it has ended.
    /// Not for API tokens.
    async fn send_pair_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom, and what.")] input: SendPairMessageInput,
    ) -> Result<Option<Walked<SendPairMessagePayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let id = input.pair_id.key(&["input", "pairId"])?;
        let (pair, row) = service::send(request.db(), &request.services.rules, member, id, &input.body).await?;
        Ok(Some(Walked(SendPairMessagePayload { message: Walked(PairMessage(Arc::new(row))), pair: Walked(Pair(Arc::new(pair))) })))
    }

    /// Ends a pair for good: nothing more is written or signed in it, it is no longer among one's
    /// pairs, and the other, who sees that it has ended, cannot invite one any more; one can invite
    /// him. What the two have published stays. `CONFLICT` if it has ended. Open to who is suspended.
    /// Not for API tokens.
    async fn leave_pair(&self, ctx: &Context<'_>, #[graphql(desc = "Which.")] input: LeavePairInput) -> Result<Option<Walked<LeavePairPayload>>> {
        let request = ctx.request();
        let member = request.viewer.account_owner()?;
        let row = service::leave(request.db(), member, input.pair_id.key(&["input", "pairId"])?).await?;
        Ok(Some(Walked(LeavePairPayload { pair: Walked(Pair(Arc::new(row))) })))
    }
}
