//! Support across borders: who is counted where, what is published of it, and when.

use entity::{Role, Timestamp};
use futures_util::future::join;
use serde_json::{Value, json};
use teahouse::{clock, consensus::service};

use crate::{on_both, support::TestApp};

const SUPPORT: &str = "query($id: ID!) { proposal(id: $id) { tally { total } support { state home { agree disagree pass total } abroad { agree disagree total } byCountry { country tally { agree total } } groups { group size tally { agree disagree pass total } } wilsonLowerBound groupInformedConsensus bridging } } }";

pub async fn support(app: &TestApp, proposal: &str) -> Value {
    app.ask(SUPPORT, json!({ "id": proposal })).await.ok().at("/proposal/support").clone()
}

/// Somebody from a country, who opens the forum with a token.
async fn person(app: &TestApp, handle: &str, country: Option<&str>) -> String {
    let token = app.sign_up(handle).await;
    declare(app, &token, country).await;
    token
}

pub async fn declare(app: &TestApp, token: &str, country: Option<&str>) {
    let query = "mutation($country: CountryCode) { declarePerspective(input: { country: $country, languages: [\"en\"] }) { viewer { handle } } }";
    app.ask_as(token, query, json!({ "country": country })).await.ok();
}

pub async fn people(app: &TestApp, count: usize, prefix: &str, country: Option<&str>) -> Vec<String> {
    let mut tokens = Vec::new();
    for number in 0..count {
        tokens.push(person(app, &format!("of_{prefix}{number}"), country).await);
    }
    tokens
}

pub async fn vote_all(app: &TestApp, tokens: &[String], proposal: &str, stance: &str) {
    for token in tokens {
        app.vote(token, proposal, stance).await.ok();
    }
}

/// A forum with an essay of China, and proposals.
pub async fn forum(app: &TestApp, proposals: usize) -> (String, Vec<String>) {
    let editor = app.with_role("amina", Role::Editor).await;
    app.let_all_posts_through().await;
    let essay = app.essay(&editor, "tea").await;
    let mut ids = Vec::new();
    for number in 0..proposals {
        ids.push(app.proposal(&editor, &essay, &format!("Proposal {number}")).await);
    }
    (editor, ids)
}

pub async fn compute(app: &TestApp) {
    service::compute_now(&app.db, None).await.unwrap();
}

fn total(support: &Value, path: &str) -> i64 {
    support.pointer(path).unwrap().as_i64().unwrap()
}

