//! `Translation` of the schema, and what posts give of theirs.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::{ApiScope, PostId, TranslationId, UserId};

use crate::{
    account::object::User,
    error::{Error, Result},
    graphql::{
        connection::{Connection, Count, Listed},
        context::{ContextExt, RequestContext},
        id,
        scalars::{DateTime, LanguageTag},
        walk::{Walked, WalkedItems},
    },
    paging::{Cursor, PageArgs},
    post::{
        object::{AnyPost, Post, PostStatus},
        rules as post_rules,
    },
    row::TextColumns,
    text::language,
    translation::{
        input::TranslationVerdict,
        loaders::{InLanguage, TranslationsOf},
        rules,
        service::{self, Of, Translated},
        store::{self, TranslationRow, VouchRow},
    },
    translation_signal::{self, object::TranslationSignal},
};

/// Where a translation comes from.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::TranslationSource")]
pub enum TranslationSource {
    /// A member.
    Community,
    /// A member, and an editor has marked it as official.
    Official,
    /// A program.
    Machine,
}

/// What those who know both languages find of a translation.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::TranslationStatus")]
pub enum TranslationStatus {
    /// Too few have said anything, or they do not agree.
    Proposed,
    /// At least two find it faithful, and more than twice as many as find anything wrong.
    Vouched,
    /// Somebody finds its meaning changed, and those who find it faithful are not more than
    /// twice as many.
    Disputed,
}

/// A post in another language.
#[derive(Clone)]
pub struct Translation {
    /// The translation.
    pub row: Arc<TranslationRow>,
    /// Of what.
    pub of: Of,
}

impl From<Translated> for Translation {
    fn from(Translated { row, of }: Translated) -> Self {
        Self { row, of }
    }
}

impl Translation {
    /// A translation by its id, if the viewer may read it and its post.
    pub async fn load(request: &RequestContext, id: TranslationId) -> Result<Option<Self>> {
        let Some(row) = request.loader.load_one(id).await? else { return Ok(None) };
        let Some(post) = Post::load(request, row.post_id).await? else { return Ok(None) };
        let original = Original::of(&post);
        let may_read = original.is_read(request) && post_rules::reads(row.visibility, row.translator_id, &request.viewer);
        Ok(may_read.then_some(Self { row, of: original.of }))
    }
}

/// A post in another language.
#[Object]
impl Translation {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.row.id)
    }

    /// What is translated.
    pub(crate) async fn post(&self, ctx: &Context<'_>) -> Result<AnyPost> {
        Post::load_key(ctx.request(), self.of.key).await?.map(AnyPost).ok_or_else(|| Error::internal("a translation has no post"))
    }

    /// The language that it is in.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.row.language.clone())
    }

    /// The title: plain text; null for replies.
    pub(crate) async fn title(&self) -> Option<&str> {
        self.row.title.as_deref()
    }

    /// The text as Markdown.
    pub(crate) async fn body(&self) -> &str {
        &self.row.body
    }

    /// The text as HTML, rendered and sanitised: safe to put into a page.
    pub(crate) async fn body_html(&self) -> &str {
        &self.row.body_html
    }

    /// Where it comes from.
    pub(crate) async fn source(&self) -> TranslationSource {
        self.row.source.into()
    }

    /// What those who know both languages find of it.
    pub(crate) async fn status(&self) -> TranslationStatus {
        self.row.status.into()
    }

    /// Whether it is shown to everybody, and if not, why.
    pub(crate) async fn visibility(&self) -> PostStatus {
        self.row.visibility.into()
    }

    /// Who made it; null if a program did, or if the account is gone.
    pub(crate) async fn translator(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        user(ctx, self.row.translator_id).await
    }

    /// Whether the post has changed since: see `postRevision`.
    pub(crate) async fn is_stale(&self) -> bool {
        self.row.post_revision != self.of.revision
    }

    /// Which of the post's texts it is made of.
    pub(crate) async fn post_revision(&self) -> i32 {
        self.row.post_revision
    }

    /// Counts the texts that it has had itself, from 1.
    pub(crate) async fn revision(&self) -> i32 {
        self.row.revision
    }

    /// What is said of its present text, counted.
    pub(crate) async fn vouch_counts(&self) -> Walked<TranslationVouchCounts> {
        let counts = service::counts(&self.row);
        Walked(TranslationVouchCounts { faithful: counts.faithful, tone_off: counts.tone_off, meaning_changed: counts.meaning_changed })
    }

    /// What those who know both languages say of it, the newest first. Of an earlier text, if
    /// `revision` is not the translation's.
    pub(crate) async fn vouches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
    ) -> Result<Walked<Connection<TranslationVouch>>> {
        let order = store::by_created_at();
        let page = PageArgs { first, after, last, before }.parse(&order)?;
        let id = self.row.id;
        let slice = service::vouches(ctx.request().db(), id, &order, &page).await?;
        let count: Count = Box::new(move |request| Box::pin(service::count_vouches(request.db(), id)));
        Ok(Connection::new(slice.map(|row| TranslationVouch(Arc::new(row))), order.tag, count))
    }

    /// What votes tell of it, if it is of a proposal: for its translator, for editors and for
    /// moderators, null to others.
    pub(crate) async fn signals(&self, ctx: &Context<'_>) -> Result<Option<WalkedItems<TranslationSignal>>> {
        translation_signal::object::signals(ctx.request(), &self.row, self.of.revision).await
    }

    /// Whether whoever is signed in may vouch for it, or against it.
    pub(crate) async fn viewer_can_vouch(&self, ctx: &Context<'_>) -> bool {
        ctx.request().viewer.writer(ApiScope::WriteDiscussion).is_ok_and(|member| service::may_vouch(member, &self.row, &self.of))
    }

    /// When it was made.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// When its text was last changed; null if never.
    pub(crate) async fn edited_at(&self) -> Option<DateTime> {
        self.row.edited_at.map(DateTime)
    }
}

