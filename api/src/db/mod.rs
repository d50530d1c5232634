//! The database: the only module that knows which one it is.
//!
//! `SQLite` has one connection that writes and several that read; `PostgreSQL` has one
//! pool. Everything else is written once, by the query builder. Writes begin
//! with [`Db::begin`], which asks `SQLite` for its write lock at once: a
//! transaction that reads first and writes later would fail under load.

mod connect;
mod fault;
pub mod full_text;
mod reader;
mod statement;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use reader::Lanes;

pub use connect::check_url;
pub use fault::{Fault, sort_error};
pub use reader::Reader;
pub use statement::{at, fetch_all, fetch_one, lock_rows, now, rows_at_once, take_time};

/// Key of the `PostgreSQL` advisory lock that lets one instance migrate at a time.
const MIGRATION_LOCK: i64 = 0x7465_6168_6f75;

/// A transaction under way: what services hand to stores.
pub type Transaction = DatabaseTransaction;

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DbSettings {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// Connections at most; on `SQLite`, of those that read.
    pub max_connections: u32,
    /// How long one statement may take; enforced by `PostgreSQL` itself.
    pub statement_timeout: Duration,
    /// How long to wait for a free connection.
    pub acquire_timeout: Duration,
}

/// A database, ready for use. Clones share the connections.
#[derive(Clone)]
pub struct Db {
    read: Reader,
    write: DatabaseConnection,
    backend: DbBackend,
    settings: Arc<DbSettings>,
    statements: Option<Arc<AtomicU64>>,
}

/// Makes a pool count its statements, if somebody wants to know.
fn counted(mut pool: DatabaseConnection, counter: Option<&Arc<AtomicU64>>) -> DatabaseConnection {
    if let Some(counter) = counter.map(Arc::clone) {
        pool.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
    }
    pool
}

/// Whether a URL names `SQLite`, and the file it names.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(PathBuf::from(path.split('?').next().unwrap_or_default()))
}

impl Db {
    /// Opens the database; makes an `SQLite` file and its folder if there is none.
    pub async fn connect(settings: &DbSettings) -> Result<Self, DbErr> {
        Self::open(settings, false).await
    }

    /// The same, and counts statements: for tests, see [`Db::statements`].
    pub async fn connect_counting(settings: &DbSettings) -> Result<Self, DbErr> {
        Self::open(settings, true).await
    }

