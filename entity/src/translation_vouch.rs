//! What those who know both languages say of translations.

use sea_orm::entity::prelude::*;

use crate::{Timestamp, TranslationId, TranslationVerdict, TranslationVouchId, UserId};

/// One person's word on one translation; the last counts.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "translation_vouches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TranslationVouchId,
    /// Unique with the person.
    pub translation_id: TranslationId,
    pub user_id: UserId,
    /// Which of the translation's texts it is about; it counts for no other.
    pub translation_revision: i32,
    pub verdict: TranslationVerdict,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// When it was said last.
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
