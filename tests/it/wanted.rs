//! A query reads no column that it does not ask for. Each field must still give
//! alone what it gives among all the others, wherever its object stands.

use entity::Role;
use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

/// Where objects of a type can stand, with `X` for their fields.
const PLACES: [(&str, &[&str]); 6] = [
    (
        "Essay",
        &[
            "essay(slug: \"tea\") { X }",
            "essays { nodes { X } }",
            "essays { edges { node { X } } }",
            "node(id: ESSAY) { ... on Essay { X } }",
            "thread(id: THREAD) { essay { X } }",
            "threads { nodes { essay { X } } }",
            "proposals { nodes { essay { X } } }",
            "proposals { nodes { viewerVote { proposal { essay { X } } } } }",
            "essay(slug: \"tea\") { edition { essay { X } } }",
            "essays { nodes { editions { essay { X } } } }",
            "threads { nodes { essay { edition { essay { editions { essay { X } } } } } } }",
            "threads { nodes { replies { nodes { thread { essay { X } } } } } }",
            "threads { nodes { anchor(language: \"en\") { edition { essay { X } } } } }",
            "thread(id: THREAD) { replies { nodes { parent { thread { essay { X } } } } } }",
        ],
    ),
    (
        "Edition",
        &[
            "essay(slug: \"tea\") { edition(language: \"zh\") { X } }",
            "essay(slug: \"tea\") { editions { X } }",
            "essays { nodes { edition { X } } }",
            "essays { nodes { editions { X } } }",
            "threads { nodes { essay { edition { X } } } }",
            "threads { nodes { anchor { edition { X } } } }",
        ],
    ),
    (
        "Thread",
        &[
            "thread(id: THREAD) { X }",
            "threads { nodes { X } }",
            "threads { edges { node { X } } }",
            "threads(orderBy: { field: HOT, direction: ASC }) { nodes { X } }",
            "node(id: THREAD) { ... on Thread { X } }",
            "essay(slug: \"tea\") { threads { nodes { X } } }",
            "essays { nodes { threads { nodes { X } } } }",
            "proposals { nodes { thread { X } } }",
            "thread(id: THREAD) { replies { nodes { thread { X } } } }",
            "thread(id: THREAD) { replies { nodes { parent { thread { X } } } } }",
            "thread(id: THREAD) { replies { nodes { replies { edges { node { thread { X } } } } } } }",
            "threads { nodes { replies { nodes { thread { X } } } } }",
            "node(id: REPLY) { ... on Reply { replies { nodes { thread { X } } } } }",
        ],
    ),
    (
        "Reply",
        &[
            "thread(id: THREAD) { replies { nodes { X } } }",
            "thread(id: THREAD) { replies(orderBy: { field: CREATED_AT }) { edges { node { X } } } }",
            "threads { nodes { replies { nodes { X } } } }",
            "thread(id: THREAD) { replies { nodes { parent { X } replies { nodes { X } } } } }",
            "node(id: REPLY) { ... on Reply { X } }",
        ],
    ),
    (
        "Proposal",
        &[
            "proposal(id: PROPOSAL) { X }",
            "proposals { nodes { X } }",
            "proposals(orderBy: { field: AGREEMENT }) { edges { node { X } } }",
            "node(id: PROPOSAL) { ... on Proposal { X } }",
            "essay(slug: \"tea\") { proposals { nodes { X } } }",
            "essays { nodes { proposals { nodes { X } } } }",
            "proposals { nodes { viewerVote { proposal { X } } } }",
            "proposal(id: PROPOSAL) { viewerVote { proposal { viewerVote { proposal { X } } } } }",
        ],
    ),
    (
        "User",
        &[
            "viewer { X }",
            "user(handle: \"amina\") { X }",
            "thread(id: THREAD) { author { X } }",
            "threads { nodes { author { X } } }",
            "thread(id: THREAD) { replies { nodes { author { X } } } }",
            "proposals { nodes { author { X } viewerVote { proposal { author { X } } } } }",
            "essay(slug: \"tea\") { editions { credits { user { X } } } }",
            "essays { nodes { edition { credits { user { X } } } } }",
        ],
    ),
];

/// Lists, for their cursors.
const LISTS: [&str; 9] = [
    "essays",
    "essays(orderBy: { field: LAST_ACTIVITY_AT })",
    "threads",
    "threads(orderBy: { field: CREATED_AT })",
    "threads(orderBy: { field: HOT })",
    "proposals",
    "proposals(orderBy: { field: AGREEMENT })",
    "thread(id: THREAD) { replies",
    "thread(id: THREAD) { replies(orderBy: { field: CREATED_AT })",
];

struct Forum {
    token: String,
    thread: String,
    reply: String,
    proposal: String,
}

