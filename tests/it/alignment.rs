//! Which sentence is which in another language, and what editors say of it.

use entity::Role;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use teahouse::alignment::service;

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const ALIGN: &str = "mutation($input: AlignSegmentsInput!) { alignSegments(input: $input) { edition { revision segments { ordinal counterpart(language: \"zh\") { ordinal } } } } }";
const RESET: &str = "mutation($input: ResetAlignmentInput!) { resetAlignment(input: $input) { edition { id } } }";

const ENGLISH: &str = "# The long table\n\nWe sat down at eight. There were eleven of us, from 7 countries.\n\nNobody had met before. The host spoke no English!\n\nDid it matter? It did not.";
const CHINESE: &str = "# 长桌\n\n我们八点坐下。一共十一个人，来自7个国家。\n\n以前谁也没见过谁。主人不会说英语！\n\n这要紧吗？不要紧。";

async fn publish(app: &TestApp, editor: &str, language: &str, body: &str) -> String {
    let query = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { edition { id } } }";
    let input = json!({ "slug": "long-table", "language": language, "title": "The long table", "body": body, "originalLanguage": "en" });
    app.ask_as(editor, query, json!({ "input": input })).await.ok().text("/publishEdition/edition/id")
}

/// For each sentence those of the other language.
async fn counterparts(app: &TestApp, of: &str, in_language: &str) -> Vec<Vec<i64>> {
    let query = "query($of: LanguageTag, $in: LanguageTag!) { essay(slug: \"long-table\") { edition(language: $of) { segments { counterpart(language: $in) { ordinal } } } } }";
    let answer = app.ask(query, json!({ "of": of, "in": in_language })).await.ok();
    let ordinals = |segment: &Value| segment["counterpart"].as_array().unwrap().iter().map(|found| found["ordinal"].as_i64().unwrap()).collect();
    answer.at("/essay/edition/segments").as_array().unwrap().iter().map(ordinals).collect()
}

async fn align(app: &TestApp, token: &str, one: &str, segments: Value, other: &str, counterparts: Value) -> Answer {
    app.ask_as(token, ALIGN, json!({ "input": { "editionId": one, "segments": segments, "counterpartEditionId": other, "counterparts": counterparts } })).await
}

on_both! {
    async fn sentences_know_their_counterparts(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        publish(app, &editor, "en", ENGLISH).await;
        assert!(counterparts(app, "en", "zh").await.iter().all(Vec::is_empty), "there is no other edition");
        publish(app, &editor, "zh-Hans", CHINESE).await;
        let one_to_one: Vec<Vec<i64>> = (0..7).map(|ordinal| vec![ordinal]).collect();
        assert_eq!(counterparts(app, "en", "zh").await, one_to_one);
        assert_eq!(counterparts(app, "zh", "en").await, one_to_one);
        assert!(counterparts(app, "en", "fr").await.iter().all(Vec::is_empty));
        // Two sentences in one, and one that was left out.
        let shorter = CHINESE.replace("以前谁也没见过谁。主人不会说英语！", "以前谁也没见过谁，主人也不会说英语！");
        publish(app, &editor, "zh-Hans", &shorter).await;
        let found = counterparts(app, "en", "zh").await;
        assert_eq!((&found[3], &found[4], &found[5]), (&vec![3], &vec![3], &vec![4]));
        assert_eq!(counterparts(app, "zh", "en").await[3], [3, 4]);
    }
}

on_both! {
    async fn editors_correct_and_it_survives_new_texts(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let english = publish(app, &editor, "en", ENGLISH).await;
        let chinese = publish(app, &editor, "zh", CHINESE).await;
        let corrected = align(app, &editor, &english, json!([1, 2]), &chinese, json!([1])).await.ok();
        assert_eq!(corrected.at("/alignSegments/edition/segments/1/counterpart"), &json!([{ "ordinal": 1 }]));
        let found = counterparts(app, "en", "zh").await;
        assert_eq!((&found[1], &found[2]), (&vec![1], &vec![1]));
        assert_eq!(counterparts(app, "zh", "en").await[1], [1, 2]);
        // Said from the other side: the same.
        align(app, &editor, &chinese, json!([6]), &english, json!([])).await.ok();
        assert_eq!(counterparts(app, "zh", "en").await[6], Vec::<i64>::new());
        // A sentence before them, and another text elsewhere: both still hold.
        publish(app, &editor, "en", &ENGLISH.replace("We sat", "It rained all day. We sat")).await;
        publish(app, &editor, "zh", &CHINESE.replace("以前谁也没见过谁。", "大家以前都没见过面。")).await;
        let found = counterparts(app, "en", "zh").await;
        assert_eq!((&found[1], &found[2], &found[3]), (&vec![], &vec![1], &vec![1]));
        assert_eq!(counterparts(app, "zh", "en").await[6], Vec::<i64>::new());
        // The later word holds, and can be taken back.
        align(app, &editor, &english, json!([3]), &chinese, json!([2])).await.ok();
        assert_eq!(counterparts(app, "en", "zh").await[3], [2]);
        assert_eq!(app.count("SELECT count(*) FROM segment_pins").await, 2);
        for (edition, other, segments) in [(&english, &chinese, json!([3])), (&chinese, &english, json!([6]))] {
            app.ask_as(&editor, RESET, json!({ "input": { "editionId": edition, "segments": segments, "counterpartEditionId": other } })).await.ok();
        }
        assert_eq!(app.count("SELECT count(*) FROM segment_pins").await, 0);
        assert_eq!(counterparts(app, "zh", "en").await[6], [7]);
    }
}

