//! A proposal with what belongs to it.

use std::sync::Arc;

use entity::{ProposalState, VoteOutcome};

use crate::{
    auth::store::UserRow,
    essay::store::EssayRow,
    paging::{Cursor, Key},
    proposal::{
        rules::{self, Bar, Tally},
        store::{AGREEMENT, ProposalRow},
    },
    row::TextColumns,
};

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
        let key = if tag == AGREEMENT { Key::Float(self.row.agreement) } else { Key::Integer(self.row.created_at.0) };
        Cursor { tag, key, id: self.row.id.0 }
    }
}
