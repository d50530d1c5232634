//! Text that means harm, in every place that takes text; editions and their credits.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Kind, TestApp, app::run},
};

/// What each place must render to nothing that acts; the long list is in `content`.
const HARM: &str = "# <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) [d](JAVASCRIPT&colon;alert(1)) ![e](https://tracker.example/x.png)\n\n<svg onload=alert(1)><math href=javascript:alert(1)>\n\n[f](https://ok.example \"\\\" onclick=alert(1)\") <https://auto.example> www.bare.example\n\n[[g](https://inner.example)](https://outer.example)\n\n| <b onclick=x> | [h](//evil.example) |\n|---|---|\n| [i](/relative) | [j](\\\\evil) |\n\n```html\n<script>alert(2)</script>\n```\n\n[k]: javascript:alert(3) \"x\"\n\n[k] `<img src=x onerror=alert(1)>` &lt;script&gt;alert(4)&lt;/script&gt; &#60;script&#62;";

/// Nothing in it acts, and all links are marked.
fn assert_harmless(html: &str) {
    for tag in html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap().to_lowercase()) {
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
        assert!(!["script", "img", "svg", "math", "iframe", "style", "object", "form", "input"].contains(&name), "<{tag}> in {html}");
        let bare: String = tag.split('"').step_by(2).collect();
        assert!(
            !bare.split_whitespace().any(|attribute| attribute.starts_with("on") || attribute.starts_with("style") || attribute.starts_with("src")),
            "<{tag}> in {html}"
        );
        if name == "a" && !tag.starts_with('/') {
            assert!(tag.contains("rel=\"nofollow ugc noopener\""), "<{tag}> in {html}");
            if let Some(address) = tag.split("href=\"").nth(1) {
                assert!(address.starts_with("https://") || address.starts_with("http://") || address.starts_with("mailto:"), "<{tag}> in {html}");
            }
        }
    }
}

async fn html(app: &TestApp, token: &str, query: &str, variables: Value, path: &str) {
    let answer = app.ask_as(token, query, variables).await.ok();
    let html = answer.text(path);
    assert_harmless(&html);
    assert!(html.contains("https://ok.example") && html.contains("&lt;script&gt;alert(4)"), "{html}");
}

on_both! {
    async fn every_place_that_takes_text_renders_it_harmless(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        app.let_all_posts_through().await;
        let publish = "mutation($b: String!) { publishEdition(input: { slug: \"a-calm-answer\", language: \"en\", title: \"A title\", body: $b }) { essay { id } edition { bodyHtml } } }";
        html(app, &editor, publish, json!({ "b": HARM }), "/publishEdition/edition/bodyHtml").await;
        html(app, &editor, publish, json!({ "b": format!("{HARM}\n\nrevised") }), "/publishEdition/edition/bodyHtml").await;
        let essay = app.ask("{ essay(slug: \"a-calm-answer\") { id edition { bodyHtml } } }", json!({})).await.ok();
        assert_harmless(&essay.text("/essay/edition/bodyHtml"));
        let essay = essay.text("/essay/id");
        let start = "mutation($e: ID!, $b: String!) { startThread(input: { essayId: $e, title: \"A title\", body: $b, language: \"en\" }) { thread { id bodyHtml } } }";
        html(app, &editor, start, json!({ "e": essay, "b": HARM }), "/startThread/thread/bodyHtml").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        html(app, &editor, "mutation($id: ID!, $b: String!) { editThread(input: { threadId: $id, body: $b }) { thread { bodyHtml } } }", json!({ "id": thread, "b": HARM }), "/editThread/thread/bodyHtml").await;
        let reply = app.reply(&editor, &thread, None, "text").await;
        html(app, &editor, "mutation($id: ID!, $b: String!) { editReply(input: { replyId: $id, body: $b }) { reply { bodyHtml } } }", json!({ "id": reply, "b": HARM }), "/editReply/reply/bodyHtml").await;
        let create = "mutation($e: ID!, $b: String!) { createProposal(input: { essayId: $e, title: \"A title\", body: $b, language: \"en\" }) { proposal { bodyHtml } } }";
        html(app, &editor, create, json!({ "e": essay, "b": HARM }), "/createProposal/proposal/bodyHtml").await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        html(app, &editor, "mutation($id: ID!, $b: String!) { editProposal(input: { proposalId: $id, body: $b }) { proposal { bodyHtml } } }", json!({ "id": proposal, "b": HARM }), "/editProposal/proposal/bodyHtml").await;
        // What was written is what is kept, and what readers get later is what the writer got.
        let read = app.ask("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { body bodyHtml } } }", json!({ "ids": [thread, reply, proposal] })).await.ok();
        for node in read.at("/nodes").as_array().unwrap() {
            assert_eq!(node["body"], HARM);
            assert_harmless(node["bodyHtml"].as_str().unwrap());
        }
    }
}

