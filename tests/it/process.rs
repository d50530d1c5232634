//! The program as a process of its own, in a folder of its own.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// Password of the accounts that tests make.
pub const PASSWORD: &str = "quiet-kettle-on-the-stove";

/// A folder with everything that one forum keeps, and its settings.
pub struct Home {
    folder: TempDir,
    settings: Vec<(String, String)>,
}

/// How a command ended.
pub struct Ended {
    /// Exit status.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// Fails unless the status is that.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// All that was said.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Home {
    /// An empty folder.
    pub fn new() -> Self {
        let mut home = Self { folder: tempfile::tempdir().unwrap(), settings: Vec::new() };
        home.set("DATA_DIR", &home.text("data"));
        home.set("LISTEN", "127.0.0.1:0");
        home.set("WORKERS", "2");
        // Tests ask faster than people do.
        for whose in ["ANONYMOUS", "MEMBER", "TOKEN"] {
            home.set(&format!("RATE_LIMIT_{whose}"), "0");
        }
        home
    }

    /// Gives a setting.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((format!("TEAHOUSE_{name}"), value.to_owned()));
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Writes a file into the folder and answers its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.text(name)
    }

    /// The `SQLite` file that is used if no other is named.
    pub fn database(&self) -> String {
        format!("sqlite://{}", self.text("data/teahouse.db"))
    }

    /// A command, not started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_teahouse-under-test"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TEAHOUSE_")) {
            command.env_remove(name);
        }
        command.args(arguments).envs(self.settings.iter().cloned()).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let child = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running::new(child);
        let status = running.wait();
        Ended { code: status.code().unwrap_or(-1), out: running.out(), err: running.err() }
    }

    /// Makes an account.
    pub fn create_user(&self, handle: &str, role: &str) {
        self.run(&["user", "create", "--handle", handle, "--email", &format!("{handle}@example.org"), "--role", role, "--password", PASSWORD]).expect(0);
    }

    /// Serves; answers when the address is printed.
    pub fn serve(&self, more: &[&str]) -> Server {
        let child = self.command(&[&["serve"], more].concat()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running::new(child);
        let begun = Instant::now();
        loop {
            let out = running.out();
            // The whole line, whose end is the kind of database.
            if let Some((url, _)) = out.split_once("listens on ").and_then(|(_, rest)| rest.split_once(" (")) {
                return Server { url: url.to_owned(), running, client: reqwest::Client::new() };
            }
            assert!(begun.elapsed() < PATIENCE && running.child.try_wait().unwrap().is_none(), "does not serve\nout: {out}\nerr: {}", running.err());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A child whose output is read as it comes, so that it never waits for us.
struct Running {
    child: Child,
    said: [Arc<Mutex<String>>; 2],
    readers: Vec<JoinHandle<()>>,
}

impl Running {
    fn new(mut child: Child) -> Self {
        let said = [Arc::default(), Arc::default()];
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let readers = vec![read(out, &said[0]), read(err, &said[1])];
        Self { child, said, readers }
    }

    fn out(&self) -> String {
        self.said[0].lock().unwrap().clone()
    }

    fn err(&self) -> String {
        self.said[1].lock().unwrap().clone()
    }

    /// Waits for the end, at most as long as our patience lasts.
    fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "does not end\nout: {}\nerr: {}", self.out(), self.err());
            thread::sleep(Duration::from_millis(5));
        };
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        status
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(from: impl std::io::Read + Send + 'static, into: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let into = Arc::clone(into);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut said = into.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    })
}

/// A forum that serves.
pub struct Server {
    /// `http://127.0.0.1:port`.
    pub url: String,
    running: Running,
    client: reqwest::Client,
}

impl Server {
    /// A page's status and text.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// For requests from tasks of their own.
    pub fn api(&self, token: Option<&str>) -> Api {
        Api { url: format!("{}/graphql", self.url), client: self.client.clone(), token: token.map(str::to_owned) }
    }

    /// Signs in; answers the API with the token, and both tokens.
    pub async fn sign_in(&self, login: &str, password: &str) -> (Api, [String; 2]) {
        let query = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } } }";
        let data = self.api(None).good(query, json!({ "input": { "login": login, "password": password } })).await;
        let tokens = ["accessToken", "refreshToken"].map(|name| data["signIn"]["session"][name].as_str().unwrap().to_owned());
        (self.api(Some(&tokens[0])), tokens)
    }

    /// What it printed.
    pub fn out(&self) -> String {
        self.running.out()
    }

    /// Asks it to end, and goes on.
    pub fn terminate(&self) {
        signal(self.running.child.id());
    }

    /// Waits until it has ended.
    pub fn ended(mut self) -> Ended {
        let status = self.running.wait();
        Ended { code: status.code().unwrap_or(-1), out: self.running.out(), err: self.running.err() }
    }

    /// Asks it to end and waits.
    pub fn stop(self) -> Ended {
        self.terminate();
        self.ended()
    }

    /// Ends it at once, as a power cut would end the program.
    pub fn kill(mut self) {
        self.running.child.kill().unwrap();
        self.running.child.wait().unwrap();
    }
}

/// Sends SIGTERM. `std` has no function for it, and the tests no unsafe code.
fn signal(process: u32) {
    let status = Command::new("sh").args(["-c", &format!("kill -TERM {process}")]).status().unwrap();
    assert!(status.success());
}

/// A client of one account, or of nobody.
#[derive(Clone)]
pub struct Api {
    url: String,
    client: reqwest::Client,
    token: Option<String>,
}

impl Api {
    /// Sends a document; an error if there is no answer.
    pub async fn try_send(&self, query: &str, variables: Value) -> Result<Value, reqwest::Error> {
        let mut request = self.client.post(&self.url).json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.send().await?.json().await
    }

    /// Sends a document that must succeed; answers its data.
    pub async fn good(&self, query: &str, variables: Value) -> Value {
        let answer = self.try_send(query, variables).await.unwrap();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }
}