on_both! {
    async fn a_correction_moves_the_passages_of_threads(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let english = publish(app, &editor, "en", ENGLISH).await;
        let chinese = publish(app, &editor, "zh", CHINESE).await;
        let essay = app.ask("{ essay(slug: \"long-table\") { id } }", json!({})).await.ok().text("/essay/id");
        let start = "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }";
        let input = json!({ "essayId": essay, "title": "Seven?", "body": "Which ones?", "language": "en", "quote": { "editionId": english, "exact": "Nobody had met before." } });
        let thread = app.ask_as(&editor, start, json!({ "input": input })).await.ok().text("/startThread/thread/id");
        let shown = async || {
            let query = "query($id: ID!) { thread(id: $id) { anchor(language: \"zh\") { state text } } }";
            app.ask(query, json!({ "id": thread })).await.ok().at("/thread/anchor").clone()
        };
        assert_eq!(shown().await, json!({ "state": "PROJECTED", "text": "以前谁也没见过谁。" }));
        align(app, &editor, &english, json!([3]), &chinese, json!([3, 4])).await.ok();
        assert_eq!(shown().await, json!({ "state": "PROJECTED", "text": "以前谁也没见过谁。主人不会说英语！" }));
        align(app, &editor, &english, json!([3]), &chinese, json!([])).await.ok();
        assert_eq!(shown().await, json!({ "state": "ORPHANED", "text": "Nobody had met before." }));
    }
}

on_both! {
    async fn what_cannot_be_is_refused(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let english = publish(app, &editor, "en", ENGLISH).await;
        let chinese = publish(app, &editor, "zh", CHINESE).await;
        app.essay(&editor, "another").await;
        let foreign = app.ask("{ essay(slug: \"another\") { edition { id } } }", json!({})).await.ok().text("/essay/edition/id");
        for (segments, other, counterparts, field) in [
            (json!([]), &chinese, json!([0]), "input.segments"),
            (json!([0, 2]), &chinese, json!([0]), "input.segments"),
            (json!([1, 1]), &chinese, json!([0]), "input.segments"),
            (json!([7]), &chinese, json!([0]), "input.segments"),
            (json!([-1]), &chinese, json!([0]), "input.segments"),
            (json!([-1, 0]), &chinese, json!([0]), "input.segments"),
            (json!((0..21).collect::<Vec<_>>()), &chinese, json!([0]), "input.segments"),
            (json!([0]), &chinese, json!([5, 7]), "input.counterparts"),
            (json!([0]), &english, json!([0]), "input.counterpartEditionId"),
            (json!([0]), &foreign, json!([0]), "input.counterpartEditionId"),
        ] {
            let refused = align(app, &editor, &english, segments, other, counterparts).await;
            assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", field), "{}", refused.body);
        }
        // More sentences than one may name, though there are so many.
        let long = publish(app, &editor, "fr", &"Une phrase de plus. ".repeat(25)).await;
        let refused = align(app, &editor, &long, json!((0..21).collect::<Vec<_>>()), &chinese, json!([0])).await;
        assert_eq!((refused.code(), refused.body["errors"][0]["message"].as_str()), ("VALIDATION_FAILED", Some("Name at most 20 sentences.")));
        align(app, &editor, &long, json!((0..20).collect::<Vec<_>>()), &chinese, json!([0])).await.ok();
        app.sql("DELETE FROM segment_pins").await;
        let mut input = json!({ "editionId": english, "segments": [0], "counterpartEditionId": chinese, "counterparts": [0], "revision": 1, "counterpartRevision": 2 });
        assert_eq!(app.ask_as(&editor, ALIGN, json!({ "input": input })).await.code(), "CONFLICT");
        input["counterpartRevision"] = json!(1);
        input["revision"] = json!(2);
        assert_eq!(app.ask_as(&editor, ALIGN, json!({ "input": input })).await.code(), "CONFLICT");
        input["revision"] = json!(1);
        app.ask_as(&editor, ALIGN, json!({ "input": input })).await.ok();
        assert_eq!(app.count("SELECT count(*) FROM segment_pins").await, 1);
    }
}

on_both! {
    async fn of_corrections_at_the_same_moment_one_is_kept(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let english = publish(app, &editor, "en", ENGLISH).await;
        let chinese = publish(app, &editor, "zh", CHINESE).await;
        for _ in 0..4 {
            let tries = (0..3).map(|ordinal| align(app, &editor, &english, json!([2]), &chinese, json!([ordinal])));
            let answers = futures_util::future::join_all(tries).await;
            let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.body.get("errors").is_some()).collect();
            assert!(refused.len() < answers.len() && refused.iter().all(|answer| answer.code() == "CONFLICT"));
            assert_eq!(app.count("SELECT count(*) FROM segment_pins").await, 1);
        }
    }
}

on_both! {
    async fn what_was_aligned_of_an_earlier_text_is_not_kept(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        publish(app, &editor, "en", ENGLISH).await;
        publish(app, &editor, "zh", CHINESE).await;
        let essay = entity::essay::Entity::find().one(app.db.read()).await.unwrap().unwrap().id;
        app.sql("DELETE FROM alignments").await;
        let earlier = service::atlas(&app.db, essay).await.unwrap().unwrap();
        publish(app, &editor, "zh", &CHINESE.replace("以前谁也没见过谁。", "大家以前都没见过面。")).await;
        let shown = counterparts(app, "en", "zh").await;
        assert_eq!(shown[3], [3]);
        assert!(service::align(&app.db, &earlier).await.unwrap(), "it is to be looked at again");
        assert_eq!(counterparts(app, "en", "zh").await, shown);
    }
}
