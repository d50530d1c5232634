//! Lists that hang on something: replies, an essay's threads and proposals; cursors
//! that somebody has tampered with; the orders' meaning.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::Role;
use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

/// Walks a list to its end, three at a time; `field` is the list with `@` where its
/// paging arguments belong, below `root`, an object found by `$id`.
async fn walk(app: &TestApp, root: &str, id: &str, field: &str, backwards: bool, between: &mut impl AsyncFnMut()) -> Vec<String> {
    let (size, cursor) = if backwards { ("last", "before") } else { ("first", "after") };
    let list = field.replace('@', &format!("{size}: 3, {cursor}: $c"));
    let query = format!(
        "query($id: ID!, $c: String) {{ node(id: $id) {{ ... on {root} {{ list: {list} {{ nodes {{ id }} edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} totalCount }} }} }} }}"
    );
    let (mut ids, mut at) = (Vec::new(), Value::Null);
    loop {
        let page = app.ask(&query, json!({ "id": id, "c": at })).await.ok();
        let list = page.at("/node/list");
        let edges = list["edges"].as_array().unwrap();
        let mut found: Vec<String> = edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(list["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect::<Vec<_>>(), found, "nodes and edges differ");
        let info = &list["pageInfo"];
        assert_eq!(info["startCursor"], edges.first().map_or(Value::Null, |edge| edge["cursor"].clone()));
        assert_eq!(info["endCursor"], edges.last().map_or(Value::Null, |edge| edge["cursor"].clone()));
        assert!(edges.len() <= 3 && list["totalCount"].as_u64().unwrap() >= edges.len() as u64);
        let (more, next) = if backwards { ("hasPreviousPage", "startCursor") } else { ("hasNextPage", "endCursor") };
        let (more, next) = (info[more].clone(), info[next].clone());
        if backwards {
            found.extend(ids);
            ids = found;
        } else {
            ids.extend(found);
        }
        if more == false {
            return ids;
        }
        at = next;
        between().await;
    }
}

on_both! {
    async fn replies_are_walked_in_every_order_both_ways(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        let elsewhere = app.thread(&editor, &essay, "Another").await;
        app.reply(&editor, &elsewhere, None, "not in this thread").await;
        // Nine first replies; the fourth has seven answers, and the fifth of these has three.
        let (mut reading, mut written, mut direct) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..9 {
            let reply = app.reply(&editor, &thread, None, &number.to_string()).await;
            written.push(reply.clone());
            reading.push(reply.clone());
            if number == 3 {
                for answer in 0..7 {
                    let below = app.reply(&editor, &thread, Some(&reply), &format!("3.{answer}")).await;
                    written.push(below.clone());
                    reading.push(below.clone());
                    direct.push(below.clone());
                    if answer == 4 {
                        for _ in 0..3 {
                            let deep = app.reply(&editor, &thread, Some(&below), "deep").await;
                            written.push(deep.clone());
                            reading.push(deep);
                        }
                    }
                }
            }
        }
        // One that comes late, high up in the tree: reading order and age differ.
        let late = app.reply(&editor, &thread, Some(&reading[0]), "late").await;
        written.push(late.clone());
        reading.insert(1, late);
        let reversed = |list: &[String]| list.iter().rev().cloned().collect::<Vec<_>>();
        for (order, expected) in [
            ("", reading.clone()),
            (", orderBy: { field: READING_ORDER }", reading.clone()),
            (", orderBy: { field: READING_ORDER, direction: DESC }", reversed(&reading)),
            (", orderBy: { field: CREATED_AT }", reversed(&written)),
            (", orderBy: { field: CREATED_AT, direction: ASC }", written.clone()),
        ] {
            for backwards in [false, true] {
                let found = walk(app, "Thread", &thread, &format!("replies(@{order})"), backwards, &mut async || {}).await;
                assert_eq!(found, expected, "{order}, backwards: {backwards}");
            }
        }
        for backwards in [false, true] {
            let parent = reading.iter().position(|id| *id == direct[0]).unwrap() - 1;
            assert_eq!(walk(app, "Reply", &reading[parent], "replies(@)", backwards, &mut async || {}).await, direct);
        }
        // Between two cursors lies what lies between them.
        let page = app.ask("query($id: ID!) { thread(id: $id) { replies(first: 100) { edges { cursor node { id } } } } }", json!({ "id": thread })).await.ok();
        let cursor = |place: usize| page.at(&format!("/thread/replies/edges/{place}/cursor")).clone();
        let query = "query($id: ID!, $a: String, $b: String, $first: Int, $last: Int) { thread(id: $id) { replies(first: $first, last: $last, after: $a, before: $b) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } } }";
        for (size, range) in [(json!({ "first": 100 }), 3..9), (json!({ "first": 2 }), 3..5), (json!({ "last": 2 }), 7..9)] {
            let mut variables = json!({ "id": thread, "a": cursor(2), "b": cursor(9) });
            variables.as_object_mut().unwrap().extend(size.as_object().unwrap().clone());
            let between = app.ask(query, variables).await.ok();
            let ids: Vec<&str> = between.at("/thread/replies/nodes").as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
            assert_eq!(ids, reading[range], "{size}");
        }
    }
}

on_both! {
    async fn replies_that_come_meanwhile_anywhere_hide_none(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        let mut old = Vec::new();
        for number in 0..4 {
            let reply = app.reply(&editor, &thread, None, &number.to_string()).await;
            old.push(reply.clone());
            for _ in 0..2 {
                old.push(app.reply(&editor, &thread, Some(&reply), "below").await);
            }
        }
        for backwards in [false, true] {
            let (first, last) = (old[0].clone(), old[9].clone());
            let mut found = walk(app, "Thread", &thread, "replies(@)", backwards, &mut async || {
                for parent in [Some(first.as_str()), Some(last.as_str()), None] {
                    app.reply(&editor, &thread, parent, "meanwhile").await;
                }
                app.ask_as(&editor, "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", json!({ "id": old[5] })).await;
            })
            .await;
            let mut unique = found.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), found.len(), "a reply came twice");
            found.retain(|id| old.contains(id));
            assert_eq!(found, old, "backwards: {backwards}");
        }
    }
}