/// One of each kind, with something in every field.
async fn forum(app: &TestApp) -> Forum {
    let token = app.with_role("amina", Role::Admin).await;
    let user = app.ask_as(&token, "{ viewer { id } }", json!({})).await.ok().text("/viewer/id");
    let publish = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } } }";
    let mut essay = String::new();
    for (language, title) in [("zh", "茶与礼貌"), ("en", "Tea and manners")] {
        let credits = json!([{ "role": "AUTHOR", "name": "Amina", "userId": user }, { "role": "TRANSLATOR", "name": "Somebody" }]);
        let input = json!({ "slug": "tea", "language": language, "title": title, "body": "*Tea* for all", "originCountry": "CN",
            "sourceUrl": "https://example.org/tea", "originalLanguage": "zh", "credits": credits });
        essay = app.ask_as(&token, publish, json!({ "input": input })).await.ok().text("/publishEdition/essay/id");
    }
    let edition = app.ask("{ essay(slug: \"tea\") { edition { id } } }", json!({})).await.ok().text("/essay/edition/id");
    let quoting = json!({ "essayId": essay, "title": "Who pours?", "body": "x", "language": "en", "quote": { "editionId": edition, "exact": "Tea for" } });
    let start = "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }";
    let thread = app.ask_as(&token, start, json!({ "input": quoting })).await.ok().text("/startThread/thread/id");
    // Still to be found, as in the moment after a text has changed.
    app.sql("DELETE FROM anchor_places").await;
    let reply = app.reply(&token, &thread, None, "The *host*").await;
    let answer = app.reply(&token, &thread, Some(&reply), "The guest").await;
    app.reply(&token, &thread, Some(&answer), "Both").await;
    let create = "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }";
    let input = json!({ "essayId": essay, "threadId": thread, "title": "Pour for others", "body": "*First*", "language": "en", "closesAt": "2099-01-01T00:00:00Z",
            "reasonRule": "FOR_DISAGREEMENT", "quorum": 1, "thresholdPercent": 40 });
    let proposal = app.ask_as(&token, create, json!({ "input": input })).await.ok().text("/createProposal/proposal/id");
    app.vote(&token, &proposal, "AGREE").await.ok();
    let edits = [
        ("mutation($id: ID!) { editThread(input: { threadId: $id, title: \"Who pours first?\" }) { thread { id } } }", &thread),
        ("mutation($id: ID!) { editReply(input: { replyId: $id, body: \"The *kind* host\" }) { reply { id } } }", &reply),
        ("mutation($id: ID!) { editProposal(input: { proposalId: $id, title: \"Pour for others first\" }) { proposal { id } } }", &proposal),
        ("mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED, statement: \"So be it\" }) { proposal { id } } }", &proposal),
    ];
    for (edit, id) in edits {
        app.ask_as(&token, edit, json!({ "id": id })).await.ok();
    }
    let translate =
        "mutation($id: ID!, $title: String) { translatePost(input: { postId: $id, language: \"fr\", title: $title, body: \"Bien\" }) { translation { id } } }";
    for (id, title) in [(&thread, Some("Qui sert le thé ?")), (&reply, None), (&proposal, Some("Servir les autres"))] {
        app.ask_as(&token, translate, json!({ "id": id, "title": title })).await.ok();
    }
    // A second proposal that is still open, of one's own.
    let open = app.proposal(&token, &essay, "Ask first").await;
    app.vote(&token, &open, "PASS").await.ok();
    app.sql(&format!(
        "INSERT INTO pledges (id, proposal_id, pledger_id, what, hours_per_month, languages, language, status, visibility, revision, last_sign_at, created_at)
         SELECT id, id, author_id, 'I will pour.', 2, 'en', 'en', 'ACTIVE', 'PUBLISHED', 1, {now}, 5 FROM proposals",
        now = teahouse::clock::now().0
    ))
    .await;
    app.sql("UPDATE proposals SET pledges_open = 1, pledges_kept = 2, pledges_lapsed = 3, completed_at = 5, completion_statement = 'Done.'").await;
    // Last, for it takes the right to write; declaring makes the server forget who one was.
    app.sql("UPDATE users SET restated_accurate = 8, restated_wrong = 2, suspended_until = 4070908800000, open_warning_id = id WHERE handle = 'amina'").await;
    app.sql("UPDATE threads SET slow_mode_seconds = 60").await;
    app.sql("UPDATE proposals SET outcome = 'PASSED', outcome_at = 1 WHERE quorum IS NOT NULL").await;
    for table in ["threads", "replies", "proposals"] {
        app.sql(&format!("UPDATE {table} SET detected_language = 'en', language_confidence = 0.75")).await;
    }
    let declare = "mutation { declarePerspective(input: { country: \"KE\", languages: [\"en\"] }) { viewer { id } } }";
    app.ask_as(&token, declare, json!({})).await.ok();
    Forum { token, thread, reply, proposal }
}

