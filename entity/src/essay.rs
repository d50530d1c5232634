//! Essays: works, whatever the language.

use sea_orm::entity::prelude::*;

use crate::{EssayId, Timestamp};

/// A work. Its texts are its editions.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "essays")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EssayId,
    #[sea_orm(unique)]
    pub slug: String,
    pub original_language: String,
    pub origin_country: Option<String>,
    /// Titles of all editions as a JSON object, language to title: kept in the
    /// transaction that publishes one, so that lists need no second look.
    #[sea_orm(column_type = "Text")]
    pub titles: String,
    pub created_at: Timestamp,
    pub published_at: Timestamp,
    /// Newest edition, thread, reply or proposal; at most a minute late.
    pub last_activity_at: Timestamp,
    /// Counts what moves passages: texts of editions, and which sentence is which in another.
    pub layout_version: i32,
    /// The `layout_version` that all places of passages were found for; another than that =
    /// they are to be found again.
    pub anchored_version: i32,
    /// Proposals of an imported conversation that had votes and were taken out by its moderators:
    /// opinion groups need the number; see `docs/consensus.md`.
    pub withheld_proposals: i32,
    #[sea_orm(has_many)]
    pub editions: HasMany<super::edition::Entity>,
    #[sea_orm(has_many)]
    pub threads: HasMany<super::thread::Entity>,
    #[sea_orm(has_many)]
    pub proposals: HasMany<super::proposal::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
