//! Joint statements: what two people of two countries sign together, and who reads it.

use entity::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    on_both, partners,
    support::{Answer, TestApp},
};

const DRAFT: &str = "mutation($input: DraftJointStatementInput!) { draftJointStatement(input: $input) { statement { id title body bodyHtml language revision status visibility signatures { revision } publishedAt } } }";
const EDIT: &str = "mutation($input: EditJointStatementInput!) { editJointStatement(input: $input) { statement { body revision status visibility signatures { revision } publishedAt } } }";
const SIGN: &str = "mutation($id: ID!, $revision: Int!) { signJointStatement(input: { statementId: $id, revision: $revision }) { statement { status publishedAt signatures { revision user { handle country } } } } }";
const WITHDRAW: &str = "mutation($id: ID!) { withdrawSignature(input: { statementId: $id }) { statement { status signatures { revision } } } }";
const REMOVE: &str = "mutation($id: ID!) { removeJointStatement(input: { statementId: $id, reason: SPAM, explanation: \"Not this.\" }) { statement { visibility } action { id kind } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { ... on JointStatement { title status } } }";

async fn draft(app: &TestApp, token: &str, pair: &str, title: &str) -> Answer {
    let input = json!({ "pairId": pair, "title": title, "body": "We pour *first* for others. <script>1</script>", "language": "EN" });
    app.ask_as(token, DRAFT, json!({ "input": input })).await
}

async fn edit(app: &TestApp, token: &str, id: &str, body: &str) -> Answer {
    app.ask_as(token, EDIT, json!({ "input": { "statementId": id, "body": body } })).await
}

async fn sign(app: &TestApp, token: &str, id: &str, revision: i32) -> Answer {
    app.ask_as(token, SIGN, json!({ "id": id, "revision": revision })).await
}

/// For tests of everybody: a statement of the author's and of somebody else's, and that one's token.
pub async fn drafted(app: &TestApp, essay: &str, author: &str, number: usize) -> (String, String) {
    let pair = partners::paired(app, essay, author, number).await;
    let id = draft(app, author, &pair, "We pour together").await.ok().text("/draftJointStatement/statement/id");
    (id, app.sign_in(&format!("partner{number}")).await)
}

/// The same after both have signed.
pub async fn published(app: &TestApp, essay: &str, author: &str, number: usize) -> String {
    let (id, partner) = drafted(app, essay, author, number).await;
    for token in [author, &partner] {
        sign(app, token, &id, 1).await.ok();
    }
    id
}

struct Forum {
    moderator: String,
    author: String,
    partner: String,
    essay: String,
    pair: String,
}

/// A pair of Kenya and France.
async fn forum(app: &TestApp) -> Forum {
    let moderator = app.with_role("tomas", Role::Admin).await;
    let author = app.sign_up("author").await;
    let essay = app.essay(&moderator, "tea").await;
    let pair = partners::paired(app, &essay, &author, 0).await;
    Forum { moderator, author, partner: app.sign_in("partner0").await, essay, pair }
}

impl Forum {
    async fn draft(&self, app: &TestApp) -> String {
        draft(app, &self.author, &self.pair, "We pour together").await.ok().text("/draftJointStatement/statement/id")
    }

    async fn published(&self, app: &TestApp) -> String {
        let id = self.draft(app).await;
        for token in [&self.author, &self.partner] {
            sign(app, token, &id, 1).await.ok();
        }
        id
    }

    /// What everybody finds at the pair's proposal.
    async fn shown(&self, app: &TestApp, token: &str) -> Value {
        let pair = app.ask_as(&self.author, "query($id: ID!) { node(id: $id) { ... on Pair { proposal { id } } } }", json!({ "id": self.pair })).await.ok();
        let list = "query($id: ID!) { proposal(id: $id) { jointStatements { title } } }";
        app.ask_as(token, list, json!({ "id": pair.text("/node/proposal/id") })).await.ok().at("/proposal/jointStatements").clone()
    }
}

