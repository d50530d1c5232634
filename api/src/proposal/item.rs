//! A proposal with what belongs to it.

use std::sync::Arc;

use entity::{EssayId, PostStatus, ProposalId, ProposalState, ReasonRule, ThreadId, Timestamp, UserId, VoteOutcome};

use crate::{
    auth::store::UserRow,
    essay::store::EssayRow,
    paging::{Cursor, Key},
    proposal::{
        rules::{self, Bar, Tally},
        store::{AGREEMENT, BRIDGING, DIVERGENCE},
    },
    row,
    row::TextColumns,
};

row! {
    /// A proposal without its texts.
    pub struct ProposalRow from proposal {
        /// Key.
        id: ProposalId = Id,
        /// The work.
        essay_id: EssayId = EssayId,
        /// Where it grew from.
        thread_id: Option<ThreadId> = ThreadId,
        /// Who wrote it.
        author_id: Option<UserId> = AuthorId,
        /// Title.
        title: String = Title,
        /// As its author says.
        language: String = Language,
        /// Whether it is shown.
        status: PostStatus = Status,
        /// As stored; see `rules::state`.
        state: ProposalState = State,
        /// Counts texts, from 1.
        revision: i32 = Revision,
        /// Votes for.
        agree_count: i32 = AgreeCount,
        /// Votes against.
        disagree_count: i32 = DisagreeCount,
        /// Votes for neither.
        pass_count: i32 = PassCount,
        /// Rank of the order AGREEMENT.
        agreement: f64 = Agreement,
        /// End of the vote.
        closes_at: Option<Timestamp> = ClosesAt,
        /// When it was decided.
        decided_at: Option<Timestamp> = DecidedAt,
        /// What the moderator said.
        decision_statement: Option<String> = DecisionStatement,
        /// When it was written.
        created_at: Timestamp = CreatedAt,
        /// When its text was last changed.
        edited_at: Option<Timestamp> = EditedAt,
        /// What it seems to be written in.
        detected_language: Option<String> = DetectedLanguage,
        /// How sure that is.
        language_confidence: Option<f64> = LanguageConfidence,
        /// The first revision with the present words.
        wording_revision: i32 = WordingRevision,
        /// When a vote needs a reason.
        reason_rule: ReasonRule = ReasonRule,
        /// Whether nobody learns how the vote stands before it is over.
        hides_tally: bool = HidesTally,
        /// Votes that it takes.
        quorum: Option<i32> = Quorum,
        /// Per cent of agree among agree and disagree that it takes.
        threshold_percent: Option<i32> = ThresholdPercent,
        /// What came out, as it was kept.
        outcome: Option<VoteOutcome> = Outcome,
        /// When it was kept.
        outcome_at: Option<Timestamp> = OutcomeAt,
        /// Pledges that are being kept.
        pledges_open: i32 = PledgesOpen,
        /// Pledges that were kept.
        pledges_kept: i32 = PledgesKept,
        /// Pledges that were not.
        pledges_lapsed: i32 = PledgesLapsed,
        /// When it was called done.
        completed_at: Option<Timestamp> = CompletedAt,
        /// What the moderator said then.
        completion_statement: Option<String> = CompletionStatement,
        /// What is published of who supports it: see `consensus::row`.
        support: Option<String> = Support,
        /// Rank of the order BRIDGING.
        bridging: f64 = Bridging,
        /// Rank of the order DIVERGENCE.
        divergence: f64 = Divergence,
    }
}

/// A proposal as pages need it: with its author and its work.
#[derive(Clone, Debug)]
pub struct ProposalItem {
    /// The proposal.
    pub row: ProposalRow,
    /// Whether the database's clock is past `closes_at`.
    pub is_past_close: bool,
    /// Its texts, as far as they were asked for.
    pub texts: TextColumns,
    /// Who wrote it.
    pub author: Option<Arc<UserRow>>,
    /// The work; `None` if it was not asked for.
    pub essay: Option<Arc<EssayRow>>,
}

impl ProposalItem {
    /// The state that readers see.
    #[must_use]
    pub fn state(&self) -> ProposalState {
        rules::state(self.row.state, self.is_past_close)
    }

    /// The votes on its present words, for those who count; readers get [`Self::shown_tally`].
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally { agree: self.row.agree_count, disagree: self.row.disagree_count, pass: self.row.pass_count }
    }

    /// Whether nobody is to learn yet how the vote stands.
    #[must_use]
    pub fn hides_tally(&self) -> bool {
        rules::hides_tally(self.row.hides_tally, self.state())
    }

    /// The votes as readers see them: none while they are hidden.
    #[must_use]
    pub fn shown_tally(&self) -> Tally {
        if self.hides_tally() { Tally::default() } else { self.tally() }
    }

    /// What came out; `None` while votes are taken.
    #[must_use]
    pub fn outcome(&self) -> Option<VoteOutcome> {
        self.row.outcome.or_else(|| (self.state() == ProposalState::Closed).then(|| self.bar().outcome(self.tally())))
    }

    /// What it takes.
    #[must_use]
    pub fn bar(&self) -> Bar {
        Bar { quorum: self.row.quorum, threshold_percent: self.row.threshold_percent }
    }

    /// Whether a vote cast on that text counts.
    #[must_use]
    pub fn counts(&self, revision: Option<i32>) -> bool {
        rules::counts(self.row.wording_revision, revision)
    }

    /// Takes over changed votes.
    pub fn set_tally(&mut self, tally: Tally) {
        (self.row.agree_count, self.row.disagree_count, self.row.pass_count) = (tally.agree, tally.disagree, tally.pass);
        self.row.agreement = self.rank(tally);
    }

    /// Its rank in the order AGREEMENT with those votes: as if there were none while they are
    /// hidden.
    #[must_use]
    pub fn rank(&self, tally: Tally) -> f64 {
        if self.hides_tally() { 0.0 } else { tally.agreement() }
    }

    /// Its place in the order with that tag.
    #[must_use]
    pub fn cursor(&self, tag: u8) -> Cursor {
        let key = match tag {
            AGREEMENT => Key::Float(self.row.agreement),
            BRIDGING => Key::Float(self.row.bridging),
            DIVERGENCE => Key::Float(self.row.divergence),
            _ => Key::Integer(self.row.created_at.0),
        };
        Cursor { tag, key, id: self.row.id.0 }
    }
}
