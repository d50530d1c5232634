//! Decisions about posts and people, the log of them, reports.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

pub const REMOVE: &str = "mutation($id: ID!, $revision: Int) { removePost(input: { postId: $id, reason: HARASSMENT, explanation: \"It is about a person.\", revision: $revision }) { post { id isRemoved } action { id seq kind } } }";
pub const RESTORE: &str = "mutation($id: ID!) { restorePost(input: { postId: $id }) { post { isRemoved } action { id } } }";
pub const REPORT: &str =
    "mutation($id: ID!, $reason: ReasonCode!) { reportPost(input: { postId: $id, reason: $reason, details: \"See there.\" }) { report { id status } } }";
pub const SUSPEND: &str = "mutation($id: ID!, $until: DateTime) { suspendUser(input: { userId: $id, until: $until, reason: HARASSMENT, explanation: \"Again and again.\" }) { user { suspendedUntil } action { id kind } } }";
pub const QUEUE: &str = "{ moderationQueue { nodes { id reason status priority reporter { handle } post { id body ... on Thread { title } } } totalCount } }";
const VERIFY: &str = "{ verifyModerationLog { isIntact checked firstBreak } }";

pub struct Forum {
    pub moderator: String,
    pub author: String,
    pub reader: String,
    pub essay: String,
    pub thread: String,
    pub reply: String,
}

pub async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    let moderator = app.with_role("tomas", Role::Moderator).await;
    let (author, reader) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essay = app.essay(&editor, "a-calm-answer").await;
    let thread = app.thread(&author, &essay, "Canary of the title").await;
    let reply = app.reply(&author, &thread, None, "canary of the *reply*").await;
    Forum { moderator, author, reader, essay, thread, reply }
}

pub async fn remove(app: &TestApp, token: &str, id: &str) -> Answer {
    app.ask_as(token, REMOVE, json!({ "id": id })).await
}

pub async fn report(app: &TestApp, token: &str, id: &str, reason: &str) -> Answer {
    app.ask_as(token, REPORT, json!({ "id": id, "reason": reason })).await
}

pub async fn id_of(app: &TestApp, handle: &str) -> String {
    app.ask("query($handle: String!) { user(handle: $handle) { id } }", json!({ "handle": handle })).await.ok().text("/user/id")
}

/// Somebody who has declared a country.
async fn person_from(app: &TestApp, handle: &str, country: &str) -> String {
    let token = app.sign_up(handle).await;
    declare(app, &token, country).await;
    token
}

pub async fn declare(app: &TestApp, token: &str, country: &str) {
    let declare = "mutation($country: CountryCode) { declarePerspective(input: { country: $country, languages: [\"en\"] }) { viewer { country languages } } }";
    let answer = app.ask_as(token, declare, json!({ "country": country })).await.ok();
    assert_eq!(answer.at("/declarePerspective/viewer"), &json!({ "country": country, "languages": ["en"] }));
}

