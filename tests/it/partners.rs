//! Partners: who is suggested to whom, invitations, and what two people write to each other.

use entity::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const SUGGEST: &str =
    "query($id: ID!) { suggestPartners(proposalId: $id, first: 20) { user { handle country languages } sharedLanguages agreedAtLeast differedAtLeast } }";
const INVITE: &str =
    "mutation($input: InvitePartnerInput!) { invitePartner(input: $input) { invitation { id status message from { handle } to { handle } } } }";
const ANSWER: &str = "mutation($id: ID!, $accept: Boolean!) { answerInvitation(input: { invitationId: $id, accept: $accept }) { invitation { status } pair { id partner { handle } } } }";
const SEND: &str =
    "mutation($id: ID!, $body: String!) { sendPairMessage(input: { pairId: $id, body: $body }) { message { body bodyHtml author { handle } } pair { id } } }";
const OPEN: &str = "mutation($open: Boolean!) { setPartnering(input: { open: $open }) { viewer { isPartnering } } }";
const DECLARE: &str = "mutation($input: DeclarePerspectiveInput!) { declarePerspective(input: $input) { viewer { isPartnering } } }";
/// How two people vote who agree twice and differ twice.
const LIKE_AND_UNLIKE: [[&str; 4]; 2] = [["AGREE", "AGREE", "DISAGREE", "AGREE"], ["AGREE", "AGREE", "AGREE", "DISAGREE"]];

async fn id_of(app: &TestApp, handle: &str) -> String {
    app.ask(&format!("{{ user(handle: \"{handle}\") {{ id }} }}"), json!({})).await.ok().text("/user/id")
}

/// Opens people to partners, behind the program's back: each with a country, all read English and Swahili.
async fn open(app: &TestApp, people: &[(&str, &str)]) {
    for (handle, country) in people {
        app.sql(&format!("UPDATE users SET country = '{country}', languages = 'en sw' WHERE handle = '{handle}'")).await;
        let row =
            format!("INSERT INTO partnerings (user_id, is_open, country, country_since) SELECT id, true, '{country}', 5 FROM users WHERE handle = '{handle}'");
        app.sql(&format!("{row} ON CONFLICT (user_id) DO UPDATE SET is_open = true, country = excluded.country")).await;
    }
    app.forget_everybody().await;
}

/// Four proposals that are decided, and votes on them.
async fn decided(app: &TestApp, essay: &str, name: &str, votes: &[(&str, [&str; 4])]) -> String {
    let mut first = String::new();
    for number in 0..4 {
        let id = app.proposal(votes[0].0, essay, &format!("{name} {number}")).await;
        for (token, stances) in votes {
            app.vote(token, &id, stances[number]).await.ok();
        }
        if number == 0 {
            first = id;
        }
    }
    app.sql(&format!("UPDATE proposals SET state = 'ADOPTED' WHERE title LIKE '{name} %'")).await;
    first
}

/// For tests of everybody: the author, alone open, and somebody who can be suggested: a proposal and that one's id and token.
pub async fn two(app: &TestApp, essay: &str, author: &str, number: usize) -> (String, String, String) {
    let handle = format!("partner{number}");
    let partner = app.sign_up(&handle).await;
    app.sql("UPDATE partnerings SET is_open = false").await;
    open(app, &[("author", "KE"), (&handle, "FR")]).await;
    let proposal = decided(app, essay, &format!("Between {number}"), &[(author, LIKE_AND_UNLIKE[0]), (&partner, LIKE_AND_UNLIKE[1])]).await;
    (proposal, id_of(app, &handle).await, partner)
}

/// The same after that one has invited the author: the invitation.
pub async fn invited(app: &TestApp, essay: &str, author: &str, number: usize) -> String {
    let (proposal, _, partner) = two(app, essay, author, number).await;
    let input = json!({ "proposalId": proposal, "userId": id_of(app, "author").await, "message": "Shall we?" });
    app.ask_as(&partner, INVITE, json!({ "input": input })).await.ok().text("/invitePartner/invitation/id")
}

