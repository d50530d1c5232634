//! Search: what is found by which words, in which order, and how it is shown.

use entity::Role;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, Kind, TestApp, app::run},
};

const SEARCH: &str =
    "query($query: String!, $first: Int, $after: String, $last: Int, $before: String, $kinds: [SearchKind!], $languages: [LanguageTag!], $essay: ID) {
    search(query: $query, first: $first, after: $after, last: $last, before: $before, kinds: $kinds, languages: $languages, essayId: $essay) {
        totalCount isCapped counts { kind count isCapped } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        nodes { kind language titleHtml fragments score subject { __typename id } }
    } }";

/// Searches with some arguments more.
pub async fn search(app: &TestApp, query: &str, arguments: Value) -> Answer {
    let mut variables = json!({ "query": query });
    variables.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
    app.ask(SEARCH, variables).await
}

/// The ids of what is found, best first; the count must agree with them.
pub async fn found(app: &TestApp, query: &str) -> Vec<String> {
    let answer = search(app, query, json!({ "first": 100 })).await.ok();
    let ids = ids(&answer);
    assert_eq!(answer.at("/search/totalCount"), ids.len(), "{query}");
    ids
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.at("/search/nodes").as_array().unwrap().iter().map(|hit| hit["subject"]["id"].as_str().unwrap().to_owned()).collect()
}

pub struct Forum {
    pub editor: String,
    pub mei: String,
    pub essay: String,
    pub thread: String,
}

pub async fn forum(app: &TestApp) -> Forum {
    let editor = app.with_role("amina", Role::Editor).await;
    app.let_all_posts_through().await;
    let mei = app.with_role("mei", Role::Moderator).await;
    let essay = app.essay(&editor, "tea").await;
    let thread = app.thread(&mei, &essay, "Who pours").await;
    Forum { editor, mei, essay, thread }
}

impl Forum {
    pub async fn reply(&self, app: &TestApp, language: &str, body: &str) -> String {
        let query = "mutation($input: PostReplyInput!) { postReply(input: $input) { reply { id } } }";
        let input = json!({ "threadId": self.thread, "body": body, "language": language, "nudge": false });
        app.ask_as(&self.mei, query, json!({ "input": input })).await.ok().text("/postReply/reply/id")
    }

    pub async fn publish(&self, app: &TestApp, slug: &str, language: &str, title: &str, body: &str) -> String {
        let query = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } } }";
        let input = json!({ "slug": slug, "language": language, "title": title, "body": body });
        app.ask_as(&self.editor, query, json!({ "input": input })).await.ok().text("/publishEdition/essay/id")
    }
}

on_both! {
    async fn words_are_found_whole_and_folded(app) {
        let forum = forum(app).await;
        let cafe = forum.reply(app, "en", "We met at the Café **Müller**, near the harbour.").await;
        let wide = forum.reply(app, "en", "ＦＵＬＬ width letters and Straße").await;
        let russian = forum.reply(app, "ru", "Ёлка стоит у моря").await;
        for query in ["cafe ", "CAFÉ ", "cafe\u{301} ", "muller harbour ", "harbour MÜLLER "] {
            assert_eq!(found(app, query).await, [cafe.as_str()], "{query}");
        }
        for query in ["full ", "ｆｕｌｌ ", "strasse "] {
            assert_eq!(found(app, query).await, [wide.as_str()], "{query}");
        }
        assert_eq!(found(app, "елка ").await, [russian.as_str()]);
        // Words are whole, and all of them must be there.
        for query in ["harb ", "arbour ", "cafe letters ", "caf "] {
            assert!(found(app, query).await.is_empty(), "{query}");
        }
        // But the last may go on, unless a space or a mark ends it.
        assert_eq!(found(app, "harb").await, [cafe.as_str()]);
        assert_eq!(found(app, "muller har").await, [cafe.as_str()]);
        assert_eq!(found(app, "\"near the har").await, [cafe.as_str()]);
        for query in ["harb.", "har muller", "\"near the har\"", "h"] {
            assert!(found(app, query).await.is_empty(), "{query}");
        }
    }
}