on_both! {
    async fn what_is_removed_is_read_by_its_author_and_by_moderators_only(app) {
        let forum = forum(app).await;
        let everything = "query($thread: ID!, $reply: ID!) { threads { nodes { title body bodyHtml } } thread(id: $thread) { title body replyCount replies { nodes { body bodyHtml isRemoved status } } } node(id: $reply) { ... on Post { body bodyHtml } } essay(slug: \"a-calm-answer\") { threads { nodes { title } } } moderationLog { nodes { kind reason explanation moderator { handle } subject { __typename ... on Post { body } ... on Thread { title } } language } } }";
        let read = async |token: &str| app.ask_as(token, everything, json!({ "thread": forum.thread, "reply": forum.reply })).await.ok();
        assert!(read("").await.body.to_string().contains("canary"));
        remove(app, &forum.moderator, &forum.reply).await.ok();
        remove(app, &forum.moderator, &forum.thread).await.ok();
        for outsider in ["", forum.reader.as_str()] {
            let answer = read(outsider).await;
            let text = answer.body.to_string();
            assert!(!text.to_lowercase().contains("canary"), "{text}");
            assert!(!text.contains("about a person") && !text.contains("tomas"), "{text}");
            assert_eq!(answer.at("/thread/replyCount"), 0);
            assert_eq!(answer.at("/thread/replies/nodes/0/status"), "REMOVED");
            assert_eq!(answer.at("/moderationLog/nodes/0/reason"), "HARASSMENT");
        }
        for insider in [&forum.author, &forum.moderator] {
            assert!(read(insider).await.body.to_string().contains("canary"));
        }
        // The author is told why; who decided is for moderators.
        assert_eq!(read(&forum.author).await.at("/moderationLog/nodes/0/explanation"), "It is about a person.");
        assert_eq!(read(&forum.author).await.at("/moderationLog/nodes/0/moderator"), &Value::Null);
        assert_eq!(read(&forum.moderator).await.at("/moderationLog/nodes/0/moderator/handle"), "tomas");
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"other\" }) { reply { id } } }";
        assert_eq!(app.ask_as(&forum.author, edit, json!({ "id": forum.reply })).await.code(), "FORBIDDEN");
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.reply })).await.ok();
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.thread })).await.ok();
        assert!(read("").await.body.to_string().contains("canary"));
        assert_eq!(read("").await.at("/thread/replyCount"), 1);
        assert_eq!(app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.reply })).await.code(), "CONFLICT");
        assert_eq!(teahouse::thread::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn decisions_need_power_a_reason_and_the_text_that_was_read(app) {
        let forum = forum(app).await;
        assert_eq!(remove(app, "", &forum.reply).await.code(), "UNAUTHENTICATED");
        assert_eq!(remove(app, &forum.reader, &forum.reply).await.code(), "FORBIDDEN");
        // Not about oneself, not about an equal.
        let own = app.thread(&forum.moderator, &forum.essay, "Mine own").await;
        assert_eq!(remove(app, &forum.moderator, &own).await.code(), "FORBIDDEN");
        let other = app.with_role("other", Role::Moderator).await;
        assert_eq!(remove(app, &other, &own).await.code(), "FORBIDDEN");
        let suspend = async |token: &str, handle: &str| app.ask_as(token, SUSPEND, json!({ "id": id_of(app, handle).await })).await;
        assert_eq!(suspend(&other, "tomas").await.code(), "FORBIDDEN");
        assert_eq!(suspend(&other, "other").await.code(), "FORBIDDEN");
        let empty = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \" \" }) { post { id } } }";
        let refused = app.ask_as(&forum.moderator, empty, json!({ "id": forum.reply })).await;
        assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.explanation"));
        // A decision about a text that has changed is refused.
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"milder\" }) { reply { revision } } }";
        app.ask_as(&forum.author, edit, json!({ "id": forum.reply })).await.ok();
        assert_eq!(app.ask_as(&forum.moderator, REMOVE, json!({ "id": forum.reply, "revision": 1 })).await.code(), "CONFLICT");
        app.ask_as(&forum.moderator, REMOVE, json!({ "id": forum.reply, "revision": 2 })).await.ok();
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions").await, 1);
    }
}

on_both! {
    async fn locked_threads_are_locked_until_they_are_unlocked(app) {
        let forum = forum(app).await;
        let lock = "mutation($id: ID!) { lockThread(input: { threadId: $id, reason: OFF_TOPIC, explanation: \"Enough.\" }) { thread { isLocked } action { kind } } }";
        let unlock = "mutation($id: ID!) { unlockThread(input: { threadId: $id }) { thread { isLocked } } }";
        let id = json!({ "id": forum.thread });
        assert_eq!(app.ask_as(&forum.reader, lock, id.clone()).await.code(), "FORBIDDEN");
        assert_eq!(app.ask_as(&forum.moderator, lock, id.clone()).await.ok().at("/lockThread/thread/isLocked"), true);
        assert_eq!(app.ask_as(&forum.moderator, lock, id.clone()).await.code(), "CONFLICT");
        let post = "mutation($id: ID!) { postReply(input: { threadId: $id, body: \"late\", language: \"en\" }) { reply { id } } }";
        assert_eq!(app.ask_as(&forum.reader, post, id.clone()).await.code(), "THREAD_LOCKED");
        assert_eq!(app.ask_as(&forum.moderator, unlock, id.clone()).await.ok().at("/unlockThread/thread/isLocked"), false);
        app.ask_as(&forum.reader, post, id.clone()).await.ok();
    }
}

