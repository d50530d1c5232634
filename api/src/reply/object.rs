//! `Reply` of the schema.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use crate::{
    account::object::User,
    error::{Error, Result},
    graphql::{
        connection::{Connection, Count, Listed},
        context::ContextExt,
        id,
        scalars::{DateTime, LanguageTag},
        selection::{asks_for_cursors, wanted_of_items},
        walk::{Walked, WalkedItems},
    },
    paging::{Cursor, PageArgs, Slice},
    post::{
        self,
        object::{Post, PostStatus},
        rules,
    },
    reply::{
        input::{ReplyKind, ReplyOrder},
        loaders::{Ask, RepliesOf},
        service,
        store::{self, Of, ReplyItem},
        wanted,
    },
    restatement::{loaders::RestatementOf, object::Restatement},
    setting::object::CivilityFinding,
    thread::{object::Thread, store::ThreadItem},
    translation::{
        self,
        object::{PostText, Translation},
    },
};

/// An answer to a thread or to another reply.
#[derive(Clone)]
pub struct Reply {
    /// Everything about it.
    pub item: Arc<ReplyItem>,
    /// Its thread, where that is known already.
    pub thread: Option<Arc<ThreadItem>>,
    /// Whether it stands in a list: then what is inside is read for all at once.
    pub listed: bool,
}

impl Listed for Reply {
    const CONNECTION: &'static str = "ReplyConnection";
    const EDGE: &'static str = "ReplyEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.item.cursor(tag)
    }
}

/// An answer to a thread or to another reply of it.
#[Object]
impl Reply {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.item.row.id)
    }

    /// The thread that it belongs to.
    pub(crate) async fn thread(&self, ctx: &Context<'_>) -> Result<Walked<Thread>> {
        let thread = match &self.thread {
            Some(thread) => thread.clone(),
            None => ctx.request().loader.load_one(self.item.row.thread_id).await?.ok_or_else(|| Error::internal("a reply has no thread"))?,
        };
        Ok(Walked(Thread { item: thread, listed: self.listed }))
    }

    /// The reply that it answers; null if it answers the thread itself.
    pub(crate) async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Walked<Reply>>> {
        let Some(parent_id) = self.item.row.parent_id else { return Ok(None) };
        let parent = ctx.request().loader.load_one(parent_id).await?;
        Ok(parent.map(|item| Walked(Reply { item, thread: self.thread.clone(), listed: self.listed })))
    }

    /// 1 for an answer to the thread, one more for each reply between; at most 50.
    pub(crate) async fn depth(&self) -> i32 {
        self.item.row.depth
    }

    /// What it does with what it answers.
    pub(crate) async fn kind(&self) -> ReplyKind {
        self.item.row.kind.into()
    }

    /// Which text of the reply or thread it answers: that may have changed since.
    pub(crate) async fn parent_revision(&self) -> i32 {
        self.item.row.parent_revision
    }

    /// What its author took the other to have said; null if nothing was restated, or
    /// if the reply is not for the viewer to read.
    pub(crate) async fn restatement(&self, ctx: &Context<'_>) -> Result<Option<Walked<Restatement>>> {
        let request = ctx.request();
        if !rules::reads(self.item.row.status, self.item.row.author_id, &request.viewer) {
            return Ok(None);
        }
        Ok(request.loader.load_one(RestatementOf(self.item.row.id)).await?.map(|row| Walked(Restatement(row))))
    }

    /// The text as Markdown; empty if the reply is removed.
    pub(crate) async fn body(&self, ctx: &Context<'_>) -> String {
        rules::shown(self.item.row.status, self.item.row.author_id, &ctx.request().viewer, &self.item.texts.body).to_owned()
    }

    /// The text as HTML, rendered and sanitised: safe to put into a page. Empty if
    /// the reply is removed.
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

    /// Its text for a reader of a language: the original if that is in this language or a
    /// variety of it; else the best translation: official, vouched, proposed, disputed, of its
    /// present text before earlier ones, a program's last; else the original. Null if the
    /// viewer may not read it. Without a language, the original.
    pub(crate) async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>,
    ) -> Result<Option<Walked<PostText>>> {
        translation::object::text(ctx, &Post::Reply(self.clone()), language).await
    }

    /// Its translations by language and age, those of earlier texts as well. Empty if the
    /// viewer may not read it.
    pub(crate) async fn translations(&self, ctx: &Context<'_>) -> Result<WalkedItems<Translation>> {
        translation::object::translations(ctx, &Post::Reply(self.clone())).await
    }

    /// Who wrote it; null if the account is gone.
    pub(crate) async fn author(&self) -> Option<Walked<User>> {
        self.item.author.clone().map(|user| Walked(User(user)))
    }

    /// When it was written.
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

    /// Whether its text is gone: the reply keeps its place and the replies to it.
    pub(crate) async fn is_removed(&self) -> bool {
        !rules::is_shown(self.item.row.status)
    }

    /// Counts the texts that it has had, from 1.
    pub(crate) async fn revision(&self) -> i32 {
        self.item.row.revision
    }

    /// Direct answers to this reply, oldest first.
    pub(crate) async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Items from the beginning: 1 to 100, 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Go on after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items from the end: 1 to 100. Not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Stop before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only posts in these languages, as `language` says: `zh` holds `zh-Hans`, and `en-GB` does not hold `en`. At most 20.")]
        languages: Option<Vec<LanguageTag>>,
    ) -> Result<Walked<Connection<Reply>>> {
        let scope = Scope::Reply { id: self.item.row.id, thread: self.thread.clone(), listed: self.listed };
        connection(ctx, scope, PageArgs { first, after, last, before }, languages, Some(ReplyOrder::oldest_first())).await
    }

    /// Whether whoever is signed in may edit and delete it.
    pub(crate) async fn viewer_can_edit(&self, ctx: &Context<'_>) -> bool {
        rules::viewer_can_edit(self.item.row.status, self.item.row.author_id, &ctx.request().viewer)
    }
}

