//! `teahouse serve`, and `--demo`.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    process::{Home, PASSWORD},
    sql::Sql,
};

const DEMO_PASSWORD: &str = "teahouse-demo";

#[tokio::test]
async fn the_demo_is_filled_once_and_opens() {
    let home = Home::new();
    let server = home.serve(&["--demo"]);
    let (status, page) = server.get("/").await;
    assert!(status == 200 && page.contains("<html"), "{status} {page}");
    assert_eq!(server.get("/graphiql").await.0, 200, "the demo has the explorer");
    assert_eq!(server.get("/health/live").await.0, 200);
    assert_eq!(server.get("/health/ready").await.0, 200);
    for handle in ["mei", "amina", "tomas", "host"] {
        assert!(server.out().contains(handle), "{}", server.out());
        let (api, _) = server.sign_in(handle, DEMO_PASSWORD).await;
        assert_eq!(api.good("{ viewer { handle } }", Value::Null).await["viewer"]["handle"], handle);
    }
    assert!(home.path("data/demo.db").exists() && !home.path("data/teahouse.db").exists(), "the demo has a file of its own");
    server.stop().expect(0);

    let sql = Sql::open(&format!("sqlite://{}", home.text("data/demo.db"))).await;
    let counts = sql.counts().await;
    assert!(counts.iter().filter(|(table, _)| *table != "edition_revisions").all(|(_, count)| *count > 0), "{counts:?}");
    let again = home.serve(&["--demo"]);
    again.sign_in("mei", DEMO_PASSWORD).await;
    again.stop().expect(0);
    assert_eq!(sql.counts().await, counts, "the second start adds nothing");
}

#[tokio::test]
async fn the_demo_and_a_forum_stay_apart() {
    let mut home = Home::new();
    home.set("DATABASE_URL", &format!("sqlite://{}", home.text("real.db")));
    home.create_user("amina", "ADMIN");
    let refused = home.run(&["serve", "--demo"]).expect(1).err;
    assert!(refused.contains("other content"), "{refused}");
    let sql = Sql::open(&format!("sqlite://{}", home.text("real.db"))).await;
    assert_eq!(sql.texts("SELECT handle FROM users").await, ["amina"]);

    let mut home = Home::new();
    home.set("DATABASE_URL", &format!("sqlite://{}", home.text("demo.db")));
    home.serve(&["--demo"]).stop().expect(0);
    let refused = home.run(&["serve"]).expect(1).err;
    assert!(refused.contains("--demo"), "{refused}");
}

#[tokio::test]
async fn a_real_forum_has_neither_demo_nor_explorer() {
    let home = Home::new();
    let server = home.serve(&[]);
    assert_eq!(server.get("/graphiql").await.0, 404);
    assert!(!server.out().contains(DEMO_PASSWORD));
    let sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { user { handle } } }";
    let answer = server.api(None).try_send(sign_in, json!({ "input": { "login": "host", "password": DEMO_PASSWORD } })).await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_CREDENTIALS");
    server.stop().expect(0);
}

#[tokio::test]
async fn kept_counters_are_checked_and_mended() {
    let mut home = Home::new();
    let url = format!("sqlite://{}", home.text("demo.db"));
    home.set("DATABASE_URL", &url);
    home.serve(&["--demo"]).stop().expect(0);
    let said = home.run(&["recount"]).expect(0).out;
    assert!(said.contains(" 0 wrong"), "{said}");

    let sql = Sql::open(&url).await;
    let before = sql.texts("SELECT group_concat(reply_count) FROM (SELECT reply_count FROM threads ORDER BY id)").await;
    sql.run("UPDATE threads SET reply_count = reply_count + 7 WHERE id = (SELECT min(id) FROM threads)").await;
    sql.run("UPDATE proposals SET agree_count = agree_count + 1 WHERE id = (SELECT max(id) FROM proposals)").await;
    let said = home.run(&["recount"]).expect(1).out;
    assert!(said.contains(" 2 wrong") && said.contains("reply_count"), "{said}");
    let said = home.run(&["recount"]).expect(1).out;
    assert!(said.contains(" 2 wrong"), "asking mends nothing: {said}");
    home.run(&["recount", "--repair"]).expect(0);
    home.run(&["recount"]).expect(0);
    assert_eq!(sql.texts("SELECT group_concat(reply_count) FROM (SELECT reply_count FROM threads ORDER BY id)").await, before);
}

