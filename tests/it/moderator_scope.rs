//! Moderators who are limited to essays or languages: what they decide about, and what not.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    moderation::{REMOVE, REPORT, RESTORE, SUSPEND, id_of},
    on_both,
    support::{Answer, TestApp},
};

const SET: &str = "mutation($id: ID!, $essays: [ID!], $languages: [LanguageTag!]) { setModeratorScope(input: { userId: $id, essayIds: $essays, languages: $languages }) { user { moderatorScope { essayIds languages } } action { kind subject { ... on User { handle } } } } }";
const SCOPE: &str = "query($handle: String!) { user(handle: $handle) { moderatorScope { essayIds languages } } }";
const QUEUE: &str = "{ moderationQueue { nodes { post { id } } totalCount } }";
const APPEALS: &str = "{ appeals { nodes { id } totalCount } }";
const APPROVE: &str = "mutation($id: ID!) { approvePost(input: { postId: $id }) { action { id } } }";
const LOCK: &str = "mutation($id: ID!) { lockThread(input: { threadId: $id, reason: OFF_TOPIC, explanation: \"Enough.\" }) { action { id } } }";
const UNLOCK: &str = "mutation($id: ID!) { unlockThread(input: { threadId: $id }) { action { id } } }";
const SLOW: &str = "mutation($id: ID!) { setSlowMode(input: { threadId: $id, seconds: 60 }) { action { id } } }";
const DECIDE: &str = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { id } } }";
const CLAIM: &str = "mutation($id: ID!) { claimReport(input: { reportId: $id }) { report { id } } }";
const RESOLVE: &str = "mutation($id: ID!) { resolveReport(input: { reportId: $id, resolution: DISMISSED }) { report { id } } }";
const RESOLVE_ALL: &str = "mutation($id: ID!) { resolveReports(input: { reportIds: [$id], resolution: DISMISSED }) { reports { id } problems } }";
const APPEAL: &str = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"No.\" }) { appeal { id } } }";
const ANSWER: &str = "mutation($id: ID!) { answerAppeal(input: { appealId: $id, outcome: OVERTURNED, answer: \"Right.\" }) { appeal { id } } }";
const WARN: &str = "mutation($id: ID!) { warnUser(input: { userId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";

struct Forum {
    admin: String,
    /// Is not limited.
    other: String,
    /// Is limited.
    limited: String,
    author: String,
    reader: String,
    essays: [String; 2],
}

async fn forum(app: &TestApp) -> Forum {
    let admin = app.with_role("amina", Role::Admin).await;
    app.let_all_posts_through().await;
    let (other, limited) = (app.with_role("tomas", Role::Moderator).await, app.with_role("lina", Role::Moderator).await);
    let (author, reader) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essays = [app.essay(&admin, "tea").await, app.essay(&admin, "manners").await];
    Forum { admin, other, limited, author, reader, essays }
}

impl Forum {
    async fn limit(&self, app: &TestApp, essays: Value, languages: Value) -> Answer {
        app.ask_as(&self.admin, SET, json!({ "id": id_of(app, "lina").await, "essays": essays, "languages": languages })).await
    }
}

/// A post of each kind, by somebody else, in one language.
struct Posts {
    thread: String,
    reply: String,
    proposal: String,
}

async fn posts(app: &TestApp, forum: &Forum, essay: &str, language: &str) -> Posts {
    let make = async |mutation: &str, input: Value| app.ask_as(&forum.author, mutation, json!({ "input": input })).await.ok();
    let post = json!({ "essayId": essay, "title": "A question", "body": "text", "language": language });
    let thread =
        make("mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }", post.clone()).await.text("/startThread/thread/id");
    let reply = json!({ "threadId": thread, "body": "text", "language": language });
    let reply = make("mutation($input: PostReplyInput!) { postReply(input: $input) { reply { id } } }", reply).await.text("/postReply/reply/id");
    let proposal = make("mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }", post).await;
    Posts { thread, reply, proposal: proposal.text("/createProposal/proposal/id") }
}

/// Whether it was done; if not, it must be for the scope.
fn is_done(answer: &Answer, door: &str) -> bool {
    let Some(errors) = answer.body.get("errors") else { return true };
    assert_eq!(answer.code(), "FORBIDDEN", "{door}: {}", answer.body);
    assert!(errors[0]["message"].as_str().unwrap().starts_with("You moderate other"), "{door}: {}", answer.body);
    false
}

async fn report(app: &TestApp, forum: &Forum, id: &str) -> String {
    app.ask_as(&forum.reader, REPORT, json!({ "id": id, "reason": "SPAM" })).await.ok().text("/reportPost/report/id")
}

