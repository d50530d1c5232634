//! Who may do and see what, as one table: every change for everybody, every field
//! with a class. What the schema has and the tables do not, fails; every cell of
//! the first is really tried.

use std::collections::{BTreeMap, BTreeSet};

use entity::Role;
use serde_json::{Value, json};

use crate::{
    on_both,
    support::{TestApp, app::PASSWORD},
};

/// Who asks. `author` wrote what is to be changed, `other` wrote beside it. The
/// last five are API tokens of an administrator who is the author, one scope each.
pub const COLUMNS: [&str; 13] =
    ["nobody", "member", "author", "other", "suspended", "editor", "moderator", "admin", "READ", "WRITE_DISCUSSION", "WRITE_VOTES", "WRITE_ESSAYS", "MODERATE"];

/// `+` it is done, `U` UNAUTHENTICATED, `F` FORBIDDEN, `S` SUSPENDED, `N` NOT_FOUND: it is not theirs to know of.
const CHANGES: &str = "
                     nobody member author other suspended editor moderator admin  READ DISCUSSION VOTES ESSAYS MODERATE
signUp               +      +      +      +     +         +      +         +      F    F          F     F      F
signIn               +      +      +      +     +         +      +         +      F    F          F     F      F
refreshSession       +      +      +      +     +         +      +         +      F    F          F     F      F
signOut              +      +      +      +     +         +      +         +      F    F          F     F      F
changePassword       U      +      +      +     +         +      +         +      F    F          F     F      F
createApiToken       U      +      +      +     +         +      +         +      F    F          F     F      F
revokeApiToken       U      N      +      N     N         N      N         N      F    F          F     F      F
publishEdition       U      F      F      F     S         +      F         +      F    F          F     +      F
startThread          U      +      +      +     S         +      +         +      F    +          F     F      F
editThread           U      F      +      F     S         F      F         F      F    +          F     F      F
postReply            U      +      +      +     S         +      +         +      F    +          F     F      F
editReply            U      F      +      F     S         F      F         F      F    +          F     F      F
deletePost           U      F      +      F     S         F      F         F      F    +          F     F      F
createProposal       U      +      +      +     S         +      +         +      F    +          F     F      F
editProposal         U      F      +      F     S         F      F         F      F    +          F     F      F
withdrawProposal     U      F      +      F     S         F      F         F      F    +          F     F      F
decideProposal       U      F      F      F     S         F      +         +      F    F          F     F      +
castVote             U      +      +      +     S         +      +         +      F    F          +     F      F
withdrawVote         U      +      +      +     S         +      +         +      F    F          +     F      F
declarePerspective   U      +      +      +     +         +      +         +      F    F          F     F      F
reportPost           U      +      F      +     S         +      +         +      F    +          F     F      F
resolveReport        U      F      F      F     S         F      +         +      F    F          F     F      +
resolveReports       U      F      F      F     S         F      +         +      F    F          F     F      +
claimReport          U      F      F      F     S         F      +         +      F    F          F     F      +
removePost           U      F      F      F     S         F      +         +      F    F          F     F      +
restorePost          U      F      F      F     S         F      +         +      F    F          F     F      +
approvePost          U      F      F      F     S         F      +         +      F    F          F     F      +
lockThread           U      F      F      F     S         F      +         +      F    F          F     F      +
unlockThread         U      F      F      F     S         F      +         +      F    F          F     F      +
setSlowMode          U      F      F      F     S         F      +         +      F    F          F     F      +
moveReply            U      F      F      F     S         F      +         +      F    F          F     F      +
suspendUser          U      F      F      F     S         F      +         +      F    F          F     F      +
warnUser             U      F      F      F     S         F      +         +      F    F          F     F      +
reinstateUser        U      F      F      F     S         F      +         +      F    F          F     F      +
answerAppeal         U      F      F      F     S         F      +         +      F    F          F     F      +
confirmWarning       U      N      N      N     N         N      N         N      F    F          F     F      F
updateSiteSettings   U      F      F      F     F         F      F         +      F    F          F     F      F
premoderateUser      U      F      F      F     S         F      +         +      F    F          F     F      +
judgeRestatement     U      F      +      F     S         F      F         F      F    +          F     F      F
setUserRole          U      F      F      F     F         F      F         +      F    F          F     F      F
setModeratorScope    U      F      F      F     F         F      F         +      F    F          F     F      F
appealDecision       U      N      +      N     N         N      N         N      F    F          F     F      F
correctPostLanguage  U      +      +      +     S         +      +         +      F    +          F     F      F
alignSegments        U      F      F      F     S         +      F         +      F    F          F     +      F
resetAlignment       U      F      F      F     S         +      F         +      F    F          F     +      F
translatePost        U      +      +      +     S         +      +         +      F    +          F     F      F
requestMachineTranslation U F      F      F     S         F      F         F      F    F          F     F      F
withdrawTranslation  U      F      +      F     S         F      F         F      F    +          F     F      F
vouchTranslation     U      F      F      +     S         F      F         F      F    +          F     F      F
markTranslationOfficial U   F      F      F     S         +      F         +      F    F          F     +      F
removeTranslation    U      F      F      F     S         F      +         +      F    F          F     F      +
restoreTranslation   U      F      F      F     S         F      +         +      F    F          F     F      +
";

