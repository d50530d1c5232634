//! Black-box tests of Teahouse: GraphQL over HTTP on SQLite and on PostgreSQL, and
//! the command line. One binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, missing_docs, clippy::pedantic, reason = "tests may fail")]

mod access;
mod account;
mod alignment;
mod anchors;
mod appeals;
mod architecture;
mod backup;
mod ballots;
mod budget;
mod civility;
mod cli;
mod closing;
mod concurrency;
mod consensus;
mod consensus_cli;
mod consensus_kept;
mod content;
mod contract;
mod crash;
mod detection;
mod discussion;
mod docs;
mod fields;
mod harmless;
mod health;
mod identity;
mod import;
mod import_polis;
mod joint_statements;
mod language_lists;
mod leaving;
mod limits;
mod lists;
mod machine_translation;
mod matrix;
mod migrations;
mod moderation;
mod moderator_scope;
mod moving;
mod node;
mod outside;
mod paging;
mod partners;
mod pledges;
mod post_language;
mod process;
mod proposal;
mod races;
mod rate_limit;
mod reason_queue;
mod restatement;
mod review;
mod schema;
mod search;
mod search_visibility;
mod segments;
mod serving;
mod session;
mod sources;
mod sql;
mod statements;
mod support;
mod text_reports;
mod token;
mod translation;
mod translation_limits;
mod translation_signals;
mod transport;
mod trust;
mod votes_on_words;
mod wanted;

/// Says it where it cannot be overlooked: in CI the PostgreSQL half must have run.
#[test]
fn postgres_is_covered() {
    let required = std::env::var_os("CI").is_some() || std::env::var("TEAHOUSE_TEST_POSTGRES").is_ok_and(|value| value == "require");
    assert!(cfg!(postgres_available) || !required, "PostgreSQL is required here and cannot be had: set TEAHOUSE_TEST_POSTGRES_URL or install initdb");
}
