//! Translations by a program: when one is asked, what becomes of its answer, and that nobody
//! waits for it in vain.

use std::sync::Arc;

use entity::Role;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::{
    on_both,
    outside::{Check, Says, ok, status},
    process::Home,
    support::{Answer, TestApp, app::SecondInstance},
    token::create,
};

const KEY: &str = "0123456789012345";
const REQUEST: &str = "mutation($id: ID!, $language: LanguageTag!) { requestMachineTranslation(input: { postId: $id, language: $language }) { translation { id language title body bodyHtml source status translator { handle } isStale revision } post { id } } }";
const TEXT: &str =
    "query($id: ID!, $language: LanguageTag) { node(id: $id) { ... on Post { text(language: $language) { body translation { source isStale } } } } }";

fn translated(texts: &[&str]) -> String {
    ok(&json!({ "translatedText": texts, "detectedLanguage": [] }).to_string())
}

fn variables(program: &Check, timeout: &'static str) -> Vec<(&'static str, String)> {
    vec![
        ("TEAHOUSE_MACHINE_TRANSLATION_URL", format!("http://{}/", program.address)),
        ("TEAHOUSE_MACHINE_TRANSLATION_KEY", KEY.to_owned()),
        ("TEAHOUSE_MACHINE_TRANSLATION_TIMEOUT_MS", timeout.to_owned()),
        ("TEAHOUSE_MACHINE_TRANSLATION_MAX_CHARACTERS", "200".to_owned()),
    ]
}

struct Forum<'a> {
    app: &'a TestApp,
    instance: SecondInstance,
    mei: String,
    jack: String,
    thread: String,
    reply: String,
}

impl<'a> Forum<'a> {
    async fn with(app: &'a TestApp, program: &Check, timeout: &'static str) -> Self {
        let settings = variables(program, timeout);
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let instance = app.second_instance_with(&settings).await;
        let editor = app.with_role("amina", Role::Editor).await;
        app.let_all_posts_through().await;
        let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
        let essay = app.essay(&editor, "tea").await;
        let thread = app.thread(&mei, &essay, "Who pours?").await;
        let reply = app.reply(&mei, &thread, None, "The *host* does.").await;
        Self { app, instance, mei, jack, thread, reply }
    }

    async fn request(&self, post: &str, language: &str) -> Answer {
        self.app.ask_at(self.instance.address, &self.jack, REQUEST, json!({ "id": post, "language": language })).await
    }

    async fn text(&self, language: &str) -> Value {
        self.app.ask(TEXT, json!({ "id": self.reply, "language": language })).await.ok().at("/node/text").clone()
    }
}

on_both! {
    async fn a_program_translates_when_somebody_asks(app) {
        let program = Check::start().await;
        let forum = Forum::with(app, &program, "3000").await;
        program.say(translated(&["谁来倒茶？", "*主人*。<script>1</script>"]));
        let made = forum.request(&forum.thread, "zh-Hant").await.ok();
        let translation = made.at("/requestMachineTranslation/translation");
        let expected = json!({
            "id": translation["id"], "language": "zh-Hant", "title": "谁来倒茶？", "body": "*主人*。<script>1</script>", "bodyHtml": translation["bodyHtml"],
            "source": "MACHINE", "status": "PROPOSED", "translator": null, "isStale": false, "revision": 1,
        });
        assert_eq!(translation, &expected);
        let html = translation["bodyHtml"].as_str().unwrap();
        assert!(html.contains("<em>主人</em>") && !html.contains("<script"), "{html}");
        let asked = program.last();
        assert!(asked.head.starts_with("POST /translate HTTP/1.1"), "{}", asked.head);
        assert_eq!(asked.json(), json!({ "q": ["Who pours?", "Body of Who pours?"], "source": "en", "target": "zt", "format": "text", "api_key": KEY }));
        // It is asked once a text and language.
        assert_eq!(forum.request(&forum.thread, "zh-Hant").await.ok().at("/requestMachineTranslation/translation"), &expected);
        assert_eq!(program.count(), 1);
        program.say(translated(&["东道主倒茶。"]));
        assert_eq!(forum.request(&forum.reply, "zh").await.ok().at("/requestMachineTranslation/translation/title"), &Value::Null);
        assert_eq!(forum.text("zh").await, json!({ "body": "东道主倒茶。", "translation": { "source": "MACHINE", "isStale": false } }));
        // A person's stands before it, even if the program's is fresh.
        let translate = "mutation($id: ID!) { translatePost(input: { postId: $id, language: \"zh\", body: \"主人。\" }) { translation { id } } }";
        app.ask_as(&forum.jack, translate, json!({ "id": forum.reply })).await.ok();
        assert_eq!(forum.text("zh").await["body"], "主人。");
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"The guest does.\" }) { reply { id } } }";
        app.ask_as(&forum.mei, edit, json!({ "id": forum.reply })).await.ok();
        program.say(translated(&["客人倒茶。"]));
        let again = forum.request(&forum.reply, "zh").await.ok();
        assert_eq!((again.at("/requestMachineTranslation/translation/revision"), again.at("/requestMachineTranslation/translation/isStale")), (&json!(2), &json!(false)));
        assert_eq!(forum.text("zh").await, json!({ "body": "主人。", "translation": { "source": "COMMUNITY", "isStale": true } }));
        assert_eq!((program.count(), app.count("SELECT COUNT(*) FROM translations WHERE source = 'MACHINE'").await), (3, 2));
    }
}

