//! `teahouse trust`.

use std::process::ExitCode;

use super::{Outcome, open, plain};
use crate::{clock, config::Config, site::Rules, trust};

pub(super) async fn run(config: Config) -> Outcome {
    let db = open(&config).await?;
    let in_force = Rules::default().current(&db).await.map_err(|error| plain(&error))?;
    let (accounts, changed) = trust::service::compute(&db, &in_force.settings.trust, clock::now()).await.map_err(|error| plain(&error))?;
    println!("Trust of {accounts} accounts computed; levels that changed: {changed}");
    Ok(ExitCode::SUCCESS)
}
