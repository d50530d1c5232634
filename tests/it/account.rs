//! Signing up and in.

use entity::Role;
use serde_json::json;

use crate::{on_both, support::app::PASSWORD};

const SIGN_UP: &str = "mutation($input: SignUpInput!) { signUp(input: $input) { user { handle displayName role } session { accessToken refreshToken } } }";
const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { user { handle } session { accessToken refreshToken } } }";

on_both! {
    async fn people_sign_up_and_are_known_by_their_token(app) {
        let input = json!({ "handle": "Mei_1", "displayName": " 陈梅 ", "email": "Mei@Example.org", "password": PASSWORD });
        let answer = app.ask(SIGN_UP, json!({ "input": input })).await.ok();
        assert_eq!(answer.text("/signUp/user/handle"), "mei_1");
        assert_eq!(answer.text("/signUp/user/displayName"), "陈梅");
        assert_eq!(answer.text("/signUp/user/role"), "MEMBER");
        let token = answer.text("/signUp/session/accessToken");
        let viewer = app.ask_as(&token, "{ viewer { handle email } user(handle: \"MEI_1\") { email } }", json!({})).await.ok();
        assert_eq!(viewer.text("/viewer/email"), "Mei@Example.org");
        assert_eq!(viewer.text("/user/email"), "Mei@Example.org");
        let other = app.sign_up("tomas").await;
        assert!(app.ask_as(&other, "{ user(handle: \"mei_1\") { email } }", json!({})).await.ok().at("/user/email").is_null());
        assert!(app.ask("{ viewer { handle } }", json!({})).await.ok().at("/viewer").is_null());
    }
}

on_both! {
    async fn all_that_is_wrong_with_an_account_is_told_at_once(app) {
        let input = json!({ "handle": "m", "displayName": "a\u{202E}b", "email": "nowhere", "password": "password" });
        let answer = app.ask(SIGN_UP, json!({ "input": input })).await;
        assert_eq!(answer.code(), "VALIDATION_FAILED");
        let problems = answer.body["errors"][0]["extensions"]["problems"].as_array().unwrap().iter().map(|problem| problem["field"][1].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(problems, ["handle", "displayName", "email", "password"]);
        assert!(answer.body["data"]["signUp"].is_null());
    }
}

on_both! {
    async fn taken_handles_and_addresses_answer_alike(app) {
        app.sign_up("mei").await;
        let try_with = async |handle: &str, email: &str| {
            app.ask(SIGN_UP, json!({ "input": { "handle": handle, "displayName": "X", "email": email, "password": PASSWORD } })).await
        };
        let (by_handle, by_email) = (try_with("MEI", "new@example.org").await, try_with("newcomer", "MEI@example.ORG").await);
        assert_eq!(by_handle.code(), "CONFLICT");
        assert_eq!(by_handle.body["errors"], by_email.body["errors"]);
    }
}

on_both! {
    async fn sign_in_tells_nothing_and_takes_either_name(app) {
        app.sign_up("mei").await;
        let try_with = async |login: &str, password: &str| app.ask(SIGN_IN, json!({ "input": { "login": login, "password": password } })).await;
        assert_eq!(try_with("MEI", PASSWORD).await.ok().text("/signIn/user/handle"), "mei");
        assert_eq!(try_with("Mei@Example.org", PASSWORD).await.ok().text("/signIn/user/handle"), "mei");
        let (wrong, unknown) = (try_with("mei", "not this one").await, try_with("nobody", "not this one").await);
        assert_eq!(wrong.code(), "INVALID_CREDENTIALS");
        assert_eq!(wrong.body["errors"], unknown.body["errors"]);
        assert_eq!(wrong.status, unknown.status);
    }
}

on_both! {
    async fn guessing_is_slowed_down(app) {
        app.sign_up("mei").await;
        let try_once = async || app.ask(SIGN_IN, json!({ "input": { "login": "mei", "password": "not this one" } })).await;
        for _ in 0..10 {
            assert_eq!(try_once().await.code(), "INVALID_CREDENTIALS");
        }
        let refused = try_once().await;
        assert_eq!(refused.code(), "RATE_LIMITED");
        let wait: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=900).contains(&wait));
        // The right password is refused as well: else guessing would go on.
        assert_eq!(app.ask(SIGN_IN, json!({ "input": { "login": "mei", "password": PASSWORD } })).await.code(), "RATE_LIMITED");
    }
}

on_both! {
    async fn passwords_are_kept_as_strong_hashes_and_weak_ones_replaced(app) {
        app.sign_up("mei").await;
        let stored = app.word("SELECT password_hash FROM users WHERE handle = 'mei'").await;
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let weak = {
            use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap()).hash_password(PASSWORD.as_bytes()).unwrap().to_string()
        };
        app.sql(&format!("UPDATE users SET password_hash = '{weak}' WHERE handle = 'mei'")).await;
        app.sign_in("mei").await;
        assert!(app.word("SELECT password_hash FROM users WHERE handle = 'mei'").await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}

on_both! {
    async fn changing_a_password_ends_all_other_sessions(app) {
        let first = app.sign_up("mei").await;
        let second = app.sign_in("mei").await;
        let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { session { accessToken } } }";
        let wrong = app.ask_as(&second, change, json!({ "input": { "currentPassword": "not this one", "newPassword": "another calm answer" } })).await;
        assert_eq!((wrong.code(), wrong.field().as_str()), ("INVALID_CREDENTIALS", "input.currentPassword"));
        let weak = app.ask_as(&second, change, json!({ "input": { "currentPassword": PASSWORD, "newPassword": "12345678" } })).await;
        assert_eq!((weak.code(), weak.field().as_str()), ("VALIDATION_FAILED", "input.newPassword"));
        let changed = app.ask_as(&second, change, json!({ "input": { "currentPassword": PASSWORD, "newPassword": "another calm answer" } })).await.ok();
        for old in [&first, &second] {
            assert_eq!(app.ask_as(old, "{ viewer { handle } }", json!({})).await.status, 401);
        }
        let new = changed.text("/changePassword/session/accessToken");
        assert_eq!(app.ask_as(&new, "{ viewer { handle } }", json!({})).await.ok().text("/viewer/handle"), "mei");
        assert_eq!(app.ask(change, json!({ "input": { "currentPassword": "x", "newPassword": "y" } })).await.code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn roles_come_from_the_operator_only(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        assert_eq!(app.ask_as(&editor, "{ viewer { role } }", json!({})).await.ok().text("/viewer/role"), "EDITOR");
        // An input that carries more than it may is refused as a whole.
        let smuggled = json!({ "handle": "eve", "displayName": "Eve", "email": "eve@example.org", "password": PASSWORD, "role": "ADMIN" });
        assert_eq!(app.ask(SIGN_UP, json!({ "input": smuggled })).await.code(), "BAD_REQUEST");
    }
}
