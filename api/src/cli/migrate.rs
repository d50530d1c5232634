//! `teahouse migrate`.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Outcome, plain};
use crate::{config::Config, db::Db};

/// What can be done with the tables.
#[derive(Subcommand)]
pub enum Command {
    /// Apply all steps that are pending.
    Up,
    /// Take back the last steps. Their data is lost.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// List all steps and whether they are applied.
    Status,
}

pub(super) async fn run(config: Config, command: Command) -> Outcome {
    let db = Db::connect(&config.database).await.map_err(|error| plain(&error.into()))?;
    match command {
        Command::Up => {
            let pending = db.pending_migrations().await.map_err(|error| plain(&error.into()))?;
            db.migrate_up().await.map_err(|error| plain(&error.into()))?;
            println!("{pending} applied");
        }
        Command::Down { steps } => {
            db.migrate_down(steps).await.map_err(|error| plain(&error.into()))?;
            println!("{steps} taken back");
        }
        Command::Status => {
            for (name, is_applied) in db.migration_status().await.map_err(|error| plain(&error.into()))? {
                println!("{} {name}", if is_applied { "applied" } else { "pending" });
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
