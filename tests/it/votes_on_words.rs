//! A vote is for the words that it was cast on; reasons that all read.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const READ: &str = "query($id: ID!) { proposal(id: $id) { revision tally { agree disagree pass total } viewerVoteIsStale viewerVote { stance isStale proposalRevision } } viewer { staleVotes { stance proposal { id } } } }";
const REASONS: &str = "query($id: ID!) { proposal(id: $id) { votes { totalCount nodes { id stance reason reasonStatus isNamed fairCount viewerMarkedFair isStale proposalRevision seenLanguage voter { handle } } } } }";

async fn forum(app: &TestApp) -> (String, String, String) {
    let editor = app.with_role("amina", Role::Admin).await;
    let essay = app.essay(&editor, "a-calm-answer").await;
    let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
    (editor, essay, proposal)
}

async fn edit(app: &TestApp, token: &str, proposal: &str, title: &str, body: &str) {
    let query = "mutation($id: ID!, $t: String!, $b: String!) { editProposal(input: { proposalId: $id, title: $t, body: $b }) { proposal { id } } }";
    app.ask_as(token, query, json!({ "id": proposal, "t": title, "b": body })).await.ok();
}

async fn cast(app: &TestApp, token: &str, proposal: &str, stance: &str, more: Value) -> Answer {
    let query = "mutation($input: CastVoteInput!) { castVote(input: $input) { vote { id reasonStatus } proposal { tally { agree disagree pass total } } } }";
    let mut input = json!({ "proposalId": proposal, "stance": stance });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.ask_as(token, query, json!({ "input": input })).await
}

async fn reaffirm(app: &TestApp, token: &str, proposal: &str) -> Answer {
    let query =
        "mutation($id: ID!) { reaffirmVote(input: { proposalId: $id }) { vote { isStale proposalRevision stance } proposal { tally { agree total } } } }";
    app.ask_as(token, query, json!({ "id": proposal })).await
}

fn tally(agree: i32, disagree: i32, pass: i32) -> Value {
    json!({ "agree": agree, "disagree": disagree, "pass": pass, "total": agree + disagree + pass })
}

on_both! {
    async fn an_edit_of_the_words_asks_again(app) {
        let (editor, _, proposal) = forum(app).await;
        let (reader, other) = (app.sign_up("mei").await, app.sign_up("jose").await);
        app.vote(&reader, &proposal, "AGREE").await.ok();
        app.vote(&other, &proposal, "DISAGREE").await.ok();
        // White space and punctuation: the votes stay.
        edit(app, &editor, &proposal, "Cultivate  pioneers!", "On *Cultivate* pioneers.").await;
        let read = app.ask_as(&reader, READ, json!({ "id": proposal })).await.ok();
        assert_eq!(read.at("/proposal"), &json!({ "revision": 2, "tally": tally(1, 1, 0), "viewerVoteIsStale": false, "viewerVote": { "stance": "AGREE", "isStale": false, "proposalRevision": 1 } }));
        assert_eq!(read.at("/viewer/staleVotes"), &json!([]));
        // Other words: they count no more, and their owners are told.
        edit(app, &editor, &proposal, "Cultivate no pioneers", "On *Cultivate* pioneers.").await;
        let read = app.ask_as(&reader, READ, json!({ "id": proposal })).await.ok();
        assert_eq!(read.at("/proposal"), &json!({ "revision": 3, "tally": tally(0, 0, 0), "viewerVoteIsStale": true, "viewerVote": { "stance": "AGREE", "isStale": true, "proposalRevision": 1 } }));
        assert_eq!(read.at("/viewer/staleVotes"), &json!([{ "stance": "AGREE", "proposal": { "id": proposal } }]));
        assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| ()).await.unwrap(), Vec::<String>::new());
        let rank = app.ask("{ proposals(orderBy: { field: AGREEMENT }) { nodes { tally { total } } } }", json!({})).await.ok();
        assert_eq!(rank.at("/proposals/nodes/0/tally/total"), 0);
        // One call to reaffirm; twice is once.
        for _ in 0..2 {
            let answer = reaffirm(app, &reader, &proposal).await.ok();
            assert_eq!(answer.at("/reaffirmVote"), &json!({ "vote": { "isStale": false, "proposalRevision": 3, "stance": "AGREE" }, "proposal": { "tally": { "agree": 1, "total": 1 } } }));
        }
        // Another votes again, and takes it back; a stale vote that is taken back was not counted.
        let answer = app.vote(&other, &proposal, "PASS").await.ok();
        assert_eq!(answer.at("/castVote/proposal/tally"), &tally(1, 0, 1));
        edit(app, &editor, &proposal, "Cultivate some pioneers", "On pioneers").await;
        let withdraw = "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { tally { agree disagree pass total } } } }";
        let answer = app.ask_as(&other, withdraw, json!({ "id": proposal })).await.ok();
        assert_eq!(answer.at("/withdrawVote/proposal/tally"), &tally(0, 0, 0));
        assert_eq!(reaffirm(app, &other, &proposal).await.code(), "NOT_FOUND");
        assert_eq!(reaffirm(app, "", &proposal).await.code(), "UNAUTHENTICATED");
        assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| ()).await.unwrap(), Vec::<String>::new());
        // Others do not see whose votes are stale.
        let seen = app.ask_as(&other, "{ user(handle: \"mei\") { staleVotes { stance } } }", json!({})).await.ok();
        assert!(seen.at("/user/staleVotes").is_null());
    }
}

