//! Who may do and see what, as one table: every change for everybody, every field
//! with a class. What the schema has and the tables do not, fails; every cell of
//! the first is really tried.

mod tables;

use std::collections::{BTreeMap, BTreeSet};

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{TestApp, app::PASSWORD},
};

pub use tables::COLUMNS;
use tables::{CHANGES, FIELDS};

/// Each change and its cells, in the order of [`COLUMNS`].
fn changes() -> Vec<(&'static str, Vec<&'static str>)> {
    let rows = CHANGES.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| !row.is_empty()).map(|row| (row[0], row[1..].to_vec())).collect()
}

/// `Type.field` and its class.
pub fn classes() -> BTreeMap<String, &'static str> {
    let mut classes = BTreeMap::new();
    for line in FIELDS.lines().filter(|line| !line.is_empty()) {
        let (head, fields) = line.split_once(':').unwrap();
        let mut head = head.split_whitespace();
        let class = head.next().unwrap();
        for kind in head {
            for field in fields.split_whitespace() {
                assert_eq!(classes.insert(format!("{kind}.{field}"), class), None, "{kind}.{field} is declared twice");
            }
        }
    }
    classes
}

pub async fn schema() -> Vec<(String, String, String)> {
    let query = "{ __schema { types { name kind fields(includeDeprecated: true) { name description } } } }";
    let answer = serde_json::to_value(teahouse::schema::build(true).execute(query).await.data).unwrap();
    let mut found = Vec::new();
    for kind in answer["__schema"]["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") || !(kind["kind"] == "OBJECT" || kind["kind"] == "INTERFACE") {
            continue;
        }
        for field in kind["fields"].as_array().unwrap() {
            found.push((name.to_owned(), field["name"].as_str().unwrap().to_owned(), field["description"].as_str().unwrap_or_default().to_owned()));
        }
    }
    found
}

#[tokio::test]
async fn every_field_has_a_class() {
    let declared: BTreeSet<String> = classes().into_keys().collect();
    let real: BTreeSet<String> = schema().await.into_iter().filter(|(kind, ..)| kind != "Mutation").map(|(kind, field, _)| format!("{kind}.{field}")).collect();
    let missing: Vec<_> = real.difference(&declared).collect();
    let gone: Vec<_> = declared.difference(&real).collect();
    assert!(missing.is_empty() && gone.is_empty(), "who may see these is not declared in FIELDS: {missing:?}; these are, and do not exist: {gone:?}");
}

#[tokio::test]
async fn every_change_has_its_cells_and_says_its_scope() {
    let rows = changes();
    let declared: BTreeSet<&str> = rows.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared.len(), rows.len(), "a change is declared twice");
    let schema = schema().await;
    let real: BTreeSet<&str> = schema.iter().filter(|(kind, ..)| kind == "Mutation").map(|(_, field, _)| field.as_str()).collect();
    let missing: Vec<_> = real.difference(&declared).collect();
    let gone: Vec<_> = declared.difference(&real).collect();
    assert!(missing.is_empty() && gone.is_empty(), "who may do these is not declared in CHANGES: {missing:?}; these are, and do not exist: {gone:?}");
    for (name, cells) in rows {
        assert_eq!(cells.len(), COLUMNS.len(), "{name} has not one cell for each column");
        let description = &schema.iter().find(|(kind, field, _)| kind == "Mutation" && field == name).unwrap().2;
        let scopes: Vec<&str> = COLUMNS.iter().zip(&cells).skip(8).filter(|(_, cell)| **cell == "+").map(|(scope, _)| *scope).collect();
        let sentence = match scopes.as_slice() {
            [] if name == "requestMachineTranslation" => "Scope: `WRITE_DISCUSSION`.".to_owned(),
            [] => "Not for API tokens.".to_owned(),
            [scope] => format!("Scope: `{scope}`."),
            more => panic!("{name} is open to {more:?}"),
        };
        assert!(description.ends_with(&sentence), "the description of {name} does not end with: {sentence}");
    }
}

/// Accounts that stay the same from cell to cell.
pub struct People {
    pub tokens: BTreeMap<&'static str, String>,
    /// Who wrote what a session tries to change, and what an API token does.
    pub author: String,
    pub owner: String,
    pub other: String,
    /// Decides what others then answer.
    pub decider: String,
    pub essay: String,
}

