//! The requests themselves, for Teahouse and for a server to compare with.

use std::io::Write;

use memchr::memmem;

use crate::{
    http::{Answer, Target},
    index::Index,
    query::Query,
    random::Random,
    text,
};

/// Sizes of the compared server's data, which has numbers as ids: see the
/// generator of its database.
mod limit {
    pub const THREADS: u32 = 50_000;
    pub const PROPOSALS: u32 = 5_000;
    pub const USERS: u32 = 20_000;
    pub const CYCLE: u32 = 25;
    pub const BUSY: u32 = 4;
}

/// About 300 characters, as the replies that are there.
const REPLY: &str = "I read the minutes twice and still miss the ferryman: he alone could say what the crossing costs in winter. \
    Before we vote on a timetable, let us ask him, write down what he answers in his own words, and only then compare it with the two surveys. \
    My reasons are below, yours are welcome.";

/// Who is asked.
#[derive(Debug)]
pub enum System {
    /// Teahouse: GraphQL.
    Teahouse {
        /// What to ask for.
        index: Index,
        /// Access tokens of members, one a connection; empty = nobody is signed in.
        tokens: Vec<String>,
        /// Whether reads carry a token as well.
        signed_in: bool,
    },
    /// A hand-written server: a path for each page.
    Limit {
        /// What to ask for.
        slugs: Vec<String>,
        /// What comes before the paths of reads.
        prefix: String,
    },
}

impl System {
    /// Its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Teahouse { .. } => "teahouse",
            Self::Limit { .. } => "limit",
        }
    }

    /// Whether it is Teahouse.
    pub fn is_teahouse(&self) -> bool {
        matches!(self, Self::Teahouse { .. })
    }

    /// Writes the next request of a connection into `out`.
    pub fn request(&self, query: Query, target: &Target, connection: usize, random: &mut Random, out: &mut Vec<u8>) {
        out.clear();
        match self {
            Self::Teahouse { index, tokens, signed_in } => {
                let token = if *signed_in || query.writes() { tokens.get(connection % tokens.len().max(1)) } else { None };
                post(out, target, &target.path, token.map(String::as_str), graphql(query, index, random).as_bytes());
            }
            Self::Limit { slugs, prefix } => {
                let base = &target.path;
                match query {
                    Query::Q1 | Query::Q4 | Query::Q5 => get(out, target, &format!("{base}{prefix}/{}", query.name())),
                    Query::Q2 => get(out, target, &format!("{base}{prefix}/q2/{}", busy_thread(random))),
                    Query::Q3 => get(out, target, &format!("{base}{prefix}/q3/{}", picked(random, slugs))),
                    Query::W1 => {
                        let (proposal, user, value) = (1 + random.below(limit::PROPOSALS), 1 + random.below(limit::USERS), i64::from(random.below(3)) - 1);
                        post(
                            out,
                            target,
                            &format!("{base}/w1"),
                            None,
                            format!(r#"{{"proposalId":{proposal},"userId":{user},"value":{value},"country":"FR"}}"#).as_bytes(),
                        );
                    }
                    Query::W2 => {
                        let (thread, author) = (1 + random.below(limit::THREADS), 1 + random.below(limit::USERS));
                        post(out, target, &format!("{base}/w2"), None, format!(r#"{{"threadId":{thread},"authorId":{author},"body":"{REPLY}"}}"#).as_bytes());
                    }
                }
            }
        }
    }

    /// Whether an answer is what was asked for.
    pub fn accepts(&self, query: Query, answer: &Answer<'_>) -> bool {
        answer.status == 200
            && match self {
                // Inside a string the quotes would be escaped, so this is the key.
                Self::Teahouse { .. } => answer.body.starts_with(query.beginning()) && memmem::find(answer.body, br#""errors":"#).is_none(),
                Self::Limit { .. } => answer.body.starts_with(b"{"),
            }
    }
}

fn picked<'a>(random: &mut Random, items: &'a [String]) -> &'a str {
    random.pick(items).map_or("", String::as_str)
}

/// Ids count from 1 there, and its busy threads are those of remainder 0 to 3.
fn busy_thread(random: &mut Random) -> u32 {
    let id = random.below(limit::THREADS / limit::CYCLE) * limit::CYCLE + random.below(limit::BUSY);
    if id == 0 { limit::THREADS } else { id }
}

fn graphql(query: Query, index: &Index, random: &mut Random) -> String {
    let document = query.document().replace('"', "\\\"");
    // Ids, slugs and the reply's text need no escapes.
    match query {
        Query::Q1 | Query::Q4 => format!(r#"{{"query":"{document}"}}"#),
        Query::Q2 => format!(r#"{{"query":"{document}","variables":{{"id":"{}"}}}}"#, picked(random, &index.busy_threads)),
        Query::Q3 => format!(r#"{{"query":"{document}","variables":{{"slug":"{}"}}}}"#, picked(random, &index.essays)),
        Query::Q5 => format!(r#"{{"query":"{document}","variables":{{"query":"{}"}}}}"#, text::two_words(random)),
        Query::W1 => {
            let proposal = picked(random, &index.proposals);
            let stance = random.pick(&["AGREE", "DISAGREE", "PASS"]).copied().unwrap_or_default();
            format!(r#"{{"query":"{document}","variables":{{"proposal":"{proposal}","stance":"{stance}"}}}}"#)
        }
        Query::W2 => format!(r#"{{"query":"{document}","variables":{{"thread":"{}","body":"{REPLY}"}}}}"#, picked(random, &index.threads)),
    }
}

fn get(out: &mut Vec<u8>, target: &Target, path: &str) {
    head(out, "GET", target, path);
    out.extend_from_slice(b"\r\n");
}

/// Writes a POST of JSON.
pub fn post(out: &mut Vec<u8>, target: &Target, path: &str, token: Option<&str>, body: &[u8]) {
    head(out, "POST", target, path);
    if let Some(token) = token {
        for part in ["authorization: Bearer ", token, "\r\n"] {
            out.extend_from_slice(part.as_bytes());
        }
    }
    // Writing into memory cannot fail.
    let _ = write!(out, "content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    out.extend_from_slice(body);
}

fn head(out: &mut Vec<u8>, method: &str, target: &Target, path: &str) {
    for part in [method, " ", path, " HTTP/1.1\r\nhost: ", target.authority.as_str(), "\r\naccept: application/json\r\n"] {
        out.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_that_holds_the_document() {
        let one = |text: &str| vec![text.to_owned()];
        let index = Index { essays: one("the-well"), busy_threads: one("AA"), threads: one("BB"), proposals: one("CC") };
        for query in Query::ALL {
            let body: serde_json::Value = serde_json::from_str(&graphql(query, &index, &mut Random::of(0, 0, crate::random::Aspect::Request))).unwrap();
            assert_eq!(body["query"], query.document());
        }
    }

    #[test]
    fn a_half_filled_answer_is_an_error() {
        let system =
            System::Teahouse { index: Index { essays: vec![], busy_threads: vec![], threads: vec![], proposals: vec![] }, tokens: vec![], signed_in: false };
        let accepts = |body: &[u8]| system.accepts(Query::Q2, &Answer { status: 200, body });
        assert!(accepts(br#"{"data":{"thread":{"id":"A","body":"he said \"errors\": none"}}}"#));
        assert!(!accepts(br#"{"data":{"thread":null}}"#));
        assert!(!accepts(br#"{"data":{"thread":{"id":"A","author":null}},"errors":[{"message":"m"}]}"#));
    }
}
