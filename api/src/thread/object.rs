//! `Thread` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{ApiScope, EssayId};

use crate::{
    account::object::User,
    anchor::{input::PassageInput, object::Anchor},
    error::{Error, Result},
    essay::object::Essay,
    graphql::{
        connection::{Connection, Count, Listed},
        context::ContextExt,
        id,
        scalars::{DateTime, LanguageTag},
        selection::{asks_for_cursors, wanted_of_items},
        walk::{Walked, WalkedItems},
    },
    joint_statement::{self, object::JointStatement},
    paging::{Cursor, PageArgs, Slice},
    post::{
        self,
        object::{Post, PostStatus},
        rules,
    },
    reply::{self, input::ReplyOrder, object::Reply},
    setting::object::CivilityFinding,
    thread::{
        input::ThreadOrder,
        loaders::{Ask, ThreadsOf},
        service,
        store::{self, Filter, ThreadItem},
        wanted,
    },
    translation::{
        self,
        object::{PostText, Translation},
    },
};

/// A discussion of an essay.
#[derive(Clone)]
pub struct Thread {
    /// Everything about it.
    pub item: Arc<ThreadItem>,
    /// Whether it stands in a list: then what is inside is read for all at once.
    pub listed: bool,
}

impl Thread {
    /// One that stands alone.
    #[must_use]
    pub fn single(item: Arc<ThreadItem>) -> Self {
        Self { item, listed: false }
    }

    /// One of a list.
    #[must_use]
    pub fn listed(item: Arc<ThreadItem>) -> Self {
        Self { item, listed: true }
    }
}

impl Listed for Thread {
    const CONNECTION: &'static str = "ThreadConnection";
    const EDGE: &'static str = "ThreadEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.item.cursor(tag)
    }
}

/// A discussion of an essay, opened by its first post.
#[Object]
impl Thread {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.item.row.id)
    }

    /// The essay that it is about.
    #[allow(clippy::unused_async, reason = "every field is a future")]
    pub(crate) async fn essay(&self) -> Result<Walked<Essay>> {
        let row = self.item.essay.clone().ok_or_else(|| Error::internal("a post's essay was not read"))?;
        Ok(Walked(Essay { row, listed: self.listed }))
    }

    /// The title: plain text; empty if the thread is removed.
    pub(crate) async fn title(&self, ctx: &Context<'_>) -> String {
        rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.row.title).to_owned()
    }

    /// The opening text as Markdown; empty if the thread is removed.
    pub(crate) async fn body(&self, ctx: &Context<'_>) -> String {
        rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.texts.body).to_owned()
    }

    /// The opening text as HTML, rendered and sanitised: safe to put into a page.
    /// Empty if the thread is removed.
    pub(crate) async fn body_html(&self, ctx: &Context<'_>) -> String {
        rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.texts.body_html).to_owned()
    }

    /// The language it was written in, as its author says.
    pub(crate) async fn language(&self) -> LanguageTag {
        LanguageTag(self.item.row.language.clone())
    }

    /// The language that its present text seems to be written in, without quotations and code:
    /// a primary language subtag such as `fr`. Null if that is unsure, as it is for short
    /// texts, or if the viewer may not read the text.
    pub(crate) async fn detected_language(&self, ctx: &Context<'_>) -> Option<LanguageTag> {
        let row = &self.item.row;
        row.detected_language.clone().filter(|_| rules::reads(row.status, row.author_id, &ctx.request().viewer)).map(LanguageTag)
    }

    /// How sure `detectedLanguage` is, from 0 to 1; null with it.
    pub(crate) async fn language_confidence(&self, ctx: &Context<'_>) -> Option<f64> {
        let row = &self.item.row;
        row.language_confidence.filter(|_| rules::reads(row.status, row.author_id, &ctx.request().viewer))
    }

    /// The passage that it is about, in the edition that suits a reader best; in the one that
    /// was quoted if no language is given or none suits. Null if it is about the essay as a
    /// whole, or if the viewer may not read the thread's text.
    pub(crate) async fn anchor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>,
    ) -> Result<Option<Walked<Anchor>>> {
        if !rules::reads(self.item.row.status, self.item.row.author_id, &ctx.request().viewer) {
            return Ok(None);
        }
        Ok(Anchor::load(ctx, &self.item, language.as_ref()).await?.map(Walked))
    }

    /// Its text for a reader of a language: the original if that is in this language or a
    /// variety of it; else the best translation: official, vouched, proposed, disputed, of its
    /// present text before earlier ones, a program's last; else the original. Null if the
    /// viewer may not read it. Without a language, the original.
    pub(crate) async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>,
    ) -> Result<Option<Walked<PostText>>> {
        translation::object::text(ctx, &Post::Thread(self.clone()), language).await
    }

    /// Its translations by language and age, those of earlier texts as well. Empty if the
    /// viewer may not read it.
    pub(crate) async fn translations(&self, ctx: &Context<'_>) -> Result<WalkedItems<Translation>> {
        translation::object::translations(ctx, &Post::Thread(self.clone())).await
    }

    /// Who started it; null if the account is gone.
    pub(crate) async fn author(&self) -> Option<Walked<User>> {
        self.item.author.clone().map(|user| Walked(User(user)))
    }

    /// When it was started.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.item.row.created_at)
    }

    /// When its text was last changed; null if never.
    pub(crate) async fn edited_at(&self) -> Option<DateTime> {
        self.item.row.edited_at.map(DateTime)
    }

    /// What the rules of civility found in its present text: for its author and for
    /// moderators, null to others.
    pub(crate) async fn findings(&self, ctx: &Context<'_>) -> Result<Option<WalkedItems<CivilityFinding>>> {
        post::object::findings(ctx, self.item.row.id.into(), self.item.row.revision, self.item.row.author_id).await
    }

    /// Whether its text is shown to everybody, and if not, why.
    pub(crate) async fn status(&self) -> PostStatus {
        self.item.row.status.into()
    }

    /// Whether its text is gone: the thread keeps its place and its replies.
    pub(crate) async fn is_removed(&self) -> bool {
        !rules::is_shown(self.item.row.status)
    }

    /// Counts the texts that it has had, from 1.
    pub(crate) async fn revision(&self) -> i32 {
        self.item.row.revision
    }

    /// Whether it takes no more replies.
    pub(crate) async fn is_locked(&self) -> bool {
        self.item.row.locked_at.is_some()
    }

    /// How long one waits between two replies in this thread, in seconds; null if as
    /// one likes.
    pub(crate) async fn slow_mode_seconds(&self) -> Option<i32> {
        self.item.row.slow_mode_seconds
    }

    /// Whether a reply of the kind DIFFER must come with a restatement of what it
    /// differs from.
    pub(crate) async fn differ_requires_restatement(&self) -> bool {
        self.item.row.differ_requires_restatement
    }

    /// How many replies it has at every depth, without removed ones.
    pub(crate) async fn reply_count(&self) -> i32 {
        self.item.row.reply_count
    }

    /// When the thread or its newest reply was written.
    pub(crate) async fn last_activity_at(&self) -> DateTime {
        DateTime(self.item.row.last_activity_at)
    }

    /// All replies at every depth; in reading order by default: each reply is
    /// followed by the replies to it. With `languages`, a reply is listed even if its
    /// `parent` is in another language and is not.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the field")]
    pub(crate) async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "How to sort.")] order_by: Option<ReplyOrder>,
        #[graphql(desc = "Only posts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Walked<Connection<Reply>>> {
        let scope = reply::object::Scope::Thread { thread: self.item.clone(), listed: self.listed };
        reply::object::connection(ctx, scope, PageArgs { first, after, last, before }, languages, order_by).await
    }

    /// What people of two countries say together about proposals that came out of it, the last
    /// published first: at most 20, to be shown above what single people say. None if the viewer
    /// may not read the thread.
    pub(crate) async fn joint_statements(&self, ctx: &Context<'_>) -> Result<WalkedItems<JointStatement>> {
        let request = ctx.request();
        if !rules::reads(self.item.row.status, self.item.row.author_id, &request.viewer) {
            return Ok(WalkedItems(Vec::new()));
        }
        joint_statement::object::of_thread(request, self.item.row.id).await
    }

    /// Whether whoever is signed in may edit and delete it.
    pub(crate) async fn viewer_can_edit(&self, ctx: &Context<'_>) -> bool {
        rules::viewer_can_edit(self.item.row.status, self.item.row.author_id, &ctx.request().viewer) && self.item.row.locked_at.is_none()
    }

    /// Whether whoever is signed in may reply.
    pub(crate) async fn viewer_can_reply(&self, ctx: &Context<'_>) -> bool {
        ctx.request().viewer.writer_id(ApiScope::WriteDiscussion).is_some() && service::ensure_open(&self.item.row).is_ok()
    }
}

