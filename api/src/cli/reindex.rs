//! `teahouse reindex`.

use std::process::ExitCode;

use super::{Outcome, open, plain, progress::Progress};
use crate::{config::Config, search, segment};

pub(super) async fn run(config: Config) -> Outcome {
    let db = open(&config).await?;
    segment::service::complete(&db).await.map_err(|error| plain(&error))?;
    let total = search::service::count_sources(&db).await.map_err(|error| plain(&error))?;
    let mut progress = Progress::start("Indexing", total);
    let mut seen = 0;
    let strays = search::service::reindex(&db, |done| {
        seen += done;
        progress.advance(done);
    })
    .await
    .map_err(|error| plain(&error))?;
    progress.finish();
    println!("{seen} texts indexed{}", if strays > 0 { format!("; {strays} rows of the index stood for nothing and are gone") } else { String::new() });
    Ok(ExitCode::SUCCESS)
}
