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
    /// What a trust level allows only so often.
    AllowanceKind {
        /// Posting a thread, a reply or a proposal.
        Post = "POST",
        /// Reporting a post.
        Report = "REPORT",
        /// Having a post translated by a program.
        Translation = "TRANSLATION",
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
    /// What a search finds.
    SearchKind {
        /// An edition of an essay.
        Essay = "ESSAY",
        /// A thread.
        Thread = "THREAD",
        /// A reply.
        Reply = "REPLY",
        /// A proposal.
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
        /// Waits for a moderator; its author and moderators read it.
        Held = "HELD",
        /// Removed by a moderator; its author and moderators read it.
        Removed = "REMOVED",
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
        /// Adopted, and somebody has pledged to carry it out.
        Underway = "UNDERWAY",
        /// Carried out, by a moderator's word.
        Done = "DONE",
    }
}
string_enum! {
    /// When a vote on a proposal needs a reason.
    ReasonRule {
        /// It never does.
        Never = "NEVER",
        /// If it is against the proposal.
        ForDisagreement = "FOR_DISAGREEMENT",
        /// Always.
        Always = "ALWAYS",
    }
}
string_enum! {
    /// What came out of a vote when its time was over.
    VoteOutcome {
        /// Enough have voted, and enough of them for it.
        Passed = "PASSED",
        /// Enough have voted, and not enough of them for it.
        Failed = "FAILED",
        /// Too few have voted.
        NoQuorum = "NO_QUORUM",
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
string_enum! {
    /// Why a post is reported, or why something was decided.
    ReasonCode {
        /// Coarse or insulting.
        Offensive = "OFFENSIVE",
        /// Aimed at a person, again and again.
        Harassment = "HARASSMENT",
        /// Against people for what they are.
        Hate = "HATE",
        /// Advertising, or the same everywhere.
        Spam = "SPAM",
        /// Not about the essay.
        OffTopic = "OFF_TOPIC",
        /// Untrue in a way that does harm.
        Misinformation = "MISINFORMATION",
        /// Against the law.
        Illegal = "ILLEGAL",
        /// Tells what somebody keeps private.
        PersonalData = "PERSONAL_DATA",
        /// The reporter was misunderstood: a request to clarify, for the author.
        Misunderstood = "MISUNDERSTOOD",
        /// Anything else; the details say what.
        Other = "OTHER",
    }
}
string_enum! {
    /// What became of a report.
    ReportStatus {
        /// Waits for a moderator.
        Open = "OPEN",
        /// A moderator agreed.
        Upheld = "UPHELD",
        /// A moderator did not agree.
        Dismissed = "DISMISSED",
        /// Its text was gone before anybody looked.
        Void = "VOID",
    }
}
string_enum! {
    /// What a moderator, or the program in a moderator's place, did.
    ModerationActionKind {
        /// Held a post back until somebody has looked at it.
        Hold = "HOLD",
        /// Let a post stand.
        Approve = "APPROVE",
        /// Took a post's text away.
        Remove = "REMOVE",
        /// Brought it back.
        Restore = "RESTORE",
        /// Closed a thread for replies.
        Lock = "LOCK",
        /// Opened it again.
        Unlock = "UNLOCK",
        /// Set how long one waits between two replies in a thread.
        SlowMode = "SLOW_MODE",
        /// Moved a reply, and what answers it, to another place.
        Move = "MOVE",
        /// Warned somebody, who must confirm it before writing again.
        Warn = "WARN",
        /// Took somebody's right to write until a time.
        Suspend = "SUSPEND",
        /// Took it without end.
        Ban = "BAN",
        /// Made a moderator see somebody's posts first.
        Premoderate = "PREMODERATE",
        /// Gave it back.
        Reinstate = "REINSTATE",
        /// Gave somebody another role.
        SetRole = "SET_ROLE",
        /// Limited a moderator to essays or languages, or to none.
        SetScope = "SET_SCOPE",
        /// Took the reason of a vote away.
        RemoveReason = "REMOVE_REASON",
        /// Showed it, or brought it back.
        RestoreReason = "RESTORE_REASON",
    }
}
string_enum! {
    /// What became of an appeal.
    AppealStatus {
        /// Waits for somebody else than who decided.
        Open = "OPEN",
        /// The decision stands.
        Upheld = "UPHELD",
        /// The decision was undone.
        Overturned = "OVERTURNED",
    }
}
string_enum! {
    /// What a reply does with what it answers.
    ReplyKind {
        /// Asks what was meant.
        Clarify = "CLARIFY",
        /// Says it in one's own words.
        Restate = "RESTATE",
        /// Goes on from it.
        Build = "BUILD",
        /// Sees it differently.
        Differ = "DIFFER",
        /// Thanks.
        Thank = "THANK",
    }
}
string_enum! {
    /// What the person answered says of a restatement.
    Verdict {
        /// That is what I mean.
        Accurate = "ACCURATE",
        /// That is part of it.
        Partly = "PARTLY",
        /// That is not what I mean.
        NotWhatIMeant = "NOT_WHAT_I_MEANT",
    }
}
string_enum! {
    /// How a quoted passage stands in an edition's text.
    AnchorState {
        /// Where it was quoted, word for word.
        Exact = "EXACT",
        /// Word for word, at another place.
        Shifted = "SHIFTED",
        /// Changed a little.
        Fuzzy = "FUZZY",
        /// In another language: the sentences that correspond.
        Projected = "PROJECTED",
        /// Not to be found.
        Orphaned = "ORPHANED",
    }
}
string_enum! {
    /// What a paragraph of an edition is.
    ParagraphKind {
        /// A heading.
        Heading = "HEADING",
        /// A plain paragraph.
        Text = "TEXT",
        /// A paragraph of a list's item.
        ListItem = "LIST_ITEM",
        /// A paragraph of a quotation.
        Quotation = "QUOTATION",
        /// A block of code.
        Code = "CODE",
        /// A row of a table.
        Table = "TABLE",
    }
}
string_enum! {
    /// Where a translation comes from.
    TranslationSource {
        /// A member.
        Community = "COMMUNITY",
        /// A member, and an editor vouches for it.
        Official = "OFFICIAL",
        /// A program.
        Machine = "MACHINE",
    }
}
string_enum! {
    /// What those who know both languages find of a translation.
    TranslationStatus {
        /// Too few have said anything.
        Proposed = "PROPOSED",
        /// Several find that it says the same.
        Vouched = "VOUCHED",
        /// Somebody finds that it says something else, and not enough others disagree.
        Disputed = "DISPUTED",
    }
}
string_enum! {
    /// What somebody who knows both languages says of a translation.
    TranslationVerdict {
        /// It says the same.
        Faithful = "FAITHFUL",
        /// It says the same in another tone.
        ToneOff = "TONE_OFF",
        /// It says something else.
        MeaningChanged = "MEANING_CHANGED",
    }
}
string_enum! {
    /// Where a pledge stands.
    PledgeStatus {
        /// Being kept.
        Active = "ACTIVE",
        /// Kept, as its owner says.
        Kept = "KEPT",
        /// Given up by its owner, or without a sign for too long.
        Lapsed = "LAPSED",
    }
}
string_enum! {
    /// What became of an invitation to be partners.
    InvitationStatus {
        /// Waits for an answer.
        Open = "OPEN",
        /// The two are a pair.
        Accepted = "ACCEPTED",
        /// Who was invited has declined.
        Declined = "DECLINED",
        /// Who invited has taken it back.
        Withdrawn = "WITHDRAWN",
    }
}
string_enum! {
    /// Whether enough have signed a joint statement.
    JointStatementStatus {
        /// Not yet.
        Signing = "SIGNING",
        /// People of two countries have signed its present text.
        Published = "PUBLISHED",
    }
}
