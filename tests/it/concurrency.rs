//! Many at once: what is counted stays what is there.

use entity::Role;
use serde_json::json;

use crate::{on_both, support::TestApp};

async fn assert_counted(app: &TestApp) {
    assert_eq!(teahouse::thread::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
    assert_eq!(teahouse::proposal::recount::check(&app.db, false, |_| {}).await.unwrap(), Vec::<String>::new());
}

on_both! {
    async fn a_hundred_votes_of_one_person_over_two_instances_are_one(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        let other = app.second_instance().await;
        let query = "mutation($id: ID!, $s: Stance!) { castVote(input: { proposalId: $id, stance: $s }) { proposal { tally { total } } } }";
        let votes = (0..100).map(|n| {
            let address = if n % 2 == 0 { app.address } else { other.address };
            let stance = if n % 4 < 2 { "AGREE" } else { "DISAGREE" };
            app.ask_at(address, &editor, query, json!({ "id": proposal, "s": stance }))
        });
        for answer in futures_util::future::join_all(votes).await {
            assert_eq!(answer.ok().at("/castVote/proposal/tally/total"), 1);
        }
        assert_eq!(app.count("SELECT COUNT(*) FROM votes").await, 1);
        assert_counted(app).await;
    }
}

on_both! {
    async fn many_voters_and_writers_at_once_are_all_counted(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        let mut tokens = Vec::new();
        for number in 0..8 {
            tokens.push(app.sign_up(&format!("person_{number}")).await);
        }
        let work = tokens.iter().enumerate().map(|(number, token)| {
            let (proposal, thread) = (&proposal, &thread);
            async move {
                for step in 0..6 {
                    let stance = ["AGREE", "DISAGREE", "PASS"][(number + step) % 3];
                    app.vote(token, proposal, stance).await.ok();
                    let reply = app.reply(token, thread, None, "text").await;
                    if step % 3 == 2 {
                        app.ask_as(token, "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }", json!({ "id": proposal })).await.ok();
                        app.ask_as(token, "mutation($id: ID!) { deletePost(input: { postId: $id }) { post { id } } }", json!({ "id": reply })).await.ok();
                    }
                }
            }
        });
        futures_util::future::join_all(work).await;
        let read = app.ask("query($t: ID!) { thread(id: $t) { replyCount } }", json!({ "t": thread })).await.ok();
        assert_eq!(read.at("/thread/replyCount"), 8 * 4);
        assert_counted(app).await;
    }
}

on_both! {
    async fn the_recount_finds_and_mends_what_is_wrong(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let thread = app.thread(&editor, &essay, "A question").await;
        app.reply(&editor, &thread, None, "text").await;
        let proposal = app.proposal(&editor, &essay, "Cultivate pioneers").await;
        app.vote(&editor, &proposal, "AGREE").await.ok();
        app.sql("UPDATE threads SET reply_count = 7").await;
        app.sql("UPDATE proposals SET agree_count = 3").await;
        assert_eq!(teahouse::thread::recount::check(&app.db, true, |_| {}).await.unwrap().len(), 1);
        assert_eq!(teahouse::proposal::recount::check(&app.db, true, |_| {}).await.unwrap().len(), 1);
        assert_counted(app).await;
    }
}
