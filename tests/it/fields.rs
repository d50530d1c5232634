//! Who sees what, field by field: each field of the schema is asked for by everybody, and
//! answers as its class in [`FIELDS`](crate::matrix) says. Types come from the schema, so
//! that none is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    matrix::{COLUMNS, People, classes},
    on_both,
    support::TestApp,
};

/// Where an object of each type is found: the way to it, with `%` for its fields, and the
/// pointer to it in the answer.
const WAYS: &str = "
Essay                     | { essay(slug: \"tea\") { % } }                                              | /essay
Edition                   | { essay(slug: \"tea\") { edition { % } } }                                  | /essay/edition
Segment                   | { essay(slug: \"tea\") { edition { segments { % } } } }                     | /essay/edition/segments/0
Credit                    | { essay(slug: \"tea\") { edition { credits { % } } } }                      | /essay/edition/credits/0
Segment                   | { essay(slug: \"tea\") { edition { segments { % } } } }                     | /essay/edition/segments/0
Anchor                    | { thread(id: \"$thread\") { anchor { % } } }                                | /thread/anchor
Quote                     | { thread(id: \"$thread\") { anchor { quote { % } } } }                      | /thread/anchor/quote
EssayConnection           | { essays { % } }                                                            | /essays
EssayEdge                 | { essays { edges { % } } }                                                  | /essays/edges/0
ThreadConnection          | { threads { % } }                                                           | /threads
ThreadEdge                | { threads { edges { % } } }                                                 | /threads/edges/0
PageInfo                  | { threads { pageInfo { % } } }                                              | /threads/pageInfo
ProposalConnection        | { proposals { % } }                                                         | /proposals
ProposalEdge              | { proposals { edges { % } } }                                               | /proposals/edges/0
ReplyConnection           | { thread(id: \"$thread\") { replies { % } } }                               | /thread/replies
ReplyEdge                 | { thread(id: \"$thread\") { replies { edges { % } } } }                     | /thread/replies/edges/0
Thread                    | { thread(id: \"$thread\") { % } }                                           | /thread
Reply                     | { node(id: \"$reply\") { ... on Reply { % } } }                             | /node
Post                      | { node(id: \"$reply\") { ... on Post { % } } }                              | /node
Node                      | { node(id: \"$reply\") { % } }                                              | /node
Proposal                  | { proposal(id: \"$proposal\") { % } }                                       | /proposal
Tally                     | { proposal(id: \"$proposal\") { tally { % } } }                             | /proposal/tally
Support                   | { proposal(id: \"$proposal\") { support { % } } }                            | /proposal/support
CountrySupport            | { proposal(id: \"$proposal\") { support { byCountry { % } } } }              | /proposal/support/byCountry/0
OpinionGroupSupport       | { proposal(id: \"$proposal\") { support { groups { % } } } }                 | /proposal/support/groups/0
OpinionMap                | { essay(slug: \"tea\") { opinionMap { % } } }                                | /essay/opinionMap
OpinionGroup              | { essay(slug: \"tea\") { opinionMap { groups { % } } } }                     | /essay/opinionMap/groups/0
OpinionPoint              | { essay(slug: \"tea\") { opinionMap { points { % } } } }                     | /essay/opinionMap/points/0
Vote                      | { proposal(id: \"$proposal\") { viewerVote { % } } }                        | /proposal/viewerVote
PostText                  | { thread(id: \"$thread\") { text(language: \"zh\") { % } } }                 | /thread/text
Translation               | { thread(id: \"$thread\") { translations { % } } }                         | /thread/translations/0
TranslationSignal         | { proposal(id: \"$proposal\") { translations { signals { % } } } }             | /proposal/translations/0/signals/0
TranslationVouchCounts    | { thread(id: \"$thread\") { translations { vouchCounts { % } } } }         | /thread/translations/0/vouchCounts
VoteConnection            | { proposal(id: \"$proposal\") { votes { % } } }                             | /proposal/votes
VoteEdge                  | { proposal(id: \"$proposal\") { votes { edges { % } } } }                   | /proposal/votes/edges/0
TranslationVouchConnection| { thread(id: \"$thread\") { translations { vouches { % } } } }             | /thread/translations/0/vouches
TranslationVouchEdge      | { thread(id: \"$thread\") { translations { vouches { edges { % } } } } }   | /thread/translations/0/vouches/edges/0
TranslationVouch          | { thread(id: \"$thread\") { translations { vouches { nodes { % } } } } }   | /thread/translations/0/vouches/nodes/0
PledgeConnection          | { proposal(id: \"$proposal\") { pledges { % } } }                             | /proposal/pledges
PledgeEdge                | { proposal(id: \"$proposal\") { pledges { edges { % } } } }                 | /proposal/pledges/edges/0
Pledge                    | { proposal(id: \"$proposal\") { pledges { nodes { % } } } }                 | /proposal/pledges/nodes/0
PledgeUpdate              | { proposal(id: \"$proposal\") { pledges { nodes { updates { % } } } } }     | /proposal/pledges/nodes/0/updates/0
PledgeCounts              | { proposal(id: \"$proposal\") { pledgeCounts { % } } }                      | /proposal/pledgeCounts
SuggestedPartner          | { suggestPartners(proposalId: \"$proposal\") { % } }                        | /suggestPartners/0
Invitation                | { user(handle: \"author\") { invitations { % } } }                          | /user/invitations/0
Pair                      | { user(handle: \"author\") { pairs { % } } }                                | /user/pairs/0
PairMessageConnection     | { user(handle: \"author\") { pairs { messages { % } } } }                   | /user/pairs/0/messages
PairMessageEdge           | { user(handle: \"author\") { pairs { messages { edges { % } } } } }         | /user/pairs/0/messages/edges/0
PairMessage               | { user(handle: \"author\") { pairs { messages { nodes { % } } } } }         | /user/pairs/0/messages/nodes/0
JointStatement            | { proposal(id: \"$joint\") { jointStatements { % } } }                         | /proposal/jointStatements/0
JointSignature            | { proposal(id: \"$joint\") { jointStatements { signatures { % } } } }          | /proposal/jointStatements/0/signatures/0
Restatement               | { node(id: \"$reply\") { ... on Reply { restatement { % } } } }             | /node/restatement
CivilityFinding           | { node(id: \"$reply\") { ... on Post { findings { % } } } }                 | /node/findings/0
User                      | { user(handle: \"author\") { % } }                                          | /user
ApiToken                  | { user(handle: \"author\") { apiTokens { % } } }                            | /user/apiTokens/0
Trust                     | { user(handle: \"author\") { trust { % } } }                                | /user/trust
TrustLimits               | { user(handle: \"author\") { trust { limits { % } } } }                     | /user/trust/limits
NextTrustLevel            | { user(handle: \"author\") { trust { next { % } } } }                       | /user/trust/next
TrustNeed                 | { user(handle: \"author\") { trust { next { needs { % } } } } }             | /user/trust/next/needs/0
ModeratorScope            | { user(handle: \"moderator\") { moderatorScope { % } } }                    | /user/moderatorScope
RateLimit                 | { rateLimit { % } }                                                         | /rateLimit
ModerationActionConnection| { moderationLog { % } }                                                     | /moderationLog
ModerationActionEdge      | { moderationLog { edges { % } } }                                           | /moderationLog/edges/0
ModerationAction          | { moderationLog(subjectId: \"$removed\") { nodes { % } } }                  | /moderationLog/nodes/0
ModerationLogVerification | { verifyModerationLog { % } }                                               | /verifyModerationLog
ModerationStats           | { moderationStats { % } }                                                   | /moderationStats
ModerationFate            | { moderationStats { fates { % } } }                                         | /moderationStats/fates/0
AppealConnection          | { appeals { % } }                                                           | /appeals
AppealEdge                | { appeals { edges { % } } }                                                 | /appeals/edges/0
Appeal                    | { appeals { nodes { % } } }                                                 | /appeals/nodes/0
ReportConnection          | { moderationQueue { % } }                                                   | /moderationQueue
ReportEdge                | { moderationQueue { edges { % } } }                                         | /moderationQueue/edges/0
Report                    | { moderationQueue { nodes { % } } }                                         | /moderationQueue/nodes/0
VoteReason                | { moderationQueue { nodes { voteReason { % } } } }                          | /moderationQueue/nodes/0/voteReason
RuleTest                  | { testRules(text: \"You are such an idiot.\", language: \"en\") { % } }     | /testRules
Segment                   | { essay(slug: \"tea\") { edition { segments { % } } } }                     | /essay/edition/segments/0
SearchConnection          | { search(query: \"question\") { % } }                                         | /search
SearchEdge                | { search(query: \"question\") { edges { % } } }                               | /search/edges/0
SearchHit                 | { search(query: \"question\") { nodes { % } } }                               | /search/nodes/0
SearchCount               | { search(query: \"question\") { counts { % } } }                              | /search/counts/0
SiteSettings              | { siteSettings { % } }                                                      | /siteSettings
";

/// What `Query` needs to be asked.
const ARGUMENTS: [(&str, &str); 10] = [
    ("suggestPartners", "(proposalId: \"$proposal\")"),
    ("search", "(query: \"question\")"),
    ("essay", "(slug: \"tea\")"),
    ("node", "(id: \"$reply\")"),
    ("nodes", "(ids: [\"$reply\"])"),
    ("proposal", "(id: \"$proposal\")"),
    ("thread", "(id: \"$thread\")"),
    ("user", "(handle: \"author\")"),
    ("testRules", "(text: \"x\", language: \"en\")"),
    ("moderationLog", ""),
];

/// What other fields need to be asked.
const NEEDED: [(&str, &str); 1] = [("Segment.counterpart", "(language: \"zh\")")];

/// Types of which everything is for moderators, and that lists of theirs are made of.
const STAFF_LISTS: [&str; 4] = ["AppealConnection", "AppealEdge", "ReportConnection", "ReportEdge"];

/// May read at all: sessions, and API tokens with that scope.
const READERS: [&str; 10] = ["nobody", "member", "author", "other", "suspended", "editor", "moderator", "admin", "READ", "READ and MODERATE"];
const EDITORS: [&str; 4] = ["editor", "moderator", "admin", "READ and MODERATE"];
const MODERATORS: [&str; 3] = ["moderator", "admin", "READ and MODERATE"];

/// Fields of a type, and whether each holds other fields.
async fn fields() -> BTreeMap<String, Vec<(String, bool)>> {
    let query = "{ __schema { types { name kind fields { name type { kind ofType { kind ofType { kind ofType { kind } } } } } } } }";
    let answer = serde_json::to_value(teahouse::schema::build(true).execute(query).await.data).unwrap();
    let holds = |field: &Value| {
        let mut kind = &field["type"];
        while !kind["ofType"].is_null() {
            kind = &kind["ofType"];
        }
        ["OBJECT", "INTERFACE", "UNION"].contains(&kind["kind"].as_str().unwrap())
    };
    let mut all = BTreeMap::new();
    for kind in answer["__schema"]["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") || !(kind["kind"] == "OBJECT" || kind["kind"] == "INTERFACE") {
            continue;
        }
        let fields = kind["fields"].as_array().unwrap().iter().map(|field| (field["name"].as_str().unwrap().to_owned(), holds(field)));
        all.insert(name.to_owned(), fields.collect());
    }
    all
}

/// One of everything, about the author.
struct Forum {
    tokens: Vec<(&'static str, String)>,
    ids: Vec<(&'static str, String)>,
}

impl Forum {
    async fn new(app: &TestApp) -> Self {
        let people = People::new(app).await;
        let author = &people.author;
        let publish = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { id } } }";
        let credited = json!({ "slug": "tea", "language": "en", "title": "Tea", "body": "Text.", "sourceUrl": "https://example.org/", "credits": [{ "role": "AUTHOR", "name": "Chen Mei" }] });
        app.ask_as(&people.owner, publish, json!({ "input": credited })).await.ok();
        let (edition, _) = people.two_editions(app).await;
        let start = "mutation($input: StartThreadInput!) { startThread(input: $input) { thread { id } } }";
        let quoting =
            json!({ "essayId": people.essay, "title": "A question", "body": "x", "language": "en", "quote": { "editionId": edition, "exact": "Text." } });
        let thread = app.ask_as(&people.other, start, json!({ "input": quoting })).await.ok().text("/startThread/thread/id");
        let post = "mutation($input: PostReplyInput!) { postReply(input: $input) { reply { id } } }";
        let differ = json!({ "threadId": thread, "body": "I would let guests pour.", "language": "en", "kind": "DIFFER", "restatement": "You ask who pours." });
        let reply = app.ask_as(author, post, json!({ "input": differ })).await.ok().text("/postReply/reply/id");
        let proposal = app.proposal(author, &people.essay, "Pour for others").await;
        let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE, reason: \"It is kind.\" }) { vote { id } } }";
        app.ask_as(author, cast, json!({ "id": proposal })).await.ok();
        crate::token::create(app, author, &["READ"], Some(&[&people.essay])).await;
        let translate = "mutation($input: TranslatePostInput!) { translatePost(input: $input) { translation { id } } }";
        let translation = json!({ "postId": thread, "language": "zh", "title": "一个问题", "body": "一" });
        let translation = app.ask_as(author, translate, json!({ "input": translation })).await.ok().text("/translatePost/translation/id");
        app.ask_as(author, translate, json!({ "input": { "postId": reply, "language": "zh", "body": "二" } })).await.ok();
        let pour = json!({ "postId": proposal, "language": "zh", "title": "为他人倒茶", "body": "三" });
        app.ask_as(&people.other, translate, json!({ "input": pour })).await.ok();
        let pour = json!({ "postId": proposal, "language": "fr", "title": "Servir les autres", "body": "Trois" });
        app.ask_as(author, translate, json!({ "input": pour })).await.ok();
        let of = |language: &str| format!("(SELECT id FROM translations WHERE language = '{language}' AND body IN ('三', 'Trois'))");
        app.sql(&format!(
            "INSERT INTO translation_signals (id, proposal_id, proposal_revision, country, translation_id, other_language, other_translation_id, z, voters, other_voters, raised_at)
             SELECT id, id, 1, 'KE', {}, 'zh', {}, 2.0, 8, 8, 5 FROM proposals",
            of("fr"), of("zh"),
        ))
        .await;
        app.sql(&format!("UPDATE votes SET seen_language = 'zh', seen_translation_id = {}, seen_translation_revision = 1", of("zh"))).await;
        let knows = "mutation { declarePerspective(input: { languages: [\"en\", \"zh\"] }) { viewer { id } } }";
        app.ask_as(&people.other, knows, json!({})).await.ok();
        let vouch = "mutation($id: ID!) { vouchTranslation(input: { translationId: $id, verdict: FAITHFUL, note: \"Yes.\" }) { translation { id } } }";
        app.ask_as(&people.other, vouch, json!({ "id": translation })).await.ok();
        // As it will be once the proposal is adopted.
        app.sql(
            "INSERT INTO pledges (id, proposal_id, pledger_id, what, hours_per_month, languages, language, status, visibility, revision, last_sign_at, created_at, concluded_at)
             SELECT id, id, author_id, 'I will pour.', 2, 'en', 'en', 'KEPT', 'PUBLISHED', 2, 5, 5, 5 FROM proposals",
        )
        .await;
        app.sql("INSERT INTO pledge_updates (id, pledge_id, note, created_at) SELECT id, id, 'It goes well.', 5 FROM pledges").await;
        let statement = crate::joint_statements::published(app, &people.essay, author, 0).await;
        app.sql("UPDATE joint_statements SET edited_at = 5").await;
        let joint = "query($id: ID!) { node(id: $id) { ... on JointStatement { proposal { id } } } }";
        let joint = app.ask(joint, json!({ "id": statement })).await.ok().text("/node/proposal/id");
        let removed = app.reply(author, &thread, None, "Something else.").await;
        let remove = "mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"No.\" }) { action { id } } }";
        let action = app.ask_as(&people.decider, remove, json!({ "id": removed })).await.ok().text("/removePost/action/id");
        app.ask_as(author, "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"Yes.\" }) { appeal { id } } }", json!({ "id": action }))
            .await
            .ok();
        let report = "mutation($id: ID!) { reportPost(input: { postId: $id, reason: OTHER, details: \"See there.\" }) { report { id } } }";
        app.ask_as(&people.other, report, json!({ "id": reply })).await.ok();
        let limit = "mutation($id: ID!, $essay: ID!) { setModeratorScope(input: { userId: $id, essayIds: [$essay], languages: [\"en\"] }) { action { id } } }";
        let moderator = app.ask("{ user(handle: \"moderator\") { id } }", json!({})).await.ok().text("/user/id");
        app.ask_as(&people.owner, limit, json!({ "id": moderator, "essay": people.essay })).await.ok();
        let settings = "mutation($trust: JSON!) { updateSiteSettings(input: { trust: $trust }) { settings { trust } } }";
        app.ask_as(&people.owner, settings, json!({ "trust": {} })).await.ok();
        teahouse::trust::service::compute(&app.db, &teahouse::site::trust::Trust::default(), teahouse::clock::now()).await.unwrap();
        // What nobody sees proves nothing: all that may be empty is filled.
        let one = "(SELECT id FROM moderation_actions WHERE kind = 'REMOVE')";
        let decider = "(SELECT id FROM users WHERE handle = 'decider')";
        for (table, values) in [
            (
                "users",
                format!(
                    "country = 'KE', languages = 'sw', suspended_until = 4070908800000, open_warning_id = {one}, restated_accurate = 1 WHERE handle = 'author'"
                ),
            ),
            ("api_tokens", "last_used_at = 5, revoked_at = 5 WHERE essay_ids IS NOT NULL".to_owned()),
            ("appeals", format!("answer = 'Yes.', decided_at = 5, reviewer_id = {decider}")),
            ("reports", format!("claimed_by_id = {decider}, claimed_until = 4070908800000, resolved_at = 5")),
            ("translations", "edited_at = 5".to_owned()),
            ("pairs", "ended_at = 5".to_owned()),
            ("reports", "translation_id = (SELECT id FROM translations WHERE body = '一'), pledge_id = (SELECT id FROM pledges), joint_statement_id = (SELECT id FROM joint_statements), vote_id = (SELECT id FROM votes WHERE reason IS NOT NULL)".to_owned()),
            ("restatements", "verdict = 'ACCURATE', note = 'Yes.', judged_at = 5".to_owned()),
            ("threads", "edited_at = 5, slow_mode_seconds = 5, detected_language = 'en', language_confidence = 0.75".to_owned()),
            ("replies", "edited_at = 5, detected_language = 'en', language_confidence = 0.75".to_owned()),
            (
                "proposals",
                "edited_at = 5, detected_language = 'en', language_confidence = 0.75, closes_at = 4070908800000, decided_at = 5,
                 decision_statement = 'Yes.', quorum = 1, threshold_percent = 5, outcome = 'PASSED', outcome_at = 5,
                 completed_at = 5, completion_statement = 'Done.', pledges_kept = 1"
                    .to_owned(),
            ),
        ] {
            app.sql(&format!("UPDATE {table} SET {values}")).await;
        }
        let support = r#"{"state":"GATHERING","home":[5,0,0],"abroad":[5,0,0],"countries":{"KE":[5,0,0]},"groups":[{"group":1,"size":5,"votes":[5,0,0]}],"group_informed_consensus":0.5,"bridging":0.5}"#;
        app.sql(&format!("UPDATE proposals SET support = '{support}'")).await;
        let proposal_key = teahouse::graphql::id::decode_any(&proposal).unwrap().1;
        let map = json!({ "computed_at": 5, "voters": 5, "groups": [{ "group": 1, "size": 5, "representative": [proposal_key] }], "points": [{ "x": 0.5, "y": 0.5, "group": 1, "voters": 5 }], "inputs_sha256": "00" });
        app.sql(&format!(
            "INSERT INTO opinion_maps (essay_id, claimed_at, computed_at, is_settled, published, salt) SELECT id, 5, 5, true, '{map}', id FROM essays"
        ))
        .await;
        app.forget_everybody().await;
        let mut tokens: Vec<_> = COLUMNS.iter().map(|who| (*who, people.tokens[who].clone())).collect();
        tokens.push(("READ and MODERATE", crate::token::create(app, &people.owner, &["READ", "MODERATE"], None).await.1));
        Self { tokens, ids: vec![("$thread", thread), ("$reply", reply), ("$proposal", proposal), ("$removed", removed), ("$joint", joint)] }
    }

    /// Asks by everybody: each one's whole answer.
    async fn ask(&self, app: &TestApp, query: &str) -> BTreeMap<&'static str, Value> {
        let query = self.ids.iter().fold(query.to_owned(), |query, (name, id)| query.replace(name, id));
        let mut answers = BTreeMap::new();
        for (who, token) in &self.tokens {
            answers.insert(*who, app.ask_as(token, &query, json!({})).await.body);
        }
        answers
    }
}

/// Whether the object that the way leads to is somebody's.
fn is_owner(kind: &str, who: &str) -> bool {
    let owner = match kind {
        "Thread" => "other",
        "ModeratorScope" => "moderator",
        _ => "author",
    };
    who == owner
}

/// What is wrong with what somebody sees of a field.
fn wrong(class: &str, is_owner: bool, who: &str, seen: &Value, to_nobody: &Value, is_refused: bool) -> Option<&'static str> {
    if !READERS.contains(&who) {
        return (!seen.is_null() || !is_refused).then_some("who may not read is refused");
    }
    let may = match class {
        "PUBLIC" | "VIEWER" => true,
        "OWNER" | "SECRET" => is_owner,
        "STAFF" => is_owner || MODERATORS.contains(&who),
        "EDITORS" => is_owner || EDITORS.contains(&who),
        "ADMIN" => is_owner || who == "admin",
        other => panic!("{other} is not a class of fields"),
    };
    match class {
        _ if !may && !seen.is_null() => Some("it is not theirs"),
        // What is about an author can be in a list that is for moderators.
        "STAFF" if is_owner && !MODERATORS.contains(&who) => None,
        _ if may && is_refused => Some("it is theirs"),
        "PUBLIC" if seen != to_nobody => Some("it is the same for everybody"),
        _ => None,
    }
}

on_both! {
    async fn every_field_answers_as_its_class_says(app) {
        let forum = Forum::new(app).await;
        let (fields, classes) = (fields().await, classes());
        let ways: BTreeMap<&str, (&str, &str)> = WAYS
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| {
                let parts: Vec<&str> = line.split('|').map(str::trim).collect();
                (parts[0], (parts[1], parts[2]))
            })
            .collect();
        let of_changes = |name: &str| ["Mutation", "Query", "Session"].contains(&name) || name.ends_with("Payload");
        let known: BTreeSet<&str> = ways.keys().copied().collect();
        let real: BTreeSet<&str> = fields.keys().map(String::as_str).filter(|name| !of_changes(name)).collect();
        assert_eq!(known, real, "no way leads to one of them, or it is not in the schema");
        let (mut problems, mut shown) = (Vec::new(), BTreeSet::new());
        for (kind, (way, pointer)) in &ways {
            let selection = fields[*kind].iter().map(|(name, holds)| {
                let needed = NEEDED.iter().find(|(field, _)| *field == format!("{kind}.{name}")).map_or("", |(_, needed)| needed);
                if *holds { format!("{name}{needed} {{ __typename }}") } else { format!("{name}{needed}") }
            });
            let selection: Vec<String> = selection.collect();
            let answers = forum.ask(app, &way.replace('%', &selection.join(" "))).await;
            for (field, _) in &fields[*kind] {
                let path = format!("{kind}.{field}");
                let class = if STAFF_LISTS.contains(kind) { "STAFF" } else { classes[&path] };
                let at = |answer: &Value| answer.pointer(&format!("/data{pointer}/{field}")).cloned().unwrap_or_default();
                let to_nobody = at(&answers["nobody"]);
                for (who, answer) in &answers {
                    let seen = at(answer);
                    if let Some(why) = wrong(class, is_owner(kind, who), who, &seen, &to_nobody, answer.get("errors").is_some()) {
                        problems.push(format!("{path} to {who}: {why}: {answer}"));
                    }
                    if !seen.is_null() {
                        shown.insert(path.clone());
                    }
                }
            }
        }
        assert!(problems.is_empty(), "{} are wrong, such as\n{}\n", problems.len(), problems[..problems.len().min(5)].join("\n"));
        let is_tried = |path: &String| path.split_once('.').is_some_and(|(kind, _)| known.contains(kind));
        let empty: Vec<String> = classes.into_keys().filter(|path| is_tried(path) && !shown.contains(path)).collect();
        assert_eq!(empty, EMPTY, "nobody sees these here");
    }
}

/// What nothing has in this forum. No limit is in force for tests; a moderator's own scope is
/// asked for on the way to `ModeratorScope`.
const EMPTY: [&str; 9] = [
    "Credit.user",
    "ModerationLogVerification.firstBreak",
    "Proposal.thread",
    "RateLimit.cost",
    "RateLimit.limit",
    "RateLimit.remaining",
    "RateLimit.resetAt",
    "Reply.parent",
    "User.moderatorScope",
];

on_both! {
    async fn every_question_answers_as_it_says(app) {
        let forum = Forum::new(app).await;
        let descriptions = crate::matrix::schema().await;
        let mut problems = Vec::new();
        for (_, field, description) in descriptions.iter().filter(|(kind, ..)| kind == "Query") {
            let arguments = ARGUMENTS.iter().find(|(name, _)| name == field).map_or("", |(_, arguments)| *arguments);
            let answers = forum.ask(app, &format!("{{ {field}{arguments} {{ __typename }} }}")).await;
            let is_staffs = description.contains("For moderators");
            for (who, answer) in &answers {
                let may = READERS.contains(who) && (!is_staffs || MODERATORS.contains(who));
                if answer.get("errors").is_none() != may {
                    problems.push(format!("{field} by {who}: {answer}"));
                }
            }
        }
        assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
    }
}

#[tokio::test]
async fn what_is_not_for_everybody_says_so() {
    let classes = classes();
    for (kind, field, description) in crate::matrix::schema().await {
        let words: &[&str] = match classes.get(&format!("{kind}.{field}")) {
            Some(&"SECRET") if kind == "User" => &["null to API tokens"],
            Some(&"STAFF") if ["User", "ModerationAction", "Post", "Thread", "Reply", "Proposal"].contains(&kind.as_str()) => &["moderators"],
            _ => continue,
        };
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.iter().all(|word| description.contains(word)), "{kind}.{field} does not say {words:?}: {description}");
    }
}
