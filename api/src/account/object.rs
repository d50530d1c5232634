//! `User` and `Session` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::{
    auth::{ModeratorScope as Limits, session::Tokens, store::UserRow},
    clock,
    error::Result,
    graphql::{
        context::ContextExt,
        id,
        scalars::{CountryCode, DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    partner::{
        self,
        object::{Invitation, Pair},
    },
    pledge::{loaders::CountsOf, object::PledgeCounts},
    restatement::rules::Record,
    token::{self, object::ApiToken},
    trust::{self, object::Trust},
    vote::{self, object::Vote},
};

/// What an account may do.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::Role")]
pub enum Role {
    /// Reads, writes and votes.
    Member,
    /// Publishes essays as well.
    Editor,
    /// Moderates and decides proposals as well.
    Moderator,
    /// May do everything.
    Admin,
}

/// Somebody with an account.
#[derive(Clone)]
pub struct User(pub Arc<UserRow>);

/// Somebody with an account. Everything is public but what says otherwise.
#[Object]
impl User {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// Unique name: 3 to 30 of `a-z`, `0-9` and `_`.
    pub(crate) async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// Name shown, in any script: 1 to 50 characters.
    pub(crate) async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// What the account may do.
    pub(crate) async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// When the account was made.
    pub(crate) async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// How well this person's restatements of others were found: the lower bound (Wilson,
    /// 95 %) of the share that was accurate, those partly so counting half, 0 to 1. Null
    /// if none was judged.
    pub(crate) async fn understood_rate(&self) -> Option<f64> {
        let user = &self.0;
        Record { accurate: user.restated_accurate, partly: user.restated_partly, wrong: user.restated_wrong }.understood_rate()
    }

    /// This person's pledges to carry proposals out, by what became of them; without those that
    /// are not shown.
    pub(crate) async fn pledge_counts(&self, ctx: &Context<'_>) -> Result<PledgeCounts> {
        Ok(ctx.request().loader.load_one(CountsOf(self.0.id)).await?.unwrap_or_default().into())
    }

    /// Until when this account may not write: for its owner and for moderators; null
    /// if it may. The year 9999 stands for no end.
    pub(crate) async fn suspended_until(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let viewer = &ctx.request().viewer;
        let until = self.0.suspended_until.filter(|until| *until > clock::now())?;
        (viewer.owner_id() == Some(self.0.id) || viewer.is_moderator()).then_some(DateTime(until))
    }

    /// The warning to confirm, by `confirmWarning`, before one writes again: only on
    /// one's own account, null elsewhere, and null to API tokens.
    pub(crate) async fn open_warning_id(&self, ctx: &Context<'_>) -> Option<ID> {
        let id = self.0.open_warning_id.filter(|_| ctx.request().viewer.owner_id() == Some(self.0.id))?;
        Some(id::encode(id))
    }

    /// The country that one has declared: only on one's own account, null elsewhere, and null to API tokens,
    /// unless its owner wishes others to see it.
    pub(crate) async fn country(&self, ctx: &Context<'_>) -> Option<CountryCode> {
        let is_seen = self.0.is_country_public || ctx.request().viewer.owner_id() == Some(self.0.id);
        self.0.country.clone().filter(|_| is_seen).map(CountryCode)
    }

    /// Whether others see one's country: only on one's own account, null elsewhere, and null to API tokens.
    pub(crate) async fn is_country_public(&self, ctx: &Context<'_>) -> Option<bool> {
        (ctx.request().viewer.owner_id() == Some(self.0.id)).then_some(self.0.is_country_public)
    }

    /// The languages that one has declared: only on one's own account, null elsewhere, and null
    /// to API tokens.
    pub(crate) async fn languages(&self, ctx: &Context<'_>) -> Option<Vec<LanguageTag>> {
        (ctx.request().viewer.owner_id() == Some(self.0.id)).then(|| self.0.languages.split_whitespace().map(|tag| LanguageTag(tag.to_owned())).collect())
    }

    /// How far one is trusted, and what the next level takes: only on one's own account,
    /// null elsewhere, and null to API tokens.
    pub(crate) async fn trust(&self, ctx: &Context<'_>) -> Result<Option<Walked<Trust>>> {
        let request = ctx.request();
        let Some(member) = request.viewer.account_owner().ok().filter(|member| member.id() == self.0.id) else { return Ok(None) };
        let standing = trust::service::standing(request.db(), &request.services.rules, member).await?;
        Ok(Some(Walked(Trust::from(standing))))
    }

    /// Whether one is open to partners, see `setPartnering`: only on one's own account, null
    /// elsewhere, and null to API tokens.
    pub(crate) async fn is_partnering(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let request = ctx.request();
        if request.viewer.owner_id() != Some(self.0.id) {
            return Ok(None);
        }
        partner::service::is_open(request.db(), self.0.id).await.map(Some)
    }

    /// Invitations by oneself and of oneself, the newest first, 100 at most: only on one's own
    /// account, null elsewhere, and null to API tokens.
    pub(crate) async fn invitations(&self, ctx: &Context<'_>) -> Result<Option<WalkedItems<Invitation>>> {
        let request = ctx.request();
        if request.viewer.owner_id() != Some(self.0.id) {
            return Ok(None);
        }
        partner::object::invitations(request, self.0.id).await.map(Some)
    }

    /// Whom one talks with in private, the newest first, 100 at most: only on one's own account,
    /// null elsewhere, and null to API tokens.
    pub(crate) async fn pairs(&self, ctx: &Context<'_>) -> Result<Option<WalkedItems<Pair>>> {
        let request = ctx.request();
        if request.viewer.owner_id() != Some(self.0.id) {
            return Ok(None);
        }
        partner::object::pairs(request, self.0.id).await.map(Some)
    }

    /// What this moderator is limited to: for themselves and for administrators; null if to
    /// nothing, and null elsewhere and to API tokens.
    pub(crate) async fn moderator_scope(&self, ctx: &Context<'_>) -> Option<ModeratorScope> {
        let viewer = &ctx.request().viewer;
        if viewer.owner_id() != Some(self.0.id) && viewer.admin().is_err() {
            return None;
        }
        let limits = Limits::of(&self.0);
        limits.is_limited().then(|| ModeratorScope {
            essay_ids: limits.essays.map(|essays| essays.into_iter().map(id::encode).collect()),
            languages: limits.languages.map(|tags| tags.into_iter().map(LanguageTag).collect()),
        })
    }

    /// The e-mail address: only on one's own account, null elsewhere, and null to API tokens.
    pub(crate) async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        (ctx.request().viewer.owner_id() == Some(self.0.id)).then_some(self.0.email.as_str())
    }

    /// The API tokens that one has made, 100 at most: first those that are not
    /// revoked, the newest first. Only on one's own account, null elsewhere, and null
    /// to API tokens.
    pub(crate) async fn api_tokens(&self, ctx: &Context<'_>) -> Result<Option<Vec<Walked<ApiToken>>>> {
        let request = ctx.request();
        if request.viewer.owner_id() != Some(self.0.id) {
            return Ok(None);
        }
        Ok(Some(token::service::of_owner(request.db(), self.0.id).await?.into_iter().map(|row| Walked(ApiToken(row))).collect()))
    }

    /// One's own votes that no longer count because the proposals' words have changed since, and
    /// that can be reaffirmed; the newest first, 100 at most. Only on one's own account, null
    /// elsewhere, and null to API tokens.
    pub(crate) async fn stale_votes(&self, ctx: &Context<'_>) -> Result<Option<Vec<Walked<Vote>>>> {
        let request = ctx.request();
        if request.viewer.owner_id() != Some(self.0.id) {
            return Ok(None);
        }
        let stale = vote::service::stale(request.db(), self.0.id).await?;
        Ok(Some(stale.into_iter().map(|(row, proposal)| Walked(Vote { row, proposal })).collect()))
    }
}

/// What a moderator is limited to: a post is theirs to decide about if both lists hold it.
#[derive(SimpleObject)]
pub struct ModeratorScope {
    /// The essays, of any language's edition; null if they are not limited to some.
    essay_ids: Option<Vec<ID>>,
    /// The languages of posts, with their varieties; null if they are not limited to some.
    languages: Option<Vec<LanguageTag>>,
}

/// Tokens of a sign-in on one device.
#[derive(SimpleObject)]
pub struct Session {
    /// Send it as `Authorization: Bearer …`. A JWT; its content is not part of the contract.
    access_token: String,
    /// End of the access token: 15 minutes after it was made.
    access_token_expires_at: DateTime,
    /// Exchange it once, by `refreshSession`, for new tokens. Keep it secret.
    refresh_token: String,
    /// End of the session whatever its refreshes: 30 days after the sign-in.
    refresh_token_expires_at: DateTime,
}

impl From<Tokens> for Session {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            access_token_expires_at: DateTime(tokens.access_token_expires_at),
            refresh_token: tokens.refresh_token,
            refresh_token_expires_at: DateTime(tokens.refresh_token_expires_at),
        }
    }
}
