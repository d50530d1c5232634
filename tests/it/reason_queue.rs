//! Reasons of votes that wait for moderators, who learn neither whose they are nor how the vote stands.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const CAST: &str = "mutation($id: ID!, $s: Stance!, $r: String) { castVote(input: { proposalId: $id, stance: $s, reason: $r }) { vote { id reasonStatus } } }";
const QUEUE: &str = "query($s: ReportStatus) { moderationQueue(status: $s) { nodes { id revision details language reporter { handle } post { id } voteReason { text status vote { stance voter { handle } } } } } }";
const RESOLVE: &str = "mutation($id: ID!, $r: ReportResolution!) { resolveReport(input: { reportId: $id, resolution: $r, explanation: \"Read.\" }) { report { status voteReason { status } } } }";
const RESTORE: &str = "mutation($id: ID!) { restoreReason(input: { voteId: $id }) { vote { reasonStatus } } }";
const REMOVE: &str = "mutation($id: ID!) { removeReason(input: { voteId: $id, reason: SPAM, explanation: \"No.\" }) { vote { reasonStatus } } }";

struct Forum {
    admin: String,
    moderator: String,
    mei: String,
    essay: String,
    proposal: String,
}

/// A proposal, and Mei, whose words moderators read first.
async fn forum(app: &TestApp) -> Forum {
    let admin = app.with_role("amina", Role::Admin).await;
    let moderator = app.with_role("tomas", Role::Moderator).await;
    let mei = app.sign_up("mei").await;
    app.sql("UPDATE users SET is_premoderated = true WHERE handle = 'mei'").await;
    app.forget_everybody().await;
    let essay = app.essay(&admin, "tea").await;
    let proposal = app.proposal(&admin, &essay, "Pour for others").await;
    Forum { admin, moderator, mei, essay, proposal }
}

impl Forum {
    async fn cast(&self, app: &TestApp, stance: &str, reason: &str) -> Answer {
        app.ask_as(&self.mei, CAST, json!({ "id": self.proposal, "s": stance, "r": reason })).await
    }

    async fn queue(&self, app: &TestApp, token: &str, status: &str) -> Vec<Value> {
        app.ask_as(token, QUEUE, json!({ "s": status })).await.ok().at("/moderationQueue/nodes").as_array().unwrap().clone()
    }

    /// The first report that is open.
    async fn entry(&self, app: &TestApp) -> String {
        self.queue(app, &self.moderator, "OPEN").await[0]["id"].as_str().unwrap().to_owned()
    }

    async fn listed(&self, app: &TestApp) -> Value {
        let list = "query($id: ID!) { proposal(id: $id) { votes { nodes { reason } } } }";
        app.ask(list, json!({ "id": self.proposal })).await.ok().at("/proposal/votes/nodes").clone()
    }
}

async fn resolve(app: &TestApp, token: &str, id: &str, resolution: &str) -> Answer {
    app.ask_as(token, RESOLVE, json!({ "id": id, "r": resolution })).await
}

