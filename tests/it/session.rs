//! Sessions: refresh, reuse, sign-out; forged access tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp, app::PASSWORD},
};

const VIEWER: &str = "{ viewer { handle } }";

async fn sign_up(app: &TestApp) -> (String, String) {
    let query = "mutation($input: SignUpInput!) { signUp(input: $input) { session { accessToken refreshToken } } }";
    let answer = app.ask(query, json!({ "input": { "handle": "mei", "displayName": "Mei", "email": "mei@example.org", "password": PASSWORD } })).await.ok();
    (answer.text("/signUp/session/accessToken"), answer.text("/signUp/session/refreshToken"))
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.ask("mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { session { accessToken refreshToken } } }", json!({ "t": token })).await
}

on_both! {
    async fn refresh_tokens_rotate_and_a_lost_answer_can_be_asked_for_again(app) {
        let (_, first) = sign_up(app).await;
        let second = refresh(app, &first).await.ok().text("/refreshSession/session/refreshToken");
        assert_ne!(first, second);
        // Within the grace the same token gives the same successor.
        assert_eq!(refresh(app, &first).await.ok().text("/refreshSession/session/refreshToken"), second);
        let third = refresh(app, &second).await.ok();
        assert_eq!(app.ask_as(&third.text("/refreshSession/session/accessToken"), VIEWER, json!({})).await.ok().text("/viewer/handle"), "mei");
    }
}

on_both! {
    async fn a_token_used_again_ends_the_whole_session(app) {
        let (access, first) = sign_up(app).await;
        let second = refresh(app, &first).await.ok().text("/refreshSession/session/refreshToken");
        let third = refresh(app, &second).await.ok().text("/refreshSession/session/refreshToken");
        let reused = refresh(app, &first).await;
        assert_eq!((reused.code(), reused.field().as_str()), ("UNAUTHENTICATED", "input.refreshToken"));
        assert_eq!(refresh(app, &third).await.code(), "UNAUTHENTICATED");
        assert_eq!(app.ask_as(&access, VIEWER, json!({})).await.status, 401);
        let other = app.second_instance().await;
        assert_eq!(app.ask_at(other.address, &access, VIEWER, json!({})).await.status, 401);
    }
}

on_both! {
    async fn the_token_before_is_refused_after_the_grace(app) {
        let (_, first) = sign_up(app).await;
        let second = refresh(app, &first).await.ok().text("/refreshSession/session/refreshToken");
        app.sql("UPDATE sessions SET rotated_at = rotated_at - 11000").await;
        assert_eq!(refresh(app, &first).await.code(), "UNAUTHENTICATED");
        assert_eq!(refresh(app, &second).await.code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn sessions_end_after_thirty_days_whatever_their_rotation(app) {
        let (access, first) = sign_up(app).await;
        app.sql("UPDATE sessions SET expires_at = expires_at - 2592000000").await;
        assert_eq!(refresh(app, &first).await.code(), "UNAUTHENTICATED");
        assert_eq!(app.ask_as(&access, VIEWER, json!({})).await.status, 401);
    }
}

on_both! {
    async fn twenty_refreshes_at_once_have_one_successor(app) {
        let (_, first) = sign_up(app).await;
        let other = app.second_instance().await;
        let query = "mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { session { refreshToken } } }";
        let variables = json!({ "t": first });
        let tries = (0..20).map(|n| app.ask_at(if n % 2 == 0 { app.address } else { other.address }, "", query, variables.clone()));
        let mut successors: Vec<String> = futures_util::future::join_all(tries).await.into_iter().map(|answer| answer.ok().text("/refreshSession/session/refreshToken")).collect();
        successors.dedup();
        assert_eq!(successors.len(), 1);
        assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 1);
    }
}

on_both! {
    async fn signing_out_ends_one_session_or_all(app) {
        let (first, refresh_token) = sign_up(app).await;
        let second = app.sign_in("mei").await;
        let sign_out = "mutation($t: String!, $all: Boolean!) { signOut(input: { refreshToken: $t, everywhere: $all }) { signedOut } }";
        app.ask(sign_out, json!({ "t": refresh_token, "all": false })).await.ok();
        assert_eq!(app.ask_as(&first, VIEWER, json!({})).await.status, 401);
        assert_eq!(app.ask_as(&second, VIEWER, json!({})).await.ok().text("/viewer/handle"), "mei");
        let query = "mutation($input: SignInInput!) { signIn(input: $input) { session { refreshToken } } }";
        let third = app.ask(query, json!({ "input": { "login": "mei", "password": PASSWORD } })).await.ok().text("/signIn/session/refreshToken");
        app.ask(sign_out, json!({ "t": third, "all": true })).await.ok();
        assert_eq!(app.ask_as(&second, VIEWER, json!({})).await.status, 401);
        app.ask(sign_out, json!({ "t": "nonsense", "all": true })).await.ok();
    }
}

on_both! {
    async fn the_database_holds_hashes_only(app) {
        let (_, token) = sign_up(app).await;
        let secret = URL_SAFE_NO_PAD.decode(&token[4..]).unwrap()[16..].to_vec();
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let cast = if app.db.kind() == "SQLite" { "lower(hex(refresh_hash))" } else { "encode(refresh_hash, 'hex')" };
        assert_ne!(app.word(&format!("SELECT {cast} FROM sessions")).await, hex);
        assert_eq!(app.count("SELECT length(refresh_hash) FROM sessions").await, 32);
    }
}

on_both! {
    async fn forged_access_tokens_are_nobody(app) {
        let (access, refresh_token) = sign_up(app).await;
        let parts: Vec<&str> = access.split('.').collect();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
        let with = |base: &Value, key: &str, value: Value| { let mut changed = base.clone(); changed[key] = value; changed };
        let mut forged = vec![
            format!("{}.{}.", part(&with(&header, "alg", json!("none"))), parts[1]),
            format!("{}.{}.{}", part(&with(&header, "alg", json!("HS256"))), parts[1], parts[2]),
            format!("{}.{}.{}", part(&with(&header, "alg", json!("RS256"))), parts[1], parts[2]),
            format!("{}.{}.{}", part(&with(&header, "kid", json!("another"))), parts[1], parts[2]),
            format!("{}.{}.{}", part(&with(&header, "kid", json!("../../etc/passwd"))), parts[1], parts[2]),
            format!("{}.{}.{}", part(&with(&header, "jku", json!("http://127.0.0.1/keys"))), parts[1], parts[2]),
            format!("{}.{}", parts[0], parts[1]),
            format!("{}.{}.{}", parts[0], parts[1], &parts[2][..parts[2].len() - 4]),
            refresh_token,
            String::from("a.b.c"),
            "x".repeat(5000),
        ];
        for (key, value) in [("sub", json!("0192f0c0-0000-7000-8000-000000000000")), ("exp", json!("9999999999")), ("exp", json!(9_999_999_999_i64)), ("ver", json!(7)), ("iss", json!("elsewhere")), ("aud", json!("elsewhere"))] {
            forged.push(format!("{}.{}.{}", parts[0], part(&with(&claims, key, value)), parts[2]));
        }
        for token in forged {
            let answer = app.ask_as(&token, VIEWER, json!({})).await;
            assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{token}");
        }
        assert_eq!(app.ask_as(&access, VIEWER, json!({})).await.status, 200);
    }
}
