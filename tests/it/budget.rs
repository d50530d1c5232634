//! How many nodes one document may ask for, and how many changes it may make.

use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, Kind, TestApp, app::run_with},
};

fn nodes(answer: &Answer) -> u64 {
    answer.body["extensions"]["cost"]["nodes"].as_u64().unwrap_or_else(|| panic!("no cost in {}", answer.body))
}

async fn cost(app: &TestApp, query: &str, variables: Value) -> u64 {
    nodes(&app.ask(query, variables).await)
}

on_both! {
    async fn every_way_to_say_it_costs_the_same(app) {
        let plain = cost(app, "{ threads(first: 50) { nodes { id replies(first: 10) { nodes { id } } } } }", json!({})).await;
        assert!((550..1000).contains(&plain), "{plain}");
        for (query, variables) in [
            ("query($n: Int, $m: Int) { threads(first: $n) { nodes { id replies(first: $m) { nodes { id } } } } }", json!({ "n": 50, "m": 10 })),
            ("query($n: Int = 50, $m: Int! = 10) { threads(first: $n) { nodes { id replies(first: $m) { nodes { id } } } } }", json!({})),
            ("{ threads(first: 50) { ...Page } } fragment Page on ThreadConnection { nodes { ...Item } } fragment Item on Thread { id replies(first: 10) { nodes { id } } }", json!({})),
            ("{ threads(last: 50) { nodes { ... on Thread { id } ... on Post { ... on Thread { replies(last: 10) { nodes { id } } } } } } }", json!({})),
        ] {
            assert_eq!(cost(app, query, variables).await, plain, "{query}");
        }
        // Asked for twice, it is paid for twice: under two names, or as nodes and edges.
        let twice = cost(app, "{ a: threads(first: 50) { nodes { id } } b: threads(first: 50) { nodes { id } } }", json!({})).await;
        let once = cost(app, "{ a: threads(first: 50) { nodes { id } } }", json!({})).await;
        assert!(twice >= once * 2 - 2, "{twice} and {once}");
        // What is left out costs twenty; what is skipped, whatever the variable, is never free of its limit.
        assert_eq!(cost(app, "{ threads { nodes { id } } }", json!({})).await, cost(app, "{ threads(first: 20) { nodes { id } } }", json!({})).await);
    }
}

on_both! {
    async fn members_may_ask_for_more_and_nobody_for_too_much(app) {
        let token = app.sign_up("mei").await;
        let ask = async |token: &str, first: i32, second: i32| {
            app.ask_as(token, "query($n: Int, $m: Int) { essays(first: $n) { nodes { threads(first: $m) { nodes { id } } } } }", json!({ "n": first, "m": second })).await
        };
        assert_eq!(ask("", 100, 60).await.code(), "QUERY_TOO_COMPLEX");
        let allowed = ask(&token, 100, 60).await.ok();
        assert_eq!(allowed.body["extensions"]["cost"]["limit"], 20_000);
        let refused = ask("", 100, 60).await;
        assert_eq!((refused.body["extensions"]["cost"]["limit"].as_u64(), nodes(&refused) > 5_000), (Some(5_000), true));
        let before = app.db.statements();
        let refused = app.ask_as(&token, "{ essays(first: 100) { nodes { threads(first: 100) { nodes { replies(first: 100) { nodes { id } } } } } } }", json!({})).await;
        assert_eq!(refused.code(), "QUERY_TOO_COMPLEX");
        assert_eq!(app.db.statements(), before);
        // A number beyond all bounds is counted, not wrapped around.
        for first in [i32::MAX, i32::MIN, 0, -1] {
            assert!(["QUERY_TOO_COMPLEX", "BAD_USER_INPUT"].contains(&ask(&token, first, first).await.code()), "{first}");
        }
        let ids: Vec<&str> = std::iter::repeat_n("x", 5000).collect();
        let many = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Essay { threads(first: 100) { nodes { id } } } } }", json!({ "ids": ids })).await;
        assert!(["QUERY_TOO_COMPLEX", "BAD_USER_INPUT"].contains(&many.code()), "{}", many.body);
    }
}

#[test]
fn budgets_are_settings() {
    run_with(Kind::Sqlite, &[("TEAHOUSE_NODE_BUDGET_ANONYMOUS", "100"), ("TEAHOUSE_NODE_BUDGET_MEMBER", "200")], async |app| {
        let query = "{ a: threads(first: 60) { nodes { id } } b: threads(first: 60) { nodes { id } } }";
        assert_eq!(app.ask(query, json!({})).await.code(), "QUERY_TOO_COMPLEX");
        let token = app.sign_up("mei").await;
        assert_eq!(app.ask_as(&token, query, json!({})).await.ok().body["extensions"]["cost"]["limit"], 200);
    });
}

on_both! {
    async fn a_document_makes_five_changes_at_most_and_signs_in_once(app) {
        let token = app.sign_up("mei").await;
        let sign_out = |number: usize| format!("m{number}: signOut(input: {{ refreshToken: \"x\" }}) {{ signedOut }} ");
        let edit = |number: usize| format!("m{number}: withdrawVote(input: {{ proposalId: \"x\" }}) {{ proposal {{ id }} }} ");
        let changes = |count: usize| format!("mutation {{ {} }}", (0..count).map(edit).collect::<String>());
        let five = app.ask_as(&token, &changes(5), json!({})).await;
        assert_eq!((five.code(), five.body["errors"].as_array().unwrap().len()), ("VALIDATION_FAILED", 5));
        assert_eq!(app.ask_as(&token, &changes(6), json!({})).await.code(), "QUERY_TOO_COMPLEX");
        let spread = format!("mutation {{ ...A ...B }} fragment A on Mutation {{ {} }} fragment B on Mutation {{ {} }}", (0..3).map(edit).collect::<String>(), (3..6).map(edit).collect::<String>());
        assert_eq!(app.ask_as(&token, &spread, json!({})).await.code(), "QUERY_TOO_COMPLEX");
        for twice in [
            format!("mutation {{ {} {} }}", "a: refreshSession(input: { refreshToken: \"x\" }) { session { accessToken } }", "b: refreshSession(input: { refreshToken: \"y\" }) { session { accessToken } }"),
            "mutation { ...A ...B } fragment A on Mutation { a: signIn(input: { login: \"mei\", password: \"1\" }) { user { id } } } fragment B on Mutation { b: signIn(input: { login: \"mei\", password: \"2\" }) { user { id } } }".to_owned(),
        ] {
            assert_eq!(app.ask(&twice, json!({})).await.code(), "QUERY_TOO_COMPLEX", "{twice}");
        }
        app.ask(&format!("mutation {{ {} }}", sign_out(0)), json!({})).await.ok();
    }
}
