//! What happens to a post on its way out: asked about, held, published; and the
//! settings that decide.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const POST: &str = "mutation($thread: ID!, $body: String!, $language: LanguageTag!, $nudge: Boolean) { postReply(input: { threadId: $thread, body: $body, language: $language, nudge: $nudge }) { reply { id status body findings { rule severity start end } } } }";
const TWICE: &str = "We should meet more often and listen to each other.";

struct Forum {
    admin: String,
    moderator: String,
    author: String,
    essay: String,
    thread: String,
}

async fn forum(app: &TestApp) -> Forum {
    let admin = app.with_role("host", Role::Admin).await;
    let moderator = app.with_role("tomas", Role::Moderator).await;
    let author = app.sign_up("mei").await;
    let essay = app.essay(&admin, "tea").await;
    let thread = app.thread(&admin, &essay, "Who pours?").await;
    Forum { admin, moderator, author, essay, thread }
}

impl Forum {
    async fn post(&self, app: &TestApp, body: &str, language: &str, nudge: Option<bool>) -> Answer {
        app.ask_as(&self.author, POST, json!({ "thread": self.thread, "body": body, "language": language, "nudge": nudge })).await
    }

    async fn set(&self, app: &TestApp, input: Value) -> Answer {
        let query =
            "mutation($input: UpdateSiteSettingsInput!) { updateSiteSettings(input: $input) { settings { isPremoderated premoderatedEssays civility } } }";
        app.ask_as(&self.admin, query, json!({ "input": input })).await
    }

    async fn reply_count(&self, app: &TestApp) -> i64 {
        app.ask("query($id: ID!) { thread(id: $id) { replyCount } }", json!({ "id": self.thread })).await.ok().at("/thread/replyCount").as_i64().unwrap()
    }
}

