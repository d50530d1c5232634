//! Leaving a pair: what ends with it, and what stays.

use entity::Role;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{
    on_both, partners,
    support::{Answer, TestApp},
};

const LEAVE: &str = "mutation($id: ID!) { leavePair(input: { pairId: $id }) { pair { id endedAt } } }";
const SEND: &str = "mutation($id: ID!) { sendPairMessage(input: { pairId: $id, body: \"Are you there?\" }) { message { body } } }";
const PAIRS: &str = "{ viewer { pairs { id endedAt partner { handle } messages { nodes { body } } } } }";
const SUGGEST: &str = "query($id: ID!) { suggestPartners(proposalId: $id) { user { handle } } }";
const INVITE: &str = "mutation($input: InvitePartnerInput!) { invitePartner(input: $input) { invitation { id } } }";
const ACCEPT: &str = "mutation($id: ID!) { answerInvitation(input: { invitationId: $id, accept: true }) { pair { id endedAt } } }";
const DRAFT: &str =
    "mutation($id: ID!) { draftJointStatement(input: { pairId: $id, title: \"We pour\", body: \"For others.\", language: \"en\" }) { statement { id } } }";
const SIGN: &str = "mutation($id: ID!) { signJointStatement(input: { statementId: $id, revision: 1 }) { statement { status } } }";

struct Forum {
    author: String,
    partner: String,
    pair: String,
    /// What they talk about, and another proposal on which they could.
    proposals: [String; 2],
}

/// A pair of the author and somebody, who have sent one message.
async fn forum(app: &TestApp) -> Forum {
    let admin = app.with_role("amina", Role::Admin).await;
    let author = app.sign_up("author").await;
    let essay = app.essay(&admin, "tea").await;
    let pair = partners::paired(app, &essay, &author, 0).await;
    let partner = app.sign_in("partner0").await;
    let mut proposals = [String::new(), String::new()];
    let list = app.ask("{ proposals { nodes { id title } } }", json!({})).await.ok();
    for node in list.at("/proposals/nodes").as_array().unwrap() {
        for (number, id) in proposals.iter_mut().enumerate() {
            if node["title"] == format!("Between 0 {number}") {
                *id = node["id"].as_str().unwrap().to_owned();
            }
        }
    }
    Forum { author, partner, pair, proposals }
}

async fn on_pair(app: &TestApp, token: &str, query: &str, id: &str) -> Answer {
    app.ask_as(token, query, json!({ "id": id })).await
}

async fn pairs(app: &TestApp, token: &str) -> Value {
    app.ask_as(token, PAIRS, json!({})).await.ok().at("/viewer/pairs").clone()
}

async fn invite(app: &TestApp, token: &str, proposal: &str, handle: &str) -> Answer {
    let id = app.ask(&format!("{{ user(handle: \"{handle}\") {{ id }} }}"), json!({})).await.ok().text("/user/id");
    app.ask_as(token, INVITE, json!({ "input": { "proposalId": proposal, "userId": id, "message": "Shall we?" } })).await
}