on_both! {
    async fn chinese_is_found_inside_running_text(app) {
        let forum = forum(app).await;
        let one = forum.reply(app, "zh-Hans", "民间外交是公共外交的补充。").await;
        let two = forum.reply(app, "zh-Hans", "中美民间交流很多。").await;
        let three = forum.reply(app, "zh-Hant", "外交部發言人說，這是國際關係。").await;
        let sorted = async |query: &str| {
            let mut ids = found(app, query).await;
            ids.sort();
            ids
        };
        let set = |ids: &[&String]| {
            let mut ids: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
            ids.sort();
            ids
        };
        for (query, expected) in [
            ("外交", set(&[&one, &three])),
            ("民间外交", set(&[&one])),
            ("民間外交", set(&[&one])),
            ("民间", set(&[&one, &two])),
            ("間外", set(&[&one])),
            ("交", set(&[&one, &two, &three])),
            ("多", set(&[&two])),
            ("国际关系", set(&[&three])),
            ("发言人 外交", set(&[&three])),
            ("外交，補充", set(&[&one])),
            ("外民", set(&[])),
            ("「公共外交」", set(&[&one])),
            ("“民间 外交”", set(&[])),
        ] {
            assert_eq!(sorted(query).await, expected, "{query}");
        }
    }
}

on_both! {
    async fn arabic_and_pictographs_are_found(app) {
        let forum = forum(app).await;
        let arabic = forum.reply(app, "ar", "مُحَمَّد يشرب الشاي في المدرسة إلى الآن").await;
        let thumbs = forum.reply(app, "en", "Well said 👍🏽 and ❤️").await;
        for query in ["محمد ", "الشـاي ", "الي ", "المدرسه ", "مدرسة المد"] {
            let expected: &[&str] = if query.starts_with("مدرسة") { &[] } else { &[arabic.as_str()] };
            assert_eq!(found(app, query).await, expected, "{query}");
        }
        for query in ["👍", "said 👍🏿", "❤"] {
            assert_eq!(found(app, query).await, [thumbs.as_str()], "{query}");
        }
        assert!(found(app, "🦀").await.is_empty());
    }
}

on_both! {
    async fn quotes_make_phrases_and_nothing_else_has_a_meaning(app) {
        let forum = forum(app).await;
        let one = forum.reply(app, "en", "people-to-people talks and not one treaty").await;
        let two = forum.reply(app, "en", "talks to people, near a treaty").await;
        for query in ["\"people to people\" ", "people-to-people ", "“people to people”", "treaty NOT one ", "not (one) AND talks", "\"one treaty"] {
            assert_eq!(found(app, query).await, [one.as_str()], "{query}");
        }
        for query in ["\"to people\" near ", "NEAR(a treaty) "] {
            assert_eq!(found(app, query).await, [two.as_str()], "{query}");
        }
        for query in ["talks OR nothing", "talks -one -nothing", "body:talks ", "\"treaty talks\""] {
            assert!(found(app, query).await.is_empty(), "{query}");
        }
        for query in ["treaty^2 talks", "talks*"] {
            let ids = found(app, query).await;
            assert_eq!(ids.len(), if query == "talks*" { 2 } else { 0 }, "{query}");
        }
    }
}

on_both! {
    async fn nothing_is_found_by_nothing_and_too_much_is_refused(app) {
        forum(app).await;
        for query in ["", " ", "\"\"", "…!?", "*", "%_", "\u{0}", "'; --"] {
            let answer = search(app, query, json!({})).await.ok();
            assert_eq!(answer.at("/search/nodes"), &json!([]), "{query:?}");
        }
        let long = search(app, &"x".repeat(201), json!({})).await;
        assert_eq!((long.code(), long.field().as_str()), ("BAD_USER_INPUT", "query"));
        let many: Vec<String> = (0..17).map(|number| format!("w{number}")).collect();
        let many = search(app, &many.join(" "), json!({})).await;
        assert_eq!((many.code(), many.field().as_str()), ("BAD_USER_INPUT", "query"));
        assert_eq!(search(app, "tea", json!({ "after": "x" })).await.code(), "BAD_USER_INPUT");
        assert_eq!(search(app, "tea", json!({ "first": 101 })).await.code(), "BAD_USER_INPUT");
    }
}

