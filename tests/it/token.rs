//! API tokens: made, used within their scopes, listed, ended; forged ones.

use std::time::Duration;

use entity::Role;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{
        Answer, Kind, TestApp,
        app::{PASSWORD, run_with},
    },
};

const VIEWER: &str = "{ viewer { handle } }";
const CREATE: &str = "mutation($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret
  apiToken { id name hint scopes essays { id } createdAt expiresAt lastUsedAt revokedAt } } }";
const REVOKE: &str = "mutation($id: ID!) { revokeApiToken(input: { apiTokenId: $id }) { apiToken { id revokedAt } } }";
const LIST: &str = "{ viewer { apiTokens { id name hint scopes essays { id } createdAt expiresAt lastUsedAt revokedAt } } }";
const DAY_MS: i64 = 86_400_000;

/// Makes a token; returns its id and itself.
pub async fn create(app: &TestApp, owner: &str, scopes: &[&str], essays: Option<&[&str]>) -> (String, String) {
    let answer = app.ask_as(owner, CREATE, json!({ "input": { "name": "A bot", "scopes": scopes, "essayIds": essays } })).await.ok();
    (answer.text("/createApiToken/apiToken/id"), answer.text("/createApiToken/secret"))
}

async fn handle_of(app: &TestApp, token: &str) -> String {
    app.ask_as(token, VIEWER, json!({})).await.ok().text("/viewer/handle")
}

fn assert_refused(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{}", answer.body);
}

/// A token of the right form, whatever is behind it.
fn invented(seed: u64) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut secret = String::new();
    for _ in 0..30 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        secret.push(char::from(DIGITS[(state % 62) as usize]));
    }
    let mut rest = crc32fast::hash(secret.as_bytes());
    let mut checksum = ['0'; 6];
    for digit in checksum.iter_mut().rev() {
        *digit = char::from(DIGITS[(rest % 62) as usize]);
        rest /= 62;
    }
    format!("tea_{secret}{}", checksum.iter().collect::<String>())
}

on_both! {
    async fn a_token_acts_for_its_owner_and_is_listed_without_its_secret(app) {
        let mei = app.sign_up("mei").await;
        let made = app.ask_as(&mei, CREATE, json!({ "input": { "name": " Weekly digest ", "scopes": ["WRITE_VOTES", "READ", "READ"] } })).await.ok();
        let secret = made.text("/createApiToken/secret");
        assert!(secret.starts_with("tea_") && secret.len() == 40 && secret[4..].bytes().all(|byte| byte.is_ascii_alphanumeric()), "{secret}");
        assert_eq!(made.text("/createApiToken/apiToken/hint"), secret[..8]);
        assert_eq!(made.text("/createApiToken/apiToken/name"), "Weekly digest");
        assert_eq!(made.at("/createApiToken/apiToken/scopes"), &json!(["READ", "WRITE_VOTES"]));
        assert!(made.at("/createApiToken/apiToken/essays").is_null() && made.at("/createApiToken/apiToken/lastUsedAt").is_null());
        assert_eq!(app.count("SELECT expires_at - created_at FROM api_tokens").await, 90 * DAY_MS);
        assert_eq!(handle_of(app, &secret).await, "mei");
        let listed = app.ask_as(&mei, LIST, json!({})).await.ok();
        let [token] = listed.at("/viewer/apiTokens").as_array().unwrap().as_slice() else { panic!("{}", listed.body) };
        assert_eq!(token["id"], *made.at("/createApiToken/apiToken/id"));
        assert!(token["lastUsedAt"].is_string() && token["revokedAt"].is_null());
        assert!(!listed.body.to_string().contains(&secret[8..]));
    }
}

