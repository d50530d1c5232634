//! What `search` answers.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, Object, OutputType, Positioned, ServerResult, SimpleObject, Value, parser::types::Field, registry::Registry,
};
use entity::{EditionId, EssayId, PostId, PostKind, TranslationId};
use tokio::sync::OnceCell;

use crate::{
    error::Result,
    essay::{self, object::Essay},
    graphql::{
        connection::{self, Edge, Listed, PageInfo},
        context::ContextExt,
        scalars::LanguageTag,
        walk::{Walked, WalkedItems, WalkedList, walk},
    },
    paging::{Cursor, Slice},
    post::{
        object::{AnyPost, Post},
        rules::{PostKey, is_shown},
    },
    search::{
        input::SearchKind,
        rules::{Asked, Filter, highlight},
        service::{self, BY_SCORE, Found, Hit, MOST_COUNTED},
    },
    segment::loaders::PlainTextOf,
    text::prose,
};

/// A text that was found.
#[derive(Clone)]
pub struct SearchHit {
    hit: Arc<Hit>,
    asked: Arc<Asked>,
}

impl Listed for SearchHit {
    const CONNECTION: &'static str = "SearchConnection";
    const EDGE: &'static str = "SearchEdge";

    fn cursor(&self, _tag: u8) -> Cursor {
        self.hit.cursor()
    }
}

/// What was found.
pub enum Subject {
    /// An essay.
    Essay(Essay),
    /// A thread, a reply or a proposal.
    Post(Post),
}

impl OutputType for Subject {
    fn type_name() -> Cow<'static, str> {
        "Node".into()
    }

    fn create_type_info(_registry: &mut Registry) -> String {
        // `node.rs` puts the interface into the schema.
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self {
            Self::Essay(essay) => walk(ctx, essay).await,
            Self::Post(post) => AnyPost(post.clone()).resolve(ctx, field).await,
        }
    }
}

/// A text as a reader sees it.
struct Text {
    title: Option<String>,
    body: Arc<str>,
}

impl SearchHit {
    /// The post that was found, unless it has ceased to be shown since it was looked up.
    async fn post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        let row = &self.hit.row;
        let kind = match row.kind {
            entity::SearchKind::Essay => return Ok(None),
            entity::SearchKind::Thread => PostKind::Thread,
            entity::SearchKind::Reply => PostKind::Reply,
            entity::SearchKind::Proposal => PostKind::Proposal,
        };
        let post = Post::load_key(ctx.request(), PostKey::new(kind, PostId(row.subject_id))).await?;
        Ok(post.filter(|post| {
            is_shown(match post {
                Post::Thread(thread) => thread.item.row.status,
                Post::Reply(reply) => reply.item.row.status,
                Post::Proposal(proposal) => proposal.item.row.status,
            })
        }))
    }

    /// The text that was found. One with a `text_id` of its own that belongs to a post is a
    /// translation.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<Text>> {
        let row = &self.hit.row;
        if row.kind == entity::SearchKind::Essay {
            let loader = &ctx.request().loader;
            let Some(essay) = loader.load_one(EssayId(row.subject_id)).await? else { return Ok(None) };
            let title = essay::service::titles(&essay).remove(&row.language);
            let body = loader.load_one(PlainTextOf(EditionId(row.text_id))).await?.unwrap_or_default();
            return Ok(Some(Text { title, body }));
        }
        if row.text_id != row.subject_id {
            // Found by a translation. That the post is shown was asked when it was looked up.
            let translation = ctx.request().loader.load_one(TranslationId(row.text_id)).await?;
            let shown = translation.filter(|translation| is_shown(translation.visibility));
            if shown.is_none() || self.post(ctx).await?.is_none() {
                return Ok(None);
            }
            return Ok(shown.map(|translation| Text { title: translation.title.clone(), body: prose::of_markdown(&translation.body).text.into() }));
        }
        Ok(self.post(ctx).await?.map(|post| {
            let (title, body) = match &post {
                Post::Thread(thread) => (Some(thread.item.row.title.clone()), &thread.item.texts.body),
                Post::Reply(reply) => (None, &reply.item.texts.body),
                Post::Proposal(proposal) => (Some(proposal.item.row.title.clone()), &proposal.item.texts.body),
            };
            Text { title, body: prose::of_markdown(body).text.into() }
        }))
    }
}

