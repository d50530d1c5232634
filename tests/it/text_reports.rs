//! Readers report what belongs to a post: translations, pledges, joint statements, reasons of votes.

use entity::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    joint_statements, on_both,
    support::{Answer, TestApp},
};

const REPORT: &str = "mutation($input: ReportTextInput!) { reportText(input: $input) { report { id reason details revision priority post { id } translation { id } pledge { id } jointStatement { id } voteReason { text vote { voter { handle } } } reporter { handle } } } }";
const QUEUE: &str = "query($s: ReportStatus) { moderationQueue(status: $s) { nodes { id priority revision details } } }";
const RESOLVE: &str =
    "mutation($id: ID!, $r: ReportResolution!) { resolveReport(input: { reportId: $id, resolution: $r, explanation: \"Read.\" }) { report { status } } }";
const CAST: &str = "mutation($id: ID!, $r: String) { castVote(input: { proposalId: $id, stance: AGREE, reason: $r }) { vote { id } } }";
const UPDATE: &str = "mutation($id: ID!) { updatePledge(input: { pledgeId: $id, note: \"Guests came.\" }) { pledge { revision } } }";

/// What somebody has written that belongs to posts.
struct Forum {
    admin: String,
    moderator: String,
    author: String,
    reader: String,
    proposal: String,
    adopted: String,
    translation: String,
    pledge: String,
    statement: String,
    vote: String,
}

async fn forum(app: &TestApp) -> Forum {
    let admin = app.with_role("amina", Role::Admin).await;
    let moderator = app.with_role("tomas", Role::Moderator).await;
    let (author, reader) = (app.sign_up("author").await, app.sign_up("reader").await);
    let essay = app.essay(&admin, "tea").await;
    let statement = joint_statements::published(app, &essay, &author, 0).await;
    let thread = app.thread(&admin, &essay, "Who pours?").await;
    let translate =
        "mutation($id: ID!) { translatePost(input: { postId: $id, language: \"zh\", title: \"谁来倒茶？\", body: \"客人\" }) { translation { id } } }";
    let translation = app.ask_as(&author, translate, json!({ "id": thread })).await.ok().text("/translatePost/translation/id");
    let (proposal, adopted) = (app.proposal(&admin, &essay, "Pour for others").await, app.proposal(&admin, &essay, "Wash up").await);
    app.sql("UPDATE proposals SET state = 'ADOPTED' WHERE title = 'Wash up'").await;
    let pledge = "mutation($id: ID!) { pledge(input: { proposalId: $id, what: \"Buy my tea.\", hoursPerMonth: 1, languages: [] }) { pledge { id } } }";
    let pledge = app.ask_as(&author, pledge, json!({ "id": adopted })).await.ok().text("/pledge/pledge/id");
    let vote = app.ask_as(&author, CAST, json!({ "id": proposal, "r": "Buy it here." })).await.ok().text("/castVote/vote/id");
    Forum { admin, moderator, author, reader, proposal, adopted, translation, pledge, statement, vote }
}

