//! `teahouse backup` and `teahouse restore`, for `SQLite`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use sha2::{Digest, Sha256};

use super::{Outcome, plain};
use crate::{
    config::Config,
    db::{self, Db, DbSettings},
};

/// What `backup` takes.
#[derive(Args)]
pub struct BackupArgs {
    /// Where to write the copy; must not exist.
    file: PathBuf,
}

/// What `restore` takes.
#[derive(Args)]
pub struct RestoreArgs {
    /// A file that `backup` wrote.
    file: PathBuf,
    /// Replace the database that is there; it is kept beside, with `.before-restore` at its name's end.
    #[arg(long)]
    replace: bool,
}

pub(super) async fn backup(config: Config, args: BackupArgs) -> Outcome {
    if args.file.exists() {
        return Err(format!("{} exists already", args.file.display()));
    }
    let source = db::sqlite_path(&config.database.url).ok_or("backup is for SQLite; for PostgreSQL use pg_dump")?;
    if !source.exists() {
        return Err(format!("there is no database at {}", source.display()));
    }
    let db = Db::connect(&config.database).await.map_err(|error| plain(&error.into()))?;
    // Under another name until it is known to be good: what has the name is whole.
    let part = with_suffix(&args.file, ".part");
    let _ = fs::remove_file(&part);
    db.copy_to(&part).await.map_err(|error| plain(&error.into()))?;
    if let Err(reason) = verify(&config, &part).await {
        let _ = fs::remove_file(&part);
        return Err(format!("the copy was not good and is not kept: {reason}"));
    }
    // SQLite does not notice a changed letter in a text; this does.
    fs::write(with_suffix(&args.file, ".sha256"), digest(&part)?).map_err(|error| error.to_string())?;
    fs::rename(&part, &args.file).map_err(|error| error.to_string())?;
    println!("{} holds a copy that was checked; keep its .sha256 with it", args.file.display());
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(config: Config, args: RestoreArgs) -> Outcome {
    let target = db::sqlite_path(&config.database.url).ok_or("restore is for SQLite; for PostgreSQL use pg_restore")?;
    if target.exists() && !args.replace {
        return Err(format!("{} exists already; stop the forum and give --replace", target.display()));
    }
    match fs::read_to_string(with_suffix(&args.file, ".sha256")) {
        Ok(expected) if expected.trim() == digest(&args.file)? => {}
        Ok(_) => return Err(format!("{} is damaged and was not restored: its SHA-256 is not that of the backup", args.file.display())),
        Err(_) => eprintln!("teahouse: {}.sha256 is missing: only the file's structure is checked", args.file.display()),
    }
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let part = with_suffix(&target, ".part");
    fs::copy(&args.file, &part).map_err(|error| format!("{}: {error}", args.file.display()))?;
    if let Err(reason) = verify(&config, &part).await {
        let _ = fs::remove_file(&part);
        return Err(format!("{} is damaged and was not restored: {reason}", args.file.display()));
    }
    // The log that belongs to the former database goes with it: what is in it is not
    // in the file yet.
    let former = with_suffix(&target, ".before-restore");
    for suffix in ["", "-wal", "-shm"] {
        let (from, to) = (with_suffix(&target, suffix), with_suffix(&former, suffix));
        if from.exists() {
            fs::rename(&from, &to).map_err(|error| error.to_string())?;
        } else {
            let _ = fs::remove_file(to);
        }
    }
    fs::rename(&part, &target).map_err(|error| error.to_string())?;
    println!("{} is restored", target.display());
    Ok(ExitCode::SUCCESS)
}

/// SHA-256 of a file, in hexadecimal digits.
fn digest(file: &Path) -> Result<String, String> {
    let mut hasher = Sha256::new();
    let mut reader = fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    std::io::copy(&mut reader, &mut HashWriter(&mut hasher)).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(crate::text::hexadecimal(&hasher.finalize()))
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Opens a copy and asks it what is wrong with itself; leaves nothing beside it.
async fn verify(config: &Config, file: &Path) -> Result<(), String> {
    let verdict = examine(config, file).await;
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(with_suffix(file, suffix));
    }
    verdict
}

async fn examine(config: &Config, file: &Path) -> Result<(), String> {
    let settings = DbSettings { url: format!("sqlite://{}", file.display()), ..config.database.clone() };
    let copy = Db::connect(&settings).await.map_err(|error| plain(&error.into()))?;
    let problems = copy.integrity_problems().await.map_err(|error| plain(&error.into()));
    let is_forum = copy.migration_status().await.is_ok_and(|steps| steps.iter().any(|(_, is_applied)| *is_applied));
    copy.close().await.map_err(|error| plain(&error.into()))?;
    let problems = problems?;
    if !is_forum {
        return Err("it is not a forum's database".to_owned());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ")) }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
