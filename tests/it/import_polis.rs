//! `teahouse import polis`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    process::{Ended, Home},
    sql::Sql,
    support::{Kind, TestDb},
};

/// Comment 4 was taken out and has votes, comment 5 has none; columns stand as they like.
const COMMENTS: &str = "comment-id,timestamp,datetime,author-id,agrees,disagrees,moderated,surplus,comment-body
0,1500000000000,x,1,2,1,1,?,\"The old ferry should run at night, even if it is \"\"too dear\"\" for the town.

It is the only way home for those who work late.\"
2,1500000001000,x,2,1,1,0,?,<script>alert(1)</script> and **bold** words about the harbour and its [boats](javascript:alert(2))
3,1500000002000,x,3,0,1,0,?,\"LONG\"
4,1500000003000,x,4,2,0,-1,?,This one was taken out by those who looked after the conversation.
5,1500000004000,x,4,0,0,-1,?,Nobody has ever seen this one.
";

const VOTES: &str = "timestamp,datetime,comment-id,voter-id,vote
1500000010000,x,0,1,1
1500000010000,x,0,7,1
1500000010000,x,0,12,-1
1500000010000,x,0,13,0
1500000020000,x,2,1,-1
1500000030000,x,2,1,0
1500000020000,x,2,1,1
1500000030000,x,2,1,1
1500000040000,x,2,7,-1
1500000040000,x,3,7,-1
1500000050000,x,4,7,1
1500000050000,x,4,99,1
";

const SUMMARY: &str =
    "topic,\"Should the ferry, \"\"the old one\"\", go on?\"\nurl,https://polis.example/ferry\nviews,100\nconversation-description,\"Two\nlines\"\n";

const LONG: &str = "Those who live on the island pay the harbour dues twice, once when they leave in the morning and once when they return in the evening, although they are the very people who keep the shops and the school of this town alive";

/// A folder with the files, and a forum on a database of its own.
struct Forum {
    home: Home,
    database: TestDb,
}

impl Forum {
    fn new(kind: Kind) -> Self {
        let mut home = Home::new();
        let database = TestDb::new(kind);
        home.set("DATABASE_URL", &database.url);
        let key = home.write("key.pem", include_str!("support/key.pem"));
        home.set("SIGNING_KEY_FILE", &key);
        std::fs::create_dir(home.path("talk")).unwrap();
        let forum = Self { home, database };
        forum.write("comments.csv", COMMENTS.replace("LONG", LONG));
        forum.write("votes.csv", VOTES);
        forum.write("summary.csv", SUMMARY);
        forum
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        self.home.write(&format!("talk/{name}"), content);
    }

    fn import(&self, more: &[&str]) -> Ended {
        let folder = self.home.text("talk");
        self.home.run(&[&["import", "polis", &folder, "--slug", "the-ferry"], more].concat())
    }

    async fn sql(&self) -> Sql {
        Sql::open(&self.database.url).await
    }

    /// Rows of every table that an import writes to.
    async fn rows(&self) -> Vec<i64> {
        let sql = self.sql().await;
        let mut rows = Vec::new();
        for table in
            ["users", "essays", "editions", "credits", "posts", "proposals", "votes", "imported_voters", "search_documents", "search_index", "segments"]
        {
            rows.push(sql.number(&format!("SELECT count(*) FROM {table}")).await);
        }
        sql.close().await;
        rows
    }
}

const PROPOSALS: &str = "{ essay(slug: \"the-ferry\") { title originCountry originalLanguage edition { body bodyHtml sourceUrl language credits { name } }
    proposals(first: 20) { nodes { id title body bodyHtml language state createdAt author { handle } tally { agree disagree pass } viewerVote { id } } } } }";