on_both! {
    async fn any_query_is_answered(app) {
        let forum = forum(app).await;
        forum.reply(app, "en", "a AND b OR c: \"quoted\" text, 100% of it_all; 外交 'x' \\ ^ * ( ) { } [ ] < > & | ! ~").await;
        let texts = "[ab外交👍\"“”«»'`\\\\*:^(){}\\[\\]<>&|!~%_+.,;#@$=?/ \u{0}\u{e000}\u{e001}\u{e002}\u{640}\u{301}\u{200d}-]{0,24}|(AND|OR|NOT|NEAR|NULL|ā|1e5|:\\*|<->|''|--| ){0,8}|\\PC{0,30}";
        let texts = proptest::string::string_regex(texts).unwrap();
        let mut runner = TestRunner::deterministic();
        for _ in 0..150 {
            let query = texts.new_tree(&mut runner).unwrap().current();
            let answer = search(app, &query, json!({ "first": 2 })).await;
            let code = answer.body.pointer("/errors/0/extensions/code");
            assert!(code.is_none_or(|code| code == "BAD_USER_INPUT"), "{query:?}: {code:?}");
        }
    }
}

on_both! {
    async fn hits_are_narrowed_and_counted(app) {
        let forum = forum(app).await;
        forum.publish(app, "tea", "en", "Kettles of the border", "A kettle sings.").await;
        forum.publish(app, "tea", "zh-Hans", "边境的水壶 kettle", "水壶响了。").await;
        let other = forum.publish(app, "rice", "en", "Rice", "No kettle here.").await;
        let thread = app.thread(&forum.mei, &forum.essay, "The kettle").await;
        let reply = forum.reply(app, "en-GB", "My kettle is older.").await;
        let french = forum.reply(app, "fr", "Un kettle, dit-on.").await;
        let proposal = app.proposal(&forum.mei, &other, "Share a kettle").await;
        let all = search(app, "kettle ", json!({})).await.ok();
        assert_eq!(all.at("/search/totalCount"), 7);
        assert_eq!(all.at("/search/isCapped"), false);
        let count = |kind: &str, count: u64| json!({ "kind": kind, "count": count, "isCapped": false });
        assert_eq!(all.at("/search/counts"), &json!([count("ESSAY", 3), count("THREAD", 1), count("REPLY", 2), count("PROPOSAL", 1)]));
        for (arguments, expected) in [
            (json!({ "kinds": ["THREAD"] }), vec![thread.as_str()]),
            (json!({ "kinds": ["REPLY", "REPLY"], "languages": ["en"] }), vec![reply.as_str()]),
            (json!({ "languages": ["en-GB"] }), vec![reply.as_str()]),
            (json!({ "languages": ["fr", "zh"] }), vec![forum.essay.as_str(), french.as_str()]),
            (json!({ "languages": ["de"] }), vec![]),
            (json!({ "languages": [] }), vec![]),
            (json!({ "essay": other, "kinds": ["PROPOSAL", "REPLY"] }), vec![proposal.as_str()]),
            (json!({ "essay": forum.essay, "kinds": ["PROPOSAL"] }), vec![]),
        ] {
            let answer = search(app, "kettle ", arguments.clone()).await.ok();
            assert_eq!(ids(&answer), expected, "{arguments}");
            assert_eq!(answer.at("/search/totalCount"), expected.len(), "{arguments}");
        }
        let chinese = search(app, "水壺", json!({ "kinds": ["ESSAY"] })).await.ok();
        assert_eq!(chinese.at("/search/nodes/0/language"), "zh-Hans");
        assert_eq!(chinese.at("/search/nodes/0/titleHtml"), "边境的<mark>水壶</mark> kettle");
        for bad in ["x", thread.as_str()] {
            assert_eq!(search(app, "kettle", json!({ "essay": bad })).await.code(), "VALIDATION_FAILED");
        }
    }
}

