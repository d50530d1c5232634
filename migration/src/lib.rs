//! The history of Teahouse's tables, one step a file, up and down.
//!
//! A step never imports `entity`: it must mean in ten years what it means now.

pub mod helpers;
mod m20261124_000001_create_users;
mod m20261124_000002_create_sessions;
mod m20261124_000003_create_essays;
mod m20261124_000004_create_editions;
mod m20261124_000005_create_credits;
mod m20261124_000006_create_posts;
mod m20261124_000007_create_threads;
mod m20261124_000008_create_replies;
mod m20261124_000009_create_proposals;
mod m20261124_000010_create_votes;
mod m20261124_000011_create_moderation;
mod m20261124_000100_api_tokens;
mod m20261124_000101_create_civility;
mod m20261124_000102_create_restatements;
mod m20261124_000103_add_slow_mode;
mod m20261124_000104_add_moderator_scope;
mod m20261124_000105_create_trust;
mod m20261124_000200_create_segments;
mod m20261124_000201_create_anchors;
mod m20261124_000210_create_translations;
mod m20261124_000211_add_seen_text;
mod m20261124_000215_add_detected_language;
mod m20261124_000220_create_search;
mod m20261125_000300_bind_votes;
mod m20261125_000400_create_pledges;
mod m20261125_000401_create_pairs;
mod m20261125_000402_create_joint_statements;
mod m20261127_000500_create_support;
mod m20261127_000501_create_imported_voters;
mod m20261127_000510_queue_reasons;
mod m20261127_000511_report_texts;
mod m20261127_000512_end_pairs;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All steps, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_create_users::Migration),
            Box::new(m20261124_000002_create_sessions::Migration),
            Box::new(m20261124_000003_create_essays::Migration),
            Box::new(m20261124_000004_create_editions::Migration),
            Box::new(m20261124_000005_create_credits::Migration),
            Box::new(m20261124_000006_create_posts::Migration),
            Box::new(m20261124_000007_create_threads::Migration),
            Box::new(m20261124_000008_create_replies::Migration),
            Box::new(m20261124_000009_create_proposals::Migration),
            Box::new(m20261124_000010_create_votes::Migration),
            Box::new(m20261124_000011_create_moderation::Migration),
            Box::new(m20261124_000100_api_tokens::Migration),
            Box::new(m20261124_000101_create_civility::Migration),
            Box::new(m20261124_000102_create_restatements::Migration),
            Box::new(m20261124_000103_add_slow_mode::Migration),
            Box::new(m20261124_000104_add_moderator_scope::Migration),
            Box::new(m20261124_000105_create_trust::Migration),
            Box::new(m20261124_000200_create_segments::Migration),
            Box::new(m20261124_000201_create_anchors::Migration),
            Box::new(m20261124_000210_create_translations::Migration),
            Box::new(m20261124_000211_add_seen_text::Migration),
            Box::new(m20261124_000215_add_detected_language::Migration),
            Box::new(m20261124_000220_create_search::Migration),
            Box::new(m20261125_000300_bind_votes::Migration),
            Box::new(m20261125_000400_create_pledges::Migration),
            Box::new(m20261125_000401_create_pairs::Migration),
            Box::new(m20261125_000402_create_joint_statements::Migration),
            Box::new(m20261127_000500_create_support::Migration),
            Box::new(m20261127_000501_create_imported_voters::Migration),
            Box::new(m20261127_000510_queue_reasons::Migration),
            Box::new(m20261127_000511_report_texts::Migration),
            Box::new(m20261127_000512_end_pairs::Migration),
        ]
    }
}