async fn a_conversation_becomes_an_essay(kind: Kind) {
    let forum = Forum::new(kind);
    let said = forum.import(&["--home-country", "ie"]).expect(0).out;
    assert!(said.contains("3 proposals, 4 participants, 7 votes") && said.contains("2 comments were taken out") && said.contains("1 of them"), "{said}");
    let counted = forum.home.run(&["recount"]).expect(0).out;
    assert!(counted.contains("3 proposals and 4 accounts counted: 0 wrong"), "{counted}");
    let server = forum.home.serve(&[]);
    let api = server.api(None);
    let essay = api.good(PROPOSALS, json!(null)).await["essay"].clone();
    assert_eq!((&essay["title"], &essay["originCountry"]), (&json!("Should the ferry, \"the old one\", go on?"), &json!("IE")));
    assert_eq!((&essay["originalLanguage"], &essay["edition"]["language"]), (&json!("en"), &json!("en")));
    assert_eq!(essay["edition"]["sourceUrl"], "https://polis.example/ferry");
    let note = essay["edition"]["body"].as_str().unwrap();
    for part in ["exported from Polis", "https://polis.example/ferry", "CC BY 4.0", "3 comments", "4 participants", "7 votes"] {
        assert!(note.contains(part), "{part}: {note}");
    }
    let nodes = essay["proposals"]["nodes"].as_array().unwrap().clone();
    assert_eq!(nodes.len(), 3);
    let find = |beginning: &str| {
        nodes.iter().find(|node| node["title"].as_str().unwrap().starts_with(beginning)).unwrap_or_else(|| panic!("{beginning}: {nodes:?}")).clone()
    };
    let tally = |agree: i32, disagree: i32, pass: i32| json!({ "agree": agree, "disagree": disagree, "pass": pass });

    let ferry = find("The old ferry");
    assert_eq!(ferry["title"], "The old ferry should run at night, even if it is \"too dear\" for the town. It is the only way home for those who work late.");
    assert_eq!(
        ferry["bodyHtml"],
        "<p>The old ferry should run at night, even if it is \"too dear\" for the town.</p>\n<p>It is the only way home for those who work late.</p>\n"
    );
    assert_eq!((&ferry["state"], &ferry["author"], &ferry["language"]), (&json!("OPEN"), &Value::Null, &json!("en")));
    assert!(ferry["createdAt"].as_str().unwrap().starts_with("2017-07-14T02:40:00"), "{ferry}");
    assert_eq!(ferry["tally"], tally(2, 1, 1));

    // Of four rows of one person the last one counts: the latest time, then the later line.
    let hostile = find("<script>");
    assert_eq!(hostile["tally"], tally(1, 1, 0));
    let html = hostile["bodyHtml"].as_str().unwrap();
    assert_eq!(html, "<p>&lt;script&gt;alert(1)&lt;/script&gt; and **bold** words about the harbour and its [boats](javascript:alert(2))</p>\n");
    let long = find("Those who live");
    let title = long["title"].as_str().unwrap();
    assert!(title.chars().count() <= 200 && title.ends_with('…'), "{title}");
    assert!(LONG.starts_with(&format!("{} ", title.trim_end_matches('…'))), "cut between two words: {title}");
    assert_eq!((long["tally"].clone(), long["body"].as_str().unwrap()), (tally(0, 1, 0), LONG));

    let found = api.good("{ search(query: \"harbour dues\", first: 5) { nodes { kind } } }", json!(null)).await;
    assert_eq!(found["search"]["nodes"].as_array().map(Vec::len), Some(1), "{found}");
    let found = api.good("{ search(query: \"taken out by those\", first: 5) { nodes { kind } } }", json!(null)).await;
    assert_eq!(found["search"]["nodes"].as_array().map(Vec::len), Some(0), "{found}");
    server.stop().expect(0);

    let sql = forum.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM essays WHERE withheld_proposals = 1").await, 1);
    assert_eq!(sql.number("SELECT count(*) FROM imported_voters WHERE number IN (1, 7, 12, 13)").await, 4);
    assert_eq!(sql.number("SELECT count(*) FROM votes WHERE proposal_revision = 1 AND reason IS NULL").await, 7);
    assert_eq!(
        sql.number("SELECT cast_at FROM votes JOIN imported_voters ON user_id = voter_id WHERE number = 1 ORDER BY cast_at DESC LIMIT 1").await,
        1_500_000_030_000
    );
    sql.close().await;
}

