//! The tables: up, down and up again, as the entities say, on both databases.

use std::{collections::BTreeSet, time::Duration};

use entity::{
    alignment, allowance, anchor, anchor_place, api_token, appeal, background_job, credit, edition, edition_revision, essay, imported_voter, invitation,
    joint_signature, joint_statement, language_correction, moderation_action, moderation_log_head, opinion_map, pair, pair_message, partnering, pledge,
    pledge_update, post, post_findings, post_revision, proposal, reason_mark, reply, report, restatement, search_document, segment, segment_pin, session,
    site_settings, support_release, thread, translation, translation_signal, translation_vouch, trust, user, vote,
};
use sea_orm::{ConnectionTrait, DbErr, EntityName, EntityTrait, IdenStatic, Iterable};
use teahouse::db::{Db, DbSettings};

use crate::{
    sql::Sql,
    support::{Kind, TestDb},
};

/// What each database answers about itself.
struct Catalogue {
    tables: &'static str,
    /// Columns of `{}`.
    columns: &'static str,
    /// Columns of `{}` that refer to another table.
    references: &'static str,
    /// First columns of the indices of `{}`.
    indexed: &'static str,
}

const SQLITE: Catalogue = Catalogue {
    // The index of words is no entity's: its form depends on the database.
    tables: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations' AND name NOT LIKE 'search_index%'",
    columns: "SELECT name FROM pragma_table_info('{}')",
    references: "SELECT \"from\" FROM pragma_foreign_key_list('{}')",
    indexed: "SELECT info.name FROM pragma_index_list('{}') AS list, pragma_index_info(list.name) AS info WHERE info.seqno = 0 AND list.partial = 0
        UNION SELECT name FROM pragma_table_info('{}') WHERE pk = 1",
};

const POSTGRES: Catalogue = Catalogue {
    tables: "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' AND table_name <> 'search_index'",
    columns: "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{}'",
    references: "SELECT attname::text FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND conrelid = '{}'::regclass",
    indexed: "SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] WHERE indpred IS NULL AND indrelid = '{}'::regclass",
};

/// A database without tables, and how it is asked about itself.
struct Empty {
    database: TestDb,
    catalogue: &'static Catalogue,
}

impl Empty {
    fn new(kind: Kind) -> Self {
        Self { database: TestDb::empty(kind), catalogue: if kind == Kind::Sqlite { &SQLITE } else { &POSTGRES } }
    }

    async fn open(&self) -> Db {
        let settings = DbSettings {
            url: self.database.url.clone(),
            max_connections: 4,
            statement_timeout: Duration::from_secs(20),
            acquire_timeout: Duration::from_secs(20),
        };
        Db::connect(&settings).await.unwrap()
    }

    async fn sql(&self) -> Sql {
        Sql::open(&self.database.url).await
    }
}

async fn ask(sql: &Sql, query: &str, table: &str) -> BTreeSet<String> {
    sql.texts(&query.replace("{}", table)).await.into_iter().collect()
}

/// A table as its entity has it, after all its rows were read.
async fn read<E: EntityTrait + EntityName>(connection: &impl ConnectionTrait) -> Result<(String, BTreeSet<String>), DbErr> {
    E::find().all(connection).await?;
    Ok((E::default().table_name().to_owned(), E::Column::iter().map(|column| column.as_str().to_owned()).collect()))
}

async fn entities(connection: &impl ConnectionTrait) -> Result<Vec<(String, BTreeSet<String>)>, DbErr> {
    Ok(vec![
        read::<allowance::Entity>(connection).await?,
        read::<api_token::Entity>(connection).await?,
        read::<appeal::Entity>(connection).await?,
        read::<background_job::Entity>(connection).await?,
        read::<credit::Entity>(connection).await?,
        read::<edition::Entity>(connection).await?,
        read::<edition_revision::Entity>(connection).await?,
        read::<essay::Entity>(connection).await?,
        read::<imported_voter::Entity>(connection).await?,
        read::<language_correction::Entity>(connection).await?,
        read::<moderation_action::Entity>(connection).await?,
        read::<moderation_log_head::Entity>(connection).await?,
        read::<invitation::Entity>(connection).await?,
        read::<joint_signature::Entity>(connection).await?,
        read::<joint_statement::Entity>(connection).await?,
        read::<opinion_map::Entity>(connection).await?,
        read::<pair::Entity>(connection).await?,
        read::<pair_message::Entity>(connection).await?,
        read::<partnering::Entity>(connection).await?,
        read::<pledge::Entity>(connection).await?,
        read::<pledge_update::Entity>(connection).await?,
        read::<post::Entity>(connection).await?,
        read::<post_findings::Entity>(connection).await?,
        read::<post_revision::Entity>(connection).await?,
        read::<proposal::Entity>(connection).await?,
        read::<reply::Entity>(connection).await?,
        read::<report::Entity>(connection).await?,
        read::<reason_mark::Entity>(connection).await?,
        read::<restatement::Entity>(connection).await?,
        read::<alignment::Entity>(connection).await?,
        read::<anchor::Entity>(connection).await?,
        read::<anchor_place::Entity>(connection).await?,
        read::<segment::Entity>(connection).await?,
        read::<segment_pin::Entity>(connection).await?,
        read::<search_document::Entity>(connection).await?,
        read::<session::Entity>(connection).await?,
        read::<site_settings::Entity>(connection).await?,
        read::<support_release::Entity>(connection).await?,
        read::<thread::Entity>(connection).await?,
        read::<translation::Entity>(connection).await?,
        read::<translation_signal::Entity>(connection).await?,
        read::<translation_vouch::Entity>(connection).await?,
        read::<trust::Entity>(connection).await?,
        read::<user::Entity>(connection).await?,
        read::<vote::Entity>(connection).await?,
    ])
}