on_both! {
    async fn a_reason_is_asked_for_as_the_author_says(app) {
        let (editor, essay, _) = forum(app).await;
        let reader = app.sign_up("mei").await;
        let query = "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id reasonRule } } }";
        for (rule, needed) in [("NEVER", [false; 3]), ("FOR_DISAGREEMENT", [false, true, false]), ("ALWAYS", [true; 3])] {
            let input = json!({ "essayId": essay, "title": format!("A rule: {rule}"), "body": "Body", "language": "en", "reasonRule": rule });
            let made = app.ask_as(&editor, query, json!({ "input": input })).await.ok();
            assert_eq!(made.at("/createProposal/proposal/reasonRule"), rule);
            let proposal = made.text("/createProposal/proposal/id");
            for (stance, is_needed) in ["AGREE", "DISAGREE", "PASS"].into_iter().zip(needed) {
                let answer = cast(app, &reader, &proposal, stance, json!({ "reason": "   " })).await;
                if is_needed {
                    assert_eq!(answer.code(), "VALIDATION_FAILED", "{rule} {stance}");
                    assert_eq!(answer.body["errors"][0]["extensions"]["field"], json!(["input", "reason"]));
                    cast(app, &reader, &proposal, stance, json!({ "reason": "It is worth a try." })).await.ok();
                } else {
                    answer.ok();
                }
            }
        }
    }
}

