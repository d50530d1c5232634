//! Support across borders, continued: what is taken out, what is over, and what two do at once.

use entity::{EssayId, ProposalId, Role, Timestamp};
use futures_util::future::join;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use teahouse::{
    clock,
    consensus::{
        people as changed, service,
        store::{self, NewSupport},
    },
    graphql::id,
};
use teahouse_opinion::{Ballots, Columns};

use crate::{
    consensus::{MAP, camps, compute, declare, forum, inputs, people, support, vote_all},
    moving::waiting,
    on_both,
    support::TestApp,
};

const REMOVE: &str = "mutation($id: ID!) { removePost(input: { postId: $id, reason: OTHER, explanation: \"It is said twice.\" }) { action { id } } }";
const RESTORE: &str = "mutation($id: ID!) { restorePost(input: { postId: $id, explanation: \"It is not.\" }) { action { id } } }";
const EDIT: &str = "mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"Something else entirely.\" }) { proposal { id } } }";
const CAST: &str =
    "mutation($id: ID!, $stance: Stance!, $reason: String) { castVote(input: { proposalId: $id, stance: $stance, reason: $reason }) { vote { id } } }";
const MARK: &str = "mutation($id: ID!) { markReasonFair(input: { voteId: $id }) { vote { fairCount } } }";

async fn map(app: &TestApp) -> Value {
    app.ask(MAP, json!({})).await.ok().at("/essay/opinionMap").clone()
}

async fn essay(app: &TestApp) -> EssayId {
    id::decode(&app.ask("{ essay(slug: \"tea\") { id } }", json!({})).await.ok().text("/essay/id")).unwrap()
}

/// The digest of these votes of two people each.
fn digest(columns: Columns, votes: &[(u32, u32, i8)]) -> String {
    teahouse_opinion::compute(&Ballots::new(columns, votes.iter().copied()).unwrap(), None).inputs_sha256
}

on_both! {
    async fn what_moderators_take_out_is_counted_as_a_number_alone(app) {
        // The fourth has no votes.
        let (_, ids, _) = camps(app, 5, 4, false).await;
        let decider = app.with_role("decider", Role::Moderator).await;
        for id in [&ids[1], &ids[3]] {
            app.ask_as(&decider, REMOVE, json!({ "id": id })).await.ok();
        }
        app.sql("UPDATE essays SET withheld_proposals = 2").await;
        compute(app).await;
        let vote = |voter: u32, column: u32| (voter, column, if voter >= 5 { -1 } else { i8::from((voter, column) != (0, 0)) });
        let votes: Vec<_> = (0..10).flat_map(|voter| [vote(voter, 0), vote(voter, 1)]).collect();
        assert_eq!(inputs(app).await, digest(Columns { open: 2, withheld: 3 }, &votes));
        assert_eq!(app.count("SELECT COUNT(*) FROM support_releases").await, 2, "of what is shown");
        // What is shown again counts again.
        app.ask_as(&decider, RESTORE, json!({ "id": ids[1] })).await.ok();
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["groups"].as_array().unwrap().len(), 2);
    }
}

on_both! {
    async fn what_is_over_is_written_once(app) {
        let (author, ids) = forum(app, 3).await;
        let decider = app.with_role("decider", Role::Moderator).await;
        let voters = people(app, 6, "ke", Some("KE")).await;
        for id in &ids {
            vote_all(app, &voters, id, "AGREE").await;
        }
        compute(app).await;
        app.ask_as(&decider, "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { state } } }", json!({ "id": ids[0] })).await.ok();
        compute(app).await;
        app.ask_as(&author, "mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { state } } }", json!({ "id": ids[1] })).await.ok();
        compute(app).await;
        assert_eq!(app.count("SELECT COUNT(*) FROM proposals WHERE support_frozen_at IS NOT NULL").await, 2);
        for token in &voters {
            declare(app, token, None).await;
        }
        compute(app).await;
        let abroad = async |id: &str| support(app, id).await["abroad"]["total"].clone();
        assert_eq!([abroad(&ids[0]).await, abroad(&ids[1]).await, abroad(&ids[2]).await], [json!(6), json!(6), Value::Null], "the third is open");
    }
}

