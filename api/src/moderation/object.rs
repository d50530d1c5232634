//! `ModerationAction` of the schema.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, ID, Object, OutputType, Positioned, ServerResult, SimpleObject, Value, parser::types::Field, registry::Registry,
};

use crate::{
    account::object::User,
    appeal::{loaders::AppealOf, object::Appeal},
    auth::Viewer,
    clock,
    error::Result,
    graphql::{
        connection::{Connection, Listed},
        context::ContextExt,
        id,
        scalars::{DateTime, LanguageTag},
        walk::{Walked, walk},
    },
    joint_statement::object::JointStatement,
    moderation::{
        input::ReasonCode,
        loaders::Undone,
        rules, service,
        store::{About, ActionRow, by_created_at},
    },
    paging::{Cursor, PageArgs},
    pledge::object::Pledge,
    post::object::{AnyPost, Post},
    translation::object::Translation,
};

/// What a moderator, or the program in a moderator's place, did.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::ModerationActionKind")]
pub enum ModerationActionKind {
    /// Held a post back until somebody has looked at it.
    Hold,
    /// Let a post stand.
    Approve,
    /// Took a post's text away.
    Remove,
    /// Brought it back.
    Restore,
    /// Closed a thread for replies.
    Lock,
    /// Opened it again.
    Unlock,
    /// Set how long one waits between two replies in a thread.
    SlowMode,
    /// Moved a reply, and what answers it, to another place.
    Move,
    /// Warned somebody, who must confirm it before writing again.
    Warn,
    /// Took somebody's right to write until a time.
    Suspend,
    /// Took it without end.
    Ban,
    /// Made a moderator see somebody's posts first.
    Premoderate,
    /// Gave the right to write, and to be read at once, back.
    Reinstate,
    /// Gave somebody another role.
    SetRole,
    /// Limited a moderator to essays or languages, or to none.
    SetScope,
    /// Took the reason of a vote away; the subject is the proposal.
    RemoveReason,
    /// Showed it, brought it back, or let it stand.
    RestoreReason,
}

/// A decision in the log.
#[derive(Clone)]
pub struct ModerationAction(pub Arc<ActionRow>);

impl ModerationAction {
    /// Moderators, and whom it is about, see all of it.
    fn is_open_to(&self, viewer: &Viewer) -> bool {
        viewer.is_moderator() || (self.0.user_id.is_some() && self.0.user_id == viewer.id())
    }
}

impl Listed for ModerationAction {
    const CONNECTION: &'static str = "ModerationActionConnection";
    const EDGE: &'static str = "ModerationActionEdge";

    fn cursor(&self, tag: u8) -> Cursor {
        self.0.cursor(tag)
    }
}

/// What a decision is about: a post, a translation, a pledge, a joint statement or a person.
pub enum Subject {
    /// A thread, a reply or a proposal.
    Post(Post),
    /// A translation.
    Translation(Box<Translation>),
    /// A pledge.
    Pledge(Pledge),
    /// A joint statement.
    JointStatement(JointStatement),
    /// Somebody.
    User(User),
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
            Self::Post(post) => AnyPost(post.clone()).resolve(ctx, field).await,
            Self::Translation(translation) => walk(ctx, translation.as_ref()).await,
            Self::Pledge(pledge) => walk(ctx, pledge).await,
            Self::JointStatement(statement) => walk(ctx, statement).await,
            Self::User(user) => walk(ctx, user).await,
        }
    }
}

