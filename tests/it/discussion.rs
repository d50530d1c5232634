//! Essays, threads and replies.

use entity::Role;
use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

const PUBLISH: &str = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id slug title originalLanguage originCountry } edition { id language title bodyHtml revision credits { role name user { handle } } } } }";

fn edition(language: &str, title: &str, body: &str) -> Value {
    json!({ "input": { "slug": "a-calm-answer", "language": language, "title": title, "body": body, "originCountry": "cn", "sourceUrl": "https://example.org/a",
        "credits": [{ "role": "AUTHOR", "name": "Mei" }, { "role": "TRANSLATOR", "name": "Grace" }] } })
}

on_both! {
    async fn essays_have_editions_and_editions_have_revisions(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let first = app.ask_as(&editor, PUBLISH, edition("zh-hans", "平静的回答", "正文 **强调**。")).await.ok();
        assert_eq!(first.text("/publishEdition/edition/language"), "zh-Hans");
        assert_eq!(first.text("/publishEdition/essay/originCountry"), "CN");
        assert_eq!(first.at("/publishEdition/edition/credits/1/name"), "Grace");
        app.ask_as(&editor, PUBLISH, edition("en", "A calm answer", "Text.")).await.ok();
        let again = app.ask_as(&editor, PUBLISH, edition("en", "A calm answer", "Text.")).await.ok();
        assert_eq!(again.at("/publishEdition/edition/revision"), 1);
        let changed = app.ask_as(&editor, PUBLISH, edition("en", "A calmer answer", "Other text.")).await.ok();
        assert_eq!(changed.at("/publishEdition/edition/revision"), 2);
        assert_eq!(app.word("SELECT body FROM edition_revisions WHERE number = 1").await, "Text.");
        let query = "{ essay(slug: \"a-calm-answer\") { title originalLanguage editions { language } en: title(language: \"en-GB\") fr: edition(language: \"fr\") { language } zh: edition(language: \"zh\") { language title essay { slug } } } }";
        let essay = app.ask(query, json!({})).await.ok();
        assert_eq!(essay.text("/essay/title"), "平静的回答");
        assert_eq!(essay.text("/essay/en"), "A calmer answer");
        assert_eq!(essay.text("/essay/fr/language"), "zh-Hans");
        assert_eq!(essay.text("/essay/zh/title"), "平静的回答");
        assert_eq!(essay.at("/essay/editions").as_array().unwrap().len(), 2);
    }
}

on_both! {
    async fn only_editors_publish_and_bad_editions_are_refused(app) {
        let member = app.sign_up("mei").await;
        assert_eq!(app.ask(PUBLISH, edition("en", "A calm answer", "Text.")).await.code(), "UNAUTHENTICATED");
        assert_eq!(app.ask_as(&member, PUBLISH, edition("en", "A calm answer", "Text.")).await.code(), "FORBIDDEN");
        let editor = app.with_role("amina", Role::Editor).await;
        let bad = app.ask_as(&editor, PUBLISH, edition("english", "?", "")).await;
        assert_eq!(bad.body["errors"][0]["extensions"]["problems"].as_array().unwrap().len(), 3);
        assert_eq!(app.count("SELECT COUNT(*) FROM essays").await, 0);
    }
}

/// A forum with one essay; returns tokens of two members and the essay's id.
async fn forum(app: &TestApp) -> (String, String, String) {
    let editor = app.with_role("amina", Role::Editor).await;
    let essay = app.essay(&editor, "a-calm-answer").await;
    (app.sign_up("mei").await, app.sign_up("tomas").await, essay)
}