on_both! {
    async fn who_leaves_is_gone_and_the_other_sees_it(app) {
        let forum = forum(app).await;
        let ana = app.sign_up("ana").await;
        assert_eq!(on_pair(app, &ana, LEAVE, &forum.pair).await.code(), "NOT_FOUND");
        assert_eq!(on_pair(app, "", LEAVE, &forum.pair).await.code(), "UNAUTHENTICATED");
        assert!(pairs(app, &forum.author).await[0]["endedAt"].is_null());
        // Who is suspended writes nothing, and may leave.
        app.sql("UPDATE users SET suspended_until = 4070908800000 WHERE handle = 'author'").await;
        app.forget_everybody().await;
        let left = on_pair(app, &forum.author, LEAVE, &forum.pair).await.ok();
        assert!(left.at("/leavePair/pair/endedAt").is_string());
        app.sql("UPDATE users SET suspended_until = NULL").await;
        app.forget_everybody().await;
        assert_eq!(pairs(app, &forum.author).await, json!([]));
        let seen = pairs(app, &forum.partner).await;
        assert_eq!((&seen[0]["id"], seen[0]["endedAt"].is_string(), &seen[0]["messages"]["nodes"]), (&json!(forum.pair), true, &json!([{ "body": "Yes." }])));
        for token in [&forum.author, &forum.partner] {
            assert_eq!(on_pair(app, token, SEND, &forum.pair).await.code(), "CONFLICT");
            assert_eq!(on_pair(app, token, LEAVE, &forum.pair).await.code(), "CONFLICT");
            assert_eq!(on_pair(app, token, DRAFT, &forum.pair).await.code(), "CONFLICT");
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM pair_messages").await, 1);
    }
}

on_both! {
    async fn only_who_left_may_begin_again(app) {
        let forum = forum(app).await;
        let suggested = async |token: &str, proposal: &str| app.ask_as(token, SUGGEST, json!({ "id": proposal })).await.ok().at("/suggestPartners").clone();
        let [here, there] = &forum.proposals;
        assert_eq!(suggested(&forum.partner, there).await, json!([{ "user": { "handle": "author" } }]));
        on_pair(app, &forum.author, LEAVE, &forum.pair).await.ok();
        for proposal in [here, there] {
            assert_eq!(suggested(&forum.partner, proposal).await, json!([]));
            assert_eq!(invite(app, &forum.partner, proposal, "author").await.code(), "NOT_FOUND");
            assert_eq!(suggested(&forum.author, proposal).await, json!([{ "user": { "handle": "partner0" } }]));
        }
        // For the same proposal as well: another pair, without what was said in the first.
        let invitation = invite(app, &forum.author, here, "partner0").await.ok().text("/invitePartner/invitation/id");
        let made = on_pair(app, &forum.partner, ACCEPT, &invitation).await.ok();
        let again = made.text("/answerInvitation/pair/id");
        assert!(again != forum.pair && made.at("/answerInvitation/pair/endedAt").is_null());
        assert_eq!(pairs(app, &forum.author).await, json!([{ "id": again, "endedAt": null, "partner": { "handle": "partner0" }, "messages": { "nodes": [] } }]));
        assert_eq!(pairs(app, &forum.partner).await.as_array().unwrap().len(), 2);
        on_pair(app, &forum.partner, SEND, &again).await.ok();
        // While it goes on there is no second one.
        assert_eq!(suggested(&forum.author, here).await, json!([]));
        assert_eq!(invite(app, &forum.author, here, "partner0").await.code(), "NOT_FOUND");
    }
}

on_both! {
    async fn what_is_published_stays_and_nothing_more_is_signed(app) {
        let forum = forum(app).await;
        let draft = async || on_pair(app, &forum.author, DRAFT, &forum.pair).await.ok().text("/draftJointStatement/statement/id");
        let (published, unsigned) = (draft().await, draft().await);
        for (token, id) in [(&forum.author, &published), (&forum.partner, &published), (&forum.author, &unsigned)] {
            on_pair(app, token, SIGN, id).await.ok();
        }
        on_pair(app, &forum.author, LEAVE, &forum.pair).await.ok();
        let shown = async || {
            let list = "query($id: ID!) { proposal(id: $id) { jointStatements { id } } }";
            app.ask(list, json!({ "id": forum.proposals[0] })).await.ok().at("/proposal/jointStatements").clone()
        };
        assert_eq!(shown().await, json!([{ "id": published }]));
        assert_eq!(on_pair(app, &forum.partner, SIGN, &unsigned).await.code(), "CONFLICT");
        let edit = "mutation($id: ID!) { editJointStatement(input: { statementId: $id, body: \"Other words.\" }) { statement { id } } }";
        for token in [&forum.author, &forum.partner] {
            assert_eq!(on_pair(app, token, edit, &published).await.code(), "CONFLICT");
        }
        assert_eq!(shown().await, json!([{ "id": published }]));
        // One's name is one's own still.
        let withdraw = "mutation($id: ID!) { withdrawSignature(input: { statementId: $id }) { statement { status } } }";
        assert_eq!(on_pair(app, &forum.author, withdraw, &published).await.ok().at("/withdrawSignature/statement/status"), "SIGNING");
        assert_eq!(shown().await, json!([]));
    }
}

on_both! {
    async fn both_leave_at_once_and_one_has_left(app) {
        let forum = forum(app).await;
        let leave = join_all([&forum.author, &forum.partner, &forum.author, &forum.partner].map(|token| on_pair(app, token, LEAVE, &forum.pair)));
        let send = join_all((0..6).map(|_| on_pair(app, &forum.partner, SEND, &forum.pair)));
        let invited = invite(app, &forum.partner, &forum.proposals[1], "author");
        let (left, (sent, invited)) = join(leave, join(send, invited)).await;
        let is_done = |answer: &Answer| answer.body.get("errors").is_none();
        assert_eq!(left.iter().filter(|answer| is_done(answer)).count(), 1);
        assert!(left.iter().chain(&sent).filter(|answer| !is_done(answer)).all(|answer| answer.code() == "CONFLICT"));
        let kept = i64::try_from(sent.iter().filter(|answer| is_done(answer)).count()).unwrap();
        assert_eq!(app.count("SELECT COUNT(*) FROM pair_messages").await, 1 + kept);
        assert!(is_done(&invited) || invited.code() == "NOT_FOUND");
    }
}
