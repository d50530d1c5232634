//! Search follows what is shown: whatever changes whether a text is read, or what it says,
//! changes with it what is found.

use entity::Role;
use serde_json::{Value, json};
use teahouse::search::{
    rules::{Filter, parse},
    service::{count, reindex},
};

use crate::{
    on_both,
    search::{Forum, forum, found, search},
    support::TestApp,
};

/// Nothing of it is found, counted or hinted at: not by moderators, nor by its author.
async fn is_gone(app: &TestApp, forum: &Forum, word: &str) {
    let nothing = json!({ "nodes": [], "counts": [], "totalCount": 0, "isCapped": false });
    for query in [format!("{word} "), word[..word.len() - 1].to_owned(), format!("\"{word}\"")] {
        assert!(found(app, &query).await.is_empty(), "{query}");
        let document = "query($query: String!) { search(query: $query) { nodes { kind } counts { count } totalCount isCapped } }";
        for token in [&forum.mei, &forum.editor] {
            assert_eq!(app.ask_as(token, document, json!({ "query": query })).await.ok().at("/search"), &nothing, "{query}");
        }
        // Where hits are too many to be looked at, the index alone says how many there are.
        let counted = count(&app.db, &parse(&query).unwrap(), &Filter::default()).await.unwrap();
        assert!(counted.iter().all(|(_, number)| *number == 0), "{query}: {counted:?}");
    }
}

async fn change(app: &TestApp, token: &str, name: &str, input: Value) {
    let type_name = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    app.ask_as(token, &format!("mutation($input: {type_name}!) {{ {name}(input: $input) {{ __typename }} }}"), json!({ "input": input })).await.ok();
}

on_both! {
    async fn removed_and_restored(app) {
        let forum = forum(app).await;
        let author = app.sign_up("jack").await;
        let thread = app.thread(&author, &forum.essay, "Zebra one").await;
        let reply = app.reply(&author, &thread, None, "Yak two").await;
        let proposal = app.proposal(&author, &forum.essay, "Xylophone three").await;
        for (word, id) in [("zebra", &thread), ("yak", &reply), ("xylophone", &proposal)] {
            assert_eq!(found(app, word).await, [id.as_str()]);
            change(app, &forum.mei, "removePost", json!({ "postId": id, "reason": "OTHER", "explanation": "No." })).await;
            is_gone(app, &forum, word).await;
            change(app, &forum.mei, "restorePost", json!({ "postId": id, "explanation": "Yes." })).await;
            assert_eq!(found(app, word).await, [id.as_str()]);
            change(app, &author, "deletePost", json!({ "postId": id })).await;
            is_gone(app, &forum, word).await;
        }
        // The essay's own text is still there.
        assert_eq!(found(app, "calm").await, [forum.essay.as_str()]);
    }
}

on_both! {
    async fn held_for_review_and_approved(app) {
        let forum = forum(app).await;
        let author = app.sign_up("jack").await;
        let user = app.ask_as(&author, "{ viewer { id } }", json!({})).await.ok().text("/viewer/id");
        let reply = app.reply(&author, &forum.thread, None, "Quokka before").await;
        change(app, &forum.mei, "premoderateUser", json!({ "userId": user, "reason": "SPAM", "explanation": "We look first." })).await;
        let held = app.reply(&author, &forum.thread, None, "Numbat held").await;
        is_gone(app, &forum, "numbat").await;
        change(app, &forum.mei, "approvePost", json!({ "postId": held })).await;
        assert_eq!(found(app, "numbat").await, [held.as_str()]);
        // An edit of what was shown is looked at first; then neither text is found.
        change(app, &author, "editReply", json!({ "replyId": reply, "body": "Wombat after" })).await;
        is_gone(app, &forum, "quokka").await;
        is_gone(app, &forum, "wombat").await;
        // Nor if it is edited again while it waits.
        change(app, &author, "editReply", json!({ "replyId": reply, "body": "Wombat again" })).await;
        is_gone(app, &forum, "wombat").await;
        change(app, &forum.mei, "approvePost", json!({ "postId": reply })).await;
        assert_eq!(found(app, "wombat again").await, [reply.as_str()]);
        for (name, input, word) in [
            ("startThread", json!({ "essayId": forum.essay, "title": "Bilby held", "body": "x", "language": "en" }), "bilby"),
            ("createProposal", json!({ "essayId": forum.essay, "title": "Dunnart held", "body": "x", "language": "en" }), "dunnart"),
        ] {
            change(app, &author, name, input).await;
            is_gone(app, &forum, word).await;
        }
    }
}

