//! The command `fill`.

use std::{
    cell::RefCell,
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::{
    Result,
    cli::FillOptions,
    index::Index,
    model::{Forum, Sizes},
    postgres, sqlite, tables,
};

/// Migrates and fills the database, and writes the index.
pub async fn run(options: &FillOptions) -> Result<()> {
    let started = Instant::now();
    let forum = Forum::new(Sizes::new(options)?);
    let database = open(&options.database_url).await?;
    // Looked at first: a forum in use must not even be migrated. No table yet is an error, and as good as no row.
    for table in ["users", "essays"] {
        let first = Statement::from_string(database.get_database_backend(), format!("SELECT 1 FROM {table} LIMIT 1"));
        if let Ok(Some(_)) = database.query_one_raw(first).await {
            return Err(format!("the database is not empty: it has {table}").into());
        }
    }
    Migrator::up(&database, None).await?;
    let tables = tables::tables(&forum);
    let progress = Progress::new(tables.iter().map(|table| u64::from(table.count)).sum());
    if database.get_database_backend() == DbBackend::Postgres {
        postgres::fill(database.get_postgres_connection_pool(), tables, &progress).await?;
    } else {
        sqlite::fill(database.get_sqlite_connection_pool(), tables, &progress).await?;
    }
    database.close().await?;
    Index::of(&forum).write(&options.index)?;
    progress.finish();
    eprintln!("filled in {:.1} s; ids are in {}", started.elapsed().as_secs_f64(), options.index.display());
    eprintln!("`teahouse reindex` makes what was written findable");
    Ok(())
}

async fn open(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    // One connection: settings of the session must hold for all statements, and
    // one of them runs for long.
    options.max_connections(1).sqlx_logging(false).acquire_timeout(Duration::from_secs(10)).map_sqlx_sqlite_opts(|options| options.create_if_missing(true));
    Ok(Database::connect(options).await?)
}

/// Shows how far it is: a bar on a terminal, lines elsewhere.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    terminal: bool,
    stage: RefCell<Option<(String, Instant, u64)>>,
}

impl Progress {
    fn new(rows: u64) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new(rows) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{msg:10} {wide_bar} {human_pos}/{human_len} rows, {eta} left") {
            bar.set_style(style);
        }
        Self { bar, terminal, stage: RefCell::default() }
    }

    /// Says what comes next.
    pub fn stage(&self, name: &str) {
        let ended = self.stage.replace(Some((name.to_owned(), Instant::now(), self.bar.position())));
        if self.terminal {
            self.bar.set_message(name.to_owned());
        } else if let Some((name, started, rows)) = ended {
            eprintln!("{name:10} {:>9} rows {:6.1} s", self.bar.position() - rows, started.elapsed().as_secs_f64());
        }
    }

    /// One row more.
    pub fn row(&self) {
        self.bar.inc(1);
    }

    fn finish(&self) {
        self.stage("");
        self.bar.finish_and_clear();
    }
}
