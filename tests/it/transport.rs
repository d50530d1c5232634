//! GraphQL over HTTP, strictly; health; faults.

use serde_json::{Value, json};

use crate::{
    on_both,
    support::{
        Kind,
        app::{answer, run_with},
    },
};

on_both! {
    async fn only_json_posts_and_query_gets_are_taken(app) {
        let post = |content_type: &'static str, body: String| {
            let request = app.client().post(app.url("/graphql")).body(body);
            if content_type.is_empty() { request } else { request.header("content-type", content_type) }
        };
        let query = json!({ "query": "{ __typename }" }).to_string();
        for content_type in ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=iso-8859-1"] {
            assert_eq!(post(content_type, query.clone()).send().await.unwrap().status(), 415, "{content_type}");
        }
        for body in ["", "{", "[]", "[{\"query\":\"{ __typename }\"}]", "[\"{ __typename }\"]", "{\"query\":7}", "{\"variables\":{}}", "{\"query\":\"{ __typename }\",\"variables\":[]}"] {
            assert_eq!(post("application/json", body.to_owned()).send().await.unwrap().status(), 400, "{body}");
        }
        assert_eq!(post("application/json; charset=utf-8", query.clone()).send().await.unwrap().status(), 200);
        assert_eq!(post("application/json", format!("{{\"query\":\"{}\"}}", "x".repeat(2 << 20))).send().await.unwrap().status(), 413);
        let get = |query: &str| app.client().get(app.url("/graphql")).query(&[("query", query)]);
        assert_eq!(get("{ __typename }").send().await.unwrap().status(), 200);
        let mutation = get("mutation { signOut(input: { refreshToken: \"x\" }) { signedOut } }").send().await.unwrap();
        assert_eq!((mutation.status().as_u16(), mutation.headers()["allow"].to_str().unwrap()), (405, "POST"));
        let put = app.client().put(app.url("/graphql")).send().await.unwrap();
        assert_eq!((put.status().as_u16(), put.headers()["allow"].to_str().unwrap()), (405, "GET, POST"));
        assert_eq!(post("application/json", query).header("accept", "text/html").send().await.unwrap().status(), 406);
    }
}

on_both! {
    async fn statuses_follow_the_media_type(app) {
        let ask = async |accept: &str, query: &str| {
            let response = app.client().post(app.url("/graphql")).header("accept", accept).json(&json!({ "query": query })).send().await.unwrap();
            answer(response).await
        };
        for (accept, status) in [("application/json", 200), ("application/graphql-response+json", 400)] {
            let refused = ask(accept, "{ nothing }").await;
            assert_eq!((refused.status, refused.code()), (status, "BAD_REQUEST"));
            assert!(refused.body.get("data").is_none());
            assert!(refused.headers["content-type"].to_str().unwrap().starts_with(accept));
        }
        // A variable that must have a value is missed before anything runs.
        let missing = ask("application/graphql-response+json", "query($id: ID!) { thread(id: $id) { id } viewer { id } }").await;
        assert_eq!((missing.status, missing.code()), (400, "BAD_REQUEST"));
        // What was executed is 200, errors or not; one failure leaves its siblings.
        let partial = ask("application/graphql-response+json", "{ thread: node(id: \"x\") { id } viewer { id } threads(first: 5) { nodes { id } } }").await;
        assert_eq!(partial.status, 200);
        let keys: Vec<&String> = partial.body["data"].as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 3);
        assert_eq!(partial.headers["cache-control"], "no-store");
        assert_eq!(partial.headers["x-content-type-options"], "nosniff");
    }
}

on_both! {
    async fn requests_have_names_and_cookies_of_other_sites_none(app) {
        let send = |name: &'static str, value: &'static str| app.client().post(app.url("/graphql")).header(name, value).json(&json!({ "query": "{ __typename }" }));
        assert_eq!(send("x-request-id", "my-request_1").send().await.unwrap().headers()["x-request-id"], "my-request_1");
        assert_ne!(send("x-request-id", "short").send().await.unwrap().headers()["x-request-id"], "short");
        assert_eq!(send("cookie", "a=b").send().await.unwrap().status(), 200);
        assert_eq!(send("cookie", "a=b").header("origin", "https://evil.example").send().await.unwrap().status(), 403);
        assert_eq!(send("cookie", "a=b").header("sec-fetch-site", "cross-site").send().await.unwrap().status(), 403);
        let foreign = send("origin", "https://evil.example").send().await.unwrap();
        assert!(foreign.headers().get("access-control-allow-origin").is_none());
        assert_eq!(send("authorization", "Basic eA==").send().await.unwrap().status(), 401);
    }
}

