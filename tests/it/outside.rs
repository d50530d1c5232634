//! The outside check: what it is asked, what becomes of its opinion, and that a post
//! never waits for it in vain.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use entity::Role;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use crate::{
    on_both,
    process::{Home, PASSWORD},
    support::{Answer, TestApp, app::SecondInstance},
};

const SECRET: &str = "an outside secret of 43 characters, or more";
const POST: &str = "mutation($thread: ID!, $body: String!, $nudge: Boolean) { postReply(input: { threadId: $thread, body: $body, language: \"en\", nudge: $nudge }) { reply { id status findings { rule part start end severity suggestion(language: \"zh\") } } } }";

/// What the check says to whatever it is asked.
#[derive(Clone)]
pub enum Says {
    /// These bytes.
    Raw(String),
    /// These after it is let.
    Later(String, Arc<Notify>),
    /// Nothing, and the connection stays open.
    Nothing,
}

/// A question as it came.
#[derive(Clone)]
pub struct Asked {
    pub head: String,
    body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> String {
        let line = self.head.lines().find_map(|line| line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head)).1.to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A check on this machine.
#[derive(Clone)]
pub struct Check {
    pub address: SocketAddr,
    says: Arc<Mutex<Says>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    pub came: Arc<Notify>,
}

impl Check {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let check = Self { address, says: Arc::new(Mutex::new(Says::Raw(status(204)))), asked: Arc::default(), came: Arc::default() };
        let server = check.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(server.clone().serve(stream));
            }
        });
        check
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut received = Vec::new();
        let (head, body) = loop {
            let mut part = [0; 4096];
            let length = stream.read(&mut part).await.unwrap_or(0);
            if length == 0 {
                return;
            }
            received.extend_from_slice(&part[..length]);
            let text = String::from_utf8_lossy(&received).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let asked = Asked { head: head.to_owned(), body: body.to_owned() };
            if asked.body.len() >= asked.header("content-length").parse::<usize>().unwrap() {
                break (asked.head, asked.body);
            }
        };
        let says = self.says.lock().unwrap().clone();
        self.asked.lock().unwrap().push(Asked { head, body });
        self.came.notify_one();
        let answer = match says {
            Says::Raw(answer) => answer,
            Says::Later(answer, go) => {
                go.notified().await;
                answer
            }
            Says::Nothing => std::future::pending().await,
        };
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    pub fn say(&self, says: impl Into<Says>) {
        *self.says.lock().unwrap() = says.into();
    }

    pub fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    pub fn last(&self) -> Asked {
        self.asked.lock().unwrap().last().unwrap().clone()
    }

    fn variables(&self, timeout: &'static str) -> Vec<(&'static str, String)> {
        let url = format!("http://{}/check?forum=1", self.address);
        vec![("OUTSIDE_CHECK_URL", url), ("OUTSIDE_CHECK_SECRET", SECRET.to_owned()), ("OUTSIDE_CHECK_TIMEOUT_MS", timeout.to_owned())]
    }
}

impl From<String> for Says {
    fn from(answer: String) -> Self {
        Self::Raw(answer)
    }
}

pub fn status(status: u16) -> String {
    format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn opinion(severity: &str, message: &str) -> String {
    ok(&json!({ "findings": [{ "severity": severity, "part": "TEXT", "start": 2, "end": 6, "message": message }] }).to_string())
}

/// An instance that asks a check, with a thread and an author.
struct Forum<'a> {
    app: &'a TestApp,
    instance: SecondInstance,
    admin: String,
    author: String,
    essay: String,
    thread: String,
}

impl<'a> Forum<'a> {
    async fn with(app: &'a TestApp, check: &Check, timeout: &'static str) -> Self {
        let variables: Vec<_> = check.variables(timeout).into_iter().map(|(name, value)| (format!("TEAHOUSE_{name}"), value)).collect();
        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let instance = app.second_instance_with(&variables).await;
        let (admin, author) = (app.with_role("host", Role::Admin).await, app.sign_up("mei").await);
        let essay = app.essay(&admin, "tea").await;
        let thread = app.thread(&author, &essay, "Who pours?").await;
        Self { app, instance, admin, author, essay, thread }
    }

    async fn ask_as(&self, token: &str, query: &str, variables: Value) -> Answer {
        self.app.ask_at(self.instance.address, token, query, variables).await
    }

    async fn post(&self, body: &str, nudge: bool) -> Answer {
        self.ask_as(&self.author, POST, json!({ "thread": self.thread, "body": body, "nudge": nudge })).await
    }

