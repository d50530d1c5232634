//! Points a minute: for networks, accounts and API tokens.

use serde_json::json;

use crate::support::{
    Answer, Kind, TestApp,
    app::{answer, run_with},
};

const SETTINGS: [(&str, &str); 4] = [
    ("TEAHOUSE_RATE_LIMIT_ANONYMOUS", "30"),
    ("TEAHOUSE_RATE_LIMIT_MEMBER", "40"),
    ("TEAHOUSE_RATE_LIMIT_TOKEN", "20"),
    ("TEAHOUSE_TRUSTED_PROXIES", "127.0.0.1"),
];
const LIMIT: &str = "{ rateLimit { limit remaining resetAt cost } }";

/// Asks from an address, as a proxy would hand it on.
async fn ask_from(app: &TestApp, address: &str, token: &str, query: &str) -> Answer {
    let mut request = app.client().post(app.url("/graphql")).header("x-forwarded-for", address).json(&json!({ "query": query }));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    answer(request.send().await.unwrap()).await
}

fn header(answer: &Answer, name: &str) -> u64 {
    answer.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", answer.headers)).to_str().unwrap().parse().unwrap()
}

fn assert_limited(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (429, "RATE_LIMITED"), "{}", answer.body);
    assert!((1..=60).contains(&header(answer, "retry-after")));
    assert!(answer.body.get("data").is_none());
}

fn run(body: impl AsyncFnOnce(&TestApp)) {
    run_with(Kind::Sqlite, &SETTINGS, body);
}

#[test]
fn headers_and_field_say_the_same() {
    run(async |app| {
        let first = ask_from(app, "192.0.2.1", "", LIMIT).await.ok();
        assert_eq!((first.at("/rateLimit/limit"), first.at("/rateLimit/remaining"), first.at("/rateLimit/cost")), (&json!(30), &json!(29), &json!(1)));
        assert_eq!((header(&first, "ratelimit-limit"), header(&first, "ratelimit-remaining")), (30, 29));
        assert!((1..=60).contains(&header(&first, "ratelimit-reset")));
        // 20 essays with 20 threads each: 420 nodes, and one for the limit itself.
        let large = ask_from(app, "192.0.2.1", "", "{ rateLimit { cost } essays { nodes { threads { nodes { id } } } } }").await.ok();
        assert_eq!((large.at("/rateLimit/cost"), header(&large, "ratelimit-remaining")), (&json!(8), 21));
    });
}

#[test]
fn networks_have_budgets_of_their_own() {
    run(async |app| {
        for _ in 0..30 {
            ask_from(app, "192.0.2.1", "", LIMIT).await.ok();
        }
        assert_limited(&ask_from(app, "192.0.2.1", "", LIMIT).await);
        ask_from(app, "192.0.2.2", "", LIMIT).await.ok();
        // IPv6 by /64.
        for host in 0..30 {
            ask_from(app, &format!("2001:db8::{host:x}"), "", LIMIT).await.ok();
        }
        assert_limited(&ask_from(app, "2001:db8::ffff", "", LIMIT).await);
        ask_from(app, "2001:db8:0:1::1", "", LIMIT).await.ok();
        // Nobody can write themselves another address: the proxy's word is the last.
        assert_limited(&ask_from(app, "198.51.100.7, 192.0.2.1", "", LIMIT).await);
    });
}

#[test]
fn members_and_tokens_have_budgets_of_their_own() {
    run(async |app| {
        let mei = app.sign_up("mei").await;
        let (_, token) = crate::token::create(app, &mei, &["READ"], None).await;
        for _ in 0..30 {
            ask_from(app, "192.0.2.1", "", LIMIT).await.ok();
        }
        assert_limited(&ask_from(app, "192.0.2.1", "", LIMIT).await);
        // Signed in, from the same address; making the token took ten points.
        let own = ask_from(app, "192.0.2.1", &mei, LIMIT).await.ok();
        assert_eq!((own.at("/rateLimit/limit"), own.at("/rateLimit/remaining")), (&json!(40), &json!(29)));
        for left in (0..20).rev() {
            assert_eq!(ask_from(app, "192.0.2.1", &token, LIMIT).await.ok().at("/rateLimit/remaining"), &json!(left));
        }
        assert_limited(&ask_from(app, "192.0.2.9", &token, LIMIT).await);
        assert_eq!(ask_from(app, "192.0.2.9", &mei, LIMIT).await.ok().at("/rateLimit/remaining"), &json!(28));
    });
}