on_both! {
    async fn home_and_abroad_are_told_in_steps_of_five(app) {
        let (_, ids) = forum(app, 1).await;
        let id = &ids[0];
        let home = people(app, 9, "cn", Some("CN")).await;
        let (kenya, france, chile) = (people(app, 5, "ke", Some("KE")).await, people(app, 3, "fr", Some("FR")).await, people(app, 3, "cl", Some("CL")).await);
        let nobody = people(app, 5, "xx", None).await;
        vote_all(app, &home[..4], id, "AGREE").await;
        vote_all(app, &kenya[..4], id, "AGREE").await;
        vote_all(app, &nobody, id, "DISAGREE").await;
        compute(app).await;
        let first = support(app, id).await;
        assert_eq!((&first["home"], &first["abroad"], &first["byCountry"]), (&Value::Null, &Value::Null, &json!([])));
        assert!(first["wilsonLowerBound"].as_f64().unwrap() > 0.1, "that is of all votes");
        vote_all(app, &home[4..5], id, "DISAGREE").await;
        vote_all(app, &kenya[4..], id, "PASS").await;
        vote_all(app, &france, id, "AGREE").await;
        vote_all(app, &chile, id, "DISAGREE").await;
        compute(app).await;
        let second = support(app, id).await;
        assert_eq!(second["home"], json!({ "agree": 4, "disagree": 1, "pass": 0, "total": 5 }));
        assert_eq!(second["abroad"], json!({ "agree": 7, "disagree": 3, "total": 11 }));
        assert_eq!(second["byCountry"], json!([{ "country": "CN", "tally": { "agree": 4, "total": 5 } }, { "country": "KE", "tally": { "agree": 4, "total": 5 } }]));
        // One more, a change of mind, one who takes the vote back, one who says to be from elsewhere: none is told alone.
        vote_all(app, &home[5..6], id, "DISAGREE").await;
        app.vote(&home[0], id, "PASS").await.ok();
        app.ask_as(&home[1], "mutation($id: ID!) { withdrawVote(input: { proposalId: $id }) { proposal { id } } }", json!({ "id": id })).await.ok();
        declare(app, &home[2], Some("KE")).await;
        compute(app).await;
        let told = |support: &Value| [support["home"].clone(), support["abroad"].clone(), support["byCountry"].clone()];
        assert_eq!(told(&support(app, id).await), told(&second));
        vote_all(app, &home[6..7], id, "DISAGREE").await;
        compute(app).await;
        let third = support(app, id).await;
        // Five of China have changed; the one who went to Kenya is one there, and waits, and with him none is left waiting here.
        assert_eq!(told(&third), told(&second));
        // It would be time now; but one who was seen to vote is not to be the one who moves it.
        vote_all(app, &home[7..8], id, "DISAGREE").await;
        compute(app).await;
        assert_eq!(told(&support(app, id).await), told(&second));
        vote_all(app, &people(app, 4, "yy", None).await, id, "PASS").await;
        compute(app).await;
        let fourth = support(app, id).await;
        assert_eq!(fourth["home"], json!({ "agree": 2, "disagree": 4, "pass": 1, "total": 7 }), "he who went is counted here still");
        assert_eq!(fourth["abroad"], second["abroad"]);
        assert_eq!(app.ask(SUPPORT, json!({ "id": id })).await.ok().at("/proposal/tally/total"), 27);
    }
}

on_both! {
    async fn ones_country_is_ones_own_to_tell(app) {
        let (mei, jack) = (app.sign_up("mei").await, app.sign_up("jack").await);
        let seen = async |token: &str| app.ask_as(token, "{ user(handle: \"mei\") { country isCountryPublic languages } }", json!({})).await.ok().at("/user").clone();
        let declare = "mutation($input: DeclarePerspectiveInput!) { declarePerspective(input: $input) { viewer { country isCountryPublic } } }";
        for (input, to_others) in [
            (json!({ "country": "CN" }), Value::Null),
            (json!({ "country": "CN", "isCountryPublic": true }), json!("CN")),
            (json!({ "country": "KE", "isCountryPublic": false }), Value::Null),
            (json!({ "isCountryPublic": true }), Value::Null),
        ] {
            app.ask_as(&mei, declare, json!({ "input": input })).await.ok();
            assert_eq!(seen(&mei).await["country"], input.get("country").cloned().unwrap_or_default());
            for token in [jack.as_str(), ""] {
                assert_eq!(seen(token).await, json!({ "country": to_others, "isCountryPublic": null, "languages": null }));
            }
        }
    }
}

on_both! {
    async fn what_is_left_of_all_votes_tells_of_nobody(app) {
        let (_, ids) = forum(app, 1).await;
        let id = &ids[0];
        let (home, kenya, nobody) = (people(app, 6, "cn", Some("CN")).await, people(app, 5, "ke", Some("KE")).await, people(app, 5, "xx", None).await);
        vote_all(app, &home, id, "AGREE").await;
        vote_all(app, &kenya, id, "AGREE").await;
        vote_all(app, &nobody[..4], id, "DISAGREE").await;
        compute(app).await;
        let few = support(app, id).await;
        assert_eq!((total(&few["home"], "/total"), total(&few["abroad"], "/total")), (5, 5), "else all less both were four people");
        vote_all(app, &nobody[4..], id, "DISAGREE").await;
        compute(app).await;
        let enough = support(app, id).await;
        assert_eq!((total(&enough["home"], "/total"), total(&enough["abroad"], "/total")), (5, 5), "who waited is one, and waits for four others");
    }
}