    /// Posts what must go out, without a word from outside.
    async fn post_freely(&self, body: &str, why: &str) {
        let answer = self.post(body, true).await.ok();
        assert_eq!(answer.text("/postReply/reply/status"), "PUBLISHED", "{why}");
        assert!(outside(answer.at("/postReply/reply/findings")).is_none(), "{why}: {}", answer.body);
    }
}

fn outside(findings: &Value) -> Option<Value> {
    findings.as_array().unwrap().iter().find(|finding| finding["rule"] == "OUTSIDE_CHECK").cloned()
}

on_both! {
    async fn it_is_asked_about_the_words_and_signed(app) {
        let check = Check::start().await;
        let forum = Forum::with(app, &check, "3000").await;
        forum.post_freely("A first word.", "204").await;
        let asked = check.last();
        assert!(asked.head.starts_with("POST /check?forum=1 HTTP/1.1"), "{}", asked.head);
        assert_eq!(asked.header("content-type"), "application/json");
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("{}.{}.{}", asked.header("webhook-id"), asked.header("webhook-timestamp"), asked.body).as_bytes());
        assert_eq!(asked.header("webhook-signature"), format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())));
        let about = json!({
            "action": "NEW", "kind": "REPLY", "title": null, "text": "A first word.", "restatement": null, "language": "en", "quote": null,
            "author": { "isNewcomer": true, "trustLevel": 0 },
        });
        assert_eq!(asked.json(), about);
        let id = asked.header("webhook-id");
        let differ = "mutation($id: ID!) { postReply(input: { threadId: $id, body: \"It is not so.\", language: \"fr\", kind: DIFFER, restatement: \"You say that guests pour.\" }) { reply { id } } }";
        let reply = forum.ask_as(&forum.author, differ, json!({ "id": forum.thread })).await.ok().text("/postReply/reply/id");
        assert_ne!(check.last().header("webhook-id"), id);
        assert_eq!((&check.last().json()["restatement"], &check.last().json()["language"]), (&json!("You say that guests pour."), &json!("fr")));
        // Edits too, and what the staff writes; one who has posted is no newcomer.
        let edit = "mutation($id: ID!, $b: String!) { editReply(input: { replyId: $id, body: $b }) { reply { revision } } }";
        forum.ask_as(&forum.author, edit, json!({ "id": reply, "b": "It is so." })).await.ok();
        assert_eq!((&check.last().json()["action"], &check.last().json()["author"]["isNewcomer"]), (&json!("EDIT"), &json!(false)));
        let count = check.count();
        forum.ask_as(&forum.author, edit, json!({ "id": reply, "b": "It is so." })).await.ok();
        assert_eq!(check.count(), count, "nothing was changed");
        for (kind, query) in [
            ("THREAD", "mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A title\", body: \"Some words.\", language: \"en\" }) { thread { id } } }"),
            ("PROPOSAL", "mutation($id: ID!) { createProposal(input: { essayId: $id, title: \"A title\", body: \"Other words.\", language: \"en\" }) { proposal { id } } }"),
        ] {
            forum.ask_as(&forum.admin, query, json!({ "id": forum.essay })).await.ok();
            let asked = check.last().json();
            assert_eq!((&asked["kind"], &asked["title"], &asked["author"]["trustLevel"]), (&json!(kind), &json!("A title"), &json!(3)));
        }
    }
}

on_both! {
    async fn its_opinion_is_one_more_finding(app) {
        let check = Check::start().await;
        let forum = Forum::with(app, &check, "3000").await;
        check.say(opinion("NOTE", "A remark."));
        let noted = forum.post("A first word.", true).await.ok();
        assert_eq!(noted.text("/postReply/reply/status"), "PUBLISHED");
        let expected = json!({ "rule": "OUTSIDE_CHECK", "part": "TEXT", "start": 2, "end": 6, "severity": "NOTE", "suggestion": "A remark." });
        assert_eq!(outside(noted.at("/postReply/reply/findings")), Some(expected));
        for (severity, insisted) in [("NUDGE", "PUBLISHED"), ("HOLD", "HELD")] {
            check.say(opinion(severity, "Is that \u{202e}\u{7}fair?\nReally?"));
            let asked = forum.post(&format!("A {severity} word."), true).await;
            assert_eq!(asked.code(), "NUDGE");
            let told = outside(&asked.body["errors"][0]["extensions"]["findings"]).unwrap();
            assert_eq!((&told["severity"], &told["suggestion"]), (&json!(severity), &json!("Is that fair? Really?")));
            let kept = forum.post(&format!("A {severity} word."), false).await.ok();
            assert_eq!(kept.text("/postReply/reply/status"), insisted);
        }
        let queue = app.ask_as(&forum.admin, "{ moderationQueue { nodes { details } } }", json!({})).await.ok();
        assert_eq!(queue.at("/moderationQueue/nodes"), &json!([{ "details": "OUTSIDE_CHECK" }]));
        // An answer cannot point outside the text, nor name a rule of ours.
        check.say(ok(&json!({ "findings": [{ "severity": "NOTE", "rule": "SLOW_MODE", "part": "TITLE", "start": 0, "end": 999, "message": "m".repeat(400) }] }).to_string()));
        let clipped = outside(forum.post("A last word.", true).await.ok().at("/postReply/reply/findings")).unwrap();
        assert_eq!((&clipped["part"], &clipped["start"], &clipped["end"], clipped["suggestion"].as_str().unwrap().len()), (&json!("TEXT"), &json!(0), &json!(0), 300));
    }
}

