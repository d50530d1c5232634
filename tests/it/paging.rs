//! Lists page by page, forwards and backwards.

use entity::Role;
use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

/// Walks a list to its end; returns the ids in the order they came.
async fn walk(app: &TestApp, field: &str, order: &str, backwards: bool, between: &mut impl AsyncFnMut()) -> Vec<String> {
    let (size, cursor) = if backwards { ("last", "before") } else { ("first", "after") };
    let query = format!(
        "query($c: String) {{ list: {field}({size}: 3, {cursor}: $c{order}) {{ edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let (mut ids, mut at) = (Vec::new(), Value::Null);
    loop {
        let page = app.ask(&query, json!({ "c": at })).await.ok();
        let mut found: Vec<String> = page.at("/list/edges").as_array().unwrap().iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect();
        let info = page.at("/list/pageInfo").clone();
        if backwards {
            found.extend(ids);
            ids = found;
        } else {
            ids.extend(found);
        }
        if info[if backwards { "hasPreviousPage" } else { "hasNextPage" }] == false {
            return ids;
        }
        at = info[if backwards { "startCursor" } else { "endCursor" }].clone();
        between().await;
    }
}

on_both! {
    async fn every_order_gives_every_row_once_both_ways(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let mei = app.sign_up("mei").await;
        let mut essay = String::new();
        for slug in ["essay-a", "essay-b", "essay-c", "essay-d", "essay-e", "essay-f", "essay-g"] {
            essay = app.essay(&editor, slug).await;
        }
        let mut thread = String::new();
        for number in 0..10 {
            thread = app.thread(&mei, &essay, &format!("Thread {number}")).await;
            app.proposal(&mei, &essay, &format!("Proposal {number}")).await;
        }
        for number in 0..5 {
            app.reply(&mei, &thread, None, &number.to_string()).await;
        }
        // Equal keys: only the id tells rows apart.
        app.sql("UPDATE threads SET created_at = 5").await;
        let lists = [
            ("threads", vec!["LAST_ACTIVITY_AT", "CREATED_AT", "HOT"], 10),
            ("proposals", vec!["CREATED_AT", "AGREEMENT"], 10),
            ("essays", vec!["PUBLISHED_AT", "LAST_ACTIVITY_AT"], 7),
        ];
        for (field, orders, total) in lists {
            for order in orders {
                for direction in ["ASC", "DESC"] {
                    let order = format!(", orderBy: {{ field: {order}, direction: {direction} }}");
                    let forwards = walk(app, field, &order, false, &mut async || {}).await;
                    let backwards = walk(app, field, &order, true, &mut async || {}).await;
                    assert_eq!(forwards, backwards, "{field}{order}");
                    let mut unique = forwards.clone();
                    unique.sort();
                    unique.dedup();
                    assert_eq!((forwards.len(), unique.len()), (total, total), "{field}{order}");
                }
            }
        }
    }
}

on_both! {
    async fn rows_that_come_meanwhile_neither_repeat_nor_hide_others(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let mei = app.sign_up("mei").await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let mut old = Vec::new();
        for number in 0..10 {
            old.push(app.thread(&mei, &essay, &format!("Thread {number}")).await);
        }
        let found = walk(app, "threads", ", orderBy: { field: CREATED_AT }", false, &mut async || { app.thread(&mei, &essay, "A new one").await; }).await;
        old.reverse();
        assert_eq!(found, old);
    }
}

on_both! {
    async fn bad_pages_are_refused_with_their_argument(app) {
        let good = app.ask("{ threads { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount nodes { id } } }", json!({})).await.ok();
        assert_eq!(good.at("/threads/totalCount"), 0);
        for (arguments, field) in [("first: 0", "first"), ("first: 101", "first"), ("first: -1", "first"), ("last: 101", "last"), ("first: 1, last: 1", "last"), ("after: \"x\"", "after"), ("before: \"AAAA\"", "before")] {
            let answer = app.ask(&format!("{{ threads({arguments}) {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!((answer.code(), answer.field().as_str()), ("BAD_USER_INPUT", field), "{arguments}");
        }
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        app.thread(&editor, &essay, "A question").await;
        let cursor = app.ask("{ threads { edges { cursor } } }", json!({})).await.ok().text("/threads/edges/0/cursor");
        let other = app.ask("query($c: String) { threads(after: $c, orderBy: { field: HOT }) { nodes { id } } }", json!({ "c": cursor })).await;
        assert_eq!(other.code(), "BAD_USER_INPUT");
    }
}