on_both! {
    async fn who_is_suspended_reads_and_appeals_and_nothing_else(app) {
        let forum = forum(app).await;
        let id = id_of(app, "mei").await;
        let suspended = app.ask_as(&forum.moderator, SUSPEND, json!({ "id": id, "until": "2099-01-01T00:00:00Z" })).await.ok();
        assert_eq!(suspended.text("/suspendUser/action/kind"), "SUSPEND");
        let action = suspended.text("/suspendUser/action/id");
        let doors = [
            ("mutation($id: ID!) { startThread(input: { essayId: $id, title: \"One more\", body: \"b\", language: \"en\" }) { thread { id } } }", &forum.essay),
            ("mutation($id: ID!) { postReply(input: { threadId: $id, body: \"b\", language: \"en\" }) { reply { id } } }", &forum.thread),
            ("mutation($id: ID!) { editReply(input: { replyId: $id, body: \"b\" }) { reply { id } } }", &forum.reply),
            ("mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", &forum.reply),
            ("mutation($id: ID!) { createProposal(input: { essayId: $id, title: \"One more\", body: \"b\", language: \"en\" }) { proposal { id } } }", &forum.essay),
            ("mutation($id: ID!) { reportPost(input: { postId: $id, reason: SPAM }) { report { id } } }", &forum.thread),
        ];
        for (door, id) in doors {
            assert_eq!(app.ask_as(&forum.author, door, json!({ "id": id })).await.code(), "SUSPENDED", "{door}");
        }
        let viewer = app.ask_as(&forum.author, "{ viewer { suspendedUntil } threads { nodes { title viewerCanEdit viewerCanReply } } }", json!({})).await.ok();
        // Nothing is offered that would be refused.
        let first = viewer.at("/threads/nodes/0");
        assert_eq!((&first["viewerCanEdit"], &first["viewerCanReply"]), (&json!(false), &json!(false)));
        assert_eq!(viewer.at("/viewer/suspendedUntil"), "2099-01-01T00:00:00.000Z");
        let appeal = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"It was meant well.\" }) { appeal { id status } } }";
        app.ask_as(&forum.author, appeal, json!({ "id": action })).await.ok();
        assert_eq!(app.ask_as(&forum.author, appeal, json!({ "id": action })).await.code(), "CONFLICT");
        assert_eq!(app.ask_as(&forum.reader, appeal, json!({ "id": action })).await.code(), "NOT_FOUND");
        let reinstate = "mutation($id: ID!) { reinstateUser(input: { userId: $id }) { user { suspendedUntil } } }";
        app.ask_as(&forum.moderator, reinstate, json!({ "id": id })).await.ok();
        app.ask_as(&forum.author, doors[1].0, json!({ "id": forum.thread })).await.ok();
        assert_eq!(app.ask_as(&forum.moderator, reinstate, json!({ "id": id })).await.code(), "CONFLICT");
        // Without an end it is a ban.
        let banned = app.ask_as(&forum.moderator, SUSPEND, json!({ "id": id })).await.ok();
        assert_eq!(banned.text("/suspendUser/action/kind"), "BAN");
        assert_eq!(app.ask_as(&forum.author, doors[1].0, json!({ "id": forum.thread })).await.code(), "SUSPENDED");
    }
}

on_both! {
    async fn a_warning_is_confirmed_before_one_goes_on(app) {
        let forum = forum(app).await;
        let warn = "mutation($id: ID!) { warnUser(input: { userId: $id, reason: OFFENSIVE, explanation: \"Please stay calm.\" }) { user { handle } action { kind } } }";
        app.ask_as(&forum.moderator, warn, json!({ "id": id_of(app, "mei").await })).await.ok();
        let post = "mutation($id: ID!) { postReply(input: { threadId: $id, body: \"b\", language: \"en\" }) { reply { id } } }";
        assert_eq!(app.ask_as(&forum.author, post, json!({ "id": forum.thread })).await.code(), "WARNING_UNCONFIRMED");
        let warning = app.ask_as(&forum.author, "{ viewer { openWarningId } }", json!({})).await.ok().text("/viewer/openWarningId");
        let read = app.ask_as(&forum.author, "query($id: ID!) { node(id: $id) { ... on ModerationAction { explanation reasonText(language: \"zh\") } } }", json!({ "id": warning })).await.ok();
        assert_eq!(read.text("/node/explanation"), "Please stay calm.");
        assert!(read.text("/node/reasonText").contains('侮'));
        let confirm = "mutation($id: ID!) { confirmWarning(input: { warningId: $id }) { user { handle } } }";
        app.ask_as(&forum.author, confirm, json!({ "id": warning })).await.ok();
        assert_eq!(app.ask_as(&forum.author, confirm, json!({ "id": warning })).await.code(), "NOT_FOUND");
        app.ask_as(&forum.author, post, json!({ "id": forum.thread })).await.ok();
    }
}