on_both! {
    async fn faults_say_nothing_of_the_inside(app) {
        app.sql("ALTER TABLE proposals RENAME TO gone").await;
        let broken = app.ask("{ proposals { nodes { id } } }", json!({})).await;
        assert_eq!(broken.code(), "INTERNAL");
        assert!(broken.body["errors"][0]["extensions"]["requestId"].is_string());
        let text = broken.body.to_string().to_lowercase();
        for word in ["select", "sqlx", "sea_orm", "no such table", "relation", ".rs", "panicked"] {
            assert!(!text.contains(word), "{text}");
        }
        assert_eq!(broken.headers["x-request-id"].to_str().unwrap(), broken.body["errors"][0]["extensions"]["requestId"]);
    }
}

on_both! {
    async fn the_pages_are_there(app) {
        let get = async |path: &str| app.client().get(app.url(path)).send().await.unwrap();
        assert_eq!(get("/health/live").await.text().await.unwrap(), "{\"status\":\"live\"}");
        assert_eq!(get("/health/ready").await.status(), 200);
        for path in ["/health/live", "/health/ready"] {
            assert_eq!(app.client().head(app.url(path)).send().await.unwrap().status(), 200, "{path}");
        }
        let landing = get("/").await;
        assert!(landing.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        let page = landing.text().await.unwrap();
        assert!(page.contains("Teahouse") && !page.contains("teahouse-demo") && !page.contains("<!--EXPLORER"));
        assert_eq!(get("/schema.graphql").await.text().await.unwrap(), teahouse::schema::sdl());
        for hidden in ["/graphiql", "/assets/graphiql.min.js", "/assets/../Cargo.toml", "/nothing"] {
            assert_eq!(get(hidden).await.status(), 404, "{hidden}");
        }
        assert_eq!(get("/assets/page.css").await.status(), 200);
    }
}

#[test]
fn the_explorer_is_a_setting_and_asks_no_other_host() {
    run_with(Kind::Sqlite, &[("TEAHOUSE_EXPLORER", "true")], async |app| {
        let page = app.client().get(app.url("/graphiql")).send().await.unwrap().text().await.unwrap();
        // The one address in it names a format and is never asked.
        let addresses = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!addresses.contains("http://") && !addresses.contains("https://"), "{page}");
        let sources: Vec<&str> = page.split("=\"/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(sources.len() >= 4, "{sources:?}");
        for source in sources {
            assert_eq!(app.client().get(app.url(&format!("/assets/{source}"))).send().await.unwrap().status(), 200, "{source}");
        }
    });
}

#[test]
fn other_origins_may_call_by_setting_only() {
    run_with(Kind::Sqlite, &[("TEAHOUSE_CORS_ORIGINS", "https://forum.example")], async |app| {
        let ask = async |origin: &str| {
            app.client().post(app.url("/graphql")).header("origin", origin).json(&json!({ "query": "{ __typename }" })).send().await.unwrap()
        };
        let allowed = ask("https://forum.example").await;
        assert_eq!(allowed.headers()["access-control-allow-origin"], "https://forum.example");
        assert!(allowed.headers().get("access-control-allow-credentials").is_none());
        assert!(ask("https://evil.example").await.headers().get("access-control-allow-origin").is_none());
    });
}

#[test]
#[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL")]
fn a_statement_that_takes_too_long_is_ended_by_the_database() {
    run_with(Kind::Postgres, &[("TEAHOUSE_REQUEST_TIMEOUT_MS", "600")], async |app| {
        use sea_orm::ConnectionTrait;
        let blocker = app.db.begin().await.unwrap();
        blocker.execute_unprepared("LOCK TABLE threads IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let late = app.ask("{ threads { nodes { id } } }", json!({})).await;
        assert_eq!(late.code(), "TIMEOUT");
        assert_eq!(late.body["data"], Value::Null);
        // On a busy machine the request can end first: then its statement follows within its own time.
        let still_running = async || {
            app.count("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%\"threads\"%' AND pid <> pg_backend_pid()").await
        };
        let is_clean = tokio::time::timeout(std::time::Duration::from_secs(10), async {
            while still_running().await > 0 {
                tokio::task::yield_now().await;
            }
        });
        is_clean.await.expect("the statement is never ended");
        blocker.rollback().await.unwrap();
        app.ask("{ threads { nodes { id } } }", json!({})).await.ok();
    });
}