/// Somebody else removes it, and its author appeals.
async fn appeal(app: &TestApp, forum: &Forum, id: &str) -> String {
    let action = app.ask_as(&forum.other, REMOVE, json!({ "id": id })).await.ok().text("/removePost/action/id");
    app.ask_as(&forum.author, APPEAL, json!({ "id": action })).await.ok().text("/appealDecision/appeal/id")
}

/// Tries every decision about posts of one language and essay, by a moderator who may or may not.
async fn try_all(app: &TestApp, forum: &Forum, token: &str, essay: &str, language: &str, may: bool) {
    let about = posts(app, forum, essay, language).await;
    let reports = (report(app, forum, &about.thread).await, report(app, forum, &about.proposal).await);
    let doors = [
        ("claim", CLAIM, &reports.0),
        ("resolve", RESOLVE, &reports.0),
        ("remove a thread", REMOVE, &about.thread),
        ("restore a thread", RESTORE, &about.thread),
        ("remove a reply", REMOVE, &about.reply),
        ("restore a reply", RESTORE, &about.reply),
        ("approve a proposal", APPROVE, &about.proposal),
        ("lock", LOCK, &about.thread),
        ("unlock", UNLOCK, &about.thread),
        ("slow mode", SLOW, &about.thread),
        ("decide", DECIDE, &about.proposal),
    ];
    let before = app.count("SELECT COUNT(*) FROM moderation_actions").await;
    for (name, door, id) in doors {
        let answer = app.ask_as(token, door, json!({ "id": id })).await;
        assert_eq!(is_done(&answer, name), may, "{name} in {language}: {}", answer.body);
    }
    let second = report(app, forum, &about.reply).await;
    let many = app.ask_as(token, RESOLVE_ALL, json!({ "id": second })).await.ok();
    assert_eq!(many.at("/resolveReports/reports").as_array().unwrap().len(), usize::from(may), "{}", many.body);
    if !may {
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions").await, before);
        assert_eq!(app.count("SELECT COUNT(*) FROM reports WHERE status = 'OPEN' AND claimed_by_id IS NULL").await, 3);
    }
    for id in [&about.thread, &about.reply, &about.proposal] {
        let appeal = appeal(app, forum, id).await;
        let is_listed = app.ask_as(token, APPEALS, json!({})).await.ok().at("/appeals/nodes").to_string().contains(&appeal);
        let answered = app.ask_as(token, ANSWER, json!({ "id": appeal })).await;
        assert_eq!((is_done(&answered, "answer"), is_listed), (may, may), "{}", answered.body);
    }
    app.sql("UPDATE reports SET status = 'DISMISSED'").await;
}

on_both! {
    async fn a_limited_moderator_decides_about_his_part_and_no_other(app) {
        let forum = forum(app).await;
        let [tea, manners] = &forum.essays;
        let scopes = [
            (json!([tea]), Value::Null, vec![(tea, "en", true), (manners, "en", false)]),
            (Value::Null, json!(["zh"]), vec![(manners, "zh-Hans", true), (tea, "zh", true), (tea, "en", false)]),
            (json!([tea]), json!(["zh-Hans", "en"]), vec![(tea, "en-GB", true), (tea, "zh", false), (tea, "zh-Hant", false), (manners, "en", false)]),
        ];
        for (essays, languages, places) in scopes {
            forum.limit(app, essays, languages).await.ok();
            for (essay, language, may) in places {
                try_all(app, &forum, &forum.limited, essay, language, may).await;
            }
        }
        // Nor by an API token, nor does it lose what it may.
        let token = crate::token::create(app, &forum.limited, &["READ", "MODERATE"], None).await.1;
        try_all(app, &forum, &token, tea, "fr", false).await;
        try_all(app, &forum, &token, tea, "en", true).await;
        // Others are not limited by it, and neither is he when it ends.
        try_all(app, &forum, &forum.admin, manners, "fr", true).await;
        forum.limit(app, Value::Null, Value::Null).await.ok();
        try_all(app, &forum, &forum.limited, manners, "fr", true).await;
    }
}