impl People {
    pub async fn new(app: &TestApp) -> Self {
        let owner = app.with_role("owner", Role::Admin).await;
        let (author, other) = (app.sign_up("author").await, app.sign_up("other").await);
        let mut tokens = BTreeMap::from([
            ("nobody", String::new()),
            ("member", app.sign_up("member").await),
            ("author", author.clone()),
            ("other", other.clone()),
            ("suspended", app.sign_up("suspended").await),
            ("editor", app.with_role("editor", Role::Editor).await),
            ("moderator", app.with_role("moderator", Role::Moderator).await),
            ("admin", app.with_role("admin", Role::Admin).await),
        ]);
        for scope in &COLUMNS[8..] {
            tokens.insert(scope, crate::token::create(app, &owner, &[scope], None).await.1);
        }
        app.sql("UPDATE users SET suspended_until = 4070908800000 WHERE handle = 'suspended'").await;
        let decider = app.with_role("decider", Role::Moderator).await;
        let essay = app.essay(&owner, "tea").await;
        Self { tokens, author, owner, other, decider, essay }
    }

    /// The essay in two languages.
    pub async fn two_editions(&self, app: &TestApp) -> (String, String) {
        let publish = "mutation($input: PublishEditionInput!) { publishEdition(input: $input) { essay { editions { id } } } }";
        let input = json!({ "slug": "tea", "language": "zh", "title": "茶：一篇短文", "body": "正文。" });
        let answer = app.ask_as(&self.owner, publish, json!({ "input": input })).await.ok();
        (answer.text("/publishEdition/essay/editions/0/id"), answer.text("/publishEdition/essay/editions/1/id"))
    }

