//! Rows as a page needs them: a few columns of a table, read by position.
//!
//! A page's statement joins several tables, and each contributes the columns of
//! one [`Row`] that somebody asked for. Reading by position instead of by prefixed
//! name, and no column more than is wanted, is what makes a joined row cheap
//! (`docs/performance.md` has the figures); writing the columns down once, here by
//! macro, is what keeps the two sides in step.

use entity::{
    ApiTokenId, AppealId, AppealStatus, CreditRole, EditionId, EssayId, InvitationId, InvitationStatus, JointSignatureId, JointStatementId,
    JointStatementStatus, ModerationActionId, ModerationActionKind, PairId, PairMessageId, PledgeId, PledgeStatus, PledgeUpdateId, PostId, PostStatus,
    ProposalId, ProposalState, ReasonCode, ReasonRule, ReplyId, ReplyKind, ReportId, ReportStatus, RestatementId, Role, Stance, ThreadId, Timestamp,
    TranslationId, TranslationSignalId, TranslationSource, TranslationStatus, TranslationVerdict, TranslationVouchId, UserId, Verdict, VoteId, VoteOutcome,
};
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    sea_query::{Asterisk, Expr, Func, IntoColumnRef, SelectStatement},
};

use crate::{db, text::Texts};

/// An offset or a count as a column keeps it; beyond what fits, the greatest that does.
#[must_use]
pub fn stored(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The same, read back; columns of counts are never below zero.
#[must_use]
pub fn offset(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// Which columns of a table to read: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Columns(u64);

impl Columns {
    /// All.
    pub const ALL: Self = Self(u64::MAX);
    /// None: the table is not even joined.
    pub const NONE: Self = Self(0);
    /// The key, which every row that is read brings.
    pub const KEY: Self = Self(1);

    /// These, by their place in the entity; see [`columns!`](crate::columns).
    #[must_use]
    pub const fn of(places: &[u32]) -> Self {
        let mut set = Self::KEY.0;
        let mut at = 0;
        while at < places.len() {
            set |= 1 << places[at];
            at += 1;
        }
        Self(set)
    }

    /// Adds some.
    pub fn add(&mut self, others: Self) {
        self.0 |= others.0;
    }

    /// Whether that column is among them.
    #[must_use]
    pub const fn has(self, place: u32) -> bool {
        self.0 & (1 << place) != 0
    }

    /// Whether there is any.
    #[must_use]
    pub const fn any(self) -> bool {
        self.0 != 0
    }
}

/// A set of an entity's columns, with its key: `columns!(thread: Title, Status)`.
#[macro_export]
macro_rules! columns {
    ($entity:ident: $($column:ident),* $(,)?) => {
        $crate::row::Columns::of(&[$(entity::$entity::Column::$column as u32),*])
    };
}

/// What to read of a post and of what it belongs to: no more than is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Of the post itself.
    pub row: Columns,
    /// Its long texts.
    pub texts: Texts,
    /// Of whoever wrote it.
    pub author: Columns,
    /// Of the work; replies have it through their thread.
    pub essay: Columns,
}

impl Wanted {
    /// Everything.
    pub const ALL: Self = Self { row: Columns::ALL, texts: Texts::BOTH, author: Columns::ALL, essay: Columns::ALL };
}

/// A post's long texts, as far as they were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumns {
    /// Markdown.
    pub body: String,
    /// HTML.
    pub body_html: String,
}

impl TextColumns {
    /// Adds the wanted ones of the two columns to a statement.
    pub fn select(query: &mut SelectStatement, texts: Texts, body: impl IntoColumnRef, body_html: impl IntoColumnRef) {
        if texts.body {
            query.column(body);
        }
        if texts.body_html {
            query.column(body_html);
        }
    }

    /// Reads the wanted ones.
    pub fn read(row: &QueryResult, at: &mut usize, texts: Texts) -> Result<Self, DbErr> {
        let mut next = |wanted: bool| {
            if !wanted {
                return Ok(String::new());
            }
            *at += 1;
            row.try_get_by_index(*at - 1)
        };
        Ok(Self { body: next(texts.body)?, body_html: next(texts.body_html)? })
    }
}

/// A group of columns that is selected and read together.
pub trait Row: Sized {
    /// A statement that reads all its columns, to be narrowed.
    fn query() -> SelectStatement;

    /// Adds the wanted ones of its columns to a statement.
    fn select(query: &mut SelectStatement, wanted: Columns);

    /// Reads the wanted ones of its columns, which begin at `at`, and moves on. The
    /// others get [`Unread::UNREAD`].
    fn read(row: &QueryResult, at: &mut usize, wanted: Columns) -> Result<Self, DbErr>;

    /// The same for the far side of an outer join: `None` if the key is null, or if
    /// nothing of it is wanted.
    fn read_joined(row: &QueryResult, at: &mut usize, wanted: Columns) -> Result<Option<Self>, DbErr>;
}