on_both! {
    async fn the_best_comes_first_and_of_equals_the_newest(app) {
        let forum = forum(app).await;
        let old = forum.reply(app, "en", "Ferries cross at dawn.").await;
        let new = forum.reply(app, "en", "Ferries cross at dawn.").await;
        let titled = app.thread(&forum.mei, &forum.essay, "Ferries at dawn").await;
        let apart = forum.reply(app, "en", "At dawn the fishermen wait. Later, when it is warm, there are ferries.").await;
        assert_eq!(found(app, "ferries dawn ").await[0], titled);
        assert_eq!(found(app, "\"ferries cross\" ").await, [new.as_str(), old.as_str()]);
        let order = found(app, "cross dawn ferries ").await;
        assert_eq!(order, [new, old]);
        assert_eq!(found(app, "dawn ferries ").await.last(), Some(&apart));
        // A text of years ago must be much better to come first.
        app.sql("UPDATE search_documents SET created_at = created_at - 400000000000 WHERE kind = 'THREAD'").await;
        assert_eq!(found(app, "ferries dawn ").await.last(), Some(&titled));
    }
}

on_both! {
    async fn a_list_is_paged_both_ways(app) {
        let forum = forum(app).await;
        for number in 0..7 {
            forum.reply(app, "en", &format!("Lantern {number} {}", "light ".repeat(number))).await;
        }
        let all = found(app, "lantern ").await;
        assert_eq!(all.len(), 7);
        let (mut forwards, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = search(app, "lantern ", json!({ "first": 3, "after": after })).await.ok();
            forwards.extend(ids(&page));
            assert_eq!(page.at("/search/pageInfo/hasPreviousPage"), !after.is_null());
            if page.at("/search/pageInfo/hasNextPage") == false {
                break;
            }
            after = page.at("/search/pageInfo/endCursor").clone();
        }
        assert_eq!(forwards, all);
        let last = search(app, "lantern ", json!({ "last": 3 })).await.ok();
        assert_eq!(ids(&last), all[4..]);
        // What is posted meanwhile neither repeats nor skips the others.
        forum.reply(app, "en", "Lantern lantern lantern").await;
        let before = search(app, "lantern ", json!({ "last": 2, "before": last.at("/search/pageInfo/startCursor") })).await.ok();
        assert_eq!(ids(&before), all[2..4]);
        assert_eq!(before.at("/search/pageInfo/hasPreviousPage"), true);
        assert_eq!(search(app, "lantern ", json!({ "first": 1, "last": 1 })).await.code(), "BAD_USER_INPUT");
    }
}

on_both! {
    async fn hits_as_good_as_each_other_are_paged_by_their_ids(app) {
        let forum = forum(app).await;
        for _ in 0..5 {
            forum.reply(app, "en", "The same lantern").await;
        }
        app.sql("UPDATE search_documents SET created_at = 1700000000000").await;
        let all = found(app, "lantern ").await;
        assert_eq!(all.len(), 5);
        let page = search(app, "lantern ", json!({ "first": 2 })).await.ok();
        assert_eq!(ids(&page), all[..2]);
        let rest = search(app, "lantern ", json!({ "after": page.at("/search/pageInfo/endCursor") })).await.ok();
        assert_eq!(ids(&rest), all[2..]);
        let before = search(app, "lantern ", json!({ "last": 2, "before": rest.at("/search/pageInfo/endCursor") })).await.ok();
        assert_eq!(ids(&before), all[2..4]);
    }
}

on_both! {
    async fn what_is_shown_of_a_hit_is_safe(app) {
        let forum = forum(app).await;
        let input = json!({ "essayId": forum.essay, "title": "<script>alert(1)</script> & \"lighthouse\"", "body": "`<img src=x onerror=alert(1)>` and the *lighthouse* <b>raw</b> \\<i\\> 'x' &lt;u&gt;", "language": "en" });
        app.ask_as(&forum.mei, "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }", json!({ "input": input })).await.ok();
        for query in ["lighthouse", "script lighthouse", "img"] {
            let answer = search(app, query, json!({ "kinds": ["THREAD"] })).await.ok();
            let hit = answer.at("/search/nodes/0");
            let html = format!("{}{}", hit["titleHtml"].as_str().unwrap(), hit["fragments"].as_array().unwrap().iter().map(|piece| piece.as_str().unwrap()).collect::<String>());
            assert!(html.contains("<mark>"), "{html}");
            assert!(!html.replace("<mark>", "").replace("</mark>", "").contains(['<', '>', '"', '\'']), "{html}");
        }
        let answer = search(app, "lighthouse", json!({ "kinds": ["THREAD"] })).await.ok();
        assert_eq!(answer.at("/search/nodes/0/titleHtml"), "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;<mark>lighthouse</mark>&quot;");
        let reply = forum.reply(app, "en", "A lamp.").await;
        let lamp = search(app, "lamp", json!({})).await.ok();
        assert_eq!(lamp.at("/search/nodes/0"), &json!({ "kind": "REPLY", "language": "en", "titleHtml": null, "fragments": ["A <mark>lamp</mark>."], "score": lamp.at("/search/nodes/0/score"), "subject": { "__typename": "Reply", "id": reply } }));
    }
}

