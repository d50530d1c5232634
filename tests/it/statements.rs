//! How many statements a page costs: fixed, whatever its length.

use entity::Role;
use serde_json::json;

use crate::{on_both, support::TestApp};

/// Statements that an anonymous reader's document costs.
async fn cost(app: &TestApp, query: &str, variables: serde_json::Value) -> u64 {
    let before = app.db.statements();
    app.ask(query, variables).await.ok();
    app.db.statements() - before
}

on_both! {
    async fn pages_cost_what_is_promised(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let mut thread = String::new();
        for number in 0..25 {
            thread = app.thread(&editor, &essay, &format!("Thread {number}")).await;
            app.proposal(&editor, &essay, &format!("Proposal {number}")).await;
        }
        let mut parent = app.reply(&editor, &thread, None, "first").await;
        for number in 0..49 {
            let next = app.reply(&editor, &thread, (number % 3 == 0).then_some(parent.as_str()), "more").await;
            parent = next;
        }
        let front = "{ threads(first: 25) { nodes { id title replyCount author { displayName } essay { title slug } } } }";
        assert_eq!(cost(app, front, json!({})).await, 1);
        let page = "query($id: ID!) { thread(id: $id) { id title body replyCount createdAt lastActivityAt essay { title slug } author { displayName } replies(first: 50) { nodes { id body createdAt author { displayName } } } } }";
        assert_eq!(cost(app, page, json!({ "id": thread })).await, 2);
        let essay_page = "{ essay(slug: \"a-calm-answer\") { id title edition { title bodyHtml credits { role name user { handle } } } threads(first: 20) { nodes { id title author { displayName } } } proposals(first: 20) { nodes { id title tally { agree disagree pass total } } } } }";
        assert_eq!(cost(app, essay_page, json!({})).await, 4);
        let proposals = "{ proposals(first: 20, orderBy: { field: AGREEMENT }) { nodes { id title tally { agree } author { displayName } essay { slug } } } }";
        assert_eq!(cost(app, proposals, json!({})).await, 1);
        // Who the viewer is costs one, and then nothing for a while.
        let token = app.sign_in("amina").await;
        for expected in [2, 1] {
            let before = app.db.statements();
            app.ask_as(&token, front, json!({})).await.ok();
            assert_eq!(app.db.statements() - before, expected);
        }
    }
}

on_both! {
    async fn lists_inside_lists_cost_the_same_for_two_and_for_many(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let fill = async |slug: &str| {
            let essay = app.essay(&editor, slug).await;
            for number in 0..3 {
                let thread = app.thread(&editor, &essay, &format!("Thread {number}")).await;
                let reply = app.reply(&editor, &thread, None, "first").await;
                app.reply(&editor, &thread, Some(&reply), "second").await;
                app.proposal(&editor, &essay, &format!("Proposal {number}")).await;
            }
        };
        let query = "{ essays { nodes { editions { language credits { name } } threads(first: 3) { nodes { title replies(first: 2) { nodes { body parent { id } replies(first: 2) { nodes { id } } } } } } proposals(first: 2) { nodes { title viewerVote { stance } thread { id } } } } } }";
        fill("essay-one").await;
        fill("essay-two").await;
        let two = cost(app, query, json!({})).await;
        for slug in ["essay-three", "essay-four", "essay-five", "essay-six"] {
            fill(slug).await;
        }
        assert_eq!(cost(app, query, json!({})).await, two);
        // A reply that has a parent asks for its answers later than one that has none.
        assert!(two <= 8, "{two}");
    }
}

