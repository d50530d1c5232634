//! `Essay`, `Edition` and `Credit` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::EditionId;

use crate::{
    account::object::User,
    anchor::{input::PassageInput, loaders::Pending},
    consensus::object::OpinionMap,
    error::{Error, Result},
    essay::{
        loaders::{EditionById, EditionsOf},
        rules, service,
        store::{self, CreditRow, EditionWithCredits, EssayRow},
        wanted,
    },
    graphql::{
        connection::{Connection, Listed},
        context::ContextExt,
        id,
        scalars::{CountryCode, DateTime, LanguageTag},
        walk::{Walked, WalkedItems, WalkedList},
    },
    paging::{Cursor, Key, PageArgs},
    proposal::{
        self,
        input::{ProposalOrder, ProposalState},
        object::Proposal,
    },
    segment::{
        loaders::{PlainTextOf, SegmentsOf},
        object::Segment,
    },
    thread::{self, input::ThreadOrder, object::Thread},
};

/// A work.
#[derive(Clone)]
pub struct Essay {
    /// The row.
    pub row: Arc<EssayRow>,
    /// Whether it stands in a list: then what is inside is read for all at once.
    pub listed: bool,
}

impl Essay {
    /// One that stands alone.
    #[must_use]
    pub fn single(row: Arc<EssayRow>) -> Self {
        Self { row, listed: false }
    }

    /// One of a list.
    #[must_use]
    pub fn listed(row: Arc<EssayRow>) -> Self {
        Self { row, listed: true }
    }
}

impl Listed for Essay {
    const CONNECTION: &'static str = "EssayConnection";
    const EDGE: &'static str = "EssayEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        let time = if tag == store::by_last_activity(false).tag { self.row.last_activity_at } else { self.row.published_at };
        Cursor { tag, key: Key::Integer(time.0), id: self.row.id.0 }
    }
}

/// A work, whatever the language. Its texts are its editions.
#[Object]
impl Essay {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.row.id)
    }

    /// Names the essay in addresses.
    pub(crate) async fn slug(&self) -> &str {
        &self.row.slug
    }

    /// The title in the edition that suits a reader best; the original's if no
    /// language is given or none suits.
    pub(crate) async fn title(&self, #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>) -> String {
        let titles = service::titles(&self.row);
        let best = rules::best_language(&titles, &self.row.original_language, language.as_ref().map(|tag| tag.0.as_str()));
        titles.get(best).cloned().unwrap_or_default()
    }

    /// The language that the essay was written in.
    pub(crate) async fn original_language(&self) -> LanguageTag {
        LanguageTag(self.row.original_language.clone())
    }

    /// The country that the essay is about or from, if it has one.
    pub(crate) async fn origin_country(&self) -> Option<CountryCode> {
        self.row.origin_country.clone().map(CountryCode)
    }

    /// The edition that suits a reader best: the language itself, else a variety
    /// of it, else the original.
    pub(crate) async fn edition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>,
    ) -> Result<Walked<Edition>> {
        let titles = service::titles(&self.row);
        let best = rules::best_language(&titles, &self.row.original_language, language.as_ref().map(|tag| tag.0.as_str()));
        let wanted = wanted::of_edition(&ctx.field());
        let found = if self.listed {
            let all = ctx.request().loader.load_one(EditionsOf { essay: self.row.id, wanted }).await?;
            all.and_then(|all| all.iter().find(|edition| edition.row.language == best).cloned())
        } else {
            service::edition_of(ctx.request().db(), self.row.id, best, wanted).await?
        };
        let edition = found.ok_or_else(|| Error::internal("an essay has no edition"))?;
        Ok(Walked(Edition { data: Arc::new(edition), essay: self.row.clone() }))
    }

    /// All editions, oldest first.
    pub(crate) async fn editions(&self, ctx: &Context<'_>) -> Result<Vec<Walked<Edition>>> {
        let wanted = wanted::of_edition(&ctx.field());
        let all = if self.listed {
            let all = ctx.request().loader.load_one(EditionsOf { essay: self.row.id, wanted }).await?;
            all.map(|all| all.as_ref().clone()).unwrap_or_default()
        } else {
            service::editions_of(ctx.request().db(), self.row.id, wanted).await?
        };
        Ok(all.into_iter().map(|edition| Walked(Edition { data: Arc::new(edition), essay: self.row.clone() })).collect())
    }

    /// Threads about this essay; those with the newest activity first by default.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    pub(crate) async fn threads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "How to sort.")] order_by: Option<ThreadOrder>,
        #[graphql(desc = "Only posts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
        #[graphql(desc = "Only threads that are shown and about a passage that overlaps this part of an edition, in whichever language they quote.")]
        passage: Option<PassageInput>,
    ) -> Result<Walked<Connection<Thread>>> {
        thread::object::connection(
            ctx,
            thread::object::Scope::Essay { id: self.row.id, listed: self.listed },
            PageArgs { first, after, last, before },
            languages,
            passage,
            order_by,
        )
        .await
    }

    /// Proposals that grew out of this essay; newest first by default.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    pub(crate) async fn proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only those in one of these states.")] states: Option<Vec<ProposalState>>,
        #[graphql(desc = "How to sort.")] order_by: Option<ProposalOrder>,
        #[graphql(desc = "Only posts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Walked<Connection<Proposal>>> {
        let scope = proposal::object::Scope::Essay { id: self.row.id, listed: self.listed };
        proposal::object::connection(ctx, scope, PageArgs { first, after, last, before }, states, languages, order_by).await
    }

    /// The opinion groups of those who vote on its proposals; null until at least five have, and
    /// the groups are computed.
    pub(crate) async fn opinion_map(&self, ctx: &Context<'_>) -> Result<Option<Walked<OpinionMap>>> {
        OpinionMap::of(ctx, &self.row).await
    }

    /// When the essay was added.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// When its first edition was published.
    pub(crate) async fn published_at(&self) -> DateTime {
        DateTime(self.row.published_at)
    }

    /// Newest edition, thread, reply or proposal; at most a minute late.
    pub(crate) async fn last_activity_at(&self) -> DateTime {
        DateTime(self.row.last_activity_at)
    }
}