on_both! {
    async fn a_country_that_is_declared_anew_counts_from_the_next_time(app) {
        let (_, ids) = forum(app, 1).await;
        let voters = people(app, 10, "ke", Some("KE")).await;
        vote_all(app, &voters, &ids[0], "AGREE").await;
        compute(app).await;
        for token in &voters[..5] {
            declare(app, token, Some("CN")).await;
        }
        // Of a country that has changed again meanwhile nothing is forgotten.
        let due = changed::store::people_due(app.db.read(), 9).await.unwrap();
        let transaction = app.db.begin().await.unwrap();
        changed::store::clear_person(&transaction, due[0].0, Timestamp(due[0].1.0 - 1)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(changed::store::people_due(app.db.read(), 9).await.unwrap().len(), 5);
        compute(app).await;
        let support = support(app, &ids[0]).await;
        assert_eq!((&support["home"]["total"], &support["abroad"]["total"]), (&json!(5), &json!(5)));
    }
}

/// Two camps that differ on the second proposal, with reasons that the others find fair.
async fn respectful(app: &TestApp) -> (String, Vec<String>, [Vec<String>; 2], [String; 2]) {
    let (author, ids, camps) = camps(app, 6, 4, false).await;
    let mut reasons = Vec::new();
    for (camp, stance) in [(0, "DISAGREE"), (1, "AGREE")] {
        let vote = app.ask_as(&camps[camp][1], CAST, json!({ "id": ids[1], "stance": stance, "reason": "It has worked where I live." })).await;
        reasons.push(vote.ok().text("/castVote/vote/id"));
        app.ask_as(&camps[1 - camp][0], MARK, json!({ "id": reasons[camp] })).await.ok();
    }
    compute(app).await;
    assert_eq!(support(app, &ids[1]).await["state"], "RESPECTFUL_DIVERGENCE");
    (author, ids, camps, reasons.try_into().unwrap())
}

on_both! {
    async fn a_reason_that_is_another_is_fair_no_more(app) {
        let (_, ids, camps, _) = respectful(app).await;
        app.ask_as(&camps[0][1], CAST, json!({ "id": ids[1], "stance": "DISAGREE", "reason": "I have thought of another." })).await.ok();
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "CONTESTED");
    }
}

on_both! {
    async fn a_reason_that_is_removed_is_fair_no_more(app) {
        let (_, ids, _, reasons) = respectful(app).await;
        let decider = app.with_role("decider", Role::Moderator).await;
        let remove = "mutation($id: ID!) { removeReason(input: { voteId: $id, reason: OTHER, explanation: \"It is about somebody else.\" }) { action { id } } }";
        app.ask_as(&decider, remove, json!({ "id": reasons[0] })).await.ok();
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "CONTESTED");
    }
}

on_both! {
    async fn votes_and_reasons_for_old_words_count_for_nothing(app) {
        let (author, ids, camps, _) = respectful(app).await;
        app.ask_as(&author, EDIT, json!({ "id": ids[1] })).await.ok();
        vote_all(app, &camps[0][2..3], &ids[1], "DISAGREE").await;
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["groups"], json!([]), "one has voted on these words");
        for (camp, stance) in [(0, "DISAGREE"), (1, "AGREE")] {
            vote_all(app, &camps[camp][..1], &ids[1], stance).await;
            vote_all(app, &camps[camp][2..], &ids[1], stance).await;
        }
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "CONTESTED", "nobody who gave a reason has voted anew");
    }
}

on_both! {
    async fn small_groups_and_few_votes_represent_nobody(app) {
        let (_, ids) = forum(app, 3).await;
        let (many, few) = (people(app, 8, "a", None).await, people(app, 4, "b", None).await);
        for id in &ids[..2] {
            vote_all(app, &many, id, "AGREE").await;
            vote_all(app, &few, id, "DISAGREE").await;
        }
        vote_all(app, &many[..4], &ids[2], "AGREE").await;
        vote_all(app, &few, &ids[2], "DISAGREE").await;
        compute(app).await;
        let map = map(app).await;
        let groups = map["groups"].as_array().unwrap();
        assert_eq!((groups.len(), &groups[0]["size"], &map["voters"]), (1, &json!(8), &json!(12)));
        let represented: Vec<&Value> = groups[0]["representative"].as_array().unwrap().iter().map(|found| &found["id"]).collect();
        assert!(!represented.is_empty() && represented.iter().all(|found| **found != json!(ids[2])), "{represented:?}");
        assert!(map["points"].as_array().unwrap().iter().all(|point| point["group"] == 1));
    }
}

on_both! {
    async fn what_is_hidden_stands_for_nobody_and_is_not_drawn(app) {
        let (_, ids, _) = camps(app, 5, 4, false).await;
        let kenya = people(app, 6, "ke", Some("KE")).await;
        vote_all(app, &kenya, &ids[0], "AGREE").await;
        compute(app).await;
        assert!(map(app).await["groups"].to_string().contains(&ids[0]));
        let card = async || app.client().get(app.url(&format!("/proposals/{}/support.svg", ids[0]))).send().await.unwrap().text().await.unwrap();
        assert!(card().await.contains("Kenya"));
        app.sql("UPDATE proposals SET hides_tally = TRUE WHERE title = 'Proposal 0'").await;
        assert!(!map(app).await["groups"].to_string().contains(&ids[0]));
        assert!(!card().await.contains("Kenya"));
    }
}

