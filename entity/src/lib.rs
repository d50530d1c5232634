//! The tables of Teahouse as Rust types: columns and relations, nothing else.
//!
//! No GraphQL, no HTTP and no rules live here. The truth about the schema is
//! the `migration` crate; a test checks that both agree.

#![allow(missing_docs, reason = "sea_orm::model writes public items that cannot carry docs; columns that do not explain themselves have a comment")]

pub mod alignment;
pub mod allowance;
pub mod anchor;
pub mod anchor_place;
pub mod api_token;
pub mod appeal;
pub mod background_job;
pub mod credit;
pub mod edition;
pub mod edition_revision;
pub mod enums;
pub mod essay;
pub mod ids;
pub mod imported_voter;
pub mod invitation;
pub mod joint_signature;
pub mod joint_statement;
pub mod language_correction;
pub mod moderation_action;
pub mod moderation_log_head;
pub mod opinion_map;
pub mod pair;
pub mod pair_message;
pub mod partnering;
pub mod pledge;
pub mod pledge_update;
pub mod post;
pub mod post_findings;
pub mod post_revision;
pub mod proposal;
pub mod reason_mark;
pub mod reply;
pub mod report;
pub mod restatement;
pub mod search_document;
pub mod segment;
pub mod segment_pin;
pub mod session;
pub mod site_settings;
pub mod support_release;
pub mod thread;
pub mod timestamp;
pub mod translation;
pub mod translation_signal;
pub mod translation_vouch;
pub mod trust;
pub mod user;
pub mod vote;

pub use enums::{
    AllowanceKind, AnchorState, ApiScope, AppealStatus, CreditRole, InvitationStatus, JointStatementStatus, ModerationActionKind, ParagraphKind, PledgeStatus,
    PostKind, PostStatus, ProposalState, ReasonCode, ReasonRule, ReplyKind, ReportStatus, Role, SearchKind, Stance, TranslationSource, TranslationStatus,
    TranslationVerdict, Verdict, VoteOutcome,
};
pub use ids::{
    ApiTokenId, AppealId, CreditId, EditionId, EssayId, FindingsId, InvitationId, JointSignatureId, JointStatementId, LanguageCorrectionId, ModerationActionId,
    PairId, PairMessageId, PledgeId, PledgeUpdateId, PostId, ProposalId, ReasonMarkId, ReplyId, ReportId, RestatementId, RevisionId, SegmentPinId, SessionId,
    ThreadId, TranslationId, TranslationSignalId, TranslationVouchId, UserId, VoteId,
};
pub use timestamp::Timestamp;
