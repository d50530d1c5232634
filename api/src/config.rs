//! Settings: defaults, then an optional TOML file, then the environment; read
//! once and checked once. `docs/configuration.md` lists them all, and a test
//! compares that page with [`SETTINGS`].

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use config::{Config as Layers, Environment, File, FileFormat};
use serde::Deserialize;

use crate::{
    db::{self, DbSettings},
    outgoing::{self, translator},
    outside,
};

/// Name, default and meaning of every setting. In the environment a setting is
/// `TEAHOUSE_` and its name in upper case; lists are separated by commas.
pub const SETTINGS: &[(&str, &str, &str)] = &[
    ("database_url", "sqlite://{data_dir}/teahouse.db", "`sqlite://path` or `postgres://user@host/name`."),
    ("data_dir", "data", "Folder for the SQLite file and the signing key that the program makes."),
    ("listen", "127.0.0.1:8080", "Address and port to listen on."),
    ("public_url", "http://{listen}", "How readers reach the forum: issuer of tokens, base of links."),
    ("signing_key_file", "", "Ed25519 key in PKCS#8 PEM that signs access tokens. With SQLite one is made in `data_dir`; with PostgreSQL it must be given."),
    ("previous_signing_key_files", "", "Former keys whose tokens are still accepted while a new key takes over."),
    ("explorer", "false", "Whether `GET /graphiql` offers the explorer. `serve --demo` turns it on."),
    ("introspection", "true", "Whether the schema may be asked for its own types."),
    ("cors_origins", "", "Origins whose pages may call the API from a browser, or `*` for any. No cookies are ever used."),
    ("trusted_proxies", "", "Addresses of reverse proxies whose `X-Forwarded-For` is believed."),
    ("request_timeout_ms", "5000", "How long one request may take, statements included."),
    ("database_max_connections", "0", "Connections to the database at most (SQLite: of those that read); 0 = 8 a worker on PostgreSQL, 8 on SQLite."),
    ("workers", "0", "Threads that serve requests; 0 = one a core."),
    ("node_budget_anonymous", "5000", "Nodes that one document may ask for when nobody is signed in."),
    ("node_budget_member", "20000", "The same for who is signed in."),
    ("rate_limit_anonymous", "600", "Points a minute for a network (an IPv4 address, an IPv6 /64) from which nobody is signed in; 0 = no limit."),
    ("rate_limit_member", "1200", "The same for an account."),
    ("rate_limit_token", "1200", "The same for an API token."),
    ("password_hash_permits", "0", "Passwords hashed at the same time at most; each takes 19 MiB and a core. 0 = half the cores, at least 1."),
    ("outside_check_url", "", "Address that is asked about each post before it goes out; empty = none."),
    ("outside_check_secret", "", "What the questions are signed with; at least 32 characters."),
    ("outside_check_timeout_ms", "800", "How long the outside check may take; then the post goes its way without it."),
    ("machine_translation_url", "", "Address of a LibreTranslate server that translates posts when somebody asks for it; empty = none."),
    ("machine_translation_key", "", "Its API key, if it wants one."),
    ("machine_translation_timeout_ms", "4000", "How long a translation may take."),
    ("machine_translation_max_characters", "5000", "Characters of a post at most."),
    ("log_format", "auto", "`json`, `text`, or `auto`: text on a terminal, JSON elsewhere."),
    ("log_level", "info", "`error`, `warn`, `info`, `debug`, or a filter such as `info,teahouse=debug`."),
];

/// Settings that are never parsed nor shown.
const SECRETS: [&str; 2] = ["outside_check_secret", "machine_translation_key"];

/// Connections on `SQLite`, and for each worker on `PostgreSQL`, if no number is set.
const CONNECTIONS: u32 = 8;

/// The most that one request's body may hold, in bytes. An essay of 500 000
/// Chinese characters fits.
pub const MAX_BODY_BYTES: usize = 1_800_000;

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

