//! Changes of accounts.

use async_graphql::{Context, Object, SimpleObject};

use crate::{
    account::{
        input::{ChangePasswordInput, DeclarePerspectiveInput, RefreshSessionInput, SignInInput, SignOutInput, SignUpInput},
        object::{Session, User},
        service,
    },
    error::Result,
    graphql::{context::ContextExt, walk::Walked},
};

/// What `signUp` gives.
#[derive(SimpleObject)]
pub struct SignUpPayload {
    /// The new account.
    user: Walked<User>,
    /// Its first session.
    session: Session,
}

/// What `signIn` gives.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The account.
    user: Walked<User>,
    /// A new session.
    session: Session,
}

/// What `refreshSession` gives.
#[derive(SimpleObject)]
pub struct RefreshSessionPayload {
    /// The session with new tokens.
    session: Session,
}

/// What `signOut` gives.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Always true: what was to be ended has ended.
    signed_out: bool,
}

/// What `changePassword` gives.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// A new session; all others have ended.
    session: Session,
}

/// What `declarePerspective` gives.
#[derive(SimpleObject)]
pub struct DeclarePerspectivePayload {
    /// Oneself.
    viewer: Walked<User>,
}

/// Changes of accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account and signs it in. `CONFLICT` if the handle or the address
    /// is taken: which one is not told.
    /// Not for API tokens.
    async fn sign_up(&self, ctx: &Context<'_>, #[graphql(desc = "The account to make.")] input: SignUpInput) -> Result<Option<Walked<SignUpPayload>>> {
        ctx.request().viewer.ensure_person()?;
        let (user, tokens) = service::sign_up(ctx.request(), input).await?;
        Ok(Some(Walked(SignUpPayload { user: Walked(User(user)), session: tokens.into() })))
    }

    /// Signs in. `INVALID_CREDENTIALS` whatever is wrong; `RATE_LIMITED` after 10
    /// failures in 15 minutes for one account or 30 an hour from one network.
    /// Not for API tokens.
    async fn sign_in(&self, ctx: &Context<'_>, #[graphql(desc = "Who, and the password.")] input: SignInInput) -> Result<Option<Walked<SignInPayload>>> {
        ctx.request().viewer.ensure_person()?;
        let (user, tokens) = service::sign_in(ctx.request(), input).await?;
        Ok(Some(Walked(SignInPayload { user: Walked(User(user)), session: tokens.into() })))
    }

    /// Exchanges a refresh token for new tokens. A token that was exchanged before
    /// gives the same answer for 10 seconds; after that its use ends the session.
    /// Not for API tokens.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The session to prolong.")] input: RefreshSessionInput,
    ) -> Result<Option<Walked<RefreshSessionPayload>>> {
        ctx.request().viewer.ensure_person()?;
        let tokens = service::refresh_session(ctx.request(), &input.refresh_token).await?;
        Ok(Some(Walked(RefreshSessionPayload { session: tokens.into() })))
    }

    /// Ends a session, or all of the account. Access tokens of an ended session are
    /// refused within 5 seconds on every instance.
    /// Not for API tokens.
    async fn sign_out(&self, ctx: &Context<'_>, #[graphql(desc = "The session to end.")] input: SignOutInput) -> Result<Option<Walked<SignOutPayload>>> {
        ctx.request().viewer.ensure_person()?;
        service::sign_out(ctx.request(), &input.refresh_token, input.everywhere).await?;
        Ok(Some(Walked(SignOutPayload { signed_out: true })))
    }

    /// Changes one's password and ends all sessions but a new one. Needs to be
    /// signed in; `INVALID_CREDENTIALS` if the current password is wrong.
    /// Not for API tokens.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Both passwords.")] input: ChangePasswordInput,
    ) -> Result<Option<Walked<ChangePasswordPayload>>> {
        let request = ctx.request();
        let tokens = service::change_password(request, request.viewer.account_owner()?, input).await?;
        Ok(Some(Walked(ChangePasswordPayload { session: tokens.into() })))
    }

    /// Declares the country that one speaks from and the languages that one reads: for
    /// nobody else to see unless one wishes, but votes are counted by country once there are five of one. Needs to be
    /// signed in.
    ///
    /// Not for API tokens.
    async fn declare_perspective(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Country and languages.")] input: DeclarePerspectiveInput,
    ) -> Result<Option<Walked<DeclarePerspectivePayload>>> {
        let request = ctx.request();
        let user = service::declare_perspective(request, request.viewer.account_owner()?, input).await?;
        Ok(Some(Walked(DeclarePerspectivePayload { viewer: Walked(User(user)) })))
    }
}