/// Two camps of `size` people each, who have voted on all but the last proposals, of which the first camp agrees with the
/// even ones and the second with the odd ones.
pub async fn camps(app: &TestApp, size: usize, proposals: usize, turned: bool) -> (String, Vec<String>, [Vec<String>; 2]) {
    let (editor, ids) = forum(app, proposals).await;
    let mut camps = [people(app, size, "a", None).await, people(app, size, "b", None).await];
    if turned {
        camps.iter_mut().for_each(|camp| camp.reverse());
    }
    for (camp, tokens) in camps.iter().enumerate() {
        for (number, id) in ids.iter().enumerate().take(proposals - 1) {
            vote_all(app, tokens, id, if number % 2 == camp { "AGREE" } else { "DISAGREE" }).await;
        }
    }
    // One in each camp thinks otherwise of the first.
    app.vote(&camps[0][0], &ids[0], "PASS").await.ok();
    (editor, ids, camps)
}

pub const MAP: &str =
    "{ essay(slug: \"tea\") { opinionMap { computedAt voters groups { group size representative { id } } points { x y group voters } inputsSha256 svgUrl } } }";

on_both! {
    async fn people_who_vote_alike_are_a_group(app) {
        let (_, ids, camps) = camps(app, 6, 5, false).await;
        let decider = app.with_role("decider", Role::Moderator).await;
        assert_eq!(app.ask(MAP, json!({})).await.ok().at("/essay/opinionMap"), &Value::Null);
        compute(app).await;
        let answer = app.ask(MAP, json!({})).await.ok();
        let map = answer.at("/essay/opinionMap");
        assert_eq!((&map["voters"], map["groups"].as_array().unwrap().len()), (&json!(12), 2));
        for group in map["groups"].as_array().unwrap() {
            assert_eq!((group["size"].as_i64(), group["representative"].as_array().unwrap().is_empty()), (Some(6), false));
        }
        for point in map["points"].as_array().unwrap() {
            assert!(point["voters"].as_i64().unwrap() >= 5);
        }
        assert!(map["svgUrl"].as_str().unwrap().ends_with("/essays/tea/opinion-map.svg"));
        let first = support(app, &ids[0]).await;
        assert_eq!(first["state"], "CONTESTED");
        let tallies: Vec<i64> = first["groups"].as_array().unwrap().iter().map(|group| total(group, "/tally/agree")).collect();
        assert!(tallies == [5, 0] || tallies == [0, 5], "{tallies:?}");
        let expected = (6.0 / 8.0) * (1.0 / 8.0);
        assert!((first["groupInformedConsensus"].as_f64().unwrap() - expected).abs() < 1e-9);
        assert!((first["bridging"].as_f64().unwrap() - f64::sqrt(expected)).abs() < 1e-9);
        // One more person is told of only with four others: neither in groups nor on the map.
        let more = people(app, 5, "c", None).await;
        let told = async || { let answer = app.ask(MAP, json!({})).await.ok(); (answer.at("/essay/opinionMap").clone(), support(app, &ids[1]).await["groups"].clone()) };
        let before = told().await;
        for (number, token) in more.iter().enumerate() {
            for (at, id) in ids.iter().enumerate().take(4) {
                app.vote(token, id, if at % 2 == 0 { "AGREE" } else { "DISAGREE" }).await.ok();
            }
            compute(app).await;
            assert_eq!(told().await == before, number < 4, "{number}");
        }
        // The last one, on which nobody has voted, unites them.
        let last = ids.last().unwrap();
        assert_eq!(support(app, last).await["bridging"], Value::Null);
        for camp in &camps {
            vote_all(app, camp, last, "AGREE").await;
        }
        compute(app).await;
        assert_eq!(support(app, last).await["state"], "SHARED_GROUND");
        let order = |field: &str| format!("{{ proposals(first: 1, orderBy: {{ field: {field} }}) {{ edges {{ cursor node {{ id }} }} }} }}");
        assert_eq!(app.ask(&order("BRIDGING"), json!({})).await.ok().at("/proposals/edges/0/node/id"), last);
        assert_ne!(app.ask(&order("DIVERGENCE"), json!({})).await.ok().at("/proposals/edges/0/node/id"), last);
        // All pages of an order hold each proposal once.
        for field in ["BRIDGING", "DIVERGENCE"] {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = format!("query($after: String) {{ essay(slug: \"tea\") {{ proposals(first: 2, after: $after, orderBy: {{ field: {field} }}) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }} }}");
                let answer = app.ask(&page, json!({ "after": after })).await.ok();
                seen.extend(answer.at("/essay/proposals/nodes").as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
                if answer.at("/essay/proposals/pageInfo/hasNextPage") == false {
                    break;
                }
                after = answer.at("/essay/proposals/pageInfo/endCursor").clone();
            }
            seen.sort();
            let mut all = ids.clone();
            all.sort();
            assert_eq!(seen, all, "{field}");
        }
        // A proposal that is taken away stands for nobody.
        let before = app.ask(MAP, json!({})).await.ok().at("/essay/opinionMap/groups/0/representative/0/id").as_str().unwrap().to_owned();
        app.ask_as(&decider, "mutation($id: ID!) { removePost(input: { postId: $id, reason: OTHER, explanation: \"It is said twice.\" }) { action { id } } }", json!({ "id": before })).await.ok();
        let answer = app.ask(MAP, json!({})).await.ok();
        assert!(!answer.at("/essay/opinionMap").to_string().contains(&before));
        assert_eq!(support(app, &before).await["groups"], json!([]));
    }
}

