//! Trust: how levels are made, what they allow, and who is told.

use entity::{Role, Timestamp};
use serde_json::{Value, json};
use teahouse::{clock, site::trust::Trust, trust::service};

use crate::{on_both, support::TestApp};

const TRUST: &str = "{ viewer { trust { level computedAt limits { postsPerHour links reportsPerDay } next { level needs { kind have need isMet } } } } }";
const REPLY: &str =
    "mutation($thread: ID!, $body: String!) { postReply(input: { threadId: $thread, body: $body, language: \"en\", nudge: false }) { reply { id status } } }";
const DAY: i64 = 24 * 60 * 60 * 1000;

async fn trust(app: &TestApp, token: &str) -> Value {
    app.ask_as(token, TRUST, json!({})).await.ok().at("/viewer/trust").clone()
}

async fn reply(app: &TestApp, token: &str, thread: &str, body: &str) -> Value {
    app.ask_as(token, REPLY, json!({ "thread": thread, "body": body })).await.body
}

async fn set_trust(app: &TestApp, admin: &str, trust: Value) {
    let query = "mutation($trust: JSON!) { updateSiteSettings(input: { trust: $trust }) { settings { trust } } }";
    app.ask_as(admin, query, json!({ "trust": trust })).await.ok();
}

fn need<'a>(trust: &'a Value, kind: &str) -> &'a Value {
    trust["next"]["needs"].as_array().unwrap().iter().find(|need| need["kind"] == kind).unwrap()
}

/// Makes levels as they would be after some days.
async fn compute_in(app: &TestApp, days: i64) -> (u64, u64) {
    let outcome = service::compute(&app.db, &Trust::default(), Timestamp(clock::now().0 + days * DAY)).await.unwrap();
    app.forget_everybody().await;
    outcome
}

on_both! {
    async fn a_level_is_earned_by_posts_that_stood_and_by_being_fair(app) {
        let admin = app.with_role("host", Role::Admin).await;
        app.let_all_posts_through().await;
        let (mei, ana) = (app.sign_up("mei").await, app.sign_up("ana").await);
        let essay = app.essay(&admin, "tea").await;
        let thread = app.thread(&ana, &essay, "Who pours?").await;
        let first = trust(app, &mei).await;
        assert_eq!((&first["level"], &first["computedAt"], &first["next"]["level"]), (&json!(0), &Value::Null, &json!(1)));
        for number in 0..15 {
            reply(app, &mei, &thread, &format!("A thought, number {number}, on pouring.")).await;
        }
        assert_eq!(compute_in(app, 2).await, (3, 0), "a post counts after three days");
        assert_eq!(need(&trust(app, &mei).await, "POSTS_STOOD")["have"], 0);
        assert_eq!(compute_in(app, 14).await.1, 1);
        let now = trust(app, &mei).await;
        assert_eq!((now["level"].as_i64(), need(&now, "POSTS_STOOD")["isMet"].as_bool(), need(&now, "UNDERSTOOD_BY")["isMet"].as_bool()), (Some(1), Some(true), Some(false)));
        // Three people find themselves rightly restated. One of them twice, who counts once.
        for (number, handle) in ["ana", "olu", "kofi", "ana"].into_iter().enumerate() {
            let token = if handle == "ana" { ana.clone() } else { app.sign_up(handle).await };
            let point = reply(app, &token, &thread, &format!("My point is that the host pours, {number}.")).await["data"]["postReply"]["reply"]["id"].clone();
            let restating = "mutation($thread: ID!, $parent: ID!, $body: String!) { postReply(input: { threadId: $thread, parentId: $parent, kind: DIFFER, restatement: \"You say that the host pours.\", body: $body, language: \"en\" }) { reply { restatement { id } } } }";
            let restated = app.ask_as(&mei, restating, json!({ "thread": thread, "parent": point, "body": format!("I would let the guest pour, {number}.") })).await.ok();
            let judging = "mutation($id: ID!) { judgeRestatement(input: { restatementId: $id, verdict: ACCURATE }) { restatement { verdict } } }";
            app.ask_as(&token, judging, json!({ "id": restated.text("/postReply/reply/restatement/id") })).await.ok();
        }
        compute_in(app, 15).await;
        let now = trust(app, &mei).await;
        assert_eq!((now["level"].as_i64(), need(&now, "UNDERSTOOD_BY")["have"].as_i64()), (Some(2), Some(3)));
        // The same rows and the same time: the same levels, also from nothing.
        app.sql("DELETE FROM trust").await;
        compute_in(app, 15).await;
        assert_eq!(trust(app, &mei).await["level"], 2);
        // What moderators remove takes it away again.
        app.sql("UPDATE replies SET status = 'REMOVED' WHERE author_id = (SELECT id FROM users WHERE handle = 'mei') AND depth = 1").await;
        compute_in(app, 15).await;
        assert_eq!(trust(app, &mei).await["level"], 0);
    }
}

