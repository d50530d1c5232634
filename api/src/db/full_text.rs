//! Full text, in the one form that both databases index: a sequence of terms, made by the
//! program. Terms hold letters, digits and pictographs only, and are quoted all the same: no
//! text of a person's is ever read as a query.
//!
//! `SQLite` has an FTS5 table without content, `PostgreSQL` a `tsvector` under a GIN index.
//! FTS5 reads a word's rows newest first and stops when it has enough. GIN has no order and
//! would read all rows of a frequent word, so each row also holds the number of the block of
//! rows that it lies in, for blocks of several sizes; a search looks into the newest blocks
//! first, and goes on only if it found too little ([`WINDOWS`]).

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, Value};

use crate::text::terms::{Match, Phrase, Sequence};

/// Before each term of a facet: a property of the whole row.
const FACET: char = '\u{e001}';
/// Parts two texts, so that no phrase reaches from one into the other.
const GAP: &str = "\u{e002}";
/// On `PostgreSQL`: marks a row that has more positions than it can keep.
const LONG: &str = "\u{e001}long";
/// Sizes of blocks on `PostgreSQL`, as powers of two. A window is the two newest blocks.
const WINDOWS: [u32; 3] = [12, 15, 18];
/// Limits of `PostgreSQL`: positions, positions of one term, bytes of all.
const MOST_POSITIONS: u32 = 16_000;
const MOST_OF_ONE: usize = 255;
const MOST_BYTES: usize = 1_000_000;

/// Pages that `SQLite` merges in one step.
const MERGED_AT_ONCE: i32 = 1000;

/// A row of the index.
#[derive(Clone, Debug)]
pub struct Indexed {
    /// Its key; newer rows have larger ones.
    pub id: i64,
    /// Its terms.
    pub terms: Sequence,
    /// Its properties.
    pub facets: Vec<String>,
}

fn statement(connection: &impl ConnectionTrait, sql: impl Into<String>, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// Puts rows into the index, or new texts into the place of old ones.
pub async fn put(connection: &impl ConnectionTrait, rows: &[Indexed]) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let is_postgres = connection.get_database_backend() == DbBackend::Postgres;
    let mut sql =
        String::from(if is_postgres { "INSERT INTO search_index (id, terms) VALUES " } else { "INSERT OR REPLACE INTO search_index (rowid, terms) VALUES " });
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 2);
    for (number, row) in rows.iter().enumerate() {
        let separator = if number == 0 { "" } else { ", " };
        let (id, terms) = (number * 2 + 1, number * 2 + 2);
        // A `String` underneath: writing cannot fail.
        let _ = if is_postgres { write!(sql, "{separator}(${id}, CAST(${terms} AS tsvector))") } else { write!(sql, "{separator}(?, ?)") };
        values.push(row.id.into());
        values.push(if is_postgres { vector(row) } else { text(row) }.into());
    }
    if is_postgres {
        sql.push_str(" ON CONFLICT (id) DO UPDATE SET terms = excluded.terms");
    }
    connection.execute_raw(statement(connection, sql, values)).await.map(drop)
}

/// Takes a row out of the index, if it is there.
pub async fn remove(connection: &impl ConnectionTrait, id: i64) -> Result<(), DbErr> {
    let sql = if connection.get_database_backend() == DbBackend::Postgres {
        "DELETE FROM search_index WHERE id = $1"
    } else {
        "DELETE FROM search_index WHERE rowid = ?"
    };
    connection.execute_raw(statement(connection, sql, vec![id.into()])).await.map(drop)
}

/// Takes out rows of the index that no visible document has; in a transaction.
pub async fn remove_strays(connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let is_postgres = connection.get_database_backend() == DbBackend::Postgres;
    if is_postgres {
        // It looks at every row.
        connection.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    }
    let key = if is_postgres { "id" } else { "rowid" };
    let sql = format!(
        "DELETE FROM search_index WHERE NOT EXISTS (SELECT 1 FROM search_documents WHERE search_documents.id = search_index.{key} AND search_documents.is_visible)"
    );
    Ok(connection.execute_raw(statement(connection, sql, Vec::new())).await?.rows_affected())
}

/// A row for FTS5: terms and spaces.
fn text(row: &Indexed) -> String {
    let mut text = String::new();
    let facets = row.facets.iter().map(|facet| format!("{FACET}{facet}"));
    for term in row.terms.iter().map(|term| term.clone().unwrap_or_else(|| GAP.to_owned())).chain([GAP.to_owned()]).chain(facets) {
        text.push_str(&term);
        text.push(' ');
    }
    text
}

fn block(window: usize, number: i64) -> String {
    format!("{FACET}b{window}x{number}")
}

