//! Tokens that are signed and still not good, keys that change, and ends of sessions
//! that other instances learn of.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{Answer, TestApp, app::PASSWORD},
};

const VIEWER: &str = "{ viewer { handle } }";
/// The public half of `support/key.pem`: known to everybody.
const PUBLIC_KEY: &str = "Cq3BKaBhF1lQmNbqviNpJ0Op4I9TjftIqL48eT7brm0=";
/// What stands before a public key in its usual DER form.
const PUBLIC_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// What stands before the secret of an Ed25519 key in PKCS#8.
const PRIVATE_PREFIX: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

async fn sign_up(app: &TestApp, handle: &str) -> (String, String) {
    let query = "mutation($input: SignUpInput!) { signUp(input: $input) { session { accessToken refreshToken } } }";
    let input = json!({ "handle": handle, "displayName": handle, "email": format!("{handle}@example.org"), "password": PASSWORD });
    let answer = app.ask(query, json!({ "input": input })).await.ok();
    (answer.text("/signUp/session/accessToken"), answer.text("/signUp/session/refreshToken"))
}

async fn sign_in(app: &TestApp, login: &str, password: &str) -> Answer {
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { user { handle } session { accessToken refreshToken } } }";
    app.ask(query, json!({ "input": { "login": login, "password": password } })).await
}

/// Header and claims of a token.
fn parts(token: &str) -> (Header, Value) {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    (jsonwebtoken::decode_header(token).unwrap(), serde_json::from_slice(&claims).unwrap())
}

/// An Ed25519 key as a PEM file holds it.
fn private_key(secret: [u8; 32]) -> (EncodingKey, String) {
    let der = [PRIVATE_PREFIX.as_slice(), &secret].concat();
    (EncodingKey::from_ed_der(&der), format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(&der)))
}

on_both! {
    async fn a_good_signature_does_not_make_bad_claims_good(app) {
        let (token, _) = sign_up(app, "mei").await;
        let (other, _) = sign_up(app, "tomas").await;
        let (header, claims) = parts(&token);
        let other_sub = parts(&other).1["sub"].clone();
        let key = EncodingKey::from_ed_pem(include_bytes!("support/key.pem")).unwrap();
        let with = |changes: &[(&str, Value)]| {
            let mut changed = claims.clone();
            for (name, value) in changes {
                if value.is_null() { changed.as_object_mut().unwrap().remove(*name); } else { changed[name] = value.clone(); }
            }
            encode(&header, &changed, &key).unwrap()
        };
        // What the test signs itself is accepted, so what follows is refused for its claims.
        assert_eq!(app.ask_as(&with(&[("iat", json!(1))]), VIEWER, json!({})).await.ok().text("/viewer/handle"), "mei");
        let now = claims["iat"].as_i64().unwrap();
        let bad = [
            vec![("exp", json!(now - 60))],
            vec![("exp", json!((now + 600).to_string()))],
            vec![("exp", json!(null))],
            vec![("exp", json!(-1))],
            vec![("nbf", json!(now + 600))],
            vec![("nbf", json!(null))],
            vec![("iss", json!("http://evil.example"))],
            vec![("iss", json!(null))],
            vec![("aud", json!("another"))],
            vec![("aud", json!(null))],
            vec![("sub", json!(null))],
            vec![("sub", json!("mei"))],
            vec![("sub", other_sub)],
            vec![("sid", json!("01920000-0000-7000-8000-000000000000"))],
            vec![("ver", json!(claims["ver"].as_i64().unwrap() + 1))],
        ];
        for changes in bad {
            let answer = app.ask_as(&with(&changes), VIEWER, json!({})).await;
            assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{changes:?}");
            assert!(answer.body.get("data").is_none(), "{}", answer.body);
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
        }
    }
}

