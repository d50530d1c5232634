//! Translations of posts: who makes them, what is said of them, which one a reader gets.

use entity::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

pub const TRANSLATE: &str = "mutation($input: TranslatePostInput!) { translatePost(input: $input) { translation { id language title body bodyHtml source status visibility isStale postRevision revision translator { handle } vouchCounts { faithful toneOff meaningChanged } } post { id } } }";
const VOUCH: &str =
    "mutation($input: VouchTranslationInput!) { vouchTranslation(input: $input) { translation { status vouchCounts { faithful toneOff meaningChanged } } } }";
pub const TEXT: &str = "query($id: ID!, $language: LanguageTag) { node(id: $id) { ... on Post { text(language: $language) { language title body bodyHtml translation { id source status isStale } } } } }";
const LIST: &str = "query($id: ID!) { node(id: $id) { ... on Post { translations { id language body isStale status visibility } } } }";

pub struct Forum {
    pub editor: String,
    pub mei: String,
    pub jack: String,
    pub essay: String,
    pub thread: String,
    pub reply: String,
    pub proposal: String,
}

/// Posts of Mei's in English, on a forum whose rules of civility are off.
pub async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    app.let_all_posts_through().await;
    let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essay = app.essay(&editor, "tea").await;
    let thread = app.thread(&mei, &essay, "Who pours?").await;
    let reply = app.reply(&mei, &thread, None, "The *host* does.").await;
    let proposal = app.proposal(&mei, &essay, "Pour for others").await;
    Forum { editor, mei, jack, essay, thread, reply, proposal }
}

pub async fn translate(app: &TestApp, token: &str, post: &str, language: &str, title: Option<&str>, body: &str) -> Answer {
    let input = json!({ "postId": post, "language": language, "title": title, "body": body });
    app.ask_as(token, TRANSLATE, json!({ "input": input })).await
}

impl Forum {
    /// A translation of the reply; its id.
    pub async fn translation(&self, app: &TestApp, token: &str, language: &str, body: &str) -> String {
        translate(app, token, &self.reply, language, None, body).await.ok().text("/translatePost/translation/id")
    }

    async fn edit(&self, app: &TestApp, body: &str) {
        let edit = "mutation($id: ID!, $body: String!) { editReply(input: { replyId: $id, body: $body }) { reply { revision } } }";
        app.ask_as(&self.mei, edit, json!({ "id": self.reply, "body": body })).await.ok();
    }

    /// What a reader of a language gets of the reply.
    async fn text(&self, app: &TestApp, language: &str) -> Value {
        app.ask(TEXT, json!({ "id": self.reply, "language": language })).await.ok().at("/node/text").clone()
    }

    async fn remove_post(&self, app: &TestApp, moderator: &str, id: &str) {
        let remove = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
        app.ask_as(moderator, remove, json!({ "id": id })).await.ok();
    }
}

/// Somebody who has declared languages.
async fn linguist(app: &TestApp, handle: &str, languages: &[&str]) -> String {
    let token = app.sign_up(handle).await;
    let declare = "mutation($languages: [LanguageTag!]) { declarePerspective(input: { languages: $languages }) { viewer { id } } }";
    app.ask_as(&token, declare, json!({ "languages": languages })).await.ok();
    token
}

async fn vouch(app: &TestApp, token: &str, id: &str, verdict: &str) -> Answer {
    app.ask_as(token, VOUCH, json!({ "input": { "translationId": id, "verdict": verdict } })).await
}

async fn official(app: &TestApp, token: &str, id: &str, is_official: bool) -> Answer {
    let mark = "mutation($id: ID!, $is: Boolean!) { markTranslationOfficial(input: { translationId: $id, isOfficial: $is }) { translation { source } } }";
    app.ask_as(token, mark, json!({ "id": id, "is": is_official })).await
}