on_both! {
    async fn an_essays_lists_hold_its_own_and_filters_hold(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let (one, two) = (app.essay(&editor, "essay-one").await, app.essay(&editor, "essay-two").await);
        let (mut threads, mut proposals) = (Vec::new(), Vec::new());
        for number in 0..8 {
            threads.push(app.thread(&editor, &one, &format!("Thread {number}")).await);
            app.thread(&editor, &two, "Of the other").await;
            proposals.push(app.proposal(&editor, &one, &format!("Proposal {number}")).await);
            app.proposal(&editor, &two, "Of the other").await;
        }
        let withdraw = "mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { id } } }";
        for proposal in [&proposals[1], &proposals[6]] {
            app.ask_as(&editor, withdraw, json!({ "id": proposal })).await.ok();
        }
        let open: Vec<String> = proposals.iter().enumerate().filter(|(place, _)| ![1, 6].contains(place)).map(|(_, id)| id.clone()).collect();
        for backwards in [false, true] {
            for order in ["LAST_ACTIVITY_AT", "CREATED_AT", "HOT"] {
                let found = walk(app, "Essay", &one, &format!("threads(@, orderBy: {{ field: {order}, direction: ASC }})"), backwards, &mut async || {}).await;
                assert_eq!(found, threads, "{order}, backwards: {backwards}");
            }
            for (filter, expected) in [("", proposals.clone()), (", states: [OPEN]", open.clone()), (", states: [OPEN, WITHDRAWN]", proposals.clone()), (", states: [ADOPTED]", Vec::new())] {
                let found = walk(app, "Essay", &one, &format!("proposals(@{filter}, orderBy: {{ field: CREATED_AT, direction: ASC }})"), backwards, &mut async || {}).await;
                assert_eq!(found, expected, "{filter}, backwards: {backwards}");
            }
        }
        let agreement = walk(app, "Essay", &one, "proposals(@, states: [OPEN], orderBy: { field: AGREEMENT, direction: ASC })", false, &mut async || {}).await;
        assert_eq!(agreement, open);
    }
}