on_both! {
    async fn hidden_by_reports(app) {
        let forum = forum(app).await;
        let reply = app.reply(&app.sign_up("jack").await, &forum.thread, None, "Ocelot loud").await;
        for (number, country) in ["CN", "FR", "KE", "PE"].into_iter().enumerate() {
            let handle = format!("reader{number}");
            let token = app.sign_up(&handle).await;
            app.sql(&format!("UPDATE users SET country = '{country}', trust_level = 3 WHERE handle = '{handle}'")).await;
            app.forget_everybody().await;
            let report = "mutation($id: ID!) { reportPost(input: { postId: $id, reason: SPAM }) { report { id } } }";
            let _ = app.ask_as(&token, report, json!({ "id": reply })).await;
        }
        assert_eq!(app.word("SELECT status FROM replies").await, "HELD");
        is_gone(app, &forum, "ocelot").await;
        change(app, &forum.mei, "approvePost", json!({ "postId": reply })).await;
        assert_eq!(found(app, "ocelot").await, [reply.as_str()]);
    }
}

on_both! {
    async fn edits_and_new_texts(app) {
        let forum = forum(app).await;
        let reply = app.reply(&forum.mei, &forum.thread, None, "Heron old").await;
        let proposal = app.proposal(&forum.mei, &forum.essay, "Stork old").await;
        change(app, &forum.mei, "editReply", json!({ "replyId": reply, "body": "Heron new" })).await;
        change(app, &forum.mei, "editThread", json!({ "threadId": forum.thread, "title": "Crane new", "body": "x" })).await;
        change(app, &forum.mei, "editProposal", json!({ "proposalId": proposal, "title": "Stork new" })).await;
        for gone in ["heron old", "pours", "stork old"] {
            assert!(found(app, gone).await.iter().all(|id| id == &proposal && gone == "stork old"), "{gone}");
        }
        assert_eq!(found(app, "heron new").await, [reply.as_str()]);
        assert_eq!(found(app, "crane").await, [forum.thread.as_str()]);
        assert_eq!(found(app, "stork new").await, [proposal.as_str()]);
        forum.publish(app, "tea", "en", "A calm answer", "Egrets instead.").await;
        forum.publish(app, "tea", "fr", "Une réponse calme", "Des aigrettes.").await;
        assert_eq!(found(app, "egrets").await, [forum.essay.as_str()]);
        assert_eq!(found(app, "reponse aigrettes").await, [forum.essay.as_str()]);
        assert!(found(app, "\"text of the\"").await.is_empty());
    }
}

on_both! {
    async fn moved_and_in_another_language(app) {
        let forum = forum(app).await;
        let other = app.thread(&forum.mei, &forum.essay, "Elsewhere").await;
        let author = app.sign_up("jack").await;
        let reply = app.reply(&author, &forum.thread, None, "Pelican moves").await;
        change(app, &forum.mei, "moveReply", json!({ "replyId": reply, "threadId": other, "explanation": "There." })).await;
        let hit = app.ask("{ search(query: \"pelican\") { nodes { subject { ... on Reply { thread { id } } } } } }", json!({})).await.ok();
        assert_eq!(hit.text("/search/nodes/0/subject/thread/id"), other);
        change(app, &author, "correctPostLanguage", json!({ "postId": reply, "language": "fr" })).await;
        assert_eq!(search(app, "pelican", json!({ "languages": ["fr"] })).await.ok().at("/search/totalCount"), 1);
        assert_eq!(search(app, "pelican", json!({ "languages": ["en"] })).await.ok().at("/search/totalCount"), 0);
        assert_eq!(search(app, "pelican", json!({})).await.ok().at("/search/nodes/0/language"), "fr");
    }
}

