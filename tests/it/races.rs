//! Two at once want the same: one gets it, the other is told, nothing is half done.

use entity::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp, app::PASSWORD},
};

async fn forum(app: &TestApp) -> (String, String) {
    let editor = app.with_role("amina", Role::Admin).await;
    let essay = app.essay(&editor, "a-calm-answer").await;
    (editor, essay)
}

/// The same request many times at once, by turns over two instances.
async fn at_once(app: &TestApp, times: usize, token: &str, query: &str, variables: impl Fn(usize) -> Value) -> Vec<Answer> {
    let other = app.second_instance().await;
    let tries = (0..times).map(|number| app.ask_at(if number % 2 == 0 { app.address } else { other.address }, token, query, variables(number)));
    join_all(tries).await
}

/// How many succeeded; all others must have failed with one of the codes.
fn winners(answers: &[Answer], codes: &[&str]) -> usize {
    let (failed, won): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.body.get("errors").is_some());
    for answer in failed {
        assert!(codes.contains(&answer.code()), "{}", answer.body);
    }
    won.len()
}

on_both! {
    async fn a_handle_is_given_once(app) {
        let query = "mutation($input: SignUpInput!) { signUp(input: $input) { user { id } session { accessToken } } }";
        let answers = at_once(app, 6, "", query, |number| json!({ "input": { "handle": "mei", "displayName": "Mei", "email": format!("mei{number}@example.org"), "password": PASSWORD } })).await;
        assert_eq!(winners(&answers, &["CONFLICT"]), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM users").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 1);
    }
}

on_both! {
    async fn an_essay_is_made_once_and_each_text_is_kept(app) {
        let (editor, _) = forum(app).await;
        let query = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { edition { revision } } }";
        let publish = async |slug: &'static str, language: &'static str| {
            at_once(app, 10, &editor, query, |number| json!({ "input": { "slug": slug, "language": language, "title": "A title", "body": format!("Text {number}") } })).await
        };
        assert!(winners(&publish("a-new-essay", "en").await, &["CONFLICT"]) >= 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM essays WHERE slug = 'a-new-essay'").await, 1);
        assert!(winners(&publish("a-new-essay", "fr").await, &["CONFLICT"]) >= 1);
        // Several rounds: whoever writes the edition first must not wait for one who has the essay.
        for _ in 0..4 {
            assert!(winners(&publish("a-new-essay", "en").await, &["CONFLICT"]) >= 1);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM editions JOIN essays ON essays.id = editions.essay_id WHERE slug = 'a-new-essay'").await, 2);
        // As many earlier texts as the number says, none twice.
        assert_eq!(app.count("SELECT COUNT(*) FROM editions WHERE revision <> 1 + (SELECT COUNT(*) FROM edition_revisions WHERE edition_id = editions.id)").await, 0);
        let read = app.ask("{ essay(slug: \"a-new-essay\") { editions { language title } fr: title(language: \"fr\") } }", json!({})).await.ok();
        assert_eq!(read.at("/essay/editions").as_array().unwrap().len(), 2);
    }
}

on_both! {
    async fn editions_in_two_languages_at_once_are_both_known(app) {
        let (editor, _) = forum(app).await;
        let query = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } } }";
        let languages = ["de", "fr", "es", "pt", "sw", "ar"];
        let answers = at_once(app, languages.len(), &editor, query, |number| json!({ "input": { "slug": "a-calm-answer", "language": languages[number], "title": languages[number].repeat(3), "body": "Text" } })).await;
        let won = winners(&answers, &["CONFLICT"]);
        // The titles kept with the work are those of its editions.
        let read = app.ask("{ essay(slug: \"a-calm-answer\") { editions { language title } de: title(language: \"de\") fr: title(language: \"fr\") es: title(language: \"es\") pt: title(language: \"pt\") sw: title(language: \"sw\") ar: title(language: \"ar\") } }", json!({})).await.ok();
        let editions = read.at("/essay/editions").as_array().unwrap();
        assert_eq!(editions.len(), won + 1);
        for edition in editions {
            let language = edition["language"].as_str().unwrap();
            if language != "en" {
                assert_eq!(read.text(&format!("/essay/{language}")), edition["title"].as_str().unwrap());
            }
        }
    }
}

