//! `teahouse import`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};

use super::{
    Outcome,
    front_matter::{self, Credit, CreditKind, Document, Fault},
    open, plain, polis,
    progress::Progress,
};
use crate::{
    config::Config,
    db::Db,
    essay::{self, rules::Draft, service::Publication},
};

/// What can be imported.
#[derive(Subcommand)]
pub enum Command {
    /// Essays: Markdown with front matter, or a plain text with its facts as flags.
    ///
    /// Importing the same again changes nothing; a changed text makes a new revision
    /// and keeps the old one. A bad file is refused whole; the others still go in,
    /// and the exit status is 1.
    Essay(EssayArgs),
    /// A conversation that Polis has exported: its comments become proposals, with all votes.
    ///
    /// It goes in whole or not at all: a bad row is named with its line, and the exit status is 1.
    Polis(polis::Args),
}

/// Facts of a plain text; a file with front matter has its own.
#[derive(Args)]
pub struct EssayArgs {
    /// Files to read.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Names the essay in addresses.
    #[arg(long)]
    slug: Option<String>,
    /// Language of the text, such as `en`.
    #[arg(long)]
    language: Option<String>,
    /// Language that the essay was written in.
    #[arg(long)]
    original_language: Option<String>,
    /// Country that it is about or from, such as `CN`.
    #[arg(long)]
    origin_country: Option<String>,
    /// Title; the first line if left out.
    #[arg(long)]
    title: Option<String>,
    /// An author; may be given several times.
    #[arg(long = "author", value_name = "NAME")]
    authors: Vec<String>,
    /// A translator; may be given several times.
    #[arg(long = "translator", value_name = "NAME")]
    translators: Vec<String>,
    /// A reviewer; may be given several times.
    #[arg(long = "reviewer", value_name = "NAME")]
    reviewers: Vec<String>,
    /// An editor; may be given several times.
    #[arg(long = "editor", value_name = "NAME")]
    editors: Vec<String>,
    /// Where it was published first.
    #[arg(long)]
    source_url: Option<String>,
    /// When it was published: a time or a day.
    #[arg(long)]
    published: Option<String>,
}

pub(super) async fn run(config: Config, command: Command) -> Outcome {
    let args = match command {
        Command::Essay(args) => args,
        Command::Polis(args) => return polis::run(config, args).await,
    };
    let db = open(&config).await?;
    let mut refused = 0;
    let mut progress = (args.files.len() > 20).then(|| Progress::start("Importing essays", args.files.len() as u64));
    for file in &args.files {
        match one(&db, file, &args).await {
            Ok(line) => println!("{}: {line}", file.display()),
            Err(fault) => {
                refused += 1;
                eprintln!("{}:{}: {}", file.display(), fault.line, fault.reason);
            }
        }
        if let Some(progress) = &mut progress {
            progress.advance(1);
        }
    }
    if let Some(progress) = progress {
        progress.finish();
    }
    if refused > 0 {
        eprintln!("{refused} of {} refused; the others are in", args.files.len());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

async fn one(db: &Db, file: &Path, args: &EssayArgs) -> Result<String, Fault> {
    let bytes = fs::read(file).map_err(|error| Fault { line: 1, reason: error.to_string() })?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).matches('\n').count() + 1;
        Fault { line, reason: "this is not UTF-8 text".to_owned() }
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let document = if front_matter::has_header(text) { front_matter::parse(text)? } else { from_flags(text, args)? };
    let published = document.published;
    let draft = document.resolve(db).await?;
    let language = draft.language.clone();
    let outcome = essay::service::publish_as_operator(db, draft, published).await;
    let (essay, _, publication) = outcome.map_err(|error| Fault { line: 1, reason: plain(&error) })?;
    let what = match publication {
        Publication::Created => "new edition",
        Publication::Revised => "new revision; the old text is kept",
        Publication::Amended => "text unchanged; its facts are amended",
        Publication::Unchanged => "unchanged",
    };
    Ok(format!("{} ({language}): {what}", essay.slug))
}

fn from_flags(text: &str, args: &EssayArgs) -> Result<Document, Fault> {
    let missing = |flag: &str| Fault { line: 1, reason: format!("the file has no front matter (`---`); give its facts as flags: --{flag} is missing") };
    let slug = args.slug.clone().ok_or_else(|| missing("slug"))?;
    let language = args.language.clone().ok_or_else(|| missing("language"))?;
    let (first, rest) = text.trim_start().split_once('\n').unwrap_or((text.trim(), ""));
    let title = args.title.clone().unwrap_or_else(|| first.trim().to_owned());
    // A text that opens with its own title does not say it twice.
    let body = if first.trim() == title { rest } else { text };
    let published = args.published.as_deref().map(front_matter::date).transpose().map_err(|reason| Fault { line: 1, reason })?;
    let named = |names: &[String], role| names.iter().map(move |name| Credit { role, name: name.clone(), handle: None }).collect::<Vec<_>>();
    let credits = [
        named(&args.authors, CreditKind::Author),
        named(&args.translators, CreditKind::Translator),
        named(&args.reviewers, CreditKind::Reviewer),
        named(&args.editors, CreditKind::Editor),
    ]
    .concat();
    let draft = Draft {
        slug,
        language,
        original_language: args.original_language.clone(),
        origin_country: args.origin_country.clone(),
        title,
        body: body.trim().to_owned(),
        credits: Vec::new(),
        source_url: args.source_url.clone(),
    };
    Ok(Document::from_plain(draft, credits, published))
}
