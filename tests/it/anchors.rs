//! Passages: quoted, found again after edits, and shown in other languages.

use entity::{Role, edition, thread};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use teahouse::{
    anchor::{service, store},
    error::Code,
};

use crate::{
    on_both,
    support::{Answer, TestApp},
};

const START: &str =
    "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id anchor { state text start end score isPending edition { language } } } } }";
const ANCHOR: &str = "query($id: ID!, $language: LanguageTag) { thread(id: $id) { anchor(language: $language) { state text start end score isPending \
                      edition { id language title revision essay { slug } } quote { exact prefix suffix language revision } } } }";

const ENGLISH: &str = "# Two kettles\n\nPour first. A guest who is served speaks later, and speaks longer.\n\nThen listen. Nobody at this table has to win.\n\nAt the end of the evening, say in one sentence what the other side meant.";
const CHINESE: &str = "# 两把壶\n\n先倒茶。先得到茶的客人后开口，也说得更久。\n\n然后听。这张桌上没有人必须赢。\n\n夜深时，用一句话说出对方的意思。";

/// An essay in two languages.
struct Table {
    editor: String,
    guest: String,
    essay: String,
    english: String,
    chinese: String,
}

impl Table {
    async fn new(app: &TestApp) -> Self {
        let editor = app.with_role("amina", Role::Editor).await;
        app.let_all_posts_through().await;
        let guest = app.sign_up("tomas").await;
        let (essay, english) = publish(app, &editor, "en", ENGLISH).await;
        let (_, chinese) = publish(app, &editor, "zh", CHINESE).await;
        Self { editor, guest, essay, english, chinese }
    }

    async fn quote(&self, app: &TestApp, edition: &str, exact: &str, prefix: Option<&str>, suffix: Option<&str>) -> Answer {
        let quote = json!({ "editionId": edition, "exact": exact, "prefix": prefix, "suffix": suffix });
        let input = json!({ "essayId": self.essay, "title": "About this", "body": format!("What does it mean? {exact}"), "language": "en", "quote": quote });
        app.ask_as(&self.guest, START, json!({ "input": input })).await
    }

    async fn thread(&self, app: &TestApp, exact: &str) -> String {
        self.quote(app, &self.english, exact, None, None).await.ok().text("/startThread/thread/id")
    }
}

async fn publish(app: &TestApp, editor: &str, language: &str, body: &str) -> (String, String) {
    let query = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } edition { id } } }";
    let input = json!({ "slug": "two-kettles", "language": language, "title": "Two kettles", "body": body, "originalLanguage": "en" });
    let answer = app.ask_as(editor, query, json!({ "input": input })).await.ok();
    (answer.text("/publishEdition/essay/id"), answer.text("/publishEdition/edition/id"))
}

async fn anchor(app: &TestApp, thread: &str, language: Option<&str>) -> Value {
    app.ask(ANCHOR, json!({ "id": thread, "language": language })).await.ok().at("/thread/anchor").clone()
}

/// What stands between the offsets of an anchor, by the edition's plain text.
async fn cut(app: &TestApp, anchor: &Value) -> String {
    let text = app.ask("query($id: ID!) { node(id: $id) { ... on Edition { plainText } } }", json!({ "id": anchor["edition"]["id"] })).await.ok();
    let offset = |name: &str| usize::try_from(anchor[name].as_u64().unwrap()).unwrap();
    text.text("/node/plainText").chars().skip(offset("start")).take(offset("end") - offset("start")).collect()
}

on_both! {
    async fn a_passage_is_found_and_shown_in_both_languages(app) {
        let table = Table::new(app).await;
        let started = table.quote(app, &table.english, "Nobody at this table has to win.", None, None).await.ok();
        assert_eq!(started.at("/startThread/thread/anchor/state"), "EXACT");
        assert_eq!(started.at("/startThread/thread/anchor/score"), 1.0);
        let id = started.text("/startThread/thread/id");
        let english = anchor(app, &id, None).await;
        assert_eq!((&english["state"], &english["edition"]["language"], &english["edition"]["essay"]["slug"]), (&json!("EXACT"), &json!("en"), &json!("two-kettles")));
        assert_eq!(cut(app, &english).await, "Nobody at this table has to win.");
        // The words around it are ours, whatever the client sent.
        assert_eq!(english["quote"]["exact"], "Nobody at this table has to win.");
        assert!(english["quote"]["prefix"].as_str().unwrap().ends_with("Then listen. "), "{english}");
        assert_eq!((&english["quote"]["language"], &english["quote"]["revision"]), (&json!("en"), &json!(1)));
        let chinese = anchor(app, &id, Some("zh-Hans")).await;
        assert_eq!((&chinese["state"], &chinese["text"]), (&json!("PROJECTED"), &json!("这张桌上没有人必须赢。")));
        assert_eq!(cut(app, &chinese).await, "这张桌上没有人必须赢。");
        // No edition suits: the one that was quoted.
        assert_eq!(anchor(app, &id, Some("fr")).await["edition"]["language"], "en");
        // Quoted in Chinese, read in English.
        let chinese = table.quote(app, &table.chinese, "先倒茶", None, None).await.ok().text("/startThread/thread/id");
        let english = anchor(app, &chinese, Some("en")).await;
        assert_eq!((&english["state"], &english["text"]), (&json!("PROJECTED"), &json!("Pour first.")));
        // A thread about the whole essay has no passage.
        let whole = app.thread(&table.guest, &table.essay, "In general").await;
        assert!(anchor(app, &whole, None).await.is_null());
    }
}

