//! The language of a post: what it seems to be in, who is asked, who corrects it.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const ENGLISH: &str = "The harbour stayed open all winter, and the ferries went back and forth as they always had, full of people who knew each other by name.";
const FRENCH: &str =
    "Le port est resté ouvert tout l'hiver, et les bacs allaient et venaient comme toujours, pleins de gens qui se connaissaient par leur nom.";
const CHINESE: &str = "整个冬天港口都开着，渡船像往常一样来来往往，船上的人彼此都叫得出名字，下船时还互相帮忙提行李。";

pub const REPLY: &str = "mutation($input: PostReplyInput!) { postReply(input: $input) { reply { id language detectedLanguage languageConfidence } } }";
const READ: &str = "query($id: ID!) { node(id: $id) { ... on Post { language detectedLanguage languageConfidence revision } } }";
const CORRECT: &str = "mutation($id: ID!, $language: LanguageTag!) { correctPostLanguage(input: { postId: $id, language: $language }) { agreeing isApplied post { id language } } }";

pub struct Forum {
    pub editor: String,
    pub mei: String,
    pub essay: String,
    pub thread: String,
}

/// A forum whose rules of civility are off, but for texts marked wrong.
pub async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    app.let_all_posts_through().await;
    app.sql("UPDATE site_settings SET data = REPLACE(data, '\"language_mismatch\":{\"enabled\":false}', '\"language_mismatch\":{}')").await;
    let mei = app.sign_up("mei").await;
    let essay = app.essay(&editor, "tea").await;
    let thread = app.thread(&mei, &essay, "Who pours?").await;
    Forum { editor, mei, essay, thread }
}

impl Forum {
    async fn post(&self, app: &TestApp, language: &str, body: &str, nudge: bool) -> Answer {
        let input = json!({ "threadId": self.thread, "body": body, "language": language, "nudge": nudge });
        app.ask_as(&self.mei, REPLY, json!({ "input": input })).await
    }

    /// A reply whatever its words; returns its id.
    pub async fn reply(&self, app: &TestApp, language: &str, body: &str) -> String {
        self.post(app, language, body, false).await.ok().text("/postReply/reply/id")
    }
}

async fn correct(app: &TestApp, token: &str, id: &str, language: &str) -> Answer {
    app.ask_as(token, CORRECT, json!({ "id": id, "language": language })).await
}

/// Members whose word counts.
async fn trusted(app: &TestApp, handles: &[&str]) -> Vec<String> {
    let mut tokens = Vec::new();
    for handle in handles {
        tokens.push(app.sign_up(handle).await);
        app.sql(&format!("UPDATE users SET trust_level = 1 WHERE handle = '{handle}'")).await;
    }
    tokens
}

on_both! {
    async fn each_post_has_the_language_that_it_seems_to_be_in(app) {
        let forum = forum(app).await;
        let quoting = format!("> {ENGLISH}\n\n`let harbour = open;`\n\n{FRENCH}");
        for (declared, body, detected) in [("en", ENGLISH, json!("en")), ("fr-CA", quoting.as_str(), json!("fr")), ("zh-Hans", CHINESE, json!("zh")), ("en", "Why?", Value::Null), ("sq", ENGLISH, Value::Null)] {
            let reply = forum.post(app, declared, body, true).await.ok().at("/postReply/reply").clone();
            assert_eq!((&reply["language"], &reply["detectedLanguage"]), (&json!(declared), &detected), "{body}");
            assert_eq!(reply["languageConfidence"].as_f64().is_some_and(|confidence| (0.5..=1.0).contains(&confidence)), !detected.is_null(), "{reply}");
            let kept = app.ask(READ, json!({ "id": reply["id"] })).await.ok().at("/node").clone();
            assert_eq!((&kept["detectedLanguage"], &kept["languageConfidence"]), (&reply["detectedLanguage"], &reply["languageConfidence"]));
        }
        // Threads and proposals, by their titles as well.
        for (query, kind) in [
            ("mutation($input: StartThreadInput!) { startThread(input: $input) { post: thread { id detectedLanguage languageConfidence } } }", "startThread"),
            ("mutation($input: CreateProposalInput!) { createProposal(input: $input) { post: proposal { id detectedLanguage languageConfidence } } }", "createProposal"),
        ] {
            let input = json!({ "essayId": forum.essay, "title": "Le port est resté ouvert tout l'hiver", "body": "Les bacs allaient et venaient comme toujours.", "language": "fr" });
            let made = app.ask_as(&forum.mei, query, json!({ "input": input })).await.ok();
            assert_eq!(made.at(&format!("/{kind}/post/detectedLanguage")), "fr");
            let id = made.text(&format!("/{kind}/post/id"));
            let edit = format!("edit{}", if kind == "startThread" { "Thread" } else { "Proposal" });
            let (name, payload) = if kind == "startThread" { ("threadId", "thread") } else { ("proposalId", "proposal") };
            let document = format!("mutation($id: ID!, $body: String!) {{ {edit}(input: {{ {name}: $id, body: $body, title: \"ABC\", nudge: false }}) {{ {payload} {{ detectedLanguage }} }} }}");
            let edited = app.ask_as(&forum.mei, &document, json!({ "id": id, "body": ENGLISH })).await.ok();
            assert_eq!(edited.at(&format!("/{edit}/{payload}/detectedLanguage")), "en");
            assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node/detectedLanguage"), "en");
        }
    }
}

