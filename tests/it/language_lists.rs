//! Lists narrowed to languages.

use serde_json::{Value, json};

use crate::{
    on_both,
    post_language::{REPLY, forum},
    support::TestApp,
};

/// The list in an answer, wherever it is.
fn page_of(answer: &Value) -> Option<&Value> {
    if answer.get("nodes").is_some() {
        return Some(answer);
    }
    answer.as_object()?.values().find_map(page_of)
}

/// Bodies of a list's nodes, page by page of two, until there is no more.
async fn pages(app: &TestApp, list: &str, variables: &Value) -> (Vec<String>, u64) {
    let (mut found, mut after, mut total) = (Vec::new(), Value::Null, 0);
    loop {
        let arguments = "(first: 2, after: $after, languages: $languages)";
        let selection = "{ nodes { body } totalCount pageInfo { hasNextPage endCursor } }";
        let (open, close) = list.split_once('%').unwrap();
        // Every variable is used.
        let close = if list.contains("$id") { close.to_owned() } else { format!("{close} node(id: $id) {{ id }}") };
        let query = format!("query($id: ID!, $after: String, $languages: [LanguageTag!]) {{ {open}{arguments} {selection} {close} }}");
        let mut variables = variables.clone();
        variables["after"] = after.clone();
        let answer = app.ask(&query, variables).await.ok();
        let page = page_of(answer.at("")).unwrap();
        found.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["body"].as_str().unwrap().to_owned()));
        total = total.max(page["totalCount"].as_u64().unwrap());
        if page["pageInfo"]["hasNextPage"] == false {
            return (found, total);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

on_both! {
    async fn lists_are_narrowed_to_languages(app) {
        let forum = forum(app).await;
        let start = "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }";
        let create = "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }";
        let tags = ["en", "zh", "zh-Hans", "zh-Hant-TW", "zha", "en-GB", "fr", "en-GB-oxendict"];
        let mut parent = Value::Null;
        for tag in tags {
            let input = json!({ "essayId": forum.essay, "title": "A title", "body": tag, "language": tag });
            app.ask_as(&forum.mei, start, json!({ "input": input })).await.ok();
            app.ask_as(&forum.mei, create, json!({ "input": input })).await.ok();
            // Each answers the one before, in another language.
            let input = json!({ "threadId": forum.thread, "parentId": parent, "body": tag, "language": tag, "nudge": false });
            parent = app.ask_as(&forum.mei, REPLY, json!({ "input": input })).await.ok().at("/postReply/reply/id").clone();
        }
        let lists = [
            ("threads% ", &forum.essay),
            ("proposals%", &forum.essay),
            ("node(id: $id) { ... on Essay { threads% } }", &forum.essay),
            ("node(id: $id) { ... on Essay { proposals% } }", &forum.essay),
            ("thread(id: $id) { replies% }", &forum.thread),
        ];
        for (list, id) in lists {
            for (languages, expected) in [
                (json!(["zh"]), vec!["zh", "zh-Hans", "zh-Hant-TW"]),
                (json!(["ZH-hans"]), vec!["zh-Hans"]),
                (json!(["en-GB"]), vec!["en-GB", "en-GB-oxendict"]),
                (json!(["en", "fr", "en"]), vec!["en", "en-GB", "en-GB-oxendict", "fr"]),
                (json!(["de"]), vec![]),
                (json!([]), vec![]),
            ] {
                let (mut found, total) = pages(app, list, &json!({ "id": id, "languages": languages })).await;
                // The thread of all replies is one of the threads.
                let others = found.iter().filter(|body| body.starts_with("Body of")).count();
                found.retain(|body| !body.starts_with("Body of"));
                found.sort();
                assert_eq!(found, expected, "{list} in {languages}");
                assert_eq!(total as usize, expected.len() + others, "{list} in {languages}");
            }
            let all = pages(app, list, &json!({ "id": id, "languages": null })).await;
            assert!(all.0.len() >= tags.len() && all.1 as usize == all.0.len(), "{list}: {all:?}");
        }
    }
}

on_both! {
    async fn a_reply_is_listed_though_its_parent_is_not(app) {
        let forum = forum(app).await;
        let first = forum.reply(app, "en", "Why not?").await;
        let post = |parent: &str, language: &str, body: &str| {
            let input = json!({ "threadId": forum.thread, "parentId": parent, "body": body, "language": language });
            app.ask_as(&forum.mei, REPLY, json!({ "input": input }))
        };
        let second = post(&first, "fr", "Pourquoi pas ?").await.ok().text("/postReply/reply/id");
        let third = post(&second, "en", "Because.").await.ok().text("/postReply/reply/id");
        let query = "query($id: ID!) { thread(id: $id) { replies(languages: [\"en\"]) { totalCount nodes { id depth parent { id } replies(languages: [\"de\", \"fr\"]) { totalCount nodes { id } } } } all: replies { nodes { id } } } }";
        let read = app.ask(query, json!({ "id": forum.thread })).await.ok();
        assert_eq!(
            read.at("/thread/replies"),
            &json!({ "totalCount": 2, "nodes": [
                { "id": first, "depth": 1, "parent": null, "replies": { "totalCount": 1, "nodes": [{ "id": second }] } },
                { "id": third, "depth": 3, "parent": { "id": second }, "replies": { "totalCount": 0, "nodes": [] } },
            ] })
        );
        assert_eq!(read.at("/thread/all/nodes").as_array().unwrap().len(), 3);
    }
}

on_both! {
    async fn lists_inside_lists_keep_their_languages_apart(app) {
        let forum = forum(app).await;
        let coffee = app.essay(&forum.editor, "coffee").await;
        for (number, essay) in [&forum.essay, &coffee].into_iter().enumerate() {
            for language in ["en", "fr"] {
                let input = json!({ "essayId": essay, "title": format!("{language} {number}"), "body": "Hm.", "language": language });
                let thread = app.ask_as(&forum.mei, "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }", json!({ "input": input })).await.ok();
                app.ask_as(&forum.mei, "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }", json!({ "input": input })).await.ok();
                for reply in ["en", "fr"] {
                    let input = json!({ "threadId": thread.text("/startThread/thread/id"), "body": format!("{reply} in {language} {number}"), "language": reply });
                    app.ask_as(&forum.mei, REPLY, json!({ "input": input })).await.ok();
                }
            }
        }
        let of = |alias: &str, languages: &str| format!("{alias}: threads(first: 5, languages: {languages}) {{ totalCount nodes {{ title replies(first: 5, languages: {languages}) {{ totalCount nodes {{ body }} }} }} }} {alias}P: proposals(first: 5, languages: {languages}) {{ totalCount nodes {{ title }} }}");
        let query = format!("{{ essays(first: 3) {{ nodes {{ slug {} {} }} }} }}", of("en", "[\"en\"]"), of("fr", "[\"fr\"]"));
        let before = app.db.statements();
        let read = app.ask(&query, json!({})).await.ok();
        let cost = app.db.statements() - before;
        for node in read.at("/essays/nodes").as_array().unwrap() {
            let number = usize::from(node["slug"] == "coffee");
            for language in ["en", "fr"] {
                let threads = node[language]["nodes"].as_array().unwrap();
                let one = threads.iter().find(|thread| thread["title"] == format!("{language} {number}")).unwrap();
                assert_eq!(one["replies"], json!({ "totalCount": 1, "nodes": [{ "body": format!("{language} in {language} {number}") }] }), "{node}");
                assert!(threads.iter().all(|thread| !thread["title"].as_str().unwrap().starts_with(if language == "en" { "fr" } else { "en" })), "{node}");
                assert_eq!(node[format!("{language}P")], json!({ "totalCount": 1, "nodes": [{ "title": format!("{language} {number}") }] }));
            }
        }
        // The lists themselves are read for all essays at once; each count is a statement of its own.
        assert!(cost <= 40, "{cost}");
    }
}

on_both! {
    async fn too_many_languages_are_refused(app) {
        let forum = forum(app).await;
        let tags: Vec<String> = (0..21).map(|number| format!("en-x-{number}")).collect();
        for list in ["threads(languages: $languages) { totalCount }", "proposals(languages: $languages) { totalCount }", "thread(id: $id) { replies(languages: $languages) { totalCount } }", "essays { nodes { threads(languages: $languages) { totalCount } } }"] {
            let id = if list.contains("$id") { "$id: ID!, " } else { "" };
            let query = format!("query({id}$languages: [LanguageTag!]) {{ {list} }}");
            let refused = app.ask(&query, json!({ "id": forum.thread, "languages": tags })).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("BAD_USER_INPUT", "languages"), "{}", refused.body);
            app.ask(&query, json!({ "id": forum.thread, "languages": tags[..20] })).await.ok();
            assert!(app.ask(&query, json!({ "id": forum.thread, "languages": ["%"] })).await.body.get("errors").is_some());
        }
    }
}