async fn nobody_signs_in_as_a_participant(kind: Kind) {
    let forum = Forum::new(kind);
    forum.import(&[]).expect(0);
    forum.home.create_user("mei", "ADMIN");
    let server = forum.home.serve(&[]);
    let (admin, _) = server.sign_in("mei", crate::process::PASSWORD).await;
    let sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }";
    for (login, password) in
        [("the_ferry_7", ""), ("the_ferry_7", "participant-7"), ("participant-7.the-ferry@invalid", "the_ferry_7"), ("participant-7.the-ferry@invalid", "null")]
    {
        let answer = server.api(None).try_send(sign_in, json!({ "input": { "login": login, "password": password } })).await.unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_CREDENTIALS", "{answer}");
    }
    let sql = forum.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM users WHERE password_hash IS NULL AND role = 'MEMBER'").await, 4);
    assert_eq!(sql.number("SELECT count(*) FROM users WHERE email LIKE 'participant-%.the-ferry@invalid' AND email = email_normalized").await, 4);
    sql.close().await;
    // The address is its owner's to see, and there is no owner.
    for api in [server.api(None), admin.clone()] {
        let answer = api.good("{ user(handle: \"the_ferry_7\") { displayName handle email } }", json!(null)).await;
        assert_eq!(answer["user"], json!({ "displayName": "Participant 7", "handle": "the_ferry_7", "email": null }));
    }
    // Nobody can take the address for an own account.
    let sign_up = "mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } } }";
    let input = json!({ "handle": "another", "displayName": "A", "email": "participant-8.the-ferry@invalid", "password": crate::process::PASSWORD });
    let answer = server.api(None).try_send(sign_up, json!({ "input": input })).await.unwrap();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "VALIDATION_FAILED", "{answer}");
    // Members go on voting, and the tally with them.
    let vote = "mutation ($input: CastVoteInput!) { castVote(input: $input) { proposal { tally { agree } } } }";
    let nodes = answer_nodes(&admin, "the-ferry").await;
    let ferry = nodes["The old ferry"].clone();
    let cast = admin.good(vote, json!({ "input": { "proposalId": ferry, "stance": "AGREE" } })).await;
    assert_eq!(cast["castVote"]["proposal"]["tally"]["agree"], 3);
    server.stop().expect(0);
    assert!(forum.home.run(&["recount"]).expect(0).out.contains(": 0 wrong"));
}

/// Ids of an essay's proposals by the first 13 characters of their titles.
async fn answer_nodes(api: &crate::process::Api, slug: &str) -> BTreeMap<String, String> {
    let data = api.good("query ($slug: String!) { essay(slug: $slug) { proposals(first: 50) { nodes { id title } } } }", json!({ "slug": slug })).await;
    let nodes = data["essay"]["proposals"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| (node["title"].as_str().unwrap().chars().take(13).collect(), node["id"].as_str().unwrap().to_owned())).collect()
}