on_both! {
    async fn an_edit_is_looked_at_anew(app) {
        let forum = forum(app).await;
        let id = forum.reply(app, "en", FRENCH).await;
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node/detectedLanguage"), "fr");
        let edit = "mutation($id: ID!, $body: String!) { editReply(input: { replyId: $id, body: $body }) { reply { detectedLanguage languageConfidence } } }";
        let edited = app.ask_as(&forum.mei, edit, json!({ "id": id, "body": ENGLISH })).await.ok();
        assert_eq!(edited.at("/editReply/reply/detectedLanguage"), "en");
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node/detectedLanguage"), "en");
        let edited = app.ask_as(&forum.mei, edit, json!({ "id": id, "body": "Why?" })).await.ok();
        assert_eq!(edited.at("/editReply/reply"), &json!({ "detectedLanguage": null, "languageConfidence": null }));
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node"), &json!({ "language": "en", "detectedLanguage": null, "languageConfidence": null, "revision": 3 }));
    }
}

on_both! {
    async fn who_cannot_read_a_post_does_not_learn_what_it_is_in(app) {
        let forum = forum(app).await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let id = forum.reply(app, "en", FRENCH).await;
        let remove = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
        app.ask_as(&moderator, remove, json!({ "id": id })).await.ok();
        let nothing = json!({ "language": "en", "detectedLanguage": null, "languageConfidence": null, "revision": 1 });
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node"), &nothing);
        assert_eq!(app.ask_as(&forum.editor, READ, json!({ "id": id })).await.ok().at("/node"), &nothing);
        for token in [&forum.mei, &moderator] {
            assert_eq!(app.ask_as(token, READ, json!({ "id": id })).await.ok().at("/node/detectedLanguage"), "fr");
        }
    }
}

on_both! {
    async fn an_author_is_asked_who_marks_a_text_wrong(app) {
        let forum = forum(app).await;
        let asked = forum.post(app, "en", FRENCH, true).await;
        assert_eq!(asked.code(), "NUDGE");
        let finding = &asked.body["errors"][0]["extensions"]["findings"][0];
        assert_eq!((&finding["rule"], &finding["severity"]), (&json!("LANGUAGE_MISMATCH"), &json!("NUDGE")));
        assert!(finding["suggestion"].as_str().unwrap().starts_with("This looks like French; you marked it English."), "{finding}");
        // Who writes Chinese reads Chinese.
        let asked = forum.post(app, "en", CHINESE, true).await;
        assert!(asked.body["errors"][0]["extensions"]["findings"][0]["suggestion"].as_str().unwrap().contains("看起来是中文，而您标注的是英语"), "{}", asked.body);
        assert_eq!(app.count("SELECT COUNT(*) FROM replies").await, 0);
        // Right, kin, or not known at all.
        for (language, body) in [("fr", FRENCH), ("zh-Hant", CHINESE), ("yue", CHINESE), ("gl", FRENCH)] {
            forum.post(app, language, &format!("{body} ({language})"), true).await.ok();
        }
        // He insists: it goes out, with the finding.
        let id = forum.reply(app, "en", FRENCH).await;
        let findings = "query($id: ID!) { node(id: $id) { ... on Post { status findings { rule suggestion(language: \"zh\") } } } }";
        let kept = app.ask_as(&forum.mei, findings, json!({ "id": id })).await.ok();
        assert_eq!(kept.at("/node/status"), "PUBLISHED");
        let kept = kept.at("/node/findings").as_array().unwrap().iter().find(|finding| finding["rule"] == "LANGUAGE_MISMATCH").unwrap().clone();
        assert!(kept["suggestion"].as_str().unwrap().contains("法语"));
        // Moderators can try it, and administrators switch it off.
        let admin = app.with_role("root", Role::Admin).await;
        let test = "query($text: String!) { testRules(text: $text, language: \"en\") { outcome findings { rule } } }";
        let tried = app.ask_as(&admin, test, json!({ "text": FRENCH })).await.ok();
        assert_eq!((tried.at("/testRules/outcome"), tried.at("/testRules/findings/0/rule")), (&json!("NUDGE"), &json!("LANGUAGE_MISMATCH")));
        let switch = "mutation($civility: JSON!) { updateSiteSettings(input: { civility: $civility }) { settings { civility } } }";
        app.ask_as(&admin, switch, json!({ "civility": { "repeat": { "enabled": false }, "newcomer": { "enabled": false }, "language_mismatch": { "enabled": false } } })).await.ok();
        forum.post(app, "en", FRENCH, true).await.ok();
    }
}

