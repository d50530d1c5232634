//! A server for each test, and a client that speaks GraphQL to it.

use std::{collections::HashMap, net::SocketAddr};

use actix_web::dev::ServerHandle;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use teahouse::{account::input::SignUpInput, config::Config, db::Db, graphql::context::Services, startup::Application};

use super::db::{Kind, TestDb, settings};

/// A password that nobody would guess.
pub const PASSWORD: &str = "a calm answer, always";

/// A running forum.
pub struct TestApp {
    pub address: SocketAddr,
    pub db: Db,
    pub services: Services,
    pub database: TestDb,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
    client: reqwest::Client,
    folder: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The data at a path such as `/thread/title`.
    pub fn at(&self, path: &str) -> &Value {
        self.body.pointer(&format!("/data{path}")).unwrap_or_else(|| panic!("no {path} in {}", self.body))
    }

    pub fn text(&self, path: &str) -> String {
        self.at(path).as_str().unwrap_or_else(|| panic!("{path} is no text in {}", self.body)).to_owned()
    }

    /// The first error's code.
    pub fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no error in {}", self.body))
    }

    /// The first error's path in the input.
    pub fn field(&self) -> String {
        self.body["errors"][0]["extensions"]["field"]
            .as_array()
            .map(|parts| parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."))
            .unwrap_or_default()
    }

    pub fn ok(self) -> Self {
        assert!(self.body.get("errors").is_none(), "{}", self.body);
        self
    }
}

/// Runs a test with a server of its own.
pub fn run(kind: Kind, body: impl AsyncFnOnce(&TestApp)) {
    run_with(kind, &[], body);
}

/// The same with settings.
pub fn run_with(kind: Kind, variables: &[(&str, &str)], body: impl AsyncFnOnce(&TestApp)) {
    let database = TestDb::new(kind);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = TestApp::start(database, variables).await;
        body(&app).await;
    });
}

impl TestApp {
    async fn start(database: TestDb, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&database.url, folder.path(), variables);
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let mut options = settings(&config.database.url);
                options.statement_timeout = config.database.statement_timeout;
                options.acquire_timeout = config.database.acquire_timeout;
                let db = Db::connect_counting(&options).await.unwrap();
                let application = Application::with_db(config, db.clone()).await.unwrap();
                let (address, services) = (application.address, application.services());
                let server = application.server().unwrap();
                sender.send((address, services, db, server.handle())).ok().unwrap();
                server.await.unwrap();
            });
        });
        let (address, services, db, handle) = receiver.await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { address, db, services, database, handle, thread: Some(thread), client, folder }
    }

    /// Another instance on the same database, with the same key.
    pub async fn second_instance(&self) -> SecondInstance {
        self.second_instance_with(&[]).await
    }

    /// The same with settings of its own.
    pub async fn second_instance_with(&self, variables: &[(&str, &str)]) -> SecondInstance {
        let config = config(&self.database.url, self.folder.path(), variables);
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let application = Application::build(config).await.unwrap();
                let address = application.address;
                let server = application.server().unwrap();
                sender.send((address, server.handle())).ok().unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = receiver.await.unwrap();
        SecondInstance { address, handle, thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Asks as nobody.
    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        self.ask_at(self.address, "", query, variables).await
    }

    /// Asks with an access token.
    pub async fn ask_as(&self, token: &str, query: &str, variables: Value) -> Answer {
        self.ask_at(self.address, token, query, variables).await
    }

    /// Asks an instance.
    pub async fn ask_at(&self, address: SocketAddr, token: &str, query: &str, variables: Value) -> Answer {
        let mut request = self.client.post(format!("http://{address}/graphql")).json(&json!({ "query": query, "variables": variables }));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        answer(request.send().await.unwrap()).await
    }

    /// Makes an account through the API; returns its access token.
    pub async fn sign_up(&self, handle: &str) -> String {
        let query = "mutation($input: SignUpInput!) { signUp(input: $input) { session { accessToken } } }";
        let input = json!({ "handle": handle, "displayName": handle, "email": format!("{handle}@example.org"), "password": PASSWORD });
        let token = self.ask(query, json!({ "input": input })).await.ok().text("/signUp/session/accessToken");
        self.settle(&json!({}), "DO NOTHING").await;
        token
    }

    /// Signs in; returns an access token.
    pub async fn sign_in(&self, login: &str) -> String {
        let query = "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }";
        self.ask(query, json!({ "input": { "login": login, "password": PASSWORD } })).await.ok().text("/signIn/session/accessToken")
    }

    /// Makes an account with a role; returns an access token.
    pub async fn with_role(&self, handle: &str, role: entity::Role) -> String {
        let input = SignUpInput { handle: handle.into(), display_name: handle.into(), email: format!("{handle}@example.org"), password: PASSWORD.into() };
        teahouse::account::service::create_user(&self.services.auth, &self.services.db, input, role).await.unwrap();
        self.settle(&json!({}), "DO NOTHING").await;
        self.sign_in(handle).await
    }

    /// Writes settings, without limits of trust: tests post more in an hour than people do.
    /// Those of trust set them again.
    async fn settle(&self, civility: &Value, otherwise: &str) {
        let nothing = json!({ "posts_per_hour": 0, "links": 0, "reports_per_day": 0 });
        let data = json!({ "civility": civility, "trust": { "limits": [nothing, nothing, nothing, nothing] } });
        let row = format!("INSERT INTO site_settings (id, data, changed_by_id, changed_at) SELECT 1, '{data}', id, 0 FROM users WHERE true LIMIT 1");
        self.sql(&format!("{row} ON CONFLICT (id) {otherwise}")).await;
    }

    /// Switches the rules of civility off: for tests of other things, with texts that nobody would post.
    /// Needs an account, and must come before the first post.
    pub async fn let_all_posts_through(&self) {
        let rules = [
            "length",
            "repeat",
            "links_by_newcomers",
            "word_lists",
            "shouting",
            "second_person_insult",
            "accusation_by_nationality",
            "sweeping_claim",
            "newcomer",
            "language_mismatch",
        ];
        let off: serde_json::Map<String, Value> = rules.into_iter().map(|rule| (rule.to_owned(), json!({ "enabled": false }))).collect();
        self.settle(&Value::Object(off), "DO UPDATE SET data = excluded.data").await;
    }

    /// An essay in English; returns its id. Its editor is `editor`.
    pub async fn essay(&self, editor: &str, slug: &str) -> String {
        let query = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } } }";
        let input = json!({ "slug": slug, "language": "en", "title": "A calm answer", "body": "Text of the *essay*.", "originCountry": "CN" });
        self.ask_as(editor, query, json!({ "input": input })).await.ok().text("/publishEdition/essay/id")
    }

    pub async fn thread(&self, token: &str, essay: &str, title: &str) -> String {
        let query = "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }";
        let input = json!({ "essayId": essay, "title": title, "body": format!("Body of {title}"), "language": "en" });
        self.ask_as(token, query, json!({ "input": input })).await.ok().text("/startThread/thread/id")
    }

    pub async fn reply(&self, token: &str, thread: &str, parent: Option<&str>, body: &str) -> String {
        let query = "mutation($input: PostReplyInput!) { postReply(input: $input) { reply { id } } }";
        let input = json!({ "threadId": thread, "parentId": parent, "body": body, "language": "en" });
        self.ask_as(token, query, json!({ "input": input })).await.ok().text("/postReply/reply/id")
    }

    pub async fn proposal(&self, token: &str, essay: &str, title: &str) -> String {
        let query = "mutation($input: CreateProposalInput!) { createProposal(input: $input) { proposal { id } } }";
        let input = json!({ "essayId": essay, "title": title, "body": format!("On {title}"), "language": "en" });
        self.ask_as(token, query, json!({ "input": input })).await.ok().text("/createProposal/proposal/id")
    }

    pub async fn vote(&self, token: &str, proposal: &str, stance: &str) -> Answer {
        let query = "mutation($input: CastVoteInput!) { castVote(input: $input) { proposal { tally { agree disagree pass total } } } }";
        self.ask_as(token, query, json!({ "input": { "proposalId": proposal, "stance": stance } })).await
    }

    /// Runs SQL behind the program's back.
    pub async fn sql(&self, sql: &str) {
        let transaction = self.db.begin().await.unwrap();
        transaction.execute_unprepared(sql).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// The first column of the first row, as a number.
    pub async fn count(&self, sql: &str) -> i64 {
        let connection = self.db.read();
        let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from)).unwrap()
    }

    /// Makes this instance read every account anew, as it would after some seconds.
    pub async fn forget_everybody(&self) {
        use sea_orm::EntityTrait;
        for user in entity::user::Entity::find().all(self.db.read()).await.unwrap() {
            self.services.auth.forget_viewer(user.id);
        }
    }

    /// The first column of the first row, as text.
    pub async fn word(&self, sql: &str) -> String {
        let connection = self.db.read();
        connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }
}

