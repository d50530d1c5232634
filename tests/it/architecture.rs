//! The layers, as `ARCHITECTURE.md` draws them: who may know whom. Every failure
//! names the file, the line and what should not be there.

use crate::sources::{self, Source};

const FEATURES: [&str; 28] = [
    "account",
    "alignment",
    "anchor",
    "appeal",
    "consensus",
    "essay",
    "joint_statement",
    "language_correction",
    "machine_translation",
    "moderation",
    "partner",
    "pledge",
    "polis",
    "post",
    "proposal",
    "reply",
    "report",
    "reason",
    "restatement",
    "search",
    "segment",
    "setting",
    "thread",
    "token",
    "translation",
    "translation_signal",
    "trust",
    "vote",
];

/// Where features come together.
const ROOTS: [&str; 4] = ["schema.rs", "node.rs", "pictures.rs", "startup.rs"];

/// What a file may use of another feature, by the kind of both files. Nobody uses
/// another's `query` or `mutation`: those are the API's surface.
const BETWEEN_FEATURES: [(&str, &[&str]); 12] = [
    ("query", &["object", "input", "rules", "service"]),
    ("mutation", &["object", "input", "rules", "service"]),
    ("object", &["object", "input", "rules", "service", "loaders", "row"]),
    // Enums of the schema stand with their objects.
    ("input", &["input", "object", "rules"]),
    ("wanted", &["wanted"]),
    // A service that writes to two features does so in its one transaction.
    // `moderation::texts` is a service with rules of its own, for features whose texts are no posts.
    ("service", &["object", "rules", "service", "store", "row", "texts"]),
    ("loaders", &["row"]),
    ("store", &["store", "row"]),
    ("item", &["rules", "row"]),
    ("row", &["rules"]),
    ("recount", &["rules", "store", "row"]),
    // Rules call rules alone: those of all posts are in `post::rules`.
    ("rules", &["rules"]),
];

/// Paths of a file with local names of features spelt out: `essay::store` after
/// `use crate::essay` is `crate::essay::store`.
fn paths(source: &Source) -> Vec<(usize, String)> {
    let mentions = source.mentions();
    let is_imported = |name: &str| mentions.iter().any(|mention| mention.path.strip_prefix("crate::") == Some(name));
    let whole = |path: &str| {
        let first = path.split("::").next().unwrap();
        if FEATURES.contains(&first) && is_imported(first) { format!("crate::{path}") } else { path.to_owned() }
    };
    mentions.iter().map(|mention| (mention.line, whole(&mention.path))).collect()
}