on_both! {
    async fn reindexing_mends_everything(app) {
        let forum = forum(app).await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let kept = app.reply(&forum.mei, &forum.thread, None, "Gannet kept").await;
        let hidden = app.reply(&app.sign_up("jack").await, &forum.thread, None, "Puffin hidden").await;
        let proposal = app.proposal(&forum.mei, &forum.essay, "Avocet").await;
        // As it would be if it had been written past the program.
        app.sql("UPDATE replies SET body = 'Gannet rewritten' WHERE body = 'Gannet kept'").await;
        app.sql("UPDATE replies SET status = 'REMOVED' WHERE body = 'Puffin hidden'").await;
        app.sql("DELETE FROM search_documents WHERE kind IN ('ESSAY', 'PROPOSAL')").await;
        let (seen, again) = (std::cell::Cell::new(0), reindex(&app.db, |_| {}).await);
        assert!(again.unwrap() > 0);
        assert_eq!(reindex(&app.db, |done| seen.set(seen.get() + done)).await.unwrap(), 0);
        assert_eq!(seen.get(), 5);
        assert_eq!(found(app, "gannet rewritten").await, [kept.as_str()]);
        assert_eq!(found(app, "avocet").await, [proposal.as_str()]);
        assert_eq!(found(app, "calm").await, [forum.essay.as_str()]);
        is_gone(app, &forum, "puffin").await;
        change(app, &moderator, "restorePost", json!({ "postId": hidden, "explanation": "Yes." })).await;
        assert_eq!(found(app, "puffin").await, [hidden.as_str()]);
    }
}