on_both! {
    async fn what_is_not_there_is_refused_with_what_is_nearest(app) {
        let table = Table::new(app).await;
        let refused = table.quote(app, &table.english, "Somebody at this table had to win.", None, None).await;
        assert_eq!((refused.code(), refused.field().as_str()), ("VALIDATION_FAILED", "input.quote.exact"));
        let message = refused.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("at this table has to win"), "{message}");
        let (words, context) = ("x".repeat(2_001), "x".repeat(201));
        for (exact, prefix, suffix, field, message) in [
            ("   ", None, None, "input.quote.exact", "Quote at least one word."),
            (words.as_str(), None, None, "input.quote.exact", "At most 2000 characters."),
            ("Pour first.", Some(context.as_str()), None, "input.quote.prefix", "At most 200 characters."),
            ("Pour first.", None, Some(context.as_str()), "input.quote.suffix", "At most 200 characters."),
        ] {
            let refused = table.quote(app, &table.english, exact, prefix, suffix).await;
            let told = refused.body["errors"][0]["message"].as_str().unwrap();
            assert_eq!((refused.code(), refused.field().as_str(), told), ("VALIDATION_FAILED", field, message));
        }
        // Twice there: which?
        let twice = table.quote(app, &table.english, "speaks", None, None).await;
        assert_eq!((twice.code(), twice.field().as_str()), ("VALIDATION_FAILED", "input.quote.exact"));
        let second = table.quote(app, &table.english, "speaks", Some("later, and "), Some(" longer")).await.ok();
        assert_eq!(second.at("/startThread/thread/anchor/text"), "speaks");
        // Another essay's edition, and what is no edition.
        let other = app.essay(&table.editor, "another").await;
        let edition = app.ask("{ essay(slug: \"another\") { edition { id } } }", json!({})).await.ok().text("/essay/edition/id");
        let foreign = table.quote(app, &edition, "Text.", None, None).await;
        assert_eq!((foreign.code(), foreign.field().as_str()), ("VALIDATION_FAILED", "input.quote.editionId"));
        let wrong = table.quote(app, &other, "Text.", None, None).await;
        assert_eq!((wrong.code(), wrong.field().as_str()), ("VALIDATION_FAILED", "input.quote.editionId"));
        assert_eq!(app.count("SELECT count(*) FROM threads").await, 1);
        assert_eq!(app.count("SELECT count(*) FROM anchors").await, 1);
    }
}