on_both! {
    async fn posts_of_every_kind_are_translated_and_their_translators_named(app) {
        let forum = forum(app).await;
        for (post, title) in [(&forum.thread, Some("谁来倒茶？")), (&forum.proposal, Some("为他人倒茶")), (&forum.reply, None)] {
            let made = translate(app, &forum.jack, post, "ZH-hans", title, "*主人*倒茶。").await.ok();
            let translation = made.at("/translatePost/translation");
            let expected = json!({
                "id": translation["id"], "language": "zh-Hans", "title": title, "body": "*主人*倒茶。", "bodyHtml": translation["bodyHtml"], "source": "COMMUNITY",
                "status": "PROPOSED", "visibility": "PUBLISHED", "isStale": false, "postRevision": 1, "revision": 1, "translator": { "handle": "jack" },
                "vouchCounts": { "faithful": 0, "toneOff": 0, "meaningChanged": 0 },
            });
            assert_eq!(translation, &expected);
            assert!(translation["bodyHtml"].as_str().unwrap().contains("<em>主人</em>"));
            assert_eq!(made.at("/translatePost/post/id"), &json!(post));
            let read = app.ask(TEXT, json!({ "id": post, "language": "zh" })).await.ok();
            let text = read.at("/node/text");
            assert_eq!((&text["language"], &text["title"], &text["body"], &text["translation"]["id"]), (&json!("zh-Hans"), &json!(title), &json!("*主人*倒茶。"), &translation["id"]));
            let node = "query($id: ID!) { node(id: $id) { id ... on Translation { language post { id } } } }";
            let node = app.ask(node, json!({ "id": translation["id"] })).await.ok();
            assert_eq!(node.at("/node"), &json!({ "id": translation["id"], "language": "zh-Hans", "post": { "id": post } }));
            // The original for its own language, for one without a translation, and without a language.
            for (language, translated) in [(json!("en-GB"), false), (json!("fr"), false), (Value::Null, false), (json!("zh-Hant"), true)] {
                let read = app.ask(TEXT, json!({ "id": post, "language": language })).await.ok();
                assert_eq!(!read.at("/node/text/translation").is_null(), translated, "{language}");
                assert_eq!(read.at("/node/text/language") == "en", !translated);
            }
        }
    }
}

on_both! {
    async fn what_is_no_translation_is_refused(app) {
        let forum = forum(app).await;
        for (post, language, title, body, field) in [
            (&forum.thread, "zh", None, "x", "input.title"),
            (&forum.proposal, "zh", None, "x", "input.title"),
            (&forum.reply, "zh", Some("谁来倒茶？"), "x", "input.title"),
            (&forum.reply, "zh", None, " ", "input.body"),
            (&forum.reply, "nonsense", None, "x", "input.language"),
            (&forum.reply, "en", None, "x", "input.language"),
            (&forum.reply, "en-GB", None, "x", "input.language"),
            (&forum.essay, "zh", None, "x", "input.postId"),
        ] {
            let refused = translate(app, &forum.jack, post, language, title, body).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", field), "{}", refused.body);
        }
        let long = "主".repeat(30_000);
        translate(app, &forum.jack, &forum.reply, "zh", None, &long).await.ok();
        assert_eq!(translate(app, &forum.jack, &forum.reply, "zh", None, &format!("{long}人")).await.code(), "VALIDATION_FAILED");
        for revision in [0, 2] {
            let input = json!({ "postId": forum.reply, "language": "zh", "body": "x", "revision": revision });
            assert_eq!(app.ask_as(&forum.jack, TRANSLATE, json!({ "input": input })).await.field(), "input.revision");
        }
        assert_eq!(translate(app, "", &forum.reply, "zh", None, "x").await.code(), "UNAUTHENTICATED");
        assert_eq!(app.count("SELECT COUNT(*) FROM translations").await, 1);
    }
}