on_both! {
    async fn the_log_tells_when_somebody_has_changed_it(app) {
        let forum = forum(app).await;
        for _ in 0..3 {
            remove(app, &forum.moderator, &forum.reply).await.ok();
            app.ask_as(&forum.moderator, RESTORE, json!({ "id": forum.reply })).await.ok();
        }
        assert_eq!(app.ask_as(&forum.reader, VERIFY, json!({})).await.code(), "FORBIDDEN");
        let verify = async || app.ask_as(&forum.moderator, VERIFY, json!({})).await.ok().at("/verifyModerationLog").clone();
        assert_eq!(verify().await, json!({ "isIntact": true, "checked": 6, "firstBreak": null }));
        app.sql("UPDATE moderation_actions SET explanation = 'It is about nobody.' WHERE seq = 3").await;
        assert_eq!(verify().await, json!({ "isIntact": false, "checked": 2, "firstBreak": 3 }));
        app.sql("UPDATE moderation_actions SET explanation = 'It is about a person.' WHERE seq = 3").await;
        assert_eq!(verify().await["isIntact"], true);
        app.sql("UPDATE moderation_actions SET reason = 'SPAM' WHERE seq = 1").await;
        assert_eq!(verify().await["firstBreak"], 1);
        app.sql("UPDATE moderation_actions SET reason = 'HARASSMENT' WHERE seq = 1").await;
        app.sql("DELETE FROM moderation_actions WHERE seq = 6").await;
        assert_eq!(verify().await, json!({ "isIntact": false, "checked": 5, "firstBreak": 6 }));
        app.sql("DELETE FROM moderation_actions WHERE seq = 4").await;
        assert_eq!(verify().await, json!({ "isIntact": false, "checked": 3, "firstBreak": 4 }));
    }
}

on_both! {
    async fn one_bloc_cannot_silence_another(app) {
        let forum = forum(app).await;
        let status = async || app.ask("query($id: ID!) { node(id: $id) { ... on Reply { status } } }", json!({ "id": forum.reply })).await.ok().text("/node/status");
        for number in 0..10 {
            let token = person_from(app, &format!("french{number}"), "FR").await;
            report(app, &token, &forum.reply, "OFFENSIVE").await.ok();
        }
        assert_eq!(status().await, "PUBLISHED");
        let undeclared = app.sign_up("somebody").await;
        report(app, &undeclared, &forum.reply, "OFFENSIVE").await.ok();
        assert_eq!(status().await, "PUBLISHED");
        let kenyan = person_from(app, "kenyan", "KE").await;
        report(app, &kenyan, &forum.reply, "OFFENSIVE").await.ok();
        assert_eq!(status().await, "HELD");
        // The program's decision is in the log like any other, and a moderator can undo it.
        let log = app.ask_as(&forum.moderator, "{ moderationLog { nodes { kind moderator { handle } } } }", json!({})).await.ok();
        assert_eq!(log.at("/moderationLog/nodes/0"), &json!({ "kind": "HOLD", "moderator": null }));
        let queue = app.ask_as(&forum.moderator, QUEUE, json!({})).await.ok();
        assert_eq!(queue.at("/moderationQueue/totalCount"), 12);
        let first = queue.text("/moderationQueue/nodes/0/id");
        let dismiss = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: DISMISSED }) { report { status } } }";
        app.ask_as(&forum.moderator, dismiss, json!({ "id": first })).await.ok();
        assert_eq!(status().await, "PUBLISHED");
        assert_eq!(app.ask_as(&forum.moderator, QUEUE, json!({})).await.ok().at("/moderationQueue/totalCount"), 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM reports WHERE status = 'DISMISSED'").await, 12);
    }
}

