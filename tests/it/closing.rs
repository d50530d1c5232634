//! Votes whose tally is hidden until they close, and what comes out of them.

use std::sync::atomic::{AtomicBool, Ordering};

use entity::Role;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

/// Far enough for no test to reach it.
const LATER: &str = "2999-01-01T00:00:00Z";

async fn forum(app: &TestApp) -> (String, String) {
    let editor = app.with_role("amina", Role::Admin).await;
    let essay = app.essay(&editor, "a-calm-answer").await;
    (editor, essay)
}

async fn propose(app: &TestApp, token: &str, essay: &str, title: &str, more: Value) -> Answer {
    let query = "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }";
    let mut input = json!({ "essayId": essay, "title": title, "body": format!("On {title}"), "language": "en" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.ask_as(token, query, json!({ "input": input })).await
}

/// Lets the time of all votes be over.
async fn close(app: &TestApp) {
    app.sql("UPDATE proposals SET closes_at = 1 WHERE closes_at IS NOT NULL").await;
}

on_both! {
    async fn a_hidden_tally_is_hidden_everywhere_until_the_vote_closes(app) {
        let (editor, essay) = forum(app).await;
        let open = app.proposal(&editor, &essay, "An open vote").await;
        let refused = propose(app, &editor, &essay, "A hidden vote", json!({ "hidesTally": true })).await;
        assert_eq!(refused.code(), "VALIDATION_FAILED");
        let hidden = propose(app, &editor, &essay, "A hidden vote", json!({ "hidesTally": true, "closesAt": LATER })).await.ok().text("/createProposal/proposal/id");
        let (mei, jose) = (app.sign_up("mei").await, app.sign_up("jose").await);
        app.vote(&mei, &open, "AGREE").await.ok();
        let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE, reason: \"It is worth a try.\" }) { vote { id stance } proposal { tally { agree total } isTallyHidden viewerVote { stance } } } }";
        let answer = app.ask_as(&mei, cast, json!({ "id": hidden })).await.ok();
        assert_eq!(answer.at("/castVote/proposal"), &json!({ "tally": { "agree": 0, "total": 0 }, "isTallyHidden": true, "viewerVote": { "stance": "AGREE" } }));
        app.ask_as(&editor, cast, json!({ "id": hidden })).await.ok();
        app.vote(&jose, &hidden, "AGREE").await.ok();
        let read = "query($id: ID!) { proposal(id: $id) { tally { agree disagree pass total } isTallyHidden outcome votes { totalCount nodes { reason } } } proposals(orderBy: { field: AGREEMENT }) { edges { cursor node { id tally { total } } } } }";
        for reader in ["", &mei, &editor] {
            let answer = app.ask_as(reader, read, json!({ "id": hidden })).await.ok();
            assert_eq!(answer.at("/proposal"), &json!({ "tally": { "agree": 0, "disagree": 0, "pass": 0, "total": 0 }, "isTallyHidden": true, "outcome": null, "votes": null }));
            assert_eq!(answer.at("/proposals/edges/0/node/id"), &json!(open));
        }
        // Its reason is not marked before it is shown; it is not told that it is there.
        let mark = "mutation($id: ID!) { markReasonFair(input: { voteId: $id }) { vote { id } } }";
        app.vote(&jose, &hidden, "DISAGREE").await.ok();
        let vote = answer.text("/castVote/vote/id");
        assert_eq!(app.ask_as(&jose, mark, json!({ "id": vote })).await.code(), "NOT_FOUND");
        assert_eq!(app.count("SELECT COUNT(*) FROM proposals WHERE agreement > 0").await, 1);
        assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| ()).await.unwrap(), Vec::<String>::new());
        // An edit does not bring it out either.
        let edit = "mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"On a hidden, vote\" }) { proposal { tally { total } } } }";
        assert_eq!(app.ask_as(&editor, edit, json!({ "id": hidden })).await.ok().at("/editProposal/proposal/tally/total"), 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM proposals WHERE agreement > 0").await, 1);
        close(app).await;
        assert_eq!(teahouse::proposal::closing::service::close_due(&app.db).await.unwrap(), 1);
        let answer = app.ask(read, json!({ "id": hidden })).await.ok();
        assert_eq!(answer.at("/proposal/tally"), &json!({ "agree": 2, "disagree": 1, "pass": 0, "total": 3 }));
        assert_eq!(answer.at("/proposal/isTallyHidden"), false);
        assert_eq!(answer.at("/proposal/outcome"), "PASSED");
        assert_eq!(answer.at("/proposal/votes/totalCount"), 2);
        assert_eq!(app.count("SELECT COUNT(*) FROM proposals WHERE agreement > 0").await, 2);
        assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| ()).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn what_comes_out_is_kept_once(app) {
        let (editor, essay) = forum(app).await;
        for (field, value) in [("quorum", 0), ("quorum", 1_000_001), ("thresholdPercent", 0), ("thresholdPercent", 101)] {
            assert_eq!(propose(app, &editor, &essay, "Too much", json!({ (field): value })).await.code(), "VALIDATION_FAILED", "{field} {value}");
        }
        let (mei, jose, ana) = (app.sign_up("mei").await, app.sign_up("jose").await, app.sign_up("ana").await);
        let mut expected = Vec::new();
        for (number, (more, outcome)) in [
            (json!({}), "PASSED"),
            (json!({ "quorum": 3 }), "PASSED"),
            (json!({ "quorum": 4 }), "NO_QUORUM"),
            (json!({ "thresholdPercent": 66 }), "PASSED"),
            (json!({ "thresholdPercent": 67 }), "FAILED"),
        ].into_iter().enumerate() {
            let mut more = more;
            more["closesAt"] = json!(LATER);
            let id = propose(app, &editor, &essay, &format!("Vote {number}"), more).await.ok().text("/createProposal/proposal/id");
            for (voter, stance) in [(&mei, "AGREE"), (&jose, "AGREE"), (&ana, "DISAGREE")] {
                app.vote(voter, &id, stance).await.ok();
            }
            expected.push((id, outcome));
        }
        close(app).await;
        let read = "query($id: ID!) { proposal(id: $id) { state outcome } }";
        for (id, outcome) in &expected {
            // The same before anybody has kept it, ...
            let answer = app.ask(read, json!({ "id": id })).await.ok();
            assert_eq!(answer.at("/proposal"), &json!({ "state": "CLOSED", "outcome": outcome }));
        }
        let (first, second) = join(teahouse::proposal::closing::service::close_due(&app.db), teahouse::proposal::closing::service::close_due(&app.db)).await;
        assert!(first.unwrap().max(second.unwrap()) == 5);
        assert_eq!(teahouse::proposal::closing::service::close_due(&app.db).await.unwrap(), 0);
        // ... after, and whatever becomes of the votes.
        app.sql("UPDATE proposals SET agree_count = 0, disagree_count = 3").await;
        for (id, outcome) in &expected {
            let answer = app.ask(read, json!({ "id": id })).await.ok();
            assert_eq!(answer.at("/proposal"), &json!({ "state": "CLOSED", "outcome": outcome }));
        }
        // A decision after it leaves it as it was; one before it is a decision only.
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: DECLINED }) { proposal { state outcome } } }";
        let answer = app.ask_as(&editor, decide, json!({ "id": expected[0].0 })).await.ok();
        assert_eq!(answer.at("/decideProposal/proposal"), &json!({ "state": "DECLINED", "outcome": "PASSED" }));
        let early = propose(app, &editor, &essay, "Decided early", json!({ "closesAt": LATER, "hidesTally": true })).await.ok().text("/createProposal/proposal/id");
        app.vote(&mei, &early, "AGREE").await.ok();
        let answer = app.ask_as(&editor, decide, json!({ "id": early })).await.ok();
        assert_eq!(answer.at("/decideProposal/proposal"), &json!({ "state": "DECLINED", "outcome": null }));
        assert_eq!(app.ask("query($id: ID!) { proposal(id: $id) { tally { total } isTallyHidden } }", json!({ "id": early })).await.ok().at("/proposal"), &json!({ "tally": { "total": 1 }, "isTallyHidden": false }));
    }
}