on_both! {
    async fn several_people_translate_and_each_has_one(app) {
        let forum = forum(app).await;
        let own = forum.translation(app, &forum.mei, "zh", "主人来倒。").await;
        let first = forum.translation(app, &forum.jack, "zh", "东道主。").await;
        assert_ne!(own, first);
        let again = translate(app, &forum.jack, &forum.reply, "zh", None, "东道主倒。").await.ok();
        let again = again.at("/translatePost/translation");
        assert_eq!((&again["id"], &again["revision"], &again["body"]), (&json!(first), &json!(2), &json!("东道主倒。")));
        // The same once more changes nothing.
        assert_eq!(translate(app, &forum.jack, &forum.reply, "zh", None, "东道主倒。").await.ok().at("/translatePost/translation/revision"), 2);
        let list = app.ask(LIST, json!({ "id": forum.reply })).await.ok();
        assert_eq!(list.at("/node/translations").as_array().unwrap().len(), 2);
        // Two people at once, and each of them twice.
        let tokens = [&forum.mei, &forum.jack, &forum.editor];
        let tries = (0..12).map(|number| translate(app, tokens[number % 3], &forum.proposal, "zh", Some("为他人倒茶"), if number < 6 { "先" } else { "后" }));
        for answer in join_all(tries).await {
            answer.ok();
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM translations WHERE title IS NOT NULL").await, 3);
        let taken_back = "mutation($id: ID!) { withdrawTranslation(input: { translationId: $id }) { post { translations { id } } } }";
        assert_eq!(app.ask_as(&forum.jack, taken_back, json!({ "id": own })).await.code(), "FORBIDDEN");
        let left = app.ask_as(&forum.jack, taken_back, json!({ "id": first })).await.ok();
        assert_eq!(left.at("/withdrawTranslation/post/translations"), &json!([{ "id": own }]));
        assert_eq!(app.ask_as(&forum.jack, taken_back, json!({ "id": first })).await.code(), "NOT_FOUND");
        assert_eq!(forum.text(app, "zh").await["translation"]["id"], json!(own));
        assert_eq!(app.ask_as(&forum.jack, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": first })).await.ok().at("/node"), &Value::Null);
        // Translated once more, it is back.
        assert_eq!(forum.translation(app, &forum.jack, "zh", "东道主倒。").await, first);
        assert_eq!(app.ask(LIST, json!({ "id": forum.reply })).await.ok().at("/node/translations").as_array().unwrap().len(), 2);
    }
}

on_both! {
    async fn those_who_know_both_languages_vouch(app) {
        let forum = forum(app).await;
        let id = forum.translation(app, &forum.jack, "zh-Hans", "主人倒茶。").await;
        assert_eq!(vouch(app, "", &id, "FAITHFUL").await.code(), "UNAUTHENTICATED");
        assert_eq!(vouch(app, &forum.mei, &id, "FAITHFUL").await.code(), "FORBIDDEN");
        let half = linguist(app, "half", &["zh"]).await;
        assert_eq!(vouch(app, &half, &id, "FAITHFUL").await.code(), "FORBIDDEN");
        app.sql("UPDATE users SET languages = 'en zh' WHERE handle = 'jack'").await;
        app.forget_everybody().await;
        let own = vouch(app, &forum.jack, &id, "FAITHFUL").await;
        assert_eq!((own.code(), own.body["errors"][0]["message"].as_str().unwrap()), ("FORBIDDEN", "Nobody vouches for his own translation."));
        let (wei, lin, hua) = (linguist(app, "wei", &["en-GB", "zh"]).await, linguist(app, "lin", &["zh-Hant", "en"]).await, linguist(app, "hua", &["en", "zh"]).await);
        let status = async |token: &str, verdict: &str| {
            let said = vouch(app, token, &id, verdict).await.ok();
            let translation = said.at("/vouchTranslation/translation").clone();
            let counts = &translation["vouchCounts"];
            let number = |key: &str| counts[key].as_i64().unwrap();
            (translation["status"].as_str().unwrap().to_owned(), number("faithful"), number("toneOff"), number("meaningChanged"))
        };
        assert_eq!(status(&wei, "FAITHFUL").await, ("PROPOSED".to_owned(), 1, 0, 0));
        assert_eq!(status(&wei, "FAITHFUL").await, ("PROPOSED".to_owned(), 1, 0, 0));
        assert_eq!(status(&lin, "FAITHFUL").await, ("VOUCHED".to_owned(), 2, 0, 0));
        assert_eq!(status(&hua, "MEANING_CHANGED").await, ("DISPUTED".to_owned(), 2, 0, 1));
        // The last word counts.
        assert_eq!(status(&hua, "TONE_OFF").await, ("PROPOSED".to_owned(), 2, 1, 0));
        assert_eq!(status(&hua, "FAITHFUL").await, ("VOUCHED".to_owned(), 3, 0, 0));
        let noted = json!({ "translationId": id, "verdict": "TONE_OFF", "note": "Too stern. ", "revision": 1 });
        app.ask_as(&hua, VOUCH, json!({ "input": noted })).await.ok();
        let read = "query($id: ID!) { node(id: $id) { ... on Translation { vouches(first: 2) { totalCount pageInfo { hasNextPage } nodes { user { handle } verdict note revision } } } } }";
        let read = app.ask(read, json!({ "id": id })).await.ok();
        assert_eq!((read.at("/node/vouches/totalCount"), read.at("/node/vouches/pageInfo/hasNextPage")), (&json!(3), &json!(true)));
        assert_eq!(read.at("/node/vouches/nodes/0"), &json!({ "user": { "handle": "hua" }, "verdict": "TONE_OFF", "note": "Too stern.", "revision": 1 }));
        let can = async |token: &str| app.ask_as(token, "query($id: ID!) { node(id: $id) { ... on Translation { viewerCanVouch } } }", json!({ "id": id })).await.ok().at("/node/viewerCanVouch").clone();
        for (token, may) in [("", false), (forum.jack.as_str(), false), (forum.mei.as_str(), false), (hua.as_str(), true)] {
            assert_eq!(can(token).await, may);
        }
        // A new text has yet to be vouched for; what was read is named.
        let edited = translate(app, &forum.jack, &forum.reply, "zh-Hans", None, "主人来倒茶。").await.ok();
        assert_eq!(edited.at("/translatePost/translation/status"), "PROPOSED");
        assert_eq!(edited.at("/translatePost/translation/vouchCounts/faithful"), 0);
        assert_eq!(app.ask_as(&hua, VOUCH, json!({ "input": noted })).await.code(), "CONFLICT");
        assert_eq!(status(&hua, "FAITHFUL").await, ("PROPOSED".to_owned(), 1, 0, 0));
    }
}

on_both! {
    async fn many_who_vouch_at_once_all_count(app) {
        let forum = forum(app).await;
        let id = forum.translation(app, &forum.jack, "zh", "主人倒茶。").await;
        let mut tokens = Vec::new();
        for number in 0..6 {
            tokens.push(linguist(app, &format!("linguist{number}"), &["en", "zh"]).await);
        }
        for answer in join_all(tokens.iter().chain(&tokens).map(|token| vouch(app, token, &id, "FAITHFUL"))).await {
            answer.ok();
        }
        assert_eq!(app.count("SELECT faithful_count FROM translations").await, 6);
        assert_eq!(app.count("SELECT COUNT(*) FROM translation_vouches").await, 6);
        assert_eq!(app.word("SELECT status FROM translations").await, "VOUCHED");
    }
}

on_both! {
    async fn a_reader_gets_the_best(app) {
        let forum = forum(app).await;
        let (wei, lin) = (linguist(app, "wei", &["en", "zh"]).await, linguist(app, "lin", &["en", "zh"]).await);
        let proposed = forum.translation(app, &forum.jack, "zh", "一").await;
        let vouched = forum.translation(app, &wei, "zh", "二").await;
        let body = async |language: &str| forum.text(app, language).await["body"].as_str().unwrap().to_owned();
        assert_eq!(body("zh").await, "一", "the older of two");
        let tokens = [linguist(app, "hua", &["en", "zh"]).await, lin];
        for token in &tokens {
            vouch(app, token, &vouched, "FAITHFUL").await.ok();
        }
        assert_eq!(body("zh").await, "二", "vouched before proposed");
        assert_eq!(official(app, &forum.jack, &proposed, true).await.code(), "FORBIDDEN");
        assert_eq!(official(app, &forum.editor, &proposed, true).await.ok().at("/markTranslationOfficial/translation/source"), "OFFICIAL");
        assert_eq!(body("zh").await, "一", "official before vouched");
        // The very language before its varieties.
        let hant = forum.translation(app, &forum.mei, "zh-Hant", "三").await;
        assert_eq!((body("zh").await.as_str(), body("zh-Hant").await.as_str(), body("zh-Hant-TW").await.as_str()), ("一", "三", "三"));
        // Edited, it is no longer official.
        forum.translation(app, &forum.jack, "zh", "一一").await;
        assert_eq!(app.word("SELECT source FROM translations WHERE body = '一一'").await, "COMMUNITY");
        assert_eq!(body("zh").await, "二");
        for token in &tokens {
            vouch(app, token, &vouched, "MEANING_CHANGED").await.ok();
        }
        assert_eq!(body("zh").await, "一一", "disputed after proposed");
        // A program's never stands before a person's, and a stale one of a person's before it.
        app.sql("UPDATE translations SET source = 'MACHINE', translator_id = NULL WHERE body = '一一'").await;
        assert_eq!(body("zh").await, "二");
        let machine = official(app, &forum.editor, &proposed, true).await;
        assert_eq!((machine.code(), machine.field().as_str()), ("VALIDATION_FAILED", "input.translationId"));
        // Stale: the post was edited.
        forum.edit(app, "The *guest* does.").await;
        let text = forum.text(app, "zh").await;
        assert_eq!((&text["body"], &text["translation"]["isStale"]), (&json!("二"), &json!(true)));
        let can = app.ask_as(&tokens[0], "query($id: ID!) { node(id: $id) { ... on Translation { viewerCanVouch } } }", json!({ "id": vouched })).await.ok();
        assert_eq!(can.at("/node/viewerCanVouch"), false);
        let stale = vouch(app, &tokens[0], &vouched, "FAITHFUL").await;
        assert_eq!(stale.code(), "CONFLICT");
        assert_eq!(official(app, &forum.editor, &vouched, true).await.code(), "CONFLICT");
        let disputed = forum.translation(app, &forum.editor, "zh-Hans", "客人").await;
        vouch(app, &tokens[0], &disputed, "MEANING_CHANGED").await.ok();
        assert_eq!(body("zh-Hant").await, "客人", "whatever is fresh before what is stale");
        // Made of the text before, it is stale at once; made anew, fresh.
        let input = json!({ "postId": forum.reply, "language": "zh", "body": "二二", "revision": 1 });
        assert_eq!(app.ask_as(&wei, TRANSLATE, json!({ "input": input })).await.ok().at("/translatePost/translation/isStale"), true);
        assert_eq!(translate(app, &wei, &forum.reply, "zh", None, "二二").await.ok().at("/translatePost/translation/isStale"), false);
        assert_eq!(body("zh").await, "二二");
        assert_ne!(hant, disputed);
        assert_eq!(body("en").await, "The *guest* does.");
    }
}

on_both! {
    async fn what_hides_a_post_hides_its_translations(app) {
        let forum = forum(app).await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let id = forum.translation(app, &forum.jack, "zh", "Canary").await;
        let read = "query($post: ID!, $id: ID!) { post: node(id: $post) { ... on Post { text(language: \"zh\") { body } original: text { body } translations { body } } } node(id: $id) { id } }";
        let seen = async |token: &str| app.ask_as(token, read, json!({ "post": forum.reply, "id": id })).await.ok();
        assert_eq!(seen("").await.at("/post/text/body"), "Canary");
        forum.remove_post(app, &moderator, &forum.reply).await;
        let hidden = json!({ "post": { "text": null, "original": null, "translations": [] }, "node": null });
        for token in ["", forum.jack.as_str(), forum.editor.as_str()] {
            assert_eq!(seen(token).await.body["data"], hidden);
        }
        for token in [forum.mei.as_str(), moderator.as_str()] {
            assert_eq!(seen(token).await.at("/post/text/body"), "Canary");
        }
        let wei = linguist(app, "wei", &["en", "zh"]).await;
        assert_eq!(translate(app, &wei, &forum.reply, "zh", None, "x").await.code(), "NOT_FOUND");
        assert_eq!(vouch(app, &wei, &id, "FAITHFUL").await.code(), "NOT_FOUND");
        assert_eq!(official(app, &forum.editor, &id, true).await.code(), "NOT_FOUND");
        // Deleted by its author: to nobody.
        let restore = "mutation($id: ID!) { restorePost(input: { postId: $id }) { action { id } } }";
        app.ask_as(&moderator, restore, json!({ "id": forum.reply })).await.ok();
        app.ask_as(&forum.mei, "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", json!({ "id": forum.reply })).await.ok();
        for token in ["", forum.mei.as_str(), forum.jack.as_str(), moderator.as_str()] {
            assert_eq!(seen(token).await.body["data"], hidden);
        }
    }
}

on_both! {
    async fn moderators_remove_and_restore_and_the_log_says_so(app) {
        let forum = forum(app).await;
        let (moderator, other) = (app.with_role("tomas", Role::Moderator).await, app.with_role("ana", Role::Moderator).await);
        let id = forum.translation(app, &forum.jack, "zh", "Canary").await;
        let remove = "mutation($id: ID!) { removeTranslation(input: { translationId: $id, reason: MISINFORMATION, explanation: \"Not what it says.\" }) { translation { visibility } action { id kind reason revision language subject { id } } } }";
        assert_eq!(app.ask_as(&forum.jack, remove, json!({ "id": id })).await.code(), "FORBIDDEN");
        let removed = app.ask_as(&moderator, remove, json!({ "id": id })).await.ok();
        assert_eq!(removed.at("/removeTranslation/translation/visibility"), "REMOVED");
        // Its translator does not take back what was decided about.
        let withdraw = "mutation($id: ID!) { withdrawTranslation(input: { translationId: $id }) { post { id } } }";
        assert_eq!(app.ask_as(&forum.jack, withdraw, json!({ "id": id })).await.code(), "FORBIDDEN");
        let action = removed.at("/removeTranslation/action").clone();
        assert_eq!((&action["kind"], &action["reason"], &action["language"], &action["subject"]["id"]), (&json!("REMOVE"), &json!("MISINFORMATION"), &json!("zh"), &json!(id)));
        assert_eq!(app.ask_as(&moderator, remove, json!({ "id": id })).await.code(), "CONFLICT");
        assert_eq!(forum.text(app, "zh").await["translation"], Value::Null);
        let node = "query($id: ID!) { node(id: $id) { ... on Translation { body } } }";
        for (token, is_read) in [("", false), (forum.mei.as_str(), false), (forum.jack.as_str(), true), (moderator.as_str(), true)] {
            assert_eq!(app.ask_as(token, node, json!({ "id": id })).await.ok().body.to_string().contains("Canary"), is_read);
            let list = app.ask_as(token, LIST, json!({ "id": forum.reply })).await.ok();
            assert_eq!(list.at("/node/translations").as_array().unwrap().len(), usize::from(is_read));
        }
        assert_eq!(translate(app, &forum.jack, &forum.reply, "zh", None, "x").await.code(), "FORBIDDEN");
        // The log names it, and its post has no such decision.
        let log = "query($id: ID!) { moderationLog(subjectId: $id) { totalCount nodes { kind explanation subject { id } } } }";
        let to_all = app.ask(log, json!({ "id": id })).await.ok();
        assert_eq!(to_all.at("/moderationLog/nodes"), &json!([{ "kind": "REMOVE", "explanation": null, "subject": null }]));
        assert_eq!(app.ask_as(&forum.jack, log, json!({ "id": id })).await.ok().at("/moderationLog/nodes/0/explanation"), "Not what it says.");
        assert_eq!(app.ask(log, json!({ "id": forum.reply })).await.ok().at("/moderationLog/totalCount"), 0);
        // Its translator appeals, and somebody else answers.
        let appeal = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"It does.\" }) { appeal { id } } }";
        let appeal = app.ask_as(&forum.jack, appeal, json!({ "id": action["id"] })).await.ok().text("/appealDecision/appeal/id");
        let answer = "mutation($id: ID!) { answerAppeal(input: { appealId: $id, outcome: OVERTURNED, answer: \"Indeed.\" }) { appeal { status } } }";
        app.ask_as(&other, answer, json!({ "id": appeal })).await.ok();
        assert_eq!(forum.text(app, "zh").await["body"], "Canary");
        assert_eq!(app.word("SELECT status FROM replies").await, "PUBLISHED");
        app.ask_as(&other, remove, json!({ "id": id })).await.ok();
        let restore = "mutation($id: ID!) { restoreTranslation(input: { translationId: $id }) { translation { visibility } action { kind } } }";
        assert_eq!(app.ask_as(&moderator, restore, json!({ "id": id })).await.ok().at("/restoreTranslation/translation/visibility"), "PUBLISHED");
        assert_eq!(app.ask_as(&moderator, restore, json!({ "id": id })).await.code(), "CONFLICT");
        let verify = "{ verifyModerationLog { isIntact checked } }";
        assert_eq!(app.ask_as(&moderator, verify, json!({})).await.ok().at("/verifyModerationLog"), &json!({ "isIntact": true, "checked": 4 }));
        app.sql("UPDATE moderation_actions SET translation_id = NULL WHERE seq = 2").await;
        assert_eq!(app.ask_as(&moderator, verify, json!({})).await.ok().at("/verifyModerationLog/isIntact"), false);
    }
}