on_both! {
    async fn every_text_of_a_post_is_kept_whoever_edits_at_once(app) {
        let (editor, essay) = forum(app).await;
        let thread = app.thread(&editor, &essay, "A question").await;
        let reply = app.reply(&editor, &thread, None, "first").await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        for (query, id) in [
            ("mutation($id: ID!, $b: String!) { editThread(input: { threadId: $id, body: $b }) { thread { revision } } }", &thread),
            ("mutation($id: ID!, $b: String!) { editReply(input: { replyId: $id, body: $b }) { reply { revision } } }", &reply),
            ("mutation($id: ID!, $b: String!) { editProposal(input: { proposalId: $id, body: $b }) { proposal { revision } } }", &proposal),
        ] {
            let answers = at_once(app, 12, &editor, query, |number| json!({ "id": id, "b": format!("Text {number}") })).await;
            let won = winners(&answers, &["CONFLICT"]);
            assert!(won >= 1);
            let read = app.ask("query($id: ID!) { node(id: $id) { ... on Post { revision } } }", json!({ "id": id })).await.ok();
            assert_eq!(read.at("/node/revision"), won + 1);
        }
        for table in ["threads", "replies", "proposals"] {
            assert_eq!(app.count(&format!("SELECT COUNT(*) FROM {table} WHERE revision <> 1 + (SELECT COUNT(*) FROM post_revisions WHERE post_id = {table}.id)")).await, 0, "{table}");
        }
    }
}

on_both! {
    async fn a_reply_is_deleted_and_uncounted_once(app) {
        let (editor, essay) = forum(app).await;
        let thread = app.thread(&editor, &essay, "A question").await;
        let reply = app.reply(&editor, &thread, None, "first").await;
        app.reply(&editor, &thread, None, "second").await;
        let query = "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { isRemoved } } }";
        let answers = at_once(app, 10, &editor, query, |_| json!({ "id": reply })).await;
        assert_eq!(winners(&answers, &["NOT_FOUND"]), 1);
        assert_eq!(app.count("SELECT reply_count FROM threads").await, 1);
    }
}

on_both! {
    async fn a_proposal_is_decided_once(app) {
        let (editor, essay) = forum(app).await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        let query = "mutation($id: ID!, $o: ProposalOutcome!) { decideProposal(input: { proposalId: $id, outcome: $o }) { proposal { state } } }";
        let answers = at_once(app, 10, &editor, query, |number| json!({ "id": proposal, "o": if number % 3 == 0 { "ADOPTED" } else { "DECLINED" } })).await;
        assert_eq!(winners(&answers, &["PROPOSAL_CLOSED"]), 1);
        let said = answers.iter().find(|answer| answer.body.get("errors").is_none()).unwrap().text("/decideProposal/proposal/state");
        assert_eq!(app.ask("query($id: ID!) { proposal(id: $id) { state } }", json!({ "id": proposal })).await.ok().text("/proposal/state"), said);
    }
}

on_both! {
    async fn votes_and_the_decision_at_once_leave_a_true_tally(app) {
        let (editor, essay) = forum(app).await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        let mut voters = Vec::new();
        for number in 0..6 {
            voters.push(app.sign_up(&format!("person_{number}")).await);
        }
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { tally { total } } } }";
        let votes = join_all(voters.iter().map(|token| app.vote(token, &proposal, "AGREE")));
        let (votes, decided) = futures_util::future::join(votes, app.ask_as(&editor, decide, json!({ "id": proposal }))).await;
        let counted = winners(&votes, &["PROPOSAL_CLOSED"]);
        let total = decided.ok().at("/decideProposal/proposal/tally/total").as_u64().unwrap();
        // What was counted was counted before the decision.
        assert_eq!(usize::try_from(total).unwrap(), counted);
        assert_eq!(app.count("SELECT COUNT(*) FROM votes").await, i64::try_from(counted).unwrap());
        assert_eq!(app.count("SELECT agree_count FROM proposals").await, i64::try_from(counted).unwrap());
    }
}
