//! `teahouse recount`.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use super::{Outcome, open, plain, progress::Progress};
use crate::{account, config::Config, pledge, proposal, restatement, thread, translation, translation_signal};

/// What `recount` takes.
#[derive(ClapArgs)]
pub struct Args {
    /// Mend what is wrong.
    #[arg(long)]
    repair: bool,
}

pub(super) async fn run(config: Config, args: Args) -> Outcome {
    let db = open(&config).await?;
    let threads = thread::service::count_threads(&db, None, &thread::store::Filter::default()).await.map_err(|error| plain(&error))?;
    let proposals = proposal::service::count_proposals(&db, &proposal::store::Filter::default()).await.map_err(|error| plain(&error))?;
    let accounts = account::service::count_users(&db).await.map_err(|error| plain(&error))?;
    let mut progress = Progress::start("Recounting", threads + proposals + accounts);
    let mut wrong = thread::recount::check(&db, args.repair, |done| progress.advance(done)).await.map_err(|error| plain(&error))?;
    wrong.extend(proposal::recount::check(&db, args.repair, |done| progress.advance(done)).await.map_err(|error| plain(&error))?);
    wrong.extend(pledge::recount::check(&db, args.repair, |_| {}).await.map_err(|error| plain(&error))?);
    wrong.extend(restatement::recount::check(&db, args.repair, |done| progress.advance(done)).await.map_err(|error| plain(&error))?);
    wrong.extend(translation::recount::check(&db, args.repair, |_| {}).await.map_err(|error| plain(&error))?);
    wrong.extend(translation_signal::recount::check(&db, args.repair).await.map_err(|error| plain(&error))?);
    progress.finish();
    for line in &wrong {
        println!("{line}");
    }
    println!(
        "{threads} threads, {proposals} proposals and {accounts} accounts counted: {} wrong{}",
        wrong.len(),
        if args.repair && !wrong.is_empty() { ", all mended" } else { "" }
    );
    Ok(if wrong.is_empty() || args.repair { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