on_both! {
    async fn what_is_held_waits_in_the_queue_and_is_resolved_there(app) {
        let forum = forum(app).await;
        let made = forum.cast(app, "DISAGREE", "Who washes up?").await.ok();
        assert_eq!(made.at("/castVote/vote/reasonStatus"), "HELD");
        let waiting = forum.queue(app, &forum.moderator, "OPEN").await;
        let id = forum.entry(app).await;
        // As moderators read it in `Proposal.votes`: without a name.
        assert_eq!(waiting, [json!({
            "id": id, "revision": 1, "details": "PREMODERATION", "language": "en", "reporter": null, "post": { "id": forum.proposal },
            "voteReason": { "text": "Who washes up?", "status": "HELD", "vote": { "stance": "DISAGREE", "voter": null } },
        })]);
        // The same said again is no second entry.
        forum.cast(app, "PASS", "Who washes up?").await.ok();
        assert_eq!(forum.queue(app, &forum.moderator, "OPEN").await.len(), 1);
        // Beyond his scope a moderator neither finds nor reads nor decides it.
        let limited = app.with_role("lina", Role::Moderator).await;
        let lina = app.ask("{ user(handle: \"lina\") { id } }", json!({})).await.ok().text("/user/id");
        let limit = "mutation($id: ID!) { setModeratorScope(input: { userId: $id, languages: [\"fr\"] }) { action { id } } }";
        app.ask_as(&forum.admin, limit, json!({ "id": lina })).await.ok();
        assert!(forum.queue(app, &limited, "OPEN").await.is_empty());
        let node = "query($id: ID!) { node(id: $id) { ... on Report { voteReason { text } } } }";
        assert!(app.ask_as(&limited, node, json!({ "id": id })).await.ok().at("/node/voteReason").is_null());
        assert_eq!(resolve(app, &limited, &id, "DISMISSED").await.code(), "FORBIDDEN");
        let resolved = resolve(app, &forum.moderator, &id, "DISMISSED").await.ok();
        assert_eq!(resolved.at("/resolveReport/report"), &json!({ "status": "DISMISSED", "voteReason": { "status": "PUBLISHED" } }));
        assert_eq!(forum.listed(app).await, json!([{ "reason": "Who washes up?" }]));
        assert_eq!(resolve(app, &forum.moderator, &id, "DISMISSED").await.code(), "CONFLICT");
        // Another reason is another entry; upheld, it is removed.
        forum.cast(app, "AGREE", "Buy my tea.").await.ok();
        let resolved = resolve(app, &forum.moderator, &forum.entry(app).await, "UPHELD").await.ok();
        assert_eq!(resolved.at("/resolveReport/report/voteReason/status"), "REMOVED");
        assert_eq!(forum.listed(app).await, json!([]));
        // The log names the proposal, and nobody.
        let log = "{ moderationLog { nodes { kind revision subject { id } explanation } } verifyModerationLog { isIntact } }";
        let read = app.ask_as(&forum.moderator, log, json!({})).await.ok();
        let of = |kind: &str| json!({ "kind": kind, "revision": 1, "subject": { "id": forum.proposal }, "explanation": "Read." });
        assert_eq!(read.at("/moderationLog/nodes").as_array().unwrap()[..2], [of("REMOVE_REASON"), of("RESTORE_REASON")]);
        assert_eq!(read.at("/verifyModerationLog/isIntact"), &json!(true));
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions WHERE kind <> 'SET_SCOPE' AND user_id IS NOT NULL").await, 0);
        // When a reason was held, or somebody voted, it does not tell: two decisions, and lina's scope.
        assert_eq!(app.count("SELECT COUNT(*) FROM moderation_actions").await, 3);
    }
}

on_both! {
    async fn a_decision_without_the_entry_resolves_it(app) {
        let forum = forum(app).await;
        let vote = forum.cast(app, "DISAGREE", "Who washes up?").await.ok().text("/castVote/vote/id");
        app.ask_as(&forum.moderator, RESTORE, json!({ "id": vote })).await.ok();
        assert!(forum.queue(app, &forum.moderator, "OPEN").await.is_empty());
        assert_eq!(forum.queue(app, &forum.moderator, "DISMISSED").await.len(), 1);
        forum.cast(app, "DISAGREE", "And who dries?").await.ok();
        app.ask_as(&forum.moderator, REMOVE, json!({ "id": vote })).await.ok();
        assert_eq!(forum.queue(app, &forum.moderator, "UPHELD").await.len(), 1);
        // What comes after one that was removed waits as well, whatever the rules say of it.
        app.sql("UPDATE users SET is_premoderated = false").await;
        app.forget_everybody().await;
        assert_eq!(forum.cast(app, "DISAGREE", "I like tea.").await.ok().at("/castVote/vote/reasonStatus"), "HELD");
        let waiting = forum.queue(app, &forum.moderator, "OPEN").await;
        assert_eq!((&waiting[0]["details"], &waiting[0]["revision"], waiting.len()), (&json!("REASON_BEFORE"), &json!(3), 1));
    }
}

on_both! {
    async fn what_is_gone_waits_no_more(app) {
        let forum = forum(app).await;
        forum.cast(app, "DISAGREE", "Who washes up?").await.ok();
        let first = forum.entry(app).await;
        forum.cast(app, "DISAGREE", "Who washes up then?").await.ok();
        let waiting = forum.queue(app, &forum.moderator, "OPEN").await;
        assert_eq!((waiting.len(), &waiting[0]["revision"], &waiting[0]["voteReason"]["text"]), (1, &json!(2), &json!("Who washes up then?")));
        assert_eq!(resolve(app, &forum.moderator, &first, "UPHELD").await.code(), "CONFLICT");
        // A vote without a reason leaves nothing to look at.
        app.ask_as(&forum.mei, CAST, json!({ "id": forum.proposal, "s": "DISAGREE" })).await.ok();
        assert!(forum.queue(app, &forum.moderator, "OPEN").await.is_empty());
        forum.cast(app, "DISAGREE", "Who dries?").await.ok();
        assert_eq!(forum.queue(app, &forum.moderator, "OPEN").await.len(), 1);
        let withdraw = "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }";
        app.ask_as(&forum.mei, withdraw, json!({ "id": forum.proposal })).await.ok();
        assert!(forum.queue(app, &forum.moderator, "OPEN").await.is_empty());
        let void = forum.queue(app, &forum.moderator, "VOID").await;
        assert_eq!(void.len(), 3);
        assert!(void.iter().all(|report| report["voteReason"].is_null()), "the vote is gone: {void:?}");
        let stats = "{ moderationStats { medianSecondsToDecide } }";
        assert!(app.ask_as(&forum.moderator, stats, json!({})).await.ok().at("/moderationStats/medianSecondsToDecide").is_null());
    }
}