on_both! {
    async fn a_page_costs_a_fixed_number_of_statements(app) {
        let forum = forum(app).await;
        let query = "{ search(query: \"harbour light \", first: 50) { totalCount counts { kind count } nodes { kind titleHtml fragments subject { id ... on Essay { title } ... on Thread { essay { title } author { handle } } ... on Reply { body author { handle } thread { title essay { slug } } } ... on Proposal { title essay { slug } author { handle } } } } } }";
        let cost = async || {
            let before = app.db.statements();
            let answer = app.ask(query, json!({})).await.ok();
            (app.db.statements() - before, answer.at("/search/nodes").as_array().unwrap().len())
        };
        let fill = async |number: usize| {
            forum.publish(app, &format!("essay-{number}"), "en", "Harbour light", "Text").await;
            app.thread(&forum.mei, &forum.essay, "Harbour light").await;
            app.proposal(&forum.mei, &forum.essay, "Harbour light").await;
            forum.reply(app, "en", "The harbour light is on").await;
        };
        fill(0).await;
        let (few, hits) = cost().await;
        assert_eq!(hits, 4);
        for number in 1..8 {
            fill(number).await;
        }
        let (many, hits) = cost().await;
        assert_eq!(hits, 32);
        // Where the hits are, one for each kind, plain texts of editions, threads of replies:
        // three for the first on PostgreSQL, two on SQLite.
        assert!(few <= 10 && many <= 10, "{few} for 4, {many} for 32");
    }
}

/// A small corpus, and what is asked of it.
async fn answers(app: &TestApp) -> Vec<(String, Vec<String>)> {
    let forum = forum(app).await;
    let mut names: Vec<(String, String)> = vec![(forum.essay.clone(), "tea".to_owned()), (forum.thread.clone(), "who pours".to_owned())];
    let words = ["harbour", "light", "Café", "民间外交", "交流", "naïve", "people-to-people", "国际", "國際", "Straße", "السلام", "👍", "ferry", "ferries"];
    for number in 0..60_usize {
        let body: Vec<&str> = (0..=number % 7).map(|place| words[(number * 5 + place * 3) % words.len()]).collect();
        let id = forum.reply(app, if number % 3 == 0 { "zh-Hans" } else { "en" }, &body.join(if number % 2 == 0 { " " } else { ", " })).await;
        names.push((id, format!("reply {number}")));
    }
    for (number, word) in words.iter().enumerate().take(6) {
        names.push((app.thread(&forum.mei, &forum.essay, &format!("{word} {number}")).await, format!("thread {number}")));
    }
    // As old as each other on both databases.
    app.sql("UPDATE search_documents SET created_at = 1700000000000 + id * 86400000").await;
    let mut answers = Vec::new();
    for query in [
        "harbour",
        "harbour light",
        "cafe ",
        "外交",
        "民間外交",
        "交",
        "naive 国际",
        "\"people to people\"",
        "ferr",
        "ferry ",
        "السلام",
        "👍",
        "strasse 交流",
        "light \"harbour light\"",
        "of",
        "pours",
    ] {
        let ids = found(app, query).await;
        answers.push((query.to_owned(), ids.iter().map(|id| names.iter().find(|(known, _)| known == id).unwrap().1.clone()).collect()));
    }
    answers
}

#[test]
#[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
fn both_databases_give_the_same_hits_in_the_same_order() {
    let mut both = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        run(kind, async |app| both.push(answers(app).await));
    }
    assert_eq!(both[0], both[1]);
    assert!(both[0].iter().filter(|(_, ids)| ids.len() > 1).count() >= 10, "{:?}", both[0]);
}