fn quoted(term: &str) -> String {
    format!("'{}'", term.replace('\\', "\\\\").replace('\'', "''"))
}

/// A row for `PostgreSQL`: `'term':1,5 'other':2`.
fn vector(row: &Indexed) -> String {
    let mut positions: HashMap<&str, Vec<u32>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut is_long = false;
    for (position, term) in (1_u32..).zip(&row.terms) {
        let Some(term) = term else { continue };
        let of_term = positions.entry(term).or_insert_with(|| {
            order.push(term);
            Vec::new()
        });
        if position > MOST_POSITIONS || of_term.len() >= MOST_OF_ONE {
            is_long = true;
        } else {
            of_term.push(position);
        }
    }
    let mut facets: Vec<String> = row.facets.iter().map(|facet| format!("{FACET}{facet}")).collect();
    facets.extend(WINDOWS.iter().enumerate().map(|(window, power)| block(window, row.id >> power)));
    let mut text = String::new();
    let mut bytes = facets.iter().map(|facet| facet.len() + 8).sum::<usize>() + LONG.len();
    for term in order {
        let mut of_term = positions.remove(term).unwrap_or_default();
        bytes += term.len() + 4 + of_term.len() * 2;
        if bytes > MOST_BYTES {
            is_long = true;
            bytes -= of_term.len() * 2;
            of_term.clear();
            if bytes > MOST_BYTES {
                break;
            }
        }
        text.push_str(&quoted(term));
        for (number, position) in of_term.iter().enumerate() {
            let _ = write!(text, "{}{position}", if number == 0 { ':' } else { ',' });
        }
        text.push(' ');
    }
    if is_long {
        facets.push(LONG.to_owned());
    }
    for facet in facets {
        text.push_str(&quoted(&facet));
        text.push(' ');
    }
    text
}

/// What is wanted, in FTS5's language.
fn fts5(wanted: &Match) -> String {
    let string = |term: &str| term.replace('"', "\"\"");
    let phrase = |phrase: &Phrase| {
        let words: Vec<String> = phrase.terms.iter().map(|term| string(term)).collect();
        format!("\"{}\"{}", words.join(" "), if phrase.is_prefix { " *" } else { "" })
    };
    let group = |group: &Vec<String>| {
        let any: Vec<String> = group.iter().map(|facet| format!("\"{FACET}{}\"", string(facet))).collect();
        format!("({})", any.join(" OR "))
    };
    let parts: Vec<String> = wanted.phrases.iter().map(phrase).chain(wanted.facets.iter().map(group)).collect();
    parts.join(" AND ")
}

/// The same in `PostgreSQL`'s, narrowed to one of `blocks` if there are any.
fn tsquery(wanted: &Match, blocks: &[String]) -> String {
    let phrase = |phrase: &Phrase| {
        let last = phrase.terms.len().saturating_sub(1);
        let term = |(number, term): (usize, &String)| format!("{}{}", quoted(term), if phrase.is_prefix && number == last { ":*" } else { "" });
        let terms: Vec<String> = phrase.terms.iter().enumerate().map(term).collect();
        if last == 0 {
            return terms.concat();
        }
        // A row without all its positions is found by its words.
        format!("(({}) | ({} & {}))", terms.join(" <-> "), quoted(LONG), terms.join(" & "))
    };
    let any = |terms: Vec<String>| format!("({})", terms.join(" | "));
    let group = |group: &Vec<String>| any(group.iter().map(|facet| quoted(&format!("{FACET}{facet}"))).collect());
    let mut parts: Vec<String> = wanted.phrases.iter().map(phrase).chain(wanted.facets.iter().map(group)).collect();
    if !blocks.is_empty() {
        parts.push(any(blocks.iter().map(|block| quoted(block)).collect()));
    }
    parts.join(" & ")
}