/// Where a list of replies is.
pub enum Scope {
    /// In a thread, at every depth.
    Thread {
        /// The thread.
        thread: Arc<ThreadItem>,
        /// Whether that stands in a list.
        listed: bool,
    },
    /// Under a reply: direct answers.
    Reply {
        /// The reply.
        id: entity::ReplyId,
        /// Its thread, if known.
        thread: Option<Arc<ThreadItem>>,
        /// Whether the reply stands in a list.
        listed: bool,
    },
}

/// A page of a list of replies.
pub async fn connection(
    ctx: &Context<'_>,
    scope: Scope,
    args: PageArgs,
    languages: Option<Vec<LanguageTag>>,
    order_by: Option<ReplyOrder>,
) -> Result<Walked<Connection<Reply>>> {
    let request = ctx.request();
    let languages = post::input::languages(languages)?;
    let order = ReplyOrder::resolve(order_by);
    let page = args.parse(&order)?;
    let mut wanted = wanted_of_items(&ctx.field(), wanted::of_reply);
    if asks_for_cursors(ctx) {
        wanted.row.add(store::sort_key(&order));
    }
    let (of, thread, listed) = match scope {
        Scope::Thread { thread, listed } => (Of::Thread(thread.row.id), Some(thread), listed),
        Scope::Reply { id, thread, listed } => (Of::Reply(id), thread, listed),
    };
    let slice = if listed {
        let ask = Arc::new(Ask { languages: languages.clone(), order: order_by, page: args, wanted });
        request.loader.load_one(RepliesOf { of, ask }).await?.unwrap_or_else(|| Slice::new(Vec::new(), &page))
    } else {
        service::replies(request.db(), of, languages.as_deref(), &order, &page, wanted).await?
    };
    let slice = slice.map(|item| Reply { item, thread: thread.clone(), listed: true });
    let count: Count = Box::new(move |request| {
        let languages = languages.clone();
        Box::pin(async move { service::count_replies(request.db(), of, languages.as_deref()).await })
    });
    Ok(Connection::new(slice, order.tag, count))
}