async fn up_down_and_up_again(kind: Kind) {
    let database = Empty::new(kind);
    let db = database.open().await;
    let all = db.migration_status().await.unwrap().len();
    let shape = async || {
        let sql = database.sql().await;
        let mut shape = Vec::new();
        for table in ask(&sql, database.catalogue.tables, "").await {
            let columns = ask(&sql, database.catalogue.columns, &table).await;
            let indexed = ask(&sql, database.catalogue.indexed, &table).await;
            shape.push((table, columns, indexed));
        }
        sql.close().await;
        shape
    };
    db.migrate_up().await.unwrap();
    assert_eq!(db.pending_migrations().await.unwrap(), 0);
    let first = shape().await;
    assert_eq!(first.len(), 45, "{}", db.kind());
    // One by one: each step takes back exactly what it made.
    for step in (0..all).rev() {
        db.migrate_down(1).await.unwrap_or_else(|error| panic!("{}: step {step}: {error}", db.kind()));
        assert_eq!(db.pending_migrations().await.unwrap(), all - step);
    }
    assert!(shape().await.is_empty(), "{}: {:?}", db.kind(), shape().await);
    db.migrate_up().await.unwrap();
    assert_eq!(shape().await, first, "{}", db.kind());
    db.migrate_up().await.unwrap();
    db.close().await.unwrap();
}

async fn entities_are_as_the_tables(kind: Kind) {
    let database = Empty::new(kind);
    let db = database.open().await;
    db.migrate_up().await.unwrap();
    let sql = database.sql().await;
    let entities = entities(db.read()).await.unwrap();
    let tables: BTreeSet<String> = entities.iter().map(|(table, _)| table.clone()).collect();
    assert_eq!(ask(&sql, database.catalogue.tables, "").await, tables, "{}", db.kind());
    for (table, columns) in entities {
        assert_eq!(ask(&sql, database.catalogue.columns, &table).await, columns, "{}: {table}", db.kind());
    }
    db.close().await.unwrap();
}

async fn every_reference_has_an_index(kind: Kind) {
    let database = Empty::new(kind);
    let db = database.open().await;
    db.migrate_up().await.unwrap();
    let sql = database.sql().await;
    let (mut seen, mut wrong) = (0, Vec::new());
    for table in ask(&sql, database.catalogue.tables, "").await {
        let references = ask(&sql, database.catalogue.references, &table).await;
        let indexed = ask(&sql, database.catalogue.indexed, &table).await;
        seen += references.len();
        wrong.extend(references.difference(&indexed).map(|column| format!("{}: {table}.{column} has no index", db.kind())));
    }
    assert!(seen >= 15, "{}: only {seen} references were found", db.kind());
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    db.close().await.unwrap();
}

async fn instances_that_start_together_migrate_once(kind: Kind) {
    let database = Empty::new(kind);
    let (first, second, third) = tokio::join!(database.open(), database.open(), database.open());
    let (one, two, three) = tokio::join!(first.migrate_up(), second.migrate_up(), third.migrate_up());
    for outcome in [one, two, three] {
        outcome.unwrap();
    }
    let sql = database.sql().await;
    let all = i64::try_from(first.migration_status().await.unwrap().len()).unwrap();
    assert_eq!(sql.number("SELECT count(*) FROM seaql_migrations").await, all);
    assert_eq!(sql.number("SELECT count(DISTINCT version) FROM seaql_migrations").await, all);
}

mod postgres {
    use super::Kind;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
    async fn up_down_and_up_again() {
        super::up_down_and_up_again(Kind::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
    async fn entities_are_as_the_tables() {
        super::entities_are_as_the_tables(Kind::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
    async fn every_reference_has_an_index() {
        super::every_reference_has_an_index(Kind::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
    async fn instances_that_start_together_migrate_once() {
        super::instances_that_start_together_migrate_once(Kind::Postgres).await;
    }
}

mod sqlite {
    use super::Kind;

    #[tokio::test]
    async fn up_down_and_up_again() {
        super::up_down_and_up_again(Kind::Sqlite).await;
    }

    #[tokio::test]
    async fn entities_are_as_the_tables() {
        super::entities_are_as_the_tables(Kind::Sqlite).await;
    }

    #[tokio::test]
    async fn every_reference_has_an_index() {
        super::every_reference_has_an_index(Kind::Sqlite).await;
    }
}
