//! Restate before you rebut: kinds of replies, restatements, verdicts.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const POST: &str = "mutation($input: PostReplyInput!) { postReply(input: $input) { reply { id kind parentRevision restatement { id text verdict ofRevision judge { handle } of { id } viewerCanJudge } } } }";
const JUDGE: &str = "mutation($id: ID!, $verdict: RestatementVerdict!) { judgeRestatement(input: { restatementId: $id, verdict: $verdict, note: \"Nearly.\" }) { restatement { verdict note viewerCanJudge } } }";
const RATE: &str = "{ user(handle: \"jack\") { understoodRate } }";

struct Forum {
    mei: String,
    jack: String,
    essay: String,
    thread: String,
    point: String,
}

async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essay = app.essay(&editor, "tea").await;
    let thread = app.thread(&mei, &essay, "Who pours?").await;
    let point = app.reply(&mei, &thread, None, "The host should pour.").await;
    Forum { mei, jack, essay, thread, point }
}

impl Forum {
    async fn differ(&self, app: &TestApp, token: &str, body: &str, restatement: Value) -> Answer {
        let input = json!({ "threadId": self.thread, "parentId": self.point, "body": body, "language": "en", "kind": "DIFFER", "restatement": restatement });
        app.ask_as(token, POST, json!({ "input": input })).await
    }
}

on_both! {
    async fn a_restatement_is_checked_like_any_word(app) {
        let forum = forum(app).await;
        let asked = forum.differ(app, &forum.jack, "I would let the guest choose.", json!("You are such an idiot.")).await;
        assert_eq!(asked.code(), "NUDGE");
        assert_eq!(asked.body["errors"][0]["extensions"]["findings"][0]["part"], "RESTATEMENT");
        assert_eq!(app.count("SELECT COUNT(*) FROM restatements").await, 0);
    }
}

on_both! {
    async fn a_restatement_is_judged_by_whose_point_it_is(app) {
        let forum = forum(app).await;
        assert_eq!(app.ask(RATE, json!({})).await.ok().at("/user/understoodRate"), &Value::Null);
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"The host should pour first.\" }) { reply { revision } } }";
        app.ask_as(&forum.mei, edit, json!({ "id": forum.point })).await.ok();
        let made = forum.differ(app, &forum.jack, "I would let the guest choose.", json!("You want the host to begin.")).await.ok();
        let reply = made.at("/postReply/reply");
        assert_eq!((&reply["kind"], &reply["parentRevision"]), (&json!("DIFFER"), &json!(2)));
        let restatement = &reply["restatement"];
        assert_eq!(restatement["judge"]["handle"], "mei");
        assert_eq!((&restatement["of"]["id"], &restatement["ofRevision"], &restatement["verdict"]), (&json!(forum.point), &json!(2), &Value::Null));
        assert_eq!(restatement["viewerCanJudge"], false);
        let judge = async |token: &str, verdict: &str| app.ask_as(token, JUDGE, json!({ "id": restatement["id"], "verdict": verdict })).await;
        assert_eq!(judge(&forum.jack, "ACCURATE").await.code(), "FORBIDDEN");
        assert_eq!(judge("", "ACCURATE").await.code(), "UNAUTHENTICATED");
        // Many at the same moment: one counts.
        let tries = futures_util::future::join_all((0..8).map(|_| judge(&forum.mei, "ACCURATE"))).await;
        assert_eq!(tries.iter().filter(|answer| answer.body.get("errors").is_none()).count(), 1);
        assert_eq!(judge(&forum.mei, "PARTLY").await.code(), "CONFLICT");
        let rate = app.ask(RATE, json!({})).await.ok().at("/user/understoodRate").as_f64().unwrap();
        assert!((rate - 0.2065).abs() < 1e-4, "{rate}");
        assert_eq!(teahouse::restatement::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
        app.sql("UPDATE users SET restated_partly = 3 WHERE handle = 'jack'").await;
        assert_eq!(teahouse::restatement::recount::check(&app.db, true, |_| {}).await.unwrap().len(), 1);
        assert_eq!(teahouse::restatement::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn threads_can_ask_for_restatements(app) {
        let forum = forum(app).await;
        // Elsewhere it is free.
        forum.differ(app, &forum.jack, "I would let the guest choose.", Value::Null).await.ok();
        let start = "mutation($essay: ID!) { startThread(input: { essayId: $essay, title: \"Slowly\", body: \"Listen first.\", language: \"en\", differRequiresRestatement: true }) { thread { id differRequiresRestatement } } }";
        let thread = app.ask_as(&forum.mei, start, json!({ "essay": forum.essay })).await.ok();
        assert_eq!(thread.at("/startThread/thread/differRequiresRestatement"), true);
        let id = thread.text("/startThread/thread/id");
        let post = async |kind: &str, restatement: Value| {
            let input = json!({ "threadId": id, "body": format!("A word of the kind {kind}."), "language": "en", "kind": kind, "restatement": restatement });
            app.ask_as(&forum.jack, POST, json!({ "input": input })).await
        };
        for (kind, restatement) in [("DIFFER", Value::Null), ("DIFFER", json!("short")), ("BUILD", json!("You say that one should listen."))] {
            let refused = post(kind, restatement).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.restatement"), "{kind}");
        }
        let made = post("DIFFER", json!("You say that one should listen.")).await.ok();
        assert_eq!(made.at("/postReply/reply/restatement/of/id"), &json!(id));
        for kind in ["CLARIFY", "RESTATE", "BUILD", "THANK"] {
            post(kind, Value::Null).await.ok();
        }
        // One's own point cannot be judged by oneself.
        let input = json!({ "threadId": id, "body": "I think again.", "language": "en", "kind": "DIFFER", "restatement": "I said that one should listen." });
        let own = app.ask_as(&forum.mei, POST, json!({ "input": input })).await.ok();
        assert_eq!(own.at("/postReply/reply/restatement/judge"), &Value::Null);
        let judged = app.ask_as(&forum.mei, JUDGE, json!({ "id": own.text("/postReply/reply/restatement/id"), "verdict": "ACCURATE" })).await;
        assert_eq!(judged.code(), "FORBIDDEN");
    }
}

on_both! {
    async fn a_removed_reply_takes_its_restatement_with_it(app) {
        let forum = forum(app).await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let made = forum.differ(app, &forum.jack, "I would let the guest choose.", json!("Canary: the host begins.")).await.ok();
        let (reply, restatement) = (made.text("/postReply/reply/id"), made.text("/postReply/reply/restatement/id"));
        let remove = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"x\" }) { post { id } } }";
        app.ask_as(&moderator, remove, json!({ "id": reply })).await.ok();
        let read = "query($reply: ID!, $id: ID!) { reply: node(id: $reply) { ... on Reply { restatement { text } } } node(id: $id) { ... on Restatement { text } } }";
        for (token, is_read) in [("", false), (forum.mei.as_str(), false), (forum.jack.as_str(), true), (moderator.as_str(), true)] {
            let answer = app.ask_as(token, read, json!({ "reply": reply, "id": restatement })).await.ok();
            assert_eq!(answer.body.to_string().contains("Canary"), is_read, "{}", answer.body);
        }
    }
}