on_both! {
    async fn what_cannot_be_translated_goes_nowhere(app) {
        let program = Check::start().await;
        let forum = Forum::with(app, &program, "3000").await;
        program.say(translated(&["主人。"]));
        assert_eq!(app.ask_as(&forum.jack, REQUEST, json!({ "id": forum.reply, "language": "zh" })).await.code(), "FORBIDDEN", "no program there");
        assert_eq!(app.ask_at(forum.instance.address, "", REQUEST, json!({ "id": forum.reply, "language": "zh" })).await.code(), "UNAUTHENTICATED");
        for (language, field) in [("en-GB", "input.language"), ("nonsense", "input.language")] {
            assert_eq!(forum.request(&forum.reply, language).await.field(), field);
        }
        let long = app.reply(&forum.mei, &forum.thread, None, &"Tea. ".repeat(50)).await;
        assert_eq!(forum.request(&long, "zh").await.field(), "input.postId");
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let remove = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
        app.ask_as(&moderator, remove, json!({ "id": long })).await.ok();
        assert_eq!(forum.request(&long, "zh").await.code(), "NOT_FOUND");
        // A token for another essay asks for nothing here.
        let admin = app.with_role("olu", Role::Admin).await;
        let other = app.essay(&admin, "coffee").await;
        let (_, token) = create(app, &admin, &["WRITE_DISCUSSION"], Some(&[&other])).await;
        assert_eq!(app.ask_at(forum.instance.address, &token, REQUEST, json!({ "id": forum.reply, "language": "zh" })).await.code(), "FORBIDDEN");
        assert_eq!(program.count(), 0);
        // What a moderator has removed is not made again.
        let id = forum.request(&forum.reply, "zh").await.ok().text("/requestMachineTranslation/translation/id");
        let remove = "mutation($id: ID!) { removeTranslation(input: { translationId: $id, reason: OTHER, explanation: \"x\" }) { action { id } } }";
        app.ask_as(&moderator, remove, json!({ "id": id })).await.ok();
        assert_eq!(forum.request(&forum.reply, "zh").await.code(), "CONFLICT");
        assert_eq!(program.count(), 1);
        // Nor by a hundred others: there is an end in each hour.
        app.sql("UPDATE allowances SET used = 30").await;
        let limited = forum.request(&forum.reply, "fr").await;
        assert_eq!((limited.code(), program.count()), ("RATE_LIMITED", 1));
    }
}