/// An essay in one language.
#[derive(Clone)]
pub struct Edition {
    /// Everything about it.
    pub data: Arc<EditionWithCredits>,
    /// The work.
    pub essay: Arc<EssayRow>,
}

impl Edition {
    /// One by its id, with what the field at hand asks of it.
    pub async fn load(ctx: &Context<'_>, id: EditionId, essay: Arc<EssayRow>) -> Result<Walked<Self>> {
        let key = EditionById { id, wanted: wanted::of_edition(&ctx.field()) };
        let data = ctx.request().loader.load_one(key).await?.ok_or_else(|| Error::internal("an edition has gone"))?;
        Ok(Walked(Self { data, essay }))
    }
}

/// An essay in one language.
#[Object]
impl Edition {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.data.row.id)
    }

    /// The work.
    pub(crate) async fn essay(&self) -> Walked<Essay> {
        Walked(Essay::single(self.essay.clone()))
    }

    /// The language of this edition.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.data.row.language.clone())
    }

    /// The title in this language.
    pub(crate) async fn title(&self) -> &str {
        &self.data.row.title
    }

    /// The text as Markdown.
    pub(crate) async fn body(&self) -> &str {
        &self.data.texts.body
    }

    /// The text as HTML, rendered and sanitised: safe to put into a page.
    pub(crate) async fn body_html(&self) -> &str {
        &self.data.texts.body_html
    }

    /// What a reader sees of the text, without marks: paragraphs with an empty line between
    /// two. All offsets in it count Unicode scalar values.
    pub(crate) async fn plain_text(&self, ctx: &Context<'_>) -> Result<String> {
        let text = ctx.request().loader.load_one(PlainTextOf(self.data.row.id)).await?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    }

    /// The sentences of the text, in order: split by the rules of Unicode Standard
    /// Annex #29, in any language. Headings, items of lists, rows of tables and blocks of
    /// code are paragraphs of their own.
    pub(crate) async fn segments(&self, ctx: &Context<'_>) -> Result<WalkedItems<Segment>> {
        let segments = ctx.request().loader.load_one(SegmentsOf(self.data.row.id)).await?;
        let edition = self.data.row.id;
        let segments = segments.iter().flat_map(|segments| segments.iter().cloned()).map(|row| Segment { edition, row });
        Ok(WalkedItems(segments.collect()))
    }

    /// How many of the essay's passages are still to be found in this text: for the moments
    /// after a text was published.
    pub(crate) async fn anchors_pending(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = ctx.request().loader.load_one(Pending(self.data.row.id)).await?;
        Ok(i32::try_from(count.unwrap_or(0)).unwrap_or(i32::MAX))
    }

    /// Where it was published first, if elsewhere.
    pub(crate) async fn source_url(&self) -> Option<&str> {
        self.data.row.source_url.as_deref()
    }

    /// Authors, translators, reviewers and editors, in the order of the page.
    pub(crate) async fn credits(&self) -> WalkedList<'_, CreditRow> {
        WalkedList(&self.data.credits)
    }

    /// Counts the texts that this edition has had, from 1.
    pub(crate) async fn revision(&self) -> i32 {
        self.data.row.revision
    }

    /// When this edition was published.
    pub(crate) async fn published_at(&self) -> DateTime {
        DateTime(self.data.row.published_at)
    }

    /// When the present text was written.
    pub(crate) async fn revised_at(&self) -> DateTime {
        DateTime(self.data.row.revised_at)
    }
}

/// What somebody did for an edition.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::CreditRole")]
pub enum CreditRole {
    /// Wrote the work.
    Author,
    /// Brought it into this language.
    Translator,
    /// Checked text or translation.
    Reviewer,
    /// Edited the text.
    Editor,
}

/// Somebody's part in an edition.
#[Object(name = "Credit")]
impl CreditRow {
    /// What they did.
    pub(crate) async fn role(&self) -> CreditRole {
        self.role.into()
    }

    /// Their name as printed.
    pub(crate) async fn name(&self) -> &str {
        &self.name
    }

    /// Their account, if they have one here.
    pub(crate) async fn user(&self) -> Option<Walked<User>> {
        self.user.clone().map(|user| Walked(User(user)))
    }
}

/// What `publishEdition` gives.
#[derive(SimpleObject)]
pub struct PublishEditionPayload {
    /// The work.
    pub essay: Walked<Essay>,
    /// The edition as it now is.
    pub edition: Walked<Edition>,
}