on_both! {
    async fn what_is_no_answer_lets_the_post_through(app) {
        let check = Check::start().await;
        let forum = Forum::with(app, &check, "3000").await;
        let long = format!("{{\"findings\":[{{\"severity\":\"HOLD\"}}],\"x\":\"{}\"}}", "x".repeat(100 * 1024));
        let redirect = format!("HTTP/1.1 307 Elsewhere\r\nlocation: http://{}/elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", check.address);
        let cases = [
            ("500", status(500)),
            ("403 with an opinion", opinion("HOLD", "No.").replace("200 OK", "403 No")),
            ("garbage", ok("tea")),
            ("another form", ok(r#"{"findings":[{"severity":"BAN"}]}"#)),
            ("too long", ok(&long)),
            ("cut short", format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\nconnection: close\r\n\r\n{}", r#"{"findings":[]}"#)),
            ("a redirect", redirect),
            ("no HTTP", "tea\r\n\r\n".to_owned()),
            ("an end", String::new()),
        ];
        for (number, (why, answer)) in cases.into_iter().enumerate() {
            check.say(answer);
            forum.post_freely(&format!("Word {number}."), why).await;
            // So that it is asked again.
            check.say(status(204));
            forum.post_freely(&format!("Calm {number}."), "204").await;
            assert_eq!(check.count(), 2 * (number + 1), "{why}");
        }
    }
}

on_both! {
    async fn silence_and_absence_let_the_post_through(app) {
        let check = Check::start().await;
        check.say(Says::Nothing);
        let forum = Forum::with(app, &check, "50").await;
        forum.post_freely("A first word.", "silence").await;
        // Nobody listens there any more.
        let gone = Check { address: TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap(), ..check.clone() };
        let variables: Vec<_> = gone.variables("3000").into_iter().map(|(name, value)| (format!("TEAHOUSE_{name}"), value)).collect();
        let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let instance = app.second_instance_with(&variables).await;
        let forum = Forum { instance, ..forum };
        forum.post_freely("A second word.", "absence").await;
    }
}

on_both! {
    async fn after_five_failures_it_is_left_in_peace(app) {
        let check = Check::start().await;
        let forum = Forum::with(app, &check, "3000").await;
        check.say(status(500));
        for number in 0..9 {
            forum.post_freely(&format!("Word {number}."), "500").await;
        }
        assert_eq!(check.count(), 5);
    }
}

on_both! {
    async fn it_is_not_asked_without_need(app) {
        let check = Check::start().await;
        let forum = Forum::with(app, &check, "3000").await;
        // Whoever is asked to look again anyway has not said his last word.
        assert_eq!(forum.post("You are such an idiot.", true).await.code(), "NUDGE");
        let test = "{ testRules(text: \"A calm word.\", language: \"en\") { outcome } }";
        assert_eq!(forum.ask_as(&forum.admin, test, json!({})).await.ok().text("/testRules/outcome"), "PUBLISHED");
        // What may not be edited goes nowhere.
        let edit = "mutation($id: ID!) { editThread(input: { threadId: $id, body: \"Others' words.\" }) { thread { id } } }";
        assert_eq!(forum.ask_as(&app.sign_up("jack").await, edit, json!({ "id": forum.thread })).await.code(), "FORBIDDEN");
        assert_eq!(check.count(), 0);
        assert_eq!(forum.post("You are such an idiot.", false).await.ok().text("/postReply/reply/status"), "PUBLISHED");
        assert_eq!(check.count(), 1);
    }
}

on_both! {
    /// An edit holds no lock while the check thinks: others write meanwhile, and it heeds what they wrote.
    async fn nobody_waits_for_another_ones_check(app) {
        let check = Check::start().await;
        let forum = Forum::with(app, &check, "3000").await;
        let reply = app.reply(&forum.author, &forum.thread, None, "A first word.").await;
        let proposal = app.proposal(&forum.author, &forum.essay, "A proposal").await;
        for (query, id) in [
            ("mutation($id: ID!, $b: String!) { editThread(input: { threadId: $id, body: $b }) { thread { revision } } }", &forum.thread),
            ("mutation($id: ID!, $b: String!) { editReply(input: { replyId: $id, body: $b }) { reply { revision } } }", &reply),
            ("mutation($id: ID!, $b: String!) { editProposal(input: { proposalId: $id, body: $b }) { proposal { revision } } }", &proposal),
        ] {
            for (answer, code) in [(opinion("NUDGE", "Is it?"), "NUDGE"), (status(204), "CONFLICT")] {
                let go = Arc::new(Notify::new());
                check.say(Says::Later(answer, Arc::clone(&go)));
                let edit = forum.ask_as(&forum.author, query, json!({ "id": id, "b": "Slow words." }));
                let meanwhile = async {
                    check.came.notified().await;
                    app.ask_as(&forum.author, query, json!({ "id": id, "b": format!("Before {code}.") })).await.ok();
                    go.notify_one();
                };
                let (edited, ()) = futures_util::future::join(edit, meanwhile).await;
                assert_eq!(edited.code(), code, "{query}");
            }
            let read = app.ask("query($id: ID!) { node(id: $id) { ... on Post { body revision } } }", json!({ "id": id })).await.ok();
            assert_eq!(read.at("/node"), &json!({ "body": "Before CONFLICT.", "revision": 3 }));
        }
        // What is locked meanwhile stays as it is.
        let go = Arc::new(Notify::new());
        check.say(Says::Later(status(204), Arc::clone(&go)));
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"Late words.\" }) { reply { revision } } }";
        let lock = "mutation($id: ID!) { lockThread(input: { threadId: $id, reason: OFF_TOPIC, explanation: \"Enough.\" }) { thread { id } } }";
        let meanwhile = async {
            check.came.notified().await;
            app.ask_as(&forum.admin, lock, json!({ "id": forum.thread })).await.ok();
            go.notify_one();
        };
        let (edited, ()) = futures_util::future::join(forum.ask_as(&forum.author, edit, json!({ "id": reply })), meanwhile).await;
        assert_eq!(edited.code(), "THREAD_LOCKED");
    }
}

#[tokio::test]
async fn its_secret_and_the_words_are_in_no_log() {
    let check = Check::start().await;
    let mut home = Home::new();
    for (name, value) in check.variables("3000") {
        home.set(name, &value);
    }
    home.set("REQUEST_TIMEOUT_MS", "30000");
    home.set("LOG_LEVEL", "info,teahouse=trace,hyper=trace,hyper_util=trace,rustls=trace");
    let told = home.run(&["check-config"]).expect(0).all();
    assert!(!told.contains(SECRET), "{told}");
    home.create_user("amina", "admin");
    let server = home.serve(&[]);
    let (api, _) = server.sign_in("amina", PASSWORD).await;
    let publish = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } } }";
    let input = json!({ "slug": "tea", "language": "en", "title": "Tea", "body": "Text.", "originCountry": "CN" });
    let essay = api.good(publish, json!({ "input": input })).await["publishEdition"]["essay"]["id"].clone();
    let start = "mutation($id: ID!, $b: String!) { startThread(input: { essayId: $id, title: \"A title\", body: $b, language: \"en\" }) { thread { id findings { suggestion } } } }";
    for (number, answer) in [opinion("NOTE", "A remark."), status(500), ok("tea")].into_iter().enumerate() {
        check.say(answer);
        let kept = api.good(start, json!({ "id": essay, "b": format!("Jasmine {number}") })).await;
        assert!(!kept.to_string().contains(SECRET), "{kept}");
    }
    assert_eq!(check.count(), 3);
    let log = server.stop().expect(0).all();
    for outcome in ["the outside check answered", "it answered with status 500", "its answer could not be read", "milliseconds"] {
        assert!(log.contains(outcome), "{outcome} is not in {log}");
    }
    assert!(!log.contains(SECRET) && !log.contains("Jasmine"), "{log}");
}
