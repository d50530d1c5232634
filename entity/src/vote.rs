//! Votes on proposals.

use sea_orm::entity::prelude::*;

use crate::{PostStatus, ProposalId, Stance, Timestamp, TranslationId, UserId, VoteId};

/// One person's vote on one proposal.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "votes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VoteId,
    /// Unique with the voter: one person, one vote.
    pub proposal_id: ProposalId,
    pub voter_id: UserId,
    pub stance: Stance,
    /// The stance that this one replaced, written by the upsert itself: it is
    /// the only reading of it that no concurrent vote can make stale.
    pub previous_stance: Option<Stance>,
    pub reason: Option<String>,
    pub cast_at: Timestamp,
    /// The proposal's text when it was cast; null = before that was noted.
    pub proposal_revision: Option<i32>,
    /// What the voter read it in; null = not said.
    pub seen_language: Option<String>,
    /// The translation that the voter read, and which of its texts; null = none.
    pub seen_translation_id: Option<TranslationId>,
    pub seen_translation_revision: Option<i32>,
    /// Whether the voter's name stands beside the reason.
    pub reason_is_named: bool,
    /// Whether the reason is shown; the vote counts all the same.
    pub reason_status: PostStatus,
    /// Counts the vote's reasons, from 1.
    pub reason_revision: i32,
    /// How many of those who voted otherwise find the reason fair; see `reason_mark`.
    pub fair_count: i32,
    #[sea_orm(belongs_to, from = "proposal_id", to = "id")]
    pub proposal: BelongsTo<super::proposal::Entity>,
    #[sea_orm(belongs_to, from = "voter_id", to = "id")]
    pub voter: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
