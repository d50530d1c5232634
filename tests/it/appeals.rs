//! Appeals: who answers them, and what overturning a decision undoes.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    moderation::{RESTORE, SUSPEND, declare, forum, id_of, remove},
    on_both,
    support::TestApp,
};

const APPEAL: &str = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"It was meant well.\" }) { appeal { id status } } }";
const OVERTURN: &str =
    "mutation($id: ID!) { answerAppeal(input: { appealId: $id, outcome: OVERTURNED, answer: \"You are right.\" }) { appeal { status answer } } }";
const CAN: &str = "query($id: ID!) { node(id: $id) { ... on ModerationAction { viewerCanAppeal isOverturned appeal { status answer } } } }";
const STANDING: &str = "{ viewer { suspendedUntil openWarningId } }";

/// Appeals against a decision and has somebody agree.
async fn overturn(app: &TestApp, author: &str, moderator: &str, action: &str) {
    let appeal = app.ask_as(author, APPEAL, json!({ "id": action })).await.ok().text("/appealDecision/appeal/id");
    app.ask_as(moderator, OVERTURN, json!({ "id": appeal })).await.ok();
    assert_eq!(app.ask_as(author, CAN, json!({ "id": action })).await.ok().at("/node/isOverturned"), true);
}

on_both! {
    async fn appeals_are_answered_by_somebody_else_and_undo_what_was_done(app) {
        let forum = forum(app).await;
        let other = app.with_role("lina", Role::Moderator).await;
        let action = remove(app, &forum.moderator, &forum.reply).await.ok().text("/removePost/action/id");
        assert_eq!(app.ask_as(&forum.author, CAN, json!({ "id": action })).await.ok().at("/node/viewerCanAppeal"), true);
        assert_eq!(app.ask_as(&forum.reader, CAN, json!({ "id": action })).await.ok().at("/node/viewerCanAppeal"), false);
        let id = app.ask_as(&forum.author, APPEAL, json!({ "id": action })).await.ok().text("/appealDecision/appeal/id");
        assert_eq!(app.ask_as(&forum.author, OVERTURN, json!({ "id": id })).await.code(), "FORBIDDEN");
        assert_eq!(app.ask_as(&forum.moderator, OVERTURN, json!({ "id": id })).await.code(), "FORBIDDEN");
        let list = app.ask_as(&other, "{ appeals { nodes { text author { handle } action { kind } } } }", json!({})).await.ok();
        assert_eq!(list.at("/appeals/nodes/0/author/handle"), "mei");
        // From the same country while the staff has somebody from another: not yet.
        declare(app, &forum.moderator, "FR").await;
        declare(app, &other, "FR").await;
        let third = app.with_role("third", Role::Moderator).await;
        declare(app, &third, "KE").await;
        assert_eq!(app.ask_as(&other, OVERTURN, json!({ "id": id })).await.code(), "FORBIDDEN");
        app.ask_as(&third, OVERTURN, json!({ "id": id })).await.ok();
        assert_eq!(app.ask_as(&third, OVERTURN, json!({ "id": id })).await.code(), "CONFLICT");
        let told = app.ask_as(&forum.author, CAN, json!({ "id": action })).await.ok();
        assert_eq!(told.at("/node"), &json!({ "viewerCanAppeal": false, "isOverturned": true, "appeal": { "status": "OVERTURNED", "answer": "You are right." } }));
        assert_eq!(app.ask("query($id: ID!) { node(id: $id) { ... on Reply { body } } }", json!({ "id": forum.reply })).await.ok().text("/node/body"), "canary of the *reply*");
        // After 20 days nothing can be appealed any more.
        let late = remove(app, &forum.moderator, &forum.reply).await.ok().text("/removePost/action/id");
        app.sql("UPDATE moderation_actions SET created_at = created_at - 21 * 86400000 WHERE kind = 'REMOVE'").await;
        assert_eq!(app.ask_as(&forum.author, APPEAL, json!({ "id": late })).await.code(), "CONFLICT");
    }
}