#[test]
fn changes_cost_ten_each_and_are_not_made_beyond_the_limit() {
    run(async |app| {
        let mei = app.sign_up("mei").await;
        let make = |alias: &str| format!("{alias}: createApiToken(input: {{ name: \"x\", scopes: [READ] }}) {{ secret }}");
        // A directive does not make it cheaper, nor does a fragment.
        let three = format!(
            "mutation {{ {} ... {{ {} }} ...F }} fragment F on Mutation {{ {} }}",
            make("a"),
            make("b"),
            make("c").replace(") {", ") @include(if: true) {")
        );
        let answer = ask_from(app, "192.0.2.1", &mei, &three).await.ok();
        assert_eq!(header(&answer, "ratelimit-remaining"), 10);
        let two = format!("mutation {{ {} {} }}", make("a"), make("b"));
        assert_limited(&ask_from(app, "192.0.2.1", &mei, &two).await);
        assert_eq!(app.count("SELECT COUNT(*) FROM api_tokens").await, 3);
        ask_from(app, "192.0.2.1", &mei, &format!("mutation {{ {} }}", make("a"))).await.ok();
        assert_limited(&ask_from(app, "192.0.2.1", &mei, LIMIT).await);
    });
}

#[test]
fn refused_requests_cost_their_network_a_point() {
    run(async |app| {
        let refused = ask_from(app, "192.0.2.1", "", "{ nothing").await;
        assert_eq!((refused.code(), header(&refused, "ratelimit-remaining")), ("BAD_REQUEST", 29));
        let forged = ask_from(app, "192.0.2.1", "tea_nonsense", LIMIT).await;
        assert_eq!((forged.status, header(&forged, "ratelimit-remaining")), (401, 28));
        for _ in 0..28 {
            ask_from(app, "192.0.2.1", "a.b.c", LIMIT).await;
        }
        assert_limited(&ask_from(app, "192.0.2.1", "a.b.c", LIMIT).await);
    });
}

#[test]
fn who_has_no_limit_is_not_measured_by_the_networks() {
    let settings = [("TEAHOUSE_RATE_LIMIT_ANONYMOUS", "20"), ("TEAHOUSE_RATE_LIMIT_MEMBER", "0"), ("TEAHOUSE_TRUSTED_PROXIES", "127.0.0.1")];
    run_with(Kind::Sqlite, &settings, async |app| {
        let mei = app.sign_up("mei").await;
        for _ in 0..40 {
            let answer = ask_from(app, "192.0.2.1", &mei, LIMIT).await.ok();
            assert!(answer.at("/rateLimit").is_null() && answer.headers.get("ratelimit-limit").is_none());
        }
        assert_eq!(header(&ask_from(app, "192.0.2.1", "", LIMIT).await.ok(), "ratelimit-remaining"), 19);
    });
}

#[test]
fn what_is_off_is_null() {
    let off = ["TEAHOUSE_RATE_LIMIT_ANONYMOUS", "TEAHOUSE_RATE_LIMIT_MEMBER", "TEAHOUSE_RATE_LIMIT_TOKEN"].map(|name| (name, "0"));
    run_with(Kind::Sqlite, &off, async |app| {
        for _ in 0..40 {
            let answer = app.ask(LIMIT, json!({})).await.ok();
            assert!(answer.at("/rateLimit").is_null() && answer.headers.get("ratelimit-limit").is_none());
        }
    });
}