on_both! {
    async fn an_author_corrects_a_post_and_has_the_last_word(app) {
        let forum = forum(app).await;
        let id = forum.reply(app, "en", FRENCH).await;
        let corrected = correct(app, &forum.mei, &id, "FR").await.ok();
        assert_eq!(corrected.at("/correctPostLanguage/post"), &json!({ "id": id, "language": "fr" }));
        assert_eq!(corrected.at("/correctPostLanguage/isApplied"), true);
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node"), &json!({ "language": "fr", "detectedLanguage": "fr", "languageConfidence": 1.0, "revision": 1 }));
        assert_eq!(app.word("SELECT replaced_language FROM language_corrections WHERE applied_at IS NOT NULL").await, "en");
        // Others have no say any more, the staff neither; he may change his mind.
        let moderator = app.with_role("tomas", Role::Moderator).await;
        for token in [&moderator, &forum.editor, &app.sign_up("jack").await] {
            assert_eq!(correct(app, token, &id, "en").await.code(), "CONFLICT");
        }
        assert_eq!(correct(app, &forum.mei, &id, "de").await.ok().at("/correctPostLanguage/post/language"), "de");
        assert_eq!(app.count("SELECT COUNT(*) FROM language_corrections").await, 1);
        let bad = correct(app, &forum.mei, &id, "klingon").await;
        assert_eq!((bad.code(), bad.field().as_str()), ("VALIDATION_FAILED", "input.language"));
        let bad = correct(app, &forum.mei, &forum.essay, "de").await;
        assert_eq!((bad.code(), bad.field().as_str()), ("VALIDATION_FAILED", "input.postId"));
        // Threads and proposals too, at any time: when nothing else can be changed.
        app.sql("UPDATE threads SET locked_at = 5").await;
        let proposal = app.proposal(&forum.mei, &forum.essay, "Pour for others").await;
        app.sql("UPDATE proposals SET state = 'ADOPTED'").await;
        for id in [&forum.thread, &proposal] {
            assert_eq!(correct(app, &forum.mei, id, "sw").await.ok().at("/correctPostLanguage/post/language"), "sw");
        }
    }
}