on_both! {
    async fn other_keys_and_other_algorithms_sign_nothing(app) {
        let (token, refresh_token) = sign_up(app, "mei").await;
        let (header, claims) = parts(&token);
        let public = STANDARD.decode(PUBLIC_KEY).unwrap();
        let spki = [PUBLIC_PREFIX.as_slice(), &public].concat();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(&spki));
        // The public key as the secret of a shared-secret algorithm, in all its forms.
        let mut forged = Vec::new();
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            for secret in [public.as_slice(), &spki, pem.as_bytes(), PUBLIC_KEY.as_bytes(), b"", b"secret"] {
                let header = Header { alg: algorithm, ..header.clone() };
                forged.push(encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap());
            }
        }
        // Somebody else's key under our key's name, under none and under another.
        let (foreign, _) = private_key([7; 32]);
        for kid in [header.kid.clone(), None, Some("another".to_owned())] {
            forged.push(encode(&Header { kid, ..header.clone() }, &claims, &foreign).unwrap());
        }
        let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT", "kid": header.kid }).to_string());
        let payload = token.split('.').nth(1).unwrap();
        forged.extend([format!("{none}.{payload}."), format!("{none}.{payload}"), refresh_token, String::new(), "null".to_owned(), "..".to_owned()]);
        for token in forged {
            let answer = app.client().post(app.url("/graphql")).bearer_auth(&token).json(&json!({ "query": VIEWER })).send().await.unwrap();
            assert_eq!(answer.status(), 401, "{token}");
        }
    }
}

on_both! {
    async fn keys_change_while_old_tokens_live_on(app) {
        let (old, refresh_token) = sign_up(app, "mei").await;
        let folder = tempfile::tempdir().unwrap();
        let (new_file, old_file) = (folder.path().join("new.pem"), folder.path().join("old.pem"));
        std::fs::write(&new_file, private_key([9; 32]).1).unwrap();
        std::fs::write(&old_file, include_str!("support/key.pem")).unwrap();
        let (new_path, old_path) = (new_file.display().to_string(), old_file.display().to_string());
        let changed = app.second_instance_with(&[("TEAHOUSE_SIGNING_KEY_FILE", &new_path), ("TEAHOUSE_PREVIOUS_SIGNING_KEY_FILES", &old_path)]).await;
        assert_eq!(app.ask_at(changed.address, &old, VIEWER, json!({})).await.ok().text("/viewer/handle"), "mei");
        let refresh = "mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { session { accessToken refreshToken } } }";
        let refreshed = app.ask_at(changed.address, "", refresh, json!({ "t": refresh_token })).await.ok();
        let new = refreshed.text("/refreshSession/session/accessToken");
        assert_ne!(parts(&new).0.kid, parts(&old).0.kid);
        assert_eq!(app.ask_at(changed.address, &new, VIEWER, json!({})).await.ok().text("/viewer/handle"), "mei");
        // An instance that does not know the new key yet refuses it and does not fail.
        assert_eq!(app.ask_as(&new, VIEWER, json!({})).await.status, 401);
        let foreign = app.second_instance_with(&[("TEAHOUSE_SIGNING_KEY_FILE", &new_path)]).await;
        assert_eq!(app.ask_at(foreign.address, &old, VIEWER, json!({})).await.status, 401);
    }
}

on_both! {
    async fn what_ends_sessions_on_one_instance_ends_them_on_all(app) {
        let (first, refresh_token) = sign_up(app, "mei").await;
        let (others, _) = sign_up(app, "tomas").await;
        let second = app.sign_in("mei").await;
        let other = app.second_instance().await;
        let sign_out = "mutation($t: String!, $all: Boolean!) { signOut(input: { refreshToken: $t, everywhere: $all }) { signedOut } }";
        app.ask(sign_out, json!({ "t": refresh_token, "all": false })).await.ok();
        assert_eq!(app.ask_at(other.address, &first, VIEWER, json!({})).await.status, 401);
        assert_eq!(app.ask_at(other.address, &second, VIEWER, json!({})).await.status, 200);
        let third = app.sign_in("mei").await;
        let fourth = sign_in(app, "mei", PASSWORD).await.ok().text("/signIn/session/refreshToken");
        app.ask(sign_out, json!({ "t": fourth, "all": true })).await.ok();
        assert_eq!(app.ask_at(other.address, &third, VIEWER, json!({})).await.status, 401);
        assert_eq!(app.ask_as(&third, VIEWER, json!({})).await.status, 401);
        assert_eq!(app.ask_at(other.address, &others, VIEWER, json!({})).await.status, 200);
        // A token that is no longer the newest ends nobody's session.
        let live = sign_in(app, "mei", PASSWORD).await.ok();
        app.ask(sign_out, json!({ "t": refresh_token, "all": true })).await.ok();
        assert_eq!(app.ask_as(&live.text("/signIn/session/accessToken"), VIEWER, json!({})).await.status, 200);
    }
}

