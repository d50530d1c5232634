//! `teahouse detect`.

use std::process::ExitCode;

use super::{Outcome, open, plain};
use crate::{config::Config, post};

pub(super) async fn run(config: Config) -> Outcome {
    let db = open(&config).await?;
    let (seen, told) = post::service::detect_missing(&db).await.map_err(|error| plain(&error))?;
    println!("{seen} posts looked at, of which no language was known; it was told of {told}");
    Ok(ExitCode::SUCCESS)
}