on_both! {
    async fn what_is_no_translation_is_kept_nowhere(app) {
        let program = Check::start().await;
        let forum = Forum::with(app, &program, "3000").await;
        let long = "茶".repeat(30_001);
        for (why, answer) in [
            ("500", status(500)),
            ("400", status(400)),
            ("204", status(204)),
            ("garbage", ok("tea")),
            ("another form", ok(r#"{"translatedText":"主人。"}"#)),
            ("two texts", translated(&["一", "二"])),
            ("none", translated(&[])),
            ("nothing", translated(&[" "])),
            ("a text too long", translated(&[&long])),
            ("an answer too long", ok(&json!({ "translatedText": ["主人。"], "detectedLanguage": "x".repeat(300 * 1024) }).to_string())),
            ("cut short", format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\nconnection: close\r\n\r\n{}", r#"{"translatedText":["a"]}"#)),
            ("an end", String::new()),
        ] {
            program.say(answer);
            let refused = forum.request(&forum.reply, "zh").await;
            assert_eq!(refused.code(), "UNAVAILABLE", "{why}");
            assert!(!refused.body.to_string().contains(&program.address.to_string()), "{why}");
            // So that it is asked again.
            program.say(translated(&["Das"]));
            let other = app.reply(&forum.mei, &forum.thread, None, &format!("After {why}.")).await;
            forum.request(&other, "de").await.ok();
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM translations WHERE language = 'zh'").await, 0);
        assert_eq!(forum.text("zh").await["translation"], Value::Null);
    }
}

on_both! {
    async fn after_five_failures_it_is_left_in_peace(app) {
        let program = Check::start().await;
        let forum = Forum::with(app, &program, "3000").await;
        program.say(status(503));
        for _ in 0..8 {
            assert_eq!(forum.request(&forum.reply, "zh").await.code(), "UNAVAILABLE");
        }
        assert_eq!(program.count(), 5);
    }
}

on_both! {
    async fn what_it_refuses_is_no_failure(app) {
        let program = Check::start().await;
        let forum = Forum::with(app, &program, "3000").await;
        // A language that it does not know says nothing of others.
        program.say(status(400));
        for _ in 0..8 {
            assert_eq!(forum.request(&forum.reply, "zh").await.code(), "UNAVAILABLE");
        }
        assert_eq!(program.count(), 8);
        program.say(translated(&["Der Gastgeber."]));
        forum.request(&forum.reply, "de").await.ok();
    }
}

on_both! {
    async fn silence_ends_and_nobody_else_waits_for_it(app) {
        let program = Check::start().await;
        program.say(Says::Nothing);
        let forum = Forum::with(app, &program, "100").await;
        // Its own time is over, not the request's: that would be `TIMEOUT`.
        assert_eq!(forum.request(&forum.reply, "zh").await.code(), "UNAVAILABLE");
    }
}

on_both! {
    async fn a_post_that_changes_meanwhile_is_a_conflict(app) {
        let program = Check::start().await;
        let forum = Forum::with(app, &program, "3000").await;
        let go = Arc::new(Notify::new());
        program.say(Says::Later(translated(&["主人。"]), Arc::clone(&go)));
        let meanwhile = async {
            program.came.notified().await;
            let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"The guest does.\" }) { reply { id } } }";
            app.ask_as(&forum.mei, edit, json!({ "id": forum.reply })).await.ok();
            go.notify_one();
        };
        let (answer, ()) = futures_util::future::join(forum.request(&forum.reply, "zh"), meanwhile).await;
        assert_eq!(answer.code(), "CONFLICT");
        assert_eq!(app.count("SELECT COUNT(*) FROM translations").await, 0);
        // Two who ask at once get the same.
        program.say(translated(&["客人。"]));
        let (one, other) = futures_util::future::join(forum.request(&forum.reply, "zh"), forum.request(&forum.reply, "zh")).await;
        assert_eq!(one.ok().at("/requestMachineTranslation/translation/id"), other.ok().at("/requestMachineTranslation/translation/id"));
        assert_eq!(app.count("SELECT COUNT(*) FROM translations").await, 1);
    }
}

#[tokio::test]
async fn its_key_is_shown_nowhere() {
    let program = Check::start().await;
    let mut home = Home::new();
    for (name, value) in variables(&program, "3000") {
        home.set(name.strip_prefix("TEAHOUSE_").unwrap(), &value);
    }
    let told = home.run(&["check-config"]).expect(0).all();
    assert!(!told.contains(KEY), "{told}");
}