/// The same after the author has accepted: the pair.
pub async fn paired(app: &TestApp, essay: &str, author: &str, number: usize) -> String {
    let id = invited(app, essay, author, number).await;
    let pair = app.ask_as(author, ANSWER, json!({ "id": id, "accept": true })).await.ok().text("/answerInvitation/pair/id");
    app.ask_as(author, SEND, json!({ "id": pair, "body": "Yes." })).await.ok();
    pair
}

struct Forum {
    mei: String,
    jack: String,
    essay: String,
    proposal: String,
}

/// Mei of China and Jack of Kenya, who agree twice and differ twice.
async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essay = app.essay(&editor, "tea").await;
    open(app, &[("mei", "CN"), ("jack", "KE")]).await;
    let proposal = decided(app, &essay, "Proposal", &[(&mei, LIKE_AND_UNLIKE[0]), (&jack, LIKE_AND_UNLIKE[1])]).await;
    Forum { mei, jack, essay, proposal }
}

impl Forum {
    async fn suggested(&self, app: &TestApp, token: &str) -> Value {
        app.ask_as(token, SUGGEST, json!({ "id": self.proposal })).await.ok().at("/suggestPartners").clone()
    }

    async fn handles(&self, app: &TestApp, token: &str) -> Vec<String> {
        let found = self.suggested(app, token).await;
        found.as_array().unwrap().iter().map(|one| one["user"]["handle"].as_str().unwrap().to_owned()).collect()
    }

    async fn invite(&self, app: &TestApp, token: &str, handle: &str) -> Answer {
        let input = json!({ "proposalId": self.proposal, "userId": id_of(app, handle).await, "message": "Shall we pour together?" });
        app.ask_as(token, INVITE, json!({ "input": input })).await
    }

    async fn pair(&self, app: &TestApp) -> String {
        let id = self.invite(app, &self.mei, "jack").await.ok().text("/invitePartner/invitation/id");
        app.ask_as(&self.jack, ANSWER, json!({ "id": id, "accept": true })).await.ok().text("/answerInvitation/pair/id")
    }
}

on_both! {
    async fn who_agrees_and_differs_is_suggested_without_a_country_or_a_number(app) {
        let forum = forum(app).await;
        let one = |handle: &str| json!([{ "user": { "handle": handle, "country": null, "languages": null }, "sharedLanguages": ["en", "sw"], "agreedAtLeast": 2, "differedAtLeast": 2 }]);
        assert_eq!(forum.suggested(app, &forum.mei).await, one("jack"));
        assert_eq!(forum.suggested(app, &forum.jack).await, one("mei"));
        // Each condition on its own.
        for (change, back) in [
            ("UPDATE partnerings SET is_open = false WHERE country = 'KE'", "UPDATE partnerings SET is_open = true"),
            ("UPDATE users SET country = 'CN' WHERE handle = 'jack'", "UPDATE users SET country = 'KE' WHERE handle = 'jack'"),
            ("UPDATE users SET languages = 'fr' WHERE handle = 'jack'", "UPDATE users SET languages = 'en sw' WHERE handle = 'jack'"),
            ("UPDATE users SET suspended_until = 4070908800000 WHERE handle = 'jack'", "UPDATE users SET suspended_until = NULL"),
            ("UPDATE proposals SET state = 'OPEN' WHERE title = 'Proposal 3'", "UPDATE proposals SET state = 'DECLINED' WHERE title = 'Proposal 3'"),
            ("UPDATE proposals SET status = 'REMOVED' WHERE title = 'Proposal 3'", "UPDATE proposals SET status = 'PUBLISHED'"),
            ("UPDATE proposals SET wording_revision = 2 WHERE title = 'Proposal 3'", "UPDATE proposals SET wording_revision = 1"),
            ("UPDATE votes SET stance = 'PASS' WHERE stance = 'DISAGREE'", "UPDATE votes SET stance = 'DISAGREE' WHERE stance = 'PASS'"),
        ] {
            app.sql(change).await;
            assert_eq!(forum.suggested(app, &forum.mei).await, json!([]), "{change}");
            app.sql(back).await;
            assert_eq!(forum.suggested(app, &forum.mei).await, one("jack"), "{back}");
        }
        // A vote that closes counts from then on, by the database's clock.
        app.sql("UPDATE proposals SET state = 'OPEN', closes_at = 5 WHERE title = 'Proposal 3'").await;
        assert_eq!(forum.suggested(app, &forum.mei).await, one("jack"));
        // Nothing for who is not open, for nobody, and for a proposal that is not to be read.
        let ana = app.sign_up("ana").await;
        assert!(forum.suggested(app, &ana).await.is_null() && forum.suggested(app, "").await.is_null());
        app.sql("UPDATE proposals SET status = 'REMOVED' WHERE title = 'Proposal 0'").await;
        assert!(forum.suggested(app, &forum.jack).await.is_null());
        for first in [0, 21] {
            let asked = app.ask_as(&forum.mei, "query($id: ID!, $n: Int) { suggestPartners(proposalId: $id, first: $n) { sharedLanguages } }", json!({ "id": forum.proposal, "n": first })).await;
            assert_eq!((asked.code(), asked.field().as_str()), ("VALIDATION_FAILED", "first"));
        }
    }
}