on_both! {
    async fn orders_mean_what_they_say(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let mut threads = Vec::new();
        for name in ["busy", "quiet", "young"] {
            threads.push(app.thread(&editor, &essay, name).await);
        }
        app.reply(&editor, &threads[1], None, "one").await;
        for _ in 0..4 {
            app.reply(&editor, &threads[0], None, "one of four").await;
        }
        app.reply(&editor, &threads[1], None, "the newest").await;
        let titles = async |order: &str| {
            let read = app.ask(&format!("{{ threads(orderBy: {{ field: {order} }}) {{ nodes {{ title }} }} }}"), json!({})).await.ok();
            read.at("/threads/nodes").as_array().unwrap().iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(titles("HOT").await, ["busy", "quiet", "young"]);
        assert_eq!(titles("CREATED_AT").await, ["young", "quiet", "busy"]);
        assert_eq!(titles("LAST_ACTIVITY_AT").await, ["quiet", "busy", "young"]);
    }
}

on_both! {
    async fn tampered_cursors_are_refused_or_harmless(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        app.reply(&editor, &thread, None, "text").await;
        app.proposal(&editor, &essay, "Cultivate pioneers").await;
        let reply_list = format!("thread(id: \"{thread}\") {{ list: replies(@)");
        let lists = [
            ("list: threads(@", ")", ""), ("list: threads(orderBy: { field: HOT }, @", ")", ""), ("list: proposals(orderBy: { field: AGREEMENT }, @", ")", ""),
            ("list: essays(@", ")", ""), (reply_list.trim_end_matches(')'), ")", "}"),
        ];
        for (open, close, end) in lists {
            let ask = async |arguments: &str| app.ask(&format!("{{ {}{close} {{ edges {{ cursor }} }} {end} }}", open.replace('@', arguments)), json!({})).await;
            let made = ask("first: 1").await.ok();
            let cursor = made.body["data"].to_string().split("\"cursor\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            let mut bad = vec![String::new(), "=".to_owned(), format!("{cursor}="), format!("{cursor}A"), format!(" {cursor}"), "x".repeat(3000), "é".to_owned(), "\\u0000".to_owned()];
            bad.push(URL_SAFE_NO_PAD.encode(&bytes[..bytes.len() - 1]));
            bad.push(URL_SAFE_NO_PAD.encode([&bytes[..], &[0]].concat()));
            bad.push(URL_SAFE_NO_PAD.encode([&[bytes[0] ^ 0x55], &bytes[1..]].concat()));
            for cursor in &bad {
                let answer = ask(&format!("after: \"{cursor}\"")).await;
                assert_eq!((answer.code(), answer.status), ("BAD_USER_INPUT", 200), "{open} after {cursor}");
            }
            // A cursor is no secret: one that was made up is a place, never a fault.
            for place in 1..bytes.len() {
                for value in [0, 0x7F, 0x80, 0xFF] {
                    let mut changed = bytes.clone();
                    changed[place] = value;
                    let answer = ask(&format!("before: \"{}\"", URL_SAFE_NO_PAD.encode(&changed))).await;
                    assert!(answer.body.get("errors").is_none() || answer.code() == "BAD_USER_INPUT", "{open}: {}", answer.body);
                }
            }
            for filler in [0, 0x7F, 0x80, 0xFF] {
                let mut extreme = vec![filler; bytes.len()];
                extreme[0] = bytes[0];
                let answer = ask(&format!("after: \"{}\"", URL_SAFE_NO_PAD.encode(&extreme))).await;
                assert!(answer.body.get("errors").is_none() || answer.code() == "BAD_USER_INPUT", "{open}: {}", answer.body);
            }
        }
    }
}

on_both! {
    async fn many_ids_of_one_kind_cost_as_much_as_two(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let mut kinds: [Vec<String>; 4] = Default::default();
        for number in 0..6 {
            let essay = app.essay(&editor, &format!("essay-{number}")).await;
            let thread = app.thread(&editor, &essay, "A question").await;
            kinds[2].push(app.reply(&editor, &thread, None, "text").await);
            kinds[3].push(app.proposal(&editor, &essay, "Cultivate pioneers").await);
            kinds[0].push(essay);
            kinds[1].push(thread);
        }
        for ids in &kinds {
            let mut costs = Vec::new();
            for count in [2, 6] {
                let before = app.db.statements();
                let read = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Post { author { handle } } } }", json!({ "ids": ids[..count] })).await.ok();
                assert!(read.at("/nodes").as_array().unwrap().iter().all(|node| !node.is_null()));
                costs.push(app.db.statements() - before);
            }
            assert_eq!(costs, [1, 1], "{ids:?}");
        }
    }
}
