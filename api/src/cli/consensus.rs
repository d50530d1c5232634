//! `teahouse consensus`.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Outcome, open, plain};
use crate::{clock, config::Config, consensus};

/// What can be done with opinion groups.
#[derive(Subcommand)]
pub enum Command {
    /// Compute support and groups now; `serve` does so once a minute when votes change.
    Compute {
        /// One essay; all of which votes have changed if left out.
        slug: Option<String>,
    },
    /// Print who is in which group as CSV: `voter,group`. For operators only: it is about single people.
    Export {
        /// The essay.
        slug: String,
    },
    /// Compute the groups again from the votes, and compare with what is kept. Exit status 1 if it differs.
    Verify {
        /// The essay.
        slug: String,
    },
}

pub(super) async fn run(config: Config, command: Command) -> Outcome {
    let db = open(&config).await?;
    match command {
        Command::Compute { slug } => {
            let essays = consensus::service::compute_now(&db, slug.as_deref()).await.map_err(|error| plain(&error))?;
            println!("Support of {essays} essays computed");
        }
        Command::Export { slug } => {
            let groups = consensus::service::groups(&db, &slug).await.map_err(|error| plain(&error))?;
            println!("voter,group");
            for (voter, group) in groups {
                println!("{voter},{group}");
            }
        }
        Command::Verify { slug } => {
            let Some(verified) = consensus::service::verify(&db, &slug).await.map_err(|error| plain(&error))? else {
                return Err("no groups have been computed for this essay yet".to_owned());
            };
            println!("computed at    {}", clock::to_utc(verified.computed_at).to_rfc3339());
            println!("inputs SHA-256 {}", verified.inputs_sha256);
            if verified.inputs_sha256 != verified.inputs_sha256_now {
                println!("now            {}", verified.inputs_sha256_now);
                println!("Votes have changed since: `teahouse consensus compute {slug}` takes them in.");
                return Ok(ExitCode::FAILURE);
            }
            if !verified.is_same {
                println!("The same votes give other groups. This should not be: please report it.");
                return Ok(ExitCode::FAILURE);
            }
            println!("The same votes give the same groups.");
        }
    }
    Ok(ExitCode::SUCCESS)
}