    /// A valid input for a change that `who` tries, on things made for this one cell.
    async fn input(&self, app: &TestApp, change: &str, who: &str, cell: usize) -> Value {
        let author = if COLUMNS[8..].contains(&who) { &self.owner } else { &self.author };
        let sign_in = async |handle: &str| {
            let query = "mutation($l: String!, $p: String!) { signIn(input: { login: $l, password: $p }) { session { refreshToken } } }";
            app.ask(query, json!({ "l": handle, "p": PASSWORD })).await.ok().text("/signIn/session/refreshToken")
        };
        let thread = async || {
            let thread = app.thread(author, &self.essay, "A question").await;
            app.reply(&self.other, &thread, None, "beside it").await;
            thread
        };
        let reply = async || app.reply(author, &thread().await, None, "text").await;
        let proposal = async || app.proposal(author, &self.essay, "Pour for others").await;
        let translation = async |translator: &str| {
            let query = "mutation($input: TranslatePostInput!) { translatePost(input: $input) { translation { id } } }";
            let input = json!({ "postId": reply().await, "language": "zh", "body": "客人" });
            app.ask_as(translator, query, json!({ "input": input })).await.ok().text("/translatePost/translation/id")
        };
        let adopted = async || {
            let id = proposal().await;
            app.sql("UPDATE proposals SET state = 'ADOPTED' WHERE state = 'OPEN'").await;
            id
        };
        let pledge = async |pledger: &str| {
            let query = "mutation($input: PledgeInput!) { pledge(input: $input) { pledge { id } proposal { id } } }";
            let input = json!({ "proposalId": adopted().await, "what": "I will pour.", "hoursPerMonth": 2, "languages": ["en"] });
            app.ask_as(pledger, query, json!({ "input": input })).await.ok()
        };
        let restated = async || {
            let query = "mutation($input: PostReplyInput!) { postReply(input: $input) { reply { restatement { id } } } }";
            let input = json!({ "threadId": thread().await, "body": "x", "language": "en", "kind": "DIFFER", "restatement": "You ask a question." });
            app.ask_as(&self.other, query, json!({ "input": input })).await.ok().text("/postReply/reply/restatement/id")
        };
        match change {
            "signUp" => json!({ "handle": format!("new{cell}"), "displayName": "New", "email": format!("new{cell}@example.org"), "password": PASSWORD }),
            "signIn" => json!({ "login": "author", "password": PASSWORD }),
            "refreshSession" | "signOut" => json!({ "refreshToken": sign_in("other").await }),
            "changePassword" => json!({ "currentPassword": PASSWORD, "newPassword": "another calm answer" }),
            "createApiToken" => json!({ "name": "A bot", "scopes": ["READ"] }),
            "revokeApiToken" => json!({ "apiTokenId": crate::token::create(app, author, &["READ"], None).await.0 }),
            "publishEdition" => json!({ "slug": "tea", "language": "en", "title": "A title", "body": format!("Text {cell}") }),
            "startThread" | "createProposal" => json!({ "essayId": self.essay, "title": "A title", "body": "x", "language": "en" }),
            "editThread" => json!({ "threadId": thread().await, "body": "y" }),
            "postReply" => json!({ "threadId": thread().await, "body": "x", "language": "en" }),
            "editReply" => json!({ "replyId": reply().await, "body": "y" }),
            "deletePost" => json!({ "postId": reply().await }),
            "correctPostLanguage" => json!({ "postId": reply().await, "language": "fr" }),
            "alignSegments" | "resetAlignment" => {
                let (edition, other) = self.two_editions(app).await;
                let mut input = json!({ "editionId": edition, "segments": [0], "counterpartEditionId": other });
                if change == "alignSegments" {
                    input["counterparts"] = json!([0]);
                }
                input
            }
            "translatePost" => json!({ "postId": reply().await, "language": "zh", "body": "客人" }),
            // Nobody may where no program translates; tests/it/machine_translation.rs tries where one does.
            "requestMachineTranslation" => json!({ "postId": reply().await, "language": "zh" }),
            "withdrawTranslation" => json!({ "translationId": translation(author).await }),
            "vouchTranslation" => {
                // Other cells declare other things.
                app.sql("UPDATE users SET languages = 'en zh' WHERE handle IN ('other', 'owner')").await;
                app.forget_everybody().await;
                json!({ "translationId": translation(&self.author).await, "verdict": "FAITHFUL" })
            }
            "markTranslationOfficial" => json!({ "translationId": translation(author).await, "isOfficial": true }),
            "removeTranslation" => json!({ "translationId": translation(&self.author).await, "reason": "SPAM", "explanation": "x" }),
            "restoreTranslation" => {
                let id = translation(&self.author).await;
                let query = "mutation($id: ID!) { removeTranslation(input: { translationId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
                app.ask_as(&self.decider, query, json!({ "id": id })).await.ok();
                json!({ "translationId": id })
            }
            "pledge" => json!({ "proposalId": adopted().await, "what": "I will pour.", "hoursPerMonth": 2, "languages": ["en"] }),
            "updatePledge" => json!({ "pledgeId": pledge(author).await.text("/pledge/pledge/id"), "note": "It goes well." }),
            "concludePledge" => json!({ "pledgeId": pledge(author).await.text("/pledge/pledge/id"), "outcome": "KEPT" }),
            "completeProposal" => json!({ "proposalId": pledge(&self.author).await.text("/pledge/proposal/id") }),
            "removePledge" => json!({ "pledgeId": pledge(&self.author).await.text("/pledge/pledge/id"), "reason": "SPAM", "explanation": "x" }),
            "restorePledge" => {
                let id = pledge(&self.author).await.text("/pledge/pledge/id");
                let query = "mutation($id: ID!) { removePledge(input: { pledgeId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
                app.ask_as(&self.decider, query, json!({ "id": id })).await.ok();
                json!({ "pledgeId": id })
            }
            "setPartnering" => {
                app.sql("UPDATE users SET country = 'FR', languages = 'en'").await;
                json!({ "open": true })
            }
            "invitePartner" => {
                let (proposal, partner, _) = crate::partners::two(app, &self.essay, &self.author, cell).await;
                json!({ "proposalId": proposal, "userId": partner, "message": "Shall we?" })
            }
            "answerInvitation" => json!({ "invitationId": crate::partners::invited(app, &self.essay, &self.author, cell).await, "accept": true }),
            "sendPairMessage" => json!({ "pairId": crate::partners::paired(app, &self.essay, &self.author, cell).await, "body": "Yes." }),
            "leavePair" => json!({ "pairId": crate::partners::paired(app, &self.essay, &self.author, cell).await }),
            "draftJointStatement" => {
                let pair = crate::partners::paired(app, &self.essay, &self.author, cell).await;
                json!({ "pairId": pair, "title": "We pour together", "body": "First for others.", "language": "en" })
            }
            "editJointStatement" => json!({ "statementId": crate::joint_statements::drafted(app, &self.essay, &self.author, cell).await.0, "body": "Always." }),
            "signJointStatement" => json!({ "statementId": crate::joint_statements::drafted(app, &self.essay, &self.author, cell).await.0, "revision": 1 }),
            "withdrawSignature" => json!({ "statementId": crate::joint_statements::drafted(app, &self.essay, &self.author, cell).await.0 }),
            "removeJointStatement" | "restoreJointStatement" => {
                let id = crate::joint_statements::published(app, &self.essay, &self.author, cell).await;
                if change == "removeJointStatement" {
                    return json!({ "statementId": id, "reason": "SPAM", "explanation": "x" });
                }
                let query = "mutation($id: ID!) { removeJointStatement(input: { statementId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
                app.ask_as(&self.decider, query, json!({ "id": id })).await.ok();
                json!({ "statementId": id })
            }
            "judgeRestatement" => json!({ "restatementId": restated().await, "verdict": "ACCURATE" }),
            "editProposal" => json!({ "proposalId": proposal().await, "body": "y" }),
            "withdrawProposal" | "withdrawVote" => json!({ "proposalId": proposal().await }),
            "decideProposal" => json!({ "proposalId": proposal().await, "outcome": "ADOPTED" }),
            "castVote" => json!({ "proposalId": proposal().await, "stance": "AGREE" }),
            // Whoever has no vote there has none to reaffirm.
            "reaffirmVote" => {
                let id = proposal().await;
                app.vote(author, &id, "AGREE").await.ok();
                json!({ "proposalId": id })
            }
            "markReasonFair" => json!({ "voteId": self.reason(app).await, "isFair": false }),
            "removeReason" => json!({ "voteId": self.reason(app).await, "reason": "SPAM", "explanation": "x" }),
            "restoreReason" => {
                let id = self.reason(app).await;
                let query = "mutation($id: ID!) { removeReason(input: { voteId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }";
                app.ask_as(&self.decider, query, json!({ "id": id })).await.ok();
                json!({ "voteId": id })
            }
            other => self.moderation_input(app, other, cell).await,
        }
    }
}