/// Whether a path is in a module.
fn is_in(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// A feature that a path names, and what follows.
fn feature_of(path: &str) -> Option<(&'static str, &str)> {
    let rest = path.strip_prefix("crate::")?;
    FEATURES.iter().find(|feature| is_in(rest, feature)).map(|feature| (*feature, rest[feature.len()..].trim_start_matches("::")))
}

/// Rules are one file, or a folder of that name.
fn is_rules(source: &Source) -> bool {
    source.name() == "rules.rs" || source.path.contains("/rules/")
}

fn is_feature_file(source: &Source) -> bool {
    FEATURES.contains(&source.folder())
}

/// Fails with one line for each path that `is_wrong` finds in the files that `applies` chooses.
fn forbid(applies: impl Fn(&Source) -> bool, is_wrong: impl Fn(&Source, &str) -> bool) {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources::all().iter().filter(|source| applies(source)) {
        seen += 1;
        wrong.extend(
            paths(source).iter().filter(|(_, path)| is_wrong(source, path)).map(|(line, path)| format!("api/src/{}:{line} imports {path}", source.path)),
        );
    }
    assert!(seen > 0, "the rule applies to no file");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Fails with one line for each of `words` in the files that `applies` chooses.
fn forbid_words(applies: impl Fn(&Source) -> bool, words: &[&str]) {
    let mut wrong = Vec::new();
    for source in sources::all().iter().filter(|source| applies(source)) {
        for word in words {
            wrong.extend(source.lines_with(word).iter().map(|line| format!("api/src/{}:{line} says {word}", source.path)));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// A type of `entity` that stands for a table, not for a value in it.
fn is_table(path: &str) -> bool {
    path.split("::").any(|part| ["Entity", "ActiveModel", "Column", "Model", "Relation"].contains(&part))
}

#[test]
fn rules_are_pure() {
    let outer = ["async_graphql", "actix_web", "sea_orm", "crate::graphql", "crate::http", "crate::db", "crate::clock", "std::fs", "std::env", "tokio"];
    forbid(is_rules, |_, path| is_table(path) || outer.iter().any(|module| is_in(path, module)));
    forbid_words(is_rules, &[".await", "async fn", "&Db"]);
}

#[test]
fn civility_is_pure() {
    let outer = ["async_graphql", "actix_web", "sea_orm", "entity", "tokio", "std::fs", "std::env", "crate"];
    forbid(|source| source.folder() == "civility" && source.name() != "tests.rs", |_, path| outer.iter().any(|module| is_in(path, module)));
    forbid_words(|source| source.folder() == "civility" && source.name() != "tests.rs", &[".await", "async fn", "SystemTime", "Instant::now"]);
}

#[test]
fn services_know_neither_http_nor_graphql_nor_sql() {
    let outer = ["async_graphql", "actix_web", "sea_orm", "crate::http"];
    // A column names an order that was asked for, and is handed on to the store.
    forbid(|source| source.name() == "service.rs", |_, path| (is_table(path) && !path.ends_with("::Column")) || outer.iter().any(|module| is_in(path, module)));
}

#[test]
fn resolvers_know_no_sql() {
    let resolvers = ["query.rs", "mutation.rs", "object.rs", "loaders.rs", "input.rs"];
    forbid(
        |source| resolvers.contains(&source.name()),
        |source, path| is_in(path, "sea_orm") || is_in(path, "actix_web") || (source.name() != "input.rs" && is_table(path)),
    );
    forbid_words(|source| ["query.rs", "mutation.rs", "object.rs"].contains(&source.name()), &["store::insert", "store::update", ".begin("]);
}

#[test]
fn sql_is_in_stores() {
    // What builds statements for all stores, and what passes errors and connections on.
    let plumbing = ["paging.rs", "row.rs"];
    let passing = ["error.rs", "graphql/errors.rs", "auth/session.rs"];
    let handles = ["sea_orm::DbErr", "sea_orm::RuntimeErr", "sea_orm::SqlErr", "sea_orm::ConnectionTrait"];
    let is_store = |source: &Source| ["store.rs", "recount.rs"].contains(&source.name()) || source.folder() == "db" || plumbing.contains(&source.path.as_str());
    forbid(
        |source| !is_store(source),
        |source, path| is_in(path, "sea_orm") && !(passing.contains(&source.path.as_str()) && handles.iter().any(|kind| is_in(path, kind))),
    );
}

#[test]
fn only_db_knows_which_database_it_is() {
    forbid_words(
        |source| source.folder() != "db",
        &[
            "DbBackend",
            "get_database_backend",
            "begin_with_options",
            "TransactionTrait",
            "Database::connect",
            "raw_sql!",
            "Statement::from",
            "lock_exclusive",
            "DatabaseBackend",
        ],
    );
}

#[test]
fn transactions_are_begun_by_db_alone() {
    let mut wrong = Vec::new();
    for source in sources::all().iter().filter(|source| source.folder() != "db") {
        let code: Vec<&str> = source.code.lines().collect();
        for line in source.lines_with(".begin(") {
            let text = code[line - 1].trim();
            if !["db.begin()", "self.db.begin()", "request.db().begin()"].iter().any(|good| text.contains(good)) {
                wrong.push(format!("api/src/{}:{line} begins a transaction past `Db::begin`: {text}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn what_features_share_knows_no_feature() {
    forbid(|source| !is_feature_file(source) && source.folder() != "cli" && !ROOTS.contains(&source.path.as_str()), |_, path| feature_of(path).is_some());
    // Nor does it know how the whole is put together; `http` alone holds the schema.
    forbid(
        |source| is_feature_file(source) || ["auth", "db", "graphql", "outgoing", "outside", "text"].contains(&source.folder()),
        |_, path| ["crate::schema", "crate::node", "crate::startup", "crate::cli", "crate::http"].iter().any(|root| is_in(path, root)),
    );
}

#[test]
fn the_inner_modules_know_nothing_of_the_outer() {
    let outer = ["crate::graphql", "crate::http", "async_graphql"];
    forbid(|source| ["civility", "db", "outgoing", "outside", "text"].contains(&source.folder()), |_, path| outer.iter().any(|module| is_in(path, module)));
    forbid(|source| !["http", "cli"].contains(&source.folder()) && source.path != "startup.rs", |_, path| is_in(path, "actix_web"));
}

#[test]
fn features_meet_only_where_they_may() {
    forbid(is_feature_file, |source, path| {
        let Some((other, rest)) = feature_of(path) else { return false };
        if other == source.folder() || rest.is_empty() {
            return false;
        }
        let kind = if is_rules(source) { "rules" } else { source.name().trim_end_matches(".rs") };
        let Some((_, allowed)) = BETWEEN_FEATURES.iter().find(|(from, _)| *from == kind) else { return true };
        let mut parts = rest.split("::");
        let (module, item) = (parts.next().unwrap(), parts.next().unwrap_or_default());
        let is_row = module == "store" && (item.ends_with("Row") || item.ends_with("Item"));
        !allowed.contains(&if is_row { "row" } else { module })
    });
}

#[test]
fn files_are_short_and_features_whole() {
    const MOST: usize = 420;
    let files = sources::all();
    let long: Vec<String> =
        files.iter().filter(|source| source.lines > MOST).map(|source| format!("api/src/{}:{MOST} goes on to line {}", source.path, source.lines)).collect();
    assert!(long.is_empty(), "\n{}\n", long.join("\n"));
    for feature in FEATURES {
        let module = files.iter().find(|source| source.path == format!("{feature}/mod.rs"));
        let text = sources::read(&format!("api/src/{feature}/mod.rs"));
        assert!(module.is_some() && text.starts_with("//! "), "api/src/{feature}/mod.rs:1 does not say what the feature owns");
    }
}

#[test]
fn only_the_command_line_prints() {
    // Tests that measure, and print what they have measured.
    let measures = ["text/alignment/gold.rs", "text/alignment/cost.rs", "text/anchoring/trials/mod.rs"];
    forbid_words(|source| source.folder() != "cli" && !measures.contains(&source.path.as_str()), &["println!", "print!", "eprint!", "dbg!"]);
}

#[test]
fn migrations_do_not_know_the_entities() {
    let manifest = sources::read("migration/Cargo.toml");
    assert!(!manifest.contains("entity"), "migration/Cargo.toml depends on entity: a step must mean in ten years what it means now");
    let manifest = sources::read("entity/Cargo.toml");
    for outer in ["async-graphql", "actix", "teahouse", "migration"] {
        assert!(!manifest.lines().any(|line| line.starts_with(outer)), "entity/Cargo.toml depends on {outer}");
    }
}