on_both! {
    async fn the_order_is_by_what_is_public_and_always_the_same(app) {
        let forum = forum(app).await;
        let mut tokens = Vec::new();
        for handle in ["ana", "bea", "cem"] {
            let token = app.sign_up(handle).await;
            open(app, &[(handle, "FR")]).await;
            tokens.push(token);
        }
        // All three vote like Jack, whatever their order of voting.
        app.sql("UPDATE proposals SET state = 'OPEN'").await;
        let list = app.ask("{ proposals(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { id } } }", json!({})).await.ok();
        let ids: Vec<String> = list.at("/proposals/nodes").as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect();
        for token in tokens.iter().rev() {
            for (id, stance) in ids.iter().zip(LIKE_AND_UNLIKE[1]).rev() {
                app.vote(token, id, stance).await.ok();
            }
        }
        app.sql("UPDATE proposals SET state = 'ADOPTED'").await;
        assert_eq!(forum.handles(app, &forum.mei).await, ["jack", "ana", "bea", "cem"]);
        app.sql("UPDATE users SET languages = 'sw' WHERE handle = 'jack'").await;
        assert_eq!(forum.handles(app, &forum.mei).await, ["ana", "bea", "cem", "jack"]);
        let pledge = "mutation($id: ID!) { pledge(input: { proposalId: $id, what: \"I will pour.\", hoursPerMonth: 1, languages: [] }) { pledge { id } } }";
        app.ask_as(&tokens[2], pledge, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(forum.handles(app, &forum.mei).await, ["cem", "ana", "bea", "jack"]);
        // More agreement moves nobody.
        for number in 0..2 {
            let id = app.proposal(&forum.mei, &forum.essay, &format!("More {number}")).await;
            for token in [&forum.mei, &tokens[1]] {
                app.vote(token, &id, "AGREE").await.ok();
            }
        }
        app.sql("UPDATE proposals SET state = 'ADOPTED' WHERE state = 'OPEN'").await;
        let again = join_all((0..4).map(|_| forum.handles(app, &forum.mei))).await;
        assert!(again.iter().all(|handles| handles == &["cem", "ana", "bea", "jack"]));
    }
}

on_both! {
    async fn being_open_needs_a_perspective_and_ends_with_it(app) {
        let mei = app.sign_up("mei").await;
        let set = async |open: bool| app.ask_as(&mei, OPEN, json!({ "open": open })).await;
        let declare = async |country: Value, languages: Value| app.ask_as(&mei, DECLARE, json!({ "input": { "country": country, "languages": languages } })).await.ok();
        let is_open = async || app.ask_as(&mei, "{ viewer { isPartnering } }", json!({})).await.ok().at("/viewer/isPartnering").clone();
        assert_eq!(is_open().await, json!(false));
        for (country, languages) in [(Value::Null, json!(["en"])), (json!("CN"), json!([]))] {
            declare(country, languages).await;
            let refused = set(true).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.open"));
        }
        declare(json!("CN"), json!(["en"])).await;
        assert_eq!(set(true).await.ok().at("/setPartnering/viewer/isPartnering"), &json!(true));
        // Other languages change nothing; none, no country or another close it.
        declare(json!("CN"), json!(["en", "zh"])).await;
        assert_eq!(is_open().await, json!(true));
        for (country, languages) in [(json!("CN"), Value::Null), (Value::Null, json!(["en"])), (json!("FR"), json!(["en"]))] {
            declare(json!("CN"), json!(["en"])).await;
            set(true).await.ok();
            declare(country, languages).await;
            assert_eq!(is_open().await, json!(false));
        }
        // With another country only after a while: else others' countries could be tried out.
        assert_eq!(set(true).await.code(), "CONFLICT");
        app.sql("UPDATE partnerings SET country_since = 5").await;
        assert_eq!(set(true).await.ok().at("/setPartnering/viewer/isPartnering"), &json!(true));
        assert_eq!(set(false).await.ok().at("/setPartnering/viewer/isPartnering"), &json!(false));
    }
}

on_both! {
    async fn invitations_are_for_whom_one_could_be_suggested(app) {
        let forum = forum(app).await;
        let ana = app.sign_up("ana").await;
        assert_eq!(forum.invite(app, &ana, "mei").await.code(), "FORBIDDEN");
        assert_eq!(forum.invite(app, &forum.mei, "ana").await.code(), "NOT_FOUND");
        assert_eq!(forum.invite(app, &forum.mei, "mei").await.code(), "NOT_FOUND");
        let made = forum.invite(app, &forum.mei, "jack").await.ok();
        let id = made.text("/invitePartner/invitation/id");
        assert_eq!(made.at("/invitePartner/invitation"), &json!({ "id": id, "status": "OPEN", "message": "Shall we pour together?", "from": { "handle": "mei" }, "to": { "handle": "jack" } }));
        // While it is open neither is suggested, nor invited again.
        assert!(forum.handles(app, &forum.mei).await.is_empty() && forum.handles(app, &forum.jack).await.is_empty());
        assert_eq!(forum.invite(app, &forum.jack, "mei").await.code(), "NOT_FOUND");
        let list = "{ viewer { invitations { id status to { handle } } } }";
        for token in [&forum.mei, &forum.jack] {
            assert_eq!(app.ask_as(token, list, json!({})).await.ok().at("/viewer/invitations"), &json!([{ "id": id, "status": "OPEN", "to": { "handle": "jack" } }]));
        }
        let answer = async |token: &str, accept: bool| app.ask_as(token, ANSWER, json!({ "id": id, "accept": accept })).await;
        assert_eq!(answer(&ana, true).await.code(), "NOT_FOUND");
        assert!(app.ask_as(&ana, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await.ok().at("/node").is_null());
        assert_eq!(answer(&forum.mei, true).await.code(), "FORBIDDEN");
        // Taken back, it can be made again; declined, it cannot, by neither.
        assert_eq!(answer(&forum.mei, false).await.ok().at("/answerInvitation/invitation/status"), "WITHDRAWN");
        assert_eq!(answer(&forum.jack, true).await.code(), "CONFLICT");
        let again = forum.invite(app, &forum.mei, "jack").await.ok().text("/invitePartner/invitation/id");
        let declined = app.ask_as(&forum.jack, ANSWER, json!({ "id": again, "accept": false })).await.ok();
        assert_eq!((declined.at("/answerInvitation/invitation/status"), declined.at("/answerInvitation/pair")), (&json!("DECLINED"), &Value::Null));
        assert!(forum.handles(app, &forum.mei).await.is_empty() && forum.handles(app, &forum.jack).await.is_empty());
        assert_eq!(forum.invite(app, &forum.jack, "mei").await.code(), "NOT_FOUND");
        for message in [String::new(), "x".repeat(501)] {
            let input = json!({ "proposalId": forum.proposal, "userId": id, "message": message });
            assert_eq!(app.ask_as(&forum.mei, INVITE, json!({ "input": input })).await.code(), "VALIDATION_FAILED");
        }
        let input = json!({ "proposalId": forum.proposal, "userId": id_of(app, "jack").await, "message": "You are such an idiot." });
        assert_eq!(app.ask_as(&forum.mei, INVITE, json!({ "input": input })).await.code(), "NUDGE");
    }
}

on_both! {
    async fn of_many_invitations_at_once_one_gets_through_and_ten_are_enough(app) {
        let forum = forum(app).await;
        let answers = join_all((0..6).map(|number| {
            let forum = &forum;
            async move { if number % 2 == 0 { forum.invite(app, &forum.mei, "jack").await } else { forum.invite(app, &forum.jack, "mei").await } }
        })).await;
        assert_eq!(answers.iter().filter(|answer| answer.body.get("errors").is_none()).count(), 1);
        app.sql("UPDATE invitations SET status = 'WITHDRAWN'").await;
        // Nine more that wait, to whom does not matter here.
        for number in 0..10 {
            let title = format!("More {number}");
            app.proposal(&forum.mei, &forum.essay, &title).await;
            app.sql(&format!(
                "INSERT INTO invitations (id, proposal_id, from_id, to_id, first_id, second_id, message, status, created_at)
                 SELECT proposals.id, proposals.id, users.id, users.id, users.id, users.id, 'x', 'OPEN', 5 FROM proposals, users WHERE title = '{title}' AND handle = 'mei'"
            )).await;
            if number == 8 {
                let id = forum.invite(app, &forum.mei, "jack").await.ok().text("/invitePartner/invitation/id");
                app.ask_as(&forum.mei, ANSWER, json!({ "id": id, "accept": false })).await.ok();
            }
        }
        assert_eq!(forum.invite(app, &forum.mei, "jack").await.code(), "CONFLICT");
    }
}

on_both! {
    async fn what_a_pair_writes_is_for_these_two(app) {
        let forum = forum(app).await;
        let pair = forum.pair(app).await;
        let moderator = app.with_role("tomas", Role::Admin).await;
        let sent = app.ask_as(&forum.mei, SEND, json!({ "id": pair, "body": "*Tea?* <script>1</script>" })).await.ok();
        let html = sent.text("/sendPairMessage/message/bodyHtml");
        assert!(html.contains("<em>Tea?</em>") && !html.contains("<script>"), "{html}");
        app.ask_as(&forum.jack, SEND, json!({ "id": pair, "body": "Tea." })).await.ok();
        let read = "query($id: ID!) { node(id: $id) { ... on Pair { partner { handle } proposal { title } messages(first: 5) { totalCount nodes { body author { handle } } } } } viewer { pairs { id } } }";
        let seen = app.ask_as(&forum.jack, read, json!({ "id": pair })).await.ok();
        assert_eq!(seen.at("/node"), &json!({
            "partner": { "handle": "mei" }, "proposal": { "title": "Proposal 0" },
            "messages": { "totalCount": 2, "nodes": [{ "body": "*Tea?* <script>1</script>", "author": { "handle": "mei" } }, { "body": "Tea.", "author": { "handle": "jack" } }] },
        }));
        assert_eq!(seen.at("/viewer/pairs"), &json!([{ "id": pair }]));
        let ana = app.sign_up("ana").await;
        let (_, program) = crate::token::create(app, &forum.mei, &["READ", "WRITE_DISCUSSION"], None).await;
        for token in [&ana, &moderator, "", &program] {
            assert!(app.ask_as(token, read, json!({ "id": pair })).await.ok().at("/node").is_null());
        }
        for (token, code) in [(ana.as_str(), "NOT_FOUND"), (&moderator, "NOT_FOUND"), ("", "UNAUTHENTICATED"), (&program, "FORBIDDEN")] {
            assert_eq!(app.ask_as(token, SEND, json!({ "id": pair, "body": "Me too." })).await.code(), code);
        }
        for body in [String::new(), "x".repeat(5001)] {
            let refused = app.ask_as(&forum.mei, SEND, json!({ "id": pair, "body": body })).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.body"));
        }
        // Not found by words either; and the two are not suggested to each other for this proposal again.
        let search = app.ask_as(&forum.mei, "{ search(query: \"Tea\") { totalCount } }", json!({})).await.ok();
        assert_eq!(search.at("/search/totalCount"), &json!(0));
        assert!(forum.handles(app, &forum.mei).await.is_empty());
        app.sql("UPDATE users SET suspended_until = 4070908800000 WHERE handle = 'mei'").await;
        app.forget_everybody().await;
        assert_eq!(app.ask_as(&forum.mei, SEND, json!({ "id": pair, "body": "Still?" })).await.code(), "SUSPENDED");
    }
}