// Without `Debug`: it holds a secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    database_url: String,
    data_dir: PathBuf,
    listen: String,
    public_url: String,
    signing_key_file: String,
    previous_signing_key_files: Vec<String>,
    explorer: bool,
    introspection: bool,
    cors_origins: Vec<String>,
    trusted_proxies: Vec<String>,
    request_timeout_ms: u64,
    database_max_connections: u32,
    workers: usize,
    node_budget_anonymous: u64,
    node_budget_member: u64,
    rate_limit_anonymous: u64,
    rate_limit_member: u64,
    rate_limit_token: u64,
    password_hash_permits: usize,
    outside_check_url: String,
    outside_check_secret: String,
    outside_check_timeout_ms: u64,
    machine_translation_url: String,
    machine_translation_key: String,
    machine_translation_timeout_ms: u64,
    machine_translation_max_characters: u64,
    log_format: LogFormat,
    log_level: String,
}

/// Checked settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// How to reach the database.
    pub database: DbSettings,
    /// Folder for what the program makes itself.
    pub data_dir: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How readers reach the forum; no slash at the end.
    pub public_url: String,
    /// The key that signs; `None` = one of our own in `data_dir`.
    pub signing_key_file: Option<PathBuf>,
    /// Keys whose tokens are still accepted.
    pub previous_signing_key_files: Vec<PathBuf>,
    /// Whether the explorer is offered.
    pub explorer: bool,
    /// Whether introspection is answered.
    pub introspection: bool,
    /// Who may call from a browser.
    pub cors_origins: Vec<String>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Deadline of a request.
    pub request_timeout: Duration,
    /// Threads that serve requests.
    pub workers: usize,
    /// Node budget when nobody is signed in.
    pub node_budget_anonymous: u64,
    /// Node budget of members.
    pub node_budget_member: u64,
    /// Points a minute for a network; 0 = no limit.
    pub rate_limit_anonymous: u64,
    /// Points a minute for an account; 0 = no limit.
    pub rate_limit_member: u64,
    /// Points a minute for an API token; 0 = no limit.
    pub rate_limit_token: u64,
    /// Passwords hashed at the same time.
    pub password_hash_permits: usize,
    /// Who else is asked about posts; `None` = nobody.
    pub outside_check: Option<outside::Settings>,
    /// Who translates posts; `None` = no program.
    pub machine_translation: Option<translator::Settings>,
    /// How logs are written.
    pub log_format: LogFormat,
    /// What is logged.
    pub log_level: String,
    /// Whether this is `serve --demo`.
    pub demo: bool,
}

impl Config {
    /// Reads settings from `file` (if given) and the environment. The error
    /// lists everything that is wrong, one line each.
    pub fn load(file: Option<&Path>) -> Result<Self, Vec<String>> {
        Self::from_sources(file, std::env::vars().collect())
    }

    /// The same from given variables.
    pub fn from_sources(file: Option<&Path>, variables: HashMap<String, String>) -> Result<Self, Vec<String>> {
        let known = |name: &str| SETTINGS.iter().any(|(setting, ..)| name.strip_prefix("TEAHOUSE_").is_some_and(|rest| rest.eq_ignore_ascii_case(setting)));
        let mut variables: HashMap<_, _> = variables.into_iter().filter(|(name, _)| known(name)).collect();
        let secrets = SECRETS.map(|secret| {
            let name = variables.keys().find(|name| name.strip_prefix("TEAHOUSE_").is_some_and(|rest| rest.eq_ignore_ascii_case(secret))).cloned();
            (secret, name.and_then(|name| variables.remove(&name)).filter(|text| !text.is_empty()))
        });
        let mut layers = Layers::builder();
        for (name, default, _) in SETTINGS {
            layers = match *name {
                "previous_signing_key_files" | "cors_origins" | "trusted_proxies" => layers.set_default(*name, Vec::<String>::new()),
                "database_url" | "public_url" => layers.set_default(*name, ""),
                _ => layers.set_default(*name, *default),
            }
            .map_err(|error| vec![error.to_string()])?;
        }
        if let Some(file) = file {
            layers = layers.add_source(File::from(file).format(FileFormat::Toml));
        }
        let environment = Environment::with_prefix("TEAHOUSE")
            .source(Some(variables))
            .ignore_empty(true)
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("previous_signing_key_files")
            .with_list_parse_key("cors_origins")
            .with_list_parse_key("trusted_proxies");
        // Taken as it stands: the others are parsed, and a secret of digits would come back as another one.
        for (name, secret) in secrets {
            layers = layers.set_override_option(name, secret).map_err(|error| vec![error.to_string()])?;
        }
        let raw: Raw = layers.add_source(environment).build().and_then(Layers::try_deserialize).map_err(|error| vec![error.to_string()])?;
        raw.check()
    }