on_both! {
    async fn an_author_is_asked_first_and_may_insist(app) {
        let forum = forum(app).await;
        let insult = "I read it twice. You are such an idiot.";
        for (text, language) in [(insult, "en"), ("你真是个白痴，看不懂就别说话。", "zh")] {
            let asked = forum.post(app, text, language, None).await;
            assert_eq!(asked.code(), "NUDGE", "{text}");
            let findings = asked.body["errors"][0]["extensions"]["findings"].as_array().unwrap();
            let found = findings.iter().find(|finding| finding["rule"] == "SECOND_PERSON_INSULT").unwrap();
            let passage: String = text.chars().skip(found["start"].as_u64().unwrap() as usize).take((found["end"].as_u64().unwrap() - found["start"].as_u64().unwrap()) as usize).collect();
            assert!(text.contains(&passage) && !passage.is_empty(), "{found}");
            assert!(!found["suggestion"].as_str().unwrap().is_empty());
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM replies").await, 0);
        let insisting = forum.post(app, insult, "en", Some(false)).await.ok();
        assert_eq!(insisting.text("/postReply/reply/status"), "PUBLISHED");
        // What was found stays with the text, for its author and for moderators.
        let id = insisting.text("/postReply/reply/id");
        let read = async |token: &str| app.ask_as(token, "query($id: ID!) { node(id: $id) { ... on Post { findings { rule } } } }", json!({ "id": id })).await.ok().at("/node/findings").clone();
        for insider in [&forum.author, &forum.moderator] {
            assert!(read(insider).await.to_string().contains("SECOND_PERSON_INSULT"));
        }
        assert_eq!(read("").await, Value::Null);
        // Polite disagreement is nobody's business.
        for polite in ["I disagree with you: the host should pour.", "I do not think that you are an idiot, but this is wrong."] {
            assert_eq!(forum.post(app, polite, "en", None).await.ok().text("/postReply/reply/status"), "PUBLISHED", "{polite}");
        }
    }
}

on_both! {
    async fn what_is_grave_is_not_lost_among_what_is_not(app) {
        let forum = forum(app).await;
        let text = format!("{}I will kill you.", "You are such an idiot. ".repeat(60));
        let asked = forum.post(app, &text, "en", None).await;
        let told = asked.body["errors"][0]["extensions"]["findings"].as_array().unwrap();
        assert!(told.len() == 50 && told.iter().any(|finding| finding["severity"] == "HOLD"), "{}", told.len());
        assert!(told.is_sorted_by_key(|finding| finding["start"].as_u64()));
        assert_eq!(forum.post(app, &text, "en", Some(false)).await.ok().text("/postReply/reply/status"), "HELD");
    }
}

on_both! {
    async fn what_is_held_can_be_mended_by_its_author(app) {
        let forum = forum(app).await;
        let start = "mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A word\", body: \"I will kill you.\", language: \"en\", nudge: false }) { thread { id status viewerCanEdit } } }";
        let held = app.ask_as(&forum.author, start, json!({ "id": forum.essay })).await.ok();
        assert_eq!((held.text("/startThread/thread/status").as_str(), held.at("/startThread/thread/viewerCanEdit")), ("HELD", &json!(true)));
        let edit = "mutation($id: ID!) { editThread(input: { threadId: $id, body: \"I was angry.\" }) { thread { status body revision } } }";
        let mended = app.ask_as(&forum.author, edit, json!({ "id": held.text("/startThread/thread/id") })).await.ok();
        assert_eq!(mended.at("/editThread/thread"), &json!({ "status": "HELD", "body": "I was angry.", "revision": 2 }));
    }
}

on_both! {
    async fn what_is_held_waits_for_a_moderator(app) {
        let forum = forum(app).await;
        forum.post(app, TWICE, "en", None).await.ok();
        assert_eq!(forum.post(app, &format!("{TWICE}!!"), "en", None).await.code(), "NUDGE");
        let held = forum.post(app, &format!("{TWICE}!!"), "en", Some(false)).await.ok();
        assert_eq!(held.text("/postReply/reply/status"), "HELD");
        let id = held.text("/postReply/reply/id");
        assert_eq!(forum.reply_count(app).await, 1);
        let read = async |token: &str| app.ask_as(token, "query($id: ID!) { node(id: $id) { ... on Reply { body isRemoved } } }", json!({ "id": id })).await.ok().at("/node").clone();
        assert_eq!(read("").await, json!({ "body": "", "isRemoved": true }));
        assert_ne!(read(&forum.author).await["body"], "");
        let queue = app.ask_as(&forum.moderator, "{ moderationQueue { nodes { id reporter { handle } details post { id } } } }", json!({})).await.ok();
        let first = queue.at("/moderationQueue/nodes/0");
        assert_eq!((&first["reporter"], &first["details"], &first["post"]["id"]), (&Value::Null, &json!("REPEAT"), &json!(id)));
        let dismiss = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: DISMISSED }) { report { status } } }";
        app.ask_as(&forum.moderator, dismiss, json!({ "id": first["id"] })).await.ok();
        assert_ne!(read("").await["body"], "");
        assert_eq!(forum.reply_count(app).await, 2);
        let log = app.ask("{ moderationLog { nodes { kind moderator { handle } } } verify: __typename }", json!({})).await.ok();
        assert_eq!(log.at("/moderationLog/nodes"), &json!([{ "kind": "APPROVE", "moderator": null }, { "kind": "HOLD", "moderator": null }]));
        assert_eq!(teahouse::thread::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
        // A held reply that its author deletes was never counted.
        let again = forum.post(app, TWICE, "en", Some(false)).await.ok().text("/postReply/reply/id");
        app.ask_as(&forum.author, "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", json!({ "id": again })).await.ok();
        assert_eq!(forum.reply_count(app).await, 2);
    }
}

