//! Proposals: what people vote on.

use sea_orm::entity::prelude::*;

use crate::{EssayId, PostStatus, ProposalId, ProposalState, ReasonRule, ThreadId, Timestamp, UserId, VoteOutcome};

/// Something to be done, put to the vote.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProposalId,
    pub essay_id: EssayId,
    /// The thread it grew out of, if any.
    pub thread_id: Option<ThreadId>,
    pub author_id: Option<UserId>,
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    #[sea_orm(column_type = "Text")]
    pub body_html: String,
    pub language: String,
    pub status: PostStatus,
    /// As decided; an OPEN proposal past `closes_at` reads as CLOSED.
    pub state: ProposalState,
    /// Counts texts, from 1.
    pub revision: i32,
    pub agree_count: i32,
    pub disagree_count: i32,
    pub pass_count: i32,
    /// Rank of the order AGREEMENT; see `rules::wilson_lower_bound`.
    pub agreement: f64,
    /// Votes are taken before this time by the database's clock.
    pub closes_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    /// The moderator who decided.
    pub decided_by_id: Option<UserId>,
    #[sea_orm(column_type = "Text", nullable)]
    pub decision_statement: Option<String>,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// What it seems to be written in: a primary language subtag; null = unsure.
    pub detected_language: Option<String>,
    /// How sure that is, 0 to 1; null with it.
    pub language_confidence: Option<f64>,
    /// The first revision with the present words: votes on earlier ones are stale, and count
    /// no more.
    pub wording_revision: i32,
    /// When a vote needs a reason.
    pub reason_rule: ReasonRule,
    /// Whether nobody learns how the vote stands before it is over.
    pub hides_tally: bool,
    /// Votes that it takes; null = any number.
    pub quorum: Option<i32>,
    /// Per cent of agree among agree and disagree that it takes; null = more than half.
    pub threshold_percent: Option<i32>,
    /// What came out when it closed; null = it has not, or nobody has looked yet.
    pub outcome: Option<VoteOutcome>,
    pub outcome_at: Option<Timestamp>,
    /// Pledges that are shown, by status; kept in the transaction that changes one.
    pub pledges_open: i32,
    pub pledges_kept: i32,
    pub pledges_lapsed: i32,
    /// When a moderator called it done.
    pub completed_at: Option<Timestamp>,
    /// The moderator who did.
    pub completed_by_id: Option<UserId>,
    #[sea_orm(column_type = "Text", nullable)]
    pub completion_statement: Option<String>,
    /// What is published of who supports it, as JSON: see `consensus::published`. Null = nothing yet.
    #[sea_orm(column_type = "Text", nullable)]
    pub support: Option<String>,
    /// Rank of the order BRIDGING; 0 while there is none.
    pub bridging: f64,
    /// Rank of the order DIVERGENCE; 0 while there is none.
    pub divergence: f64,
    /// Since when votes have changed that nobody has looked at for `support`; null = none have.
    pub support_due_at: Option<Timestamp>,
    /// When `support` became final; null = it is not.
    pub support_frozen_at: Option<Timestamp>,
    #[sea_orm(belongs_to, from = "essay_id", to = "id")]
    pub essay: BelongsTo<super::essay::Entity>,
    #[sea_orm(belongs_to, from = "thread_id", to = "id")]
    pub thread: BelongsTo<Option<super::thread::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "Author", from = "author_id", to = "id")]
    pub author: BelongsTo<Option<super::user::Entity>>,
    #[sea_orm(belongs_to, relation_enum = "DecidedBy", from = "decided_by_id", to = "id")]
    pub decided_by: BelongsTo<Option<super::user::Entity>>,
    #[sea_orm(has_many)]
    pub votes: HasMany<super::vote::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