async fn what_is_wrong_leaves_nothing(kind: Kind) {
    let forum = Forum::new(kind);
    let empty = forum.rows().await;
    let comments = COMMENTS.replace("LONG", LONG);
    let votes = |bad: &str| format!("{VOTES}{bad}\n1500000050000,x,0,8,1\n").into_bytes();
    let with = |text: &str, from: &str, to: &str| text.replace(from, to).into_bytes();
    let latin = [VOTES.as_bytes(), b"1500000050000,\xe9,0,8,1\n1500000050000,x,\xe9,8,1\n"].concat();
    let bad: [(&str, Vec<u8>, &str, &str); 18] = [
        ("votes.csv", votes("1500000050000,x,0,8"), "votes.csv:14: ", "4 fields"),
        ("votes.csv", votes("1500000050000,x,0,8,1,1"), "votes.csv:14: ", "6 fields"),
        ("votes.csv", votes("1500000050000,x,0,eight,1"), "votes.csv:14: ", "`eight`"),
        ("votes.csv", votes("1500000050000,x,0,8,2"), "votes.csv:14: ", "`2`"),
        ("votes.csv", votes("1500000050000,x,0,8,"), "votes.csv:14: ", "vote"),
        ("votes.csv", votes("1500000050000,x,0,-8,1"), "votes.csv:14: ", "below zero"),
        ("votes.csv", votes("soon,x,0,8,1"), "votes.csv:14: ", "`soon`"),
        ("votes.csv", votes("1500000050000,x,1,8,1"), "votes.csv:14: ", "no comment 1"),
        ("votes.csv", latin, "votes.csv:15: ", "UTF-8"),
        ("votes.csv", with(VOTES, "voter-id", "voter"), "votes.csv:1: ", "`voter-id`"),
        ("votes.csv", Vec::new(), "votes.csv:1: ", "empty"),
        ("comments.csv", with(&comments, "comment-body", "body"), "comments.csv:1: ", "`comment-body`"),
        ("comments.csv", with(&comments, "2,1500000001000,x", "2,1500000001000"), "comments.csv:5: ", "8 fields"),
        ("comments.csv", with(&comments, "2,1500000001000", "2,yesterday"), "comments.csv:5: ", "`yesterday`"),
        ("comments.csv", [comments.as_bytes(), b"6,1500000000000,x,1,0,0,7,?,Again\n"].concat(), "comments.csv:9: ", "`7`"),
        ("comments.csv", [comments.as_bytes(), b"3,1500000000000,x,1,0,0,0,?,Again\n"].concat(), "comments.csv:9: ", "line 6 already"),
        ("comments.csv", [comments.as_bytes(), b"6,1500000000000,x,1,0,0,0,?,caf\xe9\n"].concat(), "comments.csv:9: ", "UTF-8"),
        ("summary.csv", b"topic,A,B\n".to_vec(), "summary.csv:1: ", "3 fields"),
    ];
    for (name, content, place, reason) in bad {
        let good = std::fs::read(forum.home.path(&format!("talk/{name}"))).unwrap();
        forum.write(name, &content);
        let said = forum.import(&[]).expect(1).err;
        assert!(said.contains(place) && said.contains(reason) && said.contains("nothing was imported"), "wanted {place}{reason}: {said}");
        forum.write(name, good);
    }
    for (flags, reason) in [(["--language", "english"], "--language: "), (["--home-country", "XX"], "--home-country: ")] {
        let said = forum.import(&flags).expect(1).err;
        assert!(said.contains(reason), "{said}");
    }
    for name in ["comments.csv", "votes.csv"] {
        let good = std::fs::read(forum.home.path(&format!("talk/{name}"))).unwrap();
        std::fs::remove_file(forum.home.path(&format!("talk/{name}"))).unwrap();
        assert!(forum.import(&[]).expect(1).err.contains(&format!("{name}: there is no such file")));
        forum.write(name, good);
    }
    assert_eq!(forum.rows().await, empty);
    let reversed = VOTES.replace(",-1\n", ",plus\n").replace(",1\n", ",-1\n").replace(",plus\n", ",1\n");
    forum.write("votes.csv", reversed);
    let said = forum.import(&[]).expect(0).err;
    assert!(said.contains("votes.csv: ") && said.contains("opposite"), "{said}");
}

async fn a_second_import_is_refused(kind: Kind) {
    let forum = Forum::new(kind);
    forum.import(&[]).expect(0);
    let before = forum.rows().await;
    let said = forum.import(&[]).expect(1).err;
    assert!(said.contains("`the-ferry` already") && said.contains("nothing was imported"), "{said}");
    assert_eq!(forum.rows().await, before);
    // Another slug is another conversation, even if a handle would be the same.
    forum.home.create_user("ferry_two_7", "MEMBER");
    let folder = forum.home.text("talk");
    forum.home.run(&["import", "polis", &folder, "--slug", "ferry-two"]).expect(0);
    let sql = forum.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM imported_voters WHERE number = 7").await, 2);
    assert_eq!(
        sql.texts("SELECT handle FROM users JOIN imported_voters ON user_id = id WHERE number = 7 ORDER BY handle").await,
        ["ferry_two_2_7", "the_ferry_7"]
    );
    sql.close().await;
}