on_both! {
    async fn reasons_are_read_by_all_and_named_by_wish(app) {
        let (_, _, proposal) = forum(app).await;
        let (mei, jose) = (app.sign_up("mei").await, app.sign_up("jose").await);
        cast(app, &mei, &proposal, "AGREE", json!({ "reason": "Ferries need people who know both shores.", "language": "en" })).await.ok();
        cast(app, &jose, &proposal, "DISAGREE", json!({ "reason": "Who pays for it?", "isNamed": true })).await.ok();
        app.vote(&app.sign_up("ana").await, &proposal, "AGREE").await.ok();
        let read = app.ask("query($id: ID!) { proposal(id: $id) { votes { totalCount nodes { stance reason isNamed proposalRevision seenLanguage voter { handle } } } } }", json!({ "id": proposal })).await.ok();
        let unknown = json!({ "stance": "AGREE", "reason": "Ferries need people who know both shores.", "isNamed": false, "proposalRevision": null, "seenLanguage": null, "voter": null });
        let named = json!({ "stance": "DISAGREE", "reason": "Who pays for it?", "isNamed": true, "proposalRevision": null, "seenLanguage": null, "voter": { "handle": "jose" } });
        assert_eq!(read.at("/proposal/votes/totalCount"), 2);
        let nodes = read.at("/proposal/votes/nodes").as_array().unwrap();
        assert!(nodes.contains(&unknown) && nodes.contains(&named), "{nodes:?}");
        // One's own is one's own.
        let own = app.ask_as(&mei, "query($id: ID!) { proposal(id: $id) { viewerVote { seenLanguage proposalRevision voter { handle } } } }", json!({ "id": proposal })).await.ok();
        assert_eq!(own.at("/proposal/viewerVote"), &json!({ "seenLanguage": "en", "proposalRevision": 1, "voter": { "handle": "mei" } }));
        // Page by page, the newest first.
        let page = "query($id: ID!, $after: String) { proposal(id: $id) { votes(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } } }";
        let first = app.ask(page, json!({ "id": proposal })).await.ok();
        let second = app.ask(page, json!({ "id": proposal, "after": first.text("/proposal/votes/pageInfo/endCursor") })).await.ok();
        assert_ne!(first.at("/proposal/votes/nodes"), second.at("/proposal/votes/nodes"));
        assert_eq!(second.at("/proposal/votes/pageInfo/hasNextPage"), false);
    }
}

/// The reasons as somebody reads them, by stance.
async fn reasons(app: &TestApp, token: &str, proposal: &str) -> Vec<Value> {
    let read = app.ask_as(token, REASONS, json!({ "id": proposal })).await.ok();
    let mut nodes = read.at("/proposal/votes/nodes").as_array().unwrap().clone();
    nodes.sort_by_key(|node| node["stance"].to_string());
    nodes
}

async fn mark(app: &TestApp, token: &str, vote: &str, is_fair: bool) -> Answer {
    let query = "mutation($id: ID!, $f: Boolean) { markReasonFair(input: { voteId: $id, isFair: $f }) { vote { fairCount viewerMarkedFair } } }";
    app.ask_as(token, query, json!({ "id": vote, "f": is_fair })).await
}