on_both! {
    async fn two_do_not_go_on_from_one_version(app) {
        let (_, ids) = forum(app, 1).await;
        let voters = people(app, 5, "ke", Some("KE")).await;
        vote_all(app, &voters, &ids[0], "AGREE").await;
        compute(app).await;
        let proposal: ProposalId = id::decode(&ids[0]).unwrap();
        for (version, support) in [(None, "first"), (Some(1), "second"), (Some(1), "third"), (None, "fourth")] {
            let release = Some(support.to_owned());
            let new = NewSupport { version, release, support: format!("\"{support}\""), bridging: 0.0, divergence: 0.0, frozen_at: None };
            let transaction = app.db.begin().await.unwrap();
            store::write_supports(&transaction, vec![(proposal, new)]).await.unwrap();
            transaction.commit().await.unwrap();
        }
        assert_eq!(app.word("SELECT support FROM proposals").await, "\"second\"");
        assert_eq!(app.word("SELECT included FROM support_releases").await, "second");
        // Nor do two maps.
        let essay = essay(app).await;
        let known = store::known(app.db.read(), essay).await.unwrap().unwrap();
        let (before, mut new) = (known.computed_at, known);
        for (time, is_written) in [(8, true), (9, false)] {
            new.computed_at = Some(Timestamp(time));
            let transaction = app.db.begin().await.unwrap();
            assert_eq!(store::write_map(&transaction, essay, before, new.clone(), true).await.unwrap(), is_written);
            transaction.commit().await.unwrap();
        }
    }
}

on_both! {
    async fn what_is_begun_and_not_ended_is_begun_again(app) {
        let (_, ids) = forum(app, 1).await;
        let voters = people(app, 10, "ke", Some("KE")).await;
        vote_all(app, &voters[..5], &ids[0], "AGREE").await;
        compute(app).await;
        vote_all(app, &voters[5..], &ids[0], "AGREE").await;
        let (essay, now) = (essay(app).await, clock::now());
        // An instance takes it, and is gone.
        let transaction = app.db.begin().await.unwrap();
        assert!(store::claim(&transaction, essay, now, now).await.unwrap());
        store::clear_due(&transaction, essay).await.unwrap();
        transaction.commit().await.unwrap();
        let at = |seconds: i64| Timestamp(now.0 + seconds * 1000);
        assert_eq!(service::compute_due(&app.db, at(50)).await.unwrap(), 0);
        assert_eq!(service::compute_due(&app.db, at(61)).await.unwrap(), 1);
        assert_eq!(support(app, &ids[0]).await["abroad"]["total"], 10);
    }
}

on_both! {
    async fn groups_are_computed_until_they_are_settled(app) {
        let (_, ids) = forum(app, 7).await;
        let voters = people(app, 26, "a", None).await;
        // Two camps in which nobody votes as another does.
        for (voter, token) in voters.iter().enumerate() {
            for (number, id) in ids.iter().enumerate() {
                let whim = ((voter / 2) >> number.saturating_sub(3)) & 1 == 1 && number >= 3;
                app.vote(token, id, if whim { "PASS" } else if voter % 2 == 0 { "AGREE" } else { "DISAGREE" }).await.ok();
            }
        }
        compute(app).await;
        let held = async |k: u8| app.count(&format!("SELECT COUNT(*) FROM opinion_maps WHERE snapshot LIKE '%\"held\":{{\"k\":{k},\"rival\":null%'")).await == 1;
        assert!(held(2).await);
        app.sql("UPDATE opinion_maps SET snapshot = replace(snapshot, '\"held\":{\"k\":2', '\"held\":{\"k\":3')").await;
        app.vote(&voters[0], &ids[0], "PASS").await.ok();
        let start = clock::now().0;
        let mut computed = Vec::new();
        for minute in 1..=6 {
            computed.push(service::compute_due(&app.db, Timestamp(start + minute * 61_000)).await.unwrap());
        }
        assert_eq!(computed, [1, 1, 1, 1, 0, 0], "nobody has voted but once");
        assert!(held(2).await);
    }
}

on_both! {
    async fn a_map_that_is_the_same_keeps_its_time(app) {
        let (_, ids, camps) = camps(app, 5, 4, false).await;
        compute(app).await;
        let before = map(app).await;
        declare(app, &camps[0][0], Some("KE")).await;
        app.vote(&camps[0][0], &ids[0], "AGREE").await.ok();
        app.vote(&camps[0][0], &ids[0], "PASS").await.ok();
        assert_eq!(service::compute_now(&app.db, None).await.unwrap(), 1);
        assert_eq!(map(app).await, before, "else its time would tell that somebody has done something");
    }
}