on_both! {
    async fn what_is_inside_the_queue_and_the_log_is_read_for_all_at_once(app) {
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let (author, reader) = (app.sign_up("mei").await, app.sign_up("jack").await);
        let essay = app.essay(&app.with_role("amina", Role::Editor).await, "tea").await;
        let fill = async |number: usize| {
            let thread = app.thread(&author, &essay, &format!("Thread {number}")).await;
            let reply = app.reply(&author, &thread, None, "first").await;
            app.reply(&author, &thread, Some(&reply), "second").await;
            for id in [thread, reply] {
                app.ask_as(&reader, "mutation($id: ID!) { reportPost(input: { postId: $id, reason: OFF_TOPIC }) { report { id } } }", json!({ "id": id })).await.ok();
                app.ask_as(&moderator, "mutation($id: ID!) { removePost(input: { postId: $id, reason: OFF_TOPIC, explanation: \"No.\" }) { action { id } } }", json!({ "id": id })).await.ok();
            }
        };
        let inside = "{ __typename id ... on Thread { replies(first: 2) { nodes { id } } } ... on Reply { thread { title } replies(first: 2) { nodes { id } } } }";
        let query = format!(
            "{{ moderationQueue(status: UPHELD) {{ nodes {{ reason reporter {{ handle }} post {inside} }} }} moderationLog {{ nodes {{ kind isOverturned appeal {{ id }} moderator {{ handle }} subject {inside} }} }} }}"
        );
        let cost = async || {
            // Who the moderator is has just been asked.
            app.ask_as(&moderator, "{ viewer { id } }", json!({})).await.ok();
            let before = app.db.statements();
            let read = app.ask_as(&moderator, &query, json!({})).await.ok();
            (app.db.statements() - before, read.at("/moderationQueue/nodes").as_array().unwrap().len())
        };
        fill(0).await;
        // Loads of the two lists meet in one batch or in two, as their answers come: 10 to
        // 15 statements. One more for each row of any kind would be 21 at least.
        let (few, length) = cost().await;
        assert_eq!(length, 2);
        for number in 1..6 {
            fill(number).await;
        }
        let (many, length) = cost().await;
        assert_eq!(length, 12);
        assert!(few <= 20 && many <= 20, "{few} statements for 2 rows, {many} for 12");
    }
}

on_both! {
    async fn one_who_goes_costs_the_others_nothing(app) {
        let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
        let viewer = async |token: &str| app.ask_as(token, "{ viewer { handle } }", json!({})).await;
        for token in [&mei, &jack] {
            viewer(token).await.ok();
        }
        let declare = "mutation { declarePerspective(input: { country: \"FR\", languages: [] }) { viewer { country } } }";
        app.ask_as(&jack, declare, json!({})).await.ok();
        let before = app.db.statements();
        viewer(&mei).await.ok();
        assert_eq!(app.db.statements() - before, 0);
        assert_eq!(app.ask_as(&jack, "{ viewer { country } }", json!({})).await.ok().text("/viewer/country"), "FR");
        assert_eq!(app.db.statements() - before, 1);
    }
}

on_both! {
    async fn many_ids_of_one_kind_cost_what_one_does(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let (mut editions, mut votes) = (Vec::new(), Vec::new());
        for slug in ["essay-one", "essay-two", "essay-three"] {
            let essay = app.essay(&editor, slug).await;
            let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
            let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE }) { vote { id } } }";
            votes.push(app.ask_as(&editor, cast, json!({ "id": proposal })).await.ok().text("/castVote/vote/id"));
            let read = format!("{{ essay(slug: \"{slug}\") {{ edition {{ id }} }} }}");
            editions.push(app.ask(&read, json!({})).await.ok().text("/essay/edition/id"));
        }
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Edition { title essay { slug } } ... on Vote { stance proposal { title } } } }";
        for ids in [editions, votes] {
            let mut costs = Vec::new();
            for count in [1, 3] {
                let before = app.db.statements();
                let read = app.ask_as(&editor, query, json!({ "ids": ids[..count] })).await.ok();
                costs.push(app.db.statements() - before);
                assert!(read.at("/nodes").as_array().unwrap().iter().all(|node| node["id"].is_string()));
            }
            // Two, and sometimes one for who the viewer is; one by one would be six.
            assert!(costs.iter().all(|cost| (2..=3).contains(cost)), "{costs:?}");
        }
    }
}