on_both! {
    async fn the_secret_is_kept_nowhere(app) {
        let mei = app.sign_up("mei").await;
        let (_, secret) = create(app, &mei, &["READ"], None).await;
        handle_of(app, &secret).await;
        let columns = ["id", "user_id", "name", "secret_hash", "hint", "scopes", "essay_ids", "auth_version", "created_at", "expires_at", "last_used_at", "revoked_at"];
        let connection = app.db.read();
        let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), format!("SELECT {} FROM api_tokens", columns.join(", ")))).await.unwrap().unwrap();
        for (index, column) in columns.iter().enumerate() {
            let bytes = row.try_get_by_index::<Option<Vec<u8>>>(index).ok().flatten();
            let text = row.try_get_by_index::<Option<String>>(index).ok().flatten();
            let bytes = bytes.or(text.map(String::into_bytes)).unwrap_or_default();
            assert!(!String::from_utf8_lossy(&bytes).contains(&secret[8..]), "{column}");
        }
        assert_eq!(app.count("SELECT length(secret_hash) FROM api_tokens").await, 32);
    }
}

on_both! {
    async fn what_was_revoked_or_has_expired_is_refused_everywhere(app) {
        let mei = app.sign_up("mei").await;
        let other = app.second_instance().await;
        let (first, secret) = create(app, &mei, &["READ"], None).await;
        let (_, second) = create(app, &mei, &["READ"], None).await;
        for token in [&secret, &second] {
            handle_of(app, token).await;
            app.ask_at(other.address, token, VIEWER, json!({})).await.ok();
        }
        let revoked = app.ask_as(&mei, REVOKE, json!({ "id": first })).await.ok();
        let at = revoked.text("/revokeApiToken/apiToken/revokedAt");
        assert_refused(&app.ask_as(&secret, VIEWER, json!({})).await);
        app.sql(&format!("UPDATE api_tokens SET expires_at = expires_at - {} WHERE revoked_at IS NULL", 91 * DAY_MS)).await;
        tokio::time::sleep(Duration::from_millis(3100)).await;
        for address in [app.address, other.address] {
            for token in [&secret, &second] {
                assert_refused(&app.ask_at(address, token, VIEWER, json!({})).await);
            }
        }
        // Once more changes nothing.
        assert_eq!(app.ask_as(&mei, REVOKE, json!({ "id": first })).await.ok().text("/revokeApiToken/apiToken/revokedAt"), at);
    }
}

on_both! {
    async fn a_changed_password_ends_all_tokens(app) {
        let mei = app.sign_up("mei").await;
        let other = app.second_instance().await;
        let (_, secret) = create(app, &mei, &["READ"], None).await;
        app.ask_at(other.address, &secret, VIEWER, json!({})).await.ok();
        let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { session { accessToken } } }";
        let changed = app.ask_as(&mei, change, json!({ "input": { "currentPassword": PASSWORD, "newPassword": "another calm answer" } })).await.ok();
        assert_refused(&app.ask_as(&secret, VIEWER, json!({})).await);
        tokio::time::sleep(Duration::from_millis(3100)).await;
        assert_refused(&app.ask_at(other.address, &secret, VIEWER, json!({})).await);
        let listed = app.ask_as(&changed.text("/changePassword/session/accessToken"), LIST, json!({})).await.ok();
        assert!(listed.at("/viewer/apiTokens/0/revokedAt").is_string());
        // Whatever else moves the account's version on.
        let (_, secret) = create(app, &changed.text("/changePassword/session/accessToken"), &["READ"], None).await;
        app.sql("UPDATE users SET auth_version = auth_version + 1").await;
        assert_refused(&app.ask_as(&secret, VIEWER, json!({})).await);
    }
}

on_both! {
    async fn forged_tokens_are_nobody_and_bad_checksums_ask_no_database(app) {
        let mei = app.sign_up("mei").await;
        let (_, secret) = create(app, &mei, &["READ"], None).await;
        handle_of(app, &secret).await;
        let before = app.db.statements();
        let mut malformed = vec!["tea_".to_owned(), "tea".to_owned(), secret[..39].to_owned(), format!("{secret}0"), secret.to_lowercase(), secret.replace("tea_", "TEA_")];
        for seed in 0..100 {
            let good = invented(seed);
            let last = if good.ends_with('0') { "1" } else { "0" };
            malformed.push(format!("{}{last}", &good[..39]));
        }
        for token in &malformed {
            assert_refused(&app.ask_as(token, VIEWER, json!({})).await);
        }
        assert_eq!(app.db.statements(), before, "a malformed token asked the database");
        for seed in 0..100 {
            assert_refused(&app.ask_as(&invented(seed), VIEWER, json!({})).await);
        }
        assert_eq!(app.db.statements(), before + 100);
        assert_eq!(handle_of(app, &secret).await, "mei");
    }
}