on_both! {
    async fn who_voted_otherwise_marks_a_reason_as_fair(app) {
        let (editor, _, proposal) = forum(app).await;
        let (mei, jose, ana) = (app.sign_up("mei").await, app.sign_up("jose").await, app.sign_up("ana").await);
        let vote = cast(app, &mei, &proposal, "AGREE", json!({ "reason": "It worked elsewhere." })).await.ok().text("/castVote/vote/id");
        // Without a vote, with the same one, one's own, or signed out: no.
        assert_eq!(mark(app, &jose, &vote, true).await.code(), "FORBIDDEN");
        app.vote(&ana, &proposal, "AGREE").await.ok();
        assert_eq!(mark(app, &ana, &vote, true).await.code(), "FORBIDDEN");
        assert_eq!(mark(app, &mei, &vote, true).await.code(), "FORBIDDEN");
        assert_eq!(mark(app, "", &vote, true).await.code(), "UNAUTHENTICATED");
        // Who differs may, once.
        app.vote(&jose, &proposal, "DISAGREE").await.ok();
        for _ in 0..2 {
            let answer = mark(app, &jose, &vote, true).await.ok();
            assert_eq!(answer.at("/markReasonFair/vote"), &json!({ "fairCount": 1, "viewerMarkedFair": true }));
        }
        app.vote(&ana, &proposal, "PASS").await.ok();
        assert_eq!(mark(app, &ana, &vote, true).await.ok().at("/markReasonFair/vote/fairCount"), 2);
        assert_eq!(reasons(app, "", &proposal).await[0]["fairCount"], 2);
        assert_eq!(mark(app, &ana, &vote, false).await.ok().at("/markReasonFair/vote/fairCount"), 1);
        assert_eq!(mark(app, &ana, &vote, false).await.ok().at("/markReasonFair/vote/fairCount"), 1);
        // The mark goes when the two no longer differ, ...
        app.vote(&jose, &proposal, "AGREE").await.ok();
        assert_eq!(reasons(app, "", &proposal).await[0]["fairCount"], 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM reason_marks").await, 0);
        // ... when the vote is taken back, ...
        app.vote(&jose, &proposal, "DISAGREE").await.ok();
        mark(app, &jose, &vote, true).await.ok();
        app.ask_as(&jose, "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }", json!({ "id": proposal })).await.ok();
        assert_eq!(app.count("SELECT COUNT(*) FROM reason_marks").await, 0);
        assert_eq!(reasons(app, "", &proposal).await[0]["fairCount"], 0);
        // ... and when the reason is another; not when the same is said again.
        app.vote(&jose, &proposal, "DISAGREE").await.ok();
        mark(app, &jose, &vote, true).await.ok();
        cast(app, &mei, &proposal, "AGREE", json!({ "reason": "It worked elsewhere." })).await.ok();
        assert_eq!(reasons(app, &jose, &proposal).await[0]["viewerMarkedFair"], true);
        cast(app, &mei, &proposal, "AGREE", json!({ "reason": "It never worked, but should." })).await.ok();
        assert_eq!(reasons(app, &jose, &proposal).await[0]["viewerMarkedFair"], false);
        assert_eq!(app.count("SELECT COUNT(*) FROM reason_marks").await, 0);
        // Reasons for other words are not found, nor marked.
        edit(app, &editor, &proposal, "Something else", "Other words").await;
        assert!(reasons(app, "", &proposal).await.is_empty());
        assert_eq!(mark(app, &jose, &vote, true).await.code(), "NOT_FOUND");
    }
}

on_both! {
    async fn a_mark_is_counted_once_whoever_asks_at_once(app) {
        let (_, _, proposal) = forum(app).await;
        let (mei, jose) = (app.sign_up("mei").await, app.sign_up("jose").await);
        let vote = cast(app, &mei, &proposal, "AGREE", json!({ "reason": "It worked elsewhere." })).await.ok().text("/castVote/vote/id");
        app.vote(&jose, &proposal, "DISAGREE").await.ok();
        let other = app.second_instance().await;
        let query = "mutation($id: ID!) { markReasonFair(input: { voteId: $id }) { vote { fairCount } } }";
        let tries = (0..8).map(|number| app.ask_at(if number % 2 == 0 { app.address } else { other.address }, &jose, query, json!({ "id": vote })));
        for answer in futures_util::future::join_all(tries).await {
            answer.ok();
        }
        assert_eq!(app.count("SELECT fair_count FROM votes WHERE reason IS NOT NULL").await, 1);
    }
}

on_both! {
    async fn moderators_remove_a_reason_and_the_vote_stays(app) {
        let (editor, _, proposal) = forum(app).await;
        let moderator = app.with_role("mika", Role::Moderator).await;
        let (mei, jose) = (app.sign_up("mei").await, app.sign_up("jose").await);
        let vote = cast(app, &mei, &proposal, "AGREE", json!({ "reason": "Buy at example.org" })).await.ok().text("/castVote/vote/id");
        let remove = "mutation($id: ID!) { removeReason(input: { voteId: $id, reason: SPAM, explanation: \"An advertisement.\" }) { vote { reasonStatus voter { handle } } action { kind explanation subject { ... on Proposal { id } } } } }";
        assert_eq!(app.ask_as(&jose, remove, json!({ "id": vote })).await.code(), "FORBIDDEN");
        let answer = app.ask_as(&moderator, remove, json!({ "id": vote })).await.ok();
        assert_eq!(answer.at("/removeReason"), &json!({ "vote": { "reasonStatus": "REMOVED", "voter": null }, "action": { "kind": "REMOVE_REASON", "explanation": "An advertisement.", "subject": { "id": proposal } } }));
        assert_eq!(app.ask_as(&moderator, remove, json!({ "id": vote })).await.code(), "CONFLICT");
        // Nobody else reads it; the vote counts.
        assert!(reasons(app, &jose, &proposal).await.is_empty());
        assert_eq!(reasons(app, &moderator, &proposal).await[0]["reasonStatus"], "REMOVED");
        let read = app.ask("query($id: ID!) { proposal(id: $id) { tally { agree } votes { totalCount } } moderationLog { nodes { kind subject { ... on Proposal { id } } } } }", json!({ "id": proposal })).await.ok();
        assert_eq!(read.at("/proposal"), &json!({ "tally": { "agree": 1 }, "votes": { "totalCount": 0 } }));
        assert_eq!(read.at("/moderationLog/nodes/0/kind"), "REMOVE_REASON");
        // Its writer sees that, and what comes next waits for a moderator.
        let own = app.ask_as(&mei, "query($id: ID!) { proposal(id: $id) { viewerVote { reason reasonStatus } } }", json!({ "id": proposal })).await.ok();
        assert_eq!(own.at("/proposal/viewerVote"), &json!({ "reason": "Buy at example.org", "reasonStatus": "REMOVED" }));
        app.vote(&jose, &proposal, "DISAGREE").await.ok();
        assert_eq!(mark(app, &jose, &vote, true).await.code(), "NOT_FOUND");
        // Nobody decides about his own words, nor beyond his scope.
        let own = cast(app, &moderator, &proposal, "AGREE", json!({ "reason": "I like it." })).await.ok().text("/castVote/vote/id");
        assert_eq!(app.ask_as(&moderator, remove, json!({ "id": own })).await.code(), "FORBIDDEN");
        app.ask_as(&moderator, "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }", json!({ "id": proposal })).await.ok();
        let again = cast(app, &mei, &proposal, "AGREE", json!({ "reason": "Buy it elsewhere" })).await.ok();
        assert_eq!(again.at("/castVote/vote/reasonStatus"), "HELD");
        assert!(reasons(app, &jose, &proposal).await.is_empty());
        let restore = "mutation($id: ID!) { restoreReason(input: { voteId: $id }) { vote { reasonStatus } action { kind } } }";
        assert_eq!(app.ask_as(&jose, restore, json!({ "id": vote })).await.code(), "FORBIDDEN");
        let limited = app.with_role("lina", Role::Moderator).await;
        let limit = "mutation($id: ID!) { setModeratorScope(input: { userId: $id, languages: [\"fr\"] }) { action { id } } }";
        let lina = app.ask("{ user(handle: \"lina\") { id } }", json!({})).await.ok().text("/user/id");
        app.ask_as(&editor, limit, json!({ "id": lina })).await.ok();
        assert_eq!(app.ask_as(&limited, restore, json!({ "id": vote })).await.code(), "FORBIDDEN");
        assert!(reasons(app, &limited, &proposal).await.is_empty());
        let answer = app.ask_as(&moderator, restore, json!({ "id": vote })).await.ok();
        assert_eq!(answer.at("/restoreReason"), &json!({ "vote": { "reasonStatus": "PUBLISHED" }, "action": { "kind": "RESTORE_REASON" } }));
        assert_eq!(reasons(app, &jose, &proposal).await.len(), 1);
    }
}

on_both! {
    async fn reasons_pass_the_rules_of_civility(app) {
        let (_, _, proposal) = forum(app).await;
        let mei = app.sign_up("mei").await;
        let shouting = "THIS IS THE WORST IDEA THAT ANYBODY EVER HAD IN THIS PLACE";
        let answer = cast(app, &mei, &proposal, "DISAGREE", json!({ "reason": shouting })).await;
        assert_eq!(answer.code(), "NUDGE");
        assert_eq!(app.count("SELECT COUNT(*) FROM votes").await, 0);
        cast(app, &mei, &proposal, "DISAGREE", json!({ "reason": shouting, "nudge": false })).await.ok();
        // The same again is not asked about again.
        cast(app, &mei, &proposal, "AGREE", json!({ "reason": shouting })).await.ok();
    }
}
