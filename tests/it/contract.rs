//! The names that front ends and integrations build on, as data. A field may gain
//! arguments that need not be given, and a type may gain fields; nothing here goes.

/// A type and what it must have.
#[derive(Default)]
pub struct Promise {
    /// Its name.
    pub of: &'static str,
    /// Interfaces.
    pub implements: Vec<&'static str>,
    /// Fields: name, arguments (`name: Type`), type.
    pub fields: Vec<(&'static str, Vec<&'static str>, &'static str)>,
    /// Values of an enum.
    pub values: Vec<&'static str>,
}

/// Arguments of every list.
pub const PAGING: [&str; 4] = ["first: Int", "after: String", "last: Int", "before: String"];

/// One type a paragraph: its name with interfaces after `:`, then a field a line.
/// `…` among arguments stands for [`PAGING`]; values of an enum follow `=`.
const FORUM: &str = "
DateTime

LanguageTag

CountryCode

Node
  id: ID!

Query
  viewer: User
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  essay(slug: String!): Essay
  essays(…, orderBy: EssayOrder): EssayConnection!
  thread(id: ID!): Thread
  threads(…, essayId: ID, orderBy: ThreadOrder): ThreadConnection!
  proposal(id: ID!): Proposal
  proposals(…, essayId: ID, states: [ProposalState!], orderBy: ProposalOrder): ProposalConnection!
  user(handle: String!): User
  search(…, query: String!, kinds: [SearchKind!], languages: [LanguageTag!], essayId: ID): SearchConnection!
  rateLimit: RateLimit

RateLimit
  limit: Int!
  remaining: Int!
  resetAt: DateTime!
  cost: Int!

Essay : Node
  id: ID!
  slug: String!
  title(language: LanguageTag): String!
  originalLanguage: LanguageTag!
  originCountry: CountryCode
  edition(language: LanguageTag): Edition!
  editions: [Edition!]!
  threads(…, orderBy: ThreadOrder): ThreadConnection!
  proposals(…, states: [ProposalState!], orderBy: ProposalOrder): ProposalConnection!
  createdAt: DateTime!
  opinionMap: OpinionMap

Edition : Node
  id: ID!
  essay: Essay!
  language: LanguageTag!
  title: String!
  body: String!
  bodyHtml: String!
  sourceUrl: String
  credits: [Credit!]!
  publishedAt: DateTime!

Credit
  role: CreditRole!
  name: String!
  user: User

CreditRole = AUTHOR TRANSLATOR REVIEWER EDITOR

Post : Node
  +post

Thread : Node Post
  +post
  essay: Essay!
  title: String!
  isLocked: Boolean!
  replyCount: Int!
  lastActivityAt: DateTime!
  replies(…, orderBy: ReplyOrder): ReplyConnection!
  viewerCanReply: Boolean!

Reply : Node Post
  +post
  thread: Thread!
  parent: Reply
  depth: Int!
  replies(…): ReplyConnection!

Proposal : Node Post
  +post
  essay: Essay!
  thread: Thread
  title: String!
  state: ProposalState!
  tally: Tally!
  viewerVote: Vote
  viewerCanVote: Boolean!
  closesAt: DateTime
  revision: Int!
  support: Support!
  votes(…): VoteConnection
  viewerVoteIsStale: Boolean!

SearchKind = ESSAY THREAD REPLY PROPOSAL

ProposalState = DRAFT OPEN CLOSED ADOPTED DECLINED WITHDRAWN

Stance = AGREE DISAGREE PASS

Tally
  agree: Int!
  disagree: Int!
  pass: Int!
  total: Int!

Vote : Node
  id: ID!
  proposal: Proposal!
  stance: Stance!
  reason: String
  castAt: DateTime!

ApiScope = READ WRITE_DISCUSSION WRITE_VOTES WRITE_ESSAYS MODERATE

ApiToken : Node
  id: ID!
  name: String!
  hint: String!
  scopes: [ApiScope!]!
  essays: [Essay!]
  createdAt: DateTime!
  expiresAt: DateTime!
  lastUsedAt: DateTime
  revokedAt: DateTime

User : Node
  apiTokens: [ApiToken!]
  id: ID!
  handle: String!
  displayName: String!
  role: Role!
  joinedAt: DateTime!
  email: String

Role = MEMBER EDITOR MODERATOR ADMIN

Session
  accessToken: String!
  accessTokenExpiresAt: DateTime!
  refreshToken: String!
  refreshTokenExpiresAt: DateTime!

EssayOrderField = PUBLISHED_AT LAST_ACTIVITY_AT

ThreadOrderField = LAST_ACTIVITY_AT CREATED_AT HOT

ProposalOrderField = CREATED_AT AGREEMENT BRIDGING DIVERGENCE

Support
  state: SupportState!
  home: Tally
  abroad: Tally
  byCountry: [CountrySupport!]!
  groups: [OpinionGroupSupport!]!
  wilsonLowerBound: Float
  groupInformedConsensus: Float
  bridging: Float

SupportState = GATHERING SHARED_GROUND RESPECTFUL_DIVERGENCE CONTESTED

CountrySupport
  country: CountryCode!
  tally: Tally!

OpinionGroupSupport
  group: Int!
  size: Int!
  tally: Tally!

OpinionMap
  computedAt: DateTime!
  voters: Int!
  groups: [OpinionGroup!]!
  points: [OpinionPoint!]!
  inputsSha256: String!
  svgUrl: String!

OpinionGroup
  group: Int!
  size: Int!
  representative: [Proposal!]!

OpinionPoint
  x: Float!
  y: Float!
  group: Int!
  voters: Int!

PostText
  language: LanguageTag!
  body: String!
  bodyHtml: String!
  translation: Translation

Translation : Node
  id: ID!
  language: LanguageTag!
  title: String
  body: String!
  source: TranslationSource!
  status: TranslationStatus!
  translator: User
  isStale: Boolean!

TranslationSource = COMMUNITY OFFICIAL MACHINE

TranslationStatus = PROPOSED VOUCHED DISPUTED

TranslationVerdict = FAITHFUL TONE_OFF MEANING_CHANGED
";

/// Fields of every post.
const POST: &str = "
  id: ID!
  body: String!
  bodyHtml: String!
  language: LanguageTag!
  author: User
  createdAt: DateTime!
  editedAt: DateTime
  isRemoved: Boolean!
  viewerCanEdit: Boolean!
  text(language: LanguageTag): PostText
  translations: [Translation!]!
";

/// Mutations: the name, what its input takes, what its payload gives.
const MUTATIONS: &str = "
signUp | handle: String!, displayName: String!, email: String!, password: String! | user: User!, session: Session!
signIn | login: String!, password: String! | user: User!, session: Session!
refreshSession | refreshToken: String! | session: Session!
signOut | refreshToken: String!, everywhere: Boolean! |
changePassword | currentPassword: String!, newPassword: String! | session: Session!
createApiToken | name: String!, scopes: [ApiScope!]!, expiresAt: DateTime, essayIds: [ID!] | apiToken: ApiToken!, secret: String!
revokeApiToken | apiTokenId: ID! | apiToken: ApiToken!
publishEdition | slug: String!, language: LanguageTag!, title: String!, body: String!, credits: [CreditInput!]!, sourceUrl: String, originCountry: CountryCode | essay: Essay!, edition: Edition!
startThread | essayId: ID!, title: String!, body: String!, language: LanguageTag! | thread: Thread!
editThread | threadId: ID!, title: String, body: String | thread: Thread!
postReply | threadId: ID!, parentId: ID, body: String!, language: LanguageTag! | reply: Reply!
editReply | replyId: ID!, body: String! | reply: Reply!
deletePost | postId: ID! | post: Post!
createProposal | essayId: ID!, threadId: ID, title: String!, body: String!, language: LanguageTag!, closesAt: DateTime | proposal: Proposal!
editProposal | proposalId: ID!, title: String, body: String | proposal: Proposal!
withdrawProposal | proposalId: ID! | proposal: Proposal!
decideProposal | proposalId: ID!, statement: String | proposal: Proposal!
castVote | proposalId: ID!, stance: Stance!, reason: String | vote: Vote!, proposal: Proposal!
withdrawVote | proposalId: ID! | proposal: Proposal!
declarePerspective | country: CountryCode, languages: [LanguageTag!] | viewer: User!
translatePost | postId: ID!, language: LanguageTag!, title: String, body: String! | translation: Translation!
vouchTranslation | translationId: ID!, verdict: TranslationVerdict!, note: String | translation: Translation!
";

/// All that is promised.
pub fn promises() -> Vec<Promise> {
    let mut promises: Vec<Promise> = FORUM.split("\n\n").map(paragraph).collect();
    let mut root = Promise { of: "Mutation", ..Promise::default() };
    for line in MUTATIONS.lines().filter(|line| !line.is_empty()) {
        let mut parts = line.split('|').map(str::trim);
        let name = parts.next().unwrap();
        let pascal = name[..1].to_uppercase() + &name[1..];
        // A test's data may live as long as the tests.
        let [input, payload, argument] = [format!("{pascal}Input"), format!("{pascal}Payload"), format!("input: {pascal}Input!")].map(|text| &*text.leak());
        root.fields.push((name, vec![argument], payload));
        for (of, list) in [(input, parts.next()), (payload, parts.next())] {
            promises.push(Promise {
                of,
                fields: list.unwrap_or_default().split(", ").filter(|text| !text.is_empty()).map(field).collect(),
                ..Promise::default()
            });
        }
    }
    promises.push(root);
    promises
}

fn paragraph(text: &'static str) -> Promise {
    let mut lines = text.trim().lines();
    let head = lines.next().unwrap();
    let (head, values) = head.split_once(" = ").unwrap_or((head, ""));
    let (of, implements) = head.split_once(" : ").unwrap_or((head, ""));
    let fields = lines.flat_map(|line| if line.trim() == "+post" { POST.trim().lines().map(field).collect() } else { vec![field(line)] }).collect();
    Promise { of, implements: implements.split_whitespace().collect(), fields, values: values.split_whitespace().collect() }
}

fn field(line: &'static str) -> (&'static str, Vec<&'static str>, &'static str) {
    let (signature, of) = line.trim().rsplit_once(": ").unwrap();
    let Some((name, rest)) = signature.split_once('(') else { return (signature, Vec::new(), of) };
    let arguments = rest.trim_end_matches(')').split(", ").flat_map(|argument| if argument == "…" { PAGING.to_vec() } else { vec![argument] }).collect();
    (name, arguments, of)
}
