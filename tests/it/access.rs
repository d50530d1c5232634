//! Who may do what: every change against nobody, strangers and wrong ids; what is
//! absent answers like what is hidden.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

/// Every change that needs somebody, and the id it takes: document, argument, kind.
const CHANGES: [(&str, &str, &str); 13] = [
    ("mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\" }) { thread { id } } }", "essayId", "Essay"),
    ("mutation($id: ID!) { editThread(input: { threadId: $id, body: \"x\" }) { thread { id } } }", "threadId", "Thread"),
    ("mutation($id: ID!) { postReply(input: { threadId: $id, body: \"x\", language: \"en\" }) { reply { id } } }", "threadId", "Thread"),
    ("mutation($id: ID!, $t: ID!) { postReply(input: { threadId: $t, parentId: $id, body: \"x\", language: \"en\" }) { reply { id } } }", "parentId", "Reply"),
    ("mutation($id: ID!) { editReply(input: { replyId: $id, body: \"x\" }) { reply { id } } }", "replyId", "Reply"),
    (
        "mutation($id: ID!) { createProposal(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\" }) { proposal { id } } }",
        "essayId",
        "Essay",
    ),
    (
        "mutation($id: ID!, $e: ID!) { createProposal(input: { essayId: $e, threadId: $id, title: \"A title\", body: \"x\", language: \"en\" }) { proposal { id } } }",
        "threadId",
        "Thread",
    ),
    ("mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"x\" }) { proposal { id } } }", "proposalId", "Proposal"),
    ("mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { id } } }", "proposalId", "Proposal"),
    ("mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { id } } }", "proposalId", "Proposal"),
    ("mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE }) { vote { id } } }", "proposalId", "Proposal"),
    ("mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }", "proposalId", "Proposal"),
    ("mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", "postId", "Post"),
];

/// A forum with one of each; all posts are Mei's.
struct Forum {
    moderator: String,
    mei: String,
    tomas: String,
    essay: String,
    thread: String,
    reply: String,
    proposal: String,
}

impl Forum {
    async fn new(app: &TestApp) -> Self {
        let moderator = app.with_role("amina", Role::Admin).await;
        let essay = app.essay(&moderator, "a-calm-answer").await;
        let (mei, tomas) = (app.sign_up("mei").await, app.sign_up("tomas").await);
        let thread = app.thread(&mei, &essay, "A question").await;
        let reply = app.reply(&mei, &thread, None, "text").await;
        let proposal = app.proposal(&mei, &essay, "Cultivate pioneers").await;
        Self { moderator, mei, tomas, essay, thread, reply, proposal }
    }

    fn id(&self, kind: &str) -> &str {
        match kind {
            "Essay" => &self.essay,
            "Thread" => &self.thread,
            "Reply" => &self.reply,
            _ => &self.proposal,
        }
    }

    async fn change(&self, app: &TestApp, token: &str, query: &str, id: &str) -> Answer {
        let mut variables = json!({ "id": id });
        for (name, value) in [("t", &self.thread), ("e", &self.essay)] {
            if query.contains(&format!("${name}: ID!")) {
                variables[name] = Value::from(value.as_str());
            }
        }
        app.ask_as(token, query, variables).await
    }
}

/// The same id with another key: of the right type, and of nothing.
fn absent(id: &str) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(id).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    URL_SAFE_NO_PAD.encode(bytes)
}

