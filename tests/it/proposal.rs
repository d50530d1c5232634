//! Proposals and votes.

use entity::Role;
use serde_json::json;

use crate::{on_both, support::TestApp};

async fn forum(app: &TestApp) -> (String, String, String) {
    let editor = app.with_role("amina", Role::Editor).await;
    let essay = app.essay(&editor, "a-calm-answer").await;
    (app.sign_up("mei").await, app.sign_up("tomas").await, essay)
}

on_both! {
    async fn votes_are_cast_changed_and_withdrawn(app) {
        let (mei, tomas, essay) = forum(app).await;
        let proposal = app.proposal(&mei, &essay, "Cultivate pioneers").await;
        let tally = |answer: &crate::support::Answer, path: &str| answer.at(path).clone();
        let first = app.vote(&mei, &proposal, "AGREE").await.ok();
        assert_eq!(tally(&first, "/castVote/proposal/tally"), json!({ "agree": 1, "disagree": 0, "pass": 0, "total": 1 }));
        app.vote(&tomas, &proposal, "DISAGREE").await.ok();
        let changed = app.vote(&mei, &proposal, "PASS").await.ok();
        assert_eq!(tally(&changed, "/castVote/proposal/tally"), json!({ "agree": 0, "disagree": 1, "pass": 1, "total": 2 }));
        let own = "query($id: ID!) { proposal(id: $id) { viewerVote { stance reason proposal { id } } viewerCanVote tally { total } } }";
        assert_eq!(app.ask_as(&mei, own, json!({ "id": proposal })).await.ok().text("/proposal/viewerVote/stance"), "PASS");
        assert!(app.ask(own, json!({ "id": proposal })).await.ok().at("/proposal/viewerVote").is_null());
        let withdraw = "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { tally { total } viewerVote { stance } } } }";
        let withdrawn = app.ask_as(&mei, withdraw, json!({ "id": proposal })).await.ok();
        assert_eq!(withdrawn.at("/withdrawVote/proposal/tally/total"), 1);
        assert!(withdrawn.at("/withdrawVote/proposal/viewerVote").is_null());
        assert_eq!(app.ask_as(&mei, withdraw, json!({ "id": proposal })).await.ok().at("/withdrawVote/proposal/tally/total"), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM votes").await, 1);
    }
}

on_both! {
    async fn only_members_vote_and_reasons_are_short(app) {
        let (mei, _, essay) = forum(app).await;
        let proposal = app.proposal(&mei, &essay, "Cultivate pioneers").await;
        assert_eq!(app.vote("", &proposal, "AGREE").await.code(), "UNAUTHENTICATED");
        let cast = "mutation($id: ID!, $reason: String) { castVote(input: { proposalId: $id, stance: AGREE, reason: $reason }) { vote { reason } } }";
        let long = app.ask_as(&mei, cast, json!({ "id": proposal, "reason": "长".repeat(501) })).await;
        assert_eq!((long.code(), long.field().as_str()), ("VALIDATION_FAILED", "input.reason"));
        let kept = app.ask_as(&mei, cast, json!({ "id": proposal, "reason": "长".repeat(500) })).await.ok();
        assert_eq!(kept.text("/castVote/vote/reason").chars().count(), 500);
    }
}

on_both! {
    async fn votes_end_by_the_databases_clock(app) {
        let (mei, tomas, essay) = forum(app).await;
        let past = app.ask_as(&mei, "mutation($e: ID!) { createProposal(input: { essayId: $e, title: \"Too late\", body: \"x\", language: \"en\", closesAt: \"2020-01-01T00:00:00Z\" }) { proposal { id } } }", json!({ "e": essay })).await;
        assert_eq!((past.code(), past.field().as_str()), ("VALIDATION_FAILED", "input.closesAt"));
        let proposal = app.proposal(&mei, &essay, "Cultivate pioneers").await;
        app.sql("UPDATE proposals SET closes_at = 1").await;
        assert_eq!(app.vote(&tomas, &proposal, "AGREE").await.code(), "PROPOSAL_CLOSED");
        let read = app.ask_as(&mei, "query($id: ID!) { proposal(id: $id) { state viewerCanVote viewerCanEdit } open: proposals(states: [OPEN]) { totalCount } closed: proposals(states: [CLOSED]) { totalCount nodes { id } } none: proposals(states: []) { totalCount } }", json!({ "id": proposal })).await.ok();
        assert_eq!(read.text("/proposal/state"), "CLOSED");
        assert_eq!((read.at("/open/totalCount"), read.at("/closed/totalCount"), read.at("/none/totalCount")), (&json!(0), &json!(1), &json!(0)));
        assert_eq!(read.at("/proposal/viewerCanVote"), false);
        let withdraw = "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }";
        assert_eq!(app.ask_as(&mei, withdraw, json!({ "id": proposal })).await.code(), "PROPOSAL_CLOSED");
    }
}

on_both! {
    async fn authors_edit_and_withdraw_and_moderators_decide_once(app) {
        let (mei, tomas, essay) = forum(app).await;
        let moderator = app.with_role("grace", Role::Moderator).await;
        let thread = app.thread(&mei, &essay, "Where it grew").await;
        let create = "mutation($e: ID!, $t: ID) { createProposal(input: { essayId: $e, threadId: $t, title: \"Cultivate pioneers\", body: \"x\", language: \"en\" }) { proposal { id state thread { title } } } }";
        let made = app.ask_as(&mei, create, json!({ "e": essay, "t": thread })).await.ok();
        let proposal = made.text("/createProposal/proposal/id");
        assert_eq!((made.text("/createProposal/proposal/state").as_str(), made.text("/createProposal/proposal/thread/title").as_str()), ("OPEN", "Where it grew"));
        let edit = "mutation($id: ID!) { editProposal(input: { proposalId: $id, title: \"Cultivate a few pioneers\" }) { proposal { title revision } } }";
        assert_eq!(app.ask_as(&tomas, edit, json!({ "id": proposal })).await.code(), "FORBIDDEN");
        assert_eq!(app.ask_as(&mei, edit, json!({ "id": proposal })).await.ok().at("/editProposal/proposal/revision"), 2);
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED, statement: \"Many agree.\" }) { proposal { state decisionStatement decidedAt } } }";
        assert_eq!(app.ask_as(&mei, decide, json!({ "id": proposal })).await.code(), "FORBIDDEN");
        assert_eq!(app.ask(decide, json!({ "id": proposal })).await.code(), "UNAUTHENTICATED");
        let decided = app.ask_as(&moderator, decide, json!({ "id": proposal })).await.ok();
        assert_eq!((decided.text("/decideProposal/proposal/state").as_str(), decided.text("/decideProposal/proposal/decisionStatement").as_str()), ("ADOPTED", "Many agree."));
        for (token, query) in [(&moderator, decide), (&mei, edit), (&mei, "mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { id } } }")] {
            assert_eq!(app.ask_as(token, query, json!({ "id": proposal })).await.code(), "PROPOSAL_CLOSED");
        }
        assert_eq!(app.vote(&tomas, &proposal, "AGREE").await.code(), "PROPOSAL_CLOSED");
        let other = app.proposal(&mei, &essay, "Another one").await;
        let withdrawn = app.ask_as(&mei, "mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { state } } }", json!({ "id": other })).await.ok();
        assert_eq!(withdrawn.text("/withdrawProposal/proposal/state"), "WITHDRAWN");
    }
}

on_both! {
    async fn lists_are_ordered_by_how_surely_people_agree(app) {
        let (mei, tomas, essay) = forum(app).await;
        let names = ["Nobody voted", "One agrees", "Two agree", "One of two"];
        let mut ids = Vec::new();
        for name in names {
            ids.push(app.proposal(&mei, &essay, name).await);
        }
        app.vote(&mei, &ids[1], "AGREE").await.ok();
        app.vote(&mei, &ids[2], "AGREE").await.ok();
        app.vote(&tomas, &ids[2], "AGREE").await.ok();
        app.vote(&mei, &ids[3], "AGREE").await.ok();
        app.vote(&tomas, &ids[3], "DISAGREE").await.ok();
        let query = "{ proposals(orderBy: { field: AGREEMENT }) { nodes { title } } newest: proposals { nodes { title } } }";
        let read = app.ask(query, json!({})).await.ok();
        let titles = |path: &str| read.at(path).as_array().unwrap().iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(titles("/proposals/nodes"), ["Two agree", "One agrees", "One of two", "Nobody voted"]);
        assert_eq!(titles("/newest/nodes"), ["One of two", "Two agree", "One agrees", "Nobody voted"]);
    }
}
