//! Accounts.

use sea_orm::entity::prelude::*;

use crate::{ModerationActionId, Role, Timestamp, UserId};

/// An account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// Lower case by its rules, so it is its own normal form.
    #[sea_orm(unique)]
    pub handle: String,
    pub display_name: String,
    /// As given; never leaves through the API but for its owner.
    pub email: String,
    /// Lower case: what uniqueness and sign-in compare.
    #[sea_orm(unique)]
    pub email_normalized: String,
    /// Argon2id in PHC form; null = this account cannot sign in with a password.
    pub password_hash: Option<String>,
    pub role: Role,
    /// Counts events that end all access tokens made before.
    pub auth_version: i32,
    pub joined_at: Timestamp,
    /// May not write before this time; null = may.
    pub suspended_until: Option<Timestamp>,
    /// Judged restatements by this account; kept in the transaction that judges one.
    pub restated_accurate: i32,
    pub restated_partly: i32,
    pub restated_wrong: i32,
    /// Whether a moderator sees this account's posts first.
    pub is_premoderated: bool,
    /// How far it is trusted, 0 to 3: see `trust`.
    pub trust_level: i32,
    /// The essays that a moderator is limited to: ids, separated by commas; null = to none.
    #[sea_orm(column_type = "Text", nullable)]
    pub moderated_essay_ids: Option<String>,
    /// The languages that a moderator is limited to: BCP 47, separated by spaces; null = to none.
    #[sea_orm(column_type = "Text", nullable)]
    pub moderated_languages: Option<String>,
    /// A warning that must be confirmed before the next post.
    pub open_warning_id: Option<ModerationActionId>,
    /// Declared by its owner, and for nobody else to see unless he wishes: ISO 3166-1.
    pub country: Option<String>,
    /// Whether others see it.
    pub is_country_public: bool,
    /// The same, BCP 47, separated by spaces.
    pub languages: String,
    /// Since when what is published by country does not know of a change of `country`; null = it does.
    pub perspective_due_at: Option<Timestamp>,
    #[sea_orm(has_many)]
    pub sessions: HasMany<super::session::Entity>,
    #[sea_orm(has_many)]
    pub api_tokens: HasMany<super::api_token::Entity>,
    #[sea_orm(has_many)]
    pub threads: HasMany<super::thread::Entity>,
    #[sea_orm(has_many)]
    pub replies: HasMany<super::reply::Entity>,
    #[sea_orm(has_many)]
    pub votes: HasMany<super::vote::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
