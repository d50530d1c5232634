//! One id type a table, so that a thread's id cannot be passed where an
//! essay's is meant. All are UUIDv7, made in the program: they sort by time of
//! creation on both databases and need no sequence.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
        pub struct $name(pub Uuid);

        /// A UUID is never the number of an inserted row.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl $name {
            /// A new id that sorts after those made before it in this process.
            #[must_use]
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }
    )*};
}

ids! {
    /// Id of a row in `users`.
    UserId
    /// Id of a row in `sessions`.
    SessionId
    /// Id of a row in `api_tokens`.
    ApiTokenId
    /// Id of a row in `essays`.
    EssayId
    /// Id of a row in `editions`.
    EditionId
    /// Id of a row in `segment_pins`.
    SegmentPinId
    /// Id of a row in `credits`.
    CreditId
    /// Id of a row in `edition_revisions` or `post_revisions`.
    RevisionId
    /// Id of a row in `posts`: of a thread, a reply or a proposal.
    PostId
    /// Id of a row in `threads`; also its id in `posts`.
    ThreadId
    /// Id of a row in `replies`; also its id in `posts`.
    ReplyId
    /// Id of a row in `proposals`; also its id in `posts`.
    ProposalId
    /// Id of a row in `votes`.
    VoteId
    /// Id of a row in `reason_marks`.
    ReasonMarkId
    /// Id of a row in `reports`.
    ReportId
    /// Id of a row in `moderation_actions`.
    ModerationActionId
    /// Id of a row in `post_findings`.
    FindingsId
    /// Id of a row in `restatements`.
    RestatementId
    /// Id of a row in `appeals`.
    AppealId
    /// Id of a row in `language_corrections`.
    LanguageCorrectionId
    /// Id of a row in `translations`.
    TranslationId
    /// Id of a row in `translation_vouches`.
    TranslationVouchId
    /// Id of a row in `translation_signals`.
    TranslationSignalId
    /// Id of a row in `pledges`.
    PledgeId
    /// Id of a row in `pledge_updates`.
    PledgeUpdateId
    /// Id of a row in `invitations`.
    InvitationId
    /// Id of a row in `pairs`.
    PairId
    /// Id of a row in `pair_messages`.
    PairMessageId
    /// Id of a row in `joint_statements`.
    JointStatementId
    /// Id of a row in `joint_signatures`.
    JointSignatureId
}

macro_rules! posts {
    ($($name:ident)*) => {$(
        impl From<$name> for PostId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
    )*};
}
posts! { ThreadId ReplyId ProposalId }
