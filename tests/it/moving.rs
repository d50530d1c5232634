//! Replies that are moved: the tree, the counts, and who may.

use entity::Role;
use futures_util::future::{join, join_all};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::{
    moderation::{REMOVE, RESTORE, id_of},
    on_both,
    support::{Answer, TestApp},
};

const MOVE: &str = "mutation($reply: ID!, $thread: ID!, $parent: ID, $revision: Int) { moveReply(input: { replyId: $reply, threadId: $thread, parentId: $parent, reason: OFF_TOPIC, explanation: \"It fits there.\", revision: $revision }) { reply { id depth parentRevision parent { id } thread { id replyCount } } action { id kind reason } } }";
const TREE: &str = "query($id: ID!) { thread(id: $id) { replyCount lastActivityAt replies(first: 100) { totalCount nodes { body depth parent { body } } } } }";

struct Forum {
    moderator: String,
    author: String,
    essay: String,
    /// The thread to move from, and the one to move to.
    from: String,
    to: String,
}

async fn forum(app: &TestApp) -> Forum {
    let admin = app.with_role("amina", Role::Admin).await;
    app.let_all_posts_through().await;
    let moderator = app.with_role("tomas", Role::Moderator).await;
    let author = app.sign_up("mei").await;
    let essay = app.essay(&admin, "tea").await;
    let (from, to) = (app.thread(&author, &essay, "From here").await, app.thread(&author, &essay, "To there").await);
    Forum { moderator, author, essay, from, to }
}

impl Forum {
    async fn reply(&self, app: &TestApp, thread: &str, parent: Option<&str>, body: &str) -> String {
        app.reply(&self.author, thread, parent, body).await
    }
}

async fn move_to(app: &TestApp, token: &str, reply: &str, thread: &str, parent: Option<&str>) -> Answer {
    app.ask_as(token, MOVE, json!({ "reply": reply, "thread": thread, "parent": parent })).await
}

/// A thread as it is read: depth and words of each reply, and its count.
async fn tree(app: &TestApp, thread: &str) -> (Vec<String>, i64) {
    let read = app.ask(TREE, json!({ "id": thread })).await.ok();
    let nodes = read.at("/thread/replies/nodes").as_array().unwrap();
    assert_eq!(read.at("/thread/replies/totalCount"), nodes.len());
    let lines = nodes.iter().map(|node| format!("{} {}", node["depth"], node["body"].as_str().unwrap())).collect();
    (lines, read.at("/thread/replyCount").as_i64().unwrap())
}

