//! Enumerations, stored as readable strings on both databases.

use sea_orm::{DeriveActiveEnum, EnumIter, prelude::StringLen};

macro_rules! string_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
        #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $text)] $variant,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stored text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

string_enum! {
    /// What an account may do beyond reading and writing.
    Role {
        /// Reads, writes and votes.
        Member = "MEMBER",
        /// Publishes essays as well.
        Editor = "EDITOR",
        /// Moderates and decides proposals.
        Moderator = "MODERATOR",
        /// All of it.
        Admin = "ADMIN",
    }
}
string_enum! {
    /// What an API token may be used for.
    ApiScope {
        /// Reads what its owner may read.
        Read = "READ",
        /// Writes, edits and deletes threads, replies and proposals.
        WriteDiscussion = "WRITE_DISCUSSION",
        /// Casts votes and takes them back.
        WriteVotes = "WRITE_VOTES",
        /// Publishes essays.
        WriteEssays = "WRITE_ESSAYS",
        /// Moderates.
        Moderate = "MODERATE",
    }
}
string_enum! {
    /// What somebody did for an edition.
    CreditRole {
        /// Wrote the work.
        Author = "AUTHOR",
        /// Brought it into the edition's language.
        Translator = "TRANSLATOR",
        /// Checked text or translation.
        Reviewer = "REVIEWER",
        /// Edited the text.
        Editor = "EDITOR",
    }
}
string_enum! {
    /// Which table a post's row is in.
    PostKind {
        /// `threads`.
        Thread = "THREAD",
        /// `replies`.
        Reply = "REPLY",
        /// `proposals`.
        Proposal = "PROPOSAL",
    }
}
string_enum! {
    /// Whether a post's text is shown.
    PostStatus {
        /// Shown to everybody.
        Published = "PUBLISHED",
        /// Deleted by its author: the place stays, the text is not shown.
        Deleted = "DELETED",
    }
}
string_enum! {
    /// Where a proposal stands.
    ProposalState {
        /// Not yet open.
        Draft = "DRAFT",
        /// Open for votes.
        Open = "OPEN",
        /// The time for votes is over.
        Closed = "CLOSED",
        /// Accepted by a moderator's decision.
        Adopted = "ADOPTED",
        /// Declined by a moderator's decision.
        Declined = "DECLINED",
        /// Taken back by its author.
        Withdrawn = "WITHDRAWN",
    }
}
string_enum! {
    /// How somebody votes.
    Stance {
        /// For it.
        Agree = "AGREE",
        /// Against it.
        Disagree = "DISAGREE",
        /// Seen, and neither.
        Pass = "PASS",
    }
}