impl People {
    /// A vote of the author's with a reason.
    async fn reason(&self, app: &TestApp) -> String {
        let proposal = app.proposal(&self.author, &self.essay, "A title").await;
        let query = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE, reason: \"x\" }) { vote { id } } }";
        app.ask_as(&self.author, query, json!({ "id": proposal })).await.ok().text("/castVote/vote/id")
    }

    /// The same for what is about moderation: always about the author's posts.
    async fn moderation_input(&self, app: &TestApp, change: &str, cell: usize) -> Value {
        let thread = async || app.thread(&self.author, &self.essay, "A question").await;
        let reply = async || app.reply(&self.author, &thread().await, None, "text").await;
        let report = async || {
            let query = "mutation($id: ID!) { reportPost(input: { postId: $id, reason: SPAM }) { report { id } } }";
            app.ask_as(&self.other, query, json!({ "id": reply().await })).await.ok().text("/reportPost/report/id")
        };
        let removed = async || {
            let (query, id) = ("mutation($id: ID!) { removePost(input: { postId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }", reply().await);
            (app.ask_as(&self.decider, query, json!({ "id": id })).await.ok().text("/removePost/action/id"), id)
        };
        let appeal = async || {
            let query = "mutation($id: ID!) { appealDecision(input: { actionId: $id, text: \"x\" }) { appeal { id } } }";
            app.ask_as(&self.author, query, json!({ "id": removed().await.0 })).await.ok().text("/appealDecision/appeal/id")
        };
        let locked = async || {
            let (query, id) =
                ("mutation($id: ID!) { lockThread(input: { threadId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }", thread().await);
            app.ask_as(&self.decider, query, json!({ "id": id })).await.ok();
            id
        };
        let person = async || {
            let token = app.sign_up(&format!("person{cell}")).await;
            app.ask_as(&token, "{ viewer { id } }", json!({})).await.ok().text("/viewer/id")
        };
        let warned = async || {
            let (query, id) = ("mutation($id: ID!) { warnUser(input: { userId: $id, reason: SPAM, explanation: \"x\" }) { action { id } } }", person().await);
            (app.ask_as(&self.decider, query, json!({ "id": id })).await.ok().text("/warnUser/action/id"), id)
        };
        match change {
            "declarePerspective" => json!({ "country": "KE" }),
            "reportPost" => json!({ "postId": reply().await, "reason": "SPAM" }),
            "reportText" => json!({ "textId": self.reason(app).await, "reason": "SPAM" }),
            "resolveReport" => json!({ "reportId": report().await, "resolution": "DISMISSED" }),
            "resolveReports" => json!({ "reportIds": [report().await], "resolution": "DISMISSED" }),
            "claimReport" => json!({ "reportId": report().await }),
            "removePost" => json!({ "postId": reply().await, "reason": "SPAM", "explanation": "x" }),
            "restorePost" => json!({ "postId": removed().await.1 }),
            "approvePost" => json!({ "postId": reply().await }),
            "lockThread" => json!({ "threadId": thread().await, "reason": "SPAM", "explanation": "x" }),
            "setSlowMode" => json!({ "threadId": thread().await, "seconds": 60 }),
            "moveReply" => json!({ "replyId": reply().await, "threadId": thread().await }),
            "unlockThread" => json!({ "threadId": locked().await }),
            "suspendUser" | "warnUser" => json!({ "userId": person().await, "reason": "SPAM", "explanation": "x" }),
            "reinstateUser" => json!({ "userId": warned().await.1 }),
            "setModeratorScope" => {
                let moderator = app.with_role(&format!("person{cell}"), Role::Moderator).await;
                let id = app.ask_as(&moderator, "{ viewer { id } }", json!({})).await.ok().text("/viewer/id");
                json!({ "userId": id, "languages": ["en"] })
            }
            "setUserRole" => json!({ "userId": person().await, "role": "EDITOR" }),
            "updateSiteSettings" => json!({ "isPremoderated": false }),
            "premoderateUser" => json!({ "userId": person().await, "reason": "SPAM", "explanation": "x" }),
            "confirmWarning" => json!({ "warningId": warned().await.0 }),
            "appealDecision" => json!({ "actionId": removed().await.0, "text": "x" }),
            "answerAppeal" => json!({ "appealId": appeal().await, "outcome": "UPHELD", "answer": "x" }),
            other => panic!("there is no input for {other}"),
        }
    }
}

