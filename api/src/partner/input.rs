//! Inputs about partners.

use async_graphql::InputObject;
use entity::{InvitationId, PairId, ProposalId, UserId};

use crate::graphql::id::Id;

/// What `setPartnering` needs.
#[derive(InputObject)]
pub struct SetPartneringInput {
    /// Whether others may be suggested to you, and you to them.
    pub open: bool,
}

/// What `invitePartner` needs.
#[derive(InputObject)]
pub struct InvitePartnerInput {
    /// What you would carry out together.
    pub proposal_id: Id<ProposalId>,
    /// Whom: somebody whom `suggestPartners` could name.
    pub user_id: Id<UserId>,
    /// What you say to them, in plain text: 1 to 500 characters.
    pub message: String,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `answerInvitation` needs.
#[derive(InputObject)]
pub struct AnswerInvitationInput {
    /// The invitation: one of you, or, with `accept: false`, one by you.
    pub invitation_id: Id<InvitationId>,
    /// Whether you accept.
    pub accept: bool,
}

/// What `leavePair` needs.
#[derive(InputObject)]
pub struct LeavePairInput {
    /// The pair: you are one of the two.
    pub pair_id: Id<PairId>,
}

/// What `sendPairMessage` needs.
#[derive(InputObject)]
pub struct SendPairMessageInput {
    /// The pair: you are one of the two.
    pub pair_id: Id<PairId>,
    /// Markdown: 1 to 5 000 characters.
    pub body: String,
}