on_both! {
    async fn scopes_bound_what_a_token_may(app) {
        let admin = app.with_role("amina", Role::Admin).await;
        let essay = app.essay(&admin, "tea").await;
        let proposal = app.proposal(&admin, &essay, "Pour for others").await;
        let start = "mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\" }) { thread { id } } }";
        let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE }) { vote { id } } }";
        let publish = "mutation($id: String!) { publishEdition(input: { slug: $id, language: \"en\", title: \"A title\", body: \"x\" }) { essay { id } } }";
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { id } } }";
        let read = "query($id: ID!) { node(id: $id) { id } }";
        let uses = [("READ", read, &essay), ("WRITE_DISCUSSION", start, &essay), ("WRITE_VOTES", cast, &proposal), ("WRITE_ESSAYS", publish, &"tea".to_owned()), ("MODERATE", decide, &proposal)];
        for (scope, ..) in uses {
            let (_, token) = create(app, &admin, &[scope], None).await;
            for (needed, document, id) in uses {
                let answer = app.ask_as(&token, document, json!({ "id": id })).await;
                if needed == scope {
                    answer.ok();
                } else {
                    assert_eq!(answer.code(), "FORBIDDEN", "{scope} for {document}");
                    assert!(answer.body["errors"][0]["message"].as_str().unwrap().contains(needed), "{}", answer.body);
                }
            }
        }
    }
}

on_both! {
    async fn what_a_token_may_is_told_by_its_scopes(app) {
        let admin = app.with_role("amina", Role::Admin).await;
        let essay = app.essay(&admin, "tea").await;
        let ids = [app.thread(&admin, &essay, "A question").await, app.proposal(&admin, &essay, "Pour for others").await];
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { viewerCanEdit } ... on Thread { viewerCanReply } ... on Proposal { viewerCanVote } } }";
        for (scopes, may_write, may_vote) in [(&["READ"][..], false, false), (&["READ", "WRITE_DISCUSSION"], true, false), (&["READ", "WRITE_VOTES"], false, true)] {
            let (_, token) = create(app, &admin, scopes, None).await;
            let answer = app.ask_as(&token, query, json!({ "ids": ids })).await.ok();
            let expected = json!([{ "viewerCanEdit": may_write, "viewerCanReply": may_write }, { "viewerCanEdit": may_write, "viewerCanVote": may_vote }]);
            assert_eq!(answer.at("/nodes"), &expected, "{scopes:?}");
        }
    }
}

on_both! {
    async fn a_token_never_exceeds_its_owner(app) {
        let moderator = app.with_role("amina", Role::Moderator).await;
        let editor = app.with_role("wangari", Role::Editor).await;
        let essay = app.essay(&editor, "tea").await;
        let proposal = app.proposal(&editor, &essay, "Pour for others").await;
        let all = ["READ", "WRITE_DISCUSSION", "WRITE_VOTES", "WRITE_ESSAYS", "MODERATE"];
        let (_, token) = create(app, &moderator, &all, None).await;
        handle_of(app, &token).await;
        app.sql("UPDATE users SET role = 'MEMBER' WHERE handle = 'amina'").await;
        tokio::time::sleep(Duration::from_millis(3100)).await;
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { id } } }";
        assert_eq!(app.ask_as(&token, decide, json!({ "id": proposal })).await.code(), "FORBIDDEN");
        // What is its owner's alone it neither sees nor does.
        let private = app.ask_as(&token, "{ viewer { handle email apiTokens { id } } user(handle: \"amina\") { email apiTokens { id } } }", json!({})).await.ok();
        assert_eq!(private.at("/viewer"), &json!({ "handle": "amina", "email": null, "apiTokens": null }));
        assert_eq!(private.at("/user"), &json!({ "email": null, "apiTokens": null }));
        assert_eq!(app.ask_as(&token, CREATE, json!({ "input": { "name": "x", "scopes": ["READ"] } })).await.code(), "FORBIDDEN");
        let (id, _) = create(app, &moderator, &["READ"], None).await;
        assert_eq!(app.ask_as(&token, REVOKE, json!({ "id": id })).await.code(), "FORBIDDEN");
    }
}