on_both! {
    async fn an_account_has_ten_guesses_under_all_its_names(app) {
        app.sign_up("mei").await;
        let names = ["mei", "MEI", "mei@example.org", " Mei@Example.org "];
        let mut codes = Vec::new();
        for number in 0..10 {
            codes.push(sign_in(app, names[number % names.len()], "not this one").await.code().to_owned());
        }
        assert!(codes[..10].iter().all(|code| code == "INVALID_CREDENTIALS"), "{codes:?}");
        // By whatever name: the account takes no more guesses, not even the right one.
        for name in names {
            let refused = sign_in(app, name, PASSWORD).await;
            assert!(["RATE_LIMITED", "INVALID_CREDENTIALS"].contains(&refused.code()), "{name}: {}", refused.body);
        }
    }
}

on_both! {
    async fn guesses_at_the_current_password_are_counted_too(app) {
        let (token, _) = sign_up(app, "mei").await;
        let change = "mutation($c: String!) { changePassword(input: { currentPassword: $c, newPassword: \"another calm answer\" }) { session { accessToken } } }";
        for _ in 0..10 {
            assert_eq!(app.ask_as(&token, change, json!({ "c": "not this one" })).await.code(), "INVALID_CREDENTIALS");
        }
        let refused = app.ask_as(&token, change, json!({ "c": "not this one" })).await;
        assert_eq!((refused.code(), refused.headers.contains_key("retry-after")), ("RATE_LIMITED", true));
        assert_eq!(app.ask_as(&token, change, json!({ "c": PASSWORD })).await.code(), "RATE_LIMITED");
    }
}

on_both! {
    async fn each_fault_of_an_account_is_told_with_its_path(app) {
        let long = "x".repeat(51);
        let cases = [
            ("handle", json!("ab")), ("handle", json!("a b c")), ("handle", json!("méi")), ("handle", json!("x".repeat(31))),
            ("displayName", json!("")), ("displayName", json!(long)), ("displayName", json!("a\u{200B}b")), ("displayName", json!("a\nb")),
            ("email", json!("")), ("email", json!("mei@localhost")), ("email", json!("mei@example.org\nBcc: x@example.org")), ("email", json!("Mei <mei@example.org>")),
            ("password", json!("seven77")), ("password", json!("x".repeat(129))), ("password", json!("aaaaaaaaaaaa")), ("password", json!("mei@example.org")), ("password", json!("Password")),
        ];
        for (field, value) in cases {
            let mut input = json!({ "handle": "mei", "displayName": "Mei", "email": "mei@example.org", "password": PASSWORD });
            input[field] = value.clone();
            let answer = app.ask("mutation($input: SignUpInput!) { signUp(input: $input) { user { id } } }", json!({ "input": input })).await;
            assert_eq!((answer.code(), answer.field()), ("VALIDATION_FAILED", format!("input.{field}")), "{field}: {value}");
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM users").await, 0);
        // Any script is welcome in a password, byte for byte.
        let input = json!({ "handle": "mei", "displayName": "Mei", "email": "mei@example.org", "password": "春风又绿江南岸 x" });
        app.ask("mutation($input: SignUpInput!) { signUp(input: $input) { user { id } } }", json!({ "input": input })).await.ok();
        assert_eq!(sign_in(app, "mei", "春风又绿江南岸 x").await.ok().text("/signIn/user/handle"), "mei");
        assert_eq!(sign_in(app, "mei", "春风又绿江南岸 X").await.code(), "INVALID_CREDENTIALS");
    }
}