on_both! {
    async fn while_the_tally_is_hidden_the_queue_has_the_words_alone(app) {
        let mut forum = forum(app).await;
        let create = "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }";
        let input = json!({ "essayId": forum.essay, "title": "In secret", "body": "Body", "language": "en", "closesAt": "2099-01-01T00:00:00Z", "hidesTally": true });
        forum.proposal = app.ask_as(&forum.admin, create, json!({ "input": input })).await.ok().text("/createProposal/proposal/id");
        let vote = forum.cast(app, "DISAGREE", "Who washes up?").await.ok().text("/castVote/vote/id");
        let id = forum.entry(app).await;
        for token in [&forum.moderator, &forum.admin] {
            let waiting = forum.queue(app, token, "OPEN").await;
            assert_eq!(waiting[0]["voteReason"], json!({ "text": "Who washes up?", "status": "HELD", "vote": null }));
            assert!(!serde_json::to_string(&waiting).unwrap().contains("AGREE"), "{waiting:?}");
            // Nor by a decision that answers with the vote, nor by its id.
            for query in [RESTORE, REMOVE] {
                assert_eq!(app.ask_as(token, query, json!({ "id": vote })).await.code(), "NOT_FOUND");
            }
            assert!(app.ask_as(token, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": vote })).await.ok().at("/node").is_null());
        }
        resolve(app, &forum.moderator, &id, "UPHELD").await.ok();
        let own = "query($id: ID!) { proposal(id: $id) { viewerVote { reasonStatus } isTallyHidden } }";
        let read = app.ask_as(&forum.mei, own, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(read.at("/proposal"), &json!({ "viewerVote": { "reasonStatus": "REMOVED" }, "isTallyHidden": true }));
        // Once it is over, moderators see of it what `votes` has.
        app.sql("UPDATE proposals SET closes_at = 5 WHERE hides_tally").await;
        let read = forum.queue(app, &forum.moderator, "UPHELD").await;
        assert_eq!(read[0]["voteReason"]["vote"], json!({ "stance": "DISAGREE", "voter": null }));
    }
}

on_both! {
    async fn a_reason_for_other_words_is_decided_about_without_the_vote(app) {
        let forum = forum(app).await;
        forum.cast(app, "DISAGREE", "Who washes up?").await.ok();
        let edit = "mutation($id: ID!) { editProposal(input: { proposalId: $id, title: \"Pour for nobody at all\" }) { proposal { id } } }";
        app.ask_as(&forum.admin, edit, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(forum.queue(app, &forum.moderator, "OPEN").await[0]["voteReason"], json!({ "text": "Who washes up?", "status": "HELD", "vote": null }));
        resolve(app, &forum.moderator, &forum.entry(app).await, "DISMISSED").await.ok();
        assert_eq!(forum.listed(app).await, json!([]));
        app.ask_as(&forum.mei, "mutation($id: ID!) { reaffirmVote(input: { proposalId: $id }) { vote { id } } }", json!({ "id": forum.proposal })).await.ok();
        assert_eq!(forum.listed(app).await, json!([{ "reason": "Who washes up?" }]));
    }
}

on_both! {
    async fn what_waited_before_the_queue_had_reasons_gets_an_entry(app) {
        let forum = forum(app).await;
        forum.cast(app, "DISAGREE", "Who washes up?").await.ok();
        // Back to before, where the entry would be about the proposal, and up again.
        while app.db.migration_status().await.unwrap().iter().any(|(name, is_applied)| *is_applied && name.contains("_queue_reasons")) {
            app.db.migrate_down(1).await.unwrap();
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM reports").await, 0);
        app.db.migrate_up().await.unwrap();
        let waiting = forum.queue(app, &forum.moderator, "OPEN").await;
        assert_eq!((waiting.len(), &waiting[0]["voteReason"]["text"], &waiting[0]["revision"]), (1, &json!("Who washes up?"), &json!(1)));
        resolve(app, &forum.moderator, &forum.entry(app).await, "DISMISSED").await.ok();
        assert_eq!(forum.listed(app).await, json!([{ "reason": "Who washes up?" }]));
    }
}