    /// Names of `TEAHOUSE_…` variables that mean nothing to this version.
    #[must_use]
    pub fn unknown_variables() -> Vec<String> {
        let elsewhere = ["TEAHOUSE_CONFIG", "TEAHOUSE_TEST_POSTGRES_URL", "TEAHOUSE_TEST_POSTGRES"];
        std::env::vars()
            .map(|(name, _)| name)
            .filter(|name| name.starts_with("TEAHOUSE_") && !elsewhere.contains(&name.as_str()))
            .filter(|name| !SETTINGS.iter().any(|(setting, ..)| name["TEAHOUSE_".len()..].eq_ignore_ascii_case(setting)))
            .collect()
    }
}

impl Raw {
    fn check(self) -> Result<Config, Vec<String>> {
        let mut wrong = Vec::new();
        let listen = self.listen.parse::<SocketAddr>().unwrap_or_else(|_| {
            wrong.push(format!("listen: `{}` is not an address and a port, such as 127.0.0.1:8080", self.listen));
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let url = if self.database_url.is_empty() { format!("sqlite://{}/teahouse.db", self.data_dir.display()) } else { self.database_url };
        if let Err(reason) = db::check_url(&url) {
            wrong.push(format!("database_url: {reason}"));
        }
        let is_sqlite = db::sqlite_path(&url).is_some();
        let public_url = if self.public_url.is_empty() { format!("http://{listen}") } else { self.public_url.trim_end_matches('/').to_owned() };
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            wrong.push("public_url: it must begin with http:// or https://".to_owned());
        }
        let signing_key_file = (!self.signing_key_file.is_empty()).then(|| PathBuf::from(self.signing_key_file));
        if signing_key_file.is_none() && !is_sqlite {
            wrong.push(
                "signing_key_file: with PostgreSQL it must be given, so that all instances sign with one key; `openssl genpkey -algorithm ed25519` makes one"
                    .to_owned(),
            );
        }
        for file in signing_key_file.iter().map(PathBuf::as_path).chain(self.previous_signing_key_files.iter().map(Path::new)) {
            if let Err(reason) = crate::auth::keys::check_file(file) {
                wrong.push(format!("signing_key_file: {}: {reason}", file.display()));
            }
        }
        for origin in self.cors_origins.iter().filter(|origin| !is_origin(origin)) {
            wrong.push(format!("cors_origins: `{origin}` is not an origin, such as https://forum.example"));
        }
        let trusted_proxies = proxies(&self.trusted_proxies, &mut wrong);
        let mut range = |name: &str, value: u64, low: u64, high: u64| {
            if !(low..=high).contains(&value) {
                wrong.push(format!("{name}: {value} is not between {low} and {high}"));
            }
        };
        range("request_timeout_ms", self.request_timeout_ms, 100, 60_000);
        if self.database_max_connections != 0 {
            range("database_max_connections", self.database_max_connections.into(), 2, 500);
        }
        range("workers", self.workers as u64, 0, 512);
        range("node_budget_anonymous", self.node_budget_anonymous, 100, 1_000_000);
        range("node_budget_member", self.node_budget_member, 100, 1_000_000);
        for (name, value) in
            [("rate_limit_anonymous", self.rate_limit_anonymous), ("rate_limit_member", self.rate_limit_member), ("rate_limit_token", self.rate_limit_token)]
        {
            range(name, value, 0, 10_000_000);
        }
        range("password_hash_permits", self.password_hash_permits as u64, 0, 64);
        range("outside_check_timeout_ms", self.outside_check_timeout_ms, 50, 3000);
        range("machine_translation_timeout_ms", self.machine_translation_timeout_ms, 100, 30_000);
        range("machine_translation_max_characters", self.machine_translation_max_characters, 100, 20_000);
        let times = (self.machine_translation_timeout_ms, self.request_timeout_ms);
        let most = usize::try_from(self.machine_translation_max_characters).unwrap_or(0);
        let machine_translation = machine_translation(&self.machine_translation_url, self.machine_translation_key, times, most, &mut wrong);
        let outside_ms = (self.outside_check_timeout_ms, self.request_timeout_ms);
        let outside_check = outside_check(&self.outside_check_url, self.outside_check_secret, outside_ms, &mut wrong);
        if tracing_subscriber::EnvFilter::try_new(&self.log_level).is_err() {
            wrong.push(format!("log_level: `{}` is not a level or a filter", self.log_level));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let request_timeout = Duration::from_millis(self.request_timeout_ms);
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let workers = if self.workers == 0 { cores } else { self.workers };
        let max_connections = match self.database_max_connections {
            0 if is_sqlite => CONNECTIONS,
            0 => CONNECTIONS * u32::try_from(workers).unwrap_or(1),
            most => most,
        };
        Ok(Config {
            database: DbSettings {
                url,
                max_connections,
                // The database gives up a little before the request does, so
                // that the connection comes back clean.
                statement_timeout: request_timeout.mul_f64(0.9),
                acquire_timeout: request_timeout.mul_f64(0.4),
            },
            data_dir: self.data_dir,
            listen,
            public_url,
            signing_key_file,
            previous_signing_key_files: self.previous_signing_key_files.into_iter().map(PathBuf::from).collect(),
            explorer: self.explorer,
            introspection: self.introspection,
            cors_origins: self.cors_origins,
            trusted_proxies,
            request_timeout,
            workers,
            node_budget_anonymous: self.node_budget_anonymous,
            node_budget_member: self.node_budget_member,
            rate_limit_anonymous: self.rate_limit_anonymous,
            rate_limit_member: self.rate_limit_member,
            rate_limit_token: self.rate_limit_token,
            // Who reads must not wait for those who sign in.
            password_hash_permits: if self.password_hash_permits == 0 { (cores / 2).max(1) } else { self.password_hash_permits },
            outside_check,
            machine_translation,
            log_format: self.log_format,
            log_level: self.log_level,
            demo: false,
        })
    }
}

/// Addresses of proxies; adds what is wrong with them.
fn proxies(texts: &[String], wrong: &mut Vec<String>) -> Vec<IpAddr> {
    let mut addresses = Vec::new();
    for proxy in texts {
        match proxy.parse() {
            Ok(address) => addresses.push(IpAddr::to_canonical(&address)),
            Err(_) => wrong.push(format!("trusted_proxies: `{proxy}` is not an address")),
        }
    }
    addresses
}

/// Whether pages of it can be let in: an origin, or `*` for any.
fn is_origin(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin == "*" || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '*']))
}