async fn little_is_enough(kind: Kind) {
    let forum = Forum::new(kind);
    std::fs::remove_file(forum.home.path("talk/summary.csv")).unwrap();
    // As some editors write it: a byte order mark, line ends of two bytes, none at the end.
    let comments = "\u{feff}timestamp,comment-id,comment-body\n1500000000000,0,Un bac a deux rives et n'appartient à aucune des deux\n1500000000000,1,Vrai ?";
    forum.write("comments.csv", comments.replace('\n', "\r\n"));
    forum.write("votes.csv", "vote,voter-id,comment-id,timestamp\n1,3,0,1500000000000\n-1,3,1,1500000000000".replace('\n', "\r\n"));
    let said = forum.import(&[]).expect(0).out;
    assert!(said.contains("the-ferry (fr): The ferry") && said.contains("2 proposals, 1 participants, 2 votes"), "{said}");
    let sql = forum.sql().await;
    assert_eq!(
        sql.texts("SELECT title || '|' || language FROM proposals ORDER BY title DESC").await,
        ["Vrai ?|fr", "Un bac a deux rives et n'appartient à aucune des deux|fr"]
    );
    assert_eq!(sql.number("SELECT count(*) FROM posts").await, 2);
    sql.close().await;
    // Too little to tell a language from.
    forum.write("comments.csv", "timestamp,comment-id,comment-body\n1500000000000,0,Ok?\n1500000000000,1,No\n1500000000000,2,");
    let folder = forum.home.text("talk");
    let short = ["import", "polis", &folder, "--slug", "short"];
    assert!(forum.home.run(&short).expect(1).err.contains("--language"));
    forum.home.run(&[&short[..], &["--language", "en"]].concat()).expect(0);
    let sql = forum.sql().await;
    // Without text a comment is its number.
    assert_eq!(sql.texts("SELECT body FROM proposals WHERE title = 'Comment 2'").await, ["Comment 2"]);
    sql.close().await;
}

/// More than one statement holds, in no order, with repeats in one batch and across batches: the
/// tallies are those of a plain count.
async fn many_votes_are_counted_as_they_stand(kind: Kind) {
    let forum = Forum::new(kind);
    let (comments, voters) = (40_u64, 150_u64);
    let rows: String = (0..comments).map(|number| format!("1500000000000,{number},Comment number {number} is about the ferry and the harbour\n")).collect();
    forum.write("comments.csv", format!("timestamp,comment-id,comment-body\n{rows}"));
    let mut state = 7_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut last: BTreeMap<(u64, u64), (u64, usize, i64)> = BTreeMap::new();
    let mut file = "timestamp,comment-id,voter-id,vote\n".to_owned();
    for line in 0..9000_usize {
        let (comment, voter, time, vote) = (random(comments), random(voters), 1_500_000_000_000 + random(50), random(3) as i64 - 1);
        file.push_str(&format!("{time},{comment},{voter},{vote}\n"));
        let kept = last.entry((comment, voter)).or_insert((time, line, vote));
        if (time, line) >= (kept.0, kept.1) {
            *kept = (time, line, vote);
        }
    }
    forum.write("votes.csv", file);
    let said = forum.import(&["--language", "en"]).expect(0).out;
    assert!(said.contains(&format!("{comments} proposals, {voters} participants, {} votes", last.len())), "{said}");
    let mut expected: BTreeMap<u64, [i64; 3]> = BTreeMap::new();
    for ((comment, _), (_, _, vote)) in &last {
        expected.entry(*comment).or_default()[match vote {
            1 => 0,
            -1 => 1,
            _ => 2,
        }] += 1;
    }
    let mut expected: Vec<String> = expected.iter().map(|(comment, [agree, disagree, pass])| format!("{comment} {agree} {disagree} {pass}")).collect();
    expected.sort();
    let sql = forum.sql().await;
    let mut kept = sql
        .texts("SELECT substr(title, 16, 2) || ' ' || agree_count || ' ' || disagree_count || ' ' || pass_count FROM proposals")
        .await
        .iter()
        .map(|line| line.split_whitespace().filter(|word| *word != "i").collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>();
    kept.sort();
    assert_eq!(kept, expected);
    sql.close().await;
    assert!(forum.home.run(&["recount"]).expect(0).out.contains(": 0 wrong"));
}

macro_rules! here_on_both {
    ($($test:ident)*) => {
        mod postgres {
            use super::Kind;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                #[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
                async fn $test() {
                    super::$test(Kind::Postgres).await;
                }
            )*
        }

        mod sqlite {
            use super::Kind;
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(Kind::Sqlite).await;
                }
            )*
        }
    };
}

here_on_both! {
    a_conversation_becomes_an_essay
    nobody_signs_in_as_a_participant
    what_is_wrong_leaves_nothing
    a_second_import_is_refused
    little_is_enough
    many_votes_are_counted_as_they_stand
}