on_both! {
    async fn a_token_limited_to_essays_writes_to_no_other(app) {
        let admin = app.with_role("amina", Role::Admin).await;
        let (mine, other) = (app.essay(&admin, "tea").await, app.essay(&admin, "coffee").await);
        let all = ["READ", "WRITE_DISCUSSION", "WRITE_VOTES", "WRITE_ESSAYS", "MODERATE"];
        let (id, token) = create(app, &admin, &all, Some(&[&mine])).await;
        let shown = app.ask_as(&admin, "query($id: ID!) { node(id: $id) { ... on ApiToken { essays { id } } } }", json!({ "id": id })).await.ok();
        assert_eq!(shown.at("/node/essays"), &json!([{ "id": mine }]));
        for (essay, slug, is_allowed) in [(&mine, "tea", true), (&other, "coffee", false)] {
            let thread = app.thread(&admin, essay, "A question").await;
            let reply = app.reply(&admin, &thread, None, "text").await;
            let proposal = app.proposal(&admin, essay, "Pour for others").await;
            let doomed = app.proposal(&admin, essay, "Ask first").await;
            let changes = [
                ("mutation($id: ID!) { startThread(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\" }) { thread { id } } }", essay),
                ("mutation($id: ID!) { createProposal(input: { essayId: $id, title: \"A title\", body: \"x\", language: \"en\" }) { proposal { id } } }", essay),
                ("mutation($id: ID!) { editThread(input: { threadId: $id, body: \"y\" }) { thread { id } } }", &thread),
                ("mutation($id: ID!) { postReply(input: { threadId: $id, body: \"x\", language: \"en\" }) { reply { id } } }", &thread),
                ("mutation($id: ID!) { editReply(input: { replyId: $id, body: \"y\" }) { reply { id } } }", &reply),
                ("mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"y\" }) { proposal { id } } }", &proposal),
                ("mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE }) { vote { id } } }", &proposal),
                ("mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }", &proposal),
                ("mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { id } } }", &proposal),
                ("mutation($id: ID!) { withdrawProposal(input: { proposalId: $id }) { proposal { id } } }", &doomed),
                ("mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", &doomed),
                ("mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", &reply),
                ("mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", &thread),
                ("mutation($id: String!) { publishEdition(input: { slug: $id, language: \"zh\", title: \"A title\", body: \"x\" }) { essay { id } } }", &slug.to_owned()),
            ];
            for (document, id) in changes {
                let answer = app.ask_as(&token, document, json!({ "id": id })).await;
                if is_allowed { drop(answer.ok()) } else { assert_eq!(answer.code(), "FORBIDDEN", "{document}") }
            }
        }
        let new = "mutation { publishEdition(input: { slug: \"water\", language: \"en\", title: \"A title\", body: \"x\" }) { essay { id } } }";
        assert_eq!(app.ask_as(&token, new, json!({})).await.code(), "FORBIDDEN");
        assert!(app.ask_as(&token, "{ essay(slug: \"water\") { id } }", json!({})).await.ok().at("/essay").is_null());
    }
}

