//! `teahouse serve`.

use std::process::ExitCode;

use clap::Args as ClapArgs;

use super::{Outcome, demo, open, plain};
use crate::{anchor, auth::Auth, config::Config, consensus, pledge, proposal, startup::Application, trust};

/// What `serve` takes.
#[derive(ClapArgs)]
pub struct Args {
    /// Serve sample content and open demo accounts, in a database of its own, with the explorer.
    #[arg(long)]
    demo: bool,
}

pub(super) async fn run(mut config: Config, args: Args) -> Outcome {
    if args.demo {
        config.demo = true;
        config.explorer = true;
        let default_url = format!("sqlite://{}/teahouse.db", config.data_dir.display());
        if config.database.url == default_url {
            // Never in the file of a real forum.
            config.database.url = format!("sqlite://{}/demo.db", config.data_dir.display());
        }
    }
    let db = open(&config).await?;
    if args.demo {
        let auth = Auth::new(&config).map_err(|error| plain(&error))?;
        demo::fill(&auth, &db).await?;
    } else if demo::is_demo(&db).await? {
        return Err("this database holds the demo, whose accounts anybody can use; serve it with --demo, or name another database".to_owned());
    }
    let (kind, open_db) = (db.kind(), db.clone());
    let explorer = config.explorer;
    let application = Application::with_db(config, db).await.map_err(|error| plain(&error))?;
    let address = application.address;
    let services = application.services();
    let anchors = actix_web::rt::spawn(anchor::service::keep_settled(open_db.clone()));
    let votes = actix_web::rt::spawn(proposal::closing::service::keep_closing(open_db.clone()));
    let trust = actix_web::rt::spawn(async move { trust::service::keep(services.db, &services.rules).await });
    let pledges = actix_web::rt::spawn(pledge::service::keep(open_db.clone()));
    let support = actix_web::rt::spawn(consensus::service::keep(open_db.clone()));
    let server = actix_web::rt::spawn(application.server().map_err(|error| plain(&error))?);
    // Once it has run for the first time it heeds signals: only then is it announced.
    tokio::task::yield_now().await;
    println!("Teahouse listens on http://{address} ({kind}).");
    println!("  GraphQL   http://{address}/graphql");
    if explorer {
        println!("  Explorer  http://{address}/graphiql");
    }
    if args.demo {
        println!("Demo accounts, all with the password `{}`:", demo::PASSWORD);
        for (handle, role) in demo::ACCOUNTS {
            println!("  {handle:8} {role}");
        }
    }
    server.await.map_err(|error| error.to_string())?.map_err(|error| format!("the server ended: {error}"))?;
    support.abort();
    pledges.abort();
    trust.abort();
    anchors.abort();
    votes.abort();
    // SQLite writes its log back into the file when the last connection closes.
    open_db.close().await.map_err(|error| plain(&error.into()))?;
    Ok(ExitCode::SUCCESS)
}
