//! `teahouse consensus`: the same votes give the same groups, on both databases and in any order.

use std::fmt::Write;

use crate::{
    process::{Ended, Home},
    support::{Kind, TestDb},
};

/// Two camps of twelve people who vote otherwise on most of ten comments, each with a whim or two; rows in another order
/// if `turned`. Comment 9 was taken out.
fn conversation(turned: bool) -> [(&'static str, String); 3] {
    let mut comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n".to_owned();
    for comment in 0..10 {
        let moderated = if comment == 9 { -1 } else { 1 };
        let _ = writeln!(comments, "150000000{comment}000,x,{comment},1,0,0,{moderated},The ferry should leave {comment} times a day.");
    }
    let mut votes = Vec::new();
    for voter in 0..24_u32 {
        for comment in 0..10_u32 {
            let side = if (comment + voter % 2).is_multiple_of(2) { 1 } else { -1 };
            let vote = if (voter * 7 + comment * 3) % 11 == 0 { 0 } else { side };
            if (voter + comment) % 9 != 4 {
                votes.push(format!("1500000100000,x,{comment},{voter},{vote}\n"));
            }
        }
    }
    if turned {
        votes.reverse();
    }
    let votes = format!("timestamp,datetime,comment-id,voter-id,vote\n{}", votes.concat());
    [("comments.csv", comments), ("votes.csv", votes), ("summary.csv", "topic,The ferry\nurl,https://polis.example/ferry\n".to_owned())]
}

/// A forum with that conversation.
struct Forum {
    home: Home,
    database: TestDb,
}

impl Forum {
    fn new(kind: Kind, turned: bool) -> Self {
        let mut home = Home::new();
        let database = TestDb::new(kind);
        home.set("DATABASE_URL", &database.url);
        let key = home.write("key.pem", include_str!("support/key.pem"));
        home.set("SIGNING_KEY_FILE", &key);
        std::fs::create_dir(home.path("talk")).unwrap();
        for (name, content) in conversation(turned) {
            home.write(&format!("talk/{name}"), content);
        }
        let forum = Self { home, database };
        let folder = forum.home.text("talk");
        forum.home.run(&["import", "polis", &folder, "--slug", "ferry"]).expect(0);
        forum
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        self.home.run(&[&["consensus"], arguments].concat())
    }
}

#[test]
fn the_same_votes_give_the_same_groups_everywhere() {
    let outcomes: Vec<(String, String)> = [(Kind::Sqlite, false), (Kind::Sqlite, true), (Kind::Postgres, false), (Kind::Postgres, true)]
        .into_iter()
        .map(|(kind, turned)| {
            let forum = Forum::new(kind, turned);
            forum.run(&["verify", "ferry"]).expect(1);
            assert!(forum.run(&["compute"]).expect(0).out.contains("1 essays"));
            let groups = forum.run(&["export", "ferry"]).expect(0).out;
            let verified = forum.run(&["verify", "ferry"]).expect(0).out;
            assert!(verified.contains("same groups"), "{verified}");
            let digest = verified.lines().find(|line| line.starts_with("inputs SHA-256")).unwrap().to_owned();
            forum.run(&["compute", "ferry"]).expect(0);
            assert_eq!(forum.run(&["export", "ferry"]).expect(0).out, groups);
            (groups, digest)
        })
        .collect();
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
    // Participants are numbers as in the file; the camps are the even and the odd ones.
    let rows: Vec<(u32, u32)> = outcomes[0]
        .0
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap())
        .map(|(voter, group)| (voter.parse().unwrap(), group.parse().unwrap()))
        .collect();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), (0..24).collect::<Vec<_>>());
    assert!(rows.iter().all(|(voter, group)| (voter % 2 == rows[0].0 % 2) == (*group == rows[0].1)), "{rows:?}");
    assert!(outcomes[0].0.starts_with("voter,group\n0,"));
}

#[tokio::test]
async fn votes_that_have_changed_are_told() {
    let forum = Forum::new(Kind::Sqlite, false);
    forum.run(&["compute", "ferry"]).expect(0);
    let sql = crate::sql::Sql::open(&forum.database.url).await;
    sql.run("UPDATE votes SET stance = 'PASS' WHERE id = (SELECT MIN(id) FROM votes WHERE stance = 'AGREE')").await;
    let said = forum.run(&["verify", "ferry"]).expect(1);
    assert!(said.out.contains("Votes have changed since"), "{}", said.all());
    sql.run("UPDATE opinion_maps SET snapshot = replace(snapshot, '\"group\":', '\"grope\":')").await;
    forum.run(&["verify", "ferry"]).expect(1);
    for arguments in [&["export", "coffee"][..], &["verify", "coffee"], &["compute", "coffee"]] {
        assert!(forum.run(arguments).expect(1).err.contains("essay of that name"), "{arguments:?}");
    }
}