/// A text in which everything stands that was asked for.
#[Object]
impl SearchHit {
    /// What was found.
    pub(crate) async fn kind(&self) -> SearchKind {
        self.hit.row.kind.into()
    }

    /// The essay, thread, reply or proposal; null if it has ceased to be shown just now.
    pub(crate) async fn subject(&self, ctx: &Context<'_>) -> Result<Option<Subject>> {
        if self.hit.row.kind == entity::SearchKind::Essay {
            let essay = ctx.request().loader.load_one(EssayId(self.hit.row.subject_id)).await?;
            return Ok(essay.map(|row| Subject::Essay(Essay::listed(row))));
        }
        Ok(self.post(ctx).await?.map(Subject::Post))
    }

    /// The language of the text: of an essay, that of the edition in which it was found; of a post,
    /// its own or that of the translation in which it was found.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.hit.row.language.clone())
    }

    /// Its title as HTML that is safe to put into a page: everything is escaped, and what was
    /// asked for is in `<mark>`. Null for replies.
    pub(crate) async fn title_html(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let text = self.text(ctx).await?;
        Ok(text.and_then(|text| text.title).map(|title| highlight::whole(&self.asked, &title)))
    }

    /// Up to three pieces of its text around what was asked for, as HTML that is safe to put
    /// into a page: everything is escaped, and what was asked for is in `<mark>`. The
    /// beginning of the text if that stands in the title alone.
    pub(crate) async fn fragments(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let text = self.text(ctx).await?;
        Ok(text.map(|text| highlight::fragments(&self.asked, &text.body)).unwrap_or_default())
    }

    /// How good it is: the binary logarithm of its relevance and its age in years, from the
    /// beginning of 2025. Only the difference of two in one list means something.
    pub(crate) async fn score(&self) -> f64 {
        self.hit.score
    }
}

/// How much was found of one kind.
#[derive(SimpleObject, Clone)]
pub struct SearchCount {
    /// What was counted.
    kind: SearchKind,
    /// How many, at most 1000.
    count: u64,
    /// Whether there may be more than that: counting ended.
    is_capped: bool,
}

/// A page of what was found.
pub struct SearchConnection {
    slice: Slice<SearchHit>,
    asked: Arc<Asked>,
    filter: Filter,
    counts: OnceCell<Vec<(entity::SearchKind, u64)>>,
}

impl SearchConnection {
    /// Of what was found.
    #[must_use]
    pub fn new(asked: Asked, filter: Filter, found: Found) -> Self {
        let asked = Arc::new(asked);
        let of_all = asked.clone();
        let slice = found.slice.map(|hit| SearchHit { hit, asked: of_all.clone() });
        Self { slice, asked, filter, counts: OnceCell::new_with(found.counts) }
    }

    async fn counted(&self, ctx: &Context<'_>) -> Result<&[(entity::SearchKind, u64)]> {
        Ok(self.counts.get_or_try_init(|| service::count(ctx.request().db(), &self.asked, &self.filter)).await?)
    }
}

/// A page of what was found, by the Relay specification.
#[Object]
impl SearchConnection {
    /// The page's items, each with its cursor.
    async fn edges(&self) -> Vec<Walked<Edge<SearchHit>>> {
        connection::edges(&self.slice, BY_SCORE.tag)
    }

    /// The page's items.
    async fn nodes(&self) -> WalkedList<'_, SearchHit> {
        WalkedList(&self.slice.rows)
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> Walked<PageInfo> {
        Walked(PageInfo::of(&self.slice, BY_SCORE.tag))
    }

    /// How much was found: the sum of `counts`, each of which ends at 1000. It may be more
    /// than the list has, which ends after 400.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        Ok(Some(self.counted(ctx).await?.iter().map(|(_, count)| count).sum()))
    }

    /// Whether more was found than `totalCount` says: counting ends at 1000 of each kind.
    async fn is_capped(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.counted(ctx).await?.iter().any(|(_, count)| *count >= MOST_COUNTED))
    }

    /// How much was found of each kind; kinds of which nothing was found are left out.
    async fn counts(&self, ctx: &Context<'_>) -> Result<WalkedItems<SearchCount>> {
        let found = self.counted(ctx).await?.iter().filter(|(_, count)| *count > 0);
        Ok(WalkedItems(found.map(|(kind, count)| SearchCount { kind: (*kind).into(), count: *count, is_capped: *count >= MOST_COUNTED }).collect()))
    }
}