on_both! {
    async fn plain_text_stays_plain_and_hides_nothing(app) {
        let editor = app.with_role("amina", Role::Admin).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        let hidden = ["a\u{200B}bc", "a\u{202E}bc", "a\u{2066}bc", "a\u{FEFF}bc", "a\u{0}bc", "a\nbc", "a\u{7F}bc", "a\u{2028}bc", "a\u{E0041}bc"];
        for title in hidden {
            for (query, field) in [
                ("mutation($e: ID!, $t: String!) { startThread(input: { essayId: $e, title: $t, body: \"x\", language: \"en\" }) { thread { id } } }", "input.title"),
                ("mutation($e: ID!, $t: String!) { createProposal(input: { essayId: $e, title: $t, body: \"x\", language: \"en\" }) { proposal { id } } }", "input.title"),
                ("mutation($t: String!) { publishEdition(input: { slug: \"another\", language: \"en\", title: $t, body: \"x\" }) { essay { id } } }", "input.title"),
                ("mutation($t: String!) { publishEdition(input: { slug: \"another\", language: \"en\", title: \"A title\", body: \"x\", credits: [{ role: AUTHOR, name: $t }] }) { essay { id } } }", "input.credits"),
            ] {
                let variables = if query.contains("$e") { json!({ "e": essay, "t": title }) } else { json!({ "t": title }) };
                let answer = app.ask_as(&editor, query, variables).await;
                assert_eq!((answer.code(), answer.field().as_str()), ("VALIDATION_FAILED", field), "{title:?}: {query}");
            }
        }
        for (query, field) in [
            ("mutation($id: ID!, $t: String!) { castVote(input: { proposalId: $id, stance: AGREE, reason: $t }) { vote { reason } } }", "input.reason"),
            ("mutation($id: ID!, $t: String!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED, statement: $t }) { proposal { id } } }", "input.statement"),
        ] {
            for bad in ["a\u{0}b".to_owned(), "a\u{1B}b".to_owned(), "x".repeat(2001)] {
                let answer = app.ask_as(&editor, query, json!({ "id": proposal, "t": bad })).await;
                assert_eq!((answer.code(), answer.field().as_str()), ("VALIDATION_FAILED", field), "{bad:?}");
            }
        }
        // Markup in a title or a reason is just characters.
        let vote = "mutation($id: ID!, $t: String!) { castVote(input: { proposalId: $id, stance: AGREE, reason: $t }) { vote { reason } } }";
        assert_eq!(app.ask_as(&editor, vote, json!({ "id": proposal, "t": "<script>1</script>\nsecond line" })).await.ok().text("/castVote/vote/reason"), "<script>1</script>\nsecond line");
        assert!(app.ask_as(&editor, vote, json!({ "id": proposal, "t": "  \n " })).await.ok().at("/castVote/vote/reason").is_null());
    }
}

#[test]
fn hostile_runs_are_rendered_or_refused_and_nothing_waits_for_them() {
    run(Kind::Sqlite, async |app| {
        let editor = app.with_role("amina", Role::Editor).await;
        app.let_all_posts_through().await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let start =
            "mutation($e: ID!, $b: String!) { startThread(input: { essayId: $e, title: \"A title\", body: $b, language: \"en\" }) { thread { bodyHtml } } }";
        for unit in [
            "[",
            "*_",
            "> ",
            "- ",
            "![",
            "`",
            "<",
            "&",
            "~",
            "[x](",
            "<!--",
            "|a",
            "\\",
            "1. ",
            "**a ",
            "www.",
            "a@b.",
            "https://",
            "[a]: b\n",
            "&#x",
            "_a*",
            "[a][",
            "<a ",
            "- a\n  ",
            "|a|b|\n|-|-|\n",
        ] {
            // As long as a post may be; the request's own deadline is the limit of time.
            let answer = app.ask_as(&editor, start, json!({ "e": essay, "b": unit.repeat(20_000 / unit.len()) })).await;
            if answer.body.get("errors").is_some() {
                assert_eq!((answer.code(), answer.field().as_str()), ("VALIDATION_FAILED", "input.body"), "{unit}");
            } else {
                assert_harmless(&answer.text("/startThread/thread/bodyHtml"));
            }
        }
    });
}

