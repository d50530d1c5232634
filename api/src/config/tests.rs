use std::{collections::HashMap, time::Duration};

use secrecy::ExposeSecret;

use super::Config;

fn load(variables: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let variables: HashMap<String, String> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from_sources(None, variables)
}

#[test]
fn defaults_are_good() {
    let config = load(&[]).unwrap();
    assert_eq!(config.database.url, "sqlite://data/teahouse.db");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert!(!config.explorer);
}

#[test]
fn the_environment_wins_and_lists_are_split() {
    let config =
        load(&[("TEAHOUSE_LISTEN", "127.0.0.1:9"), ("TEAHOUSE_CORS_ORIGINS", "https://a.example,https://b.example"), ("TEAHOUSE_REQUEST_TIMEOUT_MS", "2000")])
            .unwrap();
    assert_eq!(config.public_url, "http://127.0.0.1:9");
    assert_eq!(config.cors_origins.len(), 2);
    assert_eq!(config.request_timeout, Duration::from_secs(2));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let wrong = load(&[
        ("TEAHOUSE_LISTEN", "here"),
        ("TEAHOUSE_DATABASE_URL", "postgres://localhost/forum"),
        ("TEAHOUSE_CORS_ORIGINS", "example.org"),
        ("TEAHOUSE_TRUSTED_PROXIES", "proxy"),
    ])
    .unwrap_err();
    let all = wrong.join("\n");
    for part in ["listen:", "signing_key_file:", "cors_origins:", "trusted_proxies:"] {
        assert!(all.contains(part), "{part} is missing in {all}");
    }
    assert!(load(&[("TEAHOUSE_DATABASE_URL", "mysql://x")]).unwrap_err()[0].contains("sqlite://"));
}

#[test]
fn an_outside_check_has_an_address_and_a_secret() {
    let digits = "01234567890123456789012345678901";
    let set = |url: &str, secret: &str, timeout: &str| {
        load(&[("TEAHOUSE_OUTSIDE_CHECK_URL", url), ("TEAHOUSE_OUTSIDE_CHECK_SECRET", secret), ("TEAHOUSE_OUTSIDE_CHECK_TIMEOUT_MS", timeout)])
    };
    assert!(set("", digits, "800").unwrap().outside_check.is_none());
    let check = set("http://127.0.0.1:9/check", digits, "50").unwrap().outside_check.unwrap();
    assert_eq!((check.secret.expose_secret(), check.timeout), (digits, Duration::from_millis(50)));
    for (url, secret, timeout, about) in [
        ("check.example", digits, "800", "outside_check_url:"),
        ("http://check.example", "", "800", "outside_check_secret:"),
        ("http://check.example", &digits[1..], "800", "outside_check_secret:"),
        ("http://check.example", digits, "49", "outside_check_timeout_ms:"),
        ("http://check.example", digits, "3001", "outside_check_timeout_ms:"),
    ] {
        let wrong = set(url, secret, timeout).unwrap_err().join("\n");
        assert!(wrong.contains(about) && (secret.is_empty() || !wrong.contains(secret)), "{wrong}");
    }
    let hasty = [("TEAHOUSE_OUTSIDE_CHECK_URL", "http://check.example"), ("TEAHOUSE_OUTSIDE_CHECK_SECRET", digits), ("TEAHOUSE_REQUEST_TIMEOUT_MS", "1500")];
    assert!(load(&hasty).unwrap_err()[0].contains("half of request_timeout_ms"));
}

#[test]
fn a_translator_has_an_address_and_a_time_within_the_requests() {
    let set = |url: &str, key: &str, timeout: &str, most: &str| {
        load(&[
            ("TEAHOUSE_MACHINE_TRANSLATION_URL", url),
            ("TEAHOUSE_MACHINE_TRANSLATION_KEY", key),
            ("TEAHOUSE_MACHINE_TRANSLATION_TIMEOUT_MS", timeout),
            ("TEAHOUSE_MACHINE_TRANSLATION_MAX_CHARACTERS", most),
        ])
    };
    assert!(set("", "0123", "4000", "5000").unwrap().machine_translation.is_none());
    let settings = set("http://127.0.0.1:5000", "0123", "100", "100").unwrap().machine_translation.unwrap();
    assert_eq!((settings.key.unwrap().expose_secret(), settings.timeout, settings.max_characters), ("0123", Duration::from_millis(100), 100));
    assert!(set("http://127.0.0.1:5000", "", "4000", "20000").unwrap().machine_translation.unwrap().key.is_none());
    for (url, timeout, most, about) in [
        ("translate.example", "4000", "5000", "machine_translation_url:"),
        ("http://a.example", "4001", "5000", "machine_translation_timeout_ms:"),
        ("http://a.example", "99", "5000", "machine_translation_timeout_ms:"),
        ("http://a.example", "4000", "99", "machine_translation_max_characters:"),
    ] {
        let wrong = set(url, "", timeout, most).unwrap_err().join("\n");
        assert!(wrong.contains(about), "{wrong}");
    }
}