on_both! {
    async fn threads_are_started_read_and_edited_with_every_revision_kept(app) {
        let (mei, tomas, essay) = forum(app).await;
        let thread = app.thread(&mei, &essay, "A question").await;
        let read = "query($id: ID!) { thread(id: $id) { title body bodyHtml language isRemoved editedAt revision replyCount author { handle } essay { slug } viewerCanEdit viewerCanReply } }";
        let own = app.ask_as(&mei, read, json!({ "id": thread })).await.ok();
        assert_eq!((own.at("/thread/viewerCanEdit"), own.at("/thread/viewerCanReply")), (&json!(true), &json!(true)));
        assert_eq!(own.text("/thread/essay/slug"), "a-calm-answer");
        let anonymous = app.ask(read, json!({ "id": thread })).await.ok();
        assert_eq!((anonymous.at("/thread/viewerCanEdit"), anonymous.at("/thread/viewerCanReply")), (&json!(false), &json!(false)));
        let edit = "mutation($id: ID!, $body: String) { editThread(input: { threadId: $id, body: $body }) { thread { body revision editedAt } } }";
        assert_eq!(app.ask_as(&tomas, edit, json!({ "id": thread, "body": "Mine" })).await.code(), "FORBIDDEN");
        assert_eq!(app.ask(edit, json!({ "id": thread, "body": "Mine" })).await.code(), "UNAUTHENTICATED");
        let edited = app.ask_as(&mei, edit, json!({ "id": thread, "body": "Second text" })).await.ok();
        assert_eq!(edited.at("/editThread/thread/revision"), 2);
        assert!(edited.at("/editThread/thread/editedAt").is_string());
        let same = app.ask_as(&mei, edit, json!({ "id": thread, "body": "Second text" })).await.ok();
        assert_eq!(same.at("/editThread/thread/revision"), 2);
        assert_eq!(app.word("SELECT body FROM post_revisions WHERE number = 1").await, "Body of A question");
        let missing = app.ask_as(&mei, "mutation($id: ID!) { startThread(input: { essayId: $id, title: \"Abc\", body: \"x\", language: \"en\" }) { thread { id } } }", json!({ "id": thread })).await;
        assert_eq!((missing.code(), missing.field().as_str()), ("VALIDATION_FAILED", "input.essayId"));
    }
}

