//! The command line. Each command is one file; what they share is here.

mod backup;
mod consensus;
mod demo;
mod detect;
mod front_matter;
mod import;
mod migrate;
mod polis;
mod progress;
mod recount;
mod reindex;
mod serve;
mod trust;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{config::Config, db::Db, error::Error, schema, telemetry};

/// A discussion forum across borders: one program with a GraphQL API.
#[derive(Parser)]
#[command(name = "teahouse", version, about, propagate_version = true)]
struct Cli {
    /// Settings in TOML; the environment (TEAHOUSE_…) goes before them. All are
    /// listed in docs/configuration.md.
    #[arg(long, global = true, env = "TEAHOUSE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the forum until SIGTERM or Ctrl-C.
    Serve(serve::Args),
    /// Accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Read content from files.
    #[command(subcommand)]
    Import(import::Command),
    /// The tables of the database.
    #[command(subcommand)]
    Migrate(migrate::Command),
    /// Check the settings and say what is wrong.
    CheckConfig,
    /// Print the GraphQL schema; needs no database.
    Schema,
    /// Compare every kept counter with a count of the rows. Exit status 1 if one is wrong and not repaired.
    Recount(recount::Args),
    /// Opinion groups of essays, and support across them.
    #[command(subcommand)]
    Consensus(consensus::Command),
    /// Compute the trust level of every account now; `serve` does so every 15 minutes.
    Trust,
    /// Detect the language of posts of which none is known: those from before there was detection.
    Detect,
    /// Make the search index anew from the texts, while the forum goes on.
    Reindex,
    /// Copy an SQLite database to a file while the forum goes on.
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the SQLite database. Stop the forum first.
    Restore(backup::RestoreArgs),
}

/// What a command came to: an exit status, or what went wrong in plain words.
type Outcome = Result<ExitCode, String>;

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(status) => status,
        Err(message) => {
            eprintln!("teahouse: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> Outcome {
    if let Command::Schema = cli.command {
        print!("{}", schema::sdl());
        return Ok(ExitCode::SUCCESS);
    }
    let config = match Config::load(cli.config.as_deref()) {
        Ok(config) => config,
        Err(wrong) => {
            for line in &wrong {
                eprintln!("teahouse: {line}");
            }
            return Ok(ExitCode::from(2));
        }
    };
    if let Command::CheckConfig = cli.command {
        return Ok(check_config(&config));
    }
    telemetry::start(&config);
    actix_web::rt::System::new().block_on(async move {
        match cli.command {
            Command::Serve(args) => serve::run(config, args).await,
            Command::User(command) => user::run(config, command).await,
            Command::Import(command) => import::run(config, command).await,
            Command::Migrate(command) => migrate::run(config, command).await,
            Command::Recount(args) => recount::run(config, args).await,
            Command::Consensus(command) => consensus::run(config, command).await,
            Command::Trust => trust::run(config).await,
            Command::Detect => detect::run(config).await,
            Command::Reindex => reindex::run(config).await,
            Command::Backup(args) => backup::backup(config, args).await,
            Command::Restore(args) => backup::restore(config, args).await,
            // Both were answered above, without a database.
            Command::CheckConfig | Command::Schema => Ok(ExitCode::SUCCESS),
        }
    })
}

fn check_config(config: &Config) -> ExitCode {
    for name in Config::unknown_variables() {
        eprintln!("teahouse: {name} is set and means nothing to this version");
    }
    println!("The settings are good.");
    let database = if crate::db::sqlite_path(&config.database.url).is_some() { &config.database.url } else { "PostgreSQL" };
    println!("  database    {database}");
    println!("  listen      {}", config.listen);
    println!("  public URL  {}", config.public_url);
    println!("  explorer    {}", if config.explorer { "on" } else { "off" });
    ExitCode::SUCCESS
}

/// Opens the database and brings its tables up to date.
async fn open(config: &Config) -> Result<Db, String> {
    let db = Db::connect(&config.database).await.map_err(|error| plain(&error.into()))?;
    db.migrate_up().await.map_err(|error| plain(&error.into()))?;
    Ok(db)
}

/// An error for the operator, who may know what clients may not.
fn plain(error: &Error) -> String {
    match error.detail() {
        Some(detail) => format!("{error} ({detail})"),
        None => error.to_string(),
    }
}
