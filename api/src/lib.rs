//! Teahouse: a discussion forum across borders. One program, one GraphQL API.
//!
//! `ARCHITECTURE.md` has the map. In short: `http` takes a request, `auth` says
//! who asks, `graphql` holds what all resolvers share, and each feature is a
//! folder in which `query`/`mutation` decode and wrap, `service` decides and opens
//! the transaction, `rules` are pure, and `store` alone holds SQL.

// The schema is put together from all features, one inside the other: its future is as deep as they are many.
#![recursion_limit = "256"]
#![cfg_attr(
    test,
    allow(
        clippy::unused_async,
        clippy::items_after_statements,
        clippy::needless_raw_string_hashes,
        clippy::duration_suboptimal_units,
        clippy::format_collect,
        reason = "tests are read from top to bottom"
    )
)]

pub mod account;
pub mod alignment;
pub mod anchor;
pub mod appeal;
pub mod auth;
pub mod civility;
pub mod cli;
pub mod clock;
pub mod config;
pub mod consensus;
pub mod db;
pub mod error;
pub mod essay;
pub mod graphql;
pub mod http;
pub mod joint_statement;
pub mod language_correction;
pub mod machine_translation;
pub mod moderation;
pub mod node;
pub mod outgoing;
pub mod outside;
pub mod paging;
pub mod partner;
pub mod pictures;
pub mod pledge;
pub mod polis;
pub mod post;
pub mod proposal;
pub mod reason;
pub mod recount;
pub mod reply;
pub mod report;
pub mod restatement;
pub mod row;
pub mod schema;
pub mod search;
pub mod segment;
pub mod setting;
pub mod site;
pub mod startup;
pub mod telemetry;
pub mod text;
pub mod thread;
pub mod token;
pub mod translation;
pub mod translation_signal;
pub mod trust;
pub mod vote;

pub use error::{Code, Error, Result};