on_both! {
    async fn credits_keep_their_order_and_lead_to_accounts(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        app.sign_up("mei").await;
        let mei = app.ask("{ user(handle: \"mei\") { id } }", json!({})).await.ok().text("/user/id");
        let publish = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { edition { revision revisedAt sourceUrl credits { role name user { handle } } } } }";
        let input = |credits: Value| json!({ "input": { "slug": "a-calm-answer", "language": "en", "title": "A title", "body": "Text", "credits": credits } });
        let credits = json!([{ "role": "TRANSLATOR", "name": "Mei", "userId": mei }, { "role": "AUTHOR", "name": "Zhou" }, { "role": "REVIEWER", "name": "Ana" }, { "role": "AUTHOR", "name": "Bo" }]);
        let first = app.ask_as(&editor, publish, input(credits)).await.ok();
        let names = |answer: &crate::support::Answer| answer.at("/publishEdition/edition/credits").as_array().unwrap().iter().map(|credit| credit["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&first), ["Mei", "Zhou", "Ana", "Bo"]);
        assert_eq!(first.text("/publishEdition/edition/credits/0/user/handle"), "mei");
        assert!(first.at("/publishEdition/edition/credits/1/user").is_null());
        // Other credits, same text: no new revision.
        let second = app.ask_as(&editor, publish, input(json!([{ "role": "AUTHOR", "name": "Bo" }, { "role": "AUTHOR", "name": "Zhou" }]))).await.ok();
        assert_eq!((names(&second), second.at("/publishEdition/edition/revision")), (vec!["Bo".to_owned(), "Zhou".to_owned()], &json!(1)));
        let read = app.ask("{ essay(slug: \"a-calm-answer\") { editions { credits { name } } edition { credits { name } } } }", json!({})).await.ok();
        assert_eq!(read.at("/essay/editions/0/credits"), read.at("/essay/edition/credits"));
        assert_eq!(read.text("/essay/edition/credits/0/name"), "Bo");
        let mut stranger = mei.into_bytes();
        stranger[10] = if stranger[10] == b'A' { b'B' } else { b'A' };
        let stranger = String::from_utf8(stranger).unwrap();
        let long: Vec<Value> = (0..51).map(|_| json!({ "role": "AUTHOR", "name": "A" })).collect();
        let essay = app.ask("{ essay(slug: \"a-calm-answer\") { id } }", json!({})).await.ok().text("/essay/id");
        for (credits, field) in [(json!([{ "role": "AUTHOR", "name": "A", "userId": stranger }]), "input.credits"), (json!(long), "input.credits"), (json!([{ "role": "AUTHOR", "name": "" }]), "input.credits"), (json!([{ "role": "AUTHOR", "name": "A", "userId": essay }]), "input.credits.userId")] {
            let answer = app.ask_as(&editor, publish, input(credits)).await;
            assert_eq!((answer.code(), answer.field().as_str()), ("VALIDATION_FAILED", field), "{}", answer.body);
        }
        for (key, value) in [("slug", "A Slug"), ("slug", "a--b"), ("slug", "ab"), ("language", "not a tag"), ("originalLanguage", "??"), ("originalLanguage", "fr"), ("originCountry", "XX"), ("sourceUrl", "javascript:alert(1)"), ("sourceUrl", "https:///x"), ("title", "ab"), ("body", " \n ")] {
            let mut input = input(json!([]));
            input["input"][key] = json!(value);
            let answer = app.ask_as(&editor, publish, input).await;
            assert_eq!((answer.code(), answer.field()), ("VALIDATION_FAILED", format!("input.{key}")), "{key} = {value}");
        }
        assert_eq!((app.count("SELECT COUNT(*) FROM essays").await, app.count("SELECT COUNT(*) FROM edition_revisions").await), (1, 0));
    }
}