on_both! {
    async fn passages_are_found_again_in_a_new_text(app) {
        let table = Table::new(app).await;
        let (kept, moved, changed, gone) = (
            table.thread(app, "Pour first.").await,
            table.thread(app, "Nobody at this table has to win.").await,
            table.thread(app, "say in one sentence what the other side meant").await,
            table.thread(app, "Then listen.").await,
        );
        let body = ENGLISH
            .replace("Then listen. ", "")
            .replace("say in one sentence", "say in a sentence")
            .replace("A guest who is served speaks", "A guest who has been served first speaks");
        publish(app, &table.editor, "en", &body).await;
        assert_eq!(anchor(app, &kept, None).await["state"], "EXACT");
        let found = anchor(app, &moved, None).await;
        assert_eq!((&found["state"], &found["text"]), (&json!("SHIFTED"), &json!("Nobody at this table has to win.")));
        assert_eq!(cut(app, &found).await, "Nobody at this table has to win.");
        let found = anchor(app, &changed, None).await;
        assert_eq!((&found["state"], &found["text"]), (&json!("FUZZY"), &json!("say in a sentence what the other side meant")));
        assert_eq!(found["quote"]["exact"], "say in one sentence what the other side meant");
        assert!((0.75..1.0).contains(&found["score"].as_f64().unwrap()), "{found}");
        let orphan = anchor(app, &gone, None).await;
        assert_eq!(orphan["state"], "ORPHANED");
        assert_eq!((&orphan["text"], &orphan["start"], &orphan["end"], &orphan["isPending"]), (&json!("Then listen."), &json!(0), &json!(0), &json!(false)));
        // It follows in the other language, too.
        let chinese = anchor(app, &moved, Some("zh")).await;
        assert!(chinese["text"].as_str().unwrap().ends_with("这张桌上没有人必须赢。"), "{chinese}");
        assert_eq!(anchor(app, &gone, Some("zh")).await["state"], "ORPHANED");
        // What comes back is found again: it is always looked for as it was quoted.
        publish(app, &table.editor, "en", ENGLISH).await;
        for thread in [&kept, &moved, &changed, &gone] {
            assert_eq!(anchor(app, thread, None).await["state"], "EXACT");
        }
        let quote = &anchor(app, &gone, None).await["quote"];
        assert_eq!((&quote["exact"], &quote["revision"]), (&json!("Then listen."), &json!(1)));
    }
}

on_both! {
    async fn an_edition_that_comes_later_shows_the_passages_too(app) {
        let table = Table::new(app).await;
        let thread = table.thread(app, "Nobody at this table has to win.").await;
        let french = "# Deux théières\n\nSers d’abord. L’invité qui est servi parle plus tard, et plus longtemps.\n\nPuis écoute. Personne à cette table n’est obligé de gagner.\n\nÀ la fin de la soirée, dis en une phrase ce que l’autre a voulu dire.";
        publish(app, &table.editor, "fr", french).await;
        let found = anchor(app, &thread, Some("fr")).await;
        assert_eq!((&found["state"], &found["text"]), (&json!("PROJECTED"), &json!("Personne à cette table n’est obligé de gagner.")));
        // A new text of the other language moves it there.
        publish(app, &table.editor, "zh", &CHINESE.replace("先倒茶。", "先倒茶，再坐下。")).await;
        let found = anchor(app, &thread, Some("zh")).await;
        assert_eq!((&found["state"], cut(app, &found).await.as_str()), (&json!("PROJECTED"), "这张桌上没有人必须赢。"));
    }
}

on_both! {
    async fn threads_are_listed_by_passage_and_counted_by_sentence(app) {
        let table = Table::new(app).await;
        let (first, second) = (table.thread(app, "Pour first.").await, table.thread(app, "Pour first. A guest who is served").await);
        let chinese = table.quote(app, &table.chinese, "这张桌上没有人必须赢。", None, None).await.ok().text("/startThread/thread/id");
        app.thread(&table.guest, &table.essay, "In general").await;
        let heat = async |language: &str| -> Vec<i64> {
            let query = "query($l: LanguageTag) { essay(slug: \"two-kettles\") { edition(language: $l) { segments { threadCount } } } }";
            let answer = app.ask(query, json!({ "l": language })).await.ok();
            answer.at("/essay/edition/segments").as_array().unwrap().iter().map(|segment| segment["threadCount"].as_i64().unwrap()).collect()
        };
        assert_eq!(heat("en").await, [0, 2, 1, 0, 1, 0]);
        assert_eq!(heat("zh").await, [0, 2, 1, 0, 1, 0]);
        let list = async |passage: Value| -> Vec<String> {
            let query = "query($p: PassageInput) { essay(slug: \"two-kettles\") { threads(passage: $p, orderBy: { field: CREATED_AT, direction: ASC }) { totalCount nodes { id } } } }";
            let answer = app.ask(query, json!({ "p": passage })).await.ok();
            let ids: Vec<String> = answer.at("/essay/threads/nodes").as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect();
            assert_eq!(answer.at("/essay/threads/totalCount"), ids.len());
            ids
        };
        assert_eq!(list(Value::Null).await.len(), 4);
        assert_eq!(list(json!({ "editionId": table.english, "segment": 1 })).await, [first.clone(), second.clone()]);
        assert_eq!(list(json!({ "editionId": table.english, "segment": 2 })).await, std::slice::from_ref(&second));
        assert_eq!(list(json!({ "editionId": table.chinese, "segment": 4 })).await, std::slice::from_ref(&chinese));
        assert_eq!(list(json!({ "editionId": table.english, "segment": 4 })).await, std::slice::from_ref(&chinese));
        let place = anchor(app, &first, None).await;
        assert_eq!(list(json!({ "editionId": table.english, "start": place["start"], "end": place["end"] })).await, [first.clone(), second.clone()]);
        assert_eq!(list(json!({ "editionId": table.english, "start": place["end"], "end": place["end"].as_i64().unwrap() + 2 })).await, std::slice::from_ref(&second));
        for nonsense in [json!({ "editionId": table.english }), json!({ "editionId": table.english, "start": 5, "end": 5 }), json!({ "editionId": table.english, "segment": 1, "start": 0, "end": 5 })] {
            let query = "query($p: PassageInput) { essay(slug: \"two-kettles\") { threads(passage: $p) { totalCount } } }";
            assert_eq!(app.ask(query, json!({ "p": nonsense })).await.code(), "BAD_USER_INPUT");
        }
        // A thread that is not shown neither counts nor is found by its passage.
        app.ask_as(&table.guest, "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", json!({ "id": second })).await.ok();
        assert_eq!(heat("en").await, [0, 1, 0, 0, 1, 0]);
        assert_eq!(list(json!({ "editionId": table.english, "segment": 1 })).await, [first]);
        assert!(anchor(app, &second, None).await.is_null());
    }
}

