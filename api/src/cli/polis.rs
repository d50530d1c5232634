//! `teahouse import polis`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args as ClapArgs;

use super::{Outcome, open, plain, progress::Progress};
use crate::{
    config::Config,
    error::Error,
    polis::service::{self, Conversation},
};

/// What `import polis` takes.
#[derive(ClapArgs)]
pub struct Args {
    /// Folder with comments.csv, votes.csv and, if there is one, summary.csv.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Names the essay in addresses; it must be new.
    #[arg(long)]
    slug: String,
    /// Country that the conversation is from, such as `TW`.
    #[arg(long, value_name = "CC")]
    home_country: Option<String>,
    /// Language of the conversation, such as `en`; that of most comments if left out.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
}

pub(super) async fn run(config: Config, args: Args) -> Outcome {
    let Args { folder, slug, home_country, language } = args;
    let db = open(&config).await?;
    let mut progress: Option<Progress> = None;
    let mut so_far = 0;
    let conversation = Conversation { folder: &folder, slug, home_country, language };
    let outcome = service::import(&db, conversation, |read, size| {
        progress.get_or_insert_with(|| Progress::start("Bytes of votes.csv", size)).advance(read.saturating_sub(so_far));
        so_far = read;
    })
    .await;
    if let Some(progress) = progress {
        progress.finish();
    }
    match outcome {
        Ok(done) => {
            let size = done.size;
            println!("{} ({}): {}", done.slug, done.language, done.title);
            println!("{} proposals, {} participants, {} votes", size.proposals, size.voters, size.votes);
            println!("{} comments were taken out by moderators; {} of them had votes", size.moderated, size.withheld);
            if size.is_reversed {
                eprintln!("votes.csv: 1 is taken as agree and -1 as disagree, but the columns agrees and disagrees of comments.csv say the opposite");
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            for line in told(&error) {
                eprintln!("{}: {line}", folder.display());
            }
            eprintln!("nothing was imported");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What is wrong, by the names that the command line has for it.
fn told(error: &Error) -> Vec<String> {
    if error.all_problems().is_empty() {
        return vec![plain(error)];
    }
    let flag = |field: &str| match field {
        "slug" => "--slug: ",
        "language" => "--language: ",
        "originCountry" => "--home-country: ",
        _ => "",
    };
    error.all_problems().iter().map(|problem| format!("{}{}", flag(problem.field.last().map_or("", |field| field.as_ref())), problem.message)).collect()
}
