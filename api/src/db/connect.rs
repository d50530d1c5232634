//! How each database is connected to.

use std::{str::FromStr, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, DbErr, RuntimeErr,
    sqlx::{self, postgres::PgConnectOptions},
};

use super::{DbSettings, sqlite_path};

pub(super) fn sqlite_options(settings: &DbSettings, read_only: bool) -> ConnectOptions {
    let path = sqlite_path(&settings.url).unwrap_or_default();
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options
        .max_connections(if read_only { settings.max_connections } else { 1 })
        .acquire_timeout(settings.acquire_timeout)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                // FULL: a commit that was answered survives a power cut.
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("cache_size", "-32000")
                .pragma("mmap_size", "268435456")
                .pragma("temp_store", "memory")
                .statement_cache_capacity(256);
            if read_only { sqlite.pragma("query_only", "ON") } else { sqlite }
        });
    options
}

fn session(postgres: PgConnectOptions, timeout: &str) -> PgConnectOptions {
    postgres
        .application_name("teahouse")
        // Pages are planned by their indexes: planning each time anew, or
        // compiling, costs more than it could win.
        .options([("statement_timeout", timeout), ("plan_cache_mode", "force_generic_plan"), ("jit", "off")])
        .statement_cache_capacity(256)
}

/// For a connection that is not a pool's.
pub(super) fn postgres_connection(settings: &DbSettings) -> Result<PgConnectOptions, DbErr> {
    let options = PgConnectOptions::from_str(&settings.url).map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))?;
    Ok(session(options, &settings.statement_timeout.as_millis().to_string()))
}

pub(super) fn postgres_options(settings: &DbSettings) -> ConnectOptions {
    let timeout = settings.statement_timeout.as_millis().to_string();
    let mut options = ConnectOptions::new(settings.url.clone());
    options
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |postgres| session(postgres, &timeout));
    options
}

/// Checks that a URL can be understood, without connecting.
pub fn check_url(url: &str) -> Result<(), String> {
    if sqlite_path(url).is_some() {
        return Ok(());
    }
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err("it must begin with sqlite:// or postgres://".to_owned());
    }
    PgConnectOptions::from_str(url).map(drop).map_err(|error| error.to_string())
}
