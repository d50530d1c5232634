//! What a translation passes on its way out, what it counts for, and what a page of them costs.

use entity::Role;
use serde_json::json;

use crate::{
    on_both,
    translation::{TEXT, TRANSLATE, forum, translate},
};

on_both! {
    async fn a_translation_passes_what_posts_pass(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
        let essay = app.essay(&editor, "tea").await;
        let thread = app.thread(&mei, &essay, "Qui sert le thé ?").await;
        app.sql("UPDATE threads SET language = 'fr'").await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let words = async |body: &str, nudge: bool| {
            let input = json!({ "postId": thread, "language": "en", "title": "Who pours the tea?", "body": body, "nudge": nudge });
            app.ask_as(&jack, TRANSLATE, json!({ "input": input })).await
        };
        assert_eq!(words("You are such an idiot.", true).await.code(), "NUDGE");
        assert_eq!(app.count("SELECT COUNT(*) FROM translations").await, 0);
        words("You are such an idiot.", false).await.ok();
        // In a locked thread as well.
        let lock = "mutation($id: ID!) { lockThread(input: { threadId: $id, reason: OFF_TOPIC, explanation: \"x\" }) { thread { id } } }";
        app.ask_as(&moderator, lock, json!({ "id": thread })).await.ok();
        words("The host pours.", true).await.ok();
        // Held back: a moderator sees it first.
        app.sql("UPDATE users SET is_premoderated = true WHERE handle = 'jack'").await;
        app.forget_everybody().await;
        let held = words("The guest pours.", true).await.ok();
        assert_eq!(held.at("/translatePost/translation/visibility"), "HELD");
        let text = app.ask(TEXT, json!({ "id": thread, "language": "en" })).await.ok();
        assert_eq!(text.at("/node/text/language"), "fr");
        let queue = "{ moderationQueue { nodes { id details language post { id } translation { id body } } } }";
        let queue = app.ask_as(&moderator, queue, json!({})).await.ok();
        let report = queue.at("/moderationQueue/nodes/0");
        assert_eq!((&report["language"], &report["post"]["id"], &report["translation"]["body"]), (&json!("en"), &json!(thread), &json!("The guest pours.")));
        let claim = "mutation($id: ID!) { claimReport(input: { reportId: $id }) { report { id } } }";
        app.ask_as(&moderator, claim, json!({ "id": report["id"] })).await.ok();
        let resolve = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: DISMISSED }) { report { status } } }";
        app.ask_as(&moderator, resolve, json!({ "id": report["id"] })).await.ok();
        let text = app.ask(TEXT, json!({ "id": thread, "language": "en" })).await.ok();
        assert_eq!(text.at("/node/text/body"), "The guest pours.");
        let kinds = app.ask_as(&moderator, "query($id: ID!) { moderationLog(subjectId: $id) { nodes { kind } } }", json!({ "id": report["translation"]["id"] })).await.ok();
        assert_eq!(kinds.at("/moderationLog/nodes"), &json!([{ "kind": "APPROVE" }, { "kind": "HOLD" }]));
        assert_eq!(app.count("SELECT COUNT(*) FROM reports WHERE status = 'OPEN'").await, 0);
    }
}

on_both! {
    async fn a_translation_counts_as_a_post_in_the_hour(app) {
        let forum = forum(app).await;
        let settings = "mutation($trust: JSON!) { updateSiteSettings(input: { trust: $trust }) { settings { trust } } }";
        let limits = json!([{ "posts_per_hour": 2 }, {}, {}, {}]);
        let admin = app.with_role("host", Role::Admin).await;
        app.ask_as(&admin, settings, json!({ "trust": { "limits": limits } })).await.ok();
        forum.translation(app, &forum.jack, "zh", "一").await;
        forum.translation(app, &forum.jack, "fr", "Un").await;
        assert_eq!(translate(app, &forum.jack, &forum.reply, "de", None, "Eins").await.code(), "RATE_LIMITED");
        // Mending is free.
        forum.translation(app, &forum.jack, "fr", "Une").await;
    }
}

on_both! {
    async fn a_page_of_texts_costs_one_statement_more(app) {
        let forum = forum(app).await;
        for number in 0..8 {
            let reply = app.reply(&forum.mei, &forum.thread, None, &format!("Reply {number}")).await;
            for (token, body) in [(&forum.jack, "一"), (&forum.editor, "二")] {
                translate(app, token, &reply, "zh-Hans", None, body).await.ok();
            }
        }
        let cost = async |selection: &str| {
            let before = app.db.statements();
            let query = format!("query($id: ID!) {{ thread(id: $id) {{ replies(first: 50) {{ nodes {{ id {selection} }} }} }} }}");
            app.ask(&query, json!({ "id": forum.thread })).await.ok();
            app.db.statements() - before
        };
        assert_eq!(cost("").await, 2);
        assert_eq!(cost("text(language: \"zh\") { language body translation { id isStale } }").await, 3);
        assert_eq!(cost("text(language: \"en\") { body }").await, 2);
        assert_eq!(cost("translations { id language body isStale translator { handle } }").await, 4);
    }
}