/// The rows that a narrowed [`Row::query`] finds.
pub async fn all<R: Row>(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<R>, DbErr> {
    db::fetch_all(connection, query).await?.iter().map(|row| R::read(row, &mut 0, Columns::ALL)).collect()
}

/// The first of them.
pub async fn one<R: Row>(connection: &impl ConnectionTrait, query: &SelectStatement) -> Result<Option<R>, DbErr> {
    db::fetch_one(connection, query).await?.map(|row| R::read(&row, &mut 0, Columns::ALL)).transpose()
}

/// How many rows a query finds that selects nothing yet.
pub async fn count(connection: &impl ConnectionTrait, mut query: SelectStatement) -> Result<u64, DbErr> {
    query.expr(Func::count(Expr::col(Asterisk)));
    let count: i64 = db::fetch_one(connection, &query).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

/// What stands in place of a column that nobody asked for. It is never shown; if
/// it were by mistake, it would show and allow the least.
pub trait Unread {
    /// That value.
    const UNREAD: Self;
}

macro_rules! unread {
    ($($kind:ty = $value:expr),* $(,)?) => {
        $(impl Unread for $kind {
            const UNREAD: Self = $value;
        })*
    };
}

unread!(
    String = String::new(),
    i64 = 0,
    bool = true,
    Vec<u8> = Vec::new(),
    i32 = 0,
    f64 = 0.0,
    Timestamp = Timestamp(0),
    UserId = UserId(uuid::Uuid::nil()),
    ApiTokenId = ApiTokenId(uuid::Uuid::nil()),
    EssayId = EssayId(uuid::Uuid::nil()),
    EditionId = EditionId(uuid::Uuid::nil()),
    ThreadId = ThreadId(uuid::Uuid::nil()),
    ReplyId = ReplyId(uuid::Uuid::nil()),
    ProposalId = ProposalId(uuid::Uuid::nil()),
    VoteId = VoteId(uuid::Uuid::nil()),
    ReportId = ReportId(uuid::Uuid::nil()),
    ModerationActionId = ModerationActionId(uuid::Uuid::nil()),
    AppealId = AppealId(uuid::Uuid::nil()),
    PostId = PostId(uuid::Uuid::nil()),
    PostStatus = PostStatus::Deleted,
    ReasonCode = ReasonCode::Other,
    ReplyKind = ReplyKind::Build,
    Verdict = Verdict::NotWhatIMeant,
    RestatementId = RestatementId(uuid::Uuid::nil()),
    ReportStatus = ReportStatus::Open,
    ModerationActionKind = ModerationActionKind::Hold,
    AppealStatus = AppealStatus::Open,
    ProposalState = ProposalState::Withdrawn,
    Role = Role::Member,
    Stance = Stance::Pass,
    ReasonRule = ReasonRule::Always,
    VoteOutcome = VoteOutcome::NoQuorum,
    CreditRole = CreditRole::Editor,
    TranslationId = TranslationId(uuid::Uuid::nil()),
    TranslationVouchId = TranslationVouchId(uuid::Uuid::nil()),
    TranslationSignalId = TranslationSignalId(uuid::Uuid::nil()),
    TranslationSource = TranslationSource::Machine,
    TranslationStatus = TranslationStatus::Disputed,
    TranslationVerdict = TranslationVerdict::ToneOff,
    PledgeId = PledgeId(uuid::Uuid::nil()),
    PledgeUpdateId = PledgeUpdateId(uuid::Uuid::nil()),
    PledgeStatus = PledgeStatus::Lapsed,
    InvitationId = InvitationId(uuid::Uuid::nil()),
    InvitationStatus = InvitationStatus::Withdrawn,
    PairId = PairId(uuid::Uuid::nil()),
    JointStatementId = JointStatementId(uuid::Uuid::nil()),
    JointSignatureId = JointSignatureId(uuid::Uuid::nil()),
    JointStatementStatus = JointStatementStatus::Signing,
    PairMessageId = PairMessageId(uuid::Uuid::nil()),
);

impl<T> Unread for Option<T> {
    const UNREAD: Self = None;
}

/// Declares a struct whose fields are columns of one entity, its key first, and
/// its [`Row`].
#[macro_export]
macro_rules! row {
    (
        $(#[$doc:meta])*
        pub struct $name:ident from $entity:ident {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty = $column:ident),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $crate::row::Row for $name {
            fn query() -> sea_orm::sea_query::SelectStatement {
                let mut query = sea_orm::sea_query::Query::select();
                Self::select(&mut query, $crate::row::Columns::ALL);
                query.from(entity::$entity::Entity);
                query
            }

            fn select(query: &mut sea_orm::sea_query::SelectStatement, wanted: $crate::row::Columns) {
                $(if wanted.has(entity::$entity::Column::$column as u32) {
                    query.column((entity::$entity::Entity, entity::$entity::Column::$column));
                })*
            }

            fn read(row: &sea_orm::QueryResult, at: &mut usize, wanted: $crate::row::Columns) -> Result<Self, sea_orm::DbErr> {
                let mut next = *at;
                let read = Self {
                    $($field: if wanted.has(entity::$entity::Column::$column as u32) {
                        next += 1;
                        row.try_get_by_index(next - 1)?
                    } else {
                        <$kind as $crate::row::Unread>::UNREAD
                    },)*
                };
                *at = next;
                Ok(read)
            }

            fn read_joined(row: &sea_orm::QueryResult, at: &mut usize, wanted: $crate::row::Columns) -> Result<Option<Self>, sea_orm::DbErr> {
                if !wanted.any() {
                    return Ok(None);
                }
                let key: Option<uuid::Uuid> = row.try_get_by_index(*at)?;
                if key.is_none() {
                    *at += [$(entity::$entity::Column::$column as u32),*].into_iter().filter(|column| wanted.has(*column)).count();
                    return Ok(None);
                }
                Self::read(row, at, wanted).map(Some)
            }
        }
    };
}