on_both! {
    async fn an_appeal_undoes_only_what_is_still_in_force(app) {
        let forum = forum(app).await;
        let other = app.with_role("lina", Role::Moderator).await;
        let shown = async || app.ask("query($id: ID!) { node(id: $id) { ... on Reply { status } } }", json!({ "id": forum.reply })).await.ok().text("/node/status");
        // Restored meanwhile: there is nothing to undo, and the appeal can be granted all the same.
        let first = remove(app, &forum.moderator, &forum.reply).await.ok().text("/removePost/action/id");
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.reply })).await.ok();
        overturn(app, &forum.author, &other, &first).await;
        assert_eq!(shown().await, "PUBLISHED");
        // Removed again for another reason: the older appeal does not bring it back, the newer does.
        let second = remove(app, &forum.moderator, &forum.reply).await.ok().text("/removePost/action/id");
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.reply })).await.ok();
        let third = remove(app, &forum.moderator, &forum.reply).await.ok().text("/removePost/action/id");
        overturn(app, &forum.author, &other, &second).await;
        assert_eq!(shown().await, "REMOVED");
        overturn(app, &forum.author, &other, &third).await;
        assert_eq!(shown().await, "PUBLISHED");
        // What its author has deleted stays deleted.
        let fourth = remove(app, &forum.moderator, &forum.thread).await.ok().text("/removePost/action/id");
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.thread })).await.ok();
        app.ask_as(&forum.author, "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", json!({ "id": forum.thread })).await.ok();
        overturn(app, &forum.author, &other, &fourth).await;
        assert_eq!(app.ask("query($id: ID!) { node(id: $id) { ... on Thread { status } } }", json!({ "id": forum.thread })).await.ok().text("/node/status"), "DELETED");
    }
}

on_both! {
    async fn an_appeal_lifts_its_own_measure_and_no_other(app) {
        let forum = forum(app).await;
        let other = app.with_role("lina", Role::Moderator).await;
        let id = id_of(app, "mei").await;
        let decide = async |mutation: &str, variables: Value| {
            let answer = app.ask_as(&forum.moderator, mutation, variables).await.ok();
            answer.body["data"].as_object().unwrap().values().next().unwrap()["action"]["id"].as_str().unwrap().to_owned()
        };
        let standing = async || app.ask_as(&forum.author, STANDING, json!({})).await.ok().at("/viewer").clone();
        let warn = "mutation($id: ID!) { warnUser(input: { userId: $id, reason: OFFENSIVE, explanation: \"Please stay calm.\" }) { action { id } } }";
        let premoderate = "mutation($id: ID!) { premoderateUser(input: { userId: $id, reason: SPAM, explanation: \"For a while.\" }) { action { id } } }";
        let post = "mutation($id: ID!, $body: String!) { postReply(input: { threadId: $id, body: $body, language: \"en\" }) { reply { status } } }";
        let week = decide(SUSPEND, json!({ "id": id, "until": "2099-01-01T00:00:00Z" })).await;
        let ban = decide(SUSPEND, json!({ "id": id })).await;
        let warning = decide(warn, json!({ "id": id })).await;
        let first = decide(premoderate, json!({ "id": id })).await;
        let banned_until = standing().await["suspendedUntil"].clone();
        // The ban came later and stands.
        overturn(app, &forum.author, &other, &week).await;
        assert_eq!(standing().await, json!({ "suspendedUntil": banned_until, "openWarningId": warning }));
        overturn(app, &forum.author, &other, &ban).await;
        assert_eq!(standing().await, json!({ "suspendedUntil": null, "openWarningId": warning }));
        assert_eq!(app.ask_as(&forum.author, post, json!({ "id": forum.thread, "body": "One." })).await.code(), "WARNING_UNCONFIRMED");
        overturn(app, &forum.author, &other, &warning).await;
        assert_eq!(standing().await["openWarningId"], Value::Null);
        assert_eq!(app.ask_as(&forum.author, post, json!({ "id": forum.thread, "body": "Two." })).await.ok().text("/postReply/reply/status"), "HELD");
        overturn(app, &forum.author, &other, &first).await;
        assert_eq!(app.ask_as(&forum.author, post, json!({ "id": forum.thread, "body": "Three." })).await.ok().text("/postReply/reply/status"), "PUBLISHED");
        let verify = app.ask_as(&other, "{ verifyModerationLog { isIntact } }", json!({})).await.ok();
        assert_eq!(verify.at("/verifyModerationLog/isIntact"), true);
    }
}