on_both! {
    async fn a_decision_about_a_post_closes_the_reports_of_it(app) {
        let forum = forum(app).await;
        let approve = "mutation($id: ID!) { approvePost(input: { postId: $id }) { post { status } } }";
        let edit = "mutation($id: ID!, $body: String!) { editReply(input: { replyId: $id, body: $body }) { reply { revision } } }";
        let queue = async || app.ask_as(&forum.moderator, QUEUE, json!({})).await.ok().at("/moderationQueue/totalCount").as_i64().unwrap();
        // About a text that its author has mended since, and about the present one.
        report(app, &forum.reader, &forum.reply, "OFFENSIVE").await.ok();
        app.ask_as(&forum.author, edit, json!({ "id": forum.reply, "body": "milder" })).await.ok();
        report(app, &forum.reader, &forum.reply, "OFFENSIVE").await.ok();
        assert_eq!(queue().await, 2);
        app.ask_as(&forum.moderator, approve, json!({ "id": forum.reply })).await.ok();
        assert_eq!(queue().await, 0);
        assert_eq!(app.count("SELECT COUNT(*) FROM reports WHERE status = 'DISMISSED'").await, 2);
        // Removed: upheld. What is removed is restored, not approved.
        app.ask_as(&forum.author, edit, json!({ "id": forum.reply, "body": "milder still" })).await.ok();
        report(app, &forum.reader, &forum.reply, "OFFENSIVE").await.ok();
        remove(app, &forum.moderator, &forum.reply).await.ok();
        assert_eq!(app.count("SELECT COUNT(*) FROM reports WHERE status = 'UPHELD'").await, 1);
        assert_eq!(app.ask_as(&forum.moderator, approve, json!({ "id": forum.reply })).await.code(), "CONFLICT");
    }
}

on_both! {
    async fn reports_have_their_rules(app) {
        let forum = forum(app).await;
        assert_eq!(report(app, "", &forum.reply, "SPAM").await.code(), "UNAUTHENTICATED");
        assert_eq!(report(app, &forum.author, &forum.reply, "SPAM").await.code(), "FORBIDDEN");
        let first = report(app, &forum.reader, &forum.reply, "SPAM").await.ok().text("/reportPost/report/id");
        assert_eq!(report(app, &forum.reader, &forum.reply, "HATE").await.code(), "CONFLICT");
        assert_eq!(app.ask_as(&forum.reader, QUEUE, json!({})).await.code(), "FORBIDDEN");
        // Only moderators and who made it find a report.
        let node = async |token: &str| app.ask_as(token, "query($id: ID!) { node(id: $id) { __typename } }", json!({ "id": first })).await.ok().at("/node").clone();
        assert_eq!(node(&forum.author).await, Value::Null);
        assert_eq!(node("").await, Value::Null);
        assert_eq!(node(&forum.reader).await["__typename"], "Report");
        // Feeling misunderstood is a matter for the author.
        let other = app.sign_up("lina").await;
        report(app, &other, &forum.reply, "MISUNDERSTOOD").await.ok();
        assert_eq!(app.ask_as(&forum.moderator, QUEUE, json!({})).await.ok().at("/moderationQueue/totalCount"), 1);
        let clarify = "{ requestsToClarify { reason reporter { handle } post { id } } }";
        assert_eq!(app.ask_as(&forum.author, clarify, json!({})).await.ok().at("/requestsToClarify"), &json!([{ "reason": "MISUNDERSTOOD", "reporter": null, "post": { "id": forum.reply } }]));
        assert_eq!(app.ask_as(&forum.reader, clarify, json!({})).await.ok().at("/requestsToClarify"), &json!([]));
        // What has changed since is read again first.
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"milder\" }) { reply { revision } } }";
        app.ask_as(&forum.author, edit, json!({ "id": forum.reply })).await.ok();
        let uphold = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: UPHELD, explanation: \"Yes.\" }) { report { status } } }";
        assert_eq!(app.ask_as(&forum.moderator, uphold, json!({ "id": first })).await.code(), "CONFLICT");
        let again = report(app, &forum.reader, &forum.reply, "SPAM").await.ok().text("/reportPost/report/id");
        app.ask_as(&forum.moderator, uphold, json!({ "id": again })).await.ok();
        assert_eq!(app.ask_as(&forum.moderator, uphold, json!({ "id": again })).await.code(), "CONFLICT");
        assert_eq!(report(app, &other, &forum.reply, "SPAM").await.code(), "NOT_FOUND");
    }
}

