//! Where statements that change nothing go.
//!
//! On `SQLite`, and for whoever has no worker thread, that is a pool like any other.
//! A worker on `PostgreSQL` reads through connections of its own, which it takes and
//! gives back without a word to the server: sqlx's pool pings a connection each
//! time that it comes back, and for a short statement that is half of the price.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    prelude::async_trait,
    sea_query::Values,
    sqlx::{
        self, AssertSqlSafe, ConnectOptions, Connection, PgConnection,
        postgres::{PgConnectOptions, PgRow},
    },
};
use sea_query_sqlx::SqlxValues;
use tokio::{sync::Semaphore, time::timeout};

/// A connection that was not used for this long is asked whether it still lives.
const TRUSTED_FOR: Duration = Duration::from_secs(30);

/// A handle for statements that change nothing. Clones share the connections.
#[derive(Clone)]
pub struct Reader {
    pool: DatabaseConnection,
    lanes: Option<Arc<Lanes>>,
}

impl Reader {
    /// Through a pool.
    pub(super) fn pooled(pool: DatabaseConnection) -> Self {
        Self { pool, lanes: None }
    }

    /// Through connections of one's own; what is no query goes to the pool.
    pub(super) fn direct(pool: DatabaseConnection, lanes: Lanes) -> Self {
        Self { pool, lanes: Some(Arc::new(lanes)) }
    }

    /// The pool underneath.
    pub(super) fn pool(self) -> DatabaseConnection {
        self.pool
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pool.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.pool.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.lanes {
            Some(lanes) => Ok(lanes.run(statement).await?.into_iter().next().map(QueryResult::from)),
            None => self.pool.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.lanes {
            Some(lanes) => Ok(lanes.run(statement).await?.into_iter().map(QueryResult::from).collect()),
            None => self.pool.query_all_raw(statement).await,
        }
    }
}

/// Connections of one thread that read, opened when they are needed.
pub struct Lanes {
    options: PgConnectOptions,
    patience: Duration,
    permits: Semaphore,
    free: Mutex<Vec<(PgConnection, Instant)>>,
    statements: Option<Arc<AtomicU64>>,
}

impl Lanes {
    /// At most `most` connections; who finds all of them busy waits for `patience`.
    pub(super) fn new(options: PgConnectOptions, most: u32, patience: Duration, statements: Option<Arc<AtomicU64>>) -> Self {
        // The server itself refuses what would change something.
        let options = options.options([("default_transaction_read_only", "on")]).disable_statement_logging();
        Self { options, patience, permits: Semaphore::new(most as usize), free: Mutex::new(Vec::new()), statements }
    }

    /// A request that ends early drops its connection with it: nobody else reads the
    /// rest of its answer.
    async fn run(&self, statement: Statement) -> Result<Vec<PgRow>, DbErr> {
        let Ok(Ok(_permit)) = timeout(self.patience, self.permits.acquire()).await else {
            return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
        };
        let mut connection = self.take().await?;
        if let Some(counter) = &self.statements {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        let values = SqlxValues(statement.values.unwrap_or(Values(Vec::new())));
        let outcome = sqlx::query_with(AssertSqlSafe(statement.sql), values).fetch_all(&mut connection).await;
        // After an error of the server's the connection is as good as before.
        if matches!(outcome, Ok(_) | Err(sqlx::Error::Database(_))) {
            self.free.lock().unwrap_or_else(PoisonError::into_inner).push((connection, Instant::now()));
        }
        outcome.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))
    }

    async fn take(&self) -> Result<PgConnection, DbErr> {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        while let Some((mut connection, used)) = free() {
            if used.elapsed() < TRUSTED_FOR || connection.ping().await.is_ok() {
                return Ok(connection);
            }
        }
        let connected = timeout(self.patience, self.options.connect()).await.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        connected.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))
    }
}