/// Types and their fields by class.
/// PUBLIC: the same for everybody. VIEWER: tells the asker about themselves.
/// OWNER: null or absent for everybody but its owner. SECRET: the same, and no API token sees it.
/// STAFF: the same for who it is about, and open to moderators; tests/it/moderation.rs tries it.
/// ADMIN: the same for who it is about, and open to administrators; tests/it/moderator_scope.rs tries it.
/// EDITORS: the same for who it is about, and open to editors and moderators.
/// CHANGE: in the answer to a change, for whoever made it. ROOT: leads to what has a class of its own.
const FIELDS: &str = "
ROOT    Query: essay essays node nodes proposal proposals thread threads user viewer moderationLog
ROOT    Query: rateLimit siteSettings testRules moderationStats appeals moderationQueue requestsToClarify verifyModerationLog search
PUBLIC  Node: id
PUBLIC  PageInfo: endCursor hasNextPage hasPreviousPage startCursor
PUBLIC  AppealConnection EssayConnection ModerationActionConnection ProposalConnection ReplyConnection ReportConnection ThreadConnection TranslationVouchConnection: edges nodes pageInfo totalCount
PUBLIC  AppealEdge EssayEdge ModerationActionEdge ProposalEdge ReplyEdge ReportEdge ThreadEdge TranslationVouchEdge: cursor node
PUBLIC  SearchConnection: counts edges isCapped nodes pageInfo totalCount
PUBLIC  SearchEdge: cursor node
PUBLIC  SearchHit: fragments kind language score subject titleHtml
PUBLIC  SearchCount: count isCapped kind
PUBLIC  Essay: createdAt edition editions id lastActivityAt originCountry originalLanguage proposals publishedAt slug threads title
PUBLIC  Edition: anchorsPending body bodyHtml credits essay id language plainText publishedAt revisedAt revision segments sourceUrl title
PUBLIC  Segment: counterpart end ordinal paragraph start text threadCount
PUBLIC  Anchor: edition end isPending quote score start state text
PUBLIC  Quote: exact language prefix revision suffix
PUBLIC  Credit: name role user
PUBLIC  Post: author body bodyHtml createdAt editedAt id isRemoved language revision status detectedLanguage languageConfidence
PUBLIC  Thread: anchor author body bodyHtml createdAt editedAt essay id isLocked isRemoved language lastActivityAt replies replyCount revision title status differRequiresRestatement slowModeSeconds detectedLanguage languageConfidence
PUBLIC  Reply: author body bodyHtml createdAt depth editedAt id isRemoved language parent replies revision thread status kind parentRevision restatement detectedLanguage languageConfidence
PUBLIC  Proposal: author body bodyHtml closesAt createdAt decidedAt decisionStatement editedAt essay id isRemoved language revision state tally thread title status detectedLanguage languageConfidence
PUBLIC  Post Thread Reply Proposal: text translations
PUBLIC  PostText: body bodyHtml language title translation
PUBLIC  Translation: body bodyHtml createdAt editedAt id isStale language post postRevision revision source status title translator visibility vouchCounts vouches
VIEWER  Translation: viewerCanVouch
EDITORS Translation: signals
EDITORS TranslationSignal: kind otherLanguage otherTranslation otherVoters raisedAt voters z
PUBLIC  TranslationVouchCounts: faithful meaningChanged toneOff
PUBLIC  TranslationVouch: createdAt note revision user verdict
VIEWER  Post Thread Reply Proposal: viewerCanEdit
VIEWER  RateLimit: cost limit remaining resetAt
VIEWER  Thread: viewerCanReply
VIEWER  Proposal: viewerCanVote
OWNER   Proposal: viewerVote
PUBLIC  Tally: agree disagree pass total
OWNER   Vote: castAt id proposal proposalRevision reason seenLanguage seenTranslation stance
PUBLIC  User: displayName handle id joinedAt role understoodRate
PUBLIC  Restatement: createdAt id judge judgedAt note of ofRevision text verdict
VIEWER  Restatement: viewerCanJudge
SECRET  User: apiTokens email country languages openWarningId trust
SECRET  Trust: computedAt level limits next
SECRET  NextTrustLevel: level needs
SECRET  TrustNeed: have isMet kind need
SECRET  TrustLimits: links postsPerHour reportsPerDay
STAFF   User: suspendedUntil
ADMIN   User: moderatorScope
ADMIN   ModeratorScope: essayIds languages
STAFF   Report: claimedBy createdAt details id language post priority reason reporter resolvedAt revision status translation
STAFF   Appeal: action answer author createdAt decidedAt id reviewer status text
STAFF   ModerationAction: appeal explanation moderator
PUBLIC  ModerationAction: createdAt hash id isOverturned kind language reason reasonText revision seq subject
VIEWER  ModerationAction: viewerCanAppeal
STAFF   ModerationLogVerification: checked firstBreak isIntact
SECRET  ApiToken: createdAt essays expiresAt hint id lastUsedAt name revokedAt scopes
CHANGE  Session: accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt
CHANGE  SignInPayload SignUpPayload: session user
CHANGE  ChangePasswordPayload RefreshSessionPayload: session
CHANGE  SignOutPayload: signedOut
CHANGE  CreateApiTokenPayload: apiToken secret
CHANGE  RevokeApiTokenPayload: apiToken
CHANGE  PublishEditionPayload: edition essay
CHANGE  AlignSegmentsPayload ResetAlignmentPayload: edition
CHANGE  StartThreadPayload EditThreadPayload: thread
CHANGE  PostReplyPayload EditReplyPayload: reply
CHANGE  DeletePostPayload: post
CHANGE  CreateProposalPayload EditProposalPayload WithdrawProposalPayload DecideProposalPayload WithdrawVotePayload: proposal
CHANGE  CastVotePayload: proposal vote
CHANGE  RemovePostPayload RestorePostPayload ApprovePostPayload: action post
CHANGE  LockThreadPayload UnlockThreadPayload SetSlowModePayload: action thread
CHANGE  SuspendUserPayload WarnUserPayload ReinstateUserPayload SetUserRolePayload SetModeratorScopePayload: action user
CHANGE  MoveReplyPayload: action reply
CHANGE  ConfirmWarningPayload: user
CHANGE  DeclarePerspectivePayload: viewer
CHANGE  ReportPostPayload ResolveReportPayload ClaimReportPayload: report
CHANGE  ResolveReportsPayload: problems reports
CHANGE  AppealDecisionPayload AnswerAppealPayload: appeal
CHANGE  UpdateSiteSettingsPayload: settings
CHANGE  JudgeRestatementPayload: restatement
STAFF   CivilityFinding: end part rule severity start suggestion
STAFF   ModerationStats: fates medianSecondsToDecide
STAFF   ModerationFate: decisions language overturned reason
STAFF   RuleTest: findings outcome outcomeIfInsisting
STAFF   SiteSettings: civility premoderatedEssays isPremoderated trust
STAFF   Post Thread Reply Proposal: findings
CHANGE  PremoderateUserPayload: action user
CHANGE  CorrectPostLanguagePayload: agreeing isApplied post
CHANGE  TranslatePostPayload: post translation
CHANGE  WithdrawTranslationPayload: post
CHANGE  RequestMachineTranslationPayload: post translation
CHANGE  VouchTranslationPayload MarkTranslationOfficialPayload: translation
CHANGE  RemoveTranslationPayload RestoreTranslationPayload: action translation
";

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
            "judgeRestatement" => json!({ "restatementId": restated().await, "verdict": "ACCURATE" }),
            "editProposal" => json!({ "proposalId": proposal().await, "body": "y" }),
            "withdrawProposal" | "withdrawVote" => json!({ "proposalId": proposal().await }),
            "decideProposal" => json!({ "proposalId": proposal().await, "outcome": "ADOPTED" }),
            "castVote" => json!({ "proposalId": proposal().await, "stance": "AGREE" }),
            other => self.moderation_input(app, other, cell).await,
        }
    }
}

impl People {
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
        assert_eq!(secrets, ["apiTokens", "country", "email", "languages", "openWarningId", "trust"]);
        app.sql("UPDATE users SET country = 'KE' WHERE handle IN ('author', 'owner')").await;
        // A warning is open to nobody else either; it only stops from writing.
        let secrets: Vec<String> = secrets.into_iter().filter(|field| field != "openWarningId").collect();
        for field in secrets {
            let selection = if ["apiTokens", "trust"].contains(&field.as_str()) { format!("{field} {{ __typename }}") } else { field.clone() };
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