impl Forum {
    fn texts(&self) -> [(&'static str, &String); 4] {
        [("translation", &self.translation), ("pledge", &self.pledge), ("jointStatement", &self.statement), ("voteReason", &self.vote)]
    }

    async fn queue(&self, app: &TestApp, status: &str) -> Vec<Value> {
        app.ask_as(&self.moderator, QUEUE, json!({ "s": status })).await.ok().at("/moderationQueue/nodes").as_array().unwrap().clone()
    }

    async fn resolve(&self, app: &TestApp, id: &str, resolution: &str) -> Answer {
        app.ask_as(&self.moderator, RESOLVE, json!({ "id": id, "r": resolution })).await
    }

    /// Whether each text is shown, as the tables say.
    async fn shown(&self, app: &TestApp) -> [String; 4] {
        [
            app.word("SELECT visibility FROM translations").await,
            app.word("SELECT visibility FROM pledges").await,
            app.word("SELECT visibility FROM joint_statements").await,
            app.word("SELECT reason_status FROM votes WHERE reason IS NOT NULL").await,
        ]
    }
}

async fn report(app: &TestApp, token: &str, id: &str, reason: &str) -> Answer {
    app.ask_as(token, REPORT, json!({ "input": { "textId": id, "reason": reason, "details": "See there." } })).await
}

async fn reported(app: &TestApp, token: &str, id: &str) -> String {
    report(app, token, id, "SPAM").await.ok().text("/reportText/report/id")
}

on_both! {
    async fn each_is_reported_once_by_others_and_removed_if_upheld(app) {
        let forum = forum(app).await;
        for (field, id) in forum.texts() {
            assert_eq!(report(app, "", id, "SPAM").await.code(), "UNAUTHENTICATED");
            assert_eq!(report(app, &forum.author, id, "SPAM").await.code(), "FORBIDDEN", "{field}");
            let made = report(app, &forum.reader, id, "SPAM").await.ok();
            let made = made.at("/reportText/report");
            assert_eq!((&made["details"], &made["revision"], &made["reporter"], &made["priority"]), (&json!("See there."), &json!(1), &json!({ "handle": "reader" }), &Value::Null));
            for (other, other_id) in forum.texts() {
                let expected = if field != other { Value::Null } else if other == "voteReason" { json!({ "text": "Buy it here.", "vote": { "voter": null } }) } else { json!({ "id": other_id }) };
                assert_eq!(made[other], expected, "{field}");
            }
            assert_eq!(report(app, &forum.reader, id, "HATE").await.code(), "CONFLICT", "{field}");
        }
        // The other of the two has written the statement as well.
        let partner = app.sign_in("partner0").await;
        assert_eq!(report(app, &partner, &forum.statement, "SPAM").await.code(), "FORBIDDEN");
        // What belongs to a post is not the post: that is reported beside it.
        let post = "mutation($id: ID!) { reportPost(input: { postId: $id, reason: SPAM }) { report { priority } } }";
        for id in [&forum.proposal, &forum.adopted] {
            app.ask_as(&forum.reader, post, json!({ "id": id })).await.ok();
            assert_eq!(app.ask_as(&forum.reader, post, json!({ "id": id })).await.code(), "CONFLICT");
        }
        for (id, field) in [(&forum.proposal, "input.textId"), (&"x".to_owned(), "input.textId")] {
            let refused = report(app, &forum.reader, id, "SPAM").await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", field));
        }
        let refused = app.ask_as(&forum.reader, REPORT, json!({ "input": { "textId": forum.pledge, "reason": "OTHER" } })).await;
        assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.details"));
        let open = forum.queue(app, "OPEN").await;
        assert_eq!(open.len(), 6);
        for report in open.iter().filter(|report| report["details"] == "See there.") {
            assert_eq!(report["priority"], json!(1.0));
            forum.resolve(app, report["id"].as_str().unwrap(), "UPHELD").await.ok();
        }
        assert_eq!(forum.shown(app).await, ["REMOVED"; 4]);
        assert_eq!(forum.queue(app, "UPHELD").await.len(), 4);
        let verify = "{ verifyModerationLog { isIntact checked } }";
        assert_eq!(app.ask_as(&forum.moderator, verify, json!({})).await.ok().at("/verifyModerationLog"), &json!({ "isIntact": true, "checked": 4 }));
        assert_eq!(teahouse::pledge::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn what_is_dismissed_stands_and_the_log_says_so(app) {
        let forum = forum(app).await;
        for (_, id) in forum.texts() {
            let id = reported(app, &forum.reader, id).await;
            forum.resolve(app, &id, "DISMISSED").await.ok();
            assert_eq!(forum.resolve(app, &id, "UPHELD").await.code(), "CONFLICT");
        }
        assert_eq!(forum.shown(app).await, ["PUBLISHED"; 4]);
        let log = app.ask_as(&forum.moderator, "{ moderationLog { nodes { kind } } }", json!({})).await.ok();
        let kinds: Vec<&str> = log.at("/moderationLog/nodes").as_array().unwrap().iter().map(|node| node["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["RESTORE_REASON", "APPROVE", "APPROVE", "APPROVE"]);
        // Removed by another way, its reports go with it.
        reported(app, &app.sign_up("ana").await, &forum.pledge).await;
        let remove = "mutation($id: ID!) { removePledge(input: { pledgeId: $id, reason: SPAM, explanation: \"No.\" }) { pledge { visibility } } }";
        app.ask_as(&forum.moderator, remove, json!({ "id": forum.pledge })).await.ok();
        assert!(forum.queue(app, "OPEN").await.is_empty());
    }
}

on_both! {
    async fn weight_grows_by_who_reports_and_by_what_moderators_agreed_to(app) {
        let forum = forum(app).await;
        let priorities = async || forum.queue(app, "OPEN").await.iter().map(|report| report["priority"].as_f64().unwrap()).collect::<Vec<_>>();
        reported(app, &forum.reader, &forum.pledge).await;
        let second = app.sign_up("second").await;
        reported(app, &second, &forum.pledge).await;
        // Another text of the same post weighs by itself, and staff more.
        app.sql("UPDATE users SET trust_level = 2 WHERE handle = 'second'").await;
        app.forget_everybody().await;
        reported(app, &second, &forum.translation).await;
        assert_eq!(priorities().await, [3.0, 2.0, 1.0]);
        // Six that moderators agreed to make the next one weigh more: (1 - 0.7) / 0.3 · 5 · log₄ 6.
        for number in 0..6 {
            let token = app.sign_up(&format!("voter{number}")).await;
            let vote = app.ask_as(&token, CAST, json!({ "id": forum.proposal, "r": format!("Buy this, number {number}.") })).await.ok().text("/castVote/vote/id");
            let id = reported(app, &forum.reader, &vote).await;
            forum.resolve(app, &id, "UPHELD").await.ok();
        }
        reported(app, &forum.reader, &forum.vote).await;
        let expected = 1.0 + 5.0 * 6.0_f64.log(4.0);
        assert!((priorities().await[0] - expected).abs() < 0.001, "{:?}", priorities().await);
    }
}

on_both! {
    async fn several_countries_hide_a_text_until_a_moderator_has_looked(app) {
        let forum = forum(app).await;
        let mut readers = Vec::new();
        for (handle, country) in [("ana", "KE"), ("bea", "KE"), ("cem", "KE"), ("dan", "FR")] {
            readers.push(app.sign_up(handle).await);
            app.sql(&format!("UPDATE users SET trust_level = 3, country = '{country}' WHERE handle = '{handle}'")).await;
        }
        app.forget_everybody().await;
        for (field, id) in forum.texts() {
            for reader in &readers[..3] {
                reported(app, reader, id).await;
            }
            // One bloc hides nothing.
            assert!(!forum.shown(app).await.contains(&"HELD".to_owned()), "{field}");
            reported(app, &readers[3], id).await;
            assert!(forum.shown(app).await.contains(&"HELD".to_owned()), "{field}");
            assert_eq!(report(app, &forum.reader, id, "SPAM").await.code(), "NOT_FOUND", "{field}");
            let first = forum.queue(app, "OPEN").await[0]["id"].as_str().unwrap().to_owned();
            forum.resolve(app, &first, "DISMISSED").await.ok();
            assert_eq!(forum.shown(app).await, ["PUBLISHED"; 4], "{field}");
            assert!(forum.queue(app, "OPEN").await.is_empty(), "all go with one");
        }
        // Whose words they are may appeal; when a reason was held the log does not tell.
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions WHERE kind = 'HOLD' AND user_id IS NOT NULL").await, 3);
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions").await, 7);
        assert_eq!(teahouse::pledge::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn what_is_not_shown_is_not_there_to_report(app) {
        let forum = forum(app).await;
        for (id, hide, show) in [
            (&forum.translation, "UPDATE translations SET visibility = 'HELD'", "UPDATE translations SET visibility = 'PUBLISHED'"),
            (&forum.translation, "UPDATE translations SET visibility = 'DELETED'", "UPDATE translations SET visibility = 'PUBLISHED'"),
            (&forum.translation, "UPDATE threads SET status = 'REMOVED'", "UPDATE threads SET status = 'PUBLISHED'"),
            (&forum.pledge, "UPDATE pledges SET visibility = 'REMOVED'", "UPDATE pledges SET visibility = 'PUBLISHED'"),
            (&forum.pledge, "UPDATE proposals SET status = 'HELD'", "UPDATE proposals SET status = 'PUBLISHED'"),
            (&forum.statement, "UPDATE joint_statements SET visibility = 'HELD'", "UPDATE joint_statements SET visibility = 'PUBLISHED'"),
            (&forum.statement, "UPDATE joint_statements SET status = 'SIGNING'", "UPDATE joint_statements SET status = 'PUBLISHED'"),
            (&forum.vote, "UPDATE votes SET reason_status = 'HELD'", "UPDATE votes SET reason_status = 'PUBLISHED'"),
            (&forum.vote, "UPDATE votes SET reason = NULL", "UPDATE votes SET reason = 'Buy it here.'"),
            (&forum.vote, "UPDATE proposals SET wording_revision = 2", "UPDATE proposals SET wording_revision = 1"),
            (&forum.vote, "UPDATE proposals SET hides_tally = true, closes_at = 4070908800000", "UPDATE proposals SET hides_tally = false, closes_at = NULL"),
            (&forum.vote, "UPDATE proposals SET status = 'REMOVED'", "UPDATE proposals SET status = 'PUBLISHED'"),
        ] {
            app.sql(hide).await;
            let refused = report(app, &forum.reader, id, "SPAM").await;
            assert_eq!((refused.code(), refused.field().as_str()), ("NOT_FOUND", "input.textId"), "{hide}");
            app.sql(show).await;
        }
        for (field, id) in forum.texts() {
            assert!(report(app, &forum.reader, id, "SPAM").await.body.get("errors").is_none(), "{field}");
        }
    }
}

on_both! {
    async fn reports_of_texts_count_for_the_day_and_once_at_the_same_moment(app) {
        let forum = forum(app).await;
        let answers = join_all((0..4).map(|_| report(app, &forum.reader, &forum.pledge, "SPAM"))).await;
        let codes: Vec<&str> = answers.iter().map(|answer| if answer.body.get("errors").is_none() { "done" } else { answer.code() }).collect();
        assert_eq!((codes.iter().filter(|code| **code == "done").count(), codes.iter().filter(|code| **code == "CONFLICT").count()), (1, 3));
        let limits = |reports: u32| json!({ "posts_per_hour": 0, "links": 0, "reports_per_day": reports });
        let set = "mutation($trust: JSON!) { updateSiteSettings(input: { trust: $trust }) { settings { trust } } }";
        app.ask_as(&forum.admin, set, json!({ "trust": { "limits": [limits(2), limits(2), limits(2), limits(2)] } })).await.ok();
        let ana = app.sign_up("ana").await;
        for id in [&forum.pledge, &forum.vote] {
            reported(app, &ana, id).await;
        }
        assert_eq!(report(app, &ana, &forum.statement, "SPAM").await.code(), "RATE_LIMITED");
    }
}

on_both! {
    async fn who_is_misunderstood_is_asked_and_moderators_are_not(app) {
        let forum = forum(app).await;
        for (_, id) in forum.texts() {
            report(app, &forum.reader, id, "MISUNDERSTOOD").await.ok();
        }
        assert!(forum.queue(app, "OPEN").await.is_empty());
        let asked = "{ requestsToClarify { reporter { handle } translation { id } pledge { id } jointStatement { id } voteReason { text } } }";
        let read = app.ask_as(&forum.author, asked, json!({})).await.ok();
        let requests = read.at("/requestsToClarify").as_array().unwrap();
        assert!(requests.len() == 4 && requests.iter().all(|request| request["reporter"].is_null()), "{requests:?}");
        // Not whose the posts are to which they belong.
        assert_eq!(app.ask_as(&forum.admin, asked, json!({})).await.ok().at("/requestsToClarify"), &json!([]));
    }
}

on_both! {
    async fn a_text_that_has_changed_since_is_read_again(app) {
        let forum = forum(app).await;
        let first = reported(app, &forum.reader, &forum.pledge).await;
        app.ask_as(&forum.author, UPDATE, json!({ "id": forum.pledge })).await.ok();
        // What is told of a pledge is a new text of it.
        let second = report(app, &forum.reader, &forum.pledge, "SPAM").await.ok();
        assert_eq!(second.at("/reportText/report/revision"), &json!(2));
        assert_eq!(forum.resolve(app, &first, "UPHELD").await.code(), "CONFLICT");
        forum.resolve(app, &first, "DISMISSED").await.ok();
        let open = forum.queue(app, "OPEN").await;
        assert_eq!((open.len(), &open[0]["revision"]), (1, &json!(2)), "what nobody has read stays open");
        forum.resolve(app, open[0]["id"].as_str().unwrap(), "UPHELD").await.ok();
        assert_eq!(forum.shown(app).await[1], "REMOVED");
        // What two people have taken back to themselves is theirs: the report alone is closed.
        let id = reported(app, &forum.reader, &forum.statement).await;
        let withdraw = "mutation($id: ID!) { withdrawSignature(input: { statementId: $id }) { statement { status } } }";
        app.ask_as(&forum.author, withdraw, json!({ "id": forum.statement })).await.ok();
        forum.resolve(app, &id, "UPHELD").await.ok();
        assert_eq!(forum.shown(app).await[2], "PUBLISHED");
    }
}

on_both! {
    async fn nobody_decides_about_his_own_reason_and_roles_are_not_told(app) {
        let forum = forum(app).await;
        for (token, code) in [(&forum.moderator, "FORBIDDEN"), (&forum.admin, "")] {
            let vote = app.ask_as(token, CAST, json!({ "id": forum.proposal, "r": "I like it." })).await.ok().text("/castVote/vote/id");
            let id = reported(app, &forum.reader, &vote).await;
            let answer = forum.resolve(app, &id, "UPHELD").await;
            // An administrator's as well: a refusal would tell who has written it.
            assert_eq!(if answer.body.get("errors").is_none() { "" } else { answer.code() }, code);
        }
    }
}