on_both! {
    async fn a_list_of_passages_costs_one_statement_more(app) {
        let table = Table::new(app).await;
        let cost = async || {
            let before = app.db.statements();
            let query = "{ essay(slug: \"two-kettles\") { threads { nodes { id anchor { state text start end quote { exact } } zh: anchor(language: \"zh\") { text } } } } }";
            app.ask(query, json!({})).await.ok();
            app.db.statements() - before
        };
        table.thread(app, "Pour first.").await;
        let one = cost().await;
        assert_eq!(one, 3);
        table.thread(app, "Then listen.").await;
        table.thread(app, "Nobody at this table").await;
        assert_eq!(cost().await, one);
        let edition = "{ essay(slug: \"two-kettles\") { edition { anchorsPending segments { text threadCount counterpart(language: \"zh\") { text } } } } }";
        let before = app.db.statements();
        app.ask(edition, json!({})).await.ok();
        // The essay, the edition, what is pending, sentences here, counts, links, sentences there.
        assert_eq!(app.db.statements() - before, 7);
    }
}

on_both! {
    async fn many_passages_are_found_in_the_background_and_progress_shows(app) {
        let table = Table::new(app).await;
        let thread = table.thread(app, "Nobody at this table has to win.").await;
        // As a text is left whose passages are too many to wait for.
        app.sql("UPDATE editions SET revision = 2 WHERE language = 'en'").await;
        app.sql("UPDATE editions SET segmented_revision = 2 WHERE language = 'en'").await;
        app.sql("UPDATE essays SET layout_version = layout_version + 1").await;
        let progress = async || app.ask("{ essay(slug: \"two-kettles\") { editions { language anchorsPending } } }", json!({})).await.ok().at("/essay/editions").clone();
        assert_eq!(progress().await, json!([{ "language": "en", "anchorsPending": 1 }, { "language": "zh", "anchorsPending": 0 }]));
        let waiting = anchor(app, &thread, None).await;
        assert_eq!((&waiting["state"], &waiting["isPending"], &waiting["text"]), (&json!("ORPHANED"), &json!(true), &json!("Nobody at this table has to win.")));
        assert_eq!(teahouse::anchor::service::settle_due(&app.db).await.unwrap(), 1);
        assert_eq!(progress().await, json!([{ "language": "en", "anchorsPending": 0 }, { "language": "zh", "anchorsPending": 0 }]));
        let found = anchor(app, &thread, None).await;
        assert_eq!((&found["state"], &found["isPending"]), (&json!("EXACT"), &json!(false)));
        assert_eq!(anchor(app, &thread, Some("zh")).await["state"], "PROJECTED");
        assert_eq!(teahouse::anchor::service::settle_due(&app.db).await.unwrap(), 0);
    }
}