on_both! {
    async fn a_limited_moderator_sees_the_queue_and_the_appeals_of_his_part(app) {
        let forum = forum(app).await;
        let [tea, manners] = &forum.essays;
        let mut all = Vec::new();
        for (essay, language) in [(tea, "en"), (tea, "zh-Hans"), (manners, "zh"), (manners, "zha")] {
            let about = posts(app, &forum, essay, language).await;
            let mut appeals = Vec::new();
            for id in [&about.thread, &about.reply, &about.proposal] {
                report(app, &forum, id).await;
            }
            for id in [&about.thread, &about.reply, &about.proposal] {
                appeals.push(appeal(app, &forum, id).await);
            }
            all.push((about, appeals));
        }
        app.sql("UPDATE reports SET status = 'OPEN'").await;
        let warned = app.ask_as(&forum.other, WARN, json!({ "id": id_of(app, "mei").await })).await.ok().text("/warnUser/action/id");
        let about_person = app.ask_as(&forum.author, APPEAL, json!({ "id": warned })).await.ok().text("/appealDecision/appeal/id");
        let see = async |parts: &[usize], person: bool| {
            let queue = app.ask_as(&forum.limited, QUEUE, json!({})).await.ok();
            let appeals = app.ask_as(&forum.limited, APPEALS, json!({})).await.ok();
            for (number, (about, of_part)) in all.iter().enumerate() {
                let is_mine = parts.contains(&number);
                for id in [&about.thread, &about.reply, &about.proposal] {
                    assert_eq!(queue.body.to_string().contains(id.as_str()), is_mine, "{number}: {}", queue.body);
                }
                for id in of_part {
                    assert_eq!(appeals.body.to_string().contains(id.as_str()), is_mine, "{number}: {}", appeals.body);
                }
            }
            assert_eq!(appeals.body.to_string().contains(&about_person), person);
            assert_eq!(queue.at("/moderationQueue/totalCount"), parts.len() * 3);
            assert_eq!(appeals.at("/appeals/totalCount"), parts.len() * 3 + usize::from(person));
        };
        see(&[0, 1, 2, 3], true).await;
        for (essays, languages, parts) in [
            (json!([tea]), Value::Null, vec![0, 1]),
            (Value::Null, json!(["zh"]), vec![1, 2]),
            (Value::Null, json!(["zh-Hans", "en"]), vec![0, 1]),
            (json!([manners, tea]), json!(["zh-Hans", "zha"]), vec![1, 3]),
            (json!([manners]), json!(["en"]), vec![]),
        ] {
            forum.limit(app, essays, languages).await.ok();
            see(&parts, false).await;
        }
        // What the query asks for is narrowed, not widened.
        let narrowed = app.ask_as(&forum.limited, "{ moderationQueue(languages: [\"zh\"]) { totalCount } }", json!({})).await.ok();
        assert_eq!(narrowed.at("/moderationQueue/totalCount"), 0);
        // People are for moderators of the whole forum.
        let mei = id_of(app, "mei").await;
        let premoderate = "mutation($id: ID!) { premoderateUser(input: { userId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
        let reinstate = "mutation($id: ID!) { reinstateUser(input: { userId: $id }) { action { id } } }";
        let by = |token: &str, door: &'static str, id: &str| app_ask(app, token.to_owned(), door, id.to_owned());
        for (door, id) in [(WARN, &mei), (SUSPEND, &mei), (premoderate, &mei), (reinstate, &mei), (ANSWER, &about_person)] {
            let refused = by(&forum.limited, door, id).await;
            assert_eq!(refused.code(), "FORBIDDEN", "{door}");
            assert!(refused.body["errors"][0]["message"].as_str().unwrap().starts_with("Only moderators of the whole forum"), "{}", refused.body);
        }
        for query in ["{ verifyModerationLog { isIntact } }", "{ moderationStats { medianSecondsToDecide } }", "{ siteSettings { isPremoderated } }"] {
            app.ask_as(&forum.limited, query, json!({})).await.ok();
        }
        forum.limit(app, Value::Null, Value::Null).await.ok();
        by(&forum.limited, ANSWER, &about_person).await.ok();
    }
}

async fn app_ask(app: &TestApp, token: String, door: &'static str, id: String) -> Answer {
    app.ask_as(&token, door, json!({ "id": id })).await
}