#[tokio::test]
async fn trust_is_computed_by_who_serves_and_on_demand() {
    let mut home = Home::new();
    let url = format!("sqlite://{}", home.text("demo.db"));
    home.set("DATABASE_URL", &url);
    let server = home.serve(&["--demo"]);
    let (api, _) = server.sign_in("mei", DEMO_PASSWORD).await;
    let mut tries = 0;
    while api.good("{ viewer { trust { computedAt } } }", json!(null)).await["viewer"]["trust"]["computedAt"].is_null() {
        tries += 1;
        assert!(tries < 2000, "nobody computes");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.stop().expect(0);
    let sql = Sql::open(&url).await;
    sql.run("UPDATE users SET joined_at = joined_at - 864000000 WHERE handle = 'mei'").await;
    sql.run("UPDATE replies SET created_at = created_at - 864000000").await;
    let said = home.run(&["trust"]).expect(0).out;
    assert!(said.contains(" accounts computed") && !said.contains("changed: 0"), "{said}");
    assert_eq!(sql.number("SELECT trust_level FROM users WHERE handle = 'mei'").await, 1);
    assert!(home.run(&["trust"]).expect(0).out.contains("changed: 0"));
}

/// What a request needs whose body comes later than its headers.
fn begin_slow_request(address: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\naccept: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    stream
}

#[test]
fn sigterm_lets_what_is_in_flight_finish() {
    let home = Home::new();
    home.create_user("mei", "MEMBER");
    let server = home.serve(&[]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let query = "mutation ($input: SignInInput!) { signIn(input: $input) { user { handle } } }";
    let body = json!({ "query": query, "variables": { "input": { "login": "mei", "password": PASSWORD } } }).to_string();
    let mut slow = begin_slow_request(&address, &body);
    std::thread::sleep(Duration::from_millis(300));
    server.terminate();
    std::thread::sleep(Duration::from_millis(500));
    slow.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"handle\":\"mei\""), "{answer}");
    server.ended().expect(0);
    assert!(TcpStream::connect(&address).is_err(), "the port is free");
}

#[tokio::test]
async fn logs_are_json_and_tell_no_secrets() {
    let mut home = Home::new();
    home.set("LOG_LEVEL", "debug");
    home.set("LOG_FORMAT", "json");
    home.create_user("mei", "MEMBER");
    let server = home.serve(&[]);
    let (api, tokens) = server.sign_in("mei@example.org", PASSWORD).await;
    api.good("{ viewer { handle email } }", Value::Null).await;
    let refresh = "mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken refreshToken } } }";
    let data = api.good(refresh, json!({ "input": { "refreshToken": tokens[1] } })).await;
    let newer = ["accessToken", "refreshToken"].map(|name| data["refreshSession"]["session"][name].as_str().unwrap().to_owned());
    let create = "mutation { createApiToken(input: { name: \"A bot\", scopes: [READ] }) { secret } }";
    let api_token = api.good(create, Value::Null).await["createApiToken"]["secret"].as_str().unwrap().to_owned();
    server.api(Some(&api_token)).good("{ viewer { handle } }", Value::Null).await;
    let mistyped = format!("{api_token}x");
    server.api(Some(&mistyped)).try_send("{ viewer { handle } }", Value::Null).await.unwrap();
    let wrong = "a-password-that-is-not-hers";
    // Also when things go wrong: in a variable, in the document, in a header.
    let sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { user { handle } } }";
    api.try_send(sign_in, json!({ "input": { "login": "mei@example.org", "password": wrong } })).await.unwrap();
    api.try_send(sign_in, json!({ "input": { "login": "mei@example.org", "password": [wrong] } })).await.unwrap();
    api.try_send(
        &format!("mutation {{ signIn(input: {{ login: \"mei@example.org\", password: \"{wrong}\", oops: 1 }}) {{ user {{ handle }} }} }}"),
        Value::Null,
    )
    .await
    .unwrap();
    server.api(Some("eyJhbGciOiJFZERTQSJ9.not-a-token.zzz")).try_send("{ viewer { handle } }", Value::Null).await.unwrap();
    let sign_up = "mutation ($input: SignUpInput!) { signUp(input: $input) { user { handle } } }";
    let input = json!({ "handle": "bo_lin", "displayName": "Bo", "email": "bo.lin@example.net", "password": "another-quiet-kettle" });
    api.good(sign_up, json!({ "input": input })).await;
    api.try_send(sign_up, json!({ "input": input })).await.unwrap();
    server.get("/nowhere?token=a-secret-in-an-address").await;

    let ended = server.stop().expect(0);
    assert!(ended.err.lines().count() >= 3, "little is logged: {}", ended.err);
    for line in ended.err.lines() {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(entry["timestamp"].is_string() && entry["level"].is_string(), "{line}");
    }
    let said = ended.all();
    let secrets = [PASSWORD, wrong, "another-quiet-kettle", "mei@example.org", "bo.lin@example.net", "not-a-token", "a-secret-in-an-address"];
    for secret in secrets.iter().copied().chain(tokens.iter().chain(&newer).map(String::as_str).chain([&api_token[8..]])) {
        let line = said.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "`{secret}` is in the log: {}", line.unwrap_or_default());
    }
    for file in ["data/teahouse.db", "data/teahouse.db-wal"] {
        let Ok(bytes) = std::fs::read(Path::new(&home.text(file))) else { continue };
        for secret in [PASSWORD, "another-quiet-kettle", &tokens[1], &newer[1], &api_token[8..]] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{file} holds a secret");
        }
    }
}
