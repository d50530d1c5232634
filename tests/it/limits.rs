//! What one document may ask for.

use serde_json::json;

use crate::{
    on_both,
    support::{Kind, app::run_with},
};

on_both! {
    async fn the_answer_carries_its_cost_and_too_much_is_refused_before_any_sql(app) {
        let cheap = app.ask("{ threads(first: 7) { nodes { id author { handle } } } }", json!({})).await.ok();
        assert_eq!(cheap.body["extensions"]["cost"]["limit"], 5000);
        assert!(cheap.body["extensions"]["cost"]["nodes"].as_u64().unwrap() >= 7);
        let before = app.db.statements();
        for (query, variables) in [
            ("{ essays(first: 100) { nodes { threads(first: 100) { nodes { replies(first: 100) { nodes { id } } } } } } }", json!({})),
            ("query($n: Int) { essays(first: $n) { nodes { threads(first: $n) { nodes { id } } } } }", json!({ "n": 100 })),
            ("query($n: Int) { essays(first: $n) { nodes { threads(first: $n) { nodes { id } } } } }", json!({ "n": null })),
        ] {
            let refused = app.ask(query, variables).await;
            assert_eq!(refused.code(), "QUERY_TOO_COMPLEX", "{query}");
            assert!(refused.body.get("data").is_none());
        }
        let nested = format!("{{ thread(id: \"x\") {{ {} id {} }} }}", "replies { nodes { parent {".repeat(5), "}}}".repeat(5));
        let aliases = format!("{{ {} }}", (0..31).map(|n| format!("a{n}: viewer {{ id }} ")).collect::<String>());
        let directives = format!("{{ viewer {{ id {} }} }}", "@skip(if: false) ".repeat(51));
        let bomb: String = (0..40).map(|n| format!("fragment F{n} on Query {{ ...F{m} ...F{m} }} ", m = n + 1)).collect::<String>() + "fragment F40 on Query { viewer { id } } { ...F0 }";
        let braces = "{".repeat(20_000);
        let tokens = format!("{{ viewer {{ {} }} }}", "id ".repeat(5_001));
        let repeats = format!("{{ threads(first: 100) {{ nodes {{ {} }} }} }}", "bodyHtml ".repeat(1900));
        let sign_ins = "mutation { a: signIn(input: { login: \"a\", password: \"b\" }) { user { id } } b: signIn(input: { login: \"a\", password: \"c\" }) { user { id } } }".to_owned();
        for query in [nested, aliases, directives, bomb, braces, tokens, repeats, sign_ins] {
            let refused = app.ask(&query, json!({})).await;
            assert_eq!(refused.code(), "QUERY_TOO_COMPLEX", "{}", &query[..60.min(query.len())]);
            assert!(refused.body.to_string().len() < 4096);
        }
        assert_eq!(app.db.statements(), before);
    }
}

on_both! {
    async fn tools_can_ask_for_the_schema(app) {
        let query = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } types { ...FullType } directives { name description locations args { ...InputValue } } } }
            fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
            fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
            fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
        let answer = app.ask(query, json!({})).await.ok();
        assert!(answer.at("/__schema/types").as_array().unwrap().len() > 50);
        let endless = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
        assert_eq!(app.ask(endless, json!({})).await.code(), "QUERY_TOO_COMPLEX");
    }
}

#[test]
fn introspection_can_be_switched_off() {
    run_with(Kind::Sqlite, &[("TEAHOUSE_INTROSPECTION", "false")], async |app| {
        assert_eq!(app.ask("{ __schema { queryType { name } } }", json!({})).await.code(), "BAD_REQUEST");
        app.ask("{ __typename }", json!({})).await.ok();
    });
}