async fn user(ctx: &Context<'_>, id: Option<UserId>) -> Result<Option<Walked<User>>> {
    let Some(id) = id else { return Ok(None) };
    Ok(ctx.request().loader.load_one(id).await?.map(|user| Walked(User(user))))
}

/// What is said of a translation's present text, counted.
#[derive(SimpleObject)]
pub struct TranslationVouchCounts {
    /// It says the same.
    faithful: i32,
    /// It says the same in another tone.
    tone_off: i32,
    /// It says something else.
    meaning_changed: i32,
}

/// What somebody who knows both languages says of a translation.
#[derive(Clone)]
pub struct TranslationVouch(Arc<VouchRow>);

impl Listed for TranslationVouch {
    const CONNECTION: &'static str = "TranslationVouchConnection";
    const EDGE: &'static str = "TranslationVouchEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.0.cursor(tag)
    }
}

/// What somebody who knows both languages says of a translation.
#[Object]
impl TranslationVouch {
    /// Who.
    pub(crate) async fn user(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        user(ctx, Some(self.0.user_id)).await
    }

    /// What.
    pub(crate) async fn verdict(&self) -> TranslationVerdict {
        self.0.verdict.into()
    }

    /// And why, in plain text.
    pub(crate) async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Which of the translation's texts it is about; it counts for no other.
    pub(crate) async fn revision(&self) -> i32 {
        self.0.translation_revision
    }

    /// When it was said.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// A post's text for a reader of some language.
#[derive(SimpleObject)]
pub struct PostText {
    /// What it is in: not what was asked for if there is no such translation.
    language: LanguageTag,
    /// The title, for threads and proposals.
    title: Option<String>,
    /// Markdown.
    body: String,
    /// The same as HTML, rendered and sanitised: safe to put into a page.
    body_html: String,
    /// The translation that this is; null = the original.
    translation: Option<Walked<Translation>>,
}

/// A post as its translations and its readers see it.
pub struct Original<'a> {
    of: Of,
    author_id: Option<UserId>,
    title: Option<&'a str>,
    texts: &'a TextColumns,
}

impl<'a> Original<'a> {
    /// Of a post whose columns `language`, `revision` and `title` were read.
    #[must_use]
    pub fn of(post: &'a Post) -> Self {
        macro_rules! original {
            ($item:expr, $kind:ident, $title:expr) => {{
                let row = &$item.row;
                let key = crate::post::rules::PostKey::$kind(row.id);
                let of = Of { key, status: row.status, revision: row.revision, language: row.language.clone() };
                Self { of, author_id: row.author_id, title: $title, texts: &$item.texts }
            }};
        }
        match post {
            Post::Thread(post) => original!(post.item, Thread, Some(post.item.row.title.as_str())),
            Post::Reply(post) => original!(post.item, Reply, None),
            Post::Proposal(post) => original!(post.item, Proposal, Some(post.item.row.title.as_str())),
        }
    }

    fn post_id(&self) -> PostId {
        self.of.key.post_id()
    }

    fn is_read(&self, request: &RequestContext) -> bool {
        post_rules::reads(self.of.status, self.author_id, &request.viewer)
    }
}

/// A post's text for a reader of `wanted`: the original if that is in this language, else the
/// best translation, else the original. Nothing for whom the post is not to be read.
pub async fn text(ctx: &Context<'_>, post: &Post, wanted: Option<LanguageTag>) -> Result<Option<Walked<PostText>>> {
    let (request, original) = (ctx.request(), Original::of(post));
    if !original.is_read(request) {
        return Ok(None);
    }
    let wanted = wanted.map(|tag| tag.0).filter(|tag| language::primary(tag) != language::primary(&original.of.language));
    let best = match wanted {
        None => None,
        Some(wanted) => {
            let key = InLanguage { post: original.post_id(), primary: language::primary(&wanted).into() };
            let rows = request.loader.load_one(key).await?.unwrap_or_default();
            let ranked = rows.into_iter().filter_map(|row| Some((rules::rank(&wanted, &row.candidate(original.of.revision))?, row.id, row)));
            ranked.min_by_key(|(rank, id, _)| (*rank, *id)).map(|(.., row)| row)
        }
    };
    Ok(Some(Walked(match best {
        None => PostText {
            language: LanguageTag(original.of.language),
            title: original.title.map(str::to_owned),
            body: original.texts.body.clone(),
            body_html: original.texts.body_html.clone(),
            translation: None,
        },
        Some(row) => PostText {
            language: LanguageTag(row.language.clone()),
            title: row.title.clone(),
            body: row.body.clone(),
            body_html: row.body_html.clone(),
            translation: Some(Walked(Translation { row, of: original.of })),
        },
    })))
}

/// A post's translations, as far as the viewer may read them.
pub async fn translations(ctx: &Context<'_>, post: &Post) -> Result<WalkedItems<Translation>> {
    let (request, original) = (ctx.request(), Original::of(post));
    if !original.is_read(request) {
        return Ok(WalkedItems(Vec::new()));
    }
    let rows = request.loader.load_one(TranslationsOf(original.post_id())).await?.unwrap_or_default();
    let rows = rows.into_iter().filter(|row| post_rules::reads(row.visibility, row.translator_id, &request.viewer));
    Ok(WalkedItems(rows.map(|row| Translation { row, of: original.of.clone() }).collect()))
}