/// Where a list of threads is.
pub enum Scope {
    /// Of the whole forum.
    Forum,
    /// Of one work.
    Essay {
        /// The work.
        id: EssayId,
        /// Whether that stands in a list.
        listed: bool,
    },
}

/// A page of a list of threads.
pub async fn connection(
    ctx: &Context<'_>,
    scope: Scope,
    args: PageArgs,
    languages: Option<Vec<LanguageTag>>,
    passage: Option<PassageInput>,
    order_by: Option<ThreadOrder>,
) -> Result<Walked<Connection<Thread>>> {
    let request = ctx.request();
    let filter = Filter { languages: post::input::languages(languages)?, part: passage.map(PassageInput::part).transpose()? };
    let order = ThreadOrder::resolve(order_by);
    let page = args.parse(&order)?;
    let mut wanted = wanted_of_items(&ctx.field(), wanted::of_thread);
    if asks_for_cursors(ctx) {
        wanted.row.add(store::sort_key(&order));
    }
    let (essay_id, slice) = match scope {
        Scope::Forum => (None, service::threads(request.db(), None, &filter, &order, &page, wanted).await?),
        Scope::Essay { id, listed: false } => (Some(id), service::threads(request.db(), Some(id), &filter, &order, &page, wanted).await?),
        Scope::Essay { id, listed: true } => {
            let ask = Arc::new(Ask { filter: filter.clone(), order: order_by, page: args, wanted });
            let slice = request.loader.load_one(ThreadsOf { essay: id, ask }).await?;
            (Some(id), slice.unwrap_or_else(|| Slice::new(Vec::new(), &page)))
        }
    };
    let count: Count = Box::new(move |request| {
        let filter = filter.clone();
        Box::pin(async move { service::count_threads(request.db(), essay_id, &filter).await })
    });
    Ok(Connection::new(slice.map(Thread::listed), order.tag, count))
}
