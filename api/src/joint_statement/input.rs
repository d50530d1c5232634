//! Inputs about joint statements.

use async_graphql::InputObject;
use entity::{JointStatementId, PairId};

use crate::{
    graphql::{
        id::Id,
        scalars::{LanguageTag, Unchecked},
    },
    moderation::input::ReasonCode,
};

/// What `draftJointStatement` needs.
#[derive(InputObject)]
pub struct DraftJointStatementInput {
    /// The pair: you are one of the two.
    pub pair_id: Id<PairId>,
    /// 3 to 200 characters, plain text.
    pub title: String,
    /// Markdown: 1 to 20 000 characters.
    pub body: String,
    /// The language it is written in.
    pub language: Unchecked<LanguageTag>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `editJointStatement` needs.
#[derive(InputObject)]
pub struct EditJointStatementInput {
    /// The statement: of a pair that you are one of.
    pub statement_id: Id<JointStatementId>,
    /// A new title; as it was if left out.
    pub title: Option<String>,
    /// A new text; as it was if left out.
    pub body: Option<String>,
    /// The text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
    /// Whether one may be asked to put it more kindly, with `NUDGE`; nothing is kept then.
    /// True if left out; false to insist.
    pub nudge: Option<bool>,
}

/// What `signJointStatement` needs.
#[derive(InputObject)]
pub struct SignJointStatementInput {
    /// The statement: of a pair that you are one of.
    pub statement_id: Id<JointStatementId>,
    /// The text that you have read and sign: `CONFLICT` if it has changed since.
    pub revision: i32,
}

/// What `withdrawSignature` needs.
#[derive(InputObject)]
pub struct WithdrawSignatureInput {
    /// The statement: of a pair that you are one of.
    pub statement_id: Id<JointStatementId>,
}

/// What `removeJointStatement` needs.
#[derive(InputObject)]
pub struct RemoveJointStatementInput {
    /// The statement: published, or held back.
    pub statement_id: Id<JointStatementId>,
    /// Why.
    pub reason: ReasonCode,
    /// The same in words, for who drafted it: 1 to 2 000 characters.
    pub explanation: String,
    /// The text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}

/// What `restoreJointStatement` needs.
#[derive(InputObject)]
pub struct RestoreJointStatementInput {
    /// The statement: removed, or held back.
    pub statement_id: Id<JointStatementId>,
    /// In words, for who drafted it.
    pub explanation: Option<String>,
    /// The text that was read: `CONFLICT` if it has changed since.
    pub revision: Option<i32>,
}