on_both! {
    async fn an_edit_is_checked_like_a_new_post(app) {
        let forum = forum(app).await;
        let id = forum.post(app, "A calm word.", "en", None).await.ok().text("/postReply/reply/id");
        let edit = "mutation($id: ID!, $body: String!, $nudge: Boolean) { editReply(input: { replyId: $id, body: $body, nudge: $nudge }) { reply { status revision } } }";
        let threat = "I will kill you.";
        assert_eq!(app.ask_as(&forum.author, edit, json!({ "id": id, "body": threat })).await.code(), "NUDGE");
        let held = app.ask_as(&forum.author, edit, json!({ "id": id, "body": threat, "nudge": false })).await.ok();
        assert_eq!(held.at("/editReply/reply"), &json!({ "status": "HELD", "revision": 2 }));
        assert_eq!(forum.reply_count(app).await, 0);
        // Better words do not publish it by themselves: somebody looks.
        let better = app.ask_as(&forum.author, edit, json!({ "id": id, "body": "I was angry." })).await.ok();
        assert_eq!(better.at("/editReply/reply"), &json!({ "status": "HELD", "revision": 3 }));
        let approve = "mutation($id: ID!) { approvePost(input: { postId: $id, revision: 3 }) { post { status } } }";
        assert_eq!(app.ask_as(&forum.moderator, approve, json!({ "id": id })).await.ok().text("/approvePost/post/status"), "PUBLISHED");
        assert_eq!(forum.reply_count(app).await, 1);
        // The same for threads and proposals.
        for (create, edit, field) in [
            ("mutation($essay: ID!) { startThread(input: { essayId: $essay, title: \"A calm title\", body: \"text\", language: \"en\" }) { post: thread { id } } }", "mutation($id: ID!) { editThread(input: { threadId: $id, body: \"I will kill you.\", nudge: false }) { post: thread { status } } }", ["startThread", "editThread"]),
            ("mutation($essay: ID!) { createProposal(input: { essayId: $essay, title: \"A calm title\", body: \"text\", language: \"en\" }) { post: proposal { id } } }", "mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"I will kill you.\", nudge: false }) { post: proposal { status } } }", ["createProposal", "editProposal"]),
        ] {
            let id = app.ask_as(&forum.author, create, json!({ "essay": forum.essay })).await.ok().text(&format!("/{}/post/id", field[0]));
            assert_eq!(app.ask_as(&forum.author, edit, json!({ "id": id })).await.ok().text(&format!("/{}/post/status", field[1])), "HELD");
        }
    }
}

