//! A database for each test, copied from one that is migrated once a run.

use std::{
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use teahouse::db::{Db, DbSettings};

use super::postgres;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A migrated database that nobody else uses; gone when dropped.
pub struct TestDb {
    pub url: String,
    kind: Kind,
    name: String,
    _folder: Option<tempfile::TempDir>,
}

pub fn settings(url: &str) -> DbSettings {
    DbSettings { url: url.to_owned(), max_connections: 6, statement_timeout: Duration::from_secs(4), acquire_timeout: Duration::from_secs(4) }
}

impl TestDb {
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("forum.db");
                std::fs::copy(sqlite_template(), &file).unwrap();
                Self { url: format!("sqlite://{}", file.display()), kind, name: String::new(), _folder: Some(folder) }
            }
            Kind::Postgres => {
                let name = unique_name();
                admin(&format!("CREATE DATABASE {name} TEMPLATE {}", postgres_template()));
                Self { url: format!("{}/{name}", postgres::server_url()), kind, name, _folder: None }
            }
        }
    }

    /// An empty one, not migrated.
    pub fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                Self { url: format!("sqlite://{}/forum.db", folder.path().display()), kind, name: String::new(), _folder: Some(folder) }
            }
            Kind::Postgres => {
                let name = unique_name();
                admin(&format!("CREATE DATABASE {name}"));
                Self { url: format!("{}/{name}", postgres::server_url()), kind, name, _folder: None }
            }
        }
    }
}

impl TestDb {
    /// Takes a PostgreSQL database away, in use or not.
    pub fn drop_now(&self) {
        if self.kind == Kind::Postgres {
            admin(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.drop_now();
    }
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("teahouse_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<(PathBuf, tempfile::TempDir)> = OnceLock::new();
    let (file, _) = TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("template.db");
        migrate(&format!("sqlite://{}", file.display()));
        (file, folder)
    });
    file
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        sweep();
        let name = format!("teahouse_test_{}_template", std::process::id());
        admin(&format!("CREATE DATABASE {name}"));
        migrate(&format!("{}/{name}", postgres::server_url()));
        name
    })
}

/// Drops what earlier runs left behind: their process is gone.
fn sweep() {
    let names = block_on(async {
        let admin = connect_admin().await;
        let rows = admin
            .query_all_raw(sea_orm::Statement::from_string(
                sea_orm::DbBackend::Postgres,
                "SELECT datname FROM pg_database WHERE datname LIKE 'teahouse_test_%'",
            ))
            .await
            .unwrap();
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect::<Vec<_>>()
    });
    for name in names {
        let pid = name.split('_').nth(2).and_then(|pid| pid.parse::<u32>().ok());
        if pid.is_some_and(|pid| pid != std::process::id() && !PathBuf::from(format!("/proc/{pid}")).exists()) {
            admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn migrate(url: &str) {
    block_on(async {
        let db = Db::connect(&settings(url)).await.unwrap();
        db.migrate_up().await.unwrap();
        db.close().await.unwrap();
    });
}

async fn connect_admin() -> DatabaseConnection {
    Database::connect(format!("{}/postgres", postgres::server_url())).await.expect("PostgreSQL must be reachable")
}

fn admin(sql: &str) {
    block_on(async {
        let admin = connect_admin().await;
        admin.execute_unprepared(sql).await.unwrap();
        admin.close().await.unwrap();
    });
}

/// On a thread of its own, so that it also works inside a runtime and in `Drop`.
pub fn block_on<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| scope.spawn(|| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)).join().unwrap())
}