pub async fn answer(response: reqwest::Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

fn config(url: &str, folder: &std::path::Path, variables: &[(&str, &str)]) -> Config {
    let key = folder.join("key.pem");
    if !key.exists() {
        std::fs::write(&key, include_str!("key.pem")).unwrap();
    }
    let mut all: HashMap<String, String> = HashMap::from([
        ("TEAHOUSE_DATABASE_URL".to_owned(), url.to_owned()),
        ("TEAHOUSE_DATA_DIR".to_owned(), folder.display().to_string()),
        ("TEAHOUSE_SIGNING_KEY_FILE".to_owned(), key.display().to_string()),
        ("TEAHOUSE_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ("TEAHOUSE_PUBLIC_URL".to_owned(), "http://forum.example".to_owned()),
        ("TEAHOUSE_WORKERS".to_owned(), "1".to_owned()),
        // Tests ask as fast as they can; those of the limits set their own.
        ("TEAHOUSE_RATE_LIMIT_ANONYMOUS".to_owned(), "0".to_owned()),
        ("TEAHOUSE_RATE_LIMIT_MEMBER".to_owned(), "0".to_owned()),
        ("TEAHOUSE_RATE_LIMIT_TOKEN".to_owned(), "0".to_owned()),
        // A busy machine is no fault; tests of deadlines set their own.
        ("TEAHOUSE_REQUEST_TIMEOUT_MS".to_owned(), "30000".to_owned()),
    ]);
    all.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Config::from_sources(None, all).unwrap()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        stop(&self.handle, &mut self.thread);
    }
}

/// A second server on a test's database.
pub struct SecondInstance {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for SecondInstance {
    fn drop(&mut self) {
        stop(&self.handle, &mut self.thread);
    }
}

fn stop(handle: &ServerHandle, thread: &mut Option<std::thread::JoinHandle<()>>) {
    let handle = handle.clone();
    super::db::block_on(async move { handle.stop(false).await });
    if let Some(thread) = thread.take() {
        let _ = thread.join();
    }
}
