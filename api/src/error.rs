//! The one error type of the program, and its stable codes.
//!
//! A service or a rule makes an [`Error`] by one of the named constructors; its
//! message is written for the person who reads it. What only the operator may
//! know (a database's words, say) goes into `detail`, which is logged and never
//! shown. `graphql::errors` turns an error into `extensions.code` and
//! `extensions.field`; nothing else decides what a client sees.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use entity::Timestamp;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::clock;

/// A result with the program's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// What went wrong, as clients branch on it. Codes are never renamed;
        /// `docs/errors.md` lists them, and a test compares the two.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text in `extensions.code`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The request is not GraphQL over HTTP, or the document does not fit the schema.
    BadRequest = "BAD_REQUEST",
    /// A paging argument is out of range or a cursor was not made here.
    BadUserInput = "BAD_USER_INPUT",
    /// A value breaks a rule that is named in the message.
    ValidationFailed = "VALIDATION_FAILED",
    /// The document costs more than its reader may ask for at once.
    QueryTooComplex = "QUERY_TOO_COMPLEX",
    /// Nobody is signed in, or the token is no longer good.
    Unauthenticated = "UNAUTHENTICATED",
    /// Handle, address or password is wrong: which one is not told.
    InvalidCredentials = "INVALID_CREDENTIALS",
    /// Signed in, and not allowed.
    Forbidden = "FORBIDDEN",
    /// Signed in, and may not write for the time being; reading and appealing go on.
    Suspended = "SUSPENDED",
    /// A warning must be confirmed before writing again.
    WarningUnconfirmed = "WARNING_UNCONFIRMED",
    /// The post could be put more kindly; nothing is kept. The findings are in
    /// `extensions.findings`; sent again with `nudge: false` it is.
    Nudge = "NUDGE",
    /// There is no such thing, or it is not for the viewer to see.
    NotFound = "NOT_FOUND",
    /// It is taken, or it has changed since it was read.
    Conflict = "CONFLICT",
    /// The thread takes no more replies.
    ThreadLocked = "THREAD_LOCKED",
    /// The proposal takes no more votes, or is decided or withdrawn.
    ProposalClosed = "PROPOSAL_CLOSED",
    /// Too many tries; the answer says when to come again.
    RateLimited = "RATE_LIMITED",
    /// The answer was not ready in time. A change that was under way is undone;
    /// earlier changes of the same document stand.
    Timeout = "TIMEOUT",
    /// The database, or a program that was to translate, is out of reach; try again.
    Unavailable = "UNAVAILABLE",
    /// The disk is full; reading goes on.
    StorageUnavailable = "STORAGE_UNAVAILABLE",
    /// A fault of the program; the request id finds it in the log.
    Internal = "INTERNAL",
}

/// One of several things wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path in the input, outermost first: `["input", "title"]`.
    pub field: Vec<Cow<'static, str>>,
    /// What is wrong, for a person.
    pub message: String,
}

/// Something that went wrong.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    code: Code,
    message: Cow<'static, str>,
    field: Vec<Cow<'static, str>>,
    problems: Vec<Problem>,
    retry_after: Option<Duration>,
    findings: Option<serde_json::Value>,
    detail: Option<Arc<str>>,
}

impl Error {
    /// An error with a code and a message for its reader.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), field: Vec::new(), problems: Vec::new(), retry_after: None, detail: None, findings: None }))
    }

    /// A value that breaks a rule; `field` is its path in the input.
    pub fn invalid(field: &[&'static str], message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::ValidationFailed, message).at(field)
    }

    /// Several at once; `None` if there is nothing wrong.
    #[must_use]
    pub fn problems(problems: Vec<Problem>) -> Option<Self> {
        let first = problems.first()?;
        let mut error = Self::new(Code::ValidationFailed, first.message.clone());
        error.0.field.clone_from(&first.field);
        error.0.problems = problems;
        Some(error)
    }

    /// There is no such thing, or the viewer may not see it.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(Code::Unauthenticated, "Sign in first.")
    }

    /// Signed in, and not allowed.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// May not write before a time.
    #[must_use]
    pub fn suspended(until: Timestamp) -> Self {
        let when = if until == clock::FOREVER {
            "any more".to_owned()
        } else {
            format!("before {}", clock::to_utc(until).to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        };
        Self::new(Code::Suspended, format!("This account may not write {when}. You can still read, and appeal against the decision."))
    }

    /// A post that could be put more kindly, with what the rules found.
    #[must_use]
    pub fn nudge(message: &'static str, findings: serde_json::Value) -> Self {
        let mut error = Self::new(Code::Nudge, message);
        error.0.findings = Some(findings);
        error
    }

    /// What the rules found.
    #[must_use]
    pub fn findings(&self) -> Option<&serde_json::Value> {
        self.0.findings.as_ref()
    }

    /// Taken, or changed since.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// Too many tries.
    #[must_use]
    pub fn rate_limited(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs().max(1);
        let mut error = Self::new(Code::RateLimited, format!("Too many tries. Try again in {seconds} s."));
        error.0.retry_after = Some(retry_after);
        error
    }

    /// A fault of the program. `detail` goes to the log only.
    pub fn internal(detail: impl fmt::Display) -> Self {
        let mut error = Self::new(Code::Internal, "Something went wrong on our side.");
        error.0.detail = Some(detail.to_string().into());
        error
    }

    /// The same error; if it says that something exists already, with better words.
    #[must_use]
    pub fn or_conflict(mut self, message: &'static str) -> Self {
        if self.0.code == Code::Conflict {
            self.0.message = message.into();
        }
        self
    }

    /// The same error at another path of the input.
    #[must_use]
    pub fn at(mut self, field: &[&'static str]) -> Self {
        self.0.field = field.iter().map(|part| Cow::Borrowed(*part)).collect();
        self
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Path in the input, outermost first; empty if no input is to blame.
    #[must_use]
    pub fn field(&self) -> &[Cow<'static, str>] {
        &self.0.field
    }

    /// All problems, if there is more than one.
    #[must_use]
    pub fn all_problems(&self) -> &[Problem] {
        &self.0.problems
    }

    /// How long to wait before the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What only the log may say.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

/// Sorts a database's errors. A unique or foreign key that a service did not
/// expect is a conflict; what says "out of reach", "out of time" or "disk full"
/// keeps its meaning; the rest is a fault.
impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let (code, message) = match (error.sql_err(), &error) {
            (Some(SqlErr::UniqueConstraintViolation(_)), _) => (Code::Conflict, "It exists already."),
            (Some(SqlErr::ForeignKeyConstraintViolation(_)), _) => (Code::Conflict, "Something that it belongs to is gone."),
            (_, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) => (Code::Unavailable, "The forum is busy. Try again."),
            (_, DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))) => match crate::db::sort_error(inner) {
                crate::db::Fault::OutOfReach => (Code::Unavailable, "The forum is busy. Try again."),
                crate::db::Fault::OutOfTime => (Code::Timeout, "It took too long."),
                crate::db::Fault::DiskFull => (Code::StorageUnavailable, "Nothing can be stored just now. Reading goes on."),
                crate::db::Fault::Other => (Code::Internal, "Something went wrong on our side."),
            },
            _ => (Code::Internal, "Something went wrong on our side."),
        };
        let mut sorted = Self::new(code, message);
        sorted.0.detail = Some(error.to_string().into());
        sorted
    }
}