on_both! {
    async fn a_token_limited_to_essays_says_nothing_of_what_is_in_others(app) {
        let admin = app.with_role("amina", Role::Admin).await;
        app.let_all_posts_through().await;
        let mei = app.sign_up("mei").await;
        app.sql("UPDATE users SET languages = 'en fr' WHERE handle = 'amina'").await;
        app.forget_everybody().await;
        let (mine, other) = (app.essay(&admin, "tea").await, app.essay(&admin, "coffee").await);
        let (_, token) = create(app, &admin, &["READ", "WRITE_DISCUSSION", "WRITE_ESSAYS"], Some(&[&mine])).await;
        let change = async |token: &str, name: &str, given: &str, input: &Value| {
            let type_name = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
            app.ask_as(token, &format!("mutation($input: {type_name}!) {{ {name}(input: $input) {{ {given} }} }}"), json!({ "input": input })).await
        };
        for (essay, slug, is_allowed) in [(&mine, "tea", true), (&other, "coffee", false)] {
            let thread = app.thread(&mei, essay, "A question").await;
            let reply = app.reply(&mei, &thread, None, "text").await;
            let translation = json!({ "postId": reply, "language": "fr", "body": "texte" });
            let theirs = change(&mei, "translatePost", "translation { id }", &translation).await.ok().text("/translatePost/translation/id");
            let own = change(&admin, "translatePost", "translation { id }", &translation).await.ok().text("/translatePost/translation/id");
            let edition = json!({ "slug": slug, "language": "zh", "title": "A title", "body": "x" });
            let chinese = change(&admin, "publishEdition", "edition { id }", &edition).await.ok().text("/publishEdition/edition/id");
            let english = app.ask("query($slug: String!) { essay(slug: $slug) { edition(language: \"en\") { id } } }", json!({ "slug": slug })).await.ok().text("/essay/edition/id");
            for (name, input) in [
                ("translatePost", json!({ "postId": reply, "language": "zh", "body": "x" })),
                ("vouchTranslation", json!({ "translationId": theirs, "verdict": "FAITHFUL" })),
                ("markTranslationOfficial", json!({ "translationId": theirs, "isOfficial": true })),
                ("withdrawTranslation", json!({ "translationId": own })),
                ("correctPostLanguage", json!({ "postId": reply, "language": "en" })),
                ("reportPost", json!({ "postId": reply, "reason": "SPAM" })),
                ("alignSegments", json!({ "editionId": english, "segments": [0], "counterpartEditionId": chinese, "counterparts": [0] })),
                ("resetAlignment", json!({ "editionId": english, "segments": [0], "counterpartEditionId": chinese })),
            ] {
                let answer = change(&token, name, "__typename", &input).await;
                if is_allowed { drop(answer.ok()) } else { assert_eq!(answer.code(), "FORBIDDEN", "{name}") }
            }
        }
    }
}

on_both! {
    async fn what_is_wrong_with_a_token_is_told(app) {
        let mei = app.sign_up("mei").await;
        let try_with = async |input: Value| app.ask_as(&mei, CREATE, json!({ "input": input })).await;
        let at = |days: i64| teahouse::clock::to_utc(entity::Timestamp(teahouse::clock::now().0 + days * DAY_MS)).to_rfc3339();
        let wrong = try_with(json!({ "name": "", "scopes": [], "expiresAt": at(-1), "essayIds": [] })).await;
        assert_eq!((wrong.code(), wrong.body["errors"][0]["extensions"]["problems"].as_array().unwrap().len()), ("VALIDATION_FAILED", 4));
        assert_eq!(try_with(json!({ "name": "x", "scopes": ["READ"], "expiresAt": at(366) })).await.field(), "input.expiresAt");
        try_with(json!({ "name": "x", "scopes": ["READ"], "expiresAt": at(364) })).await.ok();
        let absent = try_with(json!({ "name": "x", "scopes": ["READ"], "essayIds": ["AQGiDPcFZ3fygfBDeP6qDM4"] })).await;
        assert_eq!((absent.code(), absent.field().as_str()), ("NOT_FOUND", "input.essayIds"));
        assert_eq!(try_with(json!({ "name": "x", "scopes": ["READ"], "essayIds": ["nonsense"] })).await.code(), "VALIDATION_FAILED");
        assert_eq!(try_with(json!({ "name": "x", "scopes": ["EVERYTHING"] })).await.code(), "BAD_REQUEST");
        for _ in 1..50 {
            create(app, &mei, &["READ"], None).await;
        }
        assert_eq!(try_with(json!({ "name": "x", "scopes": ["READ"] })).await.code(), "CONFLICT");
    }
}