on_both! {
    async fn a_decision_right_after_the_end_keeps_what_came_out(app) {
        let (editor, essay) = forum(app).await;
        let id = propose(app, &editor, &essay, "A short vote", json!({ "closesAt": LATER })).await.ok().text("/createProposal/proposal/id");
        app.vote(&editor, &id, "AGREE").await.ok();
        close(app).await;
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { state outcome } } }";
        let answer = app.ask_as(&editor, decide, json!({ "id": id })).await.ok();
        assert_eq!(answer.at("/decideProposal/proposal"), &json!({ "state": "ADOPTED", "outcome": "PASSED" }));
        assert_eq!(teahouse::proposal::closing::service::close_due(&app.db).await.unwrap(), 0);
    }
}

on_both! {
    async fn votes_that_arrive_as_it_closes_are_counted_or_refused(app) {
        let (editor, essay) = forum(app).await;
        let id = propose(app, &editor, &essay, "A close vote", json!({ "closesAt": LATER })).await.ok().text("/createProposal/proposal/id");
        let mut voters = Vec::new();
        for number in 0..8 {
            voters.push(app.sign_up(&format!("person_{number}")).await);
        }
        let other = app.second_instance().await;
        let is_over = AtomicBool::new(false);
        let query = "mutation($id: ID!, $s: Stance!) { castVote(input: { proposalId: $id, stance: $s }) { proposal { id } } }";
        // Each votes again and again until that is refused, and remembers what was taken last.
        let votes = voters.iter().enumerate().map(async |(number, voter)| {
            let mut taken = None;
            for round in 0.. {
                let stance = ["AGREE", "DISAGREE"][(number + round) % 2];
                let address = if round % 2 == 0 { app.address } else { other.address };
                let answer = app.ask_at(address, voter, query, json!({ "id": id, "s": stance })).await;
                if answer.body.get("errors").is_some() {
                    assert_eq!(answer.code(), "PROPOSAL_CLOSED");
                    assert!(is_over.load(Ordering::SeqCst));
                    break;
                }
                taken = Some(stance);
                if number == 0 && round == 2 {
                    is_over.store(true, Ordering::SeqCst);
                    app.sql("UPDATE proposals SET closes_at = 1").await;
                    while teahouse::proposal::closing::service::close_due(&app.db).await.unwrap() == 0 {}
                }
            }
            taken
        });
        let taken: Vec<_> = join_all(votes).await.into_iter().flatten().collect();
        let (agree, disagree) = (taken.iter().filter(|stance| **stance == "AGREE").count(), taken.iter().filter(|stance| **stance == "DISAGREE").count());
        let outcome = if agree > disagree { "PASSED" } else { "FAILED" };
        let read = app.ask("query($id: ID!) { proposal(id: $id) { outcome tally { agree disagree } } }", json!({ "id": id })).await.ok();
        assert_eq!(read.at("/proposal"), &json!({ "outcome": outcome, "tally": { "agree": agree, "disagree": disagree } }));
        assert_eq!(app.word("SELECT outcome FROM proposals").await, outcome);
        assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| ()).await.unwrap(), Vec::<String>::new());
    }
}