/// The digest of what a map was computed from. It is not told as it is: few votes can be guessed from it, with the tallies.
pub async fn inputs(app: &TestApp) -> String {
    let snapshot: Value = serde_json::from_str(&app.word("SELECT snapshot FROM opinion_maps").await).unwrap();
    snapshot["inputs_sha256"].as_str().unwrap().to_owned()
}

/// What the votes of `camps` are hashed to, whatever the database, the order and the people.
const DIGEST: &str = "5186dcb76b86e0c486545ba2890369f6320767acc0e8607822b195b631275caf";

on_both! {
    async fn the_same_votes_give_the_same_groups(app) {
        let (_, _, _) = camps(app, 5, 4, false).await;
        compute(app).await;
        assert_eq!(inputs(app).await, DIGEST);
        let told = app.ask(MAP, json!({})).await.ok().text("/essay/opinionMap/inputsSha256");
        assert!(told.len() == 64 && told.chars().all(|sign| sign.is_ascii_hexdigit()) && told != DIGEST, "ten people's votes could be guessed from it");
    }
}

on_both! {
    async fn the_order_of_votes_is_nothing(app) {
        let (_, _, _) = camps(app, 5, 4, true).await;
        compute(app).await;
        assert_eq!(inputs(app).await, DIGEST);
    }
}

on_both! {
    async fn groups_may_differ_with_respect(app) {
        let (_, ids, camps) = camps(app, 5, 4, false).await;
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "CONTESTED");
        let cast = "mutation($id: ID!, $stance: Stance!) { castVote(input: { proposalId: $id, stance: $stance, reason: \"It has worked where I live.\" }) { vote { id } } }";
        let mark = "mutation($id: ID!) { markReasonFair(input: { voteId: $id }) { vote { fairCount } } }";
        // The first camp is against it, the second for it.
        let against = app.ask_as(&camps[0][1], cast, json!({ "id": ids[1], "stance": "DISAGREE" })).await.ok().text("/castVote/vote/id");
        let of_it = app.ask_as(&camps[1][1], cast, json!({ "id": ids[1], "stance": "AGREE" })).await.ok().text("/castVote/vote/id");
        app.ask_as(&camps[1][0], mark, json!({ "id": against })).await.ok();
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "CONTESTED", "one side only");
        app.ask_as(&camps[0][0], mark, json!({ "id": of_it })).await.ok();
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "RESPECTFUL_DIVERGENCE");
        app.ask_as(&camps[1][1], cast, json!({ "id": ids[1], "stance": "AGREE" }).clone()).await.ok();
        compute(app).await;
        assert_eq!(support(app, &ids[1]).await["state"], "RESPECTFUL_DIVERGENCE", "the reason is the same");
    }
}

