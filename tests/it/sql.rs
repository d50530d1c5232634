//! A database looked at past the program.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

/// A connection to a forum's database.
pub struct Sql(DatabaseConnection);

impl Sql {
    /// Opens it.
    pub async fn open(url: &str) -> Self {
        Self(Database::connect(url).await.unwrap())
    }

    /// Runs statements.
    pub async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// First column of all rows, as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.0.query_all_raw(Statement::from_string(self.0.get_database_backend(), sql)).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// One number.
    pub async fn number(&self, sql: &str) -> i64 {
        let row = self.0.query_one_raw(Statement::from_string(self.0.get_database_backend(), sql)).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Number of rows of each table.
    pub async fn counts(&self) -> Vec<(&'static str, i64)> {
        let mut counts = Vec::new();
        for table in ["users", "essays", "editions", "edition_revisions", "credits", "posts", "threads", "replies", "proposals", "votes"] {
            counts.push((table, self.number(&format!("SELECT count(*) FROM {table}")).await));
        }
        counts
    }

    /// Ends the connection.
    pub async fn close(self) {
        self.0.close().await.unwrap();
    }
}
