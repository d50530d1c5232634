//! Anything by its id.

use entity::Role;
use serde_json::json;

use crate::on_both;

on_both! {
    async fn everything_is_found_by_its_id_and_only_by_its_own(app) {
        let editor = app.with_role("amina", Role::Editor).await;
        let essay = app.essay(&editor, "a-calm-answer").await;
        let mei = app.sign_up("mei").await;
        let tomas = app.sign_up("tomas").await;
        let thread = app.thread(&mei, &essay, "A question").await;
        let reply = app.reply(&mei, &thread, None, "text").await;
        let proposal = app.proposal(&mei, &essay, "Cultivate pioneers").await;
        let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE }) { vote { id } } }";
        let vote = app.ask_as(&mei, cast, json!({ "id": proposal })).await.ok().text("/castVote/vote/id");
        let more = app.ask("{ user(handle: \"mei\") { id } essay(slug: \"a-calm-answer\") { edition { id } } }", json!({})).await.ok();
        let ids = [essay.clone(), more.text("/essay/edition/id"), thread.clone(), reply, proposal, vote.clone(), more.text("/user/id")];
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let own = app.ask_as(&mei, query, json!({ "ids": ids })).await.ok();
        let names: Vec<&str> = own.at("/nodes").as_array().unwrap().iter().map(|node| node["__typename"].as_str().unwrap()).collect();
        assert_eq!(names, ["Essay", "Edition", "Thread", "Reply", "Proposal", "Vote", "User"]);
        let returned: Vec<&str> = own.at("/nodes").as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
        assert_eq!(returned, ids);
        // A vote is its owner's; a stranger's answer is that of an id that names nothing.
        let one = "query($id: ID!) { node(id: $id) { id } }";
        for token in [&tomas, ""] {
            let foreign = app.ask_as(token, one, json!({ "id": vote })).await.ok();
            let absent = app.ask_as(token, one, json!({ "id": "BgGiDPcFZ3fygfBDeP6qDM4" })).await.ok();
            assert!(foreign.at("/node").is_null());
            assert_eq!(foreign.body, absent.body);
        }
        assert!(app.ask(one, json!({ "id": "nonsense" })).await.ok().at("/node").is_null());
        let wrong = app.ask("query($id: ID!) { thread(id: $id) { id } }", json!({ "id": essay })).await;
        assert_eq!((wrong.code(), wrong.field().as_str()), ("VALIDATION_FAILED", "id"));
        let many: Vec<&str> = std::iter::repeat_n(thread.as_str(), 101).collect();
        assert_eq!(app.ask(query, json!({ "ids": many })).await.code(), "BAD_USER_INPUT");
    }
}