on_both! {
    async fn settings_are_data_and_hold_on_every_instance(app) {
        let forum = forum(app).await;
        let settings = "{ siteSettings { isPremoderated premoderatedEssays civility } }";
        assert_eq!(app.ask_as(&forum.author, settings, json!({})).await.code(), "FORBIDDEN");
        let mut civility = app.ask_as(&forum.moderator, settings, json!({})).await.ok().at("/siteSettings/civility").clone();
        let shout = "PLEASE READ THIS TEXT BEFORE YOU ANSWER TO IT";
        assert_eq!(forum.post(app, shout, "en", None).await.code(), "NUDGE");
        civility["shouting"]["enabled"] = json!(false);
        forum.set(app, json!({ "civility": civility })).await.ok();
        assert_eq!(forum.post(app, shout, "en", None).await.ok().text("/postReply/reply/status"), "PUBLISHED");
        for wrong in [json!({ "civility": { "shouting": { "share_percent": 7 } } }), json!({ "civility": { "nothing": 1 } }), json!({ "civility": [] })] {
            assert_eq!(forum.set(app, wrong.clone()).await.code(), "VALIDATION_FAILED", "{wrong}");
        }
        // Another instance, which has read the settings before, follows.
        let other = app.second_instance().await;
        let ask = async |body: &str| app.ask_at(other.address, &forum.author, POST, json!({ "thread": forum.thread, "body": body, "language": "en" })).await;
        assert_eq!(ask("One word.").await.ok().text("/postReply/reply/status"), "PUBLISHED");
        forum.set(app, json!({ "isPremoderated": true })).await.ok();
        assert_eq!(forum.post(app, "Another calm word.", "en", None).await.ok().text("/postReply/reply/status"), "HELD");
        let follows = tokio::time::timeout(std::time::Duration::from_secs(20), async {
            let mut number = 0;
            while ask(&format!("Word {number}.")).await.ok().text("/postReply/reply/status") != "HELD" {
                number += 1;
            }
        });
        follows.await.expect("the other instance does not follow");
        // One essay, one person.
        forum.set(app, json!({ "isPremoderated": false, "premoderatedEssays": ["tea"] })).await.ok();
        assert_eq!(forum.post(app, "A third word.", "en", None).await.ok().text("/postReply/reply/status"), "HELD");
        forum.set(app, json!({ "premoderatedEssays": [] })).await.ok();
        assert_eq!(forum.post(app, "A fourth word.", "en", None).await.ok().text("/postReply/reply/status"), "PUBLISHED");
        let id = app.ask_as(&forum.author, "{ viewer { id } }", json!({})).await.ok().text("/viewer/id");
        let premoderate = "mutation($id: ID!) { premoderateUser(input: { userId: $id, reason: SPAM, explanation: \"For a while.\" }) { action { kind } } }";
        app.ask_as(&forum.moderator, premoderate, json!({ "id": id })).await.ok();
        assert_eq!(forum.post(app, "A fifth word.", "en", None).await.ok().text("/postReply/reply/status"), "HELD");
        app.ask_as(&forum.moderator, "mutation($id: ID!) { reinstateUser(input: { userId: $id }) { user { id } } }", json!({ "id": id })).await.ok();
        assert_eq!(forum.post(app, "A sixth word.", "en", None).await.ok().text("/postReply/reply/status"), "PUBLISHED");
    }
}

on_both! {
    async fn settings_changed_at_the_same_moment_are_both_kept(app) {
        let forum = forum(app).await;
        for round in 0..5 {
            let essays = json!([format!("tea-{round}")]);
            let (one, two) = futures_util::future::join(
                forum.set(app, json!({ "isPremoderated": round % 2 == 0 })),
                forum.set(app, json!({ "premoderatedEssays": essays })),
            )
            .await;
            one.ok();
            two.ok();
            let read = app.ask_as(&forum.admin, "{ siteSettings { isPremoderated premoderatedEssays } }", json!({})).await.ok();
            let stored: Value = serde_json::from_str(&app.word("SELECT data FROM site_settings").await).unwrap();
            assert_eq!((&stored["is_premoderated"], &stored["premoderated_essays"]), (&json!(round % 2 == 0), &essays), "{}", read.body);
        }
    }
}

on_both! {
    async fn rules_can_be_tried(app) {
        let forum = forum(app).await;
        let test = "query($text: String!, $language: LanguageTag!) { testRules(text: $text, language: $language) { outcome outcomeIfInsisting findings { rule part severity suggestion(language: \"zh\") } } }";
        assert_eq!(app.ask_as(&forum.author, test, json!({ "text": "x", "language": "en" })).await.code(), "FORBIDDEN");
        let try_out = async |text: &str, language: &str| app.ask_as(&forum.moderator, test, json!({ "text": text, "language": language })).await.ok().at("/testRules").clone();
        let calm = try_out("A calm word.", "en").await;
        assert_eq!((&calm["outcome"], &calm["findings"]), (&json!("PUBLISHED"), &json!([])));
        let threat = try_out("I will kill you.", "en").await;
        assert_eq!((&threat["outcome"], &threat["outcomeIfInsisting"]), (&json!("NUDGE"), &json!("HELD")));
        assert!(threat["findings"][0]["suggestion"].as_str().unwrap().chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character)));
        assert_eq!(try_out("你们美国人就是会骗人。", "zh").await["findings"][0]["rule"], "ACCUSATION_BY_NATIONALITY");
        assert_eq!(app.count("SELECT COUNT(*) FROM post_findings").await, 0);
    }
}
