//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::query::Query;

/// Fills a database with a forum, and drives a running server.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Migrates an empty database and fills it; the same sizes always give the same rows.
    Fill(FillOptions),
    /// Sends requests to a running server and reports what they cost.
    Drive(DriveOptions),
}

/// Options of `fill`.
#[derive(Debug, Args)]
pub struct FillOptions {
    /// `sqlite://path` or `postgres://…`; must be empty.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// Multiplies all sizes.
    #[arg(long, default_value_t = 1.0)]
    pub scale: f64,
    /// Essays.
    #[arg(long, default_value_t = 2_000)]
    pub essays: u32,
    /// Accounts; none of them can sign in.
    #[arg(long, default_value_t = 20_000)]
    pub users: u32,
    /// Threads; 4 of 25 are busy and share 88 % of the replies.
    #[arg(long, default_value_t = 50_000)]
    pub threads: u32,
    /// Replies.
    #[arg(long, default_value_t = 500_000)]
    pub replies: u32,
    /// Proposals, all open for votes.
    #[arg(long, default_value_t = 5_000)]
    pub proposals: u32,
    /// Votes, as many on each proposal.
    #[arg(long, default_value_t = 1_000_000)]
    pub votes: u32,
    /// Where to write the slugs and ids that `drive` asks for.
    #[arg(long, default_value = "bench-index.json")]
    pub index: PathBuf,
}

/// Options of `drive`.
#[derive(Debug, Args)]
pub struct DriveOptions {
    /// The server; `/graphql` is added if there is no path.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// What `fill` wrote.
    #[arg(long, default_value = "bench-index.json")]
    pub index: PathBuf,
    /// Connections, each with one request at a time.
    #[arg(long, default_value_t = 32)]
    pub concurrency: u32,
    /// How long to measure each query, each round.
    #[arg(long, default_value_t = 10.0)]
    pub seconds: f64,
    /// How long to send the same before the measuring begins.
    #[arg(long, default_value_t = 1.0)]
    pub warm_up: f64,
    /// How often to go through all queries.
    #[arg(long, default_value_t = 3)]
    pub rounds: u32,
    /// Only these queries.
    #[arg(long, value_delimiter = ',', value_name = "QUERY,…")]
    pub only: Vec<Query>,
    /// The server's process, to count its CPU time.
    #[arg(long)]
    pub server_pid: Option<u32>,
    /// The database's main process; its children count as well. Needed as soon as one of
    /// the servers uses `PostgreSQL`, or their CPU time cannot be compared.
    #[arg(long)]
    pub database_pid: Option<u32>,
    /// Where to write the report as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Send a member's access token with the reads, too.
    #[arg(long)]
    pub token: bool,
    /// A hand-written server to compare with, round by round.
    #[arg(long, requires = "limit_slugs")]
    pub limit_url: Option<String>,
    /// What comes before the other server's paths of reads: `/t` for its typed rows on
    /// `PostgreSQL`, empty for `SQLite`.
    #[arg(long, default_value = "/t")]
    pub limit_prefix: String,
    /// The other server's process. Its database is the one of `--database-pid`.
    #[arg(long)]
    pub limit_pid: Option<u32>,
    /// The other server's slugs, one a line.
    #[arg(long)]
    pub limit_slugs: Option<PathBuf>,
}