async fn assert_counted(app: &TestApp) {
    assert_eq!(teahouse::thread::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    // Each reply stands right under its parent, in its parent's thread.
    let strays = "SELECT COUNT(*) FROM replies JOIN replies AS above ON above.id = replies.parent_id WHERE above.thread_id <> replies.thread_id OR above.depth + 1 <> replies.depth OR LENGTH(above.path) + 16 <> LENGTH(replies.path)";
    assert_eq!(app.count(strays).await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM replies WHERE parent_id IS NULL AND (depth <> 1 OR LENGTH(path) <> 16)").await, 0);
    // Each move of a reply began where the one before it ended.
    let torn = "SELECT COUNT(*) FROM moderation_actions AS one JOIN moderation_actions AS next ON next.post_id = one.post_id AND next.seq > one.seq WHERE one.kind = 'MOVE' AND next.kind = 'MOVE' AND one.after <> next.before AND NOT EXISTS (SELECT 1 FROM moderation_actions AS between_them WHERE between_them.post_id = one.post_id AND between_them.kind = 'MOVE' AND between_them.seq > one.seq AND between_them.seq < next.seq)";
    assert_eq!(app.count(torn).await, 0);
}

on_both! {
    async fn a_reply_moves_with_all_that_answers_it(app) {
        let forum = forum(app).await;
        let (from, to) = (&forum.from, &forum.to);
        let first = forum.reply(app, to, None, "first").await;
        let a = forum.reply(app, from, None, "a").await;
        let b = forum.reply(app, from, Some(&a), "b").await;
        let c = forum.reply(app, from, Some(&b), "c").await;
        let d = forum.reply(app, from, Some(&b), "d").await;
        let e = forum.reply(app, from, None, "e").await;
        let last = forum.reply(app, to, None, "last").await;
        app.reply(&forum.author, to, Some(&first), "first's").await;
        // What is removed or held moves and is not counted.
        app.ask_as(&forum.moderator, REMOVE, json!({ "id": c })).await.ok();
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"first!\" }) { reply { revision } } }";
        app.ask_as(&forum.author, edit, json!({ "id": first })).await.ok();
        let moved = move_to(app, &forum.moderator, &b, to, Some(&first)).await.ok();
        assert_eq!(moved.at("/moveReply/reply"), &json!({ "id": b, "depth": 2, "parentRevision": 2, "parent": { "id": first }, "thread": { "id": to, "replyCount": 5 } }));
        assert_eq!((moved.at("/moveReply/action/kind"), moved.at("/moveReply/action/reason")), (&json!("MOVE"), &json!("OFF_TOPIC")));
        assert_eq!(tree(app, from).await, (vec!["1 a".into(), "1 e".into()], 2));
        let lines = ["1 first!", "2 b", "3 ", "3 d", "2 first's", "1 last"].map(String::from).to_vec();
        assert_eq!(tree(app, to).await, (lines, 5));
        assert_counted(app).await;
        // Within a thread, to the top, and back again.
        move_to(app, &forum.moderator, &d, to, None).await.ok();
        assert_eq!(tree(app, to).await.0, ["1 first!", "2 b", "3 ", "2 first's", "1 d", "1 last"]);
        move_to(app, &forum.moderator, &b, from, Some(&e)).await.ok();
        assert_eq!(tree(app, from).await, (["1 a", "1 e", "2 b", "3 "].map(String::from).to_vec(), 3));
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": c })).await.ok();
        assert_eq!(tree(app, from).await.1, 4);
        move_to(app, &forum.moderator, &last, from, Some(&c)).await.ok();
        assert_eq!(tree(app, from).await.0, ["1 a", "1 e", "2 b", "3 c", "4 last"]);
        assert_counted(app).await;
        // The log names the threads, its author is told why, and there is nothing to appeal.
        let threads = "SELECT COUNT(*) FROM moderation_actions WHERE kind = 'MOVE' AND before IS NOT NULL AND after IS NOT NULL";
        assert_eq!(app.count(threads).await, 4);
        assert_eq!(app.count(&format!("{threads} AND before = after")).await, 1);
        let told = app.ask_as(&forum.author, "query($id: ID!) { moderationLog(subjectId: $id) { nodes { kind explanation viewerCanAppeal } } }", json!({ "id": b })).await.ok();
        assert_eq!(told.at("/moderationLog/nodes/0"), &json!({ "kind": "MOVE", "explanation": "It fits there.", "viewerCanAppeal": false }));
        let verify = app.ask_as(&forum.moderator, "{ verifyModerationLog { isIntact } }", json!({})).await.ok();
        assert_eq!(verify.at("/verifyModerationLog/isIntact"), true);
    }
}

on_both! {
    async fn activity_goes_with_what_moves(app) {
        let forum = forum(app).await;
        let old = forum.reply(app, &forum.from, None, "old").await;
        let new = forum.reply(app, &forum.from, None, "new").await;
        app.sql("UPDATE threads SET created_at = 1000, last_activity_at = 1000").await;
        app.sql("UPDATE replies SET created_at = 5000 WHERE body = 'old'").await;
        app.sql("UPDATE replies SET created_at = 9000 WHERE body = 'new'").await;
        teahouse::thread::recount::check(&app.db, true, |_| {}).await.unwrap();
        let last = async |thread: &str| app.ask(TREE, json!({ "id": thread })).await.ok().text("/thread/lastActivityAt");
        move_to(app, &forum.moderator, &new, &forum.to, None).await.ok();
        assert_eq!((last(&forum.from).await, last(&forum.to).await), ("1970-01-01T00:00:05.000Z".into(), "1970-01-01T00:00:09.000Z".into()));
        move_to(app, &forum.moderator, &old, &forum.to, Some(&new)).await.ok();
        assert_eq!((last(&forum.from).await, last(&forum.to).await), ("1970-01-01T00:00:01.000Z".into(), "1970-01-01T00:00:09.000Z".into()));
        assert_counted(app).await;
    }
}

on_both! {
    async fn moves_that_make_no_sense_are_refused(app) {
        let forum = forum(app).await;
        let (from, to, moderator) = (&forum.from, &forum.to, &forum.moderator);
        let a = forum.reply(app, from, None, "a").await;
        let b = forum.reply(app, from, Some(&a), "b").await;
        let elsewhere = forum.reply(app, to, None, "elsewhere").await;
        let refused = async |reply: &str, thread: &str, parent: Option<&str>| {
            let answer = move_to(app, moderator, reply, thread, parent).await;
            (answer.code().to_owned(), answer.field())
        };
        let is = |code: &str, field: &str| (code.to_owned(), field.to_owned());
        // Under itself, or under what answers it; where it stands; under what stands elsewhere.
        assert_eq!(refused(&a, from, Some(&a)).await, is("VALIDATION_FAILED", "input.parentId"));
        assert_eq!(refused(&a, from, Some(&b)).await, is("VALIDATION_FAILED", "input.parentId"));
        assert_eq!(refused(&a, from, None).await, is("CONFLICT", ""));
        assert_eq!(refused(&b, from, Some(&a)).await, is("CONFLICT", ""));
        assert_eq!(refused(&a, to, Some(&b)).await, is("NOT_FOUND", "input.parentId"));
        assert_eq!(refused(&b, from, Some(&elsewhere)).await, is("NOT_FOUND", "input.parentId"));
        let other_essay = app.essay(&app.sign_in("amina").await, "manners").await;
        let abroad = app.thread(&forum.author, &other_essay, "About manners").await;
        assert_eq!(refused(&a, &abroad, None).await, is("VALIDATION_FAILED", "input.threadId"));
        // Into what is locked, hidden, deleted, or never was.
        let lock = "mutation($id: ID!) { lockThread(input: { threadId: $id, reason: OFF_TOPIC, explanation: \"Enough.\" }) { action { id } } }";
        let unlock = "mutation($id: ID!) { unlockThread(input: { threadId: $id }) { action { id } } }";
        app.ask_as(moderator, lock, json!({ "id": to })).await.ok();
        assert_eq!(refused(&a, to, None).await, is("THREAD_LOCKED", ""));
        app.ask_as(moderator, unlock, json!({ "id": to })).await.ok();
        app.ask_as(moderator, REMOVE, json!({ "id": to })).await.ok();
        assert_eq!(refused(&a, to, None).await, is("CONFLICT", ""));
        app.ask_as(moderator, RESTORE, json!({ "id": to })).await.ok();
        let deleted = app.thread(&forum.author, &forum.essay, "For a moment").await;
        let delete = "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }";
        app.ask_as(&forum.author, delete, json!({ "id": deleted })).await.ok();
        assert_eq!(refused(&a, &deleted, None).await, is("NOT_FOUND", "input.threadId"));
        let unknown = teahouse::graphql::id::encode(entity::ReplyId::generate()).0;
        assert_eq!(refused(&unknown, to, None).await, is("NOT_FOUND", "input.replyId"));
        let gone = forum.reply(app, from, None, "gone").await;
        app.ask_as(&forum.author, delete, json!({ "id": gone })).await.ok();
        assert_eq!(refused(&gone, to, None).await, is("NOT_FOUND", "input.replyId"));
        // A text that has changed since it was read.
        let edit = "mutation($id: ID!) { editReply(input: { replyId: $id, body: \"a!\" }) { reply { revision } } }";
        app.ask_as(&forum.author, edit, json!({ "id": a })).await.ok();
        let stale = app.ask_as(moderator, MOVE, json!({ "reply": a, "thread": to, "revision": 1 })).await;
        assert_eq!(stale.code(), "CONFLICT");
        // Too deep: two levels under the 49th.
        let mut parent = forum.reply(app, to, None, "1").await;
        for number in 2..=49 {
            parent = forum.reply(app, to, Some(&parent), &number.to_string()).await;
        }
        assert_eq!(refused(&a, to, Some(&parent)).await, is("VALIDATION_FAILED", "input.parentId"));
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions WHERE kind = 'MOVE'").await, 0);
        move_to(app, moderator, &b, to, Some(&parent)).await.ok();
        assert_counted(app).await;
    }
}

on_both! {
    async fn who_may_not_decide_about_a_reply_does_not_move_it(app) {
        let forum = forum(app).await;
        let reply = forum.reply(app, &forum.from, None, "a").await;
        let own = app.reply(&forum.moderator, &forum.from, None, "mine").await;
        for (token, code) in [("", "UNAUTHENTICATED"), (forum.author.as_str(), "FORBIDDEN")] {
            assert_eq!(move_to(app, token, &reply, &forum.to, None).await.code(), code);
        }
        assert_eq!(move_to(app, &forum.moderator, &own, &forum.to, None).await.code(), "FORBIDDEN");
        assert_eq!(move_to(app, &app.with_role("lina", Role::Moderator).await, &own, &forum.to, None).await.code(), "FORBIDDEN");
        // A limited moderator: neither what is not his, nor to where nothing is his.
        let start = "mutation($essay: ID!) { startThread(input: { essayId: $essay, title: \"Un fil\", body: \"Texte\", language: \"fr\" }) { thread { id } } }";
        let french = app.ask_as(&forum.author, start, json!({ "essay": forum.essay })).await.ok().text("/startThread/thread/id");
        let limit = "mutation($id: ID!, $languages: [LanguageTag!]) { setModeratorScope(input: { userId: $id, languages: $languages }) { action { id } } }";
        let admin = app.sign_in("amina").await;
        for (languages, to_english, to_french) in [(json!(["fr"]), false, false), (json!(["en"]), true, false), (Value::Null, true, true)] {
            app.ask_as(&admin, limit, json!({ "id": id_of(app, "tomas").await, "languages": languages })).await.ok();
            for (thread, may) in [(&forum.to, to_english), (&french, to_french), (&forum.from, to_english)] {
                let answer = move_to(app, &forum.moderator, &reply, thread, None).await;
                if may {
                    answer.ok();
                } else if answer.body.get("errors").is_some() && answer.code() == "CONFLICT" {
                    // It stands there already.
                    assert_eq!(thread, &forum.from);
                } else {
                    assert_eq!(answer.code(), "FORBIDDEN", "{languages} {thread}");
                }
            }
        }
    }
}

on_both! {
    async fn more_than_a_thousand_do_not_move_at_once(app) {
        let forum = forum(app).await;
        let root = forum.reply(app, &forum.from, None, "root").await;
        // Behind the program's back: 1 000 answers to it, whose ids no other has.
        let (id, path, cast) = if app.db.kind() == "SQLite" {
            ("CAST(unhex(printf('%032x', number)) AS BLOB)", "CAST(path || unhex(printf('%032x', number)) AS BLOB)", "")
        } else {
            ("lpad(to_hex(number), 32, '0')::uuid", "path || decode(lpad(to_hex(number), 32, '0'), 'hex')", "::int")
        };
        let numbers = "WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1000)";
        app.sql(&format!("{numbers} INSERT INTO posts (id, kind) SELECT {id}, 'REPLY' FROM numbers")).await;
        app.sql(&format!("{numbers} INSERT INTO replies (id, thread_id, parent_id, author_id, depth, path, body, body_html, kind, parent_revision, language, status, revision, created_at) SELECT {id}, thread_id, id, author_id, 2{cast}, {path}, 'x', 'x', 'BUILD', 1, language, status, 1, created_at FROM replies, numbers")).await;
        teahouse::thread::recount::check(&app.db, true, |_| {}).await.unwrap();
        let refused = move_to(app, &forum.moderator, &root, &forum.to, None).await;
        assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.replyId"));
        // One less, and all of them move.
        app.sql(&format!("DELETE FROM replies WHERE id = (SELECT {id} FROM (SELECT 7 AS number) AS one)")).await;
        teahouse::thread::recount::check(&app.db, true, |_| {}).await.unwrap();
        let moved = move_to(app, &forum.moderator, &root, &forum.to, None).await.ok();
        assert_eq!(moved.at("/moveReply/reply/thread/replyCount"), 1000);
        assert_counted(app).await;
    }
}

on_both! {
    async fn moves_at_the_same_time_leave_a_true_count(app) {
        let forum = forum(app).await;
        let other = app.second_instance().await;
        let mut replies = Vec::new();
        for number in 0..6 {
            let thread = if number % 2 == 0 { &forum.from } else { &forum.to };
            let root = forum.reply(app, thread, None, &format!("root {number}")).await;
            let child = forum.reply(app, thread, Some(&root), &format!("child {number}")).await;
            replies.push((root, child));
        }
        // Both ways at once, the same ones twice, while others answer, edit, delete and decide.
        let moves = (0..36).map(|number| {
            let (root, _) = &replies[number % 6];
            let thread = if (number / 6 + number) % 2 == 0 { &forum.to } else { &forum.from };
            let address = if number % 4 < 2 { app.address } else { other.address };
            app.ask_at(address, &forum.moderator, MOVE, json!({ "reply": root, "thread": thread }))
        });
        let answer = "mutation($thread: ID!, $parent: ID!) { postReply(input: { threadId: $thread, parentId: $parent, body: \"late\", language: \"en\" }) { reply { id } } }";
        let edit = "mutation($id: ID!, $body: String!) { editReply(input: { replyId: $id, body: $body }) { reply { id } } }";
        let delete = "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }";
        let writes = (0..24).map(|number| {
            let (_, child) = &replies[number % 6];
            let thread = if number % 2 == 0 { &forum.from } else { &forum.to };
            let (query, variables) = match number / 6 {
                0 | 1 => (answer, json!({ "thread": thread, "parent": child })),
                2 => (edit, json!({ "id": child, "body": format!("edited {number}") })),
                _ if number % 2 == 0 => (REMOVE, json!({ "id": child })),
                _ => (delete, json!({ "id": child })),
            };
            let token = if query == REMOVE { &forum.moderator } else { &forum.author };
            app.ask_at(if number % 4 < 2 { other.address } else { app.address }, token, query, variables)
        });
        let (moved, written) = join(join_all(moves), join_all(writes)).await;
        for answer in moved.iter().chain(&written).filter(|answer| answer.body.get("errors").is_some()) {
            assert!(["CONFLICT", "NOT_FOUND", "FORBIDDEN"].contains(&answer.code()), "{}", answer.body);
        }
        assert!(moved.iter().filter(|answer| answer.body.get("errors").is_none()).count() >= 6);
        assert_counted(app).await;
    }
}

/// Comes back when so many statements of this database wait for a lock.
pub async fn waiting(app: &TestApp, number: i64) {
    let query = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while app.count(query).await < number {
        tokio::task::yield_now().await;
    }
}

on_both! {
    async fn who_waits_for_a_thread_finds_that_a_reply_has_left_it(app) {
        if app.db.kind() == "SQLite" {
            // There, nobody waits for a row: the whole transaction waits before its first statement.
            return;
        }
        let forum = forum(app).await;
        let third = app.thread(&forum.author, &forum.essay, "Elsewhere").await;
        let delete = "mutation($reply: ID!) { deletePost(input: { postId: $reply }) { post { id } } }";
        let remove = "mutation($reply: ID!) { removePost(input: { postId: $reply, reason: SPAM, explanation: \"x\" }) { post { id } } }";
        let answer = "mutation($thread: ID!, $reply: ID!) { postReply(input: { threadId: $thread, parentId: $reply, body: \"late\", language: \"en\" }) { reply { id } } }";
        for (token, door, thread, code) in [
            (&forum.author, delete, &forum.from, "CONFLICT"),
            (&forum.moderator, remove, &forum.from, "CONFLICT"),
            (&forum.moderator, MOVE, &third, "CONFLICT"),
            (&forum.author, answer, &forum.from, "NOT_FOUND"),
        ] {
            let reply = forum.reply(app, &forum.from, None, "a").await;
            forum.reply(app, &forum.from, Some(&reply), "b").await;
            let before = tree(app, &forum.to).await.1;
            // Somebody holds the thread; a move waits for it, and then the other.
            let holder = app.db.begin().await.unwrap();
            holder.execute_unprepared("UPDATE threads SET reply_count = reply_count").await.unwrap();
            let late = async {
                waiting(app, 1).await;
                app.ask_as(token, door, json!({ "reply": reply, "thread": thread })).await
            };
            let release = async {
                waiting(app, 2).await;
                holder.commit().await.unwrap();
            };
            let (moved, (late, ())) = join(move_to(app, &forum.moderator, &reply, &forum.to, None), join(late, release)).await;
            moved.ok();
            assert_eq!(late.code(), code, "{door}");
            assert_eq!(tree(app, &forum.to).await.1, before + 2);
            assert_counted(app).await;
        }
    }
}