on_both! {
    async fn every_change_answers_as_its_cell_says(app) {
        let people = People::new(app).await;
        let mut wrong = Vec::new();
        // A changed password ends sessions: last.
        let (last, first): (Vec<_>, Vec<_>) = changes().into_iter().partition(|(name, _)| *name == "changePassword");
        for (row, (change, cells)) in first.into_iter().chain(last).enumerate() {
            let kind = format!("{}{}Input", change[..1].to_uppercase(), &change[1..]);
            let document = format!("mutation($input: {kind}!) {{ {change}(input: $input) {{ __typename }} }}");
            for (column, (who, cell)) in COLUMNS.iter().zip(cells).enumerate() {
                let input = people.input(app, change, who, row * 100 + column).await;
                let answer = app.ask_as(&people.tokens[who], &document, json!({ "input": input })).await;
                let got = if answer.body.get("errors").is_some() { answer.code().to_owned() } else { "+".to_owned() };
                let expected = match cell { "U" => "UNAUTHENTICATED", "F" => "FORBIDDEN", "S" => "SUSPENDED", "N" => "NOT_FOUND", done => done };
                if got != expected {
                    wrong.push(format!("{change} by {who}: {got} instead of {expected}: {}", answer.body));
                }
            }
        }
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    }
}

on_both! {
    async fn what_is_its_owners_is_null_to_others(app) {
        let people = People::new(app).await;
        let secrets: Vec<String> = classes().into_iter().filter(|(_, class)| *class == "SECRET").filter_map(|(path, _)| path.strip_prefix("User.").map(str::to_owned)).collect();
        assert_eq!(
            secrets,
            ["apiTokens", "country", "email", "invitations", "isCountryPublic", "isPartnering", "languages", "openWarningId", "pairs", "staleVotes", "trust"]
        );
        app.sql("UPDATE users SET country = 'KE' WHERE handle IN ('author', 'owner')").await;
        // A warning is open to nobody else either; it only stops from writing.
        let secrets: Vec<String> = secrets.into_iter().filter(|field| field != "openWarningId").collect();
        for field in secrets {
            let selection = if ["apiTokens", "invitations", "pairs", "staleVotes", "trust"].contains(&field.as_str()) { format!("{field} {{ __typename }}") } else { field.clone() };
            for (handle, own) in [("author", "author"), ("owner", "")] {
                for who in COLUMNS {
                    let answer = app.ask_as(&people.tokens[who], &format!("{{ user(handle: \"{handle}\") {{ {selection} }} }}"), json!({})).await;
                    let is_shown = answer.body.pointer(&format!("/data/user/{field}")).is_some_and(|value| !value.is_null());
                    assert_eq!(is_shown, who == own, "{field} of {handle} to {who}: {}", answer.body);
                }
            }
        }
        // Votes: nobody else's, by whatever way.
        let proposal = app.proposal(&people.author, &people.essay, "Pour for others").await;
        let cast = "mutation($id: ID!) { castVote(input: { proposalId: $id, stance: AGREE }) { vote { id } } }";
        let vote = app.ask_as(&people.author, cast, json!({ "id": proposal })).await.ok().text("/castVote/vote/id");
        for who in COLUMNS.into_iter().filter(|who| *who != "author") {
            let answer = app.ask_as(&people.tokens[who], "query($v: ID!, $p: ID!) { node(id: $v) { id } proposal(id: $p) { viewerVote { id } } }", json!({ "v": vote, "p": proposal })).await;
            for path in ["/data/node", "/data/proposal/viewerVote"] {
                assert!(answer.body.pointer(path).is_none_or(Value::is_null), "{path} to {who}");
            }
        }
    }
}
