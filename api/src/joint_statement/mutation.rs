//! Changes of joint statements.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{ApiScope, ModerationActionKind as Kind};

use crate::{
    auth::Member,
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
    joint_statement::{
        input::{
            DraftJointStatementInput, EditJointStatementInput, RemoveJointStatementInput, RestoreJointStatementInput, SignJointStatementInput,
            WithdrawSignatureInput,
        },
        object::JointStatement,
        service::{self, Edit},
    },
    moderation::{object::ModerationAction, service::Why},
    post::{rules::Words, service::Gate},
};

const ID: &[&str] = &["input", "statementId"];

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub struct $name {
            /// The statement as it now is.
            statement: Walked<JointStatement>,
        }
    )*};
}

payloads! {
    /// What `draftJointStatement` gives.
    DraftJointStatementPayload
    /// What `editJointStatement` gives.
    EditJointStatementPayload
    /// What `signJointStatement` gives.
    SignJointStatementPayload
    /// What `withdrawSignature` gives.
    WithdrawSignaturePayload
}

/// What `removeJointStatement` gives.
#[derive(SimpleObject)]
pub struct RemoveJointStatementPayload {
    /// The statement as it now is.
    statement: Walked<JointStatement>,
    /// The decision, as it stands in the log.
    action: Walked<ModerationAction>,
}

/// What `restoreJointStatement` gives.
#[derive(SimpleObject)]
pub struct RestoreJointStatementPayload {
    /// The statement as it now is.
    statement: Walked<JointStatement>,
    /// The decision, as it stands in the log.
    action: Walked<ModerationAction>,
}

/// Changes of joint statements.
#[derive(Default)]
pub struct JointStatementMutation;

/// Who writes, here in person: what two people prepare in private no program sees.
fn person<'a>(ctx: &Context<'a>) -> Result<&'a Member> {
    let member = ctx.request().viewer.writer(ApiScope::WriteDiscussion)?;
    member.access.ensure_session()?;
    Ok(member)
}

#[Object]
impl JointStatementMutation {
    /// Drafts a statement with one's partner; the two alone read it until it is published.
    /// `NOT_FOUND` for a pair that one is not of.
    /// Not for API tokens.
    async fn draft_joint_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and with whom.")] input: DraftJointStatementInput,
    ) -> Result<Option<Walked<DraftJointStatementPayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let gate = Gate::new(request, input.nudge);
        let id = input.pair_id.key(&["input", "pairId"])?;
        let words = Words { title: Some(input.title), body: input.body, language: input.language.text };
        let statement = service::draft(request.db(), member, id, words, gate).await?;
        Ok(Some(Walked(DraftJointStatementPayload { statement: Walked(statement) })))
    }

    /// Changes a statement's text, by either of the two: all signatures go, and it is published
    /// no longer until enough have signed anew.
    /// Not for API tokens.
    async fn edit_joint_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: EditJointStatementInput,
    ) -> Result<Option<Walked<EditJointStatementPayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let gate = Gate::new(request, input.nudge);
        let edit = Edit { id: input.statement_id.key(ID)?, title: input.title, body: input.body, revision: input.revision };
        let statement = service::edit(request.db(), member, edit, gate).await?;
        Ok(Some(Walked(EditJointStatementPayload { statement: Walked(statement) })))
    }

    /// Signs a statement's present text for the country that one has declared, which nobody is
    /// shown; it must be the one that one has opened oneself to partners with. Once people of two
    /// countries have signed the same text, it is published.
    /// Not for API tokens.
    async fn sign_joint_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and which text of it.")] input: SignJointStatementInput,
    ) -> Result<Option<Walked<SignJointStatementPayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let statement = service::sign(request.db(), member, input.statement_id.key(ID)?, input.revision).await?;
        Ok(Some(Walked(SignJointStatementPayload { statement: Walked(statement) })))
    }

    /// Takes one's signature back; without one nothing happens. A statement that lacks it then is
    /// published no longer.
    /// Not for API tokens.
    async fn withdraw_signature(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From which.")] input: WithdrawSignatureInput,
    ) -> Result<Option<Walked<WithdrawSignaturePayload>>> {
        let (request, member) = (ctx.request(), person(ctx)?);
        let statement = service::withdraw(request.db(), member, input.statement_id.key(ID)?).await?;
        Ok(Some(Walked(WithdrawSignaturePayload { statement: Walked(statement) })))
    }

    /// Hides a statement that is published, or held back, from all but the two and moderators.
    /// Who drafted it may appeal. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn remove_joint_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: RemoveJointStatementInput,
    ) -> Result<Option<Walked<RemoveJointStatementPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.statement_id.key(ID)?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (statement, action) = service::decide(request.db(), &moderator, id, Kind::Remove, why, input.revision).await?;
        Ok(Some(Walked(RemoveJointStatementPayload { statement: Walked(statement), action: Walked(ModerationAction(Arc::new(action))) })))
    }

    /// Shows a removed or held statement again. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn restore_joint_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RestoreJointStatementInput,
    ) -> Result<Option<Walked<RestoreJointStatementPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.statement_id.key(ID)?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (statement, action) = service::decide(request.db(), &moderator, id, Kind::Restore, why, input.revision).await?;
        Ok(Some(Walked(RestoreJointStatementPayload { statement: Walked(statement), action: Walked(ModerationAction(Arc::new(action))) })))
    }
}