on_both! {
    async fn translations_are_found_as_long_as_they_and_their_post_are_shown(app) {
        let forum = forum(app).await;
        let author = app.sign_up("jack").await;
        let translator = app.sign_up("zhiyuan").await;
        let reply = app.reply(&author, &forum.thread, None, "Wombat before").await;
        let translate = async |body: &str| {
            let query = "mutation($input: TranslatePostInput!) { translatePost(input: $input) { translation { id } } }";
            let input = json!({ "postId": reply, "language": "fr", "body": body });
            app.ask_as(&translator, query, json!({ "input": input })).await.ok().text("/translatePost/translation/id")
        };
        let id = translate("Un phascolome <b>gentil</b>").await;
        let query = "query($query: String!) { search(query: $query) { totalCount nodes { kind language titleHtml fragments subject { id } } } }";
        let hit = app.ask(query, json!({ "query": "phascolome" })).await.ok().at("/search").clone();
        assert_eq!(hit["totalCount"], 1);
        let node = &hit["nodes"][0];
        assert_eq!((&node["kind"], &node["language"], &node["subject"]["id"]), (&json!("REPLY"), &json!("fr"), &json!(reply)));
        assert_eq!(node["fragments"], json!(["Un <mark>phascolome</mark> gentil"]));
        // By its language, and by the original's.
        assert_eq!(search(app, "phascolome", json!({ "languages": ["fr"] })).await.at("/search/totalCount"), 1);
        assert_eq!(search(app, "phascolome", json!({ "languages": ["en"] })).await.at("/search/totalCount"), 0);
        // Another text of it.
        assert_eq!(translate("Un marsupial gentil").await, id);
        is_gone(app, &forum, "phascolome").await;
        assert_eq!(found(app, "marsupial").await, [reply.as_str()]);
        // The translation is hidden and shown.
        change(app, &forum.mei, "removeTranslation", json!({ "translationId": id, "reason": "OTHER", "explanation": "No." })).await;
        is_gone(app, &forum, "marsupial").await;
        // A post that comes back does not bring it back.
        change(app, &forum.mei, "removePost", json!({ "postId": reply, "reason": "OTHER", "explanation": "No." })).await;
        change(app, &forum.mei, "restorePost", json!({ "postId": reply, "explanation": "Yes." })).await;
        is_gone(app, &forum, "marsupial").await;
        change(app, &forum.mei, "restoreTranslation", json!({ "translationId": id, "explanation": "Yes." })).await;
        assert_eq!(found(app, "marsupial").await, [reply.as_str()]);
        // Nor does it come back before its post.
        change(app, &forum.mei, "removeTranslation", json!({ "translationId": id, "reason": "OTHER", "explanation": "No." })).await;
        change(app, &forum.mei, "removePost", json!({ "postId": reply, "reason": "OTHER", "explanation": "No." })).await;
        change(app, &forum.mei, "restoreTranslation", json!({ "translationId": id, "explanation": "Yes." })).await;
        is_gone(app, &forum, "marsupial").await;
        change(app, &forum.mei, "restorePost", json!({ "postId": reply, "explanation": "Yes." })).await;
        assert_eq!(found(app, "marsupial").await, [reply.as_str()]);
        // The post is hidden and shown.
        change(app, &forum.mei, "removePost", json!({ "postId": reply, "reason": "OTHER", "explanation": "No." })).await;
        is_gone(app, &forum, "marsupial").await;
        change(app, &forum.mei, "restorePost", json!({ "postId": reply, "explanation": "Yes." })).await;
        assert_eq!(found(app, "marsupial").await, [reply.as_str()]);
        // Made anew it is the same.
        app.sql("DELETE FROM search_documents").await;
        reindex(&app.db, |_| ()).await.unwrap();
        assert_eq!(found(app, "marsupial").await, [reply.as_str()]);
        assert_eq!(found(app, "wombat").await, [reply.as_str()]);
        change(app, &translator, "withdrawTranslation", json!({ "translationId": id })).await;
        is_gone(app, &forum, "marsupial").await;
        reindex(&app.db, |_| ()).await.unwrap();
        is_gone(app, &forum, "marsupial").await;
    }
}

on_both! {
    async fn what_is_hidden_between_two_statements_is_not_shown(app) {
        let forum = forum(app).await;
        let author = app.sign_up("jack").await;
        let reply = app.reply(&author, &forum.thread, None, "Tapir here").await;
        change(app, &app.sign_up("zhiyuan").await, "translatePost", json!({ "postId": reply, "language": "fr", "body": "Malais ici" })).await;
        let hits = async |word: &str| {
            let query = "query($query: String!) { search(query: $query) { nodes { titleHtml fragments subject { id } } } }";
            let seen = app.ask_as(&forum.mei, query, json!({ "query": word })).await.ok().at("/search/nodes").clone();
            assert_eq!(app.ask(query, json!({ "query": word })).await.ok().at("/search/nodes"), &seen);
            seen
        };
        let (subject, nothing) = (json!({ "id": reply }), json!([{ "titleHtml": null, "fragments": [], "subject": null }]));
        assert_eq!(hits("malais").await, json!([{ "titleHtml": null, "fragments": ["<mark>Malais</mark> ici"], "subject": subject }]));
        // As they are for a search that has looked into the index before, and reads them now.
        app.sql("UPDATE translations SET visibility = 'REMOVED'").await;
        assert_eq!(hits("malais").await, json!([{ "titleHtml": null, "fragments": [], "subject": subject }]));
        app.sql("UPDATE translations SET visibility = 'PUBLISHED'").await;
        app.sql("UPDATE replies SET status = 'REMOVED'").await;
        for word in ["tapir", "malais"] {
            assert_eq!(hits(word).await, nothing, "{word}");
        }
        app.sql("UPDATE search_documents SET is_visible = false WHERE kind = 'REPLY'").await;
        for word in ["tapir", "malais"] {
            assert_eq!(hits(word).await, json!([]), "{word}");
        }
    }
}
