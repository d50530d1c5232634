//! Editions as plain text and sentences.

use entity::{Role, edition, segment};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::{on_both, support::TestApp};

const PUBLISH: &str = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { edition { id revision plainText segments { ordinal paragraph text start end } } } }";

async fn publish(app: &TestApp, token: &str, language: &str, body: &str) -> Value {
    let input = json!({ "slug": "two-kettles", "language": language, "title": "Two kettles", "body": body, "originalLanguage": "en" });
    app.ask_as(token, PUBLISH, json!({ "input": input })).await.ok().at("/publishEdition/edition").clone()
}

/// Each sentence's words, cut from the plain text by its offsets.
fn cut(edition: &Value) -> Vec<String> {
    let letters: Vec<char> = edition["plainText"].as_str().unwrap().chars().collect();
    let offset = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    edition["segments"].as_array().unwrap().iter().map(|segment| letters[offset(&segment["start"])..offset(&segment["end"])].iter().collect()).collect()
}

on_both! {
    async fn an_edition_is_split_into_sentences_in_any_language(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let english = publish(app, &editor, "en", "# Two kettles\n\nMr. Okafor poured *first*. “Sit,” he said! 😀 Nobody hurried.\n\n- One cup\n- Another cup").await;
        assert_eq!(english["plainText"], "Two kettles\n\nMr. Okafor poured first. “Sit,” he said! 😀 Nobody hurried.\n\nOne cup\n\nAnother cup");
        let words: Vec<&str> = english["segments"].as_array().unwrap().iter().map(|segment| segment["text"].as_str().unwrap()).collect();
        assert_eq!(words, ["Two kettles", "Mr. Okafor poured first.", "“Sit,” he said!", "😀 Nobody hurried.", "One cup", "Another cup"]);
        assert_eq!(cut(&english), words);
        let places: Vec<(i64, i64)> =
            english["segments"].as_array().unwrap().iter().map(|segment| (segment["ordinal"].as_i64().unwrap(), segment["paragraph"].as_i64().unwrap())).collect();
        assert_eq!(places, [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (5, 3)]);

        let chinese = publish(app, &editor, "zh", "# 两把壶\n\n他先倒茶。“请坐。”他说！没有人着急？").await;
        assert_eq!(cut(&chinese)[..2], ["两把壶", "他先倒茶。"]);
        let arabic = publish(app, &editor, "ar", "هل تشرب الشاي؟ نعم. اجلس معنا.").await;
        assert_eq!(cut(&arabic), ["هل تشرب الشاي؟", "نعم.", "اجلس معنا."]);
    }
}

on_both! {
    async fn a_new_text_has_its_own_sentences(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let first = publish(app, &editor, "en", "One. Two. Three.").await;
        assert_eq!(cut(&first), ["One.", "Two.", "Three."]);
        let second = publish(app, &editor, "en", "Just one now.").await;
        assert_eq!((&second["id"], second["revision"].as_i64()), (&first["id"], Some(2)));
        assert_eq!(cut(&second), ["Just one now."]);
        // A text that says nothing to a reader has no sentences, and nothing fails.
        let empty = publish(app, &editor, "en", "<!-- later -->").await;
        assert_eq!((empty["plainText"].as_str(), empty["segments"].as_array().map(Vec::len)), (Some(""), Some(0)));
        assert_eq!(segment::Entity::find().count(app.db.read()).await.unwrap(), 0);
    }
}

on_both! {
    async fn editions_from_before_are_completed(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let before = publish(app, &editor, "en", "One. Two.").await;
        publish(app, &editor, "fr", "Une seule phrase.").await;
        // As an older release leaves them.
        let transaction = app.db.begin().await.unwrap();
        edition::Entity::update_many()
            .col_expr(edition::Column::PlainText, Expr::value(""))
            .col_expr(edition::Column::SegmentedRevision, Expr::value(0))
            .filter(edition::Column::Language.eq("en"))
            .exec(&transaction)
            .await
            .unwrap();
        segment::Entity::delete_many().exec(&transaction).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(teahouse::segment::service::complete(&app.db).await.unwrap(), 1);
        assert_eq!(teahouse::segment::service::complete(&app.db).await.unwrap(), 0);
        let again = app.ask("{ essay(slug: \"two-kettles\") { edition { plainText segments { text start end } } } }", json!({})).await.ok();
        assert_eq!(cut(again.at("/essay/edition")), cut(&before));
    }
}

on_both! {
    async fn sentences_of_many_editions_cost_one_statement_more(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        publish(app, &editor, "en", "One. Two.").await;
        let cost = async || {
            let before = app.db.statements();
            app.ask("{ essay(slug: \"two-kettles\") { editions { language plainText segments { text } } } }", json!({})).await.ok();
            app.db.statements() - before
        };
        assert_eq!(cost().await, 4);
        publish(app, &editor, "fr", "Une. Deux.").await;
        publish(app, &editor, "zh", "一。二。").await;
        assert_eq!(cost().await, 4);
    }
}