on_both! {
    async fn two_moderators_on_one_queue_do_not_collide(app) {
        let forum = forum(app).await;
        let other = app.with_role("lina", Role::Moderator).await;
        let id = report(app, &forum.reader, &forum.reply, "SPAM").await.ok().text("/reportPost/report/id");
        let claim = "mutation($id: ID!) { claimReport(input: { reportId: $id }) { report { claimedBy { handle } } } }";
        let uphold = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: UPHELD, explanation: \"Yes.\" }) { report { status } } }";
        assert_eq!(app.ask_as(&other, claim, json!({ "id": id })).await.ok().text("/claimReport/report/claimedBy/handle"), "lina");
        app.ask_as(&other, claim, json!({ "id": id })).await.ok();
        assert_eq!(app.ask_as(&forum.moderator, claim, json!({ "id": id })).await.code(), "CONFLICT");
        assert_eq!(app.ask_as(&forum.moderator, uphold, json!({ "id": id })).await.code(), "CONFLICT");
        app.sql("UPDATE reports SET claimed_until = 1").await;
        // At the same moment: one decides, all others are told.
        let tries = futures_util::future::join_all((0..10).map(|number| {
            let token = if number % 2 == 0 { &forum.moderator } else { &other };
            app.ask_as(token, uphold, json!({ "id": id }))
        }))
        .await;
        let codes: Vec<_> = tries.iter().filter(|answer| !answer.body["errors"].is_null()).map(Answer::code).collect();
        assert_eq!(codes, ["CONFLICT"; 9]);
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions WHERE kind = 'REMOVE'").await, 1);
        assert_eq!(app.ask_as(&other, VERIFY, json!({})).await.ok().at("/verifyModerationLog/isIntact"), true);
    }
}

