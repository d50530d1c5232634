//! Pledges: from an adopted proposal to one that is done.

use entity::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};
use teahouse::pledge;

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const PLEDGE: &str = "mutation($input: PledgeInput!) { pledge(input: $input) { pledge { id what hoursPerMonth languages language status visibility revision pledger { handle } updates { note } concludedAt } proposal { state pledgeCounts { open kept lapsed } } } }";
const UPDATE: &str =
    "mutation($input: UpdatePledgeInput!) { updatePledge(input: $input) { pledge { status visibility revision updates { note createdAt } } } }";
const CONCLUDE: &str = "mutation($input: ConcludePledgeInput!) { concludePledge(input: $input) { pledge { status concludedAt } proposal { state pledgeCounts { open kept lapsed } } } }";
const COMPLETE: &str = "mutation($id: ID!, $s: String) { completeProposal(input: { proposalId: $id, statement: $s }) { proposal { state completedAt completionStatement viewerCanEdit viewerCanVote } } }";
const REMOVE: &str = "mutation($id: ID!) { removePledge(input: { pledgeId: $id, reason: SPAM, explanation: \"Not this.\" }) { pledge { visibility } action { id kind language } } }";
const READ: &str = "query($id: ID!) { proposal(id: $id) { state pledgeCounts { open kept lapsed } pledges { totalCount nodes { id what status visibility pledger { handle } updates { note } } } } }";
const DAY: i64 = 24 * 60 * 60 * 1000;

struct Forum {
    moderator: String,
    mei: String,
    jack: String,
    essay: String,
    proposal: String,
}

/// A proposal of Mei's that is adopted.
async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    let moderator = app.with_role("tomas", Role::Moderator).await;
    let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essay = app.essay(&editor, "tea").await;
    let proposal = app.proposal(&mei, &essay, "Pour for others").await;
    let forum = Forum { moderator, mei, jack, essay, proposal };
    forum.adopt(app, &forum.proposal).await;
    forum
}

fn counts(open: i32, kept: i32, lapsed: i32) -> Value {
    json!({ "open": open, "kept": kept, "lapsed": lapsed })
}

fn promise(proposal: &str, what: &str) -> Value {
    json!({ "input": { "proposalId": proposal, "what": what, "hoursPerMonth": 4, "languages": ["EN", "zh-hans"] } })
}

impl Forum {
    async fn adopt(&self, app: &TestApp, id: &str) {
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { state } } }";
        app.ask_as(&self.moderator, decide, json!({ "id": id })).await.ok();
    }

    async fn pledge(&self, app: &TestApp, token: &str, what: &str) -> Answer {
        app.ask_as(token, PLEDGE, promise(&self.proposal, what)).await
    }

    async fn read(&self, app: &TestApp, token: &str) -> Value {
        app.ask_as(token, READ, json!({ "id": self.proposal })).await.ok().at("/proposal").clone()
    }
}

async fn update(app: &TestApp, token: &str, id: &str, note: &str) -> Answer {
    app.ask_as(token, UPDATE, json!({ "input": { "pledgeId": id, "note": note } })).await
}

async fn conclude(app: &TestApp, token: &str, id: &str, outcome: &str) -> Answer {
    app.ask_as(token, CONCLUDE, json!({ "input": { "pledgeId": id, "outcome": outcome } })).await
}

