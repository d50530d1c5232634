//! What all tests share: databases of their own, servers of their own, a client.

pub mod app;
pub mod db;
pub mod postgres;

pub use app::{Answer, TestApp};
pub use db::{Kind, TestDb};

/// Declares a test that runs on SQLite and on PostgreSQL, each with a server and a
/// database of its own.
#[macro_export]
macro_rules! on_both {
    ($(#[$doc:meta])* async fn $name:ident($app:ident) $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$doc])*
            async fn body($app: &$crate::support::TestApp) $body

            #[test]
            fn sqlite() {
                $crate::support::app::run($crate::support::Kind::Sqlite, async |app| body(app).await);
            }

            #[test]
            #[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
            fn postgres() {
                $crate::support::app::run($crate::support::Kind::Postgres, async |app| body(app).await);
            }
        }
    };
}