on_both! {
    async fn the_last_place_goes_to_one(app) {
        let mei = app.sign_up("mei").await;
        for _ in 0..49 {
            create(app, &mei, &["READ"], None).await;
        }
        let make = "mutation { createApiToken(input: { name: \"x\", scopes: [READ] }) { secret } }";
        let tries = futures_util::future::join_all((0..8).map(|_| app.ask_as(&mei, make, json!({})))).await;
        assert_eq!(tries.iter().filter(|answer| answer.body.get("errors").is_none()).count(), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM api_tokens").await, 50);
    }
}

on_both! {
    async fn tokens_are_their_owners_business(app) {
        let (mei, tomas) = (app.sign_up("mei").await, app.sign_up("tomas").await);
        let (id, token) = create(app, &mei, &["READ"], None).await;
        let one = "query($id: ID!) { node(id: $id) { __typename id } }";
        assert_eq!(app.ask_as(&mei, one, json!({ "id": id })).await.ok().text("/node/__typename"), "ApiToken");
        for stranger in [&tomas, &token, ""] {
            assert!(app.ask_as(stranger, one, json!({ "id": id })).await.ok().at("/node").is_null());
        }
        let refused = app.ask_as(&tomas, REVOKE, json!({ "id": id })).await;
        assert_eq!((refused.code(), refused.field().as_str()), ("NOT_FOUND", "input.apiTokenId"));
        assert_eq!(app.ask_as("", REVOKE, json!({ "id": id })).await.code(), "UNAUTHENTICATED");
        assert!(app.ask_as(&tomas, "{ user(handle: \"mei\") { apiTokens { id } } }", json!({})).await.ok().at("/user/apiTokens").is_null());
        assert_eq!(handle_of(app, &token).await, "mei");
    }
}

on_both! {
    async fn the_last_use_is_written_once_a_minute(app) {
        let mei = app.sign_up("mei").await;
        let (_, token) = create(app, &mei, &["READ"], None).await;
        let other = app.second_instance().await;
        let uses = (0..20).map(|n| app.ask_at(if n % 2 == 0 { app.address } else { other.address }, &token, VIEWER, json!({})));
        for answer in futures_util::future::join_all(uses).await {
            answer.ok();
        }
        let first = app.count("SELECT last_used_at FROM api_tokens").await;
        assert!(teahouse::clock::now().0 - first < 60_000);
        tokio::time::sleep(Duration::from_millis(3100)).await;
        handle_of(app, &token).await;
        assert_eq!(app.count("SELECT last_used_at FROM api_tokens").await, first);
        app.sql("UPDATE api_tokens SET last_used_at = last_used_at - 60000").await;
        tokio::time::sleep(Duration::from_millis(3100)).await;
        let before = app.db.statements();
        handle_of(app, &token).await;
        handle_of(app, &token).await;
        assert!(app.count("SELECT last_used_at FROM api_tokens").await > first);
        // One to read, one to write; where the transaction itself counts, that as well.
        assert!(app.db.statements() - before <= 5, "{}", app.db.statements() - before);
    }
}

#[test]
fn a_use_that_cannot_be_written_down_is_no_fault() {
    run_with(Kind::Sqlite, &[], async |app| {
        let mei = app.sign_up("mei").await;
        let (_, token) = create(app, &mei, &["READ"], None).await;
        app.sql("CREATE TRIGGER full BEFORE UPDATE ON api_tokens BEGIN SELECT RAISE(ABORT, 'no room'); END").await;
        assert_eq!(handle_of(app, &token).await, "mei");
    });
}