/// Selects keys of rows that match, newest first, `most` of them. `earlier` names what was found
/// before, if anything can have been.
fn select(wanted: &Match, is_postgres: bool, newest: i64, most: u64, earlier: Option<&str>, values: &mut Vec<Value>) -> String {
    let mut bind = |text: String| {
        values.push(text.into());
        if is_postgres { format!("CAST(${} AS tsquery)", values.len()) } else { "?".to_owned() }
    };
    if !is_postgres {
        return format!("SELECT rowid AS id FROM search_index WHERE search_index MATCH {} ORDER BY rowid DESC LIMIT {most}", bind(fts5(wanted)));
    }
    // Each window reads all words that a prefix stands for: fewer are better then. Beside another
    // word, whole words found before say that not much is to come, and one reading is best.
    let is_prefix = wanted.phrases.iter().any(|phrase| phrase.is_prefix);
    let earlier = earlier.filter(|_| is_prefix && wanted.phrases.len() > 1);
    let windows = match (is_prefix, earlier) {
        (false, _) => &WINDOWS[..],
        (true, None) => &WINDOWS[..2],
        (true, Some(_)) => &WINDOWS[1..2],
    };
    let (unless, or) = earlier
        .map_or_else(Default::default, |earlier| (format!(" AND NOT EXISTS (SELECT 1 FROM {earlier})"), format!(" OR EXISTS (SELECT 1 FROM {earlier})")));
    let mut parts = Vec::new();
    let mut below = String::new();
    // By a sum, or the planner would read the whole table from its end: it cannot see how rare
    // the words are.
    for power in windows {
        let last = newest >> power;
        if last == 0 {
            break;
        }
        let window = WINDOWS.iter().position(|known| known == power).unwrap_or(0);
        let query = bind(tsquery(wanted, &[block(window, last), block(window, last - 1)]));
        parts.push(format!("(SELECT id FROM search_index WHERE terms @@ {query}{below}{unless} ORDER BY id + 0 DESC LIMIT {most})"));
        below = format!(" AND (id < {}{or})", (last - 1) << power);
    }
    let query = bind(tsquery(wanted, &[]));
    parts.push(format!("(SELECT id FROM search_index WHERE terms @@ {query}{below} ORDER BY id + 0 DESC LIMIT {most})"));
    format!("SELECT id FROM ({}) AS windows LIMIT {most}", parts.join(" UNION ALL "))
}

async fn newest(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(0);
    }
    let row = connection.query_one_raw(statement(connection, "SELECT max(id) FROM search_index", Vec::new())).await?;
    Ok(row.map(|row| row.try_get_by_index::<Option<i64>>(0)).transpose()?.flatten().unwrap_or(0))
}

/// What [`find`] found.
pub struct Found {
    /// Keys.
    pub ids: Vec<i64>,
    /// Whether no other row matches.
    pub is_all: bool,
}

/// Keys of rows that match the first of several, then of those that match the next: each
/// newest first, so many of it at most, and `most` of all. A row that matches several comes
/// once. What is not needed is not looked for. The last must match whatever one of the others
/// does.
pub async fn find(connection: &impl ConnectionTrait, matches: &[(Match, u64)], most: usize) -> Result<Found, DbErr> {
    let is_postgres = connection.get_database_backend() == DbBackend::Postgres;
    let newest = newest(connection).await?;
    let mut values = Vec::new();
    let Some(((last, of_last), before)) = matches.split_last() else { return Ok(Found { ids: Vec::new(), is_all: true }) };
    let parts: Vec<String> =
        before.iter().map(|(wanted, of_it)| format!("SELECT * FROM ({}) AS part", select(wanted, is_postgres, newest, *of_it, None, &mut values))).collect();
    let sql = if parts.is_empty() {
        format!("SELECT id FROM ({}) AS part LIMIT {most}", select(last, is_postgres, newest, *of_last, None, &mut values))
    } else {
        let last = select(last, is_postgres, newest, *of_last, Some("earlier"), &mut values);
        format!(
            "WITH earlier AS MATERIALIZED (SELECT id FROM ({}) AS parts LIMIT {most}) SELECT id FROM (SELECT id FROM earlier UNION ALL SELECT * FROM ({last}) AS part) AS parts LIMIT {most}",
            parts.join(" UNION ALL ")
        )
    };
    let rows = connection.query_all_raw(statement(connection, sql, values)).await?;
    let mut ids: Vec<i64> = Vec::with_capacity(rows.len());
    let mut seen = HashSet::new();
    for row in &rows {
        let id = row.try_get_by_index(0)?;
        if seen.insert(id) {
            ids.push(id);
        }
    }
    Ok(Found { ids, is_all: rows.len() < most })
}

/// How many rows match each, counted up to `most`; in one statement.
pub async fn count(connection: &impl ConnectionTrait, matches: &[Match], most: u64) -> Result<Vec<u64>, DbErr> {
    if matches.is_empty() {
        return Ok(Vec::new());
    }
    let is_postgres = connection.get_database_backend() == DbBackend::Postgres;
    let newest = newest(connection).await?;
    let mut values = Vec::new();
    let columns: Vec<String> =
        matches.iter().map(|wanted| format!("(SELECT count(*) FROM ({}) AS part)", select(wanted, is_postgres, newest, most, None, &mut values))).collect();
    let row = connection.query_one_raw(statement(connection, format!("SELECT {}", columns.join(", ")), values)).await?;
    let Some(row) = row else { return Ok(vec![0; matches.len()]) };
    (0..matches.len()).map(|number| row.try_get_by_index::<i64>(number).map(|count| u64::try_from(count).unwrap_or(0))).collect()
}