on_both! {
    async fn administrators_limit_moderators_and_the_log_says_so(app) {
        let forum = forum(app).await;
        let [tea, manners] = &forum.essays;
        let lina = id_of(app, "lina").await;
        for (token, code) in [("", "UNAUTHENTICATED"), (&forum.reader, "FORBIDDEN"), (&forum.other, "FORBIDDEN"), (&forum.limited, "FORBIDDEN")] {
            assert_eq!(app.ask_as(token, SET, json!({ "id": lina })).await.code(), code);
        }
        let refused = async |essays: Value, languages: Value| {
            let answer = forum.limit(app, essays, languages).await;
            (answer.code().to_owned(), answer.field())
        };
        let invalid = |field: &str| ("VALIDATION_FAILED".to_owned(), format!("input.{field}"));
        assert_eq!(refused(json!([]), Value::Null).await, invalid("essayIds"));
        assert_eq!(refused(Value::Null, json!([])).await, invalid("languages"));
        assert_eq!(refused(Value::Null, json!(["nonsense"])).await, invalid("languages"));
        assert_eq!(refused(json!([lina]), Value::Null).await, invalid("essayIds"));
        let gone = app.thread(&forum.author, tea, "A question").await;
        assert_eq!(refused(json!([gone]), Value::Null).await, invalid("essayIds"));
        // An essay that never was.
        let unknown = teahouse::graphql::id::encode(entity::EssayId::generate()).0;
        assert_eq!(refused(json!([tea, unknown]), Value::Null).await, ("NOT_FOUND".to_owned(), "input.essayIds".to_owned()));
        for handle in ["mei", "amina"] {
            assert_eq!(app.ask_as(&forum.admin, SET, json!({ "id": id_of(app, handle).await, "languages": ["en"] })).await.code(), "CONFLICT", "{handle}");
        }
        let done = forum.limit(app, json!([manners, manners]), json!(["zh-hans", "en", "EN"])).await.ok();
        let scope = json!({ "essayIds": [manners], "languages": ["en", "zh-Hans"] });
        assert_eq!(done.at("/setModeratorScope/user/moderatorScope"), &scope);
        assert_eq!(done.at("/setModeratorScope/action"), &json!({ "kind": "SET_SCOPE", "subject": { "handle": "lina" } }));
        // Its owner and administrators see it, wherever the account stands.
        let by_token = crate::token::create(app, &forum.limited, &["READ", "MODERATE"], None).await.1;
        for (token, is_shown) in
            [(&forum.limited, true), (&forum.admin, true), (&forum.other, false), (&forum.reader, false), (&String::new(), false), (&by_token, false)]
        {
            let seen = app.ask_as(token, SCOPE, json!({ "handle": "lina" })).await.ok().at("/user/moderatorScope").clone();
            assert_eq!(seen, if is_shown { scope.clone() } else { Value::Null });
        }
        let thread = app.thread(&forum.limited, tea, "By a moderator").await;
        let alone = "query($id: ID!) { thread(id: $id) { author { moderatorScope { essayIds languages } } } threads { nodes { author { moderatorScope { languages } } } } }";
        let read = app.ask_as(&forum.limited, alone, json!({ "id": thread })).await.ok();
        assert_eq!((read.at("/thread/author/moderatorScope"), read.at("/threads/nodes/0/author/moderatorScope")), (&scope, &json!({ "languages": ["en", "zh-Hans"] })));
        // In force at once here, and within seconds elsewhere; a change replaces all of it.
        assert_eq!(app.ask_as(&forum.limited, APPROVE, json!({ "id": gone })).await.code(), "FORBIDDEN");
        forum.limit(app, Value::Null, json!(["en"])).await.ok();
        app.ask_as(&forum.limited, APPROVE, json!({ "id": gone })).await.ok();
        let last = "FROM moderation_actions WHERE kind = 'SET_SCOPE' ORDER BY seq DESC LIMIT 1";
        assert!(app.word(&format!("SELECT before {last}")).await.ends_with("; languages: en zh-Hans"));
        assert_eq!(app.word(&format!("SELECT after {last}")).await, "languages: en");
        assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE moderated_languages IS NOT NULL OR moderated_essay_ids IS NOT NULL").await, 1);
        // It ends with the role, and does not come back with it.
        let set_role = "mutation($id: ID!, $role: Role!) { setUserRole(input: { userId: $id, role: $role }) { user { moderatorScope { languages } } } }";
        for role in ["ADMIN", "MODERATOR"] {
            let given = app.ask_as(&forum.admin, set_role, json!({ "id": lina, "role": role })).await.ok();
            assert_eq!(given.at("/setUserRole/user/moderatorScope"), &Value::Null, "{role}");
            assert_eq!(app.count("SELECT COUNT(*) FROM users WHERE moderated_languages IS NOT NULL").await, 0, "{role}");
        }
        let verify = app.ask_as(&forum.other, "{ verifyModerationLog { isIntact } }", json!({})).await.ok();
        assert_eq!(verify.at("/verifyModerationLog/isIntact"), true);
    }
}

on_both! {
    async fn nobody_claims_a_report_about_himself_or_of_somebody_as_high(app) {
        let forum = forum(app).await;
        let thread = app.thread(&forum.limited, &forum.essays[0], "By a moderator").await;
        let report = report(app, &forum, &thread).await;
        assert_eq!(app.ask_as(&forum.limited, CLAIM, json!({ "id": report })).await.code(), "FORBIDDEN");
        assert_eq!(app.ask_as(&forum.other, CLAIM, json!({ "id": report })).await.code(), "FORBIDDEN");
        app.ask_as(&forum.admin, CLAIM, json!({ "id": report })).await.ok();
    }
}
