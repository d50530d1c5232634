//! Translations that seem to divide voters of one country.

use sea_orm::entity::prelude::*;

use crate::{ProposalId, Timestamp, TranslationId, TranslationSignalId};

/// People of one country agree with a proposal more, or less, in this translation than in
/// another text of it. Written anew with each vote that can change it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "translation_signals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TranslationSignalId,
    pub proposal_id: ProposalId,
    pub proposal_revision: i32,
    /// Declared by the voters; never shown.
    pub country: String,
    pub translation_id: TranslationId,
    /// What the others read.
    pub other_language: String,
    /// Null = the original.
    pub other_translation_id: Option<TranslationId>,
    /// See `translation_signal::rules::two_proportions`; above 0 = more agree in this translation.
    pub z: f64,
    /// Votes for or against by readers of this translation, and of the other text.
    pub voters: i32,
    pub other_voters: i32,
    pub raised_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