async fn is_sound(app: &TestApp) {
    assert_eq!(pledge::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
}

/// Lets so many days pass for all pledges.
async fn wait(app: &TestApp, days: i64) {
    app.sql(&format!("UPDATE pledges SET last_sign_at = last_sign_at - {0}, created_at = created_at - {0}", days * DAY)).await;
}

on_both! {
    async fn from_adopted_to_done(app) {
        let forum = forum(app).await;
        let made = forum.pledge(app, &forum.jack, "I will pour at our school.\r\n").await.ok();
        let id = made.text("/pledge/pledge/id");
        assert_eq!(made.at("/pledge/pledge"), &json!({
            "id": id, "what": "I will pour at our school.", "hoursPerMonth": 4, "languages": ["en", "zh-Hans"], "language": "en", "status": "ACTIVE",
            "visibility": "PUBLISHED", "revision": 1, "pledger": { "handle": "jack" }, "updates": [], "concludedAt": null,
        }));
        assert_eq!(made.at("/pledge/proposal"), &json!({ "state": "UNDERWAY", "pledgeCounts": counts(1, 0, 0) }));
        let told = update(app, &forum.jack, &id, "Twelve guests came.").await.ok();
        let told = told.at("/updatePledge/pledge");
        assert_eq!((&told["revision"], &told["updates"][0]["note"], told["updates"][0]["createdAt"].is_string()), (&json!(2), &json!("Twelve guests came."), true));
        update(app, &forum.jack, &id, "Twenty more did.").await.ok();
        let notes = forum.read(app, "").await;
        assert_eq!(notes["pledges"]["nodes"][0]["updates"], json!([{ "note": "Twenty more did." }, { "note": "Twelve guests came." }]));
        let kept = conclude(app, &forum.jack, &id, "KEPT").await.ok();
        assert_eq!((kept.at("/concludePledge/pledge/status"), kept.at("/concludePledge/pledge/concludedAt").is_string()), (&json!("KEPT"), true));
        assert_eq!(kept.at("/concludePledge/proposal"), &json!({ "state": "UNDERWAY", "pledgeCounts": counts(0, 1, 0) }));
        for again in [conclude(app, &forum.jack, &id, "LAPSED").await, update(app, &forum.jack, &id, "x").await] {
            assert_eq!(again.code(), "CONFLICT");
        }
        // After that, another; and one of Mei's that is given up.
        forum.pledge(app, &forum.jack, "And next year again.").await.ok();
        let meis = forum.pledge(app, &forum.mei, "I will write about it.").await.ok().text("/pledge/pledge/id");
        conclude(app, &forum.mei, &meis, "LAPSED").await.ok();
        let person = app.ask("{ user(handle: \"jack\") { pledgeCounts { open kept lapsed } } }", json!({})).await.ok();
        assert_eq!(person.at("/user/pledgeCounts"), &counts(1, 1, 0));
        let read = forum.read(app, "").await;
        assert_eq!((&read["pledgeCounts"], &read["pledges"]["totalCount"]), (&counts(1, 1, 1), &json!(3)));
        let done = app.ask_as(&forum.moderator, COMPLETE, json!({ "id": forum.proposal, "s": "Tea is poured." })).await.ok();
        let done = done.at("/completeProposal/proposal");
        assert_eq!((&done["state"], &done["completionStatement"], done["completedAt"].is_string()), (&json!("DONE"), &json!("Tea is poured."), true));
        assert_eq!(app.ask_as(&forum.moderator, COMPLETE, json!({ "id": forum.proposal })).await.code(), "PROPOSAL_CLOSED");
        assert_eq!(forum.pledge(app, &app.sign_up("ana").await, "Too late").await.code(), "PROPOSAL_CLOSED");
        // What is open is concluded still.
        let open = read["pledges"]["nodes"].as_array().unwrap().iter().find(|pledge| pledge["status"] == "ACTIVE").unwrap()["id"].as_str().unwrap().to_owned();
        conclude(app, &forum.jack, &open, "KEPT").await.ok();
        assert_eq!(forum.read(app, "").await["state"], "DONE");
        is_sound(app).await;
    }
}

on_both! {
    async fn only_what_is_adopted_is_carried_out_and_what_is_decided_stays(app) {
        let forum = forum(app).await;
        let open = app.proposal(&forum.mei, &forum.essay, "Ask first").await;
        let refused = app.ask_as(&forum.jack, PLEDGE, promise(&open, "I will ask.")).await;
        assert_eq!(refused.code(), "PROPOSAL_CLOSED");
        assert_eq!(app.ask_as(&forum.moderator, COMPLETE, json!({ "id": forum.proposal })).await.code(), "PROPOSAL_CLOSED");
        forum.pledge(app, &forum.jack, "I will pour.").await.ok();
        let lists = "{ underway: proposals(states: [UNDERWAY]) { nodes { title viewerCanEdit viewerCanVote } } adopted: proposals(states: [ADOPTED]) { nodes { title } } both: proposals(states: [DONE, UNDERWAY]) { totalCount } }";
        let read = app.ask_as(&forum.mei, lists, json!({})).await.ok();
        assert_eq!(read.at("/underway/nodes"), &json!([{ "title": "Pour for others", "viewerCanEdit": false, "viewerCanVote": false }]));
        assert_eq!((read.at("/adopted/nodes"), read.at("/both/totalCount")), (&json!([]), &json!(1)));
        assert_eq!(app.vote(&forum.jack, &forum.proposal, "AGREE").await.code(), "PROPOSAL_CLOSED");
        for (query, token) in [
            ("mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: DECLINED }) { proposal { id } } }", &forum.moderator),
            ("mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"y\" }) { proposal { id } } }", &forum.mei),
            ("mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { id } } }", &forum.mei),
        ] {
            assert_eq!(app.ask_as(token, query, json!({ "id": forum.proposal })).await.code(), "PROPOSAL_CLOSED", "{query}");
        }
    }
}

on_both! {
    async fn a_promise_is_checked_like_any_word(app) {
        let forum = forum(app).await;
        for (key, value, field) in [
            ("what", json!(""), "input.what"),
            ("what", json!("x".repeat(501)), "input.what"),
            ("hoursPerMonth", json!(0), "input.hoursPerMonth"),
            ("hoursPerMonth", json!(201), "input.hoursPerMonth"),
            ("languages", json!(["nonsense!"]), "input.languages"),
            ("languages", json!(["en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "fi", "zh"]), "input.languages"),
            ("language", json!("??"), "input.language"),
            ("proposalId", json!(forum.essay), "input.proposalId"),
        ] {
            let mut input = promise(&forum.proposal, "I will pour.");
            input["input"][key] = value;
            let refused = app.ask_as(&forum.jack, PLEDGE, input).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", field), "{key}: {}", refused.body);
        }
        let asked = forum.pledge(app, &forum.jack, "I will teach you, such an idiot you are. You are such an idiot.").await;
        assert_eq!(asked.code(), "NUDGE");
        let id = forum.pledge(app, &forum.jack, "I will pour.").await.ok().text("/pledge/pledge/id");
        assert_eq!(update(app, &forum.jack, &id, "You are such an idiot.").await.code(), "NUDGE");
        for note in ["", &"x".repeat(1001)] {
            let refused = update(app, &forum.jack, &id, note).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.note"));
        }
        assert_eq!(update(app, &forum.mei, &id, "Not mine.").await.code(), "FORBIDDEN");
        assert_eq!(conclude(app, &forum.mei, &id, "KEPT").await.code(), "FORBIDDEN");
        assert_eq!(app.count("SELECT COUNT(*) FROM pledge_updates").await, 0);
        // What is not shown takes no pledge, and nobody learns of one to it.
        let remove = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
        app.ask_as(&forum.moderator, remove, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(forum.pledge(app, &app.sign_up("ana").await, "I will pour.").await.code(), "NOT_FOUND");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        assert!(app.ask(node, json!({ "id": id })).await.ok().at("/node").is_null());
        assert!(app.ask_as(&forum.moderator, node, json!({ "id": id })).await.ok().at("/node/id").is_string());
        assert_eq!(forum.read(app, "").await["pledges"], json!({ "totalCount": 0, "nodes": [] }));
        assert_eq!(update(app, &forum.jack, &id, "It goes well.").await.code(), "NOT_FOUND");
    }
}

on_both! {
    async fn one_open_pledge_a_person_however_many_come_at_once(app) {
        let forum = forum(app).await;
        let answers = join_all((0..6).map(|number| {
            let forum = &forum;
            async move { forum.pledge(app, if number % 2 == 0 { &forum.jack } else { &forum.mei }, "I will pour.").await }
        })).await;
        let codes: Vec<&str> = answers.iter().filter(|answer| answer.body.get("errors").is_some()).map(Answer::code).collect();
        assert_eq!(codes, ["CONFLICT"; 4]);
        let read = forum.read(app, "").await;
        assert_eq!((&read["state"], &read["pledgeCounts"]), (&json!("UNDERWAY"), &counts(2, 0, 0)));
        // Conclusions at the same moment count once.
        let id = read["pledges"]["nodes"].as_array().unwrap().iter().find(|pledge| pledge["pledger"]["handle"] == "jack").unwrap()["id"].as_str().unwrap().to_owned();
        let answers = join_all(["KEPT", "LAPSED", "KEPT"].map(|outcome| conclude(app, &forum.jack, &id, outcome))).await;
        assert_eq!(answers.iter().filter(|answer| answer.body.get("errors").is_none()).count(), 1);
        is_sound(app).await;
    }
}

on_both! {
    async fn ninety_days_of_silence_end_a_pledge(app) {
        let forum = forum(app).await;
        let id = forum.pledge(app, &forum.jack, "I will pour.").await.ok().text("/pledge/pledge/id");
        wait(app, 89).await;
        assert_eq!(pledge::service::lapse_all(&app.db).await.unwrap(), 0);
        update(app, &forum.jack, &id, "It goes well.").await.ok();
        wait(app, 89).await;
        assert_eq!(pledge::service::lapse_all(&app.db).await.unwrap(), 0, "an update is a sign");
        wait(app, 1).await;
        // Whoever comes first writes it: a change, or the work in the background.
        for refused in [update(app, &forum.jack, &id, "Too late.").await, conclude(app, &forum.jack, &id, "KEPT").await] {
            assert_eq!(refused.code(), "CONFLICT");
        }
        let last_sign = app.count("SELECT last_sign_at FROM pledges").await;
        let (one, other) = futures_util::future::join(pledge::service::lapse_all(&app.db), pledge::service::lapse_all(&app.db)).await;
        assert!(one.unwrap() + other.unwrap() >= 1);
        assert_eq!(app.word("SELECT status FROM pledges").await, "LAPSED");
        assert_eq!(app.count("SELECT concluded_at FROM pledges").await, last_sign + 90 * DAY, "from the moment it did, whenever that is written");
        assert_eq!(forum.read(app, "").await["pledgeCounts"], counts(0, 0, 1));
        is_sound(app).await;
        // Another, which lapses while nobody has written it, makes room for a third.
        forum.pledge(app, &forum.jack, "Once more.").await.ok();
        wait(app, 90).await;
        let made = forum.pledge(app, &forum.jack, "And again.").await.ok();
        assert_eq!(made.at("/pledge/proposal/pledgeCounts"), &counts(1, 0, 2));
        is_sound(app).await;
        app.sql("UPDATE proposals SET pledges_open = 7").await;
        assert_eq!(pledge::recount::check(&app.db, true, |_| {}).await.unwrap().len(), 1);
        is_sound(app).await;
    }
}

on_both! {
    async fn moderators_hide_a_pledge_and_its_owner_may_appeal(app) {
        let forum = forum(app).await;
        let id = forum.pledge(app, &forum.jack, "Buy my tea.").await.ok().text("/pledge/pledge/id");
        update(app, &forum.jack, &id, "Buy more.").await.ok();
        let removed = app.ask_as(&forum.moderator, REMOVE, json!({ "id": id })).await.ok();
        assert_eq!((removed.at("/removePledge/pledge/visibility"), removed.at("/removePledge/action/kind")), (&json!("REMOVED"), &json!("REMOVE")));
        assert_eq!(app.ask_as(&forum.moderator, REMOVE, json!({ "id": id })).await.code(), "CONFLICT");
        for (token, sees) in [("", false), (&forum.mei, false), (&forum.jack, true), (&forum.moderator, true)] {
            let read = forum.read(app, token).await;
            let pledge = &read["pledges"]["nodes"][0];
            let expected = if sees { (json!("Buy my tea."), json!([{ "note": "Buy more." }])) } else { (json!(""), json!([])) };
            assert_eq!((&pledge["what"], &pledge["updates"], &read["pledgeCounts"]), (&expected.0, &expected.1, &counts(0, 0, 0)));
        }
        for refused in [update(app, &forum.jack, &id, "x").await, conclude(app, &forum.jack, &id, "KEPT").await] {
            assert_eq!(refused.code(), "FORBIDDEN");
        }
        assert_eq!(forum.pledge(app, &forum.jack, "Another way round.").await.code(), "CONFLICT");
        let log = "query($id: ID!) { moderationLog(subjectId: $id) { nodes { id kind subject { id } revision explanation } } }";
        let read = app.ask_as(&forum.jack, log, json!({ "id": id })).await.ok();
        let action = read.text("/moderationLog/nodes/0/id");
        assert_eq!(read.at("/moderationLog/nodes"), &json!([{ "id": action, "kind": "REMOVE", "subject": { "id": id }, "revision": 2, "explanation": "Not this." }]));
        assert!(app.ask(log, json!({ "id": id })).await.ok().at("/moderationLog/nodes/0/explanation").is_null());
        let appeal = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"It is a gift.\" }) { appeal { id } } }";
        let appeal = app.ask_as(&forum.jack, appeal, json!({ "id": action })).await.ok().text("/appealDecision/appeal/id");
        let other = app.with_role("ana", Role::Moderator).await;
        let answer = "mutation($id: ID!) { answerAppeal(input: { appealId: $id, outcome: OVERTURNED, answer: \"So it is.\" }) { appeal { status } } }";
        app.ask_as(&other, answer, json!({ "id": appeal })).await.ok();
        let read = forum.read(app, "").await;
        assert_eq!((&read["pledges"]["nodes"][0]["what"], &read["pledgeCounts"]), (&json!("Buy my tea."), &counts(1, 0, 0)));
        let verify = "{ verifyModerationLog { isIntact checked } }";
        assert_eq!(app.ask_as(&other, verify, json!({})).await.ok().at("/verifyModerationLog"), &json!({ "isIntact": true, "checked": 2 }));
        // Which pledge it is about cannot be changed unnoticed.
        app.sql("UPDATE moderation_actions SET pledge_id = NULL WHERE seq = 1").await;
        assert_eq!(app.ask_as(&other, verify, json!({})).await.ok().at("/verifyModerationLog/isIntact"), &json!(false));
        is_sound(app).await;
    }
}

on_both! {
    async fn what_is_held_waits_in_the_queue_and_starts_nothing(app) {
        let forum = forum(app).await;
        app.sql("UPDATE users SET is_premoderated = true WHERE handle = 'jack'").await;
        app.forget_everybody().await;
        let made = forum.pledge(app, &forum.jack, "I will pour.").await.ok();
        let id = made.text("/pledge/pledge/id");
        assert_eq!((made.at("/pledge/pledge/visibility"), made.at("/pledge/proposal")), (&json!("HELD"), &json!({ "state": "ADOPTED", "pledgeCounts": counts(0, 0, 0) })));
        assert_eq!(forum.read(app, "").await["pledges"]["nodes"][0]["what"], "");
        let queue = "{ moderationQueue { nodes { id revision pledge { id what } post { id } } } }";
        let read = app.ask_as(&forum.moderator, queue, json!({})).await.ok();
        let report = read.text("/moderationQueue/nodes/0/id");
        assert_eq!(read.at("/moderationQueue/nodes/0"), &json!({ "id": report, "revision": 1, "pledge": { "id": id, "what": "I will pour." }, "post": { "id": forum.proposal } }));
        let resolve = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: DISMISSED }) { report { status } } }";
        app.ask_as(&forum.moderator, resolve, json!({ "id": report })).await.ok();
        let read = forum.read(app, "").await;
        assert_eq!((&read["state"], &read["pledgeCounts"], &read["pledges"]["nodes"][0]["what"]), (&json!("UNDERWAY"), &counts(1, 0, 0), &json!("I will pour.")));
        // An update that is held hides the whole until somebody has looked.
        let told = update(app, &forum.jack, &id, "It goes well.").await.ok();
        assert_eq!(told.at("/updatePledge/pledge/visibility"), "HELD");
        assert_eq!(forum.read(app, "").await["pledgeCounts"], counts(0, 0, 0));
        let restore = "mutation($id: ID!) { restorePledge(input: { pledgeId: $id }) { pledge { visibility } } }";
        app.ask_as(&forum.moderator, restore, json!({ "id": id })).await.ok();
        let read = forum.read(app, "").await;
        assert_eq!((&read["pledgeCounts"], &read["pledges"]["nodes"][0]["updates"]), (&counts(1, 0, 0), &json!([{ "note": "It goes well." }])));
        assert_eq!(app.ask_as(&forum.moderator, queue, json!({})).await.ok().at("/moderationQueue/nodes"), &json!([]));
        assert_eq!(app.count("SELECT COUNT(*) FROM reports WHERE status = 'OPEN'").await, 0);
        assert!(app.ask("query($id: ID!) { proposal(id: $id) { isRemoved } }", json!({ "id": forum.proposal })).await.ok().at("/proposal/isRemoved") == false);
        is_sound(app).await;
    }
}

on_both! {
    async fn a_page_of_proposals_with_their_pledges_costs_the_same_for_many(app) {
        let forum = forum(app).await;
        let query = "{ proposals { nodes { pledgeCounts { open } pledges(first: 2) { nodes { what pledger { handle pledgeCounts { open } } updates { note } } } } } }";
        let cost = async || {
            let before = app.db.statements();
            let read = app.ask(query, json!({})).await.ok();
            (app.db.statements() - before, read.at("/proposals/nodes").as_array().unwrap().len())
        };
        let fill = async |id: &str| {
            for token in [&forum.mei, &forum.jack] {
                let pledge = app.ask_as(token, PLEDGE, promise(id, "I will pour.")).await.ok().text("/pledge/pledge/id");
                update(app, token, &pledge, "It goes well.").await.ok();
            }
        };
        fill(&forum.proposal).await;
        let (one, length) = cost().await;
        assert_eq!(length, 1);
        for number in 0..4 {
            let id = app.proposal(&forum.mei, &forum.essay, &format!("Proposal {number}")).await;
            forum.adopt(app, &id).await;
            fill(&id).await;
        }
        let (many, length) = cost().await;
        assert_eq!(length, 5);
        // Proposals, pledges, then in batches: people, what is counted of them, updates.
        assert!(one <= 5 && many <= 8, "{one} statements for one proposal, {many} for five");
    }
}
