//! The command line, without a server.

use std::os::unix::fs::PermissionsExt;

use crate::{
    process::{Home, PASSWORD},
    sources,
    sql::Sql,
};

#[test]
fn help_names_every_command() {
    let home = Home::new();
    let help = home.run(&["--help"]).expect(0).out;
    for command in ["serve", "user", "import", "migrate", "check-config", "schema", "recount", "consensus", "detect", "backup", "restore"] {
        assert!(help.contains(command), "{command} is missing in {help}");
        let own = home.run(&[command, "--help"]).expect(0).out;
        assert!(own.contains("Usage:") && own.lines().next().is_some_and(|line| !line.is_empty() && !line.starts_with("Usage:")), "{command}: {own}");
    }
    let serve = home.run(&["serve", "--help"]).expect(0).out;
    assert!(serve.contains("--demo"), "{serve}");
    assert!(home.run(&["--version"]).expect(0).out.starts_with("teahouse "));
    home.run(&["brew"]).expect(2);
    assert!(!home.path("data").exists(), "help makes no files");
}

#[test]
fn the_schema_needs_no_database() {
    let mut home = Home::new();
    home.set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    let printed = home.run(&["schema"]).expect(0).out;
    assert_eq!(printed, sources::read("schema.graphql"));
    assert!(!home.path("data").exists());
}

#[test]
fn good_settings_are_called_good() {
    let mut home = Home::new();
    home.set("LISTNE", "127.0.0.1:1");
    let said = home.run(&["check-config"]).expect(0);
    assert!(said.out.contains("good") && said.out.contains("127.0.0.1:0"), "{}", said.out);
    assert!(said.err.contains("TEAHOUSE_LISTNE"), "a name that means nothing is told: {}", said.err);
    let file = home.write("teahouse.toml", "listen = \"127.0.0.1:9\"\nexplorer = true\n");
    let said = Home::new().run(&["check-config", "--config", &file]).expect(0).out;
    assert!(said.contains("on") && said.contains("127.0.0.1:0"), "the environment goes before the file: {said}");
}

#[test]
fn all_bad_settings_are_told_in_plain_words() {
    let mut home = Home::new();
    for (name, value) in [
        ("DATABASE_URL", "mysql://localhost/forum"),
        ("LISTEN", "everywhere"),
        ("CORS_ORIGINS", "example.org"),
        ("REQUEST_TIMEOUT_MS", "1"),
        ("LOG_LEVEL", "a=b=c"),
        ("SIGNING_KEY_FILE", "not-there.pem"),
    ] {
        home.set(name, value);
    }
    for command in ["check-config", "serve", "recount"] {
        let said = home.run(&[command]).expect(2).err;
        for name in ["database_url", "listen", "cors_origins", "request_timeout_ms", "log_level", "signing_key_file"] {
            assert!(said.contains(name), "{name} is missing in {said}");
        }
        for noise in ["Error {", "panicked", "Err(", "RUST_BACKTRACE"] {
            assert!(!said.contains(noise), "{said}");
        }
    }
    let mut home = Home::new();
    home.set("WORKERS", "many");
    let said = home.run(&["check-config"]).expect(2).err;
    assert!(said.contains("workers"), "{said}");
    let file = home.write("teahouse.toml", "lisen = \"127.0.0.1:9\"\n");
    let said = Home::new().run(&["check-config", "--config", &file]).expect(2).err;
    assert!(said.contains("lisen"), "{said}");
    let said = Home::new().run(&["check-config", "--config", "not-there.toml"]).expect(2).err;
    assert!(said.contains("not-there.toml"), "{said}");
}