on_both! {
    async fn a_level_has_limits_that_hold_at_the_same_moment(app) {
        let admin = app.with_role("host", Role::Admin).await;
        app.let_all_posts_through().await;
        let (mei, ana) = (app.sign_up("mei").await, app.sign_up("ana").await);
        let essay = app.essay(&admin, "tea").await;
        let thread = app.thread(&ana, &essay, "Who pours?").await;
        let limits = |posts: u32, links: u32, reports: u32| json!({ "posts_per_hour": posts, "links": links, "reports_per_day": reports });
        set_trust(app, &admin, json!({ "limits": [limits(3, 1, 2), limits(4, 2, 0), limits(0, 0, 0), limits(0, 0, 0)] })).await;
        let hour = || clock::now().0 / 3_600_000;
        let begun = hour();
        let bodies: Vec<String> = (0..8).map(|number| format!("Thought {number}.")).collect();
        let answers = futures_util::future::join_all(bodies.iter().map(|body| reply(app, &mei, &thread, body))).await;
        if hour() != begun {
            // It turned over meanwhile, and began anew: there is nothing to see this time.
            return;
        }
        let posted = answers.iter().filter(|answer| answer["errors"].is_null()).count();
        assert!(answers.iter().all(|answer| answer["errors"].is_null() || answer["errors"][0]["extensions"]["code"] == "RATE_LIMITED"), "{answers:?}");
        assert_eq!(posted, 3);
        assert_eq!(app.count("SELECT COUNT(*) FROM replies").await, 3);
        // A higher level allows more, and what was used counts on; staff is free of it.
        app.sql("UPDATE users SET trust_level = 1 WHERE handle = 'mei'").await;
        app.forget_everybody().await;
        assert!(reply(app, &mei, &thread, "A fourth.").await["errors"].is_null());
        assert_eq!(reply(app, &mei, &thread, "A fifth.").await["errors"][0]["extensions"]["code"], "RATE_LIMITED");
        for number in 0..5 {
            assert!(reply(app, &admin, &thread, &format!("Welcome, {number}.")).await["errors"].is_null());
        }
        // An hour that is over is forgotten.
        app.sql("UPDATE allowances SET period = period - 3600000").await;
        assert!(reply(app, &mei, &thread, "An hour later.").await["errors"].is_null());
        // Reports.
        let report = "mutation($id: ID!) { reportPost(input: { postId: $id, reason: SPAM }) { report { id } } }";
        let ids: Vec<String> = answers.iter().filter_map(|answer| answer.pointer("/data/postReply/reply/id")?.as_str().map(str::to_owned)).collect();
        let mut codes = Vec::new();
        for id in &ids {
            let answer = app.ask_as(&ana, report, json!({ "id": id })).await;
            codes.push(if answer.body["errors"].is_null() { "done".to_owned() } else { answer.code().to_owned() });
        }
        assert_eq!(codes, ["done", "done", "RATE_LIMITED"]);
    }
}

on_both! {
    async fn links_beyond_the_level_wait_for_a_moderator(app) {
        let admin = app.with_role("host", Role::Admin).await;
        let mei = app.sign_up("mei").await;
        set_trust(app, &admin, json!({})).await;
        let essay = app.essay(&admin, "tea").await;
        let thread = app.thread(&admin, &essay, "Who pours?").await;
        for words in ["The host pours first, as I have learnt.", "Guests wait until the elders have drunk."] {
            reply(app, &mei, &thread, words).await;
        }
        let links = |number: usize| (0..number).map(|page| format!("http://example.org/{page}")).collect::<Vec<_>>().join(" and ");
        let status = async |body: String| reply(app, &mei, &thread, &body).await.pointer("/data/postReply/reply/status").cloned();
        assert_eq!(status(format!("Three sources for that: {}", links(3))).await, Some(json!("PUBLISHED")));
        assert_eq!(status(format!("There are many more to read, such as {}", links(4))).await, Some(json!("HELD")));
        app.sql("UPDATE users SET trust_level = 2 WHERE handle = 'mei'").await;
        app.forget_everybody().await;
        assert_eq!(status(format!("My whole library, since somebody asked for it: {}", links(9))).await, Some(json!("PUBLISHED")));
    }
}

on_both! {
    async fn one_of_all_instances_computes(app) {
        let now = clock::now();
        let rules = teahouse::site::Rules::default();
        let (one, other) = futures_util::future::join(service::compute_if_due(&app.db, &rules, now), service::compute_if_due(&app.db, &rules, now)).await;
        assert_ne!(one.unwrap(), other.unwrap());
        assert!(!service::compute_if_due(&app.db, &rules, Timestamp(now.0 + 14 * 60 * 1000)).await.unwrap());
        assert!(service::compute_if_due(&app.db, &rules, Timestamp(now.0 + 15 * 60 * 1000)).await.unwrap());
    }
}

on_both! {
    async fn settings_of_trust_are_checked(app) {
        let admin = app.with_role("host", Role::Admin).await;
        let query = "mutation($trust: JSON!) { updateSiteSettings(input: { trust: $trust }) { settings { trust } } }";
        let marks = |posts: u32| json!({ "posts_stood": posts });
        for wrong in [json!({ "marks": [marks(2), marks(1), marks(3)] }), json!({ "marks": [] }), json!({ "max_removed_percent": 101 }), json!({ "nothing": 1 }), json!({ "limits": [{ "nothing": 1 }, {}, {}, {}] })] {
            assert_eq!(app.ask_as(&admin, query, json!({ "trust": wrong })).await.code(), "VALIDATION_FAILED", "{wrong}");
        }
        let set = app.ask_as(&admin, query, json!({ "trust": { "max_removed_percent": 5 } })).await.ok();
        assert_eq!(set.at("/updateSiteSettings/settings/trust/marks/0/posts_stood"), &json!(3));
    }
}