on_both! {
    async fn three_members_who_agree_correct_a_post(app) {
        let forum = forum(app).await;
        let id = forum.reply(app, "en", FRENCH).await;
        let new = app.sign_up("new").await;
        let members = trusted(app, &["jack", "lena", "omar", "ana", "ivo", "kim", "zoe"]).await;
        // A newcomer's word is kept, and does not count yet.
        let said = correct(app, &new, &id, "fr").await.ok();
        assert_eq!((said.at("/correctPostLanguage/agreeing"), said.at("/correctPostLanguage/isApplied")), (&json!(0), &json!(false)));
        // Twice is once.
        for _ in 0..2 {
            assert_eq!(correct(app, &members[0], &id, "fr").await.ok().at("/correctPostLanguage/agreeing"), 1);
        }
        // Somebody errs, and thinks again.
        assert_eq!(correct(app, &members[1], &id, "it").await.ok().at("/correctPostLanguage/agreeing"), 1);
        let second = correct(app, &members[1], &id, "fr").await.ok();
        assert_eq!((second.at("/correctPostLanguage/agreeing"), second.at("/correctPostLanguage/post/language")), (&json!(2), &json!("en")));
        let third = correct(app, &members[2], &id, "fr").await.ok();
        assert_eq!(third.at("/correctPostLanguage"), &json!({ "agreeing": 3, "isApplied": true, "post": { "id": id, "language": "fr" } }));
        assert_eq!(app.count("SELECT COUNT(*) FROM language_corrections WHERE applied_at IS NOT NULL AND replaced_language = 'en' AND language = 'fr'").await, 4);
        // What is plainly detected stands against four others.
        for member in &members[3..] {
            correct(app, member, &id, "en").await.ok();
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM language_corrections WHERE language = 'en'").await, 4);
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node/language"), "fr");
    }
}

on_both! {
    async fn as_many_who_are_content_stand_against_it(app) {
        let forum = forum(app).await;
        let id = forum.reply(app, "en", "Okay then.").await;
        let members = trusted(app, &["jack", "lena", "omar", "ana", "ivo", "kim", "zoe"]).await;
        for (member, language) in members.iter().zip(["en", "en", "en", "fr", "fr", "fr"]) {
            assert_eq!(correct(app, member, &id, language).await.ok().at("/correctPostLanguage/isApplied"), &json!(language == "en"));
        }
        assert_eq!(correct(app, &members[6], &id, "fr").await.ok().at("/correctPostLanguage/post/language"), "fr");
    }
}

on_both! {
    async fn the_staff_corrects_alone_within_its_scope(app) {
        let forum = forum(app).await;
        let id = forum.reply(app, "en", FRENCH).await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        assert_eq!(correct(app, &moderator, &id, "de").await.ok().at("/correctPostLanguage/post/language"), "de");
        assert_eq!(correct(app, &forum.editor, &id, "fr").await.ok().at("/correctPostLanguage/post/language"), "fr");
        let limited = app.with_role("lin", Role::Moderator).await;
        app.sql("UPDATE users SET moderated_languages = 'zh' WHERE handle = 'lin'").await;
        app.forget_everybody().await;
        let said = correct(app, &limited, &id, "zh").await.ok();
        assert_eq!((said.at("/correctPostLanguage/agreeing"), said.at("/correctPostLanguage/post/language")), (&json!(1), &json!("fr")));
        // An API token that may only discuss does not moderate.
        let (_, token) = crate::token::create(app, &moderator, &["READ", "WRITE_DISCUSSION"], None).await;
        assert_eq!(correct(app, &token, &id, "it").await.ok().at("/correctPostLanguage/isApplied"), false);
        let (_, token) = crate::token::create(app, &moderator, &["READ", "WRITE_DISCUSSION", "MODERATE"], None).await;
        assert_eq!(correct(app, &token, &id, "it").await.ok().at("/correctPostLanguage/isApplied"), true);
        let other = app.essay(&forum.editor, "coffee").await;
        let (_, token) = crate::token::create(app, &moderator, &["WRITE_DISCUSSION"], Some(&[&other])).await;
        assert_eq!(correct(app, &token, &id, "fr").await.code(), "FORBIDDEN");
    }
}

on_both! {
    async fn what_is_not_shown_is_not_found(app) {
        let forum = forum(app).await;
        let jack = app.sign_up("jack").await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        for (status, of_author, of_moderator) in [("HELD", "", ""), ("REMOVED", "FORBIDDEN", ""), ("DELETED", "NOT_FOUND", "NOT_FOUND")] {
            let id = forum.reply(app, "en", &format!("{FRENCH} {status}")).await;
            app.sql(&format!("UPDATE replies SET status = '{status}' WHERE body LIKE '%{status}'")).await;
            for (token, code) in [(&jack, "NOT_FOUND"), (&forum.editor, "NOT_FOUND"), (&moderator, of_moderator), (&forum.mei, of_author)] {
                let answer = correct(app, token, &id, "fr").await;
                if code.is_empty() { answer.ok(); } else { assert_eq!(answer.code(), code, "{status}: {}", answer.body); }
            }
        }
        let gone = correct(app, &jack, &forum.thread, "fr").await.ok();
        assert_eq!(gone.at("/correctPostLanguage/isApplied"), false);
    }
}

on_both! {
    async fn many_who_agree_at_once_change_it_once(app) {
        let forum = forum(app).await;
        let id = forum.reply(app, "en", FRENCH).await;
        let members = trusted(app, &["jack", "lena", "omar", "ana", "ivo", "kim"]).await;
        let answers = futures_util::future::join_all(members.iter().map(|member| correct(app, member, &id, "fr"))).await;
        let mut counts: Vec<i64> = answers.into_iter().map(|answer| answer.ok().at("/correctPostLanguage/agreeing").as_i64().unwrap()).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2, 3, 4, 5, 6]);
        assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node/language"), "fr");
        assert_eq!(app.count("SELECT COUNT(*) FROM language_corrections WHERE applied_at IS NOT NULL").await, 3);
    }
}

on_both! {
    async fn earlier_posts_are_looked_at_by_command(app) {
        let forum = forum(app).await;
        let reply = forum.reply(app, "en", FRENCH).await;
        forum.reply(app, "en", "Why?").await;
        forum.reply(app, "sq", ENGLISH).await;
        let proposal = app.proposal(&forum.mei, &forum.essay, "Would the harbour please stay open for the whole of the winter?").await;
        for table in ["replies", "proposals"] {
            app.sql(&format!("UPDATE {table} SET detected_language = NULL, language_confidence = NULL")).await;
        }
        // The thread of three words is looked at as well.
        assert_eq!(teahouse::post::service::detect_missing(&app.db).await.unwrap(), (5, 2));
        for (id, language) in [(&reply, "fr"), (&proposal, "en")] {
            assert_eq!(app.ask(READ, json!({ "id": id })).await.ok().at("/node/detectedLanguage"), language);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM replies WHERE detected_language IS NULL AND language_confidence IS NULL").await, 2);
        assert_eq!(teahouse::post::service::detect_missing(&app.db).await.unwrap(), (3, 0));
    }
}