#[test]
fn postgres_needs_a_key() {
    let mut home = Home::new();
    home.set("DATABASE_URL", "postgres://nobody:hunter2@127.0.0.1:1/nothing");
    let said = home.run(&["check-config"]).expect(2).all();
    assert!(said.contains("signing_key_file"), "{said}");
    assert!(!said.contains("hunter2"), "a password is shown: {said}");
    let key = home.write("weak.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    home.set("SIGNING_KEY_FILE", &key);
    let said = home.run(&["check-config"]).expect(2).err;
    assert!(said.contains("weak.pem"), "{said}");
}

#[test]
fn a_database_out_of_reach_is_told() {
    let home = Home::new();
    home.create_user("mei", "MEMBER");
    let mut other = Home::new();
    other.set("DATABASE_URL", "postgres://nobody:hunter2@127.0.0.1:1/nothing");
    other.set("SIGNING_KEY_FILE", &home.text("data/signing-key.pem"));
    other.run(&["check-config"]).expect(0);
    for command in [&["serve"][..], &["recount"], &["migrate", "status"]] {
        let said = other.run(command).expect(1).all();
        assert!(!said.contains("hunter2") && !said.contains("panicked"), "{said}");
    }
}

#[tokio::test]
async fn accounts_are_made_once() {
    let home = Home::new();
    let create = |handle: &str, email: &str, password: &str| {
        home.run(&["user", "create", "--handle", handle, "--email", email, "--role", "admin", "--password", password])
    };
    let said = create("amina", "amina@example.org", PASSWORD).expect(0);
    assert!(said.out.contains("amina is ADMIN"), "{}", said.out);
    assert!(create("AMINA", "other@example.org", PASSWORD).expect(1).err.contains("cannot be used"));
    create("amina2", "Amina@EXAMPLE.org", PASSWORD).expect(1);
    create("bo", "bo@example.org", PASSWORD).expect(1);
    create("bo_lin", "no address", PASSWORD).expect(1);
    let weak = create("bo_lin", "bo@example.org", "password1").expect(1).err;
    assert!(weak.contains("assword"), "{weak}");
    home.run(&["user", "create", "--handle", "bo_lin", "--email", "bo@example.org", "--role", "KING", "--password", PASSWORD]).expect(2);
    let missing = home.run(&["user", "create", "--handle", "bo_lin", "--email", "bo@example.org"]).expect(1).err;
    assert!(missing.contains("--password"), "{missing}");
    let sql = Sql::open(&home.database()).await;
    assert_eq!(sql.texts("SELECT handle FROM users").await, ["amina"]);
    let hash = sql.texts("SELECT password_hash FROM users").await.remove(0);
    assert!(hash.starts_with("$argon2id$"), "{hash}");
}

#[test]
fn the_key_is_for_its_owner_alone() {
    let home = Home::new();
    home.create_user("mei", "MEMBER");
    let mode = |name: &str| std::fs::metadata(home.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("data/signing-key.pem"), 0o600);
    let key = std::fs::read(home.path("data/signing-key.pem")).unwrap();
    home.create_user("amina", "MEMBER");
    assert_eq!(std::fs::read(home.path("data/signing-key.pem")).unwrap(), key, "the key stays");
}

#[test]
fn the_tables_go_up_and_down() {
    let home = Home::new();
    let status = || home.run(&["migrate", "status"]).expect(0).out;
    let all = status().lines().count();
    assert!(all >= 10 && !status().contains("applied"));
    assert!(home.run(&["migrate", "up"]).expect(0).out.contains(&format!("{all} applied")));
    assert!(!status().contains("pending"));
    assert!(home.run(&["migrate", "up"]).expect(0).out.contains("0 applied"));
    home.run(&["migrate", "down", "--steps", "2"]).expect(0);
    assert_eq!(status().matches("pending").count(), 2);
    assert!(status().lines().last().is_some_and(|line| line.starts_with("pending")));
    home.run(&["migrate", "down", "--steps", &(all - 2).to_string()]).expect(0);
    assert!(!status().contains("applied"));
    home.run(&["migrate", "up"]).expect(0);
    home.create_user("mei", "MEMBER");
}