/// A decision of a moderator, or of the program in a moderator's place. Everybody
/// sees what was done, when and why by its code; whom it is about and moderators see
/// the rest.
#[Object]
impl ModerationAction {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        id::encode(self.0.id)
    }

    /// Counts decisions from 1, without gaps.
    pub(crate) async fn seq(&self) -> i64 {
        self.0.seq
    }

    /// What was done.
    pub(crate) async fn kind(&self) -> ModerationActionKind {
        self.0.kind.into()
    }

    /// Who decided: for moderators only; null if the program did.
    pub(crate) async fn moderator(&self, ctx: &Context<'_>) -> Result<Option<Walked<User>>> {
        let request = ctx.request();
        let Some(id) = self.0.moderator_id.filter(|_| request.viewer.is_moderator()) else { return Ok(None) };
        Ok(request.loader.load_one(id).await?.map(|user| Walked(User(user))))
    }

    /// What it is about: the post or the pledge, without its text if that is not shown, or a
    /// translation or a joint statement, null to whom may not read it. A person is named only to himself and to moderators.
    pub(crate) async fn subject(&self, ctx: &Context<'_>) -> Result<Option<Subject>> {
        let request = ctx.request();
        if let Some(id) = self.0.post_id {
            return Ok(Post::load(request, id).await?.map(Subject::Post));
        }
        if let Some(id) = self.0.translation_id {
            return Ok(Translation::load(request, id).await?.map(|translation| Subject::Translation(Box::new(translation))));
        }
        if let Some(id) = self.0.pledge_id {
            return Ok(Pledge::load(request, id).await?.map(Subject::Pledge));
        }
        if let Some(id) = self.0.joint_statement_id {
            return Ok(JointStatement::load(request, id).await?.map(Subject::JointStatement));
        }
        let Some(id) = self.0.user_id.filter(|_| self.is_open_to(&request.viewer)) else { return Ok(None) };
        Ok(request.loader.load_one(id).await?.map(|user| Subject::User(User(user))))
    }

    /// Which of the texts of the post, or of what belongs to it, it is about.
    pub(crate) async fn revision(&self) -> Option<i32> {
        self.0.revision
    }

    /// What the post, or what belongs to it, is written in.
    pub(crate) async fn language(&self) -> Option<LanguageTag> {
        self.0.language.clone().map(LanguageTag)
    }

    /// Why, as a code.
    pub(crate) async fn reason(&self) -> Option<ReasonCode> {
        self.0.reason.map(Into::into)
    }

    /// The reason in words that everybody may read, in one of the languages that the
    /// forum speaks: English or Chinese.
    pub(crate) async fn reason_text(&self, #[graphql(desc = "What the reader reads.")] language: Option<LanguageTag>) -> Option<&'static str> {
        self.0.reason.map(|reason| rules::reason_text(reason, language.as_ref().map(|tag| tag.0.as_str())))
    }

    /// What the moderator said to whom it is about: for them and for moderators.
    pub(crate) async fn explanation(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.explanation.clone().filter(|_| self.is_open_to(&ctx.request().viewer))
    }

    /// Whether a later decision undid it.
    pub(crate) async fn is_overturned(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(ctx.request().loader.load_one(Undone(self.0.id)).await?.is_some())
    }

    /// The appeal against it: for whom it is about and for moderators.
    pub(crate) async fn appeal(&self, ctx: &Context<'_>) -> Result<Option<Walked<Appeal>>> {
        let request = ctx.request();
        if !self.is_open_to(&request.viewer) {
            return Ok(None);
        }
        Ok(request.loader.load_one(AppealOf(self.0.id)).await?.map(|row| Walked(Appeal(row))))
    }

    /// Whether whoever is signed in may appeal: it is about them, of a kind that can
    /// be appealed, at most 20 days old, and not appealed yet.
    pub(crate) async fn viewer_can_appeal(&self, ctx: &Context<'_>) -> Result<bool> {
        let request = ctx.request();
        let is_own = self.0.user_id.is_some() && self.0.user_id == request.viewer.id();
        if !is_own || !rules::is_appealable(self.0.kind) || !rules::is_in_time(self.0.created_at, clock::now()) {
            return Ok(false);
        }
        Ok(request.loader.load_one(AppealOf(self.0.id)).await?.is_none())
    }

    /// When.
    pub(crate) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// SHA-256 of the decision and of the one before it, in hexadecimal.
    pub(crate) async fn hash(&self) -> String {
        crate::text::hexadecimal(&self.0.hash)
    }
}

/// A page of the log.
pub async fn connection(ctx: &Context<'_>, about: About, args: PageArgs) -> Result<Walked<Connection<ModerationAction>>> {
    let order = by_created_at(false);
    let page = args.parse(&order)?;
    let slice = service::log(ctx.request().db(), about, &order, &page).await?;
    Ok(Connection::new(slice.map(|row| ModerationAction(Arc::new(row))), order.tag, Box::new(move |request| Box::pin(service::count(request.db(), about)))))
}

/// How decisions of one reason and language fared.
#[derive(SimpleObject)]
pub struct ModerationFate {
    /// Why; null = by the rules of civility.
    pub reason: Option<ReasonCode>,
    /// What the posts are written in; null = about people.
    pub language: Option<LanguageTag>,
    /// Decisions that can be appealed.
    pub decisions: i64,
    /// Those that were overturned.
    pub overturned: i64,
}

/// How moderation fares: what shows whether a rule is hard on one language.
#[derive(SimpleObject)]
pub struct ModerationStats {
    /// By reason and language.
    pub fates: Vec<ModerationFate>,
    /// Half of the reports were resolved faster, in seconds; null if none was.
    pub median_seconds_to_decide: Option<f64>,
}

impl From<service::Stats> for ModerationStats {
    fn from(stats: service::Stats) -> Self {
        let fates = stats.fates.into_iter().map(|fate| ModerationFate {
            reason: fate.reason.map(Into::into),
            language: fate.language.map(LanguageTag),
            decisions: fate.decisions,
            overturned: fate.overturned,
        });
        Self { fates: fates.collect(), median_seconds_to_decide: stats.median_seconds }
    }
}

/// What a check of the log found.
#[derive(SimpleObject)]
pub struct ModerationLogVerification {
    /// Whether nothing is missing and nothing was changed.
    pub is_intact: bool,
    /// Decisions that were found in order.
    pub checked: i64,
    /// Number (`seq`) of the first decision that is missing or was changed.
    pub first_break: Option<i64>,
}
