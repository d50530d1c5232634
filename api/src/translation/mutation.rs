//! Changes of translations.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{ApiScope, ModerationActionKind as Kind};

use crate::{
    error::{Error, Result},
    graphql::{context::ContextExt, walk::Walked},
    moderation::{object::ModerationAction, service::Why},
    post::{
        input::post_key,
        object::{AnyPost, Post},
        rules::Words,
        service::Gate,
    },
    translation::{
        input::{
            MarkTranslationOfficialInput, RemoveTranslationInput, RestoreTranslationInput, TranslatePostInput, VouchTranslationInput, WithdrawTranslationInput,
        },
        object::Translation,
        service::{self, Draft, Vouch},
    },
};

const ID: &[&str] = &["input", "translationId"];

/// What `translatePost` gives.
#[derive(SimpleObject)]
pub struct TranslatePostPayload {
    /// The translation as it now is.
    translation: Walked<Translation>,
    /// What is translated.
    post: AnyPost,
}

/// What `withdrawTranslation` gives.
#[derive(SimpleObject)]
pub struct WithdrawTranslationPayload {
    /// What was translated, without it.
    post: AnyPost,
}

/// What `vouchTranslation` gives.
#[derive(SimpleObject)]
pub struct VouchTranslationPayload {
    /// The translation as it now is.
    translation: Walked<Translation>,
}

/// What `markTranslationOfficial` gives.
#[derive(SimpleObject)]
pub struct MarkTranslationOfficialPayload {
    /// The translation as it now is.
    translation: Walked<Translation>,
}

/// What `removeTranslation` gives.
#[derive(SimpleObject)]
pub struct RemoveTranslationPayload {
    /// The translation as it now is.
    translation: Walked<Translation>,
    /// The decision, as it stands in the log.
    action: Walked<ModerationAction>,
}

/// What `restoreTranslation` gives.
#[derive(SimpleObject)]
pub struct RestoreTranslationPayload {
    /// The translation as it now is.
    translation: Walked<Translation>,
    /// The decision, as it stands in the log.
    action: Walked<ModerationAction>,
}

/// Changes of translations.
#[derive(Default)]
pub struct TranslationMutation;

#[Object]
impl TranslationMutation {
    /// Translates a post, or replaces one's own translation of it into that language; what was
    /// said of the text until now counts no longer. Several people may translate the same
    /// post; locked threads and decided proposals are translated like others.
    /// Scope: `WRITE_DISCUSSION`.
    async fn translate_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The translation.")] input: TranslatePostInput,
    ) -> Result<Option<Walked<TranslatePostPayload>>> {
        let request = ctx.request();
        let gate = Gate::new(request, input.nudge);
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let key = post_key(&input.post_id, &["input", "postId"])?;
        let words = Words { language: input.language.text, title: input.title, body: input.body };
        let made = service::translate(request.db(), member, Draft { key, revision: input.revision, words }, gate).await?;
        let post = Post::load_key(request, key).await?.ok_or_else(|| Error::internal("a post has gone"))?;
        Ok(Some(Walked(TranslatePostPayload { translation: Walked(Translation::from(made)), post: AnyPost(post) })))
    }

    /// Takes a translation of one's own back. To translate the post again brings it back with
    /// the new text.
    /// Scope: `WRITE_DISCUSSION`.
    async fn withdraw_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawTranslationInput,
    ) -> Result<Option<Walked<WithdrawTranslationPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let gone = service::withdraw(request.db(), &request.viewer, member, input.translation_id.key(ID)?).await?;
        let post = Post::load_key(request, gone.of.key).await?.ok_or_else(|| Error::internal("a post has gone"))?;
        Ok(Some(Walked(WithdrawTranslationPayload { post: AnyPost(post) })))
    }

    /// Says of a translation whether it says the same as the post: for those who have
    /// declared both languages, or varieties of them, by `declarePerspective`
    /// (`FORBIDDEN` else). Everybody sees who said what. Saying it again replaces what one
    /// said before. `CONFLICT` if the post has changed since it was translated.
    /// Scope: `WRITE_DISCUSSION`.
    async fn vouch_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and what of it.")] input: VouchTranslationInput,
    ) -> Result<Option<Walked<VouchTranslationPayload>>> {
        let request = ctx.request();
        let member = request.viewer.writer(ApiScope::WriteDiscussion)?;
        let vouch = Vouch { id: input.translation_id.key(ID)?, revision: input.revision, verdict: input.verdict.into(), note: input.note };
        let said = service::vouch(request.db(), &request.viewer, member, vouch).await?;
        Ok(Some(Walked(VouchTranslationPayload { translation: Walked(Translation::from(said)) })))
    }

    /// Marks a translation as official, or no longer so. It is no longer so, either, once its
    /// translator changes it. `CONFLICT` if the post has changed since it was translated. For
    /// editors.
    /// Scope: `WRITE_ESSAYS`.
    async fn mark_translation_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and whether.")] input: MarkTranslationOfficialInput,
    ) -> Result<Option<Walked<MarkTranslationOfficialPayload>>> {
        let request = ctx.request();
        let editor = request.viewer.editor()?;
        let marked = service::mark_official(request.db(), &editor, input.translation_id.key(ID)?, input.is_official, input.revision).await?;
        Ok(Some(Walked(MarkTranslationOfficialPayload { translation: Walked(Translation::from(marked)) })))
    }

    /// Takes a translation away from readers. Its translator may appeal. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn remove_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: RemoveTranslationInput,
    ) -> Result<Option<Walked<RemoveTranslationPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.translation_id.key(ID)?;
        let why = Why::stated(Some(input.reason.into()), &input.explanation)?;
        let (translated, action) = service::decide(request.db(), &moderator, id, Kind::Remove, why, input.revision).await?;
        let action = Walked(ModerationAction(Arc::new(action)));
        Ok(Some(Walked(RemoveTranslationPayload { translation: Walked(Translation::from(translated)), action })))
    }

    /// Shows a removed or held translation again. For moderators.
    ///
    /// Scope: `MODERATE`.
    async fn restore_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RestoreTranslationInput,
    ) -> Result<Option<Walked<RestoreTranslationPayload>>> {
        let request = ctx.request();
        let moderator = request.viewer.moderator()?;
        let id = input.translation_id.key(ID)?;
        let why = Why::optional(None, input.explanation.as_deref())?;
        let (translated, action) = service::decide(request.db(), &moderator, id, Kind::Restore, why, input.revision).await?;
        let action = Walked(ModerationAction(Arc::new(action)));
        Ok(Some(Walked(RestoreTranslationPayload { translation: Walked(Translation::from(translated)), action })))
    }
}
