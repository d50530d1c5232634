//! Copies of the database: taken while the forum runs, checked, put back.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    crash::{self, Writer},
    process::{Home, PASSWORD},
    sql::Sql,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_whole() {
    let home = Home::new();
    let thread = crash::forum_with_thread(&home).await;
    let server = home.serve(&[]);
    let (api, _) = server.sign_in("mei", PASSWORD).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<Writer> = (0..3).map(|number| Writer::start(&api, &thread, number, &stop)).collect();
    while writers.iter().map(|writer| writer.acknowledged().len()).sum::<usize>() < 10 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let before: Vec<String> = writers.iter().flat_map(Writer::acknowledged).collect();
    let copy = home.text("copy.db");
    let said = home.run(&["backup", &copy]).expect(0).out;
    assert!(said.contains("checked"), "{said}");
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    stop.store(true, Ordering::SeqCst);
    let mut after = Vec::new();
    for writer in writers {
        after.extend(writer.finish().await);
    }
    server.stop().expect(0);
    home.run(&["backup", &copy]).expect(1);

    let elsewhere = Home::new();
    elsewhere.run(&["restore", &copy]).expect(0);
    let restored = Sql::open(&elsewhere.database()).await;
    let kept = restored.texts("SELECT body FROM replies").await;
    assert!(before.iter().all(|body| kept.contains(body)), "all that was there when the copy began is in it");
    assert!(kept.iter().all(|body| after.contains(body)) && kept.len() <= after.len(), "nothing else is");
    // What does not change meanwhile is the same, row by row.
    let original = Sql::open(&home.database()).await;
    for (of, columns) in [("users", "handle || email || password_hash"), ("editions", "title || body"), ("threads", "title || body")] {
        let sql = format!("SELECT {columns} FROM {of} ORDER BY id");
        assert_eq!(original.texts(&sql).await, restored.texts(&sql).await, "{of}");
    }
    elsewhere.run(&["recount"]).expect(0);
    let server = elsewhere.serve(&[]);
    server.sign_in("mei", PASSWORD).await;
    server.stop().expect(0);
}

#[tokio::test]
async fn what_is_there_is_replaced_only_when_asked() {
    let home = Home::new();
    home.create_user("mei", "MEMBER");
    let copy = home.text("copy.db");
    home.run(&["backup", &copy]).expect(0);
    home.create_user("amina", "MEMBER");
    let refused = home.run(&["restore", &copy]).expect(1).err;
    assert!(refused.contains("--replace"), "{refused}");
    home.run(&["restore", &copy, "--replace"]).expect(0);
    let now = Sql::open(&home.database()).await;
    assert_eq!(now.texts("SELECT handle FROM users").await, ["mei"]);
    let old = Sql::open(&format!("{}.before-restore", home.database())).await;
    assert_eq!(old.number("SELECT count(*) FROM users").await, 2, "the old one is kept beside");
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let home = Home::new();
    crash::forum_with_thread(&home).await;
    let copy = home.text("copy.db");
    home.run(&["backup", &copy]).expect(0);
    let good = fs::read(&copy).unwrap();
    assert!(good.len() > 40_000, "{} bytes", good.len());
    let flipped = |from: usize, to: usize| {
        let mut bytes = good.clone();
        bytes[from..to].iter_mut().for_each(|byte| *byte = !*byte);
        bytes
    };
    let foreign = home.path("foreign.db");
    let sql = Sql::open(&format!("sqlite://{}?mode=rwc", foreign.display())).await;
    sql.run("CREATE TABLE notes (text TEXT)").await;
    sql.close().await;
    let bad = [
        ("half", good[..good.len() / 2].to_vec()),
        ("short", good[..good.len() - 5000].to_vec()),
        ("empty", Vec::new()),
        ("page", flipped(3 * 4096, 4 * 4096)),
        ("schema", flipped(100, 600)),
        ("header", flipped(0, 16)),
        ("words", b"Dear diary, this is no database.".repeat(500)),
        ("foreign", fs::read(&foreign).unwrap()),
    ];
    for (name, bytes) in bad {
        let elsewhere = Home::new();
        let file = elsewhere.write(&format!("{name}.db"), bytes);
        let said = elsewhere.run(&["restore", &file]).expect(1).err;
        assert!(said.contains("not restored") && !said.contains("panicked"), "{name}: {said}");
        let left: Vec<_> = fs::read_dir(elsewhere.path("data")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty(), "{name} leaves {left:?}");
    }
    let said = home.run(&["restore", "not-there.db", "--replace"]).expect(1).err;
    assert!(said.contains("not-there.db"), "{said}");
    let damaged = home.write("damaged.db", flipped(3 * 4096, 4 * 4096));
    home.run(&["restore", &damaged, "--replace"]).expect(1);
    let now = Sql::open(&home.database()).await;
    assert_eq!(now.number("SELECT count(*) FROM threads").await, 1, "what was there stays");
}