on_both! {
    async fn several_reports_are_resolved_one_by_one(app) {
        let forum = forum(app).await;
        let mut ids = Vec::new();
        for number in 0..3 {
            let thread = app.thread(&forum.author, &forum.essay, &format!("Thread {number}")).await;
            ids.push(report(app, &forum.reader, &thread, "SPAM").await.ok().text("/reportPost/report/id"));
        }
        ids.push(ids[0].clone());
        let bulk = "mutation($ids: [ID!]!) { resolveReports(input: { reportIds: $ids, resolution: UPHELD, explanation: \"Advertising.\" }) { reports { status } problems } }";
        let answer = app.ask_as(&forum.moderator, bulk, json!({ "ids": ids })).await.ok();
        assert_eq!(answer.at("/resolveReports/reports").as_array().unwrap().len(), 3);
        assert_eq!(answer.at("/resolveReports/problems").as_array().unwrap().len(), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions").await, 3);
    }
}

on_both! {
    async fn roles_are_given_by_administrators_and_one_always_remains(app) {
        let forum = forum(app).await;
        let (first, second) = (app.with_role("first", Role::Admin).await, app.with_role("second", Role::Admin).await);
        let set = "mutation($id: ID!, $role: Role!) { setUserRole(input: { userId: $id, role: $role }) { user { role } action { kind } } }";
        let give = async |token: &str, handle: &str, role: &str| app.ask_as(token, set, json!({ "id": id_of(app, handle).await, "role": role })).await;
        assert_eq!(give(&forum.moderator, "mei", "EDITOR").await.code(), "FORBIDDEN");
        assert_eq!(give(&first, "first", "MEMBER").await.code(), "FORBIDDEN");
        assert_eq!(give(&first, "mei", "EDITOR").await.ok().text("/setUserRole/user/role"), "EDITOR");
        // What the old token said is no longer true.
        assert_eq!(app.ask_as(&forum.author, "{ viewer { id } }", json!({})).await.code(), "UNAUTHENTICATED");
        // Two administrators demote each other at the same moment, many times over.
        let (one, two) = (id_of(app, "first").await, id_of(app, "second").await);
        futures_util::future::join_all((0..20).map(|number| {
            let (token, id) = if number % 2 == 0 { (&first, &two) } else { (&second, &one) };
            app.ask_as(token, set, json!({ "id": id, "role": "MEMBER" }))
        }))
        .await;
        assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE role = 'ADMIN'").await, 1);
    }
}

on_both! {
    async fn slow_mode_makes_everybody_but_moderators_wait(app) {
        let forum = forum(app).await;
        let set = "mutation($id: ID!, $seconds: Int) { setSlowMode(input: { threadId: $id, seconds: $seconds }) { thread { slowModeSeconds } action { kind } } }";
        let post = "mutation($id: ID!, $body: String!) { postReply(input: { threadId: $id, body: $body, language: \"en\" }) { reply { id } } }";
        assert_eq!(app.ask_as(&forum.reader, set, json!({ "id": forum.thread, "seconds": 60 })).await.code(), "FORBIDDEN");
        assert_eq!(app.ask_as(&forum.moderator, set, json!({ "id": forum.thread, "seconds": 1 })).await.field(), "input.seconds");
        // Neither on one's own thread, nor on one of somebody as high.
        let own = app.thread(&forum.moderator, &forum.essay, "By a moderator").await;
        for token in [&forum.moderator, &app.with_role("lina", Role::Moderator).await] {
            assert_eq!(app.ask_as(token, set, json!({ "id": own, "seconds": 60 })).await.code(), "FORBIDDEN");
        }
        let on = app.ask_as(&forum.moderator, set, json!({ "id": forum.thread, "seconds": 3600 })).await.ok();
        assert_eq!(on.at("/setSlowMode"), &json!({ "thread": { "slowModeSeconds": 3600 }, "action": { "kind": "SLOW_MODE" } }));
        // The first word is free, and so is the first after a long while.
        app.ask_as(&forum.reader, post, json!({ "id": forum.thread, "body": "One." })).await.ok();
        let refused = app.ask_as(&forum.reader, post, json!({ "id": forum.thread, "body": "Two." })).await;
        assert_eq!(refused.code(), "RATE_LIMITED");
        assert!(refused.body["errors"][0]["extensions"]["retryAfter"].as_u64().unwrap() > 3000);
        for word in ["One.", "Two."] {
            app.ask_as(&forum.moderator, post, json!({ "id": forum.thread, "body": word })).await.ok();
        }
        app.sql("UPDATE replies SET created_at = created_at - 3700000").await;
        app.ask_as(&forum.reader, post, json!({ "id": forum.thread, "body": "Three." })).await.ok();
        app.ask_as(&forum.moderator, set, json!({ "id": forum.thread, "seconds": null })).await.ok();
        app.ask_as(&forum.reader, post, json!({ "id": forum.thread, "body": "Four." })).await.ok();
    }
}

on_both! {
    async fn figures_tell_what_was_overturned(app) {
        let forum = forum(app).await;
        let other = app.with_role("lina", Role::Moderator).await;
        let stats = "{ moderationStats { fates { reason language decisions overturned } medianSecondsToDecide } }";
        assert_eq!(app.ask_as(&forum.reader, stats, json!({})).await.code(), "FORBIDDEN");
        assert_eq!(app.ask_as(&other, stats, json!({})).await.ok().at("/moderationStats"), &json!({ "fates": [], "medianSecondsToDecide": null }));
        remove(app, &forum.moderator, &forum.thread).await.ok();
        let report = report(app, &forum.reader, &forum.reply, "HARASSMENT").await.ok().text("/reportPost/report/id");
        app.sql("UPDATE reports SET created_at = created_at - 8000").await;
        let uphold = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: UPHELD, explanation: \"Yes.\" }) { report { id } } }";
        app.ask_as(&forum.moderator, uphold, json!({ "id": report })).await.ok();
        let action = app.ask_as(&forum.author, "{ moderationLog { nodes { id } } }", json!({})).await.ok().text("/moderationLog/nodes/0/id");
        let appeal = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"No.\" }) { appeal { id } } }";
        let appeal = app.ask_as(&forum.author, appeal, json!({ "id": action })).await.ok().text("/appealDecision/appeal/id");
        let answer = "mutation($id: ID!) { answerAppeal(input: { appealId: $id, outcome: OVERTURNED, answer: \"Right.\" }) { appeal { id } } }";
        app.ask_as(&other, answer, json!({ "id": appeal })).await.ok();
        let figures = app.ask_as(&other, stats, json!({})).await.ok();
        assert_eq!(figures.at("/moderationStats/fates"), &json!([{ "reason": "HARASSMENT", "language": "en", "decisions": 2, "overturned": 1 }]));
        let median = figures.at("/moderationStats/medianSecondsToDecide").as_f64().unwrap();
        assert!((8.0..600.0).contains(&median), "{median}");
    }
}
