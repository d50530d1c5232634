//! The tables of Teahouse as Rust types: columns and relations, nothing else.
//!
//! No GraphQL, no HTTP and no rules live here. The truth about the schema is
//! the `migration` crate; a test checks that both agree.

#![allow(missing_docs, reason = "sea_orm::model writes public items that cannot carry docs; columns that do not explain themselves have a comment")]

pub mod api_token;
pub mod credit;
pub mod edition;
pub mod edition_revision;
pub mod enums;
pub mod essay;
pub mod ids;
pub mod post;
pub mod post_revision;
pub mod proposal;
pub mod reply;
pub mod session;
pub mod thread;
pub mod timestamp;
pub mod user;
pub mod vote;

pub use enums::{ApiScope, CreditRole, PostKind, PostStatus, ProposalState, Role, Stance};
pub use ids::{ApiTokenId, CreditId, EditionId, EssayId, PostId, ProposalId, ReplyId, RevisionId, SessionId, ThreadId, UserId, VoteId};
pub use timestamp::Timestamp;