    async fn open(settings: &DbSettings, counting: bool) -> Result<Self, DbErr> {
        let statements = counting.then(|| Arc::new(AtomicU64::new(0)));
        let backend = if sqlite_path(&settings.url).is_some() { DbBackend::Sqlite } else { DbBackend::Postgres };
        let (read, write) = if let Some(path) = sqlite_path(&settings.url) {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|error| DbErr::Custom(format!("cannot make the folder of the database: {error}")))?;
            }
            let write = Database::connect(connect::sqlite_options(settings, false)).await?;
            let read = Database::connect(connect::sqlite_options(settings, true)).await?;
            (read, write)
        } else {
            let pool = Database::connect(connect::postgres_options(settings)).await?;
            (pool.clone(), pool)
        };
        let (read, write) = (counted(read, statements.as_ref()), counted(write, statements.as_ref()));
        Ok(Self { read: Reader::pooled(read), write, backend, settings: Arc::new(settings.clone()), statements })
    }

    /// The same database for one of `workers` threads. On `PostgreSQL` it has its share of
    /// the connections for itself, half of them for reading, opened when they are
    /// first needed: what arrives on a connection wakes the thread that opened it, and
    /// waking one thread to wake another costs more than a short statement. Must be
    /// called on that thread.
    pub async fn for_worker(&self, workers: usize) -> Result<Self, DbErr> {
        if self.backend != DbBackend::Postgres {
            return Ok(self.clone());
        }
        let workers = u32::try_from(workers).unwrap_or(u32::MAX).max(1);
        let half = (self.settings.max_connections / workers / 2).max(1);
        let mut options = connect::postgres_options(&DbSettings { max_connections: half, ..self.settings.as_ref().clone() });
        options.connect_lazy(true);
        let write = counted(Database::connect(options).await?, self.statements.as_ref());
        let lanes = Lanes::new(connect::postgres_connection(&self.settings)?, half, self.settings.acquire_timeout, self.statements.clone());
        Ok(Self { read: Reader::direct(write.clone(), lanes), write, ..self.clone() })
    }

    /// Where statements that change nothing go.
    #[must_use]
    pub fn read(&self) -> &Reader {
        &self.read
    }

    /// Begins a transaction that will write. Dropped without `commit`, it is undone.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite_transaction_mode = (self.backend == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
        self.write.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await
    }

    /// Statements run so far, if this database was opened to count them.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.as_ref().map_or(0, |counter| counter.load(Ordering::Relaxed))
    }

    /// Which kind it is, for people: `SQLite` or `PostgreSQL`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.backend {
            DbBackend::Postgres => "PostgreSQL",
            _ => "SQLite",
        }
    }

    /// Answers if the database does.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.query_one_raw(Statement::from_string(self.backend, "SELECT 1")).await.map(drop)
    }

    /// Steps that have not been applied.
    pub async fn pending_migrations(&self) -> Result<usize, DbErr> {
        Migrator::get_pending_migrations(&self.write).await.map(|steps| steps.len())
    }

    /// Applies what is pending; one instance at a time.
    pub async fn migrate_up(&self) -> Result<(), DbErr> {
        self.with_migration_lock(async |connection| Migrator::up(connection, None).await).await
    }

    /// Takes back the last `steps` steps.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), DbErr> {
        self.with_migration_lock(async |connection| Migrator::down(connection, Some(steps)).await).await
    }

    /// Name and whether it is applied, of every step.
    pub async fn migration_status(&self) -> Result<Vec<(String, bool)>, DbErr> {
        let applied: Vec<String> = Migrator::get_applied_migrations(&self.write).await?.iter().map(|step| step.name().to_owned()).collect();
        Ok(Migrator::migrations()
            .iter()
            .map(|step| {
                let name = step.name().to_owned();
                let is_applied = applied.contains(&name);
                (name, is_applied)
            })
            .collect())
    }

    async fn with_migration_lock(&self, work: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), DbErr>) -> Result<(), DbErr> {
        if self.backend != DbBackend::Postgres {
            return work(&self.write).await;
        }
        // The lock belongs to its session: it is held by this transaction's
        // connection while the steps run on others, and ends with it.
        let guard = self.write.begin().await?;
        guard.execute_raw(Statement::from_sql_and_values(self.backend, "SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK.into()])).await?;
        let outcome = work(&self.write).await;
        guard.rollback().await?;
        outcome
    }

    /// Writes a consistent copy of an `SQLite` database to `file`, while others go on.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbErr> {
        if self.backend != DbBackend::Sqlite {
            return Err(DbErr::Custom("`teahouse backup` is for SQLite; for PostgreSQL use pg_dump".to_owned()));
        }
        let statement = Statement::from_sql_and_values(self.backend, "VACUUM INTO $1", [file.to_string_lossy().into_owned().into()]);
        self.write.execute_raw(statement).await.map(drop)
    }

    /// What an `SQLite` database finds wrong with itself; empty if nothing.
    pub async fn integrity_problems(&self) -> Result<Vec<String>, DbErr> {
        if self.backend != DbBackend::Sqlite {
            return Ok(Vec::new());
        }
        let mut problems = Vec::new();
        for row in self.read.query_all_raw(Statement::from_string(self.backend, "PRAGMA integrity_check")).await? {
            let line: String = row.try_get_by_index(0)?;
            if line != "ok" {
                problems.push(line);
            }
        }
        for row in self.read.query_all_raw(Statement::from_string(self.backend, "PRAGMA foreign_key_check")).await? {
            let table: String = row.try_get_by_index(0)?;
            problems.push(format!("a row of {table} refers to a row that is not there"));
        }
        Ok(problems)
    }

    /// Ends all connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.pool().close().await?;
        self.write.close().await
    }
}