/// Makes the index ready for much that will be written. On `PostgreSQL` new terms are collected
/// then and entered by the ten thousand, which is several times faster; searches read what is
/// collected one by one, and are slower meanwhile.
pub async fn begin_bulk(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return forget_statistics(connection).await;
    }
    connection.execute_unprepared("ALTER INDEX search_index_terms_idx SET (fastupdate = on, gin_pending_list_limit = 16384)").await.map(drop)
}

/// Statistics that `ANALYZE` made while the index was small let `SQLite` scan FTS5's own tables
/// for each row that is written. Without any it uses their keys, as FTS5 expects.
async fn forget_statistics(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let known = statement(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", Vec::new());
    if connection.query_one_raw(known).await?.is_none() {
        return Ok(());
    }
    connection.execute_unprepared("DELETE FROM sqlite_stat1 WHERE tbl LIKE 'search_index%'").await?;
    connection.execute_unprepared("ANALYZE sqlite_schema").await.map(drop)
}

/// One step towards the index's best form after much was written; false if there are more. Each
/// is for a transaction of its own, so that others who write need not wait for all.
/// `PostgreSQL` enters what was collected and renews the planner's statistics, `SQLite` merges
/// some of what was written in parts.
pub async fn end_bulk(connection: &impl ConnectionTrait, is_first: bool) -> Result<bool, DbErr> {
    if connection.get_database_backend() == DbBackend::Postgres {
        for sql in [
            "SET LOCAL statement_timeout = 0",
            "ALTER INDEX search_index_terms_idx SET (fastupdate = off)",
            "ALTER INDEX search_index_terms_idx RESET (gin_pending_list_limit)",
            "SELECT gin_clean_pending_list('search_index_terms_idx')",
            "ANALYZE search_index, search_documents",
        ] {
            connection.execute_unprepared(sql).await?;
        }
        return Ok(true);
    }
    let changes = async || {
        let row = connection.query_one_raw(statement(connection, "SELECT total_changes()", Vec::new())).await?;
        row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))
    };
    let before = changes().await?;
    // A negative number begins to merge everything; FTS5 says that it is done by changing nothing.
    let pages = if is_first { -MERGED_AT_ONCE } else { MERGED_AT_ONCE };
    connection.execute_unprepared(&format!("INSERT INTO search_index (search_index, rank) VALUES ('merge', {pages})")).await?;
    Ok(changes().await? - before < 2)
}

#[cfg(test)]
mod tests {
    use super::{Indexed, fts5, text, tsquery, vector};
    use crate::text::terms::{Match, Phrase};

    fn indexed(terms: &[Option<&str>]) -> Indexed {
        Indexed { id: 70_000, terms: terms.iter().map(|term| term.map(str::to_owned)).collect(), facets: vec!["kreply".to_owned()] }
    }

    #[test]
    fn rows_are_written_as_each_database_wants_them() {
        let row = indexed(&[Some("tea"), None, Some("tea"), Some("民间")]);
        assert_eq!(text(&row), "tea \u{e002} tea 民间 \u{e002} \u{e001}kreply ");
        assert_eq!(vector(&row), "'tea':1,3 '民间':4 '\u{e001}kreply' '\u{e001}b0x17' '\u{e001}b1x2' '\u{e001}b2x0' ");
    }

    #[test]
    fn queries_are_quoted() {
        let phrase = |terms: &[&str], is_prefix| Phrase { terms: terms.iter().map(|term| (*term).to_owned()).collect(), is_prefix };
        let wanted = Match { phrases: vec![phrase(&["a", "b'\"\\"], true), phrase(&["or"], false)], facets: vec![vec!["len".to_owned(), "lzh".to_owned()]] };
        assert_eq!(fts5(&wanted), "\"a b'\"\"\\\" * AND \"or\" AND (\"\u{e001}len\" OR \"\u{e001}lzh\")");
        assert_eq!(
            tsquery(&wanted, &["x".to_owned()]),
            "(('a' <-> 'b''\"\\\\':*) | ('\u{e001}long' & 'a' & 'b''\"\\\\':*)) & 'or' & ('\u{e001}len' | '\u{e001}lzh') & ('x')"
        );
    }

    #[test]
    fn long_texts_stay_within_the_limits_of_postgresql() {
        let many: Vec<Option<String>> = (0..200_000).map(|number| Some(format!("word{number}"))).collect();
        let row = Indexed { id: 1, terms: many, facets: Vec::new() };
        let text = vector(&row);
        assert!(text.contains("'\u{e001}long'") && text.len() < 1_400_000 && !text.contains(":16001"));
        let same = Indexed { id: 1, terms: vec![Some("tea".to_owned()); 300], facets: Vec::new() };
        assert!(vector(&same).contains(",255 ") && vector(&same).contains("long"));
    }
}
