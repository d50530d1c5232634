//! Measures Teahouse from outside: `fill` writes a forum of a given size into
//! an empty database, `drive` sends a running server the pages and writes that
//! people ask for most, and reports speed and CPU time per request.
//!
//! It talks SQL and HTTP and knows nothing of the server's code, so it measures
//! any version of it.

mod accounts;
mod cli;
mod drive;
mod fill;
mod http;
mod index;
mod load;
mod model;
mod postgres;
mod process;
mod query;
mod random;
mod report;
mod requests;
mod sqlite;
mod tables;
mod text;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// What anything here returns; an error is a sentence for the one who measures.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command; false = it ran, and some answers were errors.
fn run(command: Command) -> Result<bool> {
    // One thread: the load shares its machine with what it measures, and
    // threads that hand work to each other would take time from the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match command {
        Command::Fill(options) => runtime.block_on(fill::run(&options)).map(|()| true),
        Command::Drive(options) => runtime.block_on(drive::run(&options)),
    }
}