impl Forum {
    async fn ask(&self, app: &TestApp, query: &str) -> Value {
        let quoted = |id: &str| format!("\"{id}\"");
        let query = query.replace("THREAD", &quoted(&self.thread)).replace("REPLY", &quoted(&self.reply)).replace("PROPOSAL", &quoted(&self.proposal));
        let essay = "{ essay(slug: \"tea\") { id } }";
        let query = if query.contains("ESSAY") {
            let id = app.ask_as(&self.token, essay, json!({})).await.ok().text("/essay/id");
            query.replace("ESSAY", &quoted(&id))
        } else {
            query
        };
        app.ask_as(&self.token, &query, json!({})).await.ok().body["data"].clone()
    }
}

/// Fields of a type that need no argument, with a selection where they need one.
async fn fields(app: &TestApp, of: &str) -> Vec<String> {
    let kind = "kind ofType { kind ofType { kind ofType { kind } } }";
    let query = format!("query($of: String!) {{ __type(name: $of) {{ fields {{ name type {{ {kind} }} }} }} }}");
    let answer = app.ask(&query, json!({ "of": of })).await.ok();
    let is_leaf = |mut kind: &Value| {
        while kind["ofType"].is_object() {
            kind = &kind["ofType"];
        }
        kind["kind"] == "SCALAR" || kind["kind"] == "ENUM"
    };
    let all = answer.at("/__type/fields").as_array().unwrap();
    let mut names: Vec<String> = all.iter().filter(|field| is_leaf(&field["type"])).map(|field| field["name"].as_str().unwrap().to_owned()).collect();
    for (name, selection) in [
        ("tally", "agree disagree pass total"),
        ("pledgeCounts", "open kept lapsed"),
        ("pledges", "totalCount nodes { what }"),
        ("credits", "role name"),
        ("viewerVote", "stance"),
        ("parent", "depth"),
        ("apiTokens", "name"),
        ("text", "language title body bodyHtml"),
        ("translations", "language isStale body"),
    ] {
        if all.iter().any(|field| field["name"] == name) {
            names.push(format!("{name} {{ {selection} }}"));
        }
    }
    names
}

/// An answer with nothing but one field left of the objects that are marked.
fn only(value: &Value, field: &str) -> Value {
    match value {
        Value::Object(object) if object.contains_key("mark") => json!({ "mark": object["mark"], field: object[field] }),
        Value::Object(object) => Value::Object(object.iter().map(|(key, value)| (key.clone(), only(value, field))).collect()),
        Value::Array(items) => items.iter().map(|item| only(item, field)).collect(),
        other => other.clone(),
    }
}

fn document(place: &str, fields: &str) -> String {
    format!("{{ {} }}", place.replace('X', &format!("mark: __typename {fields}")))
}

on_both! {
    async fn each_field_gives_alone_what_it_gives_among_all(app) {
        let forum = forum(app).await;
        let mut empty: Vec<String> = Vec::new();
        for (of, places) in PLACES {
            let fields = fields(app, of).await;
            assert!(fields.len() >= 6, "{of}: {fields:?}");
            for place in places {
                let all = forum.ask(app, &document(place, &fields.join(" "))).await;
                assert!(all.to_string().contains("mark"), "{place} reaches no {of}: {all}");
                for field in &fields {
                    let name = field.split(' ').next().unwrap();
                    let alone = forum.ask(app, &document(place, field)).await;
                    assert_eq!(alone, only(&all, name), "{of}.{field} in {place}");
                    let nothing = [json!(null), json!(""), json!(0)];
                    if place == &places[0] && marked(&alone).iter().all(|object| nothing.contains(&object[name])) {
                        empty.push(format!("{of}.{name}"));
                    }
                }
            }
        }
        // Otherwise a column that is not read would look like one that is empty.
        assert_eq!(empty, Vec::<String>::new());
    }
}

/// All objects that are marked.
fn marked(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(object) if object.contains_key("mark") => vec![value],
        Value::Object(object) => object.values().flat_map(marked).collect(),
        Value::Array(items) => items.iter().flat_map(marked).collect(),
        _ => Vec::new(),
    }
}

on_both! {
    async fn cursors_are_the_same_whatever_else_is_asked(app) {
        let forum = forum(app).await;
        for list in LISTS {
            let close = if list.starts_with("thread(") { "}" } else { "" };
            let ask = async |selection: &str| forum.ask(app, &format!("{{ {list} {{ {selection} }} {close} }}")).await.to_string();
            let page = "pageInfo { startCursor endCursor }";
            let (alone, edges) = (ask(page).await, ask("edges { cursor }").await);
            let with_all = ask(&format!("{page} nodes {{ id createdAt }}")).await;
            assert!(!alone.contains("null"), "{list}: {alone}");
            let cursor = |text: &str, key: &str| text.split(key).nth(1).unwrap().split('"').nth(2).unwrap().to_owned();
            assert_eq!(cursor(&alone, "\"startCursor"), cursor(&with_all, "\"startCursor"), "{list}");
            assert_eq!(cursor(&alone, "\"startCursor"), cursor(&edges, "\"cursor"), "{list}");
        }
    }
}
