//! Random ballots against a model of them: tallies are what was cast, at every step.

use std::collections::HashMap;

use entity::Role;
use proptest::{
    prelude::{Strategy, prop},
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

const VOTERS: usize = 3;
const STANCES: [&str; 3] = ["AGREE", "DISAGREE", "PASS"];
const CAST: &str = "mutation($id: ID!, $s: Stance!) { castVote(input: { proposalId: $id, stance: $s }) { vote { id stance castAt } proposal { tally { agree disagree pass total } viewerVote { id stance } } } }";
const WITHDRAW: &str = "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { tally { agree disagree pass total } viewerVote { id } } } }";

/// What somebody does: 0 to 2 vote, 3 and 4 take it back, 5 closes or opens the ballot.
fn steps() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..VOTERS, 0..6_usize), 1..40)
}

fn tally(votes: &HashMap<usize, usize>) -> Value {
    let count = |stance: usize| votes.values().filter(|vote| **vote == stance).count();
    json!({ "agree": count(0), "disagree": count(1), "pass": count(2), "total": votes.len() })
}

async fn follow(app: &TestApp, voters: &[String], proposal: &str, steps: &[(usize, usize)]) {
    let (mut votes, mut is_open) = (HashMap::new(), true);
    for (voter, step) in steps {
        let token = &voters[*voter];
        if *step == 5 {
            is_open = !is_open;
            let end = if is_open { "NULL" } else { "1" };
            app.sql(&format!("UPDATE proposals SET closes_at = {end}")).await;
            continue;
        }
        let is_vote = *step < STANCES.len();
        let answer = if is_vote {
            app.ask_as(token, CAST, json!({ "id": proposal, "s": STANCES[*step] })).await
        } else {
            app.ask_as(token, WITHDRAW, json!({ "id": proposal })).await
        };
        if !is_open {
            assert_eq!(answer.code(), "PROPOSAL_CLOSED", "{steps:?}");
            continue;
        }
        let answer = answer.ok();
        let path = if is_vote {
            votes.insert(*voter, *step);
            assert_eq!(answer.at("/castVote/proposal/viewerVote/stance"), STANCES[*step], "{steps:?}");
            assert_eq!(answer.at("/castVote/proposal/viewerVote/id"), answer.at("/castVote/vote/id"), "{steps:?}");
            "/castVote/proposal/tally"
        } else {
            votes.remove(voter);
            assert!(answer.at("/withdrawVote/proposal/viewerVote").is_null(), "{steps:?}");
            "/withdrawVote/proposal/tally"
        };
        assert_eq!(answer.at(path), &tally(&votes), "{steps:?}");
    }
    let read = app.ask("query($id: ID!) { proposal(id: $id) { tally { agree disagree pass total } } }", json!({ "id": proposal })).await.ok();
    assert_eq!(read.at("/proposal/tally"), &tally(&votes), "{steps:?}");
}

on_both! {
    async fn tallies_are_what_was_cast(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let mut voters = vec![editor.clone()];
        for number in 1..VOTERS {
            voters.push(app.sign_up(&format!("person_{number}")).await);
        }
        // Always the same ballots: a failure can be repeated.
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        for number in 0..12 {
            app.sql("UPDATE proposals SET closes_at = NULL").await;
            let proposal = app.proposal(&editor, &essay, &format!("Proposal {number}")).await;
            let steps = steps().new_tree(&mut runner).unwrap().current();
            follow(app, &voters, &proposal, &steps).await;
        }
        for (column, stance) in [("agree_count", "AGREE"), ("disagree_count", "DISAGREE"), ("pass_count", "PASS")] {
            let wrong = format!("SELECT COUNT(*) FROM proposals WHERE {column} <> (SELECT COUNT(*) FROM votes WHERE votes.proposal_id = proposals.id AND UPPER(votes.stance) = '{stance}')");
            assert_eq!(app.count(&wrong).await, 0, "{column}");
        }
        assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn nobody_learns_how_others_vote(app) {
        let editor = app.with_role("amina", Role::Admin).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let mei = app.sign_up("mei").await;
        let proposal = app.proposal(&mei, &essay, "Cultivate pioneers").await;
        let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: DISAGREE, reason: \"canary reason\" }) { vote { id } } }";
        let vote = app.ask_as(&mei, cast, json!({ "id": proposal })).await.ok().text("/castVote/vote/id");
        let everything = "query($p: ID!, $v: ID!) { node(id: $v) { id ... on Vote { reason stance } } nodes(ids: [$v]) { id } proposal(id: $p) { viewerVote { reason } } proposals { nodes { viewerVote { id reason } } } essays { nodes { proposals { nodes { viewerVote { reason } } } } } user(handle: \"mei\") { id email } }";
        for token in ["", editor.as_str()] {
            let read = app.ask_as(token, everything, json!({ "p": proposal, "v": vote })).await.ok();
            let text = read.body.to_string();
            assert!(!text.contains("canary") && !text.contains(&vote) && !text.contains("mei@example.org"), "{text}");
        }
        let own = app.ask_as(&mei, everything, json!({ "p": proposal, "v": vote })).await.ok();
        assert_eq!(own.text("/essays/nodes/0/proposals/nodes/0/viewerVote/reason"), "canary reason");
    }
}