on_both! {
    async fn another_country_of_the_essay_moves_home(app) {
        let (editor, ids) = forum(app, 1).await;
        let voters = people(app, 6, "ke", Some("KE")).await;
        vote_all(app, &voters, &ids[0], "AGREE").await;
        compute(app).await;
        let publish = "mutation { publishEdition(input: { slug: \"tea\", language: \"en\", title: \"A calm answer\", body: \"Tea.\", originCountry: \"KE\" }) { essay { originCountry } } }";
        assert_eq!(app.ask_as(&editor, publish, json!({})).await.ok().at("/publishEdition/essay/originCountry"), "KE");
        compute(app).await;
        let support = support(app, &ids[0]).await;
        assert_eq!((&support["home"]["total"], &support["abroad"]), (&json!(6), &Value::Null));
    }
}

/// Lets `statement` be written while support is computed: by somebody who holds the first proposal until the computation waits for it.
async fn meanwhile(app: &TestApp, statement: &str) {
    // Else it would wait already to mark what these people have voted on.
    app.sql("UPDATE users SET perspective_due_at = NULL").await;
    let holder = app.db.begin().await.unwrap();
    holder.execute_unprepared("UPDATE proposals SET revision = revision WHERE title = 'Proposal 0'").await.unwrap();
    let release = async {
        waiting(app, 1).await;
        holder.execute_unprepared(statement).await.unwrap();
        holder.commit().await.unwrap();
    };
    join(compute(app), release).await;
}

on_both! {
    async fn the_last_vote_before_the_close_counts(app) {
        if app.db.kind() == "SQLite" {
            // There, nobody waits for a row.
            return;
        }
        let (_, ids) = forum(app, 2).await;
        let voters = people(app, 6, "ke", Some("KE")).await;
        for id in &ids {
            vote_all(app, &voters, id, "AGREE").await;
        }
        // The first is over, and no mark keeps the computation from reading its votes at once.
        app.sql("UPDATE proposals SET closes_at = 1, support_due_at = NULL WHERE title = 'Proposal 0'").await;
        // Who began to vote in time holds it still, and is done after the votes were read.
        meanwhile(app, "UPDATE votes SET stance = 'DISAGREE'; UPDATE proposals SET support_due_at = 1 WHERE title = 'Proposal 0'").await;
        assert_eq!(support(app, &ids[0]).await["abroad"]["agree"], 6);
        compute(app).await;
        assert_eq!(support(app, &ids[0]).await["abroad"]["disagree"], 6);
        assert_eq!(app.count("SELECT COUNT(*) FROM proposals WHERE support_frozen_at IS NOT NULL").await, 1);
        // Who went on from what is not there any more writes nothing.
        let again = "UPDATE proposals SET support_frozen_at = NULL; UPDATE proposals SET support_due_at = 1 WHERE title = 'Proposal 1'";
        app.sql(again).await;
        app.sql("UPDATE proposals SET support_due_at = NULL WHERE title = 'Proposal 0'").await;
        meanwhile(app, "UPDATE support_releases SET version = 9; UPDATE proposals SET support = NULL WHERE title = 'Proposal 0'").await;
        assert_eq!(support(app, &ids[0]).await["abroad"], Value::Null);
    }
}

on_both! {
    async fn what_changes_while_support_is_computed_is_kept(app) {
        if app.db.kind() == "SQLite" {
            // There, nobody waits for a row.
            return;
        }
        let (_, ids) = forum(app, 2).await;
        let voters = people(app, 6, "ke", Some("KE")).await;
        vote_all(app, &voters, &ids[0], "AGREE").await;
        // Votes that come before the marks are cleared are read.
        meanwhile(app, "UPDATE votes SET stance = 'DISAGREE'").await;
        assert_eq!(support(app, &ids[0]).await["abroad"]["disagree"], 6);
        // Neither are votes on old words published, nor anything after what was final.
        for (statement, vote) in [("UPDATE proposals SET wording_revision = 2, revision = 2 WHERE title = 'Proposal 0'", "AGREE"), ("UPDATE proposals SET support_frozen_at = 1 WHERE title = 'Proposal 0'", "DISAGREE")] {
            app.sql("UPDATE votes SET stance = 'PASS', proposal_revision = 2 WHERE proposal_id = (SELECT id FROM proposals WHERE title = 'Proposal 0')").await;
            app.sql("UPDATE proposals SET support_due_at = NULL").await;
            app.vote(&voters[0], &ids[1], vote).await.ok();
            meanwhile(app, statement).await;
            assert_eq!(support(app, &ids[0]).await["abroad"]["disagree"], 6, "{statement}");
        }
    }
}