on_both! {
    async fn replies_form_a_tree_in_reading_order(app) {
        let (mei, tomas, essay) = forum(app).await;
        let thread = app.thread(&mei, &essay, "A question").await;
        let a = app.reply(&mei, &thread, None, "a").await;
        let b = app.reply(&tomas, &thread, None, "b").await;
        let a1 = app.reply(&tomas, &thread, Some(&a), "a1").await;
        app.reply(&mei, &thread, Some(&a1), "a1x").await;
        app.reply(&mei, &thread, Some(&a), "a2").await;
        app.reply(&mei, &thread, Some(&b), "b1").await;
        let query = "query($id: ID!) { thread(id: $id) { replyCount lastActivityAt createdAt replies { nodes { body depth parent { body } thread { title } replies { nodes { body } } } } newest: replies(orderBy: { field: CREATED_AT }) { nodes { body } } } }";
        let read = app.ask(query, json!({ "id": thread })).await.ok();
        let bodies = |path: &str| read.at(path).as_array().unwrap().iter().map(|node| node["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(bodies("/thread/replies/nodes"), ["a", "a1", "a1x", "a2", "b", "b1"]);
        assert_eq!(bodies("/thread/newest/nodes"), ["b1", "a2", "a1x", "a1", "b", "a"]);
        assert_eq!(bodies("/thread/replies/nodes/0/replies/nodes"), ["a1", "a2"]);
        assert_eq!(read.at("/thread/replies/nodes/2/depth"), 3);
        assert_eq!(read.text("/thread/replies/nodes/2/parent/body"), "a1");
        assert_eq!(read.at("/thread/replyCount"), 6);
        assert!(read.text("/thread/lastActivityAt") >= read.text("/thread/createdAt"));
    }
}

on_both! {
    async fn what_is_deleted_keeps_its_place_and_loses_its_text_everywhere(app) {
        let (mei, tomas, essay) = forum(app).await;
        let thread = app.thread(&mei, &essay, "Canary title").await;
        let parent = app.reply(&mei, &thread, None, "canary text").await;
        app.reply(&tomas, &thread, Some(&parent), "an answer").await;
        let proposal = app.proposal(&mei, &essay, "Canary proposal").await;
        let delete = "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { isRemoved body bodyHtml ... on Thread { title } ... on Proposal { title state } } } }";
        assert_eq!(app.ask_as(&tomas, delete, json!({ "id": parent })).await.code(), "FORBIDDEN");
        for post in [&parent, &thread, &proposal] {
            let deleted = app.ask_as(&mei, delete, json!({ "id": post })).await.ok();
            assert_eq!(deleted.at("/deletePost/post/isRemoved"), true);
        }
        let everything = "query($t: ID!, $r: ID!, $p: ID!) {
            thread(id: $t) { isRemoved title body bodyHtml replyCount replies { nodes { isRemoved body bodyHtml depth parent { body } } } }
            threads { nodes { title body } } essays { nodes { threads { nodes { title body } } proposals { nodes { title body } } } }
            proposal(id: $p) { title body bodyHtml state viewerCanVote } proposals { nodes { title } }
            a: node(id: $r) { ... on Reply { body bodyHtml thread { title } } } b: nodes(ids: [$t, $p]) { ... on Post { body bodyHtml } } }";
        let read = app.ask_as(&mei, everything, json!({ "t": thread, "r": parent, "p": proposal })).await.ok();
        assert!(!read.body.to_string().to_lowercase().contains("canary"), "{}", read.body);
        assert_eq!(read.at("/thread/replies/nodes").as_array().unwrap().len(), 2);
        assert_eq!(read.at("/thread/replyCount"), 1);
        assert_eq!(read.text("/proposal/state"), "WITHDRAWN");
        assert_eq!(app.vote(&tomas, &proposal, "AGREE").await.code(), "NOT_FOUND");
        let late = app.ask_as(&tomas, "mutation($t: ID!) { postReply(input: { threadId: $t, body: \"late\", language: \"en\" }) { reply { id } } }", json!({ "t": thread })).await;
        assert_eq!(late.code(), "THREAD_LOCKED");
        assert_eq!(app.ask_as(&mei, delete, json!({ "id": parent })).await.code(), "NOT_FOUND");
    }
}

on_both! {
    async fn locked_threads_and_foreign_parents_take_no_replies(app) {
        let (mei, _, essay) = forum(app).await;
        let (one, two) = (app.thread(&mei, &essay, "One thread").await, app.thread(&mei, &essay, "Two threads").await);
        let elsewhere = app.reply(&mei, &two, None, "elsewhere").await;
        let post = "mutation($t: ID!, $p: ID) { postReply(input: { threadId: $t, parentId: $p, body: \"text\", language: \"en\" }) { reply { id } } }";
        let foreign = app.ask_as(&mei, post, json!({ "t": one, "p": elsewhere })).await;
        assert_eq!((foreign.code(), foreign.field().as_str()), ("NOT_FOUND", "input.parentId"));
        assert_eq!(app.ask(post, json!({ "t": one })).await.code(), "UNAUTHENTICATED");
        app.sql("UPDATE threads SET locked_at = 1").await;
        assert_eq!(app.ask_as(&mei, post, json!({ "t": one })).await.code(), "THREAD_LOCKED");
        let edit = "mutation($r: ID!) { editReply(input: { replyId: $r, body: \"changed\" }) { reply { body } } }";
        assert_eq!(app.ask_as(&mei, edit, json!({ "r": elsewhere })).await.code(), "THREAD_LOCKED");
        app.sql("UPDATE threads SET locked_at = NULL").await;
        assert_eq!(app.ask_as(&mei, edit, json!({ "r": elsewhere })).await.ok().text("/editReply/reply/body"), "changed");
        assert_eq!(app.word("SELECT body FROM post_revisions").await, "elsewhere");
    }
}

on_both! {
    async fn replies_nest_fifty_deep_and_no_deeper(app) {
        let (mei, _, essay) = forum(app).await;
        let thread = app.thread(&mei, &essay, "A deep one").await;
        let mut parent = app.reply(&mei, &thread, None, "1").await;
        for depth in 2..=50 {
            parent = app.reply(&mei, &thread, Some(&parent), &depth.to_string()).await;
        }
        let post = "mutation($t: ID!, $p: ID) { postReply(input: { threadId: $t, parentId: $p, body: \"51\", language: \"en\" }) { reply { id } } }";
        let refused = app.ask_as(&mei, post, json!({ "t": thread, "p": parent })).await;
        assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.parentId"));
        let read = app.ask("query($t: ID!) { thread(id: $t) { replyCount replies(last: 1) { nodes { depth body } } } }", json!({ "t": thread })).await.ok();
        assert_eq!(read.at("/thread/replies/nodes/0"), &json!({ "depth": 50, "body": "50" }));
    }
}