/// All rows of all tables, roughly: what a refused change leaves as it was.
async fn rows(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["essays", "editions", "threads", "replies", "proposals", "votes", "post_revisions"] {
        counts.push(app.count(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

on_both! {
    async fn nobody_changes_anything(app) {
        let forum = Forum::new(app).await;
        let before = (rows(app).await, app.db.statements());
        for (query, _, kind) in CHANGES {
            let answer = forum.change(app, "", query, forum.id(kind)).await;
            assert_eq!(answer.code(), "UNAUTHENTICATED", "{query}");
            // Nobody may ask which ids there are either.
            let missing = forum.change(app, "", query, &absent(forum.id(kind))).await;
            assert_eq!(answer.body["errors"][0]["message"], missing.body["errors"][0]["message"], "{query}");
        }
        assert_eq!(app.db.statements(), before.1, "a refused change asked the database");
        assert_eq!(rows(app).await, before.0);
    }
}

on_both! {
    async fn strangers_edit_and_delete_nothing(app) {
        let forum = Forum::new(app).await;
        let before = rows(app).await;
        for (query, argument, kind) in CHANGES {
            if !["editThread", "editReply", "editProposal", "withdrawProposal", "decideProposal", "deletePost"].iter().any(|name| query.contains(name)) {
                continue;
            }
            assert_eq!(forum.change(app, &forum.tomas, query, forum.id(kind)).await.code(), "FORBIDDEN", "{query}");
            // Nor do moderators speak in somebody's name.
            if !query.contains("decideProposal") {
                assert_eq!(forum.change(app, &forum.moderator, query, forum.id(kind)).await.code(), "FORBIDDEN", "{query} {argument}");
            }
        }
        assert_eq!(rows(app).await, before);
    }
}

on_both! {
    async fn ids_of_other_kinds_and_of_nothing_are_told_by_their_argument(app) {
        let forum = Forum::new(app).await;
        for (query, argument, kind) in CHANGES {
            for wrong in ["", "nonsense", "AAAA", "!!!!!!!!!!!!!!!!!!!!!!!", if kind == "Essay" || kind == "Post" { "B\u{0}" } else { forum.essay.as_str() }] {
                let answer = forum.change(app, &forum.moderator, query, wrong).await;
                assert_eq!((answer.code(), answer.field()), ("VALIDATION_FAILED", format!("input.{argument}")), "{query} with {wrong:?}");
            }
            let answer = forum.change(app, &forum.moderator, query, &absent(forum.id(kind))).await;
            assert_eq!(answer.code(), "NOT_FOUND", "{query}");
        }
        let swapped = "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }";
        assert_eq!(forum.change(app, &forum.mei, swapped, &forum.essay).await.code(), "VALIDATION_FAILED");
        for (query, kind) in [("query($id: ID!) { thread(id: $id) { id } }", "Thread"), ("query($id: ID!) { proposal(id: $id) { id } }", "Proposal")] {
            assert!(app.ask(query, json!({ "id": absent(forum.id(kind)) })).await.ok().body["data"].as_object().unwrap().values().all(Value::is_null));
        }
        let lists = "query($id: ID!) { threads(essayId: $id) { totalCount nodes { id } } proposals(essayId: $id) { totalCount nodes { id } } }";
        let empty = app.ask(lists, json!({ "id": absent(&forum.essay) })).await.ok();
        assert_eq!((empty.at("/threads/totalCount"), empty.at("/proposals/totalCount")), (&json!(0), &json!(0)));
        assert_eq!(app.ask(lists, json!({ "id": forum.thread })).await.field(), "essayId");
    }
}

on_both! {
    async fn what_is_removed_answers_like_what_never_was(app) {
        let forum = Forum::new(app).await;
        let delete = "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }";
        for kind in ["Reply", "Proposal", "Thread"] {
            forum.change(app, &forum.mei, delete, forum.id(kind)).await.ok();
        }
        for (query, _, kind) in CHANGES {
            // To an open question "does it take replies" a removed thread says no; it keeps its place.
            if kind == "Essay" || query.contains("postReply") || query.contains("createProposal") {
                continue;
            }
            for token in [&forum.mei, &forum.tomas, &forum.moderator] {
                let removed = forum.change(app, token, query, forum.id(kind)).await;
                let never = forum.change(app, token, query, &absent(forum.id(kind))).await;
                assert_eq!(removed.body, never.body, "{query}");
            }
        }
    }
}

on_both! {
    async fn inputs_carry_nothing_that_is_not_theirs(app) {
        let forum = Forum::new(app).await;
        for query in [
            "mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\", authorId: \"x\" }) { thread { id } } }",
            "mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\", createdAt: \"2020-01-01T00:00:00Z\" }) { thread { id } } }",
            "mutation($id: ID!) { createProposal(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\", state: ADOPTED }) { proposal { id } } }",
            "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE, voterId: \"x\" }) { vote { id } } }",
            "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: TWICE }) { vote { id } } }",
        ] {
            assert_eq!(forum.change(app, &forum.mei, query, &forum.essay).await.code(), "BAD_REQUEST", "{query}");
        }
        let input = json!({ "essayId": forum.essay, "title": "A title", "body": "x", "language": "en", "authorId": "x" });
        let smuggled = app.ask_as(&forum.mei, "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }", json!({ "input": input })).await;
        assert_eq!(smuggled.code(), "BAD_REQUEST");
    }
}
