//! Votes know which text they were cast on, and translations that divide are told.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const CAST: &str = "mutation($input: CastVoteInput!) { castVote(input: $input) { vote { proposalRevision seenLanguage seenTranslation { id } } proposal { tally { total } } } }";
const SIGNALS: &str =
    "query($id: ID!) { node(id: $id) { ... on Translation { signals { kind otherLanguage otherTranslation { id } z voters otherVoters raisedAt } } } }";

struct Forum {
    editor: String,
    mei: String,
    jack: String,
    essay: String,
    proposal: String,
    translation: String,
    voters: Vec<String>,
}

/// A proposal in English with a translation by Jack, and voters of one country.
async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    app.let_all_posts_through().await;
    let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
    let essay = app.essay(&editor, "tea").await;
    let proposal = app.proposal(&mei, &essay, "Pour for others").await;
    let translation = translate(app, &jack, &proposal, "zh", "为他人倒茶").await;
    let mut voters = Vec::new();
    for number in 0..18 {
        voters.push(app.sign_up(&format!("voter{number}")).await);
    }
    app.sql("UPDATE users SET country = 'KE' WHERE handle LIKE 'voter%'").await;
    app.forget_everybody().await;
    Forum { editor, mei, jack, essay, proposal, translation, voters }
}

async fn translate(app: &TestApp, token: &str, post: &str, language: &str, title: &str) -> String {
    let query = "mutation($input: TranslatePostInput!) { translatePost(input: $input) { translation { id } } }";
    let input = json!({ "postId": post, "language": language, "title": title, "body": title });
    app.ask_as(token, query, json!({ "input": input })).await.ok().text("/translatePost/translation/id")
}

impl Forum {
    async fn cast(&self, app: &TestApp, voter: usize, stance: &str, seen: Value) -> Answer {
        let mut input = json!({ "proposalId": self.proposal, "stance": stance });
        input.as_object_mut().unwrap().extend(seen.as_object().unwrap().clone());
        app.ask_as(&self.voters[voter], CAST, json!({ "input": input })).await
    }

    /// Votes of so many for and against, by readers of a text; whose numbers begin at `first`.
    async fn votes(&self, app: &TestApp, first: usize, (agree, disagree): (usize, usize), seen: &Value) {
        for number in 0..agree + disagree {
            self.cast(app, first + number, if number < agree { "AGREE" } else { "DISAGREE" }, seen.clone()).await.ok();
        }
    }

    async fn signals(&self, app: &TestApp, token: &str) -> Value {
        app.ask_as(token, SIGNALS, json!({ "id": self.translation })).await.ok().at("/node/signals").clone()
    }

    async fn is_sound(&self, app: &TestApp) {
        assert_eq!(teahouse::translation_signal::recount::check(&app.db, false).await.unwrap(), Vec::<String>::new());
    }
}

