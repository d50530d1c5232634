//! The pages and writes that are measured.

use clap::ValueEnum;

/// One of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Query {
    /// The front page: 25 threads, newest activity first.
    Q1,
    /// A thread's page: 50 replies.
    Q2,
    /// An essay's page: its edition, threads and proposals.
    Q3,
    /// The proposals that people agree on most.
    Q4,
    /// A search for two words: the best 20, with pieces of text and what each was found in.
    Q5,
    /// Casting a vote.
    W1,
    /// Posting a reply.
    W2,
}

impl Query {
    /// All, in the order of reports.
    pub const ALL: [Self; 7] = [Self::Q1, Self::Q2, Self::Q3, Self::Q4, Self::Q5, Self::W1, Self::W2];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Q1 => "q1",
            Self::Q2 => "q2",
            Self::Q3 => "q3",
            Self::Q4 => "q4",
            Self::Q5 => "q5",
            Self::W1 => "w1",
            Self::W2 => "w2",
        }
    }

    /// Whether the server that one compares with has it.
    pub fn is_compared(self) -> bool {
        self != Self::Q5
    }

    /// Whether it changes something and therefore needs a member's token.
    pub fn writes(self) -> bool {
        matches!(self, Self::W1 | Self::W2)
    }

    /// The document.
    pub fn document(self) -> &'static str {
        match self {
            Self::Q1 => {
                "{ threads(first: 25, orderBy: {field: LAST_ACTIVITY_AT, direction: DESC}) { nodes { id title replyCount author { displayName } essay { title slug } } } }"
            }
            Self::Q2 => {
                "query($id: ID!) { thread(id: $id) { id title body replyCount createdAt lastActivityAt essay { title slug } author { displayName } replies(first: 50) { nodes { id body createdAt author { displayName } } } } }"
            }
            Self::Q3 => {
                "query($slug: String!) { essay(slug: $slug) { id title slug originalLanguage edition { title credits { role name } } threads(first: 20) { nodes { id title replyCount author { displayName } } } proposals(first: 20) { nodes { id title tally { agree disagree pass total } } } } }"
            }
            Self::Q4 => {
                "{ proposals(first: 20, orderBy: {field: AGREEMENT, direction: DESC}) { nodes { id title tally { agree disagree pass total } author { displayName } } } }"
            }
            Self::Q5 => {
                "query($query: String!) { search(query: $query, first: 20) { nodes { kind language titleHtml fragments subject { id ... on Thread { title } ... on Reply { author { displayName } } } } } }"
            }
            Self::W1 => {
                "mutation($proposal: ID!, $stance: Stance!) { castVote(input: {proposalId: $proposal, stance: $stance}) { proposal { id tally { agree disagree pass } } } }"
            }
            Self::W2 => "mutation($thread: ID!, $body: String!) { postReply(input: {threadId: $thread, body: $body, language: \"en\"}) { reply { id } } }",
        }
    }

    /// How an answer begins that holds what was asked for: a thread that is
    /// not found is no error, and a list may be empty.
    pub fn beginning(self) -> &'static [u8] {
        match self {
            Self::Q1 => br#"{"data":{"threads":{"nodes":[{"id":""#,
            Self::Q2 => br#"{"data":{"thread":{"id":""#,
            Self::Q3 => br#"{"data":{"essay":{"id":""#,
            Self::Q4 => br#"{"data":{"proposals":{"nodes":[{"id":""#,
            Self::Q5 => br#"{"data":{"search":{"nodes":["#,
            Self::W1 => br#"{"data":{"castVote":{"proposal":{"id":""#,
            Self::W2 => br#"{"data":{"postReply":{"reply":{"id":""#,
        }
    }
}
