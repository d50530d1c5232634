//! Opinion maps: the groups that people's votes on an essay's proposals put them into.

use sea_orm::entity::prelude::*;

use crate::{EssayId, Timestamp};

/// The map of one essay.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "opinion_maps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub essay_id: EssayId,
    /// When an instance last took the work; another may a minute later.
    pub claimed_at: Timestamp,
    /// When the snapshot was made; null = never.
    pub computed_at: Option<Timestamp>,
    /// The last snapshot without its voters, as JSON: for operators.
    #[sea_orm(column_type = "Text", nullable)]
    pub snapshot: Option<String>,
    /// Whether computing again with the same votes would give the same groups.
    pub is_settled: bool,
    /// What readers see, as JSON: see `consensus::published`. Null = nothing yet.
    #[sea_orm(column_type = "Text", nullable)]
    pub published: Option<String>,
    /// Whose ballots that was made from, by digests, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub included: Option<String>,
    /// Goes into the digest that is published where that alone would give ballots away. For nobody to see.
    pub salt: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