on_both! {
    async fn two_countries_on_one_text_publish_it(app) {
        let forum = forum(app).await;
        let made = draft(app, &forum.author, &forum.pair, "We pour together").await.ok();
        let statement = made.at("/draftJointStatement/statement");
        let id = statement["id"].as_str().unwrap().to_owned();
        let html = statement["bodyHtml"].as_str().unwrap();
        assert!(html.contains("<em>first</em>") && !html.contains("<script>"), "{html}");
        assert_eq!((&statement["language"], &statement["revision"], &statement["status"], &statement["visibility"], &statement["signatures"]), (&json!("en"), &json!(1), &json!("SIGNING"), &json!("PUBLISHED"), &json!([])));
        // The two alone read it; the other finds it at the pair.
        let list = "query($id: ID!) { node(id: $id) { ... on Pair { jointStatements { id } } } }";
        assert_eq!(app.ask_as(&forum.partner, list, json!({ "id": forum.pair })).await.ok().at("/node/jointStatements"), &json!([{ "id": id }]));
        let ana = app.sign_up("ana").await;
        for token in ["", &ana, &forum.moderator] {
            assert!(app.ask_as(token, NODE, json!({ "id": id })).await.ok().at("/node").is_null());
        }
        assert_eq!(sign(app, &ana, &id, 1).await.code(), "NOT_FOUND");
        assert_eq!(edit(app, &ana, &id, "Mine.").await.code(), "NOT_FOUND");
        assert_eq!(draft(app, &ana, &forum.pair, "Mine now").await.code(), "NOT_FOUND");
        let once = sign(app, &forum.author, &id, 1).await.ok();
        assert_eq!(once.at("/signJointStatement/statement/status"), "SIGNING");
        assert_eq!(sign(app, &forum.author, &id, 1).await.code(), "CONFLICT");
        assert_eq!(sign(app, &forum.partner, &id, 2).await.code(), "CONFLICT");
        assert_eq!(forum.shown(app, "").await, json!([]));
        let twice = sign(app, &forum.partner, &id, 1).await.ok();
        let statement = twice.at("/signJointStatement/statement");
        assert_eq!((&statement["status"], statement["publishedAt"].is_string()), (&json!("PUBLISHED"), true));
        // Names are shown, countries are not: not even to the other of the two.
        assert_eq!(statement["signatures"][0], json!({ "revision": 1, "user": { "handle": "author", "country": null } }));
        assert_eq!(app.ask("query($id: ID!) { node(id: $id) { ... on JointStatement { title status } } }", json!({ "id": id })).await.ok().at("/node"), &json!({ "title": "We pour together", "status": "PUBLISHED" }));
        assert_eq!(forum.shown(app, "").await, json!([{ "title": "We pour together" }]));
    }
}

on_both! {
    async fn an_edit_clears_signatures_and_takes_it_back(app) {
        let forum = forum(app).await;
        let id = forum.published(app).await;
        let same = edit(app, &forum.partner, &id, "We pour *first* for others. <script>1</script>").await.ok();
        assert_eq!(same.at("/editJointStatement/statement/status"), "PUBLISHED", "the same text is no edit");
        let edited = edit(app, &forum.partner, &id, "We pour last.").await.ok();
        assert_eq!(edited.at("/editJointStatement/statement"), &json!({ "body": "We pour last.", "revision": 2, "status": "SIGNING", "visibility": "PUBLISHED", "signatures": [], "publishedAt": null }));
        assert_eq!(forum.shown(app, "").await, json!([]));
        assert!(app.ask(NODE, json!({ "id": id })).await.ok().at("/node").is_null());
        assert_eq!(sign(app, &forum.author, &id, 1).await.code(), "CONFLICT", "that text is gone");
        for token in [&forum.author, &forum.partner] {
            sign(app, token, &id, 2).await.ok();
        }
        assert_eq!(forum.shown(app, "").await, json!([{ "title": "We pour together" }]));
        // A signature that is taken back takes it back as well.
        let withdrawn = app.ask_as(&forum.author, WITHDRAW, json!({ "id": id })).await.ok();
        assert_eq!(withdrawn.at("/withdrawSignature/statement"), &json!({ "status": "SIGNING", "signatures": [{ "revision": 2 }] }));
        app.ask_as(&forum.author, WITHDRAW, json!({ "id": id })).await.ok();
        assert_eq!(forum.shown(app, "").await, json!([]));
        let refused = app.ask_as(&forum.author, EDIT, json!({ "input": { "statementId": id, "body": "x", "revision": 1 } })).await;
        assert_eq!(refused.code(), "CONFLICT");
        // Both sign and one edits at the same moment: what is published was signed by both.
        for round in 0..4 {
            let revision = 2 + round;
            app.ask_as(&forum.partner, WITHDRAW, json!({ "id": id })).await.ok();
            let body = format!("Round {round}");
            futures_util::future::join3(sign(app, &forum.author, &id, revision), edit(app, &forum.author, &id, &body), sign(app, &forum.partner, &id, revision)).await;
            let read = app.ask_as(&forum.author, "query($id: ID!) { node(id: $id) { ... on JointStatement { revision status signatures { revision } } } }", json!({ "id": id })).await.ok();
            let node = read.at("/node");
            assert_eq!(node["revision"], json!(revision + 1));
            assert!(node["signatures"].as_array().unwrap().iter().all(|signature| signature["revision"] == node["revision"]));
            assert_eq!(node["status"] == "PUBLISHED", node["signatures"].as_array().unwrap().len() == 2);
        }
    }
}