on_both! {
    async fn a_vote_knows_what_was_read(app) {
        let forum = forum(app).await;
        let seen = async |seen: Value| forum.cast(app, 0, "AGREE", seen).await;
        let vote = async |what: Value| seen(what).await.ok().at("/castVote/vote").clone();
        assert_eq!(vote(json!({})).await, json!({ "proposalRevision": 1, "seenLanguage": null, "seenTranslation": null }));
        assert_eq!(vote(json!({ "language": "EN-gb" })).await, json!({ "proposalRevision": 1, "seenLanguage": "en-GB", "seenTranslation": null }));
        let translated = json!({ "proposalRevision": 1, "seenLanguage": "zh", "seenTranslation": { "id": forum.translation } });
        assert_eq!(vote(json!({ "translationId": forum.translation })).await, translated);
        assert_eq!(vote(json!({ "translationId": forum.translation, "language": "zh" })).await, translated);
        for (what, code, field) in [
            (json!({ "language": "nonsense" }), "VALIDATION_FAILED", "input.language"),
            (json!({ "language": "fr", "translationId": forum.translation }), "VALIDATION_FAILED", "input.language"),
            (json!({ "translationId": forum.proposal }), "VALIDATION_FAILED", "input.translationId"),
        ] {
            let refused = seen(what).await;
            assert_eq!((refused.code(), refused.field().as_str()), (code, field));
        }
        // One of another proposal, and one that is not shown.
        let other = app.proposal(&forum.mei, &forum.essay, "Ask first").await;
        let elsewhere = translate(app, &forum.jack, &other, "zh", "先问别人").await;
        assert_eq!(seen(json!({ "translationId": elsewhere })).await.code(), "NOT_FOUND");
        let withdraw = "mutation($id: ID!) { withdrawTranslation(input: { translationId: $id }) { post { id } } }";
        app.ask_as(&forum.jack, withdraw, json!({ "id": forum.translation })).await.ok();
        assert_eq!(seen(json!({ "translationId": forum.translation })).await.code(), "NOT_FOUND");
        // What was not kept has not changed the vote.
        let own = "query($id: ID!) { proposal(id: $id) { tally { total } viewerVote { seenLanguage seenTranslation { id } } } }";
        let own = app.ask_as(&forum.voters[0], own, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(own.at("/proposal"), &json!({ "tally": { "total": 1 }, "viewerVote": { "seenLanguage": "zh", "seenTranslation": null } }));
    }
}

on_both! {
    async fn an_edit_of_punctuation_changes_nothing(app) {
        let forum = forum(app).await;
        forum.votes(app, 0, (8, 0), &json!({ "language": "en" })).await;
        forum.votes(app, 8, (0, 8), &json!({ "translationId": forum.translation })).await;
        let told = forum.signals(app, &forum.jack).await;
        assert_eq!(told[0]["voters"], 8);
        let edit = "mutation($id: ID!) { editProposal(input: { proposalId: $id, title: \"Pour, for others!\" }) { proposal { revision tally { total } } } }";
        let edited = app.ask_as(&forum.mei, edit, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(edited.at("/editProposal/proposal"), &json!({ "revision": 2, "tally": { "total": 16 } }));
        assert_eq!(forum.signals(app, &forum.jack).await, told);
        forum.is_sound(app).await;
        // The next vote finds the same.
        forum.cast(app, 16, "PASS", json!({ "language": "en" })).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, told);
    }
}

on_both! {
    async fn while_the_tally_is_hidden_nobody_is_told(app) {
        let forum = forum(app).await;
        app.sql("UPDATE proposals SET hides_tally = (1 = 1), closes_at = 4070908800000").await;
        forum.votes(app, 0, (8, 0), &json!({ "language": "en" })).await;
        forum.votes(app, 8, (0, 8), &json!({ "translationId": forum.translation })).await;
        assert_eq!(app.count("SELECT COUNT(*) FROM translation_signals").await, 0);
        forum.is_sound(app).await;
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        app.sql("UPDATE proposals SET closes_at = 1").await;
        teahouse::proposal::closing::service::close_due(&app.db).await.unwrap();
        assert_eq!(forum.signals(app, &forum.jack).await.as_array().unwrap().len(), 1, "now all know how it stands");
        forum.is_sound(app).await;
    }
}

on_both! {
    async fn a_translation_that_divides_one_countrys_voters_is_told_to_its_translator(app) {
        let forum = forum(app).await;
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let (english, chinese) = (json!({ "language": "en" }), json!({ "translationId": forum.translation }));
        forum.votes(app, 0, (8, 0), &english).await;
        forum.votes(app, 8, (1, 6), &chinese).await;
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]), "seven are too few");
        // One for neither does not count.
        forum.cast(app, 15, "PASS", chinese.clone()).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        forum.cast(app, 15, "DISAGREE", chinese.clone()).await.ok();
        let told = forum.signals(app, &forum.jack).await;
        let expected = json!([{ "kind": "TRANSLATION_SUSPECT", "otherLanguage": "en", "otherTranslation": null, "z": -3.5, "voters": 8, "otherVoters": 8, "raisedAt": told[0]["raisedAt"] }]);
        assert_eq!(told, expected);
        assert!(!told.to_string().contains("KE"));
        for (token, is_told) in [("", false), (forum.mei.as_str(), false), (forum.voters[0].as_str(), false), (forum.editor.as_str(), true), (moderator.as_str(), true)] {
            let seen = forum.signals(app, token).await;
            assert_eq!(seen, if is_told { expected.clone() } else { Value::Null });
        }
        // A ninth voter is not told of, and the signal has been there since.
        forum.cast(app, 16, "AGREE", english.clone()).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, expected);
        forum.is_sound(app).await;
        // It goes when a vote is taken back, changed, or says no longer what was read.
        let withdraw = "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }";
        app.ask_as(&forum.voters[15], withdraw, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        forum.cast(app, 15, "DISAGREE", chinese.clone()).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await.as_array().unwrap().len(), 1);
        forum.cast(app, 15, "DISAGREE", json!({})).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        forum.cast(app, 15, "DISAGREE", chinese.clone()).await.ok();
        for voter in 9..14 {
            forum.cast(app, voter, "AGREE", chinese.clone()).await.ok();
        }
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]), "the shares are near enough");
        forum.is_sound(app).await;
    }
}