on_both! {
    async fn threads_and_texts_at_the_same_moment_leave_nothing_behind(app) {
        let table = Table::new(app).await;
        let editing = async {
            for round in 0..6 {
                publish(app, &table.editor, "en", &format!("Round {round}.\n\n{ENGLISH}")).await;
            }
        };
        let quoting = async {
            let mut started = Vec::new();
            for _ in 0..12 {
                let answer = table.quote(app, &table.english, "Nobody at this table has to win.", None, None).await;
                // Kept whole, or refused: the text has changed in between.
                if answer.body.get("errors").is_some() {
                    assert_eq!(answer.code(), "CONFLICT");
                } else {
                    started.push(answer.text("/startThread/thread/id"));
                }
            }
            started
        };
        let ((), started) = futures_util::future::join(editing, quoting).await;
        while teahouse::anchor::service::settle_due(&app.db).await.unwrap() > 0 {}
        assert_eq!(app.count("SELECT count(*) FROM anchors").await, i64::try_from(started.len()).unwrap());
        for thread in &started {
            for language in ["en", "zh"] {
                let found = anchor(app, thread, Some(language)).await;
                assert_eq!(found["isPending"], false);
                assert_ne!(found["state"], "ORPHANED", "{found}");
            }
            assert_eq!(cut(app, &anchor(app, thread, None).await).await, "Nobody at this table has to win.");
        }
    }
}

on_both! {
    async fn a_passage_of_a_text_that_has_gone_meanwhile_is_not_kept(app) {
        let table = Table::new(app).await;
        let edition = edition::Entity::find().filter(edition::Column::Language.eq("en")).one(app.db.read()).await.unwrap().unwrap();
        let draft = || service::Draft { edition_id: edition.id, exact: "Pour first.".to_owned(), prefix: String::new(), suffix: String::new() };
        let quoted = service::quote(&app.db, edition.essay_id, draft()).await.unwrap();
        publish(app, &table.editor, "en", &ENGLISH.replace("Then listen.", "Listen.")).await;
        // A thread that there is, so that nothing else refuses.
        app.thread(&table.guest, &table.essay, "In general").await;
        let thread = thread::Entity::find().one(app.db.read()).await.unwrap().unwrap().id;
        let transaction = app.db.begin().await.unwrap();
        let refused = service::keep(&transaction, thread, &quoted).await.unwrap_err();
        assert_eq!(refused.code(), Code::Conflict);
        transaction.rollback().await.unwrap();
        assert_eq!(app.count("SELECT count(*) FROM anchors").await, 0);
    }
}

on_both! {
    async fn who_was_overtaken_changes_nothing(app) {
        let table = Table::new(app).await;
        let thread = table.thread(app, "Nobody at this table has to win.").await;
        let essay = edition::Entity::find().one(app.db.read()).await.unwrap().unwrap().essay_id;
        let id = thread::Entity::find().one(app.db.read()).await.unwrap().unwrap().id;
        let version = i32::try_from(app.count("SELECT layout_version FROM essays").await).unwrap();
        let editions = edition::Entity::find().all(app.db.read()).await.unwrap().iter().map(|edition| edition.id).collect();
        let mut place = store::anchors(app.db.read(), editions, None, 1).await.unwrap().pop().unwrap().own.unwrap();
        let shown = anchor(app, &thread, None).await;
        // Places that were found for an earlier layout, and are written later.
        place.text = "Somebody has to win.".to_owned();
        let transaction = app.db.begin().await.unwrap();
        store::save(&transaction, version - 1, &[(id, place.clone())]).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(anchor(app, &thread, None).await, shown);
        let transaction = app.db.begin().await.unwrap();
        store::save(&transaction, version, &[(id, place)]).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(anchor(app, &thread, None).await["text"], "Somebody has to win.");
        // Nor is an essay settled by somebody who has placed its passages for another layout.
        app.sql("UPDATE essays SET anchored_version = 0").await;
        let transaction = app.db.begin().await.unwrap();
        assert!(!store::mark_settled(&transaction, essay, version - 1).await.unwrap());
        transaction.commit().await.unwrap();
        assert_eq!(store::unsettled(app.db.read(), 9).await.unwrap(), [essay]);
        assert_eq!(app.count("SELECT anchored_version FROM essays").await, 0);
    }
}

on_both! {
    async fn a_passage_of_a_text_that_is_not_aligned_yet_is_projected_later(app) {
        let table = Table::new(app).await;
        // As a text is left that is too long to wait for: nobody has aligned it.
        app.sql("DELETE FROM alignments").await;
        let settled = app.count("SELECT layout_version - anchored_version FROM essays").await;
        assert_eq!(settled, 0);
        let thread = table.thread(app, "Nobody at this table has to win.").await;
        assert_eq!(anchor(app, &thread, Some("en")).await["state"], "EXACT");
        while service::settle_due(&app.db).await.unwrap() > 0 {}
        let found = anchor(app, &thread, Some("zh")).await;
        assert_eq!((&found["state"], &found["text"]), (&json!("PROJECTED"), &json!("这张桌上没有人必须赢。")));
    }
}