on_both! {
    async fn one_signs_for_the_country_that_one_is_open_with_and_two_of_one_country_are_one(app) {
        let forum = forum(app).await;
        let id = forum.draft(app).await;
        // Without a country, and with one that one could have taken to learn the other's.
        for country in ["NULL", "'CN'"] {
            app.sql(&format!("UPDATE users SET country = {country} WHERE handle = 'author'")).await;
            assert_eq!(sign(app, &forum.author, &id, 1).await.code(), "FORBIDDEN");
        }
        app.sql("UPDATE users SET country = 'FR' WHERE handle = 'author'").await;
        app.sql("UPDATE partnerings SET country = 'FR'").await;
        for token in [&forum.author, &forum.partner] {
            assert_eq!(sign(app, token, &id, 1).await.ok().at("/signJointStatement/statement/status"), "SIGNING");
        }
        // What was signed stands as it was signed.
        let other = draft(app, &forum.partner, &forum.pair, "Another one").await.ok().text("/draftJointStatement/statement/id");
        sign(app, &forum.author, &other, 1).await.ok();
        app.sql("UPDATE users SET country = 'CN' WHERE handle = 'author'").await;
        assert_eq!(sign(app, &forum.partner, &other, 1).await.ok().at("/signJointStatement/statement/status"), "SIGNING");
        // Both at the same moment: published, not forgotten.
        app.sql("UPDATE partnerings SET country = 'CN' WHERE user_id = (SELECT id FROM users WHERE handle = 'author')").await;
        let third = draft(app, &forum.partner, &forum.pair, "A third one").await.ok().text("/draftJointStatement/statement/id");
        let answers = join_all([&forum.author, &forum.partner].map(|token| sign(app, token, &third, 1))).await;
        assert!(answers.iter().all(|answer| answer.body.get("errors").is_none()));
        assert_eq!(forum.shown(app, "").await, json!([{ "title": "A third one" }]));
    }
}

on_both! {
    async fn moderators_hide_what_is_published_and_see_nothing_else(app) {
        let forum = forum(app).await;
        let id = forum.draft(app).await;
        assert_eq!(app.ask_as(&forum.moderator, REMOVE, json!({ "id": id })).await.code(), "NOT_FOUND");
        for token in [&forum.author, &forum.partner] {
            sign(app, token, &id, 1).await.ok();
        }
        let removed = app.ask_as(&forum.moderator, REMOVE, json!({ "id": id })).await.ok();
        assert_eq!((removed.at("/removeJointStatement/statement/visibility"), removed.at("/removeJointStatement/action/kind")), (&json!("REMOVED"), &json!("REMOVE")));
        assert_eq!(forum.shown(app, &forum.moderator).await, json!([]));
        for (token, sees) in [("", false), (&forum.author, true), (&forum.partner, true), (&forum.moderator, true)] {
            assert_eq!(app.ask_as(token, NODE, json!({ "id": id })).await.ok().at("/node").is_object(), sees);
        }
        for refused in [edit(app, &forum.author, &id, "Other words.").await, sign(app, &forum.author, &id, 1).await] {
            assert_eq!(refused.code(), "FORBIDDEN");
        }
        // Who drafted it appeals, and somebody else answers.
        let action = removed.text("/removeJointStatement/action/id");
        let appeal = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"It is kind.\" }) { appeal { id } } }";
        let appeal = app.ask_as(&forum.author, appeal, json!({ "id": action })).await.ok().text("/appealDecision/appeal/id");
        let other = app.with_role("ana", Role::Moderator).await;
        let answer = "mutation($id: ID!) { answerAppeal(input: { appealId: $id, outcome: OVERTURNED, answer: \"So it is.\" }) { appeal { status } } }";
        app.ask_as(&other, answer, json!({ "id": appeal })).await.ok();
        assert_eq!(forum.shown(app, "").await, json!([{ "title": "We pour together" }]));
        let log = "query($id: ID!) { moderationLog(subjectId: $id) { nodes { kind subject { id } } } verifyModerationLog { isIntact } }";
        let read = app.ask_as(&other, log, json!({ "id": id })).await.ok();
        assert_eq!(read.at("/moderationLog/nodes"), &json!([{ "kind": "RESTORE", "subject": { "id": id } }, { "kind": "REMOVE", "subject": { "id": id } }]));
        assert_eq!(read.at("/verifyModerationLog/isIntact"), &json!(true));
        // With its proposal it goes from sight.
        app.sql("UPDATE proposals SET status = 'REMOVED'").await;
        assert_eq!(forum.shown(app, "").await, json!([]));
        assert!(app.ask(NODE, json!({ "id": id })).await.ok().at("/node").is_null());
    }
}