/// The outside check, if there is one; adds what is wrong with it.
fn outside_check(url: &str, secret: String, (timeout_ms, request_timeout_ms): (u64, u64), wrong: &mut Vec<String>) -> Option<outside::Settings> {
    if url.is_empty() {
        return None;
    }
    // A post must still have time to be kept after the check's silence.
    if timeout_ms > request_timeout_ms / 2 {
        wrong.push("outside_check_timeout_ms: it may be half of request_timeout_ms at most".to_owned());
    }
    let url = outgoing::parse_url(url).map_err(|reason| wrong.push(format!("outside_check_url: {reason}")));
    let secret = outside::parse_secret(secret).map_err(|reason| wrong.push(format!("outside_check_secret: {reason}")));
    Some(outside::Settings { url: url.ok()?, secret: secret.ok()?, timeout: Duration::from_millis(timeout_ms) })
}

/// The program that translates, if there is one; adds what is wrong with it.
fn machine_translation(
    url: &str,
    key: String,
    (timeout_ms, request_timeout_ms): (u64, u64),
    max_characters: usize,
    wrong: &mut Vec<String>,
) -> Option<translator::Settings> {
    if url.is_empty() {
        return None;
    }
    // A translation must still have time to be kept.
    if timeout_ms > request_timeout_ms / 5 * 4 {
        wrong.push("machine_translation_timeout_ms: it may be four fifths of request_timeout_ms at most".to_owned());
    }
    let url = outgoing::parse_url(url).map_err(|reason| wrong.push(format!("machine_translation_url: {reason}"))).ok()?;
    let key = Some(key).filter(|key| !key.is_empty()).map(Into::into);
    Some(translator::Settings { url, key, timeout: Duration::from_millis(timeout_ms), max_characters })
}

#[cfg(test)]
mod tests;