on_both! {
    async fn what_is_told_is_final_when_the_vote_is_over(app) {
        let (_, ids) = forum(app, 1).await;
        let decider = app.with_role("decider", Role::Moderator).await;
        let voters = people(app, 11, "ke", Some("KE")).await;
        vote_all(app, &voters[..6], &ids[0], "AGREE").await;
        let decide = "mutation($id: ID!) { decideProposal(input: { proposalId: $id, outcome: ADOPTED }) { proposal { state } } }";
        compute(app).await;
        app.ask_as(&decider, decide, json!({ "id": ids[0] })).await.ok();
        compute(app).await;
        let before = support(app, &ids[0]).await;
        assert_eq!(before["abroad"]["total"], 6);
        for token in &voters[..6] {
            declare(app, token, None).await;
        }
        compute(app).await;
        assert_eq!(support(app, &ids[0]).await, before);
    }
}

on_both! {
    async fn a_hidden_tally_and_old_words_tell_nothing(app) {
        let (editor, ids) = forum(app, 1).await;
        let voters = people(app, 6, "ke", Some("KE")).await;
        let create = "mutation($essay: ID!) { createProposal(input: { essayId: $essay, title: \"A hidden vote\", body: \"Wait for it.\", language: \"en\", hidesTally: true, closesAt: \"2999-01-01T00:00:00Z\" }) { proposal { id } } }";
        let essay = app.ask("{ essay(slug: \"tea\") { id } }", json!({})).await.ok().text("/essay/id");
        let hidden = app.ask_as(&editor, create, json!({ "essay": essay })).await.ok().text("/createProposal/proposal/id");
        vote_all(app, &voters, &hidden, "AGREE").await;
        vote_all(app, &voters, &ids[0], "AGREE").await;
        compute(app).await;
        let nothing = support(app, &hidden).await;
        assert_eq!((&nothing["abroad"], &nothing["wilsonLowerBound"], &nothing["byCountry"]), (&Value::Null, &Value::Null, &json!([])));
        assert_eq!(app.count("SELECT COUNT(*) FROM support_releases").await, 1);
        assert_eq!(support(app, &ids[0]).await["abroad"]["total"], 6);
        let edit = "mutation($id: ID!) { editProposal(input: { proposalId: $id, body: \"Something else entirely.\" }) { proposal { support { abroad { total } } } } }";
        assert_eq!(app.ask_as(&editor, edit, json!({ "id": ids[0] })).await.ok().at("/editProposal/proposal/support/abroad"), &Value::Null);
        compute(app).await;
        assert_eq!(support(app, &ids[0]).await["abroad"], Value::Null);
        app.sql("UPDATE proposals SET closes_at = 1 WHERE closes_at IS NOT NULL").await;
        teahouse::proposal::closing::service::close_due(&app.db).await.unwrap();
        compute(app).await;
        assert_eq!(support(app, &hidden).await["abroad"]["total"], 6);
    }
}

