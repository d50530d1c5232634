//! Questions about decisions.

use async_graphql::{Context, ID, Object};
use entity::{JointStatementId, PledgeId, PostId, ProposalId, ReplyId, ThreadId, TranslationId, UserId};

use crate::{
    error::{Error, Result},
    graphql::{
        connection::Connection,
        context::ContextExt,
        id::{self, NodeKey},
        walk::Walked,
    },
    moderation::{
        object::{self, ModerationAction, ModerationLogVerification, ModerationStats},
        rules::TextKey,
        service,
        store::About,
    },
    paging::PageArgs,
};

/// Questions about decisions.
#[derive(Default)]
pub struct ModerationQuery;

#[Object]
impl ModerationQuery {
    /// The log of decisions, newest first: public, without removed texts and without
    /// names. What is about a person is listed by `subjectId` for that person and
    /// for moderators only.
    async fn moderation_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only decisions about this post, this translation, this pledge, this joint statement or this person.")] subject_id: Option<ID>,
    ) -> Result<Walked<Connection<ModerationAction>>> {
        let about = match subject_id {
            None => About::All,
            Some(id) => subject(ctx, &id)?,
        };
        object::connection(ctx, about, PageArgs { first, after, last, before }).await
    }

    /// How moderation fared in the last days: decisions and how many were overturned, by
    /// reason and language, and how long reports waited. For moderators.
    async fn moderation_stats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many days back: 1 to 365, 30 if left out.")] days: Option<i32>,
    ) -> Result<Option<Walked<ModerationStats>>> {
        let request = ctx.request();
        let stats = service::stats(request.db(), &request.viewer.moderator()?, days.unwrap_or(30)).await?;
        Ok(Some(Walked(ModerationStats::from(stats))))
    }

    /// Recomputes the log's chain of hashes from the first decision on and names the
    /// first break. For moderators: it reads the whole log.
    async fn verify_moderation_log(&self, ctx: &Context<'_>) -> Result<Option<Walked<ModerationLogVerification>>> {
        let request = ctx.request();
        request.viewer.moderator()?;
        let found = service::verify(request.db()).await?;
        Ok(Some(Walked(ModerationLogVerification { is_intact: found.first_break.is_none(), checked: found.checked, first_break: found.first_break })))
    }
}

fn subject(ctx: &Context<'_>, id: &ID) -> Result<About> {
    let viewer = &ctx.request().viewer;
    match id::decode_any(id) {
        Some((ThreadId::TAG | ReplyId::TAG | ProposalId::TAG, uuid)) => Ok(About::Post(PostId(uuid))),
        Some((TranslationId::TAG, uuid)) => Ok(About::Text(TextKey::Translation(TranslationId(uuid)))),
        Some((PledgeId::TAG, uuid)) => Ok(About::Text(TextKey::Pledge(PledgeId(uuid)))),
        Some((JointStatementId::TAG, uuid)) => Ok(About::Text(TextKey::JointStatement(JointStatementId(uuid)))),
        Some((UserId::TAG, uuid)) if viewer.id() == Some(UserId(uuid)) || viewer.is_moderator() => Ok(About::User(UserId(uuid))),
        Some((UserId::TAG, _)) => Err(Error::forbidden("What is decided about a person is for that person and for moderators.").at(&["subjectId"])),
        _ => Err(Error::invalid(&["subjectId"], "This is not the id of a post, a translation, a pledge, a joint statement or a person.")),
    }
}
