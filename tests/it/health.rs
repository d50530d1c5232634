//! Whether the program says truly that it lives and can serve.

use serde_json::json;

use crate::{
    on_both,
    support::{Kind, app::run},
};

on_both! {
    async fn a_healthy_forum_says_so_to_anybody(app) {
        for (path, body) in [("/health/live", r#"{"status":"live"}"#), ("/health/ready", r#"{"status":"ready"}"#)] {
            let answer = app.client().get(app.url(path)).header("authorization", "Bearer nonsense").header("cookie", "a=b").send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            assert_eq!(answer.headers()["cache-control"], "no-store");
            assert_eq!(answer.headers()["content-type"], "application/json");
            assert_eq!(answer.text().await.unwrap(), body);
        }
        let before = app.db.statements();
        app.client().get(app.url("/health/live")).send().await.unwrap();
        assert_eq!(app.db.statements(), before);
    }
}

#[test]
#[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
fn without_its_database_it_lives_and_is_not_ready() {
    run(Kind::Postgres, async |app| {
        app.ask("{ threads { nodes { id } } }", json!({})).await.ok();
        app.database.drop_now();
        let ready = app.client().get(app.url("/health/ready")).send().await.unwrap();
        assert_eq!((ready.status().as_u16(), ready.text().await.unwrap().as_str()), (503, r#"{"status":"unavailable"}"#));
        assert_eq!(app.client().get(app.url("/health/live")).send().await.unwrap().status(), 200);
        // Reads and writes say that it is worth trying again, and nothing of the inside.
        for query in [
            "{ threads { nodes { id } } }",
            "mutation { signOut(input: { refreshToken: \"thr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\" }) { signedOut } }",
        ] {
            let answer = app.ask(query, json!({})).await;
            assert_eq!(answer.code(), "UNAVAILABLE", "{}", answer.body);
            let text = answer.body.to_string().to_lowercase();
            assert!(!["teahouse_test", "postgres", "sqlx", "database \\\""].iter().any(|word| text.contains(word)), "{text}");
        }
        // What needs no database goes on.
        app.ask("{ __typename }", json!({})).await.ok();
    });
}