on_both! {
    async fn an_essay_is_computed_once_a_minute_by_one_instance(app) {
        let (_, ids) = forum(app, 1).await;
        let voters = people(app, 10, "ke", Some("KE")).await;
        vote_all(app, &voters[..5], &ids[0], "AGREE").await;
        let start = clock::now().0;
        let at = |seconds: i64| Timestamp(start + seconds * 1000);
        assert_eq!(service::compute_due(&app.db, at(0)).await.unwrap(), 0, "they may be many who vote together");
        let (one, other) = join(service::compute_due(&app.db, at(20)), service::compute_due(&app.db, at(20))).await;
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        assert_eq!(support(app, &ids[0]).await["abroad"]["total"], 5);
        vote_all(app, &voters[5..], &ids[0], "AGREE").await;
        assert_eq!(service::compute_due(&app.db, at(60)).await.unwrap(), 0);
        assert_eq!(support(app, &ids[0]).await["abroad"]["total"], 5);
        assert_eq!(service::compute_due(&app.db, at(81)).await.unwrap(), 1);
        assert_eq!(support(app, &ids[0]).await["abroad"]["total"], 10);
        assert_eq!(service::compute_due(&app.db, at(200)).await.unwrap(), 0, "nothing has changed");
    }
}

on_both! {
    async fn pages_with_support_cost_no_statement_more(app) {
        let (_, ids, _) = camps(app, 5, 3, false).await;
        compute(app).await;
        let cost = async |query: &str| {
            let before = app.db.statements();
            app.ask(query, json!({})).await.ok();
            app.db.statements() - before
        };
        assert_eq!(ids.len(), 3);
        assert_eq!(cost("{ proposals(first: 20) { nodes { id support { state bridging home { agree } byCountry { country tally { agree } } groups { group tally { agree } } } } } }").await, 1);
        assert_eq!(cost("{ essay(slug: \"tea\") { opinionMap { voters points { x } } } }").await, 2);
        assert_eq!(cost("{ essays(first: 20) { nodes { opinionMap { voters groups { size representative { id title } } } } } }").await, 3);
    }
}

on_both! {
    async fn pictures_are_drawn_for_other_sites(app) {
        let (_, ids, _) = camps(app, 6, 4, false).await;
        let decider = app.with_role("decider", Role::Moderator).await;
        let kenya = people(app, 6, "ke", Some("KE")).await;
        vote_all(app, &kenya, &ids[0], "AGREE").await;
        compute(app).await;
        let url = app.ask(MAP, json!({})).await.ok().text("/essay/opinionMap/svgUrl");
        let path = url.split_once("/essays/").map(|(_, rest)| format!("/essays/{rest}")).unwrap();
        let card = format!("/proposals/{}/support.svg", ids[0]);
        for (path, says) in [(&path, "A calm answer"), (&card, "Kenya (KE)")] {
            let response = app.client().get(app.url(path)).send().await.unwrap();
            let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            assert_eq!((response.status().as_u16(), header("content-type"), header("cache-control")), (200, "image/svg+xml; charset=utf-8".to_owned(), "public, max-age=60".to_owned()));
            assert!(header("content-security-policy").starts_with("default-src 'none'"));
            let tag = header("etag");
            let svg = response.text().await.unwrap();
            assert!(svg.starts_with("<svg") && svg.contains(says) && !svg.contains("<script"), "{svg}");
            let again = app.client().get(app.url(path)).header("if-none-match", &tag).send().await.unwrap();
            assert_eq!((again.status().as_u16(), again.text().await.unwrap()), (304, String::new()));
        }
        let support = support(app, &ids[0]).await;
        assert!(app.client().get(app.url(&card)).send().await.unwrap().text().await.unwrap().contains(&format!("{} agree", total(&support, "/abroad/agree"))));
        // Nothing is told of what is not shown.
        app.ask_as(&decider, "mutation($id: ID!) { removePost(input: { postId: $id, reason: OTHER, explanation: \"It is said twice.\" }) { action { id } } }", json!({ "id": ids[0] })).await.ok();
        for path in [card.as_str(), "/proposals/nonsense/support.svg", "/essays/coffee/opinion-map.svg", "/essays/..%2Ftea/opinion-map.svg"] {
            assert_eq!(app.client().get(app.url(path)).send().await.unwrap().status().as_u16(), 404, "{path}");
        }
    }
}