on_both! {
    async fn a_statement_is_checked_like_a_post(app) {
        let forum = forum(app).await;
        for (key, value, field) in [
            ("title", json!("ab"), "input.title"),
            ("title", json!("x".repeat(201)), "input.title"),
            ("body", json!(" \n"), "input.body"),
            ("body", json!("x".repeat(20_001)), "input.body"),
            ("language", json!("??"), "input.language"),
            ("pairId", json!(forum.essay), "input.pairId"),
        ] {
            let mut input = json!({ "pairId": forum.pair, "title": "We pour", "body": "First for others.", "language": "en" });
            input[key] = value;
            let refused = app.ask_as(&forum.author, DRAFT, json!({ "input": input })).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", field), "{key}: {}", refused.body);
        }
        let id = forum.draft(app).await;
        assert_eq!(edit(app, &forum.author, &id, "You are such an idiot.").await.code(), "NUDGE");
        // What is held is not shown, whoever has signed it, until a moderator has looked.
        app.sql("UPDATE users SET is_premoderated = true WHERE handle = 'author'").await;
        app.forget_everybody().await;
        let held = edit(app, &forum.author, &id, "We pour for guests.").await.ok();
        assert_eq!(held.at("/editJointStatement/statement/visibility"), "HELD");
        for token in [&forum.author, &forum.partner] {
            sign(app, token, &id, 2).await.ok();
        }
        assert_eq!(forum.shown(app, "").await, json!([]));
        let queue = "{ moderationQueue { nodes { id jointStatement { id body } } } }";
        let read = app.ask_as(&forum.moderator, queue, json!({})).await.ok();
        assert_eq!(read.at("/moderationQueue/nodes/0/jointStatement"), &json!({ "id": id, "body": "We pour for guests." }));
        let resolve = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: DISMISSED }) { report { status } } }";
        app.ask_as(&forum.moderator, resolve, json!({ "id": read.text("/moderationQueue/nodes/0/id") })).await.ok();
        assert_eq!(forum.shown(app, "").await, json!([{ "title": "We pour together" }]));
    }
}

on_both! {
    async fn threads_show_what_came_of_their_proposals_at_the_same_cost_for_many(app) {
        let forum = forum(app).await;
        let query = "{ threads { nodes { title jointStatements { title signatures { user { handle } } } } } proposals(states: [ADOPTED]) { nodes { jointStatements { title } } } }";
        let cost = async || {
            let before = app.db.statements();
            let read = app.ask(query, json!({})).await.ok();
            (app.db.statements() - before, read)
        };
        forum.published(app).await;
        let thread = app.thread(&forum.author, &forum.essay, "Who pours?").await;
        app.sql("UPDATE proposals SET thread_id = (SELECT id FROM threads) WHERE title = 'Between 0 0'").await;
        let (one, read) = cost().await;
        assert_eq!(read.at("/threads/nodes"), &json!([{ "title": "Who pours?", "jointStatements": [{ "title": "We pour together", "signatures": [{ "user": { "handle": "author" } }, { "user": { "handle": "partner0" } }] }] }]));
        // The newest first, and twenty at most.
        for number in 0..19 {
            let id = draft(app, &forum.author, &forum.pair, &format!("Number {number}")).await.ok().text("/draftJointStatement/statement/id");
            for token in [&forum.author, &forum.partner] {
                sign(app, token, &id, 1).await.ok();
            }
        }
        assert_eq!(draft(app, &forum.author, &forum.pair, "One too many").await.code(), "CONFLICT");
        let (many, read) = cost().await;
        let titles: Vec<&str> = read.at("/threads/nodes/0/jointStatements").as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!((titles.len(), titles[0], titles[19]), (20, "Number 18", "We pour together"));
        assert!(one <= 6 && many <= 6, "{one} statements for one, {many} for twenty");
        app.sql("UPDATE threads SET status = 'REMOVED'").await;
        let read = app.ask("query($id: ID!) { thread(id: $id) { jointStatements { title } } }", json!({ "id": thread })).await.ok();
        assert_eq!(read.at("/thread/jointStatements"), &json!([]));
    }
}