on_both! {
    async fn only_voters_of_one_country_are_compared(app) {
        let forum = forum(app).await;
        app.sql("UPDATE users SET country = 'CN' WHERE handle IN ('voter8', 'voter9', 'voter10', 'voter11', 'voter12', 'voter13', 'voter14', 'voter15')").await;
        app.sql("UPDATE users SET country = NULL WHERE handle IN ('voter16', 'voter17')").await;
        app.forget_everybody().await;
        // What divides countries is no fault of a translation.
        forum.votes(app, 0, (8, 0), &json!({ "language": "en" })).await;
        forum.votes(app, 8, (0, 8), &json!({ "translationId": forum.translation })).await;
        forum.votes(app, 16, (0, 2), &json!({ "translationId": forum.translation })).await;
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        assert_eq!(app.count("SELECT COUNT(*) FROM translation_signals").await, 0);
        forum.is_sound(app).await;
        // Counted anew, when all are found to be of one.
        app.sql("UPDATE users SET country = 'KE' WHERE handle LIKE 'voter%'").await;
        assert_eq!(teahouse::translation_signal::recount::check(&app.db, true).await.unwrap().len(), 1);
        assert_eq!(forum.signals(app, &forum.jack).await.as_array().unwrap().len(), 1);
        forum.is_sound(app).await;
    }
}

on_both! {
    async fn a_new_text_has_not_divided_anybody_yet(app) {
        let forum = forum(app).await;
        let other = translate(app, &forum.editor, &forum.proposal, "fr", "Servir les autres").await;
        forum.votes(app, 0, (8, 0), &json!({ "translationId": other })).await;
        forum.votes(app, 8, (0, 8), &json!({ "translationId": forum.translation })).await;
        // Two translations that differ: both translators are told.
        let told = forum.signals(app, &forum.jack).await;
        assert_eq!((&told[0]["otherTranslation"]["id"], &told[0]["otherLanguage"], told.as_array().unwrap().len()), (&json!(other), &json!("fr"), 1));
        let theirs = app.ask_as(&forum.editor, SIGNALS, json!({ "id": other })).await.ok();
        assert_eq!(theirs.at("/node/signals/0/otherTranslation/id"), &json!(forum.translation));
        assert_eq!(app.ask_as(&forum.jack, SIGNALS, json!({ "id": other })).await.ok().at("/node/signals"), &Value::Null);
        translate(app, &forum.jack, &forum.proposal, "zh", "给他人倒茶").await;
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        assert_eq!(app.count("SELECT COUNT(*) FROM translation_signals").await, 0);
        // Votes on the text before say nothing of this one.
        forum.cast(app, 16, "DISAGREE", json!({ "translationId": forum.translation })).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        forum.votes(app, 8, (0, 8), &json!({ "translationId": forum.translation })).await;
        assert_eq!(forum.signals(app, &forum.jack).await.as_array().unwrap().len(), 1);
        // Nor do those on the proposal's text before.
        let edit = "mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"Always pour for others.\" }) { proposal { id } } }";
        app.ask_as(&forum.mei, edit, json!({ "id": forum.proposal })).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        forum.cast(app, 0, "AGREE", json!({ "translationId": other })).await.ok();
        assert_eq!(app.count("SELECT COUNT(*) FROM translation_signals").await, 0);
        forum.is_sound(app).await;
    }
}

on_both! {
    async fn a_translation_that_is_not_shown_divides_nobody(app) {
        let forum = forum(app).await;
        forum.votes(app, 0, (8, 0), &json!({ "language": "en" })).await;
        forum.votes(app, 8, (0, 8), &json!({ "translationId": forum.translation })).await;
        assert_eq!(forum.signals(app, &forum.jack).await.as_array().unwrap().len(), 1);
        let moderator = app.with_role("tomas", Role::Moderator).await;
        let remove = "mutation($id: ID!) { removeTranslation(input: { translationId: $id, reason: OTHER, explanation: \"x\" }) { action { id } } }";
        app.ask_as(&moderator, remove, json!({ "id": forum.translation })).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        // Nor when somebody votes meanwhile.
        forum.cast(app, 16, "AGREE", json!({ "language": "en" })).await.ok();
        assert_eq!(forum.signals(app, &forum.jack).await, json!([]));
        forum.is_sound(app).await;
    }
}

on_both! {
    async fn kept_counts_are_mended(app) {
        let forum = forum(app).await;
        app.sql("UPDATE users SET languages = 'en zh' WHERE handle LIKE 'voter%'").await;
        app.forget_everybody().await;
        let vouch = "mutation($id: ID!) { vouchTranslation(input: { translationId: $id, verdict: FAITHFUL }) { translation { status } } }";
        for voter in &forum.voters[..2] {
            app.ask_as(voter, vouch, json!({ "id": forum.translation })).await.ok();
        }
        let check = async |repair| teahouse::translation::recount::check(&app.db, repair, |_| {}).await.unwrap().len();
        assert_eq!(check(false).await, 0);
        app.sql("UPDATE translations SET faithful_count = 1, status = 'PROPOSED'").await;
        assert_eq!((check(true).await, check(false).await), (1, 0));
        assert_eq!(app.word("SELECT status FROM translations").await, "VOUCHED");
    }
}
