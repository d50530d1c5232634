//! Text that means harm.

use entity::Role;
use serde_json::json;

use crate::on_both;

/// More than 120 ways to smuggle a script into a page.
fn vectors() -> Vec<String> {
    let mut all = Vec::new();
    let handlers = ["onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onanimationstart", "onpointerenter"];
    for tag in ["img src=x", "svg", "body", "iframe src=x", "input autofocus", "details open", "video src=x", "a href=x", "marquee", "math", "p", "b"] {
        for handler in handlers {
            all.push(format!("<{tag} {handler}=alert(1)>x"));
        }
    }
    for scheme in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "\u{1}javascript:alert(1)",
        "%6Aavascript:alert(1)",
        "file:///etc/passwd",
    ] {
        all.push(format!("[x]({scheme})"));
        all.push(format!("[x](<{scheme}>)"));
        all.push(format!("![x]({scheme})"));
        all.push(format!("<{scheme}>"));
        all.push(format!("[x]: {scheme}\n\n[x]"));
    }
    for raw in [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<style>@import 'http://x'</style>",
        "<link rel=stylesheet href=x>",
        "<base href=//x>",
        "<meta http-equiv=refresh content=0>",
        "<object data=x></object>",
        "<embed src=x>",
        "<form action=x><button>x</button></form>",
        "<!--><img src=x onerror=alert(1)>-->",
        "[a](https://x \"' onmouseover='alert(1)\")",
        "[a](https://x\" onmouseover=\"alert(1))",
        "`<img src=x onerror=alert(1)>`",
        "[[x](javascript:1)](https://y)",
        "![[x](javascript:1)](https://y)",
    ] {
        all.push(raw.to_owned());
    }
    all
}

/// What stands inside the tags of a page, lower case.
fn tags(html: &str) -> Vec<String> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap().to_lowercase()).collect()
}

fn assert_harmless(html: &str, source: &str) {
    const ALLOWED: [&str; 30] = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
    ];
    for tag in tags(html) {
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
        assert!(ALLOWED.contains(&name.as_str()) || name == "ul", "<{tag}> from {source}");
        // Attributes outside quotes: no handler, no style.
        let bare: String = tag.split('"').step_by(2).collect();
        assert!(!bare.split_whitespace().any(|attribute| attribute.starts_with("on") || attribute.starts_with("style")), "<{tag}> from {source}");
        if name == "a" && !tag.starts_with('/') {
            assert!(tag.contains("rel=\"nofollow ugc noopener\""), "<{tag}> from {source}");
            if let Some(address) = tag.split("href=\"").nth(1) {
                assert!(["http://", "https://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)), "<{tag}> from {source}");
            }
        }
    }
}

on_both! {
    async fn no_script_gets_through(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        let vectors = vectors();
        assert!(vectors.len() >= 120, "{}", vectors.len());
        for batch in vectors.chunks(20) {
            // Many in one post would hide each other; many posts in one document are refused.
            for source in batch {
                let post = "mutation($t: ID!, $b: String!) { postReply(input: { threadId: $t, body: $b, language: \"en\" }) { reply { bodyHtml } } }";
                let answer = app.ask_as(&editor, post, json!({ "t": thread, "b": source })).await;
                if answer.body.get("errors").is_some() {
                    assert_eq!(answer.code(), "VALIDATION_FAILED", "{source}");
                    continue;
                }
                assert_harmless(&answer.text("/postReply/reply/bodyHtml"), source);
            }
        }
    }
}

on_both! {
    async fn what_renders_badly_is_refused(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let start = "mutation($e: ID!, $t: String!, $b: String!) { startThread(input: { essayId: $e, title: $t, body: $b, language: \"en\" }) { thread { title bodyHtml } } }";
        for (title, body, field) in [("Good title", ">".repeat(5000), "input.body"), ("Bad\u{202E}title", "text".to_owned(), "input.title"), ("Zero\u{200B}width", "text".to_owned(), "input.title"), ("Good title", "x\u{7}".to_owned(), "input.body"), ("Good title", "字".repeat(20_001), "input.body")] {
            let answer = app.ask_as(&editor, start, json!({ "e": essay, "t": title, "b": body })).await;
            assert_eq!((answer.code(), answer.field().as_str()), ("VALIDATION_FAILED", field));
        }
        let plain = app.ask_as(&editor, start, json!({ "e": essay, "t": "<b>bold</b> & *so*", "b": "text" })).await.ok();
        assert_eq!(plain.text("/startThread/thread/title"), "<b>bold</b> & *so*");
    }
}
