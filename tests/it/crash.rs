//! The program is killed while it writes: what was acknowledged is there.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use serde_json::json;
use tokio::task::JoinHandle;

use crate::{
    process::{Api, Home, PASSWORD},
    sql::Sql,
    support::{Kind, TestDb},
};

const ROUNDS: usize = 3;
const WRITERS: usize = 4;
const POST_REPLY: &str = "mutation ($input: PostReplyInput!) { postReply(input: $input) { reply { id } } }";

/// Writes replies one after another until it is stopped or the server is gone.
pub struct Writer {
    acknowledged: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Writer {
    /// Begins.
    pub fn start(api: &Api, thread: &str, number: usize, stop: &Arc<AtomicBool>) -> Self {
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let (api, thread, stop, done) = (api.clone(), thread.to_owned(), Arc::clone(stop), Arc::clone(&acknowledged));
        let task = tokio::spawn(async move {
            let begun = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos();
            for count in 0.. {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let body = format!("Reply {count} of writer {number} at {begun}.");
                let sent = api.try_send(POST_REPLY, json!({ "input": { "threadId": thread, "body": body, "language": "en" } })).await;
                let Ok(answer) = sent else { return };
                if answer["data"]["postReply"]["reply"]["id"].is_string() {
                    done.lock().unwrap().push(body);
                } else {
                    assert!(["UNAVAILABLE", "TIMEOUT"].iter().any(|code| answer["errors"][0]["extensions"]["code"] == *code), "{answer}");
                }
            }
        });
        Self { acknowledged, task }
    }

    /// What the server said is in.
    pub fn acknowledged(&self) -> Vec<String> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Waits for the end.
    pub async fn finish(self) -> Vec<String> {
        self.task.await.unwrap();
        self.acknowledged.lock().unwrap().clone()
    }
}

/// A forum with `mei`, an essay and a thread, whose id is answered.
pub async fn forum_with_thread(home: &Home) -> String {
    // A moderator may post as often as the machine allows.
    home.create_user("mei", "MODERATOR");
    let essay = home.write(
        "essay.md",
        "---\nslug: the-ferry\nlanguage: en\ntitle: The Ferry\ncredits:\n  - {role: AUTHOR, name: Chen Mei}\n---\nA ferry has two shores.\n",
    );
    home.run(&["import", "essay", &essay]).expect(0);
    let server = home.serve(&[]);
    let (api, _) = server.sign_in("mei", PASSWORD).await;
    let essay = api.good("{ essay(slug: \"the-ferry\") { id } }", json!(null)).await["essay"]["id"].clone();
    let start = "mutation ($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }";
    let data = api.good(start, json!({ "input": { "essayId": essay, "title": "Which shore is ours?", "body": "Both, I think.", "language": "en" } })).await;
    server.stop().expect(0);
    data["startThread"]["thread"]["id"].as_str().unwrap().to_owned()
}

/// Some milliseconds that nobody chose.
fn moment() -> Duration {
    let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().subsec_nanos();
    Duration::from_millis(u64::from(300 + nanos / 1000 % 700))
}

async fn nothing_acknowledged_is_lost(home: &Home, url: &str) {
    let thread = forum_with_thread(home).await;
    let mut acknowledged: Vec<String> = Vec::new();
    let stop = Arc::new(AtomicBool::new(false));
    let mut server = home.serve(&[]);
    for round in 1..=ROUNDS {
        let (api, _) = server.sign_in("mei", PASSWORD).await;
        let writers: Vec<Writer> = (0..WRITERS).map(|number| Writer::start(&api, &thread, number, &stop)).collect();
        tokio::time::sleep(moment()).await;
        server.kill();
        let mut now = Vec::new();
        for writer in writers {
            now.extend(writer.finish().await);
        }
        assert!(!now.is_empty(), "round {round} wrote nothing");
        acknowledged.extend(now);

        server = home.serve(&[]);
        let sql = Sql::open(url).await;
        let kept = sql.texts("SELECT body FROM replies").await;
        let lost: Vec<_> = acknowledged.iter().filter(|body| !kept.contains(body)).collect();
        assert!(lost.is_empty(), "round {round}: {} of {} are lost, such as {:?}", lost.len(), acknowledged.len(), lost[0]);
        // Those whose answer was cut off: one a writer and round at most.
        assert!(kept.len() <= acknowledged.len() + round * WRITERS, "{} rows, {} acknowledged", kept.len(), acknowledged.len());
        if url.starts_with("sqlite") {
            assert_eq!(sql.texts("PRAGMA integrity_check").await, ["ok"]);
            assert_eq!(sql.number("SELECT count(*) FROM pragma_foreign_key_check").await, 0);
        }
        sql.close().await;
        let said = home.run(&["recount"]).expect(0).out;
        assert!(said.contains(" 0 wrong"), "{said}");
        let count = server.api(None).good("query ($id: ID!) { thread(id: $id) { replyCount } }", json!({ "id": thread })).await;
        assert_eq!(count["thread"]["replyCount"].as_u64(), Some(kept.len() as u64));
    }
    server.stop().expect(0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    let home = Home::new();
    nothing_acknowledged_is_lost(&home, &home.database()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[cfg_attr(not(postgres_available), ignore = "needs PostgreSQL: TEAHOUSE_TEST_POSTGRES_URL or an installed initdb")]
async fn on_postgres() {
    let database = TestDb::empty(Kind::Postgres);
    let keys = Home::new();
    keys.create_user("mei", "MEMBER");
    let mut home = Home::new();
    home.set("DATABASE_URL", &database.url);
    home.set("SIGNING_KEY_FILE", &keys.text("data/signing-key.pem"));
    nothing_acknowledged_is_lost(&home, &database.url).await;
}
